//! What makes of a number no count: years, labels, codes, scores, ranks, pronouns, exchange rates.

use rust_decimal::Decimal;

use super::calendar::{DateValue, Period};
use super::cue::{trim_end, word_before};
use super::date;
use super::figure::{Figures, Step, found_date};
use super::label::token_end;
use super::number::{Shape, ends_word};
use super::term::{Kind, Term};

impl Figures {
    /// "($1 = 0.75 euros)" is a footnote on rates and no sum: the end of it.
    pub(super) fn exchange_rate(&self, text: &str, term: &Term) -> Option<usize> {
        if term.raw.scale.is_some() {
            return None;
        }
        let after = text[term.end..].trim_start_matches(' ');
        let rate = after.strip_prefix('=')?.trim_start_matches(' ');
        let at = text.len() - rate.len();
        Some(self.term_or_range(text, at).map_or(at, |rate| rate.end))
    }

    /// "Flight 370", "Phase Two": a small number behind a word that makes a label of it.
    pub(super) fn labelled(&self, text: &str, term: &Term) -> Option<Step> {
        let small = term.raw.scale.is_none() && term.value < Decimal::from(100_000);
        let label = small
            && !text[term.start..term.end].contains(',')
            && self.labels.is_labelled(text, term.start);
        label.then_some(Step::Skip(term.end))
    }

    /// Where a number with no unit counts nothing: in codes and scores, as a rank and as a pronoun.
    pub(super) fn no_plain_number(&self, text: &str, term: &Term) -> Option<Step> {
        let bytes = text.as_bytes();
        let rest = &text[term.end..];
        let goes_on = match rest.as_bytes() {
            [b'-' | b'/' | b':' | b'.' | b'\'', next, ..] if next.is_ascii_digit() => true,
            [b'-', a, b, ..] if a.is_ascii_uppercase() => !b.is_ascii_alphabetic(),
            [b'-', a] => a.is_ascii_uppercase(),
            [b'.', a, ..] => a.is_ascii_lowercase() && !term.raw.words,
            // A degree sign; "777's".
            [0xC2, 0xB0, ..] | [b'\'', b's', ..] => true,
            _ => false,
        };
        if !ends_word(rest) || (goes_on && term.max.is_none()) {
            return Some(Step::Skip(token_end(bytes, term.start)));
        }
        if !term.raw.words {
            return None;
        }
        let before = word_before(text, trim_end(text, term.start)).to_ascii_lowercase();
        let word = text[term.start..term.end].to_ascii_lowercase();
        let after = rest.trim_start();
        let after = after
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .next();
        let after = after.unwrap_or_default();
        let none = match word.as_str() {
            "one" => self.labels.one.is_pronoun(&before, after),
            "half" => self.labels.half.is_other(&before, after),
            _ => {
                // "a third party", "the third month": only "a third of" and a third with nothing behind are parts.
                let article = word.starts_with("a ")
                    && !word.ends_with(" half")
                    && !word.ends_with(" quarter");
                let closed = after.is_empty() || rest.starts_with(['.', ',', ';', ')', '?']);
                let rank = article && after != "of" && !closed;
                let fraction = term.raw.shape == Shape::Fraction && term.raw.scale.is_none();
                fraction && (rank || matches!(before.as_str(), "a" | "an" | "the"))
            }
        };
        none.then_some(Step::Skip(term.end))
    }
}

/// "2011", "2010-12", "1998 to 2005" are years, unless a cue makes a number of them; but "more than 2012" compares
/// with a year, as a count of that size would have its comma.
pub(super) fn year_step(text: &str, term: &Term, cue: bool) -> Option<Step> {
    if term.raw.words {
        return None;
    }
    let (rest, value) = date::years(&text[term.start..]).ok()?;
    let recent = |value: Decimal| {
        value != Decimal::from(2000) && (Decimal::from(1990)..=Decimal::from(2035)).contains(&value)
    };
    match term.max {
        None if (cue && !recent(term.value)) || rest.len() > text.len() - term.end => None,
        None => Some(found_date(text, term.start, rest, value)),
        Some(max) => {
            let (DateValue::Year(from) | DateValue::Years { from, .. }) = value else {
                return None;
            };
            let to = i16::try_from(max.mantissa())
                .ok()
                .filter(|_| max.scale() == 0)?;
            let years = (1900..=2099).contains(&to) && (!cue || recent(max));
            let value = DateValue::Years { from, to };
            years.then(|| found_date(text, term.start, &text[term.end..], value))
        }
    }
}

/// "three years ago" is a date.
pub(super) fn time_ago(text: &str, term: &Term) -> Option<Step> {
    let (rest, forward) = date::ago(&text[term.end..]).ok()?;
    let Kind::Measure { unit, .. } = &term.kind else {
        return None;
    };
    let period = match unit.symbol.as_str() {
        "years" => Period::Year,
        "months" => Period::Month,
        "weeks" => Period::Week,
        "days" => Period::Day,
        _ => return None,
    };
    if term.max.is_some() || !term.value.is_integer() {
        return None;
    }
    let n = i32::try_from(term.value.mantissa()).ok()?;
    let shift = if forward { n } else { -n };
    Some(found_date(
        text,
        term.start,
        rest,
        DateValue::Relative { period, shift },
    ))
}
