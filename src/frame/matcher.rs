//! Matches frame rules against the clauses of a sentence: triggers first, arguments only where one is found.

mod inside;
mod places;

use rustc_hash::FxHashMap;

use places::Match;

use super::chunk::Parsed;
use super::class::Classifier;
use super::clause::Clauses;
use super::status::{Case, Judge, Verdict};
use crate::grammar::{Fill, Lexicon, Names, Rules, Slot};
use crate::mention::Document;
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
    /// The trigger is a noun of giving: "the sale of".
    pub supplies: bool,
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

/// The frame rules of a grammar, ready to match.
#[derive(Clone, Debug)]
pub struct Matcher {
    verbs: FxHashMap<u32, Vec<(usize, usize)>>,
    nouns: FxHashMap<u32, Vec<(usize, usize)>>,
    judge: Judge,
}

impl Matcher {
    /// Prepares the rules; words that they name and the lexicon lacks are added to it.
    pub fn new(rules: &Rules, lexicon: &mut Lexicon) -> Self {
        let mut verbs: FxHashMap<u32, Vec<(usize, usize)>> = FxHashMap::default();
        let mut nouns: FxHashMap<u32, Vec<(usize, usize)>> = FxHashMap::default();
        for (r, rule) in rules.frames.iter().enumerate() {
            for (p, pattern) in rule.patterns.iter().enumerate() {
                for verb in &pattern.verbs {
                    let word = verb.split(' ').next().unwrap_or(verb);
                    let id = lexicon.ensure_verb(word);
                    verbs.entry(id).or_default().push((r, p));
                }
                // What stands behind "to do" are verbs, and the lexicon knows them as what they are.
                let nouns_of = |slot: &Slot| {
                    !pattern
                        .phrases
                        .iter()
                        .any(|p| p.prepositions == ["to do"] && p.slot == *slot)
                };
                for slot in pattern.slots().filter(|s| nouns_of(s)) {
                    for word in &slot.words {
                        lexicon.ensure_noun(word);
                    }
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

    /// Whether a chunk is a word that some rule starts from.
    pub fn is_trigger(&self, chunk: &super::Chunk) -> bool {
        match &chunk.kind {
            super::ChunkKind::Verb(v) => self.verbs.contains_key(&v.lemma),
            super::ChunkKind::Noun(n) => self.nouns.contains_key(&n.lemma),
            _ => false,
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
        if !parsed.chunks.iter().any(|c| self.is_trigger(c)) {
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
                    .chain(filled.iter().map(|f| f.chunk))
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
                    supplies: chunk
                        .noun()
                        .is_some_and(|n| lexicon.lemma(n.lemma) == "sale"),
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
