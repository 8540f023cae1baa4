//! Dates: absolute ("March 3, 2011", "Q3 2012", "2011") and relative ("Monday", "last month", "three years ago").
//!
//! What the text says is kept as it says it; `DateValue::resolve` settles it against the day the article came out.
//! Known gaps: holidays, "a week from Monday", and fiscal years that do not begin in January.

use jiff::civil::Weekday;
use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::take_while_m_n;
use nom::character::complete::{alpha1, char, one_of};
use nom::combinator::{map_opt, opt, value, verify};
use nom::sequence::{preceded, terminated};

use super::calendar::{DateValue, Period};
use super::cue::{trim_end, word_before};
use super::number::{Res, blanks, ends_word, gap, no_case};

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
        no_case("st"),
        no_case("nd"),
        no_case("rd"),
        no_case("th"),
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
    let word = |word| (blanks, no_case(word), blanks).map(|_| ());
    let fiscal = opt((no_case("fiscal"), blanks));
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
pub(crate) fn date(text: &str, at: usize) -> Res<'_, DateValue> {
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
    let of = opt((no_case("of"), blanks));
    let (rest, (day, _, _, month)) = (day, gap, of, month).parse(i)?;
    if !ends_word(rest) {
        return Err(nom::Err::Error(()));
    }
    let (rest, year) = opt(alt((year_behind, preceded(char('-'), year)))).parse(rest)?;
    Ok((rest, DateValue::Day { year, month, day }))
}

/// "March 3, 2011", "Sept. 30".
fn month_day(i: &str) -> Res<'_, DateValue> {
    let (rest, (month, (), day)) = (month, blanks, day).parse(i)?;
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
        value(1, alt((no_case("first"), no_case("1st")))),
        value(2, alt((no_case("second"), no_case("2nd")))),
        value(3, alt((no_case("third"), no_case("3rd")))),
        value(4, alt((no_case("fourth"), no_case("4th")))),
    ))
    .parse(i)
}

/// "3rd quarter", "1st half of 2012".
fn ordinal_quarter(i: &str) -> Res<'_, DateValue> {
    let fiscal = opt((alt((no_case("fiscal"), no_case("calendar"))), gap));
    let (rest, (n, _, _)) = (nth, gap, fiscal).parse(i)?;
    let (rest, half) = alt((
        value(false, no_case("quarter")),
        value(true, no_case("half")),
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
    let digit = verify(number_of(1, 1), |n| (1..=4).contains(n));
    let Ok((rest, (half, n))) = (letter, digit).parse(i) else {
        return ordinal_quarter(i);
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
                alt((no_case("last"), no_case("previous"), no_case("past"))),
            ),
            value(
                1,
                alt((no_case("next"), no_case("coming"), no_case("following"))),
            ),
            value(0, alt((no_case("this"), no_case("current")))),
        )),
        blanks,
    )
    .parse(i)
}

fn period(i: &str) -> Res<'_, Period> {
    let (rest, found) = alt((
        value(Period::Day, no_case("day")),
        value(Period::Week, no_case("week")),
        value(Period::Month, no_case("month")),
        value(Period::Quarter, no_case("quarter")),
        value(
            Period::Year,
            alt((
                no_case("financial year"),
                no_case("fiscal year"),
                no_case("year"),
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
        value(day(-1), no_case("yesterday")),
        value(day(0), no_case("today")),
        value(day(0), no_case("tonight")),
        value(day(1), no_case("tomorrow")),
    ));
    if let Ok((rest, found)) = { words }.parse(i) {
        return if ends_word(rest) {
            Ok((rest, found))
        } else {
            Err(nom::Err::Error(()))
        };
    }
    if let Ok((rest, (_, _, period))) = (alt((no_case("a"), no_case("one"))), gap, period).parse(i)
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
            value(false, no_case("ago")),
            value(true, no_case("from now")),
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

/// The words that a date in words begins with, lower case; short forms of months and "Q3" apart.
pub(crate) fn first_words() -> impl Iterator<Item = &'static str> {
    const OTHERS: [&str; 32] = [
        "sept",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "first",
        "second",
        "third",
        "fourth",
        "last",
        "previous",
        "past",
        "next",
        "coming",
        "following",
        "this",
        "current",
        "yesterday",
        "today",
        "tonight",
        "tomorrow",
        "a day",
        "a week",
        "a month",
        "a quarter",
        "a year",
        "q",
        "h",
        "one",
    ];
    MONTHS
        .into_iter()
        .chain(MONTHS.into_iter().filter_map(|m| m.get(..3)))
        .chain(OTHERS)
}
