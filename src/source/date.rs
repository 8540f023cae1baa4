//! Publication dates as news writes them, to a moment in UTC and how exact it is.
//!
//! A date that allows two readings (`03/07/2025`), a relative one (`5 hours ago`) and one that does not parse give
//! `None`: nothing is guessed. A time of day without a zone, or with one that `zone` does not know, tells the calendar
//! day only. Month names are English.
//!
//! [`published`] is for fields that are known to hold a date: there, a label before it is passed over and a number may
//! count seconds. [`parse`] is for any text.

mod zone;

use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use super::article::{Precision, Published};
use zone::Zone;

/// Names that are cut to their first three letters, as `%a` and `%b` read them.
const NAMES: [&str; 22] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "sept",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "tues",
    "wednesday",
    "thursday",
    "thurs",
    "friday",
    "saturday",
    "sunday",
];

/// Days, after [`tidy`]; the first that fits is taken, and no text fits two of them in different ways.
const DAYS: [&str; 10] = [
    "%a %b %d %Y",
    "%b %d %Y",
    "%a %d %b %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%Y %b %d",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y/%m%d",
    "%Y.%m.%d",
];

/// Times of day behind a day.
const TIMES: [&str; 7] = [
    "%H:%M:%S%.f",
    "%H:%M",
    "%I:%M:%S %p",
    "%I:%M %p",
    "%I %p",
    "%H.%M",
    "%I.%M %p",
];

/// Words before a date in a field of its own.
const LABELS: [&str; 14] = [
    "first published",
    "last modified",
    "last updated",
    "date published",
    "published",
    "publication date",
    "pub date",
    "posted",
    "updated",
    "modified",
    "created",
    "issued",
    "released",
    "date",
];

/// Longest text that can be a date.
const LONGEST: usize = 80;

/// What a source wrote in a field for when an article came out, read as far as it tells.
pub fn published(text: &str) -> Published {
    let read = from_number(text).or_else(|| {
        // "Published 3 March, updated 4 March": when it came out is the first of the two.
        let bare = unlabelled(text);
        let first = match find_word(bare, "updated") {
            Some(at) if at > 0 => bare[..at].trim_end_matches(|c: char| !c.is_alphanumeric()),
            _ => bare,
        };
        parse(first)
    });
    Published {
        at: read.map(|(at, _)| at),
        text: Some(text.to_owned()),
        precision: read.map(|(_, precision)| precision),
    }
}

/// The moment that a number in a field counts to: seconds or milliseconds since 1970, by their size. No number from 1990
/// to 2200 is both, and none is a day in digits (`20210304`) or a year.
pub fn from_number(text: &str) -> Option<(Timestamp, Precision)> {
    let text = text.trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !(9..=13).contains(&whole.len()) || !digits(whole) || !digits(part) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    // 1990 to 2200.
    let seconds = 631_152_000..7_258_118_400;
    let at = if seconds.contains(&number) {
        Timestamp::from_second(number)
    } else if seconds.contains(&(number / 1000)) {
        Timestamp::from_millisecond(number)
    } else {
        return None;
    };
    Some((at.ok()?, Precision::Second))
}

/// What stands behind a label such as `Updated:`.
fn unlabelled(text: &str) -> &str {
    let text = text.trim();
    let rest = LABELS.iter().find_map(|label| {
        let start = text.get(..label.len())?;
        let rest = text.get(label.len()..)?;
        let ends = rest.starts_with(|c: char| c == ':' || c.is_whitespace());
        (ends && start.eq_ignore_ascii_case(label)).then_some(rest)
    });
    let rest = rest.unwrap_or(text).trim_start();
    rest.strip_prefix(':').unwrap_or(rest).trim_start()
}

/// Where a word begins, whatever its case.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let starts = text.char_indices().map(|(at, _)| at);
    starts.into_iter().find(|at| {
        let here = text.get(*at..at + word.len());
        here.is_some_and(|it| it.eq_ignore_ascii_case(word))
            && !text[..*at].ends_with(char::is_alphanumeric)
    })
}

