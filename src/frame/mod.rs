//! From tagged sentences with mentions to deal frames, by the rules of `grammars/frames`.

mod chunk;
mod class;
mod clause;
mod matcher;
mod status;

pub use chunk::{Chunk, ChunkKind, NounGroup, VerbForm, VerbGroup, chunks};
pub use class::Classifier;
pub use clause::{Clause, Clauses};
pub use matcher::{Dropped, Filled, Frame, Grammar, Matcher, Parsed};
pub use status::{Case, Judge, Verdict};
