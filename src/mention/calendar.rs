//! What a date of the text is on the calendar, for an article of a known day.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Stretch, ToSpan};

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A day.
    Day,
    /// A week from Monday.
    Week,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
}

/// A date as the text says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateValue {
    /// "March 3, 2011", "3 March".
    Day {
        /// Where the text has it.
        year: Option<i16>,
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
    /// "March 2011", "in March".
    Month {
        /// Where the text has it.
        year: Option<i16>,
        /// 1 to 12.
        month: i8,
    },
    /// "Q3 2012", "the third quarter".
    Quarter {
        /// Where the text has it.
        year: Option<i16>,
        /// 1 to 4.
        quarter: i8,
    },
    /// "the first half of 2013".
    Half {
        /// Where the text has it.
        year: Option<i16>,
        /// 1 or 2.
        half: i8,
    },
    /// "2011".
    Year(i16),
    /// "2010-12", "2011/12".
    Years {
        /// First year.
        from: i16,
        /// Last year.
        to: i16,
    },
    /// "the 1990s".
    Decade(i16),
    /// "Monday" (0), "last Monday" (-1), "next Monday" (1).
    Weekday {
        /// The day.
        weekday: Weekday,
        /// Which one.
        shift: i8,
    },
    /// "last month" (Month, -1), "today" (Day, 0), "three years ago" (Year, -3).
    Relative {
        /// What is counted.
        period: Period,
        /// How many forward.
        shift: i32,
    },
}

/// How fine a resolved date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// Ten years.
    Decade,
    /// A year.
    Year,
    /// Half a year.
    Half,
    /// A quarter.
    Quarter,
    /// A month.
    Month,
    /// A week.
    Week,
    /// A day.
    Day,
}

/// A date on the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// Its first day.
    pub date: Date,
    /// How much of it counts.
    pub precision: Precision,
}

impl Resolved {
    /// ISO 8601, as far as the precision goes: `2012`, `2012-11`, `2012-11-24`. A quarter or half is given by its
    /// year, a week by its Monday.
    pub fn iso(&self) -> String {
        let date = self.date;
        match self.precision {
            Precision::Decade | Precision::Year | Precision::Half | Precision::Quarter => {
                format!("{:04}", date.year())
            }
            Precision::Month => format!("{:04}-{:02}", date.year(), date.month()),
            Precision::Week | Precision::Day => date.to_string(),
        }
    }
}

impl DateValue {
    /// The date on the calendar, for an article that came out on `published`. None where that is needed and unknown,
    /// or where there is no such day ("February 30").
    ///
    /// A month or day without a year is the one nearest to the article; a bare weekday is the latest one that has
    /// begun, as news tells what was.
    pub fn resolve(&self, published: Option<Date>) -> Option<Resolved> {
        let at = |date, precision| Some(Resolved { date, precision });
        match *self {
            Self::Day { year, month, day } => {
                let year = match year {
                    Some(year) => year,
                    None => nearest_year(published?, month, day)?,
                };
                at(Date::new(year, month, day).ok()?, Precision::Day)
            }
            Self::Month { year, month } => {
                let year = match year {
                    Some(year) => year,
                    None => nearest_year(published?, month, 15)?,
                };
                at(Date::new(year, month, 1).ok()?, Precision::Month)
            }
            Self::Quarter { year, quarter } => {
                let year = year.or(published.map(Date::year))?;
                at(
                    Date::new(year, quarter * 3 - 2, 1).ok()?,
                    Precision::Quarter,
                )
            }
            Self::Half { year, half } => {
                let year = year.or(published.map(Date::year))?;
                at(Date::new(year, half * 6 - 5, 1).ok()?, Precision::Half)
            }
            Self::Year(year) | Self::Years { from: year, .. } => {
                at(Date::new(year, 1, 1).ok()?, Precision::Year)
            }
            Self::Decade(year) => at(Date::new(year, 1, 1).ok()?, Precision::Decade),
            Self::Weekday { weekday, shift } => {
                let today = published?;
                let back = i64::from(today.weekday().since(weekday));
                let days = match shift {
                    // Of the day itself, "last Monday" is a week back and "next Monday" a week ahead.
                    -1 if back == 0 => -7,
                    1 => 7 - back,
                    _ => -back,
                };
                at(today.checked_add(days.days()).ok()?, Precision::Day)
            }
            Self::Relative { period, shift } => relative(published?, period, shift),
        }
    }
}

fn relative(today: Date, period: Period, shift: i32) -> Option<Resolved> {
    let step = |stretch: Stretch| today.checked_add(stretch).ok();
    let n = i64::from(shift);
    // The calendar of jiff ends in the year 9999; anything near that is no date of a deal.
    if n.abs() > 3000 {
        return None;
    }
    let (date, precision) = match period {
        Period::Day => (step(n.days())?, Precision::Day),
        Period::Week => {
            let date = step(n.weeks())?;
            let back = i64::from(date.weekday().to_monday_zero_offset());
            (date.checked_sub(back.days()).ok()?, Precision::Week)
        }
        Period::Month => (step(n.months())?.first_of_month(), Precision::Month),
        Period::Quarter => {
            let date = step((n * 3).months())?;
            let month = (date.month() - 1) / 3 * 3 + 1;
            (Date::new(date.year(), month, 1).ok()?, Precision::Quarter)
        }
        Period::Year => (step(n.years())?.first_of_year(), Precision::Year),
    };
    Some(Resolved { date, precision })
}

fn nearest_year(published: Date, month: i8, day: i8) -> Option<i16> {
    let year = published.year();
    [year - 1, year, year + 1]
        .into_iter()
        .filter_map(|y| Some((y, Date::new(y, month, day.min(28)).ok()?)))
        .min_by_key(|(_, date)| published.duration_until(*date).abs())
        .map(|(y, _)| y)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(value: DateValue, published: &str) -> Option<String> {
        value.resolve(published.parse().ok()).map(|r| r.iso())
    }

    #[test]
    fn ok_a_day_without_year_is_the_nearest_one() {
        let day = DateValue::Day {
            year: None,
            month: 12,
            day: 28,
        };
        assert_eq!(iso(day, "2011-01-05").as_deref(), Some("2010-12-28"));
        assert_eq!(iso(day, "2011-11-05").as_deref(), Some("2011-12-28"));
    }

    #[test]
    fn ok_months_end_where_the_calendar_says() {
        let month = DateValue::Relative {
            period: Period::Month,
            shift: -1,
        };
        assert_eq!(iso(month, "2012-03-31").as_deref(), Some("2012-02"));
        let quarter = DateValue::Relative {
            period: Period::Quarter,
            shift: -1,
        };
        let resolved = quarter.resolve("2012-02-10".parse().ok());
        assert_eq!(
            resolved.map(|r| r.date.to_string()).as_deref(),
            Some("2011-10-01")
        );
    }

    #[test]
    fn err_no_such_day_or_no_day_to_count_from() {
        let day = DateValue::Day {
            year: Some(2011),
            month: 2,
            day: 30,
        };
        assert_eq!(day.resolve(None), None);
        let week = DateValue::Relative {
            period: Period::Week,
            shift: 0,
        };
        assert_eq!(week.resolve(None), None);
        let far = DateValue::Relative {
            period: Period::Year,
            shift: -100_000,
        };
        assert_eq!(iso(far, "2012-03-31"), None);
    }
}
