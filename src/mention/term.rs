//! One number with its sign, currency or unit, and ranges of two.

use std::sync::Arc;

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::combinator::value;
use rust_decimal::Decimal;

use super::cue::{trim_end, word_before};
use super::figure::Figures;
use super::measure::Unit;
use super::money::{Sum, Use};
use super::number::{Raw, Res, Shape, blanks, ends_word, no_case};
use super::percent::percent_sign;

/// What stands with a number.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// Nothing.
    Bare,
    /// A currency; `prefix` says that it stands in front.
    Money {
        currency: Use,
        prefix: bool,
        minor_per: Option<u32>,
    },
    /// A percent sign or word.
    Percent { points: bool },
    /// A unit of measure.
    Measure { unit: Arc<Unit>, glued: bool },
}

/// A number with what stands with it.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    pub start: usize,
    pub end: usize,
    pub raw: Raw,
    pub value: Decimal,
    pub max: Option<Decimal>,
    pub kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    Hyphen,
    To,
    And,
    Or,
}

impl Figures {
    /// A term at `at`, or two of them that are the ends of a range.
    pub(super) fn term_or_range(&self, text: &str, at: usize) -> Option<Term> {
        let first = self.term(text, at)?;
        if let Some(ratio) = self.ratio(text, &first) {
            return Some(ratio);
        }
        match self.range(text, &first) {
            Some(range) => Some(range),
            None if first.raw.loose && matches!(first.kind, Kind::Bare) => {
                self.first_group(text, first)
            }
            None => Some(first),
        }
    }

    /// "10 000" with no unit is two numbers, as far as we know.
    fn first_group(&self, text: &str, loose: Term) -> Option<Term> {
        let group = text[loose.start..loose.end].find(' ')?;
        let end = loose.start + group;
        let (_, raw) = self
            .numerals
            .number(&text[loose.start..end], false, false)
            .ok()?;
        Some(Term {
            end,
            raw,
            value: raw.value,
            ..loose
        })
    }

    fn term(&self, text: &str, at: usize) -> Option<Term> {
        let i = &text[at..];
        let (unsigned, negative) = sign(i);
        let end_of = |rest: &str| text.len() - rest.len();
        let money = |rest: &str, sum: Sum, prefix: bool| Term {
            start: at,
            end: end_of(rest),
            raw: sum.raw,
            value: if negative { -sum.value } else { sum.value },
            max: None,
            kind: Kind::Money {
                currency: sum.currency,
                prefix,
                minor_per: sum.minor_per,
            },
        };
        if let Ok((rest, sum)) = self.money.prefixed(unsigned, &self.numerals) {
            return Some(money(rest, sum, true));
        }
        if let Ok((rest, sum)) = self.money.one_and_coins(unsigned, &self.numerals) {
            return Some(money(rest, sum, false));
        }
        let bytes = text.as_bytes();
        let list = matches!(bytes[..at], [.., d, b','] if d.is_ascii_digit());
        let (rest, raw) = match self.numerals.number(unsigned, false, list) {
            Ok(found) => found,
            Err(_) => half(unsigned)?,
        };
        if let Ok((rest, points)) = percent_sign(rest) {
            let value = if negative { -raw.value } else { raw.value };
            return Some(Term {
                start: at,
                end: end_of(rest),
                raw,
                value,
                max: None,
                kind: Kind::Percent { points },
            });
        }
        if let Ok((rest, sum)) = self.money.suffixed(rest, raw, &self.numerals)
            && ends_word(rest)
        {
            return Some(money(rest, sum, false));
        }
        let value = if negative { -raw.value } else { raw.value };
        if let Ok((rest, (unit, glued))) = self.units.unit(rest) {
            return Some(Term {
                start: at,
                end: end_of(rest),
                raw,
                value,
                max: None,
                kind: Kind::Measure { unit, glued },
            });
        }
        Some(Term {
            start: at,
            end: end_of(rest),
            raw,
            value,
            max: None,
            kind: Kind::Bare,
        })
    }

