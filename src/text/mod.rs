//! From an article's text to sentences and tagged tokens: spans over the text, nothing copied.

mod sentence;
mod tag;
mod token;

pub use sentence::sentences;
pub use tag::{Context, Tag, tag};
pub use token::{Token, TokenKind, tokens};
