//! Dates: absolute ("March 3, 2011", "Q3 2012", "2011") and relative ("Monday", "last month", "three years ago").
//!
//! What the text says is kept as it says it; `DateValue::resolve` settles it against the day the article came out.
//! Known gaps: holidays, "a week from Monday", and fiscal years that do not begin in January.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Stretch, ToSpan};
use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag_no_case, take_while_m_n};
use nom::character::complete::{alpha1, char, one_of};
use nom::combinator::{map_opt, opt, value, verify};
use nom::sequence::{preceded, terminated};

use super::cue::{trim_end, word_before};
use super::number::{Res, blanks, ends_word, gap};

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

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A capitalised month, in full or short; whether it is short.
fn month(i: &str) -> Res<'_, i8> {
    let (rest, word) = verify(alpha1, |w: &str| {
        w.len() >= 3 && w.as_bytes()[0].is_ascii_uppercase()
    })
    .parse(i)?;
    let found = MONTHS.iter().position(|m| {
        m.eq_ignore_ascii_case(word)
            || (word.len() == 3 && m[..3].eq_ignore_ascii_case(word))
            || (*m == "september" && word.eq_ignore_ascii_case("sept"))
    });
    match found {
        Some(n) => {
            let short = (word.len() == 3 && n != 4) || word.len() == 4 && n == 8;
            let (rest, _) = if short {
                opt(char('.')).parse(rest)?
            } else {
                (rest, None)
            };
            Ok((rest, n as i8 + 1))
        }
        None => Err(nom::Err::Error(())),
    }
}

fn weekday(i: &str) -> Res<'_, Weekday> {
    let (rest, word) = verify(alpha1, |w: &str| {
        w.len() >= 6 && w.as_bytes()[0].is_ascii_uppercase()
    })
    .parse(i)?;
    let day = match word {
        "Monday" | "MONDAY" => Weekday::Monday,
        "Tuesday" | "TUESDAY" => Weekday::Tuesday,
        "Wednesday" | "WEDNESDAY" => Weekday::Wednesday,
        "Thursday" | "THURSDAY" => Weekday::Thursday,
        "Friday" | "FRIDAY" => Weekday::Friday,
        "Saturday" | "SATURDAY" => Weekday::Saturday,
        "Sunday" | "SUNDAY" => Weekday::Sunday,
        _ => return Err(nom::Err::Error(())),
    };
    Ok((rest, day))
}

fn number_of<'a>(min: usize, max: usize) -> impl Parser<&'a str, Output = i16, Error = ()> {
    map_opt(
        take_while_m_n(min, max, |c: char| c.is_ascii_digit()),
        |d: &str| d.parse().ok(),
    )
}

/// 1 to 31, with its ordinal letters or without.
fn day(i: &str) -> Res<'_, i8> {
    let (rest, n) = verify(number_of(1, 2), |n| (1..=31).contains(n)).parse(i)?;
    let (rest, _) = opt(alt((
        tag_no_case("st"),
        tag_no_case("nd"),
        tag_no_case("rd"),
        tag_no_case("th"),
    )))
    .parse(rest)?;
    if ends_word(rest) {
        Ok((rest, n as i8))
    } else {
        Err(nom::Err::Error(()))
    }
}

/// A year of four digits that prose may mean.
pub(crate) fn year(i: &str) -> Res<'_, i16> {
    let (rest, n) = verify(number_of(4, 4), |n| (1700..=2199).contains(n)).parse(i)?;
    if ends_word(rest) && !has_decimals(rest) {
        Ok((rest, n))
    } else {
        Err(nom::Err::Error(()))
    }
}

fn has_decimals(i: &str) -> bool {
    let mut bytes = i.bytes();
    matches!(bytes.next(), Some(b'.' | b',')) && bytes.next().is_some_and(|b| b.is_ascii_digit())
}

