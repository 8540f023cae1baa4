//! Parties that stand elsewhere than in their place: the members of a group, who tells of a deal, two that were joined
//! before, the government of the article.

use super::{PartyRef, Resolver};
use crate::frame::{Chunk, ChunkKind, Clauses, VerbForm};
use crate::grammar::class;
use crate::mention::NameKind;
use crate::span::{Span, Where};

impl Resolver<'_> {
    /// Who an unnamed group is: "a group of investors led by X", "a consortium including X and Y", "a firm called X".
    pub fn members(&self, sentence: usize, chunk: usize) -> Vec<PartyRef> {
        let p = &self.parsed[sentence];
        let kind = |i: usize| p.chunks.get(i).map(|c| &c.kind);
        let unnamed = |i: usize| {
            p.chunks.get(i).and_then(Chunk::noun).is_some_and(|n| {
                n.names.is_empty() && !n.pronoun && !n.date && n.figures.is_empty()
            })
        };
        if !unnamed(chunk) {
            return Vec::new();
        }
        // "a consortium of A and B"
        let joint = p.chunks[chunk].noun().is_some_and(|n| {
            matches!(
                self.lexicon.lemma(n.lemma),
                "consortium"
                    | "group"
                    | "syndicate"
                    | "venture"
                    | "alliance"
                    | "team"
                    | "partnership"
            )
        });
        if joint
            && matches!(kind(chunk + 1), Some(ChunkKind::Preposition(w)) if matches!(w.as_str(), "of" | "between"))
        {
            let members = self.list(sentence, chunk + 2);
            if members.len() >= 2 {
                return members;
            }
        }
        let mut i = chunk + 1;
        loop {
            match kind(i) {
                Some(ChunkKind::Preposition(w)) if w == "of" && unnamed(i + 1) => i += 2,
                Some(ChunkKind::Comma)
                    if matches!(kind(i + 1), Some(ChunkKind::Verb(_)))
                        || matches!(kind(i + 1), Some(ChunkKind::Preposition(w)) if w == "including") =>
                {
                    i += 1;
                }
                Some(ChunkKind::Preposition(w)) if w == "including" => {
                    return self.list(sentence, i + 1);
                }
                Some(ChunkKind::Verb(v)) if !v.passive && !v.perfect && v.modal.is_none() => {
                    let by = matches!(kind(i + 1), Some(ChunkKind::Preposition(w)) if w == "by" || w == "of");
                    return match self.lexicon.lemma(v.lemma) {
                        "lead" | "head" | "sponsor" | "form" | "comprise" | "manage" | "advise"
                            if by =>
                        {
                            self.list(sentence, i + 2)
                        }
                        "comprise" | "call" | "name" => self.list(sentence, i + 1),
                        _ => Vec::new(),
                    };
                }
                _ => return Vec::new(),
            }
        }
    }

    /// "advised Harbour on its purchase of": it is the client's.
    pub(super) fn advised(&self, sentence: usize, chunk: usize) -> Option<usize> {
        let chunks = &self.parsed[sentence].chunks;
        let client = chunk.checked_sub(2)?;
        let verb = chunks[client.checked_sub(1)?].verb()?;
        let advises = matches!(
            self.lexicon.lemma(verb.lemma),
            "advise" | "represent" | "counsel" | "assist" | "help" | "support"
        );
        let on = matches!(chunks[chunk - 1].preposition(), Some("on" | "in" | "with"));
        if !advises || !on {
            return None;
        }
        self.entities
            .of(sentence, chunks[client].noun()?.head_name?)
    }

    /// "Following its purchase of X, Falcon Air has 200 jets": the subject of the clause behind.
    pub(super) fn subject_behind(
        &self,
        sentence: usize,
        chunk: usize,
        taken: &[usize],
    ) -> Option<usize> {
        let chunks = &self.parsed[sentence].chunks;
        let clauses = Clauses::new(chunks, self.lexicon);
        let finite = |i: &usize| {
            chunks[*i]
                .verb()
                .is_some_and(|v| v.form == VerbForm::Finite)
        };
        if (0..chunk).any(|i| finite(&i)) {
            return None;
        }
        let verb = (chunk..chunks.len()).find(finite)?;
        clauses.subject(verb, 0).into_iter().find_map(|h| {
            let e = self.entities.of(sentence, chunks[h].noun()?.head_name?)?;
            let acts = self.entities.list[e].kind.can_be_party() && h > chunk;
            (acts && !taken.contains(&e)).then_some(e)
        })
    }

    /// Whose "we" it is: the company of the one who says the sentence.
    pub(super) fn quoted(&self, sentence: usize, taken: &[usize]) -> Option<usize> {
        let chunks = &self.parsed[sentence].chunks;
        let clauses = Clauses::new(chunks, self.lexicon);
        (0..chunks.len())
            .filter(|i| {
                chunks[*i]
                    .verb()
                    .is_some_and(|v| matches!(self.lexicon.lemma(v.lemma), "say" | "add" | "tell"))
            })
            .flat_map(|i| clauses.subject(i, 0))
            .find_map(|h| self.entities.of(sentence, self.speaks_for(sentence, h)?))
            .filter(|e| !taken.contains(e))
    }

    /// The parties of a list that starts at a chunk; commas count only where an "and" ends it.
    fn list(&self, sentence: usize, start: usize) -> Vec<PartyRef> {
        let p = &self.parsed[sentence];
        let mut out = Vec::new();
        let mut joined = false;
        let mut i = start;
        while let Some(group) = p.chunks.get(i).and_then(Chunk::noun) {
            if let Some(n) = group.head_name
                && !group.is_possessor
                && let Some(e) = self.entities.of(sentence, n)
                && self.entities.list[e].kind.can_be_party()
            {
                let span = p.sentence.names[n].span;
                out.push(self.reference(e, p.sentence.place, span, "member"));
            }
            i += 1;
            if joined {
                break;
            }
            if group.is_possessor {
                continue;
            }
            if matches!(p.chunks.get(i).map(|c| &c.kind), Some(ChunkKind::Comma)) {
                i += 1;
            }
            if matches!(
                p.chunks.get(i).map(|c| &c.kind),
                Some(ChunkKind::Conjunction(false))
            ) {
                joined = true;
                i += 1;
            }
        }
        if !joined {
            out.truncate(1);
        }
        out
    }

    /// "the government" without a name: that of the state whose government the article names, else in these words.
    pub(super) fn government(&self, sentence: usize, span: Span, place: Where) -> PartyRef {
        let named = (0..self.parsed.len())
            .filter(|s| *s <= sentence)
            .rev()
            .find_map(|s| {
                let p = &self.parsed[s];
                p.chunks
                    .iter()
                    .rev()
                    .filter_map(|c| c.noun())
                    .find_map(|n| {
                        if self.lexicon.lemma(n.lemma) != "government" {
                            return None;
                        }
                        let owner = n
                            .possessor
                            .and_then(|c| p.chunks[c].noun())
                            .and_then(|o| o.head_name);
                        n.names
                            .iter()
                            .copied()
                            .chain(owner)
                            .filter_map(|n| self.entities.of(s, n))
                            .find(|e| {
                                matches!(
                                    self.entities.list[*e].kind,
                                    NameKind::State(_) | NameKind::Region
                                )
                            })
                    })
            });
        match named {
            Some(e) => self.reference(e, place, span, "state"),
            None => PartyRef {
                entity: None,
                name: "government".to_owned(),
                place,
                span,
                how: "state",
            },
        }
    }

    /// Who tells what a sentence says, where that is none of its sides: "Oakline won the contract, the navy said".
    pub fn speaker(&self, sentence: usize, is_side: impl Fn(usize) -> bool) -> Option<PartyRef> {
        let p = &self.parsed[sentence];
        let clauses = Clauses::new(&p.chunks, self.lexicon);
        (0..p.chunks.len())
            .filter(|i| {
                p.chunks[*i].verb().is_some_and(|v| {
                    matches!(self.lexicon.lemma(v.lemma), "say" | "announce" | "add")
                        && v.form == VerbForm::Finite
                })
            })
            .flat_map(|i| clauses.subject(i, 0))
            .find_map(|h| {
                let group = p.chunks[h].noun()?;
                let n = group.head_name?;
                let e = self.entities.of(sentence, n)?;
                let kind = self.entities.list[e].kind;
                let acts = kind.can_be_party() && group.classes & class::PERSON == 0;
                (acts && !is_side(e)).then(|| {
                    self.reference(e, p.sentence.place, p.sentence.names[n].span, "speaker")
                })
            })
    }

    /// The two parties that were last joined as a subject before a sentence: "A and B said. The companies signed".
    pub(super) fn joined_before(&self, sentence: usize) -> Vec<PartyRef> {
        for s in (0..sentence).rev().take(6) {
            let p = &self.parsed[s];
            let clauses = Clauses::new(&p.chunks, self.lexicon);
            let heads = (0..p.chunks.len())
                .filter(|i| p.chunks[*i].verb().is_some())
                .map(|i| clauses.subject(i, 0))
                .find(|heads| heads.len() == 2);
            let named: Vec<PartyRef> = heads
                .unwrap_or_default()
                .into_iter()
                .filter_map(|h| {
                    let n = p.chunks[h].noun()?.head_name?;
                    let e = self.entities.of(s, n)?;
                    let party = self.entities.list[e].kind.can_be_party();
                    party.then(|| {
                        self.reference(e, p.sentence.place, p.sentence.names[n].span, "pronoun")
                    })
                })
                .collect();
            if named.len() == 2 {
                return named;
            }
        }
        Vec::new()
    }
}
