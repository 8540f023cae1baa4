//! From an article's text to sentences and tagged tokens: spans over the text, nothing copied.

mod copies;
mod fold;
mod language;
mod sentence;
mod signature;
mod tag;
mod token;

pub use copies::{CONTAINED, Copies, CopyOf, FIGURES_SHARED, IN_MEMORY, SIMILAR};
pub use fold::Folded;
pub use language::language;
pub use sentence::sentences;
pub use signature::{FIGURES, SLOTS, Signature, signature};
pub use tag::{Context, Style, Tag, lets_act, tag};
pub use token::{Token, TokenKind, tokens};
