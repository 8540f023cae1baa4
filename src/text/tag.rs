//! One part of speech for each token, by its possible ones and its neighbours.
//!
//! A small tagger by rules in one pass from left to right: closed classes first, capitals, then the ambiguities that
//! matter for deals, noun against verb above all ("orders", "plans", "offer"). No statistics at run time: the
//! lexicon says what a form mostly is where its neighbours leave it open.

use std::collections::HashSet;

use super::token::{Token, TokenKind};
use crate::grammar::{Lexicon, Word, pos};

/// The part of speech that a token has in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// Common noun.
    Noun,
    /// Capitalised name or part of one.
    Name,
    /// Base form behind "to" or a modal, or a present plural.
    Base,
    /// Third person singular.
    Third,
    /// Past tense.
    Past,
    /// Past participle.
    Participle,
    /// Present participle or gerund.
    Ing,
    /// Adjective.
    Adjective,
    /// Adverb.
    Adverb,
    /// Determiner.
    Determiner,
    /// Its, their, whose.
    Possessive,
    /// The ending 's.
    PossessiveEnding,
    /// Pronoun.
    Pronoun,
    /// Preposition other than "to".
    Preposition,
    /// "to", before a verb or a noun.
    To,
    /// And, or, but.
    Conjunction,
    /// If, while, after.
    Subordinator,
    /// Which, who.
    Relative,
    /// "that".
    That,
    /// Will, may.
    Modal,
    /// A form of "be".
    Be,
    /// A form of "have".
    Have,
    /// A form of "do".
    Do,
    /// Not.
    Negation,
    /// A number or other figure.
    Number,
    /// A mark.
    Mark,
}

impl Tag {
    /// A full verb that carries tense.
    pub fn is_finite(self) -> bool {
        matches!(self, Tag::Third | Tag::Past)
    }

    /// Any form of a full verb.
    pub fn is_verb(self) -> bool {
        matches!(
            self,
            Tag::Base | Tag::Third | Tag::Past | Tag::Participle | Tag::Ing
        )
    }
}

/// What the rest of the article tells about its words.
#[derive(Debug, Default)]
pub struct Context {
    /// Words that stand capitalised inside a sentence somewhere.
    pub capitals: HashSet<String>,
    /// Words that stand in lower case somewhere.
    pub lower: HashSet<String>,
}

/// Tags the tokens of one sentence. `title_case` says that capitals mark no names here.
pub fn tag(
    text: &str,
    tokens: &[Token],
    lexicon: &Lexicon,
    context: &Context,
    title_case: bool,
) -> (Vec<Tag>, Vec<Word>) {
    let mut lower = String::new();
    let words: Vec<Word> = tokens
        .iter()
        .map(|t| {
            if t.kind != TokenKind::Word {
                return Word::default();
            }
            fold(t.text(text), &mut lower);
            let word = lexicon.word(&lower);
            if word.pos == 0 && lower.contains('-') {
                return compound(&lower, lexicon);
            }
            word
        })
        .collect();
    let mut tagger = Tagger {
        text,
        tokens,
        words: &words,
        context,
        title_case,
        tags: Vec::with_capacity(tokens.len()),
        verb_seen: false,
    };
    for i in 0..tokens.len() {
        let tag = tagger.decide(i);
        tagger.note(i, tag);
    }
    (tagger.tags, words)
}

/// Lower case with plain apostrophes, into a buffer.
pub fn fold(word: &str, lower: &mut String) {
    lower.clear();
    for c in word.chars() {
        match c {
            '’' | '‘' | '´' | '`' => lower.push('\''),
            '‑' | '–' => lower.push('-'),
            '\u{ad}' => {}
            c if c.is_ascii() => lower.push(c.to_ascii_lowercase()),
            c => lower.extend(c.to_lowercase()),
        }
    }
}

/// A hyphenated word takes its part of speech from its last part: "long-term" and "UK-based" are adjectives.
fn compound(lower: &str, lexicon: &Lexicon) -> Word {
    let last = lower.rsplit('-').next().unwrap_or(lower);
    let word = lexicon.word(last);
    if word.pos & (pos::PARTICIPLE | pos::ADJECTIVE | pos::ING) != 0 && word.pos & pos::NOUN == 0 {
        return Word {
            pos: pos::ADJECTIVE,
            ..Word::default()
        };
    }
    if word.pos & pos::NOUN != 0 {
        return Word {
            pos: (word.pos & (pos::NOUN | pos::PLURAL)) | pos::ADJECTIVE,
            verb: 0,
            ..word
        };
    }
    Word::default()
}

