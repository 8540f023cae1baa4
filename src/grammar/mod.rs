//! Rule data as plain types, read from the TOML files of `grammars/`.

mod confidence;
mod fault;
pub mod figures;
mod files;
mod inflect;
mod lexicon;
mod names;
mod pattern;
mod rule;
mod terms;

pub use confidence::{Confidence, share};
pub use fault::{Fault, line_of, read_toml};
pub use files::GrammarFiles;
pub use lexicon::{Lexicon, List, Word, class, pos};
pub use names::{Bloc, Country, Known, Names};
pub use pattern::{Class, Fill, Pattern, PatternError, Phrase, Slot, pattern};
pub use rule::{AmountContext, Cue, Example, Expect, Rule, Rules};
pub(crate) use terms::names;
pub use terms::{Role, Status};