/// The moment and its precision, `None` where the text does not tell one.
pub fn parse(text: &str) -> Option<(Timestamp, Precision)> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "'\"‘’“”`".contains(c));
    // Asked of every short line of a page, so what has no year leaves early.
    let has_year = |w: &[u8]| matches!(w[0], b'1' | b'2') && w.iter().all(u8::is_ascii_digit);
    if text.len() > LONGEST || !text.as_bytes().windows(4).any(has_year) {
        return None;
    }
    if text.as_bytes()[0].is_ascii_digit()
        && let Ok(at) = text.parse::<Timestamp>()
    {
        return sane(at).then_some((at, Precision::Second));
    }
    // That parser takes a zone that it does not know for UTC.
    if !is_of_unknown_zone(text)
        && let Ok(zoned) = jiff::fmt::rfc2822::parse(text)
    {
        let at = zoned.timestamp();
        return sane(at).then_some((at, Precision::Second));
    }
    let (words, zone) = tidy(text);
    let found = day_and_time(&words, zone)
        .or_else(|| slashed(&words, zone))
        .or_else(|| period(&words))?;
    sane(found.0).then_some(found)
}

/// Brings the many spellings to few: no commas, joining words or ordinals, three-letter names, one space between the
/// parts, the zone taken out.
fn tidy(text: &str) -> (String, Zone) {
    let mut out = String::with_capacity(text.len());
    let mut zone = Zone::Absent;
    let mut push = |word: &str| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    };
    let mut parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|w| !w.is_empty())
        .collect();
    // "10:11 AM EST, Thu March 4, 2021".
    let clock_first = parts.first().is_some_and(|word| is_clock(word));
    if clock_first {
        let half = parts.get(1).is_some_and(|w| is_half_of_day(w));
        parts.rotate_left(if half { 2 } else { 1 });
    }
    for (i, word) in parts.into_iter().enumerate() {
        let bare = word.trim_matches(|c| matches!(c, '.' | '(' | ')'));
        let lower = bare.to_ascii_lowercase();
        if matches!(
            lower.as_str(),
            "at" | "on" | "of" | "the" | "-" | "–" | "—" | "|" | "·" | "•" | "/" | ""
        ) {
            continue;
        }
        if matches!(zone, Zone::American(_)) && matches!(lower.as_str(), "time") {
            continue;
        }
        if let Some(found) = (i > 0 || clock_first).then(|| Zone::named(bare)).flatten() {
            if zone == Zone::Absent || zone == Zone::Unknown {
                zone = found;
            }
        } else if NAMES.contains(&lower.as_str()) {
            push(&lower[..3]);
        } else if is_half_of_day(bare) {
            push(&lower.replace('.', ""));
        } else if let Some(day) = ordinal(&lower) {
            push(day);
        } else if (i > 0 || clock_first) && is_zone_like(bare) {
            if zone == Zone::Absent {
                zone = Zone::Unknown;
            }
        } else if let Some((date, time)) = iso_parts(bare) {
            push(date);
            push(time);
        } else {
            push(bare);
        }
    }
    (out, zone)
}

/// `2025-07-04T13:50` in its two halves.
fn iso_parts(word: &str) -> Option<(&str, &str)> {
    let (date, time) = word.split_once('T')?;
    let digits = |s: &str| s.starts_with(|c: char| c.is_ascii_digit());
    (digits(date) && digits(time)).then_some((date, time))
}

/// Whether the last word, comments left off, is of capitals and no zone that we know.
fn is_of_unknown_zone(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace().rev();
    let last = words.find(|word| !word.starts_with('('));
    last.is_some_and(|word| {
        word.bytes().all(|b| b.is_ascii_alphabetic()) && Zone::named(word).is_none()
    })
}

/// `10:11`, `10:11am`.
fn is_clock(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && word.len() <= 10 && word.contains(':')
}

/// `AM`, `p.m.`
fn is_half_of_day(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    ["am", "pm", "a.m", "p.m"]
        .iter()
        .any(|half| word.eq_ignore_ascii_case(half))
}

fn ordinal(word: &str) -> Option<&str> {
    let day = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|suffix| word.strip_suffix(suffix))?;
    (!day.is_empty() && day.bytes().all(|b| b.is_ascii_digit())).then_some(day)
}

/// Capitals that could name a zone; `AM` and `PM` are none, nor is a month in capitals.
fn is_zone_like(word: &str) -> bool {
    (3..=5).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_uppercase())
        && !NAMES
            .iter()
            .any(|name| name[..3].eq_ignore_ascii_case(word))
}