struct Tagger<'a> {
    text: &'a str,
    tokens: &'a [Token],
    words: &'a [Word],
    context: &'a Context,
    title_case: bool,
    tags: Vec<Tag>,
    /// A finite verb stands between the last clause border and here.
    verb_seen: bool,
}

impl Tagger<'_> {
    fn note(&mut self, i: usize, tag: Tag) {
        match tag {
            Tag::Third | Tag::Past | Tag::Modal | Tag::Be | Tag::Have | Tag::Do => {
                self.verb_seen = true;
            }
            Tag::Subordinator | Tag::Relative | Tag::That | Tag::Conjunction => {
                self.verb_seen = false;
            }
            Tag::Mark
                if matches!(
                    self.tokens[i].text(self.text),
                    ";" | ":" | "\"" | "“" | "”" | "-" | "–" | "—" | ","
                ) =>
            {
                self.verb_seen = false;
            }
            _ => {}
        }
        self.tags.push(tag);
    }

    fn text_of(&self, i: usize) -> &str {
        self.tokens[i].text(self.text)
    }

    /// The last tag that is no adverb.
    fn before(&self, i: usize) -> Option<Tag> {
        let mut depth = 0;
        for k in (0..i).rev() {
            match (self.tags[k], self.text_of(k)) {
                // "Harbour Corp ( HBR.N ) plans": what stands in brackets is passed over.
                (Tag::Mark, ")" | "]") => depth += 1,
                (Tag::Mark, "(" | "[") if depth > 0 => depth -= 1,
                _ if depth > 0 => {}
                (Tag::Adverb | Tag::Negation, _) => {}
                (tag, _) => return Some(tag),
            }
        }
        None
    }

    fn is_name_like(&self, i: usize) -> bool {
        self.tokens
            .get(i)
            .is_some_and(|t| t.kind == TokenKind::Word && t.capital)
    }

    fn decide(&self, i: usize) -> Tag {
        let token = &self.tokens[i];
        match token.kind {
            TokenKind::Number | TokenKind::Figure(_) => return Tag::Number,
            TokenKind::Possessive => return Tag::PossessiveEnding,
            TokenKind::Mark => {
                return if token.text(self.text) == "&" {
                    Tag::Conjunction
                } else {
                    Tag::Mark
                };
            }
            TokenKind::Word => {}
        }
        let word = self.words[i];
        if is_ticker(token.text(self.text)) {
            return Tag::Mark;
        }
        // "San Diego-based", "UK-listed": an adjective, though it starts with a capital.
        if token.capital && is_name_adjective(token.text(self.text)) {
            return Tag::Adjective;
        }
        // "the Company", "the Bank": a description with a capital.
        if token.capital
            && word.class & crate::grammar::class::PARTY != 0
            && !self.is_name_like(i + 1)
            && !(self
                .tokens
                .get(i + 1)
                .is_some_and(|t| t.text(self.text) == "of")
                && self.is_name_like(i + 2))
            && i > 0
            && self.tags[i - 1] == Tag::Determiner
        {
            return Tag::Noun;
        }
        let initial = self.is_initial(i);
        if token.capital && !self.is_common_here(i, word, initial) {
            return Tag::Name;
        }
        if word.pos & pos::CLOSED != 0
            && let Some(tag) = self.closed(i, word)
        {
            return tag;
        }
        self.open(i, word)
    }

    fn is_initial(&self, i: usize) -> bool {
        i == 0
            || self.tags[..i]
                .iter()
                .all(|t| matches!(t, Tag::Mark | Tag::Number))
            || matches!(self.text_of(i - 1), "\"" | "“" | ":" | "•" | "*" | "‘")
            // Behind a dateline: "PARIS (Reuters) - Carmaker".
            || (matches!(self.text_of(i - 1), "-" | "–" | "—" | ":")
                && self.tags[..i].iter().all(|t| {
                    matches!(t, Tag::Name | Tag::Mark | Tag::Number | Tag::Preposition)
                }))
    }

    /// Whether a capitalised word is a common word that only its place (or the case of a title) makes a capital.
    fn is_common_here(&self, i: usize, word: Word, initial: bool) -> bool {
        let token = &self.tokens[i];
        let mut lower = String::new();
        fold(token.text(self.text), &mut lower);
        if lower == "i" {
            return true;
        }
        if self.title_case {
            return word.pos != 0 && !self.context.capitals.contains(token.text(self.text))
                || word.pos & pos::CLOSED != 0
                || word.pos & (pos::THIRD | pos::PAST) != 0 && word.pos & pos::NOUN == 0;
        }
        if initial
            && word.class & crate::grammar::class::ORGANIZATION != 0
            && self
                .tokens
                .get(i + 1)
                .is_some_and(|t| t.text(self.text) == "of")
            && self.is_name_like(i + 2)
        {
            // "Bank of Harbour"
            return false;
        }
        if !initial {
            // "The" inside a name ("The Carlyle Group") stays common; names start behind it.
            return word.pos & pos::DETERMINER != 0;
        }
        if word.pos == 0 {
            return self.context.lower.contains(&lower)
                && !self.context.capitals.contains(token.text(self.text));
        }
        if word.pos & (pos::CLOSED) != 0 {
            return true;
        }
        let next_is_name = self.is_name_like(i + 1);
        let seen_name = self.context.capitals.contains(token.text(self.text));
        if seen_name {
            // Once a name inside a sentence: a name here too, unless the article writes it in lower case as well
            // and no name follows.
            return self.context.lower.contains(&lower) && !next_is_name;
        }
        if next_is_name {
            // "General Dynamics" against "Carmaker Volvo": words that describe a party or person stay common.
            return word.class
                & (crate::grammar::class::PARTY
                    | crate::grammar::class::PERSON
                    | crate::grammar::class::PRODUCT)
                != 0
                || word.pos & (pos::PLURAL | pos::ADVERB | pos::ING) != 0;
        }
        true
    }

    fn closed(&self, i: usize, word: Word) -> Option<Tag> {
        let mut lower = String::new();
        fold(self.text_of(i), &mut lower);
        let p = word.pos;
        let before = self.before(i);
        Some(match lower.as_str() {
            "to" => Tag::To,
            "that" => Tag::That,
            "her" | "his" => {
                if self.next_is_nominal(i) {
                    Tag::Possessive
                } else {
                    Tag::Pronoun
                }
            }
            "will" | "can" | "may" if matches!(before, Some(Tag::Determiner | Tag::Adjective)) => {
                Tag::Noun
            }
            "like" | "following" | "including" | "excluding" | "pending" | "regarding"
            | "concerning" => Tag::Preposition,
            "but" if p & pos::PREPOSITION != 0 => Tag::Conjunction,
            "after" | "before" | "since" | "until" | "as" => {
                if lower == "as" || lower == "after" || lower == "before" {
                    Tag::Subordinator
                } else {
                    Tag::Preposition
                }
            }
            "up" | "down" | "out" | "off" | "over" | "about" | "around" | "under" => {
                if self.next_is_nominal(i) {
                    Tag::Preposition
                } else {
                    Tag::Adverb
                }
            }
            "no" | "neither" | "either" => Tag::Determiner,
            _ if p & pos::NEGATION != 0 => Tag::Negation,
            _ if p & pos::BE != 0 => Tag::Be,
            _ if p & pos::HAVE != 0 => Tag::Have,
            _ if p & pos::DO != 0 => Tag::Do,
            _ if p & pos::MODAL != 0 => Tag::Modal,
            _ if p & pos::POSSESSIVE != 0 => Tag::Possessive,
            _ if p & pos::RELATIVE != 0 => Tag::Relative,
            _ if p & pos::DETERMINER != 0 => {
                if p & pos::PRONOUN != 0 && !self.next_is_nominal(i) {
                    Tag::Pronoun
                } else {
                    Tag::Determiner
                }
            }
            _ if p & pos::PRONOUN != 0 => Tag::Pronoun,
            _ if p & pos::SUBORDINATOR != 0 => Tag::Subordinator,
            _ if p & pos::CONJUNCTION != 0 => Tag::Conjunction,
            _ if p & pos::PREPOSITION != 0 => Tag::Preposition,
            _ => return None,
        })
    }

    /// Whether what follows can be part of a noun group.
    fn next_is_nominal(&self, i: usize) -> bool {
        let Some(next) = self.tokens.get(i + 1) else {
            return false;
        };
        match next.kind {
            TokenKind::Number | TokenKind::Figure(_) => true,
            TokenKind::Word => {
                next.capital
                    || self.words[i + 1].pos
                        & (pos::NOUN
                            | pos::ADJECTIVE
                            | pos::DETERMINER
                            | pos::POSSESSIVE
                            | pos::PRONOUN
                            | pos::ING
                            | pos::PARTICIPLE)
                        != 0
                    || self.words[i + 1].pos == 0
            }
            _ => matches!(next.text(self.text), "\"" | "“" | "'" | "‘"),
        }
    }

    fn open(&self, i: usize, word: Word) -> Tag {
        let p = word.pos;
        if p & (pos::NOUN | pos::VERB | pos::ADJECTIVE | pos::ADVERB) == 0 {
            return guess(self.text_of(i));
        }
        let before = self.before(i);
        let nominal = p & pos::NOUN != 0;
        let verbal = p & pos::VERB != 0;
        if p & pos::ADVERB != 0
            && matches!(self.tags.last(), Some(Tag::Modal))
            && self
                .words
                .get(i + 1)
                .is_some_and(|w| w.pos & pos::BASE != 0)
        {
            return Tag::Adverb;
        }
        if verbal {
            if let Some(tag) = self.verb_by_place(i, p, before) {
                return tag;
            }
            if !nominal && p & pos::ADJECTIVE == 0 {
                return verb_form(p, before);
            }
        }
        if p & pos::ADVERB != 0
            && (!nominal || p & pos::PREFER_NOUN == 0)
            && !(p & pos::ADJECTIVE != 0 && self.next_is_nominal(i))
        {
            return Tag::Adverb;
        }
        if p & pos::ADJECTIVE != 0 {
            let noun_follows = self.tokens.get(i + 1).is_some_and(|t| {
                t.kind == TokenKind::Word
                    && (t.capital
                        || self.words[i + 1].pos & (pos::NOUN | pos::ADJECTIVE) != 0
                        || self.words[i + 1].pos == 0)
            });
            if noun_follows || !nominal || p & pos::PREFER_ADJECTIVE != 0 {
                return Tag::Adjective;
            }
        }
        if nominal {
            Tag::Noun
        } else if verbal {
            verb_form(p, before)
        } else {
            Tag::Adjective
        }
    }

    /// A verb reading that the neighbours ask for or allow; `None` leaves the word to the other readings.
    fn verb_by_place(&self, i: usize, p: u32, before: Option<Tag>) -> Option<Tag> {
        let nominal = p & pos::NOUN != 0;
        match before {
            Some(Tag::To) if p & pos::BASE != 0 => {
                // "subject to approval", "sale to investors" need a noun; a base form that is no plural is a verb.
                let forms_noun = nominal && p & pos::PREFER_NOUN != 0 && !self.starts_object(i);
                return (!forms_noun).then_some(Tag::Base);
            }
            Some(Tag::Modal | Tag::Do) if p & pos::BASE != 0 => return Some(Tag::Base),
            // "will invest in X and buy Y"
            Some(Tag::Conjunction)
                if p & pos::BASE != 0
                    && p & pos::PREFER_NOUN == 0
                    && self.starts_object(i)
                    && self.tags[..i].contains(&Tag::Base) =>
            {
                return Some(Tag::Base);
            }
            Some(Tag::Have) if p & pos::PARTICIPLE != 0 => return Some(Tag::Participle),
            Some(Tag::Be) => {
                if p & pos::ING != 0 {
                    return Some(Tag::Ing);
                }
                if p & pos::PARTICIPLE != 0 {
                    return Some(Tag::Participle);
                }
            }
            _ => {}
        }
        let closed_np = matches!(
            before,
            Some(
                Tag::Determiner
                    | Tag::Possessive
                    | Tag::PossessiveEnding
                    | Tag::Adjective
                    | Tag::Number
            )
        );
        if p & pos::ING != 0 {
            return self.ing_by_place(i, nominal, before, closed_np);
        }
        if closed_np {
            // "the proposed deal", "its planned sale", "a sale": no verb here, but "the firm said".
            return if !nominal && p & (pos::PAST | pos::PARTICIPLE) != 0 {
                let noun_follows = self.tokens.get(i + 1).is_some_and(|t| {
                    t.kind == TokenKind::Word
                        && (t.capital || self.words[i + 1].pos & (pos::NOUN | pos::ADJECTIVE) != 0)
                        // "a revised $328 million offer"
                        || matches!(t.kind, TokenKind::Figure(_) | TokenKind::Number)
                            && matches!(before, Some(Tag::Determiner | Tag::Possessive | Tag::PossessiveEnding))
                });
                // "its $8 billion leveraged buyout" against "the 40 jets ordered".
                let number_before = before == Some(Tag::Number)
                    && !(i >= 2
                        && matches!(
                            self.tags[i - 2],
                            Tag::Determiner | Tag::Possessive | Tag::PossessiveEnding
                        ));
                if noun_follows && !number_before {
                    Some(Tag::Adjective)
                } else {
                    Some(verb_form(p, before))
                }
            } else {
                None
            };
        }
        // "buy privately held Harbour Ltd"
        if p & pos::PARTICIPLE != 0
            && !nominal
            && self.tags.last() == Some(&Tag::Adverb)
            && matches!(
                before,
                Some(
                    Tag::Base
                        | Tag::Past
                        | Tag::Third
                        | Tag::Ing
                        | Tag::Preposition
                        | Tag::Determiner
                )
            )
            && self.next_is_nominal(i)
        {
            return Some(Tag::Adjective);
        }
        if before == Some(Tag::Preposition) {
            return (!nominal && p & pos::PARTICIPLE != 0).then_some(Tag::Adjective);
        }
        let subject_before = matches!(
            before,
            Some(
                Tag::Noun | Tag::Name | Tag::Pronoun | Tag::Mark | Tag::Relative | Tag::Conjunction
            )
        );
        if p & (pos::PAST | pos::PARTICIPLE) != 0 && !nominal {
            // "bought Harbour preferred shares": a bare noun behind, and the clause has its verb.
            let bare_noun = self.tokens.get(i + 1).is_some_and(|t| {
                t.kind == TokenKind::Word
                    && !t.capital
                    && self.words[i + 1].pos & (pos::NOUN | pos::ADJECTIVE) != 0
                    && self.words[i + 1].pos & (pos::CLOSED | pos::ADVERB) == 0
            });
            if self.verb_seen && bare_noun && matches!(before, Some(Tag::Name)) {
                return Some(Tag::Adjective);
            }
            return Some(verb_form(p, before));
        }
        if p & pos::THIRD != 0 || (p & pos::PAST != 0 && nominal) {
            if subject_before
                && !self.verb_seen
                && before != Some(Tag::Mark)
                && !self.verb_follows(i)
                && (p & pos::PREFER_VERB != 0 || self.starts_object(i))
            {
                return Some(if p & pos::THIRD != 0 {
                    Tag::Third
                } else {
                    Tag::Past
                });
            }
            return None;
        }
        if p & pos::BASE != 0 {
            let plural_subject = match before {
                Some(Tag::Pronoun | Tag::Relative) => true,
                Some(Tag::Noun) => self.words[i - 1].pos & pos::PLURAL != 0,
                _ => false,
            };
            if plural_subject
                && !self.verb_seen
                && !self.verb_follows(i)
                && (!nominal || self.starts_object(i))
            {
                return Some(Tag::Base);
            }
            // Headlines: "Falcon Air, Delta Jet sign deal", "Ministers back sale".
            if self.title_case || !nominal {
                return Some(Tag::Base);
            }
            if matches!(before, Some(Tag::Name))
                && !self.verb_seen
                && !self.verb_follows(i)
                && p & pos::PREFER_VERB != 0
            {
                return Some(Tag::Base);
            }
        }
        None
    }

    fn ing_by_place(
        &self,
        i: usize,
        nominal: bool,
        before: Option<Tag>,
        closed_np: bool,
    ) -> Option<Tag> {
        let next = self.tokens.get(i + 1);
        let object_follows = next.is_some_and(|t| match t.kind {
            TokenKind::Number | TokenKind::Figure(_) => true,
            TokenKind::Word => {
                t.capital
                    || self.words[i + 1].pos & (pos::DETERMINER | pos::POSSESSIVE | pos::PRONOUN)
                        != 0
            }
            _ => false,
        });
        if closed_np {
            return if nominal { None } else { Some(Tag::Adjective) };
        }
        let noun_follows = next.is_some_and(|t| {
            t.kind == TokenKind::Word && !t.capital && self.words[i + 1].pos & pos::NOUN != 0
        });
        if nominal && noun_follows && !object_follows && before != Some(Tag::Preposition) {
            return None;
        }
        // "memorandum of understanding", "cost of funding.": nothing that it could act on.
        if nominal && !object_follows && !noun_follows && before == Some(Tag::Preposition) {
            return None;
        }
        if nominal
            && !object_follows
            && matches!(before, Some(Tag::Noun | Tag::Name))
            && !noun_follows
        {
            return None;
        }
        Some(Tag::Ing)
    }

    /// Whether what follows starts an object: a determiner, figure, name, possessive or "to".
    fn starts_object(&self, i: usize) -> bool {
        let Some(next) = self.tokens.get(i + 1) else {
            return false;
        };
        match next.kind {
            TokenKind::Number | TokenKind::Figure(_) => true,
            TokenKind::Word => {
                let p = self.words[i + 1].pos;
                next.capital
                    || p & (pos::DETERMINER | pos::POSSESSIVE | pos::PRONOUN) != 0
                    || p & (pos::ADJECTIVE | pos::NOUN) != 0 && p & (pos::VERB | pos::CLOSED) == 0
                    || p & pos::PREFER_NOUN != 0 && p & (pos::PAST | pos::CLOSED) == 0
                    || next.text(self.text).eq_ignore_ascii_case("to")
            }
            _ => next.text(self.text) == "$",
        }
    }

    /// Whether an unmistakable finite verb stands right behind.
    fn verb_follows(&self, i: usize) -> bool {
        for j in i + 1..(i + 3).min(self.tokens.len()) {
            let token = &self.tokens[j];
            if token.kind != TokenKind::Word || token.capital && !self.title_case {
                return false;
            }
            let p = self.words[j].pos;
            if p & (pos::MODAL | pos::BE | pos::HAVE | pos::DO) != 0
                || (p & pos::PAST != 0 && p & (pos::NOUN | pos::ADJECTIVE) == 0)
            {
                return true;
            }
            if p & pos::ADVERB == 0 {
                return false;
            }
        }
        false
    }
}

