//! JSON-LD: what a page says of its article in the words of schema.org.

use serde_json::Value;

use super::{kept, unescaped};

/// The article that a page describes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Described {
    pub headline: Option<String>,
    pub published: Option<String>,
    pub publisher: Option<String>,
    pub body: Option<String>,
    /// Posts of a live blog, which is told by its type.
    pub live: bool,
}

/// More articles than this are a list of other pages.
const LISTED: usize = 3;

/// The article in the scripts of a page, where they describe one of its own.
pub(super) fn article(scripts: &[String]) -> Option<Described> {
    let values: Vec<Value> = scripts.iter().filter_map(|script| value(script)).collect();
    let mut found = Vec::new();
    for value in &values {
        collect(value, 0, &mut found);
    }
    if found.len() > LISTED {
        return None;
    }
    found.into_iter().map(described).next()
}

/// A script as JSON, where it is; line breaks in strings, comments and CDATA marks around it are common.
fn value(script: &str) -> Option<Value> {
    let list = script.find('[').map(|at| (at, ']'));
    let object = script.find('{').map(|at| (at, '}'));
    let mut starts: Vec<(usize, char)> = list.into_iter().chain(object).collect();
    starts.sort_unstable();
    starts.into_iter().find_map(|(start, close)| {
        let json = script.get(start..=script.rfind(close)?)?;
        serde_json::from_str(json).ok().or_else(|| {
            let clean: String = json
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect();
            serde_json::from_str(&clean).ok()
        })
    })
}

fn collect<'v>(value: &'v Value, depth: usize, found: &mut Vec<&'v Value>) {
    const DEEPEST: usize = 6;
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|v| collect(v, depth + 1, found)),
        Value::Object(object) => {
            if is_article(value) {
                found.push(value);
                return;
            }
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = object.get(key) {
                    collect(inner, depth + 1, found);
                }
            }
        }
        _ => {}
    }
}

fn types(value: &Value) -> impl Iterator<Item = &str> {
    let types = value.get("@type");
    let one = types.and_then(Value::as_str);
    let many = types.and_then(Value::as_array).into_iter().flatten();
    one.into_iter().chain(many.filter_map(Value::as_str))
}

fn is_article(value: &Value) -> bool {
    types(value).any(|t| {
        t.ends_with("Article") || t.ends_with("BlogPosting") || t == "Report" || t == "PressRelease"
    })
}

fn described(value: &Value) -> Described {
    let text = |key: &str| {
        let text = value.get(key).and_then(Value::as_str);
        text.and_then(|text| kept(&unescaped(text)))
    };
    let publisher = value.get("publisher");
    let publisher = publisher.and_then(|p| {
        let first = p.as_array().and_then(|list| list.first()).unwrap_or(p);
        first.get("name").and_then(Value::as_str).or(first.as_str())
    });
    let body = value.get("articleBody").and_then(Value::as_str);
    Described {
        headline: text("headline").or_else(|| text("name")),
        published: text("datePublished").or_else(|| text("dateCreated")),
        publisher: publisher.and_then(|name| kept(&unescaped(name))),
        body: body
            .map(|body| unescaped(body).trim().to_owned())
            .filter(|body| !body.is_empty()),
        live: types(value).any(|t| t == "LiveBlogPosting"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(scripts: &[&str]) -> Option<Described> {
        let scripts: Vec<String> = scripts.iter().map(|s| (*s).to_owned()).collect();
        article(&scripts)
    }

    #[test]
    fn ok_the_article_wherever_it_stands() {
        let article = r#"{"@type":"NewsArticle","headline":"Acme &amp; Widget\n merge","datePublished":"2025-07-04T10:00:00+01:00","publisher":{"@type":"Organization","name":"Harbour Post"}}"#;
        let expected = Described {
            headline: Some("Acme & Widget merge".to_owned()),
            published: Some("2025-07-04T10:00:00+01:00".to_owned()),
            publisher: Some("Harbour Post".to_owned()),
            ..Described::default()
        };
        for script in [
            article.to_owned(),
            format!("[{article}]"),
            format!("{{\"@graph\":[{{\"@type\":\"WebSite\"}},{article}]}}"),
            format!("{{\"@type\":\"WebPage\",\"mainEntity\":{article}}}"),
            format!("//<![CDATA[\n{article}\n//]]>"),
            article.replace("NewsArticle\"", "NewsArticle\",\n\t\"x\":\"a\nb\""),
        ] {
            assert_eq!(
                of(&["{broken", &script]),
                Some(expected.clone()),
                "{script}"
            );
        }
    }

    #[test]
    fn err_other_pages_and_other_things() {
        let item = r#"{"@type":"NewsArticle","headline":"a"}"#;
        assert_eq!(of(&[&format!("[{item},{item},{item},{item}]")]), None);
        let list = format!("{{\"@type\":\"ItemList\",\"itemListElement\":[{item}]}}");
        assert_eq!(
            of(&[&list, "{\"@type\":\"Person\",\"name\":\"a\"}", "[", ""]),
            None
        );
        assert_eq!(of(&[&"[".repeat(100_000)]), None);
    }
}