    /// "one in five" households, and "2000 over 3" where nothing is counted by either.
    fn ratio(&self, text: &str, first: &Term) -> Option<Term> {
        if !matches!(first.kind, Kind::Bare) {
            return None;
        }
        let rest = &text[first.end..];
        let words: Res<bool> = (
            blanks,
            alt((value(true, no_case("over")), value(false, no_case("in")))),
            blanks,
        )
            .map(|((), over, ())| over)
            .parse(rest);
        let (after, over) = words.ok()?;
        let (end, raw) = self.numerals.number(after, false, false).ok()?;
        let closed = end.trim_start().is_empty() || end.starts_with(['.', ',', '?', ';']);
        let counts = raw.value > Decimal::ONE && raw.shape == Shape::Whole && ends_word(end);
        let chance = first.raw.value == Decimal::ONE
            && raw.value <= Decimal::ONE_THOUSAND
            && self.units.unit(end).is_err()
            && percent_sign(end).is_err();
        if !counts || !(if over { closed } else { chance }) {
            return None;
        }
        let part = first.value.checked_div(raw.value)?.round_dp(12).normalize();
        Some(Term {
            end: text.len() - end.len(),
            value: part,
            raw: Raw {
                value: part,
                shape: Shape::Fraction,
                ..first.raw
            },
            ..first.clone()
        })
    }

    /// "rose from $3 to $5", "fell 9,000 to 420,000": two figures, not what lies between. "From 3 to 5 dollars" has one
    /// unit for both, and "to grow by 5 percent to 7 percent" is a range.
    fn is_change(&self, text: &str, first: &Term, second: &Term, before: &str) -> bool {
        let by = before.eq_ignore_ascii_case("by");
        let far = first
            .value
            .checked_mul(Decimal::TEN)
            .is_some_and(|ten| ten < second.value);
        let both = matches!(
            (&first.kind, &second.kind),
            (Kind::Bare, Kind::Bare)
                | (
                    Kind::Money { .. } | Kind::Measure { .. } | Kind::Percent { .. },
                    _
                )
        );
        let steps = both && (first.raw.scale == second.raw.scale || first.raw.scale.is_some());
        let percent = matches!(first.kind, Kind::Percent { .. });
        let told = self.cues.tells_change(text, first.start)
            || (far && matches!(before, "by" | "only" | "just" | "another" | "a"));
        let fraction = first.raw.shape == Shape::Fraction && first.raw.words;
        let from = before.eq_ignore_ascii_case("from") && matches!(first.kind, Kind::Bare);
        (told && steps && !from && !(percent && by))
            || (fraction && second.raw.shape != Shape::Fraction && matches!(first.kind, Kind::Bare))
    }

    fn range(&self, text: &str, first: &Term) -> Option<Term> {
        let (rest, join) = join(&text[first.end..]).ok()?;
        let before = word_before(text, trim_end(text, first.start));
        let between = before.eq_ignore_ascii_case("between");
        if join == Join::And && !between {
            return None;
        }
        let at = text.len() - rest.len();
        let second = self.term(text, at)?;
        if second.raw.loose && matches!(second.kind, Kind::Bare) {
            return None;
        }
        // Digits that go on with a hyphen or letters are no end of a range: "777-300ER", "555-1234-9".
        let tail = &text[second.end..];
        let code = matches!(second.kind, Kind::Bare)
            && (!ends_word(tail)
                || matches!(tail.as_bytes(), [b'-' | b'/', d, ..] if d.is_ascii_digit()));
        if code || (join == Join::Hyphen && is_docket(text, first, &second)) {
            return None;
        }
        if join == Join::To && self.is_change(text, first, &second, before) {
            return None;
        }
        let (low, high) = share(first, &second, join, between)?;
        if join == Join::Or && !(first.raw.words == second.raw.words && close(low, high)) {
            return None;
        }
        (low < high).then(|| Term {
            start: first.start,
            end: second.end,
            raw: Raw {
                shape: if first.raw.shape == second.raw.shape {
                    second.raw.shape
                } else {
                    Shape::Decimal
                },
                ..second.raw
            },
            value: low,
            max: Some(high),
            kind: match (&first.kind, second.kind) {
                (_, kind @ (Kind::Percent { .. } | Kind::Measure { .. } | Kind::Money { .. })) => {
                    kind
                }
                (kind, Kind::Bare) => kind.clone(),
            },
        })
    }
}

