//! Noun groups, verb groups and the small words between them: the second and third level of the cascade.
//!
//! A bracket is taken out of the stream; what it holds (a short form, the same sum in another currency) stays with
//! the group before it. Quotation marks and adverbs are passed over.

use std::ops::Range;

use crate::grammar::{Word, class, pos};
use crate::mention::{Figure, NameKind, Sentence};
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
}

/// Cuts a sentence into chunks.
pub fn chunks(sentence: &Sentence, text: &str, figures: &[crate::mention::Found]) -> Vec<Chunk> {
    let mut chunker = Chunker {
        s: sentence,
        text,
        figures,
        out: Vec::new(),
        pending_possessor: None,
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
            Tag::Mark => self.mark(i),
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
            Tag::PossessiveEnding => {
                self.possessive(i);
                i + 1
            }
            _ => i + 1,
        }
    }

    /// 's: the group before it possesses the next one. Behind a name and before no noun it is a short "is" or "has".
    fn possessive(&mut self, i: usize) {
        let Some(last) = self.out.len().checked_sub(1) else {
            return;
        };
        if let ChunkKind::Noun(group) = &mut self.out[last].kind {
            group.is_possessor = true;
            self.pending_possessor = Some(last);
            self.out[last].tokens.end = i + 1;
        }
    }

    fn bind_possessor(&mut self) {
        let Some(p) = self.pending_possessor.take() else {
            return;
        };
        let last = self.out.len() - 1;
        if p + 1 == last
            && let ChunkKind::Noun(group) = &mut self.out[last].kind
        {
            group.possessor = Some(p);
            group.definite = true;
        }
    }

    fn mark(&mut self, i: usize) -> usize {
        match self.word(i) {
            "," => {
                self.push(ChunkKind::Comma, i..i + 1);
                i + 1
            }
            "(" | "[" => self.bracket(i),
            ";" | ":" | "—" | "–" | "•" | "*" | "|" => {
                self.push(ChunkKind::Break, i..i + 1);
                i + 1
            }
            "-" => {
                self.push(ChunkKind::Break, i..i + 1);
                i + 1
            }
            _ => i + 1,
        }
    }

    /// A bracket: its names and figures go to the group before, the rest is passed over.
    fn bracket(&mut self, open: usize) -> usize {
        let mut close = open + 1;
        while close < self.s.tokens.len() && !matches!(self.word(close), ")" | "]") {
            close += 1;
        }
        if close == self.s.tokens.len() {
            return open + 1;
        }
        let names: Vec<usize> = (0..self.s.names.len())
            .filter(|n| {
                let t = &self.s.names[*n].tokens;
                t.start > open && t.end <= close && t.end - t.start == close - open - 1
                    // In quotes: (“LifeQuest” or the “Company”).
                    || (t.start > open && t.end <= close && self.is_quote(t.start - 1))
            })
            .collect();
        let figures: Vec<usize> = (open + 1..close)
            .filter_map(|i| self.figure(i).map(|(n, _)| n))
            .collect();
        if let Some(Chunk {
            kind: ChunkKind::Noun(group),
            ..
        }) = self.out.last_mut()
        {
            group.bracket_names.extend(names);
            group.bracket_figures.extend(figures);
        }
        close + 1
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

    /// The name that a token belongs to.
    fn name_at(&self, i: usize) -> Option<usize> {
        self.s.names.iter().position(|n| n.tokens.contains(&i))
    }

    fn noun_group(&mut self, start: usize) -> usize {
        let mut group = NounGroup::default();
        let mut i = start;
        let mut head = None;
        if self.is_date(i) {
            let (n, _) = self.figure(i).expect("is a date");
            group.figures.push(n);
            group.date = true;
            group.head = i;
            self.push(ChunkKind::Noun(group), i..i + 1);
            self.pending_possessor = None;
            return i + 1;
        }
        while matches!(self.tag(i), Some(Tag::Determiner | Tag::Possessive)) {
            match self.tag(i) {
                Some(Tag::Possessive) => {
                    group.definite = true;
                    group.possessive = Some(self.s.tokens[i].span);
                }
                _ => {
                    let det = self.lower(i);
                    group.definite |= matches!(
                        det.as_str(),
                        "the" | "this" | "these" | "that" | "those" | "both"
                    );
                }
            }
            i += 1;
        }
        loop {
            let Some(tag) = self.tag(i) else { break };
            match tag {
                Tag::Name => {
                    let Some(n) = self.name_at(i) else {
                        head = Some(i);
                        i += 1;
                        continue;
                    };
                    // Two names side by side are two groups, but for a state's adjective and a description before.
                    if let Some(&last) = group.names.last()
                        && self.s.names[last].tokens.end == i
                        && !self.s.names[last].adjective
                        && !matches!(
                            self.s.names[last].kind,
                            NameKind::State(_) | NameKind::Region | NameKind::City
                        )
                    {
                        break;
                    }
                    group.names.push(n);
                    group.head_name = Some(n);
                    let end = self.s.names[n].tokens.end;
                    head = Some(end - 1);
                    i = end;
                    continue;
                }
                Tag::Noun => {
                    let w = self.s.words[i];
                    group.classes |= w.class;
                    if let Some(h) = head {
                        group.modifiers.push((h, self.s.words[h].noun));
                    }
                    head = Some(i);
                    group.head_name = None;
                }
                Tag::Adjective => {
                    if head.is_some_and(|h| self.tag(h) == Some(Tag::Noun))
                        && !self.noun_ahead(i + 1)
                    {
                        break;
                    }
                    group.modifiers.push((i, self.s.words[i].verb));
                }
                Tag::Number => {
                    if self.is_date(i) {
                        break;
                    }
                    if let Some((n, _)) = self.figure(i) {
                        // A figure behind a finished noun or name starts a group of its own, but for a model's
                        // number: "18 Oakline 787 jets", "its Oakline 787s".
                        let model = group.head_name.is_some()
                            && matches!(self.tag(i + 1), Some(Tag::Noun | Tag::Name))
                            && self.word(i).bytes().all(|b| b.is_ascii_digit())
                            && self.word(i).len() >= 3
                            && (!group.figures.is_empty() || i - start > 1 || group.definite);
                        if head.is_some() && !model {
                            break;
                        }
                        if !model {
                            group.figures.push(n);
                        }
                    } else if head.is_some()
                        && !matches!(
                            self.tag(i + 1),
                            Some(Tag::Noun | Tag::Name | Tag::Adjective)
                        )
                    {
                        break;
                    }
                    if head.is_none() {
                        group.head = i;
                    }
                }
                Tag::Adverb => {
                    if head.is_some()
                        || !matches!(self.tag(i + 1), Some(Tag::Adjective | Tag::Number))
                    {
                        break;
                    }
                }
                // "the five-year, $6.7 million contract": a comma between what stands before the head.
                Tag::Mark
                    if head.is_none()
                        && i > start
                        && self.word(i) == ","
                        && matches!(self.tag(i - 1), Some(Tag::Adjective))
                        && matches!(self.tag(i + 1), Some(Tag::Adjective | Tag::Number))
                        && !self.is_date(i + 1) => {}
                // "a 110 billion euro ($153 billion) bailout"
                Tag::Mark if self.word(i) == "(" && head.is_none() && !group.figures.is_empty() => {
                    let Some(close) =
                        (i + 1..(i + 8).min(self.s.tokens.len())).find(|k| self.word(*k) == ")")
                    else {
                        break;
                    };
                    if !self.noun_ahead(close + 1) {
                        break;
                    }
                    let inside: Vec<usize> = (i + 1..close)
                        .filter_map(|k| self.figure(k).map(|(n, _)| n))
                        .collect();
                    group.bracket_figures.extend(inside);
                    i = close;
                }
                // "$150 million worth of Harbour shares"
                Tag::Preposition
                    if self.word(i) == "worth"
                        && i + 1 < self.s.tokens.len()
                        && self.word(i + 1) == "of"
                        && head.is_none()
                        && self.noun_ahead(i + 2) =>
                {
                    i += 1;
                }
                // "a 'strategic' stake": quotes inside a group.
                Tag::Mark
                    if self.is_quote(i)
                        && self.noun_ahead(i + 1)
                        && i > start
                        && head.is_none() => {}
                Tag::Conjunction if self.joins_nouns(i, head) => {}
                _ => break,
            }
            i += 1;
        }
        if i == start {
            return i + 1;
        }
        let end = i;
        match head {
            Some(h) => {
                // "a Strategic Partnership Agreement", "a Memorandum": a noun with a capital.
                if self.s.words[h].class & class::DEAL != 0
                    && group.head_name.is_some_and(|n| {
                        matches!(
                            self.s.names[n].kind,
                            NameKind::Unknown | NameKind::Organization | NameKind::Doubtful
                        )
                    })
                {
                    group.head_name = None;
                    group.names.pop();
                }
                group.head = h;
                group.word = self.s.words[h];
                group.lemma = if group.head_name.is_some() {
                    0
                } else {
                    self.s.words[h].noun
                };
            }
            None => group.head = end - 1,
        }
        self.push(ChunkKind::Noun(group), start..end);
        self.bind_possessor();
        end
    }

    /// Whether a noun or name follows, perhaps behind adjectives.
    fn noun_ahead(&self, mut i: usize) -> bool {
        while matches!(self.tag(i), Some(Tag::Adjective)) {
            i += 1;
        }
        matches!(self.tag(i), Some(Tag::Noun | Tag::Name))
    }

    /// "oil and gas company": two plain nouns joined before a third.
    fn joins_nouns(&self, i: usize, head: Option<usize>) -> bool {
        let plain = |k: usize| {
            self.tag(k) == Some(Tag::Noun) && self.s.words[k].pos & pos::PLURAL == 0
                || self.tag(k) == Some(Tag::Adjective)
        };
        head.is_some_and(|h| h + 1 == i && plain(h))
            && plain(i + 1)
            && self.tag(i + 2) == Some(Tag::Noun)
            && self.s.words[i + 2].class & (class::PARTY | class::BUSINESS) != 0
            && matches!(self.lower(i).as_str(), "and" | "&")
    }

    /// Whether token `i` is the particle of the verb before it: "set up", "sold off", "took over".
    fn is_particle(&self, verb: usize, i: usize) -> bool {
        if !matches!(self.tag(i), Some(Tag::Adverb | Tag::Preposition)) {
            return false;
        }
        let next_is_of = i + 1 < self.s.tokens.len() && self.word(i + 1) == "of";
        match self.lower(i).as_str() {
            "up" | "off" => true,
            "out" | "away" | "back" | "down" => !next_is_of,
            "over" => self.lower(verb).starts_with("tak") || self.lower(verb) == "took",
            _ => false,
        }
    }

    fn verb_group(&mut self, start: usize) -> usize {
        let mut verb = VerbGroup {
            main: start,
            lemma: 0,
            form: VerbForm::Finite,
            passive: false,
            perfect: false,
            past: false,
            progressive: false,
            modal: None,
            negated: false,
            is_to: false,
            particle: None,
            copula: false,
        };
        let mut i = start;
        let mut be = None;
        let mut have = None;
        let mut infinitive = false;
        let mut done = false;
        while let Some(tag) = self.tag(i) {
            match tag {
                Tag::To => {
                    if i == start {
                        infinitive = true;
                    } else if be.is_some()
                        && matches!(
                            self.tag(self.skip_adverbs(i + 1)),
                            Some(Tag::Base | Tag::Be)
                        )
                    {
                        verb.is_to = true;
                    } else {
                        break;
                    }
                }
                Tag::Modal if verb.modal.is_none() && be.is_none() && have.is_none() => {
                    verb.modal = Some(self.lower(i));
                }
                Tag::Be => {
                    if self.lower(i) == "being" {
                        verb.progressive = true;
                    }
                    verb.past |= matches!(self.lower(i).as_str(), "was" | "were");
                    be = Some(i);
                }
                Tag::Have => {
                    if have.is_some() {
                        break;
                    }
                    verb.past |= self.lower(i) == "had";
                    have = Some(i);
                }
                Tag::Do => {
                    verb.past |= self.lower(i) == "did";
                    verb.main = i;
                }
                Tag::Negation => verb.negated = true,
                Tag::Adverb => {}
                t if t.is_verb() => {
                    verb.main = i;
                    verb.lemma = self.s.words[i].verb;
                    done = true;
                    match t {
                        Tag::Ing => {
                            verb.progressive = be.is_some();
                            if be.is_none() && have.is_none() && verb.modal.is_none() {
                                verb.form = VerbForm::Ing;
                            }
                        }
                        Tag::Participle | Tag::Past if be.is_some() => verb.passive = true,
                        Tag::Past => verb.past |= have.is_none(),
                        Tag::Participle if have.is_none() => verb.form = VerbForm::Participle,
                        _ => {}
                    }
                    i += 1;
                    break;
                }
                _ => break,
            }
            i += 1;
        }
        // Trailing adverbs belong to what follows.
        while !done && i > start + 1 && matches!(self.tag(i - 1), Some(Tag::Adverb)) {
            i -= 1;
        }
        verb.perfect = have.is_some() && done;
        if !done {
            if let Some(b) = be {
                verb.main = b;
                verb.copula = true;
            } else if let Some(h) = have {
                verb.main = h;
                verb.lemma = self.s.words[h].verb;
            }
        }
        if infinitive && !verb.is_to {
            verb.form = VerbForm::Infinitive;
        }
        if done && be.is_some_and(|b| self.lower(b) == "being" && b == start) {
            verb.form = VerbForm::Ing;
        }
        if done && self.is_particle(verb.main, i) {
            verb.particle = Some(self.lower(i));
            i += 1;
        }
        // "plans to close A and sell B", "will close A and sell B": the second verb stands as the first does.
        if verb.form == VerbForm::Finite
            && verb.modal.is_none()
            && done
            && self.tag(verb.main) == Some(Tag::Base)
            && matches!(
                self.out.last().map(|c| &c.kind),
                Some(ChunkKind::Conjunction(_))
            )
            && let Some(first) = self.out.iter().rev().find_map(Chunk::verb)
            && (first.form == VerbForm::Infinitive || first.modal.is_some())
        {
            verb.form = VerbForm::Infinitive;
            verb.modal.clone_from(&first.modal);
        }
        let end = i.max(start + 1);
        self.push(ChunkKind::Verb(verb), start..end);
        end
    }
}
