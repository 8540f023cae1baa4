//! Matches frame rules against the clauses of a sentence: triggers first, arguments only where one is found.

use std::collections::HashMap;

use super::chunk::Chunk;
use super::class::Classifier;
use super::clause::{Clause, Clauses};
use super::status::{Case, Judge, Verdict};
use crate::grammar::{Class, Fill, Lexicon, Names, Pattern, Role, Rules, Slot};
use crate::mention::{Document, NameKind, Sentence};
use crate::span::{Span, Where};

/// A part of a frame: what fills a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// What it is in the deal.
    pub fill: Fill,
    /// The noun group.
    pub chunk: usize,
    /// The name inside the group that is meant, where it is not the whole group.
    pub name: Option<usize>,
    /// The place it stands in: `subject`, `object`, `from` …
    pub place: String,
}

/// A rule that matched.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Its number in [`Rules::frames`].
    pub rule: usize,
    /// The pattern of the rule.
    pub pattern: usize,
    /// Its sentence, by number in the document.
    pub sentence: usize,
    /// The chunk of the trigger.
    pub trigger: usize,
    /// Where the trigger stands.
    pub span: Span,
    /// Title or body.
    pub place: Where,
    /// What fills its places.
    pub filled: Vec<Filled>,
    /// Its status and what says so.
    pub verdict: Verdict,
    /// Chunks that belong to its clause.
    pub chunks: Vec<usize>,
    /// An infinitive or gerund behind the trigger noun.
    pub purpose: Option<usize>,
    /// Chunks of the verbs and nouns that govern the trigger.
    pub governors: Vec<usize>,
}

/// A frame that an avoid rule dropped.
#[derive(Clone, Debug)]
pub struct Dropped {
    /// The frame.
    pub frame: Frame,
    /// Id of the avoid rule.
    pub by: String,
}

/// What matching needs of the grammar beside the matcher itself.
#[derive(Clone, Copy, Debug)]
pub struct Grammar<'a> {
    /// Frame rules, cues, avoid rules.
    pub rules: &'a Rules,
    /// Words.
    pub lexicon: &'a Lexicon,
    /// Names.
    pub names: &'a Names,
}

/// A sentence with its chunks.
#[derive(Clone, Debug)]
pub struct Parsed<'a> {
    /// The sentence.
    pub sentence: &'a Sentence,
    /// Its chunks.
    pub chunks: Vec<Chunk>,
}

/// The frame rules of a grammar, ready to match.
#[derive(Clone, Debug)]
pub struct Matcher {
    verbs: HashMap<u32, Vec<(usize, usize)>>,
    nouns: HashMap<u32, Vec<(usize, usize)>>,
    judge: Judge,
}

impl Matcher {
    /// Prepares the rules; words that they name and the lexicon lacks are added to it.
    pub fn new(rules: &Rules, lexicon: &mut Lexicon) -> Self {
        let mut verbs: HashMap<u32, Vec<(usize, usize)>> = HashMap::new();
        let mut nouns: HashMap<u32, Vec<(usize, usize)>> = HashMap::new();
        for (r, rule) in rules.frames.iter().enumerate() {
            for (p, pattern) in rule.patterns.iter().enumerate() {
                for verb in &pattern.verbs {
                    let word = verb.split(' ').next().unwrap_or(verb);
                    let id = lexicon.ensure_verb(word);
                    verbs.entry(id).or_default().push((r, p));
                }
                for noun in &pattern.nouns {
                    let id = lexicon.ensure_noun(noun);
                    if pattern.verbs.is_empty() {
                        nouns.entry(id).or_default().push((r, p));
                    }
                }
            }
        }
        let judge = Judge::new(rules, lexicon);
        Self {
            verbs,
            nouns,
            judge,
        }
    }

