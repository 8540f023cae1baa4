//! From tagged sentences with mentions to deal frames, by the rules of `grammars/frames`.

mod chunk;
mod clause;

pub use chunk::{Chunk, ChunkKind, NounGroup, VerbForm, VerbGroup, chunks};
pub use clause::{Clause, Clauses};
