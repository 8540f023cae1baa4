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
    /// Paper or agency.
    pub source: Option<String>,
    /// The body; every offset refers to it, or to the title.
    pub text: String,
}
