//! One part of speech for each token, by its possible ones and its neighbours.
//!
//! A small tagger by rules in one pass from left to right: closed classes first, capitals, then the ambiguities that
//! matter for deals, noun against verb above all ("orders", "plans", "offer"). No statistics at run time: the
//! lexicon says what a form mostly is where its neighbours leave it open.

mod capital;
mod open;

pub use open::lets_act;

use std::borrow::Cow;
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
pub struct Context<'t> {
    /// Words that stand capitalised inside a sentence somewhere.
    pub capitals: HashSet<&'t str>,
    /// Words that stand in lower case somewhere.
    pub lower: HashSet<Cow<'t, str>>,
}

/// What a sentence is, where that changes how its words are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Capitals mark no names: every word has one.
    pub title_case: bool,
    /// A headline, with a grammar of its own.
    pub headline: bool,
}

/// Tags the tokens of one sentence.
pub fn tag(
    text: &str,
    tokens: &[Token],
    lexicon: &Lexicon,
    context: &Context<'_>,
    style: Style,
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
        title_case: style.title_case,
        headline: style.headline,
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
    context: &'a Context<'a>,
    title_case: bool,
    headline: bool,
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
                | "compliant"
                | "registered"
                | "sponsored"
                | "approved"
                | "focused"
                | "domiciled"
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
