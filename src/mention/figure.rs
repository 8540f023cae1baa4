//! Figures in running text: plain numbers, money, percentages, measures and dates, with what says how exact they are.
//!
//! `Figures::scan` walks the text once. Only places where a figure can begin (digits, currency signs and words, number
//! and date words) are looked at closely; each gives one figure, or none and a jump behind the word.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::calendar::DateValue;
use super::cue::Cues;
use super::date;
use super::label::{Labels, token_end};
use super::measure::{PerKind, Unit, UnitWords};
use super::money::{CurrencyCode, MoneyWords};
use super::number::{Numerals, Shape};
use super::plain::{time_ago, year_step};
use super::starts::Starts;
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

impl Found {
    /// Whether it is a plain number.
    pub fn is_number(&self) -> bool {
        matches!(self.figure, Figure::Number(_))
    }
}

/// The lexicons of figures, compiled. Build it once; it holds nothing of any text.
#[derive(Clone, Debug)]
pub struct Figures {
    pub(super) numerals: Numerals,
    pub(super) money: MoneyWords,
    pub(super) units: UnitWords,
    pub(super) cues: Cues,
    pub(super) labels: Labels,
    starts: Starts,
}

/// What a look at one place gave.
pub(super) enum Step {
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
        Self {
            numerals: Numerals::new(&words.scales),
            money: MoneyWords::new(&words.currencies, &words.of_money),
            units: UnitWords::new(&words.units, &words.per),
            cues: Cues::new(&words.cues, &words.change),
            labels: Labels::new(&words.designators),
            starts: Starts::new(words),
        }
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
                if self.starts.fits(&text[at..]) {
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
}

/// A date from `at` up to `rest`.
pub(super) fn found_date(text: &str, at: usize, rest: &str, value: DateValue) -> Step {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn figures() -> Figures {
        Figures::load(&GrammarFiles::built_in()).expect("sound lexicons")
    }

    fn written(text: &str) -> Vec<String> {
        let found = figures().scan(text);
        found.iter().map(|f| f.span.of(text).to_owned()).collect()
    }

    #[test]
    fn ok_a_sentence_gives_its_figures_in_order() {
        let text = "On March 3, Vell Air ordered 18 Sora 900s for up to $4.2 billion, or 30 percent less, over 10 years.";
        let expected = ["March 3", "18", "$4.2 billion", "30 percent", "10 years"];
        assert_eq!(written(text), expected);
    }

    #[test]
    fn ok_cue_and_price_stand_outside_the_span() {
        let text = "It will pay about $40 a share.";
        let found = figures().scan(text);
        let [one] = &found[..] else {
            panic!("{found:?}");
        };
        assert_eq!(one.span.of(text), "$40");
        assert_eq!(one.cue.map(|c| c.of(text)), Some("about"));
        let Figure::Money(money) = &one.figure else {
            panic!("{one:?}");
        };
        assert_eq!(money.modality, Modality::Approx);
        assert_eq!(money.per.map(|p| p.span.of(text)), Some("a share"));
        assert!(
            money.ambiguous,
            "a bare dollar sign could be another dollar"
        );
    }

    #[test]
    fn err_digits_without_end_are_no_figure() {
        assert_eq!(written(&"9".repeat(400)), Vec::<String>::new());
        assert_eq!(written(&"1,".repeat(4000)).len(), 4000);
    }

    proptest! {
        /// Whatever the text, spans are in order, apart, inside, and on character boundaries.
        #[test]
        fn ok_spans_are_sound(text in "([a-zA-Z$€£½¼é°–,.:/()% -]|[0-9]|million|hundred|half|and|a|to|one|twenty|bn|USD|Rs|per|share|March|last year|\n){0,60}") {
            let mut last = 0;
            for found in figures().scan(&text) {
                let Span { start, end } = found.span;
                prop_assert!(last <= start && start < end);
                prop_assert!(text.get(found.span.range()).is_some());
                last = end;
            }
        }

        /// An amount that is printed reads back with its value and currency.
        #[test]
        fn ok_a_printed_amount_reads_back(units in 0_i64..1_000_000_000_000, scale in 0_u32..3) {
            let value = Decimal::new(units, scale);
            let text = format!("it paid EUR {value} in cash");
            let found = figures().scan(&text);
            let [Found { figure: Figure::Money(money), .. }] = &found[..] else {
                return Err(TestCaseError::fail(format!("{found:?}")));
            };
            prop_assert_eq!(money.value, value);
            prop_assert_eq!(money.currency.as_str(), "EUR");
        }
    }
}
