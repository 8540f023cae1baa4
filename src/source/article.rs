//! One article, as every later stage sees it.

use jiff::Timestamp;

/// How exactly a source tells when an article came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// A calendar day.
    Day,
    /// A time of day, to the second or minute.
    Second,
}

/// When an article came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The moment in UTC; midnight or the first of the period where the source is less precise; `None` where it
    /// cannot be told. Never guessed.
    pub at: Option<Timestamp>,
    /// What the source wrote.
    pub text: Option<String>,
    /// How much of `at` the source tells.
    pub precision: Option<Precision>,
}

/// One article of an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// Unique in a run.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// Date line.
    pub published: Published,
    /// Address.
    pub url: Option<String>,
    /// The address that a web page gives itself; `None` where it gives none, and for all that is no web page.
    pub canonical_url: Option<String>,
    /// Paper or agency.
    pub source: Option<String>,
    /// The body; every offset refers to it, or to the title.
    pub text: String,
}

/// The line that `dealsift articles` prints for one article: its fields in the order of the contract.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct ArticleLine<'a> {
    /// Unique in a run.
    pub id: &'a str,
    /// Headline.
    pub title: Option<&'a str>,
    /// RFC 3339, UTC.
    #[serde(serialize_with = "rfc3339")]
    pub published: Option<Timestamp>,
    /// What the source wrote.
    pub published_text: Option<&'a str>,
    /// Address.
    pub url: Option<&'a str>,
    /// The address that a web page gives itself.
    pub canonical_url: Option<&'a str>,
    /// Paper or agency.
    pub source: Option<&'a str>,
    /// ISO 639-1 code of what it is written in.
    pub language: Option<&'a str>,
    /// The body.
    pub text: &'a str,
}

impl<'a> ArticleLine<'a> {
    /// The line of an article in this language.
    pub fn new(article: &'a Article, language: Option<&'a str>) -> Self {
        Self {
            id: &article.id,
            title: article.title.as_deref(),
            published: article.published.at,
            published_text: article.published.text.as_deref(),
            url: article.url.as_deref(),
            canonical_url: article.canonical_url.as_deref(),
            source: article.source.as_deref(),
            language,
            text: &article.text,
        }
    }
}

// The signature is serde's.
#[allow(clippy::ref_option)]
fn rfc3339<S: serde::Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => serializer.collect_str(at),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_line_has_its_fields_in_order() {
        let article = Article {
            id: "a".to_owned(),
            published: Published {
                at: Some("2007-01-02T14:49:00-05:00".parse().expect("a timestamp")),
                text: Some("Tue Jan 2, 2007 2:49pm EST".to_owned()),
                precision: Some(Precision::Second),
            },
            text: "Body.".to_owned(),
            ..Article::default()
        };
        assert_eq!(
            serde_json::to_string(&ArticleLine::new(&article, Some("en"))).expect("plain data"),
            r#"{"id":"a","title":null,"published":"2007-01-02T19:49:00Z","published_text":"Tue Jan 2, 2007 2:49pm EST","url":null,"canonical_url":null,"source":null,"language":"en","text":"Body."}"#
        );
    }
}
