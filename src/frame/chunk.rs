//! Noun groups, verb groups and the small words between them: the second and third level of the cascade.
//!
//! A bracket is taken out of the stream; what it holds (a short form, the same sum in another currency) stays with
//! the group before it. Quotation marks and adverbs are passed over.

mod noun;
mod verb;

use std::ops::Range;

use crate::grammar::Word;
use crate::mention::{Figure, Sentence};
use crate::span::Span;
use crate::text::{Tag, TokenKind};

/// A piece of a sentence.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// What it is.
    pub kind: ChunkKind,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Where it stands in the text.
    pub span: Span,
}

/// Kinds of pieces.
#[derive(Clone, Debug)]
pub enum ChunkKind {
    /// A noun group, name, figure or pronoun.
    Noun(NounGroup),
    /// A verb group.
    Verb(VerbGroup),
    /// A preposition, in lower case.
    Preposition(String),
    /// And, or; `true` for "but".
    Conjunction(bool),
    /// A comma.
    Comma,
    /// Which, who.
    Relative,
    /// "that".
    That,
    /// If, while, as, after.
    Subordinator(String),
    /// A semicolon, colon, dash.
    Break,
}

/// A noun group.
#[derive(Clone, Debug, Default)]
pub struct NounGroup {
    /// Token of the head.
    pub head: usize,
    /// Base form of the head, 0 where it has none.
    pub lemma: u32,
    /// What the lexicon knows of the head.
    pub word: Word,
    /// Classes of all common nouns in it.
    pub classes: u32,
    /// Names in it, by their number in the sentence.
    pub names: Vec<usize>,
    /// The name that is its head.
    pub head_name: Option<usize>,
    /// Figures in it, by their number in the document part.
    pub figures: Vec<usize>,
    /// Names and figures in brackets behind it.
    pub bracket_names: Vec<usize>,
    /// Figures in brackets behind it.
    pub bracket_figures: Vec<usize>,
    /// Chunk of the possessor ("Bahrain's").
    pub possessor: Option<usize>,
    /// It starts with "the", "this", "its".
    pub definite: bool,
    /// The possessive pronoun it starts with.
    pub possessive: Option<Span>,
    /// A pronoun alone.
    pub pronoun: bool,
    /// A date alone.
    pub date: bool,
    /// The ending 's stands behind it: it is a possessor.
    pub is_possessor: bool,
    /// Base forms of the nouns before the head, and participles and adjectives.
    pub modifiers: Vec<(usize, u32)>,
}

/// A sentence with its chunks.
#[derive(Clone, Debug)]
pub struct Parsed<'a> {
    /// The sentence.
    pub sentence: &'a Sentence,
    /// Its chunks.
    pub chunks: Vec<Chunk>,
}

/// How a verb group stands in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerbForm {
    /// With tense: past, present, or behind a modal.
    Finite,
    /// "to buy".
    Infinitive,
    /// "buying".
    Ing,
    /// "bought" without an auxiliary.
    Participle,
}

/// A verb group.
#[derive(Clone, Debug)]
pub struct VerbGroup {
    /// Token of the main verb.
    pub main: usize,
    /// Its base form.
    pub lemma: u32,
    /// How it stands.
    pub form: VerbForm,
    /// "be" with a participle.
    pub passive: bool,
    /// "has", "have", "had".
    pub perfect: bool,
    /// Past tense or past perfect.
    pub past: bool,
    /// "is buying".
    pub progressive: bool,
    /// The modal, in lower case.
    pub modal: Option<String>,
    /// "not", "never".
    pub negated: bool,
    /// "is to buy".
    pub is_to: bool,
    /// "up", "off" behind the verb.
    pub particle: Option<String>,
    /// Main verb is "be".
    pub copula: bool,
}

impl Chunk {
    /// The noun group, if it is one.
    pub fn noun(&self) -> Option<&NounGroup> {
        match &self.kind {
            ChunkKind::Noun(n) => Some(n),
            _ => None,
        }
    }

    /// The verb group, if it is one.
    pub fn verb(&self) -> Option<&VerbGroup> {
        match &self.kind {
            ChunkKind::Verb(v) => Some(v),
            _ => None,
        }
    }

    /// The preposition, if it is one.
    pub fn preposition(&self) -> Option<&str> {
        match &self.kind {
            ChunkKind::Preposition(p) => Some(p),
            _ => None,
        }
    }
}

/// Cuts a sentence into chunks.
pub fn chunks(sentence: &Sentence, text: &str, figures: &[crate::mention::Found]) -> Vec<Chunk> {
    let mut chunker = Chunker {
        s: sentence,
        text,
        figures,
        out: Vec::new(),
        pending_possessor: None,
        negated: false,
    };
    let mut i = sentence.dateline;
    while i < sentence.tokens.len() {
        i = chunker.step(i);
    }
    chunker.out
}

struct Chunker<'a> {
    s: &'a Sentence,
    text: &'a str,
    figures: &'a [crate::mention::Found],
    out: Vec<Chunk>,
    pending_possessor: Option<usize>,
    /// "not" stands before what comes next.
    negated: bool,
}