fn day_and_time(words: &str, zone: Zone) -> Option<(Timestamp, Precision)> {
    for format in DAYS {
        let Ok((tm, used)) = BrokenDownTime::parse_prefix(format, words) else {
            continue;
        };
        let Some(date) = tm.to_date().ok().filter(|date| is_recent(date.year())) else {
            continue;
        };
        let rest = words[used..].trim_start();
        if rest.is_empty() {
            return midnight(date);
        }
        if rest.len() == words.len() - used && !format.ends_with("%Y") {
            // `2025-07-041`: digits that run on are no time of day.
            continue;
        }
        if let Some(time) = time_of_day(rest) {
            return with_zone(date.to_datetime(time), zone);
        }
    }
    // The order of the Unix `date` command, whose zone stands before the year.
    let datetime = BrokenDownTime::parse("%a %b %d %H:%M:%S %Y", words)
        .and_then(|tm| tm.to_datetime())
        .ok()?;
    with_zone(datetime, zone)
}

fn with_zone(datetime: civil::DateTime, zone: Zone) -> Option<(Timestamp, Precision)> {
    match zone.moment(datetime) {
        Some(at) => Some((at, Precision::Second)),
        None => midnight(datetime.date()),
    }
}

fn midnight(date: civil::Date) -> Option<(Timestamp, Precision)> {
    let at = date.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp();
    Some((at, Precision::Day))
}

/// `25/12/2025`, `25.12.2025`, `12-25-2025 10:11`: taken only where one order of day and month is possible, or both mean
/// the same day.
fn slashed(words: &str, zone: Zone) -> Option<(Timestamp, Precision)> {
    let (day, time) = words.split_once(' ').unwrap_or((words, ""));
    let marks = |mark: char| day.matches(mark).count() == 2;
    let mark = ['/', '.', '-'].into_iter().find(|mark| marks(*mark))?;
    if !day.ends_with(|c: char| c.is_ascii_digit()) || day.len() < 8 {
        return None;
    }
    let day = day.replace(mark, "/");
    let read = |format: &str| civil::Date::strptime(format, &day).ok();
    let date = match (read("%d/%m/%Y"), read("%m/%d/%Y")) {
        (Some(date), None) | (None, Some(date)) => date,
        (Some(one), Some(other)) if one == other => one,
        _ => return None,
    };
    match time {
        "" => midnight(date),
        time => with_zone(date.to_datetime(time_of_day(time)?), zone),
    }
}

fn time_of_day(text: &str) -> Option<civil::Time> {
    TIMES.iter().find_map(|format| {
        BrokenDownTime::parse(format, text)
            .and_then(|tm| tm.to_time())
            .ok()
    })
}

/// A month or a year; eight digits that run together are a day.
fn period(words: &str) -> Option<(Timestamp, Precision)> {
    let digits = words.bytes().all(|b| b.is_ascii_digit());
    // With the time of day in digits too, as archives name their snapshots: no zone is told.
    if digits && words.len() == 14 && civil::DateTime::strptime("%Y%m%d%H%M%S", words).is_err() {
        return None;
    }
    if digits && matches!(words.len(), 8 | 14) {
        let words = &words[..8];
        return midnight(civil::Date::strptime("%Y%m%d", words).ok()?);
    }
    if digits && words.len() == 4 {
        let year = words.parse().ok()?;
        let (at, _) = midnight(civil::Date::new(year, 1, 1).ok()?)?;
        return Some((at, Precision::Year));
    }
    ["%b %Y", "%Y-%m", "%Y/%m"].iter().find_map(|format| {
        let mut tm = BrokenDownTime::parse(format, words).ok()?;
        tm.set_day(Some(1)).ok()?;
        let (at, _) = midnight(tm.to_date().ok()?)?;
        Some((at, Precision::Month))
    })
}

fn sane(at: Timestamp) -> bool {
    is_recent(at.to_zoned_datetime(TimeZone::UTC).year())
}