    /// The frames of one sentence. `only` restricts to one rule, for its own examples.
    pub fn frames(
        &self,
        document: &Document<'_>,
        number: usize,
        parsed: &Parsed<'_>,
        grammar: Grammar<'_>,
        only: Option<usize>,
    ) -> (Vec<Frame>, Vec<Dropped>) {
        let Grammar {
            rules,
            lexicon,
            names,
        } = grammar;
        let sentence = parsed.sentence;
        let has_trigger = parsed.chunks.iter().any(|c| match &c.kind {
            super::ChunkKind::Verb(v) => self.verbs.contains_key(&v.lemma),
            super::ChunkKind::Noun(n) => self.nouns.contains_key(&n.lemma),
            _ => false,
        });
        if !has_trigger {
            return (Vec::new(), Vec::new());
        }
        let text = document.text_of(sentence.place);
        let clauses = Clauses::new(&parsed.chunks, lexicon);
        let classifier = Classifier {
            sentence,
            text,
            figures: document.figures_of(sentence.place),
            lexicon,
            names,
        };
        let context = Match {
            rules,
            lexicon,
            chunks: &parsed.chunks,
            classifier,
            only,
        };
        let mut frames = Vec::new();
        let mut dropped = Vec::new();
        let mut used = Vec::new();
        for pass in [Trigger::Verb, Trigger::Noun] {
            for (i, chunk) in parsed.chunks.iter().enumerate() {
                let (candidates, clause) = match (pass, &chunk.kind) {
                    (Trigger::Verb, super::ChunkKind::Verb(v)) => match self.verbs.get(&v.lemma) {
                        Some(c) => (c, clauses.of_verb(i)),
                        None => continue,
                    },
                    (Trigger::Noun, super::ChunkKind::Noun(n)) if !used.contains(&i) => {
                        match self.nouns.get(&n.lemma) {
                            Some(c) if n.lemma != 0 => (c, clauses.of_noun(i)),
                            _ => continue,
                        }
                    }
                    _ => continue,
                };
                let Some((rule, pattern, filled)) = context.best(i, &clause, candidates) else {
                    continue;
                };
                // What an agreement is for may hold a trigger of its own: "a memorandum for the supply of".
                let generic = rules.frames[rule].generic;
                used.extend(
                    filled
                        .iter()
                        .filter(|f| !(generic && f.fill == Fill::Item))
                        .map(|f| f.chunk)
                        .chain(clause.object.iter().copied()),
                );
                let mut belonging: Vec<usize> = clause
                    .subject
                    .iter()
                    .chain(&clause.object)
                    .chain(&clause.indirect)
                    .copied()
                    .chain(clause.phrases.iter().flat_map(|(_, h)| h.iter().copied()))
                    .chain(std::iter::once(i))
                    .collect();
                belonging.sort_unstable();
                belonging.dedup();
                let case = Case {
                    rule,
                    trigger: i,
                    clause: &clause,
                    parsed,
                    text,
                };
                let frame = Frame {
                    rule,
                    pattern,
                    sentence: number,
                    trigger: i,
                    span: trigger_span(parsed, i),
                    place: sentence.place,
                    filled,
                    verdict: self.judge.status(rules, &case),
                    chunks: belonging,
                    purpose: clause.purpose,
                    governors: clause.governors.clone(),
                };
                let more = context.repeats(&frame);
                if let Some(by) = self.judge.avoid(rules, &case) {
                    dropped.push(Dropped { frame, by });
                } else {
                    frames.push(frame);
                    frames.extend(more);
                }
            }
        }
        frames.sort_by_key(|f| f.span);
        (frames, dropped)
    }
}

/// The trigger word itself, not its auxiliaries.
fn trigger_span(parsed: &Parsed<'_>, i: usize) -> Span {
    let token = match &parsed.chunks[i].kind {
        super::ChunkKind::Verb(v) => v.main,
        super::ChunkKind::Noun(n) => n.head,
        _ => return parsed.chunks[i].span,
    };
    parsed.sentence.tokens[token].span
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trigger {
    Verb,
    Noun,
}

struct Match<'a> {
    rules: &'a Rules,
    lexicon: &'a Lexicon,
    chunks: &'a [Chunk],
    classifier: Classifier<'a>,
    only: Option<usize>,
}