/// "10-4340" and "04-9049" are cases at court, not ranges.
fn is_docket(text: &str, first: &Term, second: &Term) -> bool {
    let bare = matches!((&first.kind, &second.kind), (Kind::Bare, Kind::Bare));
    let (a, b) = (
        &text[first.start..first.end],
        &text[second.start..second.end],
    );
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let plain = bare && digits(a) && digits(b);
    plain && (a.starts_with('0') || b.starts_with('0') || b.len() >= a.len() + 2)
}

/// "two or three", "10 or 11": neighbours that leave it open.
fn close(low: Decimal, high: Decimal) -> bool {
    low > Decimal::ZERO && high - low <= Decimal::ONE
}

/// The two ends, with the scale and currency of the one given to the other where it has none.
fn share(first: &Term, second: &Term, join: Join, between: bool) -> Option<(Decimal, Decimal)> {
    let scaled = |of: &Term, by: &Term| match (of.raw.scale, by.raw.scale) {
        (None, Some(scale)) if of.raw.value < by.raw.value.checked_div(scale)? => {
            of.value.checked_mul(scale).map(|v| v.normalize())
        }
        _ => Some(of.value),
    };
    match (&first.kind, &second.kind) {
        (Kind::Bare, Kind::Bare) => Some((scaled(first, second)?, second.value)),
        (Kind::Bare, Kind::Money { prefix: true, .. }) => None,
        (
            Kind::Bare,
            Kind::Money {
                minor_per: Some(per),
                ..
            },
        ) => Some((first.value.checked_div(Decimal::from(*per))?, second.value)),
        (Kind::Bare, Kind::Money { .. } | Kind::Percent { .. } | Kind::Measure { .. }) => {
            let glued = first.raw.scale.is_some() && second.raw.scale.is_none();
            (!glued).then_some((scaled(first, second)?, second.value))
        }
        (Kind::Money { prefix: true, .. }, Kind::Bare) => {
            // "$10-20 million", "$10 to 20 million"; but "$5 to 20 people" is a price and a number.
            let sure = join == Join::Hyphen || between || second.raw.scale.is_some();
            sure.then_some((scaled(first, second)?, second.value))
        }
        (Kind::Money { currency: a, .. }, Kind::Money { currency: b, .. }) if a.code == b.code => {
            Some((scaled(first, second)?, second.value))
        }
        (Kind::Percent { points: a }, Kind::Percent { points: b }) if a == b => {
            Some((first.value, second.value))
        }
        (Kind::Measure { unit: a, .. }, Kind::Measure { unit: b, .. }) if a == b => {
            Some((scaled(first, second)?, second.value))
        }
        _ => None,
    }
}

/// What joins the ends of a range.
fn join(i: &str) -> Res<'_, Join> {
    let dash = alt((tag("-"), tag("–"), tag("—")));
    let spaced = (blanks, alt((tag("-"), tag("–"))), blanks);
    let word = |word| (blanks, no_case(word), blanks);
    alt((
        // "8- to 16-metre"
        value(Join::To, (tag("-"), word("to"))),
        value(Join::Hyphen, dash),
        value(Join::Hyphen, spaced),
        value(Join::To, word("to")),
        value(Join::And, word("and")),
        value(Join::Or, word("or")),
    ))
    .parse(i)
}

/// A minus in front, as a sign or a word.
fn sign(i: &str) -> (&str, bool) {
    let minus = alt((
        tag("-").map(|_| ()),
        tag("−").map(|_| ()),
        (no_case("minus"), blanks).map(|_| ()),
        (no_case("negative"), blanks).map(|_| ()),
    ));
    let parsed: Res<()> = { minus }.parse(i);
    parsed.map_or((i, false), |(rest, ())| (rest, true))
}

/// "half" by itself.
fn half(i: &str) -> Option<(&str, Raw)> {
    let parsed: Res<&str> = no_case("half").parse(i);
    let (rest, _) = parsed.ok()?;
    let raw = Raw {
        value: Decimal::new(5, 1),
        shape: Shape::Fraction,
        scale: None,
        words: true,
        loose: false,
    };
    ends_word(rest).then_some((rest, raw))
}
