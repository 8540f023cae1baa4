//! Figures in running text: plain numbers, money, percentages, measures and dates, with what says how exact they are.
//!
//! `Figures::scan` walks the text once. Only places where a figure can begin (digits, currency signs and words, number
//! and date words) are looked at closely; each gives one figure, or none and a jump behind the word.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::cue::{Cues, trim_end, word_before};
use super::date::{self, DateValue};
use super::label::{Labels, token_end};
use super::measure::{PerKind, Unit, UnitWords};
use super::money::{CurrencyCode, MoneyWords};
use super::number::{Numerals, Shape, ends_word};
use super::term::{Kind, Term};
use crate::grammar::figures::FigureWords;
use crate::grammar::{Fault, GrammarFiles};
use crate::span::Span;

/// How exact a figure is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// As written.
    #[default]
    Exact,
    /// About, nearly, around.
    Approx,
    /// At least, more than.
    Min,
    /// Up to, as much as.
    Max,
}

/// A plain number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberValue {
    /// Its value, or the lower end.
    pub value: Decimal,
    /// The upper end of a range.
    pub value_max: Option<Decimal>,
    /// How exact.
    pub modality: Modality,
    /// Whole, decimal or fraction.
    pub shape: Shape,
    /// Written in words.
    pub words: bool,
}

/// What a figure is counted by, with the words that say so ("a share", "per year", "each").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Per {
    /// A piece, a year, or another time.
    pub kind: PerKind,
    /// The words.
    pub span: Span,
}

/// A sum of money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyValue {
    /// In whole currency units, or the lower end.
    pub value: Decimal,
    /// The upper end of a range.
    pub value_max: Option<Decimal>,
    /// ISO 4217.
    pub currency: CurrencyCode,
    /// The sign or word stands for other countries' currencies too (`$`, "rupees").
    pub ambiguous: bool,
    /// How exact.
    pub modality: Modality,
    /// What it is the price of, where that stands right behind.
    pub per: Option<Per>,
}

/// A percentage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PercentValue {
    /// "30" for 30%, or the lower end.
    pub value: Decimal,
    /// The upper end of a range.
    pub value_max: Option<Decimal>,
    /// How exact.
    pub modality: Modality,
    /// Percentage points, a difference of percentages.
    pub points: bool,
}

/// A number with a unit of measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureValue {
    /// Its value, or the lower end.
    pub value: Decimal,
    /// The upper end of a range.
    pub value_max: Option<Decimal>,
    /// What is measured in.
    pub unit: Arc<Unit>,
    /// How exact.
    pub modality: Modality,
    /// What it is a rate of.
    pub per: Option<Per>,
    /// The unit touches the digits ("500MW").
    pub glued: bool,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A plain number.
    Number(NumberValue),
    /// Money.
    Money(MoneyValue),
    /// A percentage.
    Percent(PercentValue),
    /// A number with a unit.
    Measure(MeasureValue),
    /// A date.
    Date(DateValue),
}

/// A figure and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The expression, with its sign, code or unit; without what stands in `cue` and `per`.
    pub span: Span,
    /// What it says.
    pub figure: Figure,
    /// The words that say how exact it is.
    pub cue: Option<Span>,
}

/// The lexicons of figures, compiled. Build it once; it holds nothing of any text.
#[derive(Clone, Debug)]
pub struct Figures {
    pub(super) numerals: Numerals,
    pub(super) money: MoneyWords,
    pub(super) units: UnitWords,
    pub(super) cues: Cues,
    pub(super) labels: Labels,
    /// For each byte, whether a figure can begin with it at the start of a word.
    starts: Box<[bool; 256]>,
}

/// What a look at one place gave.
enum Step {
    Found(Found),
    /// Nothing up to here.
    Skip(usize),
}