impl Match<'_> {
    fn best(
        &self,
        trigger: usize,
        clause: &Clause,
        candidates: &[(usize, usize)],
    ) -> Option<(usize, usize, Vec<Filled>)> {
        let mut best: Option<(i32, usize, usize, Vec<Filled>)> = None;
        for &(r, p) in candidates {
            if self.only.is_some_and(|o| o != r) {
                continue;
            }
            let pattern = &self.rules.frames[r].patterns[p];
            if let Some((score, filled)) =
                self.try_pattern(trigger, clause, pattern, self.rules.frames[r].generic)
                && best.as_ref().is_none_or(|b| score > b.0)
            {
                best = Some((score, r, p, filled));
            }
        }
        best.map(|(_, r, p, f)| (r, p, f))
    }

    fn try_pattern(
        &self,
        trigger: usize,
        clause: &Clause,
        pattern: &Pattern,
        generic: bool,
    ) -> Option<(i32, Vec<Filled>)> {
        let mut score = 0;
        let mut filled = Vec::new();
        let mut object = &clause.object;
        if let Some(verb) = self.chunks[trigger].verb() {
            // A verb with a particle: "take over", "sell off".
            let lemma = self.lexicon.lemma(verb.lemma);
            let wanted = pattern
                .verbs
                .iter()
                .find(|v| v.split(' ').next() == Some(lemma))?;
            if let Some(particle) = wanted.split(' ').nth(1) {
                if verb.particle.as_deref() != Some(particle) {
                    return None;
                }
                score += 1;
            }
            if !pattern.nouns.is_empty() {
                let n = *object.iter().find(|o| {
                    self.chunks[**o].noun().is_some_and(|n| {
                        n.lemma != 0
                            && pattern
                                .nouns
                                .iter()
                                .any(|w| w == self.lexicon.lemma(n.lemma))
                    })
                })?;
                score += 3;
                self.inside(n, pattern, &mut filled, &mut score);
            }
        } else {
            self.inside(trigger, pattern, &mut filled, &mut score);
        }
        let empty = Vec::new();
        if !pattern.nouns.is_empty() {
            object = &empty;
        }
        if let Some(slot) = &pattern.subject {
            let mut found = self.fill(slot, &clause.subject, "subject", &mut filled, &mut score);
            let is_noun = pattern.verbs.is_empty();
            // "its sale of": the pronoun owns the noun.
            if is_noun
                && !found
                && clause.subject.is_empty()
                && matches!(slot.fill, Fill::Party(_))
                && self.chunks[trigger]
                    .noun()
                    .is_some_and(|n| n.possessive.is_some())
            {
                filled.push(Filled {
                    fill: slot.fill,
                    chunk: trigger,
                    name: None,
                    place: "its".to_owned(),
                });
                score += 1;
                found = true;
            }
            if !found && !slot.optional {
                // A known subject of the wrong class speaks against the rule; an unknown one does not.
                if !clause.subject.is_empty() && !is_noun {
                    return None;
                }
                if is_noun && !filled.iter().any(|f| f.fill == slot.fill) {
                    return None;
                }
                score -= 1;
            }
        }
        if let Some(slot) = &pattern.object
            && !self.fill(slot, object, "object", &mut filled, &mut score)
            && !slot.optional
        {
            return None;
        }
        if let Some(slot) = &pattern.indirect {
            let found = self.fill(
                slot,
                &clause.indirect,
                "indirect object",
                &mut filled,
                &mut score,
            );
            if !found && !slot.optional {
                return None;
            }
        }
        for phrase in &pattern.phrases {
            let mut found = false;
            for (preposition, heads) in &clause.phrases {
                if phrase.prepositions.contains(preposition)
                    && self.fill(&phrase.slot, heads, preposition, &mut filled, &mut score)
                {
                    found = true;
                    // "led by A, with money from B and C": several phrases name investors.
                    if !matches!(phrase.slot.fill, Fill::Party(Role::Investor | Role::Lender)) {
                        break;
                    }
                }
            }
            if !found && phrase.prepositions.iter().any(|p| p == "'s") {
                let owner = object
                    .first()
                    .and_then(|o| self.chunks[*o].noun())
                    .and_then(|n| n.possessor);
                if let Some(owner) = owner {
                    found = self.fill(&phrase.slot, &[owner], "'s", &mut filled, &mut score);
                }
            }
            if !found
                && phrase.prepositions.iter().any(|p| p == "to")
                && !clause.indirect.is_empty()
            {
                found = self.fill(
                    &phrase.slot,
                    &clause.indirect,
                    "indirect object",
                    &mut filled,
                    &mut score,
                );
            }
            if !found && !phrase.slot.optional {
                return None;
            }
        }
        if filled.iter().all(|f| f.fill == Fill::Nothing) {
            return None;
        }
        if generic && !filled.iter().any(|f| matches!(f.fill, Fill::Party(_))) {
            return None;
        }
        Some((score, filled))
    }

    /// "orders for 30 jets from Oakline and 18 trucks from Meridor": the same frame again with the next pair.
    fn repeats(&self, frame: &Frame) -> Vec<Frame> {
        let mut out = Vec::new();
        let Some(item) = frame.filled.iter().find(|f| f.fill == Fill::Item) else {
            return out;
        };
        let mut last = frame
            .filled
            .iter()
            .find(|f| {
                matches!(f.fill, Fill::Party(_))
                    && f.chunk > item.chunk
                    && matches!(f.place.as_str(), "from" | "to" | "with" | "by" | "in")
            })
            .cloned();
        while let Some(party) = last.take() {
            let k = party.chunk;
            let joined = matches!(
                self.chunks.get(k + 1).map(|c| &c.kind),
                Some(super::ChunkKind::Conjunction(false))
            );
            let (Some(goods), Some(p), Some(who)) = (
                self.chunks.get(k + 2),
                self.chunks.get(k + 3),
                self.chunks.get(k + 4),
            ) else {
                break;
            };
            let same = matches!(&p.kind, super::ChunkKind::Preposition(w) if *w == party.place);
            if !joined
                || !same
                || self
                    .classifier
                    .accepts(goods, &[Class::Goods, Class::Stake])
                    .is_none()
                || self.classifier.accepts(who, &[Class::Party]).is_none()
            {
                break;
            }
            let mut next = frame.clone();
            next.filled
                .retain(|f| f.fill != Fill::Item && f.fill != party.fill && f.fill != Fill::Amount);
            next.filled.push(Filled {
                chunk: k + 2,
                ..item.clone()
            });
            let found = Filled {
                chunk: k + 4,
                ..party.clone()
            };
            next.filled.push(found.clone());
            next.chunks = vec![k + 2, k + 4];
            out.push(next);
            last = Some(found);
        }
        out
    }

    /// Fills a place from joined heads: all that are of its class, if the first is.
    fn fill(
        &self,
        slot: &Slot,
        heads: &[usize],
        place: &str,
        filled: &mut Vec<Filled>,
        score: &mut i32,
    ) -> bool {
        let mut any = false;
        if slot.classes.contains(&Class::Parties) {
            let joined = heads
                .iter()
                .filter(|h| {
                    self.classifier
                        .accepts(&self.chunks[**h], &slot.classes)
                        .is_some()
                })
                .count();
            let pair = heads.iter().any(|h| {
                self.chunks[*h]
                    .span
                    .of(self.classifier.text)
                    .eq_ignore_ascii_case("they")
            });
            if joined < 2 && !pair {
                return false;
            }
        }
        for &h in heads {
            if filled.iter().any(|f| f.chunk == h && f.name.is_none()) {
                continue;
            }
            let Some(rank) = self.classifier.accepts(&self.chunks[h], &slot.classes) else {
                continue;
            };
            // A person buys and invests, but is no side of an agreement between organizations.
            if matches!(slot.fill, Fill::Party(Role::Partner)) && self.is_person(h) {
                continue;
            }
            if !any {
                *score += 2
                    + i32::from(rank == 0)
                    + i32::from(!matches!(slot.classes[rank], Class::Any | Class::Thing));
            }
            any = true;
            if slot.fill != Fill::Nothing {
                filled.push(Filled {
                    fill: slot.fill,
                    chunk: h,
                    name: None,
                    place: place.to_owned(),
                });
            }
        }
        any
    }

    fn is_person(&self, chunk: usize) -> bool {
        self.chunks[chunk]
            .noun()
            .and_then(|n| n.head_name)
            .is_some_and(|n| self.classifier.sentence.names[n].kind == NameKind::Person)
    }

    /// Names before the head of a trigger noun ("the Harbour Air order") and its possessor.
    fn inside(&self, n: usize, pattern: &Pattern, filled: &mut Vec<Filled>, score: &mut i32) {
        let Some(group) = self.chunks[n].noun() else {
            return;
        };
        for phrase in &pattern.phrases {
            if phrase.prepositions.iter().any(|p| p == "'s")
                && let Some(owner) = group.possessor
            {
                self.fill(&phrase.slot, &[owner], "'s", filled, score);
            }
            if phrase.prepositions.iter().any(|p| p == "mod")
                && let Fill::Party(_) = phrase.slot.fill
                && let Some(name) = group
                    .names
                    .iter()
                    .copied()
                    .find(|n| self.classifier.sentence.names[*n].kind.can_be_party())
            {
                filled.push(Filled {
                    fill: phrase.slot.fill,
                    chunk: n,
                    name: Some(name),
                    place: "modifier".to_owned(),
                });
                *score += 1;
            }
        }
    }
}
