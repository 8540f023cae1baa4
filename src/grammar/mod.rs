//! Rule data as plain types, read from the TOML files of `grammars/`.

mod fault;
pub mod figures;
mod files;

pub use fault::{Fault, line_of, read_toml};
pub use files::GrammarFiles;
