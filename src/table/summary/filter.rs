//! Which deals are summed up.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use polars::prelude::{Expr, LazyFrame, TimeUnit, UniqueKeepStrategy, col, cols, lit};

use super::EXPLODE;
use crate::deal::Status;

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

/// What deals must be to be summed up; an empty list lets all pass.
#[derive(Clone, Debug, Default)]
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
    /// The records, which have a column `row`, that pass.
    pub(super) fn of(&self, mut records: LazyFrame) -> LazyFrame {
        if let Some(since) = self.since {
            records = records.filter(col("published").gt_eq(midnight(since.first)));
        }
        if let Some(until) = self.until {
            let end = until.last.tomorrow().unwrap_or(Date::MAX);
            records = records.filter(col("published").lt(midnight(end)));
        }
        if let Some(kinds) = any("kind", self.kinds.iter().map(String::as_str)) {
            records = records.filter(kinds);
        }
        if let Some(statuses) = any("status", self.statuses.iter().map(|it| it.name())) {
            records = records.filter(statuses);
        }
        if let Some(least) = self.min_confidence {
            records = records.filter(col("confidence").gt_eq(lit(least)));
        }
        let names: Vec<_> = self.parties.iter().map(|it| it.to_lowercase()).collect();
        if let Some(is_named) = any("mentions", names.iter().map(String::as_str)) {
            let rows = records
                .clone()
                .select([col("row"), col("parties")])
                .explode(cols(["parties"]), EXPLODE)
                .unnest(cols(["parties"]), None)
                .select([col("row"), col("mentions")])
                .explode(cols(["mentions"]), EXPLODE)
                .with_column(col("mentions").str().to_lowercase())
                .filter(is_named)
                .select([col("row")])
                .unique_generic(None, UniqueKeepStrategy::Any);
            records = records.semi_join(rows, col("row"), col("row"));
        }
        records
    }
}

/// Whether a column holds one of these; none where there are none.
fn any<'a>(column: &str, texts: impl Iterator<Item = &'a str>) -> Option<Expr> {
    texts
        .map(|it| col(column).eq(lit(it.to_owned())))
        .reduce(Expr::or)
}

fn midnight(day: Date) -> Expr {
    let at = jiff::tz::TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0));
    let micros = at.map_or(i64::MAX, Timestamp::as_microsecond);
    lit(micros).cast(polars::prelude::DataType::Datetime(
        TimeUnit::Microseconds,
        Some(polars::prelude::TimeZone::UTC),
    ))
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
