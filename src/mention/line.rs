//! The figures and parties of an article as a line of JSON: what `mentions` prints of them.
//!
//! Which noun a number counts is not known here; a later stage adds those quantities.

use rust_decimal::Decimal;
use serde::Serialize;

use super::calendar::DateValue;
use super::figure::{Figure, Figures, Found, Modality};
use super::measure::PerKind;
use super::name::{Name, NameKind};
use crate::grammar::Names;
use crate::span::Span;

/// The figures of one text.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FigureLine {
    /// Sums of money.
    pub amounts: Vec<AmountLine>,
    /// Every number there is, also those inside sums, percentages and measures.
    pub numbers: Vec<NumberLine>,
    /// Percentages.
    pub percentages: Vec<PercentLine>,
    /// Numbers with a unit of measure.
    pub quantities: Vec<QuantityLine>,
    /// Dates.
    pub dates: Vec<DateLine>,
}

/// A sum of money.
#[derive(Clone, Debug, Serialize)]
pub struct AmountLine {
    /// In whole currency units.
    pub value: Decimal,
    /// Upper end.
    pub value_max: Option<Decimal>,
    /// ISO 4217.
    pub currency: String,
    /// How exact.
    pub modality: Modality,
    /// `unit`, `annual` or `time`.
    pub per: Option<&'static str>,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A number.
#[derive(Clone, Debug, Serialize)]
pub struct NumberLine {
    /// Its value.
    pub value: Decimal,
    /// Upper end.
    pub value_max: Option<Decimal>,
    /// How exact.
    pub modality: Modality,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A percentage.
#[derive(Clone, Debug, Serialize)]
pub struct PercentLine {
    /// "30" for 30%.
    pub value: Decimal,
    /// Upper end.
    pub value_max: Option<Decimal>,
    /// How exact.
    pub modality: Modality,
    /// Percentage points.
    pub points: bool,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A number with a unit of measure, or with the noun that it counts.
#[derive(Clone, Debug, Serialize)]
pub struct QuantityLine {
    /// Its value.
    pub value: Decimal,
    /// Upper end.
    pub value_max: Option<Decimal>,
    /// What is counted, as the text words it.
    pub product: Option<String>,
    /// The unit's symbol.
    pub unit: Option<String>,
    /// Coarse class of the unit.
    pub class: Option<String>,
    /// How exact.
    pub modality: Modality,
    /// `unit`, `annual` or `time`.
    pub per: Option<&'static str>,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A date.
#[derive(Clone, Debug, Serialize)]
pub struct DateLine {
    /// ISO 8601, as far as the text and the day of the article settle it.
    pub date: Option<String>,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A name that can be a party of a deal.
#[derive(Clone, Debug, Serialize)]
pub struct PartyLine {
    /// As it stands in the text.
    pub name: String,
    /// `organization`, `state`, `bloc`, `region`, or `unknown` where nothing tells more.
    pub kind: &'static str,
    /// ISO 3166 alpha-2 code of a state.
    pub country: Option<String>,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl PartyLine {
    /// A name of `text` that can be a party.
    pub fn of(name: &Name, text: &str, lists: &Names) -> Option<Self> {
        let (kind, country) = match name.kind {
            NameKind::Organization => ("organization", None),
            NameKind::State(index) => ("state", Some(lists.country(index).code.clone())),
            NameKind::Bloc(_) => ("bloc", None),
            NameKind::Region => ("region", None),
            NameKind::Unknown => ("unknown", None),
            NameKind::City | NameKind::Person | NameKind::Model | NameKind::Doubtful => {
                return None;
            }
        };
        Some(Self {
            name: name.span.of(text).to_owned(),
            kind,
            country,
            start: name.span.start,
            end: name.span.end,
        })
    }
}

impl FigureLine {
    /// Sorts figures by kind. `published` settles dates such as "Monday".
    pub fn new(found: &[Found], published: Option<jiff::civil::Date>) -> Self {
        let mut line = Self::default();
        for Found { span, figure, .. } in found {
            line.push(*span, figure, published);
        }
        line
    }

    /// Scans a text and sorts what is in it.
    pub fn of(figures: &Figures, text: &str, published: Option<jiff::civil::Date>) -> Self {
        Self::new(&figures.scan(text), published)
    }

    fn push(&mut self, span: Span, figure: &Figure, published: Option<jiff::civil::Date>) {
        let Span { start, end } = span;
        let number = |value, value_max, modality| NumberLine {
            value,
            value_max,
            modality,
            start,
            end,
        };
        match figure {
            Figure::Number(n) => self.numbers.push(number(n.value, n.value_max, n.modality)),
            Figure::Money(m) => {
                self.numbers.push(number(m.value, m.value_max, m.modality));
                self.amounts.push(AmountLine {
                    value: m.value,
                    value_max: m.value_max,
                    currency: m.currency.to_string(),
                    modality: m.modality,
                    per: m.per.map(|p| per_name(p.kind)),
                    start,
                    end,
                });
            }
            Figure::Percent(p) => {
                self.numbers.push(number(p.value, p.value_max, p.modality));
                self.percentages.push(PercentLine {
                    value: p.value,
                    value_max: p.value_max,
                    modality: p.modality,
                    points: p.points,
                    start,
                    end,
                });
            }
            Figure::Measure(m) => {
                // "180ml" is one word; "3 years" has a number in it.
                if !m.glued {
                    self.numbers.push(number(m.value, m.value_max, m.modality));
                }
                self.quantities.push(QuantityLine {
                    value: m.value,
                    value_max: m.value_max,
                    product: None,
                    unit: Some(m.unit.symbol.clone()),
                    class: Some(m.unit.class.clone()),
                    modality: m.modality,
                    per: m.per.map(|p| per_name(p.kind)),
                    start,
                    end,
                });
            }
            Figure::Date(value) => self.dates.push(DateLine {
                date: iso(*value, published),
                start,
                end,
            }),
        }
    }
}

fn iso(value: DateValue, published: Option<jiff::civil::Date>) -> Option<String> {
    value.resolve(published).map(|r| r.iso())
}

/// The name of a kind in output and examples.
pub(crate) fn per_name(kind: PerKind) -> &'static str {
    match kind {
        PerKind::Unit => "unit",
        PerKind::Annual => "annual",
        PerKind::Time => "time",
    }
}
