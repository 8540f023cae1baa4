//! Which verbs and nouns govern a trigger, from the nearest outward: "in talks on a plan to buy".

use super::Clauses;
use crate::frame::chunk::{Chunk, ChunkKind, VerbForm};
use crate::grammar::List;

impl Clauses<'_> {
    pub(super) fn governors_of_verb(&self, v: usize) -> Vec<usize> {
        let mut out = Vec::new();
        let mut at = v;
        while out.len() < 8 {
            let Some(verb) = self.chunks[at].verb() else {
                break;
            };
            if verb.form == VerbForm::Finite || at == 0 {
                break;
            }
            let before = at - 1;
            match self.kind(before) {
                Some(ChunkKind::Verb(_)) => {
                    out.push(before);
                    at = before;
                }
                Some(ChunkKind::Noun(_)) => {
                    if let Some(g) = self.nouns_to_verb(before, &mut out) {
                        at = g;
                    } else {
                        out.extend(self.said_of_subject(before, v));
                        break;
                    }
                }
                Some(ChunkKind::Preposition(_)) if before > 0 && self.is_noun(before - 1) => {
                    match self.nouns_to_verb(before - 1, &mut out) {
                        Some(g) => at = g,
                        None => break,
                    }
                }
                Some(ChunkKind::Preposition(_)) if before > 0 && self.is_verb(before - 1) => {
                    out.push(before - 1);
                    at = before - 1;
                }
                Some(ChunkKind::Conjunction(_)) => {
                    // "plans to buy A and sell B": shared governor.
                    let Some(p) = (0..before).rev().find(|p| self.is_verb(*p)) else {
                        break;
                    };
                    at = p;
                }
                _ => break,
            }
        }
        out
    }

    /// "A deal to buy X collapsed": the finite verb behind, where the noun at `k` opens its clause and the infinitive
    /// at `v` belongs to it.
    fn said_of_subject(&self, k: usize, v: usize) -> Option<usize> {
        let start = self.group_start(k);
        let opens = start == 0
            || matches!(
                self.kind(start - 1),
                Some(
                    ChunkKind::That
                        | ChunkKind::Break
                        | ChunkKind::Comma
                        | ChunkKind::Subordinator(_)
                )
            );
        let infinitive = self.chunks[v]
            .verb()
            .is_some_and(|v| v.form == VerbForm::Infinitive);
        if !opens || !infinitive {
            return None;
        }
        for i in v + 1..self.chunks.len() {
            match self.kind(i)? {
                ChunkKind::Noun(_) | ChunkKind::Preposition(_) | ChunkKind::Conjunction(_) => {}
                ChunkKind::Verb(g) if g.form == VerbForm::Finite && !self.is_reduced(i) => {
                    return Some(i);
                }
                _ => return None,
            }
        }
        None
    }

    /// "in talks with X and Y to sell", "talks with X about selling": X and Y, for the verb at `v`.
    pub(super) fn other_side(&self, v: usize) -> Vec<usize> {
        let mut end = v;
        let governed = match self.chunks[v].verb().map(|v| v.form) {
            Some(VerbForm::Infinitive) => true,
            Some(VerbForm::Ing) if v > 0 => {
                end -= 1;
                matches!(self.kind(end), Some(ChunkKind::Preposition(p)) if matches!(p.as_str(), "about" | "on" | "over"))
            }
            _ => false,
        };
        // "a deal with X on Tuesday to sell"
        if governed && end > 2 && self.is_date(end - 1) {
            end -= if self.is_noun(end - 2) { 1 } else { 2 };
        }
        if !governed || end < 3 || !self.is_noun(end - 1) {
            return Vec::new();
        }
        let heads = self.list_left(end - 1);
        let start = self.group_start(heads[0]);
        let dealt = start >= 2
            && matches!(self.kind(start - 1), Some(ChunkKind::Preposition(p)) if p == "with")
            && (self.chunks[start - 2]
                .noun()
                .is_some_and(|n| self.lexicon.is(List::Dealing, n.lemma))
                || self.chunks[start - 2]
                    .verb()
                    .is_some_and(|v| matches!(self.lexicon.lemma(v.lemma), "negotiate" | "talk")));
        if dealt { heads } else { Vec::new() }
    }

    pub(super) fn governors_of_noun(&self, n: usize) -> Vec<usize> {
        let mut out = Vec::new();
        if let Some(g) = self.nouns_to_verb_from(n, &mut out) {
            if self.chunks[g].verb().is_some_and(|v| v.passive) {
                // "A memorandum was signed for the supply of": what was signed governs too.
                out.extend(self.subject(g, 0));
            }
            let more = self.governors_of_verb(g);
            out.extend(more);
        }
        // What is said of it as a subject: "The sale was completed".
        let mut i = n + 1;
        while let Some(kind) = self.kind(i) {
            match kind {
                ChunkKind::Preposition(_) | ChunkKind::Noun(_) => i += 1,
                ChunkKind::Verb(v) if v.form == VerbForm::Finite && !self.is_reduced(i) => {
                    if self.subject(i, 0).contains(&n) {
                        out.push(i);
                        // "is expected to close"
                        if self
                            .chunks
                            .get(i + 1)
                            .and_then(Chunk::verb)
                            .is_some_and(|v| v.form == VerbForm::Infinitive)
                        {
                            out.push(i + 1);
                        }
                    }
                    break;
                }
                _ => break,
            }
        }
        out
    }

    /// Collects the nouns from chunk `k` leftward through prepositions, and gives the verb that governs them.
    pub(super) fn nouns_to_verb(&self, k: usize, out: &mut Vec<usize>) -> Option<usize> {
        out.push(k);
        self.nouns_to_verb_from(k, out)
    }

    pub(super) fn nouns_to_verb_from(&self, k: usize, out: &mut Vec<usize>) -> Option<usize> {
        let mut i = k;
        loop {
            let start = self.group_start(i);
            let before = start.checked_sub(1)?;
            match self.kind(before)? {
                ChunkKind::Verb(_) => {
                    out.push(before);
                    return Some(before);
                }
                ChunkKind::Preposition(_) if before > 0 => {
                    if self.is_noun(before - 1) {
                        i = before - 1;
                        out.push(i);
                    } else if self.is_date(before - 1) && before > 1 {
                        i = before - 1;
                    } else if self.is_verb(before - 1) {
                        out.push(before - 1);
                        return Some(before - 1);
                    } else {
                        return None;
                    }
                }
                ChunkKind::Conjunction(false) if before > 0 && self.is_noun(before - 1) => {
                    i = before - 1;
                }
                _ => return None,
            }
        }
    }
}