impl Chunker<'_> {
    fn tag(&self, i: usize) -> Option<Tag> {
        self.s.tags.get(i).copied()
    }

    fn word(&self, i: usize) -> &str {
        self.s.tokens[i].text(self.text)
    }

    fn lower(&self, i: usize) -> String {
        self.word(i).to_lowercase()
    }

    fn push(&mut self, kind: ChunkKind, tokens: Range<usize>) {
        let span = self.s.tokens[tokens.start]
            .span
            .cover(self.s.tokens[tokens.end - 1].span);
        self.negated = false;
        if !matches!(kind, ChunkKind::Noun(_)) {
            self.pending_possessor = None;
        }
        self.out.push(Chunk { kind, tokens, span });
    }

    fn figure(&self, i: usize) -> Option<(usize, &Figure)> {
        match self.s.tokens[i].kind {
            TokenKind::Figure(n) => Some((n as usize, &self.figures[n as usize].figure)),
            _ => None,
        }
    }

    fn is_date(&self, i: usize) -> bool {
        matches!(self.figure(i), Some((_, Figure::Date(_))))
    }

    fn step(&mut self, i: usize) -> usize {
        let Some(tag) = self.tag(i) else { return i + 1 };
        match tag {
            Tag::Adjective if self.is_complement(i) => i + 1,
            Tag::Mark => self.mark(i),
            // "all of the shares": the shares.
            Tag::Pronoun | Tag::Determiner if self.is_all_of(i) => i + 2,
            Tag::Noun
            | Tag::Name
            | Tag::Adjective
            | Tag::Number
            | Tag::Determiner
            | Tag::Possessive => self.noun_group(i),
            Tag::Pronoun => {
                self.push(
                    ChunkKind::Noun(NounGroup {
                        head: i,
                        pronoun: true,
                        ..NounGroup::default()
                    }),
                    i..i + 1,
                );
                self.bind_possessor();
                i + 1
            }
            Tag::Preposition => {
                let p = self.lower(i);
                self.push(ChunkKind::Preposition(p), i..i + 1);
                i + 1
            }
            Tag::Conjunction => {
                let but = self.lower(i) == "but";
                self.push(ChunkKind::Conjunction(but), i..i + 1);
                i + 1
            }
            Tag::Relative => {
                self.push(ChunkKind::Relative, i..i + 1);
                i + 1
            }
            Tag::That => {
                self.push(ChunkKind::That, i..i + 1);
                i + 1
            }
            Tag::Subordinator => {
                let s = self.lower(i);
                self.push(ChunkKind::Subordinator(s), i..i + 1);
                i + 1
            }
            Tag::To => {
                let next = self.skip_adverbs(i + 1);
                if matches!(
                    self.tag(next),
                    Some(Tag::Base | Tag::Be | Tag::Have | Tag::Do)
                ) {
                    self.verb_group(i)
                } else {
                    self.push(ChunkKind::Preposition("to".into()), i..i + 1);
                    i + 1
                }
            }
            Tag::Modal | Tag::Be | Tag::Have | Tag::Do => self.verb_group(i),
            t if t.is_verb() => self.verb_group(i),
            Tag::Negation => {
                self.negated = true;
                i + 1
            }
            Tag::PossessiveEnding => {
                self.possessive(i);
                i + 1
            }
            _ => i + 1,
        }
    }

    /// "all of", "most of", "some of" before a noun group.
    fn is_all_of(&self, i: usize) -> bool {
        i + 2 < self.s.tokens.len()
            && self.word(i + 1) == "of"
            && matches!(self.lower(i).as_str(), "all" | "most" | "some" | "many")
            && matches!(
                self.tag(i + 2),
                Some(Tag::Determiner | Tag::Possessive | Tag::Name | Tag::Noun | Tag::Adjective)
            )
    }

    /// "took Harbour Jet private": an adjective behind a noun group that says what becomes of it.
    fn is_complement(&self, i: usize) -> bool {
        self.out
            .last()
            .is_some_and(|c| c.tokens.end == i && c.noun().is_some_and(|n| !n.date))
            && !self.noun_ahead(i + 1)
            && (self.s.words[i].pos & crate::grammar::pos::NOUN == 0 || self.word(i) == "private")
    }

    fn mark(&mut self, i: usize) -> usize {
        match self.word(i) {
            "," => {
                self.push(ChunkKind::Comma, i..i + 1);
                i + 1
            }
            "(" | "[" => self.bracket(i),
            ";" | ":" | "—" | "–" | "•" | "*" | "|" | "-" => {
                self.push(ChunkKind::Break, i..i + 1);
                i + 1
            }
            _ => i + 1,
        }
    }

    fn is_quote(&self, i: usize) -> bool {
        matches!(self.word(i), "\"" | "“" | "”" | "'" | "‘" | "’")
    }

    fn skip_adverbs(&self, mut i: usize) -> usize {
        while matches!(self.tag(i), Some(Tag::Adverb | Tag::Negation)) {
            i += 1;
        }
        i
    }
}
