//! Which deals are asked for.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::deal::{Deal, Status};

/// A day, month or year, as the bound of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    first: Date,
    last: Date,
}

impl FromStr for Day {
    type Err = String;

    /// `2026`, `2026-11` or `2026-11-24`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is no year, month or day: expected 2026, 2026-11 or 2026-11-24");
        let digits = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
        let parts: Vec<&str> = text.split('-').collect();
        let whole = match parts[..] {
            [year] if year.len() == 4 && digits(year) => format!("{year}-01-01"),
            [year, month] if year.len() == 4 && month.len() == 2 => format!("{text}-01"),
            [year, month, day] if year.len() == 4 && month.len() == 2 && day.len() == 2 => {
                text.to_owned()
            }
            _ => return Err(wrong()),
        };
        let first: Date = whole.parse().map_err(|_| wrong())?;
        let last = match parts.len() {
            1 => first.last_of_year(),
            2 => first.last_of_month(),
            _ => first,
        };
        Ok(Self { first, last })
    }
}

/// What deals must be; an empty list lets all pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Published on its first day or later; without a date they do not pass.
    pub since: Option<Day>,
    /// Published on its last day or earlier; without a date they do not pass.
    pub until: Option<Day>,
    /// Of one of these kinds.
    pub kinds: Vec<String>,
    /// Of one of these statuses.
    pub statuses: Vec<Status>,
    /// With a party that an article calls one of these, capitals apart.
    pub parties: Vec<String>,
    /// With at least this confidence, from 0 to 1.
    pub min_confidence: Option<f64>,
}

impl Filter {
    /// Whether a deal passes.
    pub fn passes(&self, deal: &Deal) -> bool {
        self.is_in_time(deal)
            && is_one(&self.kinds, |it| *it == deal.kind)
            && is_one(&self.statuses, |it| *it == deal.status)
            && is_one(&self.parties, |it| is_named(deal, it))
            && self.min_confidence.is_none_or(|it| deal.confidence >= it)
    }

    fn is_in_time(&self, deal: &Deal) -> bool {
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        let published = deal.published.as_deref().and_then(|it| it.parse().ok());
        published.is_some_and(|it: Timestamp| {
            let day = TimeZone::UTC.to_datetime(it).date();
            self.since.is_none_or(|since| day >= since.first)
                && self.until.is_none_or(|until| day <= until.last)
        })
    }
}

/// Whether one of a list is it; an empty list asks for nothing.
fn is_one<T>(list: &[T], is_it: impl Fn(&T) -> bool) -> bool {
    list.is_empty() || list.iter().any(is_it)
}

/// Whether an article calls a party of the deal so, capitals apart.
fn is_named(deal: &Deal, name: &str) -> bool {
    let name = name.to_lowercase();
    let mut forms = deal.parties.iter().flat_map(|it| &it.mentions);
    forms.any(|it| it.to_lowercase() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<(String, String)> {
        let day: Day = text.parse().ok()?;
        Some((day.first.to_string(), day.last.to_string()))
    }

    #[test]
    fn ok_a_month_ends_on_its_last_day() {
        let ends = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(day("2024"), ends("2024-01-01", "2024-12-31"));
        assert_eq!(day("2024-02"), ends("2024-02-01", "2024-02-29"));
        assert_eq!(day("2024-02-03"), ends("2024-02-03", "2024-02-03"));
    }

    #[test]
    fn err_no_day() {
        for text in [
            "",
            "24",
            "2024-13",
            "2024-02-30",
            "2024-2-3",
            "yesterday",
            "2024-01-01T00:00:00Z",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
