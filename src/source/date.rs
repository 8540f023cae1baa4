//! Publication dates as news writes them, to a moment in UTC and how exact it is.
//!
//! A date that allows two readings (`03/07/2025`), a relative one (`5 hours ago`) and one that does not parse give
//! `None`: nothing is guessed. A time of day without a zone, or with a zone that is not in [`ZONES`], tells the
//! calendar day only. Month names are English.

use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil};

use super::article::{Precision, Published};

/// Zone abbreviations that news uses and that mean one offset, in minutes east of UTC.
const ZONES: [(&str, i32); 12] = [
    ("BST", 60),
    ("CDT", -300),
    ("CST", -360),
    ("EDT", -240),
    ("EST", -300),
    ("GMT", 0),
    ("MDT", -360),
    ("MST", -420),
    ("PDT", -420),
    ("PST", -480),
    ("UTC", 0),
    ("Z", 0),
];

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
const DAYS: [&str; 9] = [
    "%a %b %d %Y",
    "%b %d %Y",
    "%a %d %b %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%Y %b %d",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y/%m%d",
];

/// Times of day behind a day.
const TIMES: [&str; 5] = ["%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I %p"];

/// Longest text that can be a date.
const LONGEST: usize = 80;

/// What a source wrote about when an article came out, read as far as it tells.
pub fn published(text: &str) -> Published {
    let read = parse(text);
    Published {
        at: read.map(|(at, _)| at),
        text: Some(text.to_owned()),
        precision: read.map(|(_, precision)| precision),
    }
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
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(text) {
        let at = zoned.timestamp();
        return sane(at).then_some((at, Precision::Second));
    }
    let (words, zone) = tidy(text);
    let found = day_and_time(&words, zone)
        .or_else(|| slashed(&words))
        .or_else(|| period(&words))?;
    sane(found.0).then_some(found)
}

/// What the text says of its zone.
#[derive(Clone, Copy, PartialEq)]
enum Zone {
    Absent,
    Unknown,
    At(Offset),
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
    let parts = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|w| !w.is_empty());
    for (i, word) in parts.enumerate() {
        let bare = word.trim_matches(|c| matches!(c, '.' | '(' | ')'));
        let lower = bare.to_ascii_lowercase();
        if matches!(
            lower.as_str(),
            "at" | "on" | "-" | "–" | "—" | "|" | "·" | "•" | ""
        ) {
            continue;
        }
        if let Some(found) = (i > 0).then(|| offset(bare)).flatten() {
            if zone == Zone::Absent || zone == Zone::Unknown {
                zone = Zone::At(found);
            }
        } else if NAMES.contains(&lower.as_str()) {
            push(&lower[..3]);
        } else if lower == "a.m" || lower == "p.m" {
            push(&lower.replace('.', ""));
        } else if let Some(day) = ordinal(&lower) {
            push(day);
        } else if i > 0 && is_zone_like(bare) {
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

/// A zone: `EST`, `+0400`, `-05:00`, `GMT+3`.
fn offset(word: &str) -> Option<Offset> {
    if let Ok(i) = ZONES.binary_search_by(|(name, _)| name.cmp(&word)) {
        return Offset::from_seconds(ZONES[i].1 * 60).ok();
    }
    let rest = word
        .strip_prefix("GMT")
        .or_else(|| word.strip_prefix("UTC"));
    let signed = rest.unwrap_or(word);
    let sign = match signed.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = signed[1..].chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match (digits.len(), rest.is_some()) {
        (4, _) => digits.split_at(2),
        (1 | 2, true) => (digits.as_str(), "0"),
        _ => return None,
    };
    let seconds = (hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?) * 60;
    Offset::from_seconds(sign * seconds).ok()
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
        let time = TIMES.iter().find_map(|format| {
            BrokenDownTime::parse(format, rest)
                .and_then(|tm| tm.to_time())
                .ok()
        });
        if let Some(time) = time {
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
    match zone {
        Zone::At(offset) => Some((offset.to_timestamp(datetime).ok()?, Precision::Second)),
        Zone::Absent | Zone::Unknown => midnight(datetime.date()),
    }
}

fn midnight(date: civil::Date) -> Option<(Timestamp, Precision)> {
    let at = date.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp();
    Some((at, Precision::Day))
}

/// `25/12/2025`: taken only where one order of day and month is possible, or both mean the same day.
fn slashed(words: &str) -> Option<(Timestamp, Precision)> {
    let read = |format: &str| civil::Date::strptime(format, words).ok();
    match (read("%d/%m/%Y"), read("%m/%d/%Y")) {
        (Some(date), None) | (None, Some(date)) => midnight(date),
        (Some(one), Some(other)) if one == other => midnight(one),
        _ => None,
    }
}

/// A month or a year; eight digits that run together are a day.
fn period(words: &str) -> Option<(Timestamp, Precision)> {
    let digits = words.bytes().all(|b| b.is_ascii_digit());
    if digits && words.len() == 8 {
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
        }
    }
}