/// `, 2011` or ` 2011` or ` of 2011` or ` last year`.
fn year_behind(i: &str) -> Res<'_, i16> {
    let word = |word| (blanks, tag_no_case(word), blanks).map(|_| ());
    let fiscal = opt((tag_no_case("fiscal"), blanks));
    let sep = alt((
        word("of fiscal"),
        word("of"),
        word("in"),
        (opt(char(',')), blanks).map(|_| ()),
    ));
    preceded((sep, fiscal), year).parse(i)
}

/// A date that needs no second look: with a month or weekday name, a quarter, a word such as "yesterday", or in the
/// shapes `2011-03-04` and `5/17/2018`.
pub(crate) fn date<'a>(text: &'a str, at: usize) -> Res<'a, DateValue> {
    let i = &text[at..];
    if i.starts_with(|c: char| c.is_ascii_digit()) {
        return alt((iso, slashed, day_month, decade, ordinal_quarter)).parse(i);
    }
    if let Ok((rest, found)) = alt((month_day, month_year)).parse(i) {
        return Ok((rest, found));
    }
    if let Ok((rest, n)) = month(i)
        && ends_word(rest)
        && is_month_alone(text, at, rest, n)
    {
        return Ok((
            rest,
            DateValue::Month {
                year: None,
                month: n,
            },
        ));
    }
    alt((quarter, relative_word, weekday_word)).parse(i)
}

/// "May" and "March" are words too, and short forms stand for much else.
fn is_month_alone(text: &str, at: usize, rest: &str, month: i8) -> bool {
    let written = text.len() - rest.len() - at;
    let before = word_before(text, trim_end(text, at));
    let introduced = matches!(
        before,
        "in" | "In"
            | "of"
            | "since"
            | "Since"
            | "until"
            | "till"
            | "by"
            | "By"
            | "last"
            | "Last"
            | "next"
            | "this"
            | "from"
            | "From"
            | "between"
            | "to"
            | "early"
            | "late"
            | "mid"
            | "before"
            | "after"
            | "during"
            | "through"
            | "for"
            | "and"
            | "end-"
            | "to-"
            | "mid-"
            | "in-"
    );
    let doubtful = month == 5 || month == 3 || written < 5;
    introduced || !(doubtful || month == 4 || month == 6 || month == 8)
}

fn iso(i: &str) -> Res<'_, DateValue> {
    let (rest, (year, _, month, _, day)) = (
        number_of(4, 4),
        char('-'),
        number_of(2, 2),
        char('-'),
        number_of(2, 2),
    )
        .parse(i)?;
    calendar(rest, year, month, day)
}

/// `5/17/2018` and `17/5/2018`; the doubtful ones are read the American way.
fn slashed(i: &str) -> Res<'_, DateValue> {
    let (rest, (a, _, b, _, year)) = (
        number_of(1, 2),
        one_of("/."),
        number_of(1, 2),
        one_of("/."),
        number_of(4, 4),
    )
        .parse(i)?;
    let (month, day) = if a > 12 { (b, a) } else { (a, b) };
    calendar(rest, year, month, day)
}

fn calendar(rest: &str, year: i16, month: i16, day: i16) -> Res<'_, DateValue> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !ends_word(rest) {
        return Err(nom::Err::Error(()));
    }
    Ok((
        rest,
        DateValue::Day {
            year: Some(year),
            month: month as i8,
            day: day as i8,
        },
    ))
}

/// "3 March 2011", "3rd of March".
fn day_month(i: &str) -> Res<'_, DateValue> {
    let of = opt((tag_no_case("of"), blanks));
    let (rest, (day, _, _, month)) = (day, gap, of, month).parse(i)?;
    if !ends_word(rest) {
        return Err(nom::Err::Error(()));
    }
    let (rest, year) = opt(alt((year_behind, preceded(char('-'), year)))).parse(rest)?;
    Ok((rest, DateValue::Day { year, month, day }))
}

/// "March 3, 2011", "Sept. 30".
fn month_day(i: &str) -> Res<'_, DateValue> {
    let (rest, (month, _, day)) = (month, blanks, day).parse(i)?;
    if has_decimals(rest) {
        return Err(nom::Err::Error(()));
    }
    let (rest, year) = opt(alt((year_behind, preceded(char(','), year)))).parse(rest)?;
    Ok((rest, DateValue::Day { year, month, day }))
}