/// News is not older than print; a year of one or two digits is a misreading.
fn is_recent(year: i16) -> bool {
    (1600..2200).contains(&year)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        match parse(text) {
            Some((at, precision)) => format!("{at} {precision:?}"),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn ok_dates() {
        for (text, expected) in [
            ("Tue Jan 2, 2007 2:49pm EST", "2007-01-02T19:49:00Z Second"),
            ("Thu Dec 8, 2011 6:56am EST", "2011-12-08T11:56:00Z Second"),
            ("Fri Aug 1, 2008 8:26pm EDT", "2008-08-02T00:26:00Z Second"),
            ("Mon Mar 1, 2010 12:05am CST", "2010-03-01T06:05:00Z Second"),
            (
                "Mon Mar 1, 2010 12:05 p.m. PST",
                "2010-03-01T20:05:00Z Second",
            ),
            ("Jun 1, 2010 9:00am MDT", "2010-06-01T15:00:00Z Second"),
            ("1 June 2010 09:00 BST", "2010-06-01T08:00:00Z Second"),
            ("2025-07-04T13:50:39+04:00", "2025-07-04T09:50:39Z Second"),
            ("2025-07-04T13:50:39Z", "2025-07-04T13:50:39Z Second"),
            ("2025-07-04 13:50:39 +0400", "2025-07-04T09:50:39Z Second"),
            ("2025-07-04T13:50:39.250Z", "2025-07-04T13:50:39.25Z Second"),
            (
                "Thu, 29 Feb 2024 05:34:00 -0500",
                "2024-02-29T10:34:00Z Second",
            ),
            (
                "Fri, 04 Jul 2025 13:50:39 GMT",
                "2025-07-04T13:50:39Z Second",
            ),
            (
                "Tue Jan  2 14:49:00 EST 2007",
                "2007-01-02T19:49:00Z Second",
            ),
            (
                "July 3, 2025 at 5:10 PM GMT+3",
                "2025-07-03T14:10:00Z Second",
            ),
            ("July 3, 2025", "2025-07-03T00:00:00Z Day"),
            ("Thursday, July 3, 2025", "2025-07-03T00:00:00Z Day"),
            ("Sept. 9, 2014", "2014-09-09T00:00:00Z Day"),
            ("3 March 2011", "2011-03-03T00:00:00Z Day"),
            ("3rd March 2011", "2011-03-03T00:00:00Z Day"),
            ("3-Mar-2011", "2011-03-03T00:00:00Z Day"),
            ("MAY 5, 2011", "2011-05-05T00:00:00Z Day"),
            ("'2025-02-21'", "2025-02-21T00:00:00Z Day"),
            ("2024/0607", "2024-06-07T00:00:00Z Day"),
            ("2024/06/07", "2024-06-07T00:00:00Z Day"),
            ("20240607", "2024-06-07T00:00:00Z Day"),
            ("25/12/2025", "2025-12-25T00:00:00Z Day"),
            ("07/07/2025", "2025-07-07T00:00:00Z Day"),
            // A time of day without a zone we know tells the day.
            ("2025-07-04T13:50:39", "2025-07-04T00:00:00Z Day"),
            ("2025-07-04 23:50", "2025-07-04T00:00:00Z Day"),
            ("Jul 4, 2025 11:50pm IST", "2025-07-04T00:00:00Z Day"),
            ("2018-04", "2018-04-01T00:00:00Z Month"),
            ("April 2018", "2018-04-01T00:00:00Z Month"),
            ("2018", "2018-01-01T00:00:00Z Year"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn ok_forms_of_feeds_interfaces_and_papers() {
        for (text, expected) in [
            ("2021-03-04 10:11:12+00:00", "2021-03-04T10:11:12Z Second"),
            (
                "2021-03-04T10:11:12.123Z",
                "2021-03-04T10:11:12.123Z Second",
            ),
            ("2021-03-04T10:11:12+0530", "2021-03-04T04:41:12Z Second"),
            ("2021-03-04T10:11:12-05:00", "2021-03-04T15:11:12Z Second"),
            ("2021-03-04T10:11Z", "2021-03-04T10:11:00Z Second"),
            ("2021-03-04 10:11:12 UTC", "2021-03-04T10:11:12Z Second"),
            (
                "2021-03-04 10:11:12.500 UTC",
                "2021-03-04T10:11:12.5Z Second",
            ),
            ("20210304T101112Z", "2021-03-04T10:11:12Z Second"),
            ("20210304101112", "2021-03-04T00:00:00Z Day"),
            ("2021.03.04", "2021-03-04T00:00:00Z Day"),
            (
                "Thu, 04 Mar 2021 10:11:12 +0000",
                "2021-03-04T10:11:12Z Second",
            ),
            (
                "Thu, 4 Mar 2021 10:11:12 EST",
                "2021-03-04T15:11:12Z Second",
            ),
            ("4 Mar 2021 10:11 UT", "2021-03-04T10:11:00Z Second"),
            (
                "Thu, 04 Mar 2021 10:11:12 +0100 (CET)",
                "2021-03-04T09:11:12Z Second",
            ),
            ("Thu, 04 Mar 2021 10:11:12 IST", "2021-03-04T00:00:00Z Day"),
            ("Thu 4 Mar 2021 10.11 GMT", "2021-03-04T10:11:00Z Second"),
            ("Mar 4, 2021 at 10:11 AM ET", "2021-03-04T15:11:00Z Second"),
            ("July 4, 2021, 10:11 a.m. ET", "2021-07-04T14:11:00Z Second"),
            (
                "July 4, 2021 | 10:11 PM Eastern Time",
                "2021-07-05T02:11:00Z Second",
            ),
            (
                "10:11 AM EST, Thu March 4, 2021",
                "2021-03-04T15:11:00Z Second",
            ),
            ("10:11 GMT, 4 March 2021", "2021-03-04T10:11:00Z Second"),
            ("4th March 2021", "2021-03-04T00:00:00Z Day"),
            ("4th of March, 2021", "2021-03-04T00:00:00Z Day"),
            ("March 4th, 2021", "2021-03-04T00:00:00Z Day"),
            ("25.12.2021", "2021-12-25T00:00:00Z Day"),
            ("03/25/2021 10:11:12 GMT", "2021-03-25T10:11:12Z Second"),
            ("4 March 2021 10:11 GMT+5:30", "2021-03-04T04:41:00Z Second"),
            ("4 March 2021 10:11 SGT", "2021-03-04T02:11:00Z Second"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn ok_fields_have_labels_and_numbers() {
        let field = |text: &str| published(text).at.map(|at| at.to_string());
        for (text, expected) in [
            ("Updated: March 4, 2021", "2021-03-04T00:00:00Z"),
            (
                "Last updated 10:11 GMT, 4 March 2021",
                "2021-03-04T10:11:00Z",
            ),
            ("Published on 4 March 2021", "2021-03-04T00:00:00Z"),
            (
                "Published 4 March 2021, updated 5 March 2021",
                "2021-03-04T00:00:00Z",
            ),
            (
                "March 4, 2021 / Updated March 5, 2021",
                "2021-03-04T00:00:00Z",
            ),
            ("1751620239", "2025-07-04T09:10:39Z"),
            ("1751620239.25", "2025-07-04T09:10:39Z"),
            ("1751620239500", "2025-07-04T09:10:39.5Z"),
            ("20210304", "2021-03-04T00:00:00Z"),
            ("2021", "2021-01-01T00:00:00Z"),
        ] {
            assert_eq!(field(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "5",
            "123456789",
            "99999999999",
            "-1751620239",
            "1751620239 s",
            "Updated",
            "updated 2 hours ago",
            "2021-W09-4",
            "04.03.2021",
            "03-04-2021",
            "4 March 21",
            "17516202395001234",
        ] {
            let read = published(text);
            assert_eq!((read.at, read.text.as_deref()), (None, Some(text)));
        }
    }

    #[test]
    fn err_what_is_no_date_or_two_dates() {
        for text in [
            "",
            "''",
            "5 hours ago",
            "yesterday",
            "Thursday",
            "03/07/2025",
            "2025-13-40",
            "2025-02-30",
            "20251340",
            "2025-07-041",
            "12",
            "July 3",
            "July 3, 25",
            "Mon Jan 2, 2007 2:49pm EST", // It was a Tuesday.
            "Norvane 660",
            "May 787",
            "about 3 March 2011",
            "3 March 2011 to 5 March 2011",
            "12:30 GMT",
            "1751620239",
        ] {
            assert_eq!(show(text), "none", "{text}");
        }
    }

    #[test]
    fn ok_text_is_kept_when_unparsable() {
        let read = published("last week");
        assert_eq!(read.text.as_deref(), Some("last week"));
        assert_eq!((read.at, read.precision), (None, None));
    }

    proptest::proptest! {
        #[test]
        fn ok_nothing_panics(text in "[ 0-9A-Za-z:+,/.'’-]{0,40}|\\PC{0,40}") {
            let _ = parse(&text);
            let _ = published(&text);
        }
    }
}
