//! Zones as sources write them: offsets, abbreviations, and the American "ET" that means two offsets a year.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// What a text says of its zone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Zone {
    Absent,
    /// A zone is named that means several offsets, or none that is known.
    Unknown,
    At(Offset),
    /// A part of the United States, by the hours that its standard time is behind UTC.
    American(i8),
}

/// Abbreviations that news uses and that mean one offset, in minutes east of UTC. `IST` and `AST` are three zones
/// each, so they are not here.
const ZONES: [(&str, i32); 34] = [
    ("AEDT", 660),
    ("AEST", 600),
    ("AKDT", -480),
    ("AKST", -540),
    ("BST", 60),
    ("CAT", 120),
    ("CDT", -300),
    ("CEST", 120),
    ("CET", 60),
    ("CST", -360),
    ("EAT", 180),
    ("EDT", -240),
    ("EEST", 180),
    ("EET", 120),
    ("EST", -300),
    ("GMT", 0),
    ("HKT", 480),
    ("HST", -600),
    ("JST", 540),
    ("KST", 540),
    ("MDT", -360),
    ("MST", -420),
    ("NZDT", 780),
    ("NZST", 720),
    ("PDT", -420),
    ("PKT", 300),
    ("PST", -480),
    ("SAST", 120),
    ("SGT", 480),
    ("UT", 0),
    ("UTC", 0),
    ("WAT", 60),
    ("WIB", 420),
    ("Z", 0),
];

/// Names of American zones that say nothing of summer time.
const AMERICAN: [(&str, i8); 8] = [
    ("CT", 6),
    ("Central", 6),
    ("ET", 5),
    ("Eastern", 5),
    ("MT", 7),
    ("Mountain", 7),
    ("PT", 8),
    ("Pacific", 8),
];

impl Zone {
    /// The zone that a word names: `EST`, `+0400`, `-05:00`, `GMT+3`, `ET`.
    pub(super) fn named(word: &str) -> Option<Self> {
        if let Some((_, hours)) = AMERICAN.iter().find(|(name, _)| *name == word) {
            return Some(Self::American(*hours));
        }
        offset(word).map(Self::At)
    }

    /// The moment of a time of day in the zone. `None` where the zone is not known, and where the clock showed the time
    /// twice or never.
    pub(super) fn moment(self, at: DateTime) -> Option<Timestamp> {
        match self {
            Self::At(offset) => offset.to_timestamp(at).ok(),
            Self::American(hours) => american(hours, at),
            Self::Absent | Self::Unknown => None,
        }
    }
}

fn offset(word: &str) -> Option<Offset> {
    if let Ok(i) = ZONES.binary_search_by(|(name, _)| name.cmp(&word)) {
        return Offset::from_seconds(ZONES[i].1 * 60).ok();
    }
    let rest = word
        .strip_prefix("GMT")
        .or_else(|| word.strip_prefix("UTC"));
    let signed = rest.unwrap_or(word);
    let sign = match signed.chars().next()? {
        '+' => 1,
        '-' | '\u{2212}' => -1,
        _ => return None,
    };
    let digits = signed.trim_start_matches(['+', '-', '\u{2212}']);
    let is_number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 && hours.len() <= 2 => (hours, minutes),
        None if digits.len() == 4 && is_number(digits) => digits.split_at(2),
        None if digits.len() <= 2 && rest.is_some() => (digits, "0"),
        _ => return None,
    };
    if !is_number(hours) || !is_number(minutes) {
        return None;
    }
    let minutes = hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?;
    // The widest offsets that clocks have.
    if minutes > 14 * 60 {
        return None;
    }
    Offset::from_seconds(sign * minutes * 60).ok()
}

/// By the rules of American summer time, which were the same from 1987 to 2006 and are since 2007. They are written
/// here, so that no database of zones, and no version of one, decides about a date.
fn american(hours: i8, at: DateTime) -> Option<Timestamp> {
    let rules = match at.year() {
        2007.. => "M3.2.0,M11.1.0",
        1987..=2006 => "M4.1.0,M10.5.0",
        _ => return None,
    };
    let zone = TimeZone::posix(&format!("STD{hours}DST,{rules}")).ok()?;
    zone.to_ambiguous_timestamp(at).unambiguous().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_the_list_is_sorted() {
        assert!(ZONES.windows(2).all(|two| two[0].0 < two[1].0));
    }

    #[test]
    fn ok_american_zones_go_by_the_date() {
        let read = |zone: &str, at: &str| {
            let zone = Zone::named(zone).expect("a zone");
            let moment = zone.moment(at.parse().expect("a time"));
            moment.map_or_else(|| "none".to_owned(), |at| at.to_string())
        };
        for (zone, at, expected) in [
            ("ET", "2021-03-04T10:11", "2021-03-04T15:11:00Z"),
            ("ET", "2021-03-14T01:59", "2021-03-14T06:59:00Z"),
            ("ET", "2021-03-14T03:00", "2021-03-14T07:00:00Z"),
            ("PT", "2021-07-04T10:00", "2021-07-04T17:00:00Z"),
            ("ET", "2006-03-20T10:00", "2006-03-20T15:00:00Z"),
            ("ET", "2006-10-28T10:00", "2006-10-28T14:00:00Z"),
            // The hour that the clocks pass twice, the one that they leap over, and a year of other rules.
            ("ET", "2021-11-07T01:30", "none"),
            ("ET", "2021-03-14T02:30", "none"),
            ("ET", "1980-07-04T10:00", "none"),
        ] {
            assert_eq!(read(zone, at), expected, "{at} {zone}");
        }
    }

    #[test]
    fn ok_offsets() {
        for (word, minutes) in [
            ("+0400", 240),
            ("-05:00", -300),
            ("\u{2212}05:00", -300),
            ("GMT+3", 180),
            ("GMT+5:30", 330),
            ("UTC+05:30", 330),
            ("UTC-11", -660),
        ] {
            let due = Offset::from_seconds(minutes * 60).expect("an offset");
            assert_eq!(Zone::named(word), Some(Zone::At(due)), "{word}");
        }
    }

    #[test]
    fn err_what_is_no_zone() {
        for word in [
            "",
            "+",
            "GMT+",
            "IST",
            "+4",
            "+99:00",
            "GMT+123",
            "-٠٥:٠٠",
            "+1:2:3",
            "et",
        ] {
            assert_eq!(Zone::named(word), None, "{word}");
        }
    }
}