/// "March 2011", "March of 2011", "March, 2011".
fn month_year(i: &str) -> Res<'_, DateValue> {
    let (rest, month) = month(i)?;
    let (rest, year) = alt((year_behind, preceded(char('-'), year))).parse(rest)?;
    Ok((
        rest,
        DateValue::Month {
            year: Some(year),
            month,
        },
    ))
}

/// "1990s", "1990's".
fn decade(i: &str) -> Res<'_, DateValue> {
    let (rest, n) = verify(number_of(4, 4), |n| {
        (1700..=2100).contains(n) && n % 10 == 0
    })
    .parse(i)?;
    let (rest, _) = preceded(opt(one_of("'’")), char('s')).parse(rest)?;
    if ends_word(rest) {
        Ok((rest, DateValue::Decade(n)))
    } else {
        Err(nom::Err::Error(()))
    }
}

fn nth(i: &str) -> Res<'_, i8> {
    alt((
        value(1, alt((tag_no_case("first"), tag_no_case("1st")))),
        value(2, alt((tag_no_case("second"), tag_no_case("2nd")))),
        value(3, alt((tag_no_case("third"), tag_no_case("3rd")))),
        value(4, alt((tag_no_case("fourth"), tag_no_case("4th")))),
    ))
    .parse(i)
}

/// "3rd quarter", "1st half of 2012".
fn ordinal_quarter(i: &str) -> Res<'_, DateValue> {
    let fiscal = opt((alt((tag_no_case("fiscal"), tag_no_case("calendar"))), gap));
    let (rest, (n, _, _)) = (nth, gap, fiscal).parse(i)?;
    let (rest, half) = alt((
        value(false, tag_no_case("quarter")),
        value(true, tag_no_case("half")),
    ))
    .parse(rest)?;
    if !ends_word(rest) || (half && n > 2) {
        return Err(nom::Err::Error(()));
    }
    let (rest, year) = opt(year_behind).parse(rest)?;
    Ok((rest, part_of_year(n, half, year)))
}

fn part_of_year(n: i8, half: bool, year: Option<i16>) -> DateValue {
    if half {
        DateValue::Half { year, half: n }
    } else {
        DateValue::Quarter { year, quarter: n }
    }
}

/// "third quarter of 2012", "Q3 2012", "H1", "3Q 2012".
fn quarter(i: &str) -> Res<'_, DateValue> {
    let letter = alt((value(false, char('Q')), value(true, char('H'))));
    let (rest, (half, n)) =
        match (letter, verify(number_of(1, 1), |n| (1..=4).contains(n))).parse(i) {
            Ok(found) => found,
            Err(_) => return ordinal_quarter(i),
        };
    if !ends_word(rest) || (half && n > 2) {
        return Err(nom::Err::Error(()));
    }
    let (rest, year) = opt(alt((year_behind, preceded(char('-'), year)))).parse(rest)?;
    Ok((rest, part_of_year(n as i8, half, year)))
}

fn shift(i: &str) -> Res<'_, i8> {
    terminated(
        alt((
            value(
                -1,
                alt((
                    tag_no_case("last"),
                    tag_no_case("previous"),
                    tag_no_case("past"),
                )),
            ),
            value(
                1,
                alt((
                    tag_no_case("next"),
                    tag_no_case("coming"),
                    tag_no_case("following"),
                )),
            ),
            value(0, alt((tag_no_case("this"), tag_no_case("current")))),
        )),
        blanks,
    )
    .parse(i)
}

fn period(i: &str) -> Res<'_, Period> {
    let (rest, found) = alt((
        value(Period::Day, tag_no_case("day")),
        value(Period::Week, tag_no_case("week")),
        value(Period::Month, tag_no_case("month")),
        value(Period::Quarter, tag_no_case("quarter")),
        value(
            Period::Year,
            alt((
                tag_no_case("financial year"),
                tag_no_case("fiscal year"),
                tag_no_case("year"),
            )),
        ),
    ))
    .parse(i)?;
    if ends_word(rest) {
        Ok((rest, found))
    } else {
        Err(nom::Err::Error(()))
    }
}

