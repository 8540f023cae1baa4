//! What stands to the right of a trigger: objects, joined heads, prepositional phrases, what a comma only interrupts.

use super::Clauses;
use crate::frame::chunk::{Chunk, ChunkKind, NounGroup, VerbForm};
use crate::grammar::List;

impl Clauses<'_> {
    /// Object, indirect object, and the chunk behind them.
    pub(super) fn objects(&self, v: usize) -> (Vec<usize>, Vec<usize>, usize) {
        let mut i = v + 1;
        while self.is_date(i) {
            i += 1;
        }
        if !self.is_noun(i) {
            return (Vec::new(), Vec::new(), v + 1);
        }
        let (heads, end) = self.np_right(i);
        // "$30 a share": what the sum is counted by.
        if self.chunks.get(end).and_then(Chunk::noun).is_some_and(|n| {
            self.is_rate(n)
                || n.figures.is_empty()
                    && n.names.is_empty()
                    && !n.definite
                    && n.modifiers.is_empty()
                    && matches!(
                        self.lexicon.lemma(n.lemma),
                        "share" | "barrel" | "tonne" | "ton" | "ounce"
                    )
        }) && self.chunks[heads[0]]
            .noun()
            .is_some_and(|n| !n.figures.is_empty())
        {
            return (heads, Vec::new(), end + 1);
        }
        if self.is_noun(end) && self.chunks[end].noun().is_some_and(|n| !n.pronoun) {
            let (second, end) = self.np_right(end);
            return (second, heads, end);
        }
        (heads, Vec::new(), end)
    }

    /// Heads of the noun phrase that starts at `i`, and the chunk behind it.
    pub(super) fn np_right(&self, i: usize) -> (Vec<usize>, usize) {
        self.list_right(i, false)
    }

    /// The same; `pair` says that an "and" belongs to it, whatever follows ("between X and Y was").
    pub(super) fn list_right(&self, mut i: usize, pair: bool) -> (Vec<usize>, usize) {
        i = self.through_possessors(i);
        // "a series of contracts": the contracts.
        if self.chunks[i]
            .noun()
            .is_some_and(|n| self.lexicon.is(List::Several, n.lemma))
            && matches!(self.kind(i + 1), Some(ChunkKind::Preposition(p)) if p == "of")
            && self.is_noun(i + 2)
        {
            i = self.through_possessors(i + 2);
        }
        let mut heads = vec![i];
        let mut end = i + 1;
        // "X, Y and Z": commas count only where an "and" ends the list.
        let mut list = Vec::new();
        let mut at = end;
        loop {
            match self.kind(at) {
                Some(ChunkKind::Comma) if self.is_noun(at + 1) => {
                    let n = self.through_possessors(at + 1);
                    list.push(n);
                    at = n + 1;
                }
                Some(ChunkKind::Comma)
                    if matches!(self.kind(at + 1), Some(ChunkKind::Conjunction(false)))
                        && !list.is_empty() =>
                {
                    at += 1;
                }
                Some(ChunkKind::Conjunction(false)) if self.is_noun(at + 1) => {
                    let n = self.through_possessors(at + 1);
                    // "sold it to A and B said", but "the sale by A and B has stalled": the clause still lacks its verb.
                    if !pair
                        && self.is_finite(n + 1)
                        && !self.is_reduced(n + 1)
                        && self.has_verb_before(i)
                    {
                        break;
                    }
                    heads.append(&mut list);
                    heads.push(n);
                    end = n + 1;
                    at = end;
                    if !matches!(self.kind(at), Some(ChunkKind::Conjunction(false))) {
                        break;
                    }
                }
                _ => break,
            }
        }
        (heads, end)
    }

    /// Whether the clause has its finite verb before chunk `i`.
    fn has_verb_before(&self, i: usize) -> bool {
        (0..i)
            .rev()
            .take_while(|k| {
                !matches!(
                    self.kind(*k),
                    Some(
                        ChunkKind::Break
                            | ChunkKind::That
                            | ChunkKind::Relative
                            | ChunkKind::Subordinator(_)
                    )
                )
            })
            .any(|k| self.is_finite(k) && !self.is_reduced(k))
    }

    pub(super) fn through_possessors(&self, mut i: usize) -> usize {
        while self.chunks[i].noun().is_some_and(|n| n.is_possessor)
            && self
                .chunks
                .get(i + 1)
                .and_then(Chunk::noun)
                .is_some_and(|n| n.possessor == Some(i))
        {
            i += 1;
        }
        i
    }

    /// Prepositional phrases from chunk `i` on, and an infinitive of purpose.
    pub(super) fn phrases(&self, mut i: usize) -> (Vec<(String, Vec<usize>)>, Option<usize>) {
        let mut out = Vec::new();
        loop {
            match self.kind(i) {
                Some(ChunkKind::Preposition(p)) => {
                    if self.is_noun(i + 1) {
                        let (heads, end) = if p == "between" {
                            self.list_right(i + 1, true)
                        } else {
                            self.np_right(i + 1)
                        };
                        out.push((p.clone(), heads));
                        i = end;
                    } else if self.is_date(i + 1) {
                        i += 2;
                    } else if matches!(self.kind(i + 1), Some(ChunkKind::Preposition(_))) {
                        // "for about": the second one decides.
                        i += 1;
                    } else if self
                        .chunks
                        .get(i + 1)
                        .and_then(Chunk::verb)
                        .is_some_and(|v| v.form == VerbForm::Ing)
                        && matches!(p.as_str(), "for" | "of" | "on")
                    {
                        return (out, Some(i + 1));
                    } else {
                        return (out, None);
                    }
                }
                // "selected as its supplier", but not "as the company said".
                Some(ChunkKind::Subordinator(s)) if s == "as" && self.is_noun(i + 1) => {
                    let (heads, end) = self.np_right(i + 1);
                    if self.is_finite(end) {
                        return (out, None);
                    }
                    out.push(("as".to_owned(), heads));
                    i = end;
                }
                Some(ChunkKind::Noun(n)) if n.date || self.is_rate(n) => i += 1,
                Some(ChunkKind::Verb(v)) => match v.form {
                    VerbForm::Infinitive => return (out, Some(i)),
                    _ if self.is_reduced(i) && !v.passive => {
                        let lemma = self.lexicon.lemma(v.lemma);
                        let Some(ChunkKind::Preposition(_)) = self.kind(i + 1) else {
                            return (out, None);
                        };
                        if !self.is_noun(i + 2) {
                            return (out, None);
                        }
                        let (heads, end) = self.np_right(i + 2);
                        let word = match lemma {
                            "value" | "price" | "estimate" => "worth",
                            "make" | "build" | "manufacture" | "produce" | "supply" => "made by",
                            "hold" | "own" => "held by",
                            "lead" | "back" => "led by",
                            "join" => "alongside",
                            _ => return (out, None),
                        };
                        out.push((word.to_owned(), heads));
                        i = end;
                    }
                    _ => return (out, None),
                },
                Some(ChunkKind::Comma) => {
                    let Some(next) = self.behind_insertion(i) else {
                        return (out, None);
                    };
                    i = next;
                }
                _ => return (out, None),
            }
        }
    }

    /// "a month", "a year": what a quantity is counted by.
    pub(super) fn is_rate(&self, n: &NounGroup) -> bool {
        n.figures.is_empty()
            && n.names.is_empty()
            && matches!(
                self.lexicon.lemma(n.lemma),
                "day" | "week" | "month" | "year" | "quarter"
            )
    }

    /// Where the phrases of a clause go on behind a comma, if they do.
    pub(super) fn behind_insertion(&self, comma: usize) -> Option<usize> {
        match self.kind(comma + 1)? {
            ChunkKind::Preposition(p) => {
                (!matches!(p.as_str(), "according" | "despite" | "amid")).then_some(comma + 1)
            }
            ChunkKind::Verb(_) if self.is_bare_participle(comma + 1) => Some(comma + 1),
            // "in a round, led by X", "… in Y, joined by existing investors X and Z"
            ChunkKind::Verb(v)
                if !v.passive
                    && !v.perfect
                    && v.modal.is_none()
                    && matches!(self.lexicon.lemma(v.lemma), "lead" | "join" | "back")
                    && matches!(self.kind(comma + 2), Some(ChunkKind::Preposition(p)) if p == "by") =>
            {
                Some(comma + 1)
            }
            // "$60 per share, or $5 billion, for"
            ChunkKind::Conjunction(false)
                if self.is_noun(comma + 2)
                    && matches!(self.kind(comma + 3), Some(ChunkKind::Comma))
                    && matches!(self.kind(comma + 4), Some(ChunkKind::Preposition(_))) =>
            {
                Some(comma + 4)
            }
            // An apposition or relative clause: ", the planemaker," or ", which makes pumps,".
            ChunkKind::Noun(_) | ChunkKind::Relative => {
                let relative = matches!(self.kind(comma + 1), Some(ChunkKind::Relative));
                for end in comma + 2..(comma + 18).min(self.chunks.len()) {
                    match self.kind(end)? {
                        ChunkKind::Comma => {
                            if matches!(self.kind(end + 1), Some(ChunkKind::Preposition(_))) {
                                return Some(end + 1);
                            }
                        }
                        ChunkKind::Verb(_)
                            if !relative && self.is_finite(end) && !self.is_reduced(end) =>
                        {
                            return None;
                        }
                        ChunkKind::Break | ChunkKind::Subordinator(_) | ChunkKind::That => {
                            return None;
                        }
                        _ => {}
                    }
                }
                None
            }
            _ => None,
        }
    }

    pub(super) fn is_bare_participle(&self, v: usize) -> bool {
        self.chunks[v].verb().is_some_and(|g| {
            matches!(self.lexicon.lemma(g.lemma), "value" | "price")
                && !g.passive
                && !g.perfect
                && g.modal.is_none()
        })
    }
}
