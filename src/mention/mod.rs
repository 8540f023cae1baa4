//! Names and figures in the text: numbers, money, percentages, measures, dates, parties.

mod name;
mod words;

pub use name::{Name, NameKind, names};
pub use words::{Unit, Units};
