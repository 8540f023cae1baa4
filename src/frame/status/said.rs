//! Who says so: reports and sources, which make a deal no more than proposed, and denials.

use super::Judge;
use crate::frame::chunk::{Chunk, ChunkKind, Parsed, VerbGroup};
use crate::span::Span;

impl Judge {
    /// Whether the sentence is what a report or sources say, and the words for it.
    pub(super) fn reported(&self, parsed: &Parsed<'_>) -> Option<(usize, Span)> {
        let chunks = &parsed.chunks;
        chunks.iter().enumerate().find_map(|(i, chunk)| {
            let noun = chunk.noun()?;
            let cue = *self
                .reporters
                .get(&noun.lemma)
                .filter(|_| noun.lemma != 0)?;
            let verb_near = |k: usize| {
                chunks
                    .get(k)
                    .and_then(Chunk::verb)
                    .is_some_and(|v| self.saying.contains(&v.lemma))
            };
            // "sources said", "a report said on Monday", ", citing sources", "according to reports", ": sources".
            let behind = (i + 1..i + 5).any(verb_near) && !noun.is_possessor;
            let before = i.checked_sub(1).is_some_and(|k| {
                verb_near(k) || matches!(&chunks[k].kind, ChunkKind::Break) && i + 1 == chunks.len()
            }) || (i >= 2 && verb_near(i - 2));
            (behind || before).then_some((cue, chunk.span))
        })
    }

    /// A verb of denying.
    pub(super) fn denies(&self, v: &VerbGroup) -> bool {
        !v.negated && self.denying.contains(&v.lemma)
    }

    /// "denied that India had cancelled": a verb of denying stands right before the clause of the verb at `v`.
    pub(super) fn is_denied(&self, parsed: &Parsed<'_>, v: usize) -> bool {
        parsed.chunks[..v]
            .iter()
            .rev()
            .take_while(|c| match &c.kind {
                ChunkKind::Noun(_) | ChunkKind::That => true,
                ChunkKind::Verb(verb) => self.denies(verb),
                _ => false,
            })
            .any(|c| c.verb().is_some())
    }
}