impl Figures {
    /// Compiles the lexicons.
    ///
    /// # Errors
    /// Every fault in their files.
    pub fn load(files: &GrammarFiles) -> Result<Self, Vec<Fault>> {
        Ok(Self::new(&FigureWords::load(files)?))
    }

    /// Compiles lexicons that are read already.
    pub fn new(words: &FigureWords) -> Self {
        let mut out = Self {
            numerals: Numerals::new(&words.scales),
            money: MoneyWords::new(&words.currencies),
            units: UnitWords::new(&words.units, &words.per),
            cues: Cues::new(&words.cues, &words.change),
            labels: Labels::new(&words.designators),
            starts: Box::new([false; 256]),
        };
        for byte in 0..=u8::MAX {
            out.starts[usize::from(byte)] = out.numerals.begins_with(byte)
                || out.money.begins_with(byte)
                || out.labels.begins_with(byte)
                || date::begins_with(byte);
        }
        out
    }

    /// The figures of a text in order of their start; none overlaps another.
    pub fn scan(&self, text: &str) -> Vec<Found> {
        let bytes = text.as_bytes();
        let mut found: Vec<Found> = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            let step = if byte.is_ascii_digit() {
                self.at_digit(text, at)
            } else if byte.is_ascii_alphabetic() {
                if self.starts[usize::from(byte)] {
                    self.at_word(text, at)
                } else {
                    Step::Skip(word_end(bytes, at))
                }
            } else {
                self.at_mark(text, at)
            };
            at = match step {
                Step::Found(figure) => {
                    let end = figure.span.end as usize;
                    found.push(figure);
                    end
                }
                Step::Skip(to) => to.max(at + 1),
            };
            // A jump may end inside a character of several bytes.
            while !text.is_char_boundary(at) {
                at += 1;
            }
        }
        found
    }

    fn at_digit(&self, text: &str, at: usize) -> Step {
        if let Ok((rest, value)) = date::date(text, at) {
            return found_date(text, at, rest, value);
        }
        if let Some(end) = self.labels.name(text, at) {
            return Step::Skip(end);
        }
        if let Some(end) = self.labels.code(text, at) {
            return Step::Skip(end);
        }
        self.quantity(text, at)
    }

    fn at_word(&self, text: &str, at: usize) -> Step {
        let word = word_end(text.as_bytes(), at);
        if let Ok((rest, value)) = date::date(text, at) {
            return found_date(text, at, rest, value);
        }
        match self.quantity(text, at) {
            Step::Found(found) => match (&found.figure, self.labels.name(text, at)) {
                // "one of", "Formula One": but "one million dollars" is longer than any of them.
                (Figure::Number(n), Some(end)) if n.words => Step::Skip(end.max(at + 1)),
                _ => Step::Found(found),
            },
            Step::Skip(to) => Step::Skip(self.labels.name(text, at).unwrap_or(word).max(to)),
        }
    }

    /// At a sign: a currency, a minus, a point before digits, a vulgar fraction, or nothing.
    fn at_mark(&self, text: &str, at: usize) -> Step {
        let bytes = text.as_bytes();
        let next_digit = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        let looks = match bytes[at] {
            b'$' => true,
            b'.' | b'-' => {
                let first = at == 0 || matches!(bytes[at - 1], b' ' | b'\n' | b'(' | b'\t' | b'[');
                first && (next_digit || (bytes[at] == b'-' && bytes.get(at + 1) == Some(&b'.')))
            }
            byte => byte >= 0x80,
        };
        if !looks {
            return Step::Skip(at + 1);
        }
        match self.quantity(text, at) {
            Step::Found(found) => Step::Found(found),
            // Letters outside ASCII belong to a word, with which they are passed over.
            Step::Skip(to) if (0xC3..0xD0).contains(&bytes[at]) => {
                Step::Skip(word_end(bytes, at).max(to))
            }
            Step::Skip(to) => Step::Skip(to),
        }
    }

    fn quantity(&self, text: &str, at: usize) -> Step {
        let Some(term) = self.term_or_range(text, at) else {
            let bytes = text.as_bytes();
            let end = if bytes[at].is_ascii_digit() {
                token_end(bytes, at)
            } else {
                at + 1
            };
            return Step::Skip(end);
        };
        self.finish(text, term)
    }

    fn finish(&self, text: &str, term: Term) -> Step {
        let span = Span::new(term.start, term.end);
        let rest = &text[term.end..];
        let bare = matches!(term.kind, Kind::Bare);
        let time = matches!(&term.kind, Kind::Measure { unit, .. } if unit.class == "time");
        if time && let Some(step) = time_ago(text, &term) {
            return step;
        }
        let (modality, cue) = self.cues.find(text, span, time);
        if bare {
            let step = self
                .labelled(text, &term)
                .or_else(|| year_step(text, &term, cue.is_some()))
                .or_else(|| self.no_plain_number(text, &term));
            if let Some(step) = step {
                return step;
            }
        }
        if matches!(term.kind, Kind::Money { .. })
            && let Some(end) = self.exchange_rate(text, &term)
        {
            return Step::Skip(end);
        }
        let per = || {
            let (after, (from, kind)) = self.units.per(rest).ok()?;
            let span = Span::new(text.len() - from.len(), text.len() - after.len());
            Some(Per { kind, span })
        };
        let (value, value_max) = (term.value, term.max);
        let figure = match term.kind {
            Kind::Bare => Figure::Number(NumberValue {
                value,
                value_max,
                modality,
                shape: term.raw.shape,
                words: term.raw.words,
            }),
            Kind::Money { currency, .. } => Figure::Money(MoneyValue {
                value,
                value_max,
                currency: currency.code,
                ambiguous: currency.ambiguous,
                modality,
                per: per(),
            }),
            Kind::Percent { points } => Figure::Percent(PercentValue {
                value,
                value_max,
                modality,
                points,
            }),
            Kind::Measure { unit, glued } => Figure::Measure(MeasureValue {
                value,
                value_max,
                modality,
                per: if unit.class == "time" { None } else { per() },
                unit,
                glued,
            }),
        };
        Step::Found(Found { span, figure, cue })
    }

    /// "($1 = 0.75 euros)" is a footnote on rates and no sum: the end of it.
    fn exchange_rate(&self, text: &str, term: &Term) -> Option<usize> {
        if term.raw.scale.is_some() {
            return None;
        }
        let after = text[term.end..].trim_start_matches(' ');
        let rate = after.strip_prefix('=')?.trim_start_matches(' ');
        let at = text.len() - rate.len();
        Some(self.term_or_range(text, at).map_or(at, |rate| rate.end))
    }

    /// "Flight 370", "Phase Two": a small number behind a word that makes a label of it.
    fn labelled(&self, text: &str, term: &Term) -> Option<Step> {
        let small = term.raw.scale.is_none() && term.value < Decimal::from(100_000);
        let label = small
            && !text[term.start..term.end].contains(',')
            && self.labels.is_labelled(text, term.start);
        label.then_some(Step::Skip(term.end))
    }

    /// Where a number with no unit counts nothing: in names, codes, scores, and as a pronoun.
    fn no_plain_number(&self, text: &str, term: &Term) -> Option<Step> {
        let bytes = text.as_bytes();
        let rest = &text[term.end..];
        if !ends_word(rest) {
            return Some(Step::Skip(token_end(bytes, term.start)));
        }
        let goes_on = match rest.as_bytes() {
            [b'-' | b'/' | b':' | b'.' | b'\'', next, ..] if next.is_ascii_digit() => true,
            [b'-', a, b, ..] if a.is_ascii_uppercase() => !b.is_ascii_alphabetic(),
            [b'-', a] => a.is_ascii_uppercase(),
            [b'\'', b's', ..] => true,
            [b'.', a, ..] => {
                a.is_ascii_alphabetic()
                    && !term.raw.words
                    && !rest[1..].starts_with(char::is_uppercase)
            }
            [0xC2, 0xB0, ..] => true,
            _ => false,
        };
        if goes_on && term.max.is_none() {
            return Some(Step::Skip(token_end(bytes, term.start)));
        }
        if !term.raw.words {
            return None;
        }
        let before = word_before(text, trim_end(text, term.start)).to_ascii_lowercase();
        let word = text[term.start..term.end].to_ascii_lowercase();
        let after = rest
            .trim_start()
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .next()
            .unwrap_or_default();
        let pronoun = word == "one"
            && (matches!(
                before.as_str(),
                "the"
                    | "this"
                    | "that"
                    | "which"
                    | "each"
                    | "every"
                    | "any"
                    | "no"
                    | "some"
                    | "another"
                    | "such"
                    | "only"
                    | "not"
                    | "first"
                    | "last"
                    | "new"
                    | "big"
                    | "good"
                    | "as"
                    | "loved"
                    | "number"
                    | "former"
                    | "latter"
            ) || matches!(
                after,
                "of" | "another"
                    | "who"
                    | "is"
                    | "that"
                    | "which"
                    | "can"
                    | "could"
                    | "would"
                    | "should"
                    | "might"
                    | "must"
                    | "or"
                    | "too"
                    | "way"
                    | "reason"
                    | "thing"
                    | "time"
                    | "such"
            ));
        let half = word == "half"
            && !(matches!(
                after,
                "of" | "the"
                    | "a"
                    | "an"
                    | "its"
                    | "their"
                    | "his"
                    | "her"
                    | "our"
                    | "that"
                    | "those"
                    | "stake"
                    | "share"
                    | "people"
            ) && !matches!(
                before.as_str(),
                "first" | "second" | "third" | "better" | "other" | "latter" | "year" | "a" | "and"
            ));
        // "a third party", "a ninth month": only "a third of" and a third with nothing behind are parts.
        let article = word.starts_with("a ") && !matches!(&word[2..], "half" | "quarter");
        let parts =
            after.is_empty() || after == "of" || rest.starts_with(['.', ',', ';', ')', '?']);
        let ordinal =
            article && term.raw.shape == Shape::Fraction && term.raw.scale.is_none() && !parts;
        let rank = ordinal
            || matches!(before.as_str(), "a" | "an" | "the")
                && term.raw.shape == Shape::Fraction
                && term.raw.scale.is_none()
                && word != "half";
        if pronoun || half || rank {
            Some(Step::Skip(term.end))
        } else {
            None
        }
    }
}

/// "2011", "2010-12", "1998 to 2005" are years, unless a cue makes a number of them; but "more than 2012" compares
/// with a year, as a count of that size would have its comma.
fn year_step(text: &str, term: &Term, cue: bool) -> Option<Step> {
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
fn time_ago(text: &str, term: &Term) -> Option<Step> {
    let (rest, forward) = date::ago(&text[term.end..]).ok()?;
    let Kind::Measure { unit, .. } = &term.kind else {
        return None;
    };
    let period = match unit.symbol.as_str() {
        "years" => date::Period::Year,
        "months" => date::Period::Month,
        "weeks" => date::Period::Week,
        "days" => date::Period::Day,
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

fn found_date(text: &str, at: usize, rest: &str, value: DateValue) -> Step {
    Step::Found(Found {
        span: Span::new(at, text.len() - rest.len()),
        figure: Figure::Date(value),
        cue: None,
    })
}

/// The end of the word at `at`: letters (of any script), digits and inner apostrophes.
fn word_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while end < bytes.len()
        && (bytes[end].is_ascii_alphanumeric()
            || (0xC3..=0xCF).contains(&bytes[end])
            || (0x80..=0xBF).contains(&bytes[end]))
    {
        end += 1;
    }
    end.max(at + 1)
}
