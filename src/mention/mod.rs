//! Names and figures in the text: numbers, money, percentages, measures, dates, parties.

mod calendar;
mod cue;
mod date;
mod digits;
pub mod examples;
mod figure;
mod fraction;
mod label;
pub mod line;
mod measure;
mod money;
mod number;
mod percent;
mod plain;
mod starts;
mod term;
mod trie;

pub use calendar::{DateValue, Period, Precision, Resolved};
pub use figure::{
    Figure, Figures, Found, MeasureValue, Modality, MoneyValue, NumberValue, Per, PercentValue,
};
pub use measure::{PerKind, Unit};
pub use money::CurrencyCode;
pub use number::Shape;