fn verb_form(p: u32, before: Option<Tag>) -> Tag {
    if p & pos::ING != 0 {
        Tag::Ing
    } else if p & pos::PAST != 0 && p & pos::PARTICIPLE != 0 {
        if matches!(before, Some(Tag::Have | Tag::Be)) {
            Tag::Participle
        } else {
            Tag::Past
        }
    } else if p & pos::PAST != 0 {
        Tag::Past
    } else if p & pos::PARTICIPLE != 0 {
        Tag::Participle
    } else if p & pos::THIRD != 0 {
        Tag::Third
    } else {
        Tag::Base
    }
}

/// A stock's ticker as newswires print it: `ABCD.N`, `1234.HK`.
fn is_ticker(word: &str) -> bool {
    word.split_once('.').is_some_and(|(code, market)| {
        code.len() >= 2
            && (1..=2).contains(&market.len())
            && word
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'.')
            && market.bytes().all(|b| b.is_ascii_uppercase())
    })
}

/// A name with a participle behind a hyphen.
fn is_name_adjective(word: &str) -> bool {
    word.rsplit_once('-').is_some_and(|(_, last)| {
        matches!(
            last,
            "based"
                | "listed"
                | "owned"
                | "backed"
                | "led"
                | "controlled"
                | "run"
                | "made"
                | "headquartered"
                | "born"
                | "style"
                | "funded"
                | "traded"
                | "area"
                | "bound"
                | "related"
                | "linked"
        )
    })
}

/// A word that no list has: by its ending.
fn guess(word: &str) -> Tag {
    if word.ends_with("ly") {
        Tag::Adverb
    } else if word.len() > 4
        && [
            "based",
            "backed",
            "owned",
            "led",
            "listed",
            "run",
            "controlled",
            "made",
            "built",
        ]
        .iter()
        .any(|e| word.ends_with(e))
        && word.contains('-')
    {
        Tag::Adjective
    } else {
        Tag::Noun
    }
}