/// "last month", "next year", "yesterday", "last Friday", "last March", "a year ago".
fn relative_word(i: &str) -> Res<'_, DateValue> {
    let day = |shift| DateValue::Relative {
        period: Period::Day,
        shift,
    };
    let words = alt((
        value(day(-1), tag_no_case::<_, _, ()>("yesterday")),
        value(day(0), tag_no_case("today")),
        value(day(0), tag_no_case("tonight")),
        value(day(1), tag_no_case("tomorrow")),
    ));
    if let Ok((rest, found)) = { words }.parse(i) {
        return if ends_word(rest) {
            Ok((rest, found))
        } else {
            Err(nom::Err::Error(()))
        };
    }
    if let Ok((rest, (_, _, period))) =
        (alt((tag_no_case("a"), tag_no_case("one"))), gap, period).parse(i)
    {
        let (rest, forward) = ago(rest)?;
        return Ok((
            rest,
            DateValue::Relative {
                period,
                shift: if forward { 1 } else { -1 },
            },
        ));
    }
    let (rest, shift) = shift(i)?;
    if let Ok((rest, period)) = period(rest) {
        return Ok((
            rest,
            DateValue::Relative {
                period,
                shift: i32::from(shift),
            },
        ));
    }
    let (rest, weekday) = weekday(rest)?;
    Ok((rest, DateValue::Weekday { weekday, shift }))
}

/// " ago" (false) or " from now" (true) behind a stretch of time.
pub(crate) fn ago(i: &str) -> Res<'_, bool> {
    let (rest, forward) = preceded(
        blanks,
        alt((
            value(false, tag_no_case("ago")),
            value(true, tag_no_case("from now")),
        )),
    )
    .parse(i)?;
    if ends_word(rest) {
        Ok((rest, forward))
    } else {
        Err(nom::Err::Error(()))
    }
}

fn weekday_word(i: &str) -> Res<'_, DateValue> {
    let (rest, weekday) = weekday(i)?;
    if ends_word(rest) {
        Ok((rest, DateValue::Weekday { weekday, shift: 0 }))
    } else {
        Err(nom::Err::Error(()))
    }
}

/// A bare year or span of years, which the caller takes only where no unit or cue makes a number of it.
pub(crate) fn years(i: &str) -> Res<'_, DateValue> {
    let (rest, from) = verify(year, |y| (1900..=2099).contains(y)).parse(i)?;
    let short = map_opt(number_of(2, 2), move |n| {
        let to = from / 100 * 100 + n;
        (to > from).then_some(to)
    });
    let long = verify(year, move |to| *to > from && *to - from < 60);
    let sep = alt((char('-'), char('–'), char('/')));
    if let Ok((rest, to)) = preceded(sep, alt((long, short))).parse(rest)
        && ends_word(rest)
    {
        return Ok((rest, DateValue::Years { from, to }));
    }
    // "2011-30" and "2010/a" are codes.
    let mut next = rest.bytes();
    if matches!(next.next(), Some(b'-' | b'/')) && next.next().is_some_and(|b| b.is_ascii_digit()) {
        return Err(nom::Err::Error(()));
    }
    Ok((rest, DateValue::Year(from)))
}

/// Whether a date word may begin with this byte, which starts a word.
pub(crate) fn begins_with(byte: u8) -> bool {
    // Months, weekdays, "Q3", "H1", "first", "last", "next", "this", "a year ago", "one year ago", "yesterday".
    matches!(
        byte.to_ascii_lowercase(),
        b'j' | b'f'
            | b'm'
            | b'a'
            | b's'
            | b'o'
            | b'n'
            | b'd'
            | b't'
            | b'w'
            | b'q'
            | b'h'
            | b'l'
            | b'p'
            | b'c'
            | b'y'
    )
}
