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
mod name;
mod number;
mod percent;
mod plain;
mod scan;
mod settle;
mod starts;
mod term;
mod trie;
mod words;

pub use calendar::{DateValue, Period, Precision, Resolved};
pub use figure::{
    Figure, Figures, Found, MeasureValue, Modality, MoneyValue, NumberValue, Per, PercentValue,
};
pub use measure::{PerKind, Unit};
pub use money::CurrencyCode;
pub use name::{Name, NameKind, names};
pub use number::Shape;
pub use scan::{Document, Sentence, document};
pub use words::{Tagged, Units};
