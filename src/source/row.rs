//! From a row of named fields, whatever file held it, to articles.

use std::borrow::Cow;

use jiff::Timestamp;

use super::article::{Article, Precision, Published};
use super::pages::Pages;
use super::{date, html, page};

/// The fields of a row that an article is made of.
#[derive(Debug, Default)]
pub(super) struct Row<'a> {
    pub id: Option<Cow<'a, str>>,
    pub title: Option<Cow<'a, str>>,
    pub published: Option<Cow<'a, str>>,
    pub url: Option<Cow<'a, str>>,
    pub source: Option<Cow<'a, str>>,
    pub text: Cow<'a, str>,
}

fn kept(field: Option<Cow<'_, str>>) -> Option<String> {
    field
        .filter(|value| !value.trim().is_empty())
        .map(Cow::into_owned)
}

/// Seconds, or thousandths of them and less, since 1970, as databases write moments. Nothing below 1973 is one, as it
/// could be a year or a day in digits.
fn unix(text: &str) -> Option<Published> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !(9..=19).contains(&whole.len()) || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let at = match number {
        0..100_000_000 => return None,
        100_000_000..100_000_000_000 => Timestamp::from_second(number),
        100_000_000_000..100_000_000_000_000 => Timestamp::from_millisecond(number),
        100_000_000_000_000..100_000_000_000_000_000 => Timestamp::from_microsecond(number),
        _ => Timestamp::from_nanosecond(number.into()),
    };
    // To the second, as other dates are.
    let at = Timestamp::from_second(at.ok()?.as_second()).ok()?;
    Some(Published {
        at: Some(at),
        text: Some(text.to_owned()),
        precision: Some(Precision::Second),
    })
}

impl Row<'_> {
    /// The article of the row, its text byte for byte; several where the text is beyond doubt a page of several.
    ///
    /// # Errors
    /// Where there is no text.
    pub fn articles(
        self,
        id: impl FnOnce() -> String,
        pages: &Pages,
    ) -> Result<Vec<Article>, String> {
        if self.text.trim().is_empty() {
            return Err("no text".to_owned());
        }
        let article = Article {
            id: kept(self.id).unwrap_or_else(id),
            title: kept(self.title),
            published: kept(self.published).map_or_else(Published::default, |text| {
                unix(&text).unwrap_or_else(|| date::published(&text))
            }),
            url: kept(self.url),
            canonical_url: None,
            source: kept(self.source),
            text: html::plain(self.text).into_owned(),
        };
        Ok(page::split_row(article, pages))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_moments_in_digits() {
        let at = |text| unix(text).and_then(|it| it.at).map(|at| at.to_string());
        for text in [
            "1751550600",
            "1751550600123",
            "1751550600123456",
            "1751550600123456789",
            "1751550600.5",
        ] {
            assert_eq!(at(text).as_deref(), Some("2025-07-03T13:50:00Z"), "{text}");
        }
    }

    #[test]
    fn err_other_digits_are_no_moment() {
        for text in [
            "2007",
            "20250703",
            "202507031350x",
            "-1751550600",
            "",
            "1,751,550,600",
        ] {
            assert_eq!(unix(text), None, "{text}");
        }
    }
}
