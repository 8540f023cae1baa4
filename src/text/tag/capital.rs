//! Whether a capital makes a name: not at the start of a sentence, in a title, or on a description.

use super::{Tag, Tagger, fold};
use crate::grammar::{Word, class, pos};
use crate::text::token::TokenKind;

impl Tagger<'_> {
    pub(super) fn is_name_like(&self, i: usize) -> bool {
        self.tokens
            .get(i)
            .is_some_and(|t| t.kind == TokenKind::Word && t.capital)
    }

    pub(super) fn is_initial(&self, i: usize) -> bool {
        i == 0
            || self.tags[..i]
                .iter()
                .all(|t| matches!(t, Tag::Mark | Tag::Number))
            || matches!(self.text_of(i - 1), "\"" | "“" | ":" | "•" | "*" | "‘")
            // Behind a dateline: "PARIS (Reuters) - Carmaker".
            || (matches!(self.text_of(i - 1), "-" | "–" | "—" | ":")
                && self.tags[..i].iter().all(|t| {
                    matches!(
                        t,
                        Tag::Name | Tag::Adjective | Tag::Mark | Tag::Number | Tag::Preposition
                    )
                }))
    }

    /// Whether a capitalised word is a common word that only its place (or the case of a title) makes a capital.
    pub(super) fn is_common_here(&self, i: usize, word: Word, initial: bool) -> bool {
        let token = &self.tokens[i];
        let mut lower = String::new();
        fold(token.text(self.text), &mut lower);
        if lower == "i" {
            return true;
        }
        // "US Airways bought", "US jets": the state, not the pronoun.
        if lower == "us" && token.all_caps {
            return false;
        }
        // "The post Meridor Labs Arranges $12 Million Loan": a headline inside a sentence.
        if i > 0
            && self.tags[i - 1] == Tag::Name
            && word.pos & pos::THIRD != 0
            && token.capital
            && !token.all_caps
            && self
                .tokens
                .get(i + 1)
                .is_some_and(|t| matches!(t.kind, TokenKind::Figure(_)))
        {
            return true;
        }
        if self.title_case {
            // "Meridor Labs Raises $40 Million in Round Led by": a verb, whatever else the word may be.
            let next = self.tokens.get(i + 1);
            let raises = word.pos & pos::THIRD != 0
                && next.is_some_and(|t| matches!(t.kind, TokenKind::Figure(_)));
            let led = word.pos & pos::PARTICIPLE != 0
                && next.is_some_and(|t| t.text(self.text).eq_ignore_ascii_case("by"));
            return raises
                || led
                || word.pos != 0 && !self.context.capitals.contains(token.text(self.text))
                || word.pos & pos::CLOSED != 0
                || word.pos & (pos::THIRD | pos::PAST) != 0 && word.pos & pos::NOUN == 0;
        }
        if initial
            && word.class & class::ORGANIZATION != 0
            && self
                .tokens
                .get(i + 1)
                .is_some_and(|t| t.text(self.text) == "of")
            && self.is_name_like(i + 2)
        {
            // "Bank of Harbour"
            return false;
        }
        if !initial
            && !token.all_caps
            && matches!(lower.as_str(), "it" | "they" | "she" | "he" | "we")
            && !self.is_name_like(i + 1)
        {
            // A sentence that starts where no end of one was seen.
            return true;
        }
        // "LNG", "CNG": goods that are written in capitals.
        if !initial
            && token.all_caps
            && word.class & class::PRODUCT != 0
            && !self.is_name_like(i + 1)
            && !self.is_name_like(i - 1)
        {
            return true;
        }
        if !initial {
            // "The" inside a name ("The Carlyle Group") stays common; names start behind it.
            return word.pos & pos::DETERMINER != 0;
        }
        if word.pos == 0 {
            return self.context.lower.contains(lower.as_str())
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
            return self.context.lower.contains(lower.as_str()) && !next_is_name;
        }
        if next_is_name
            && word.pos & pos::ADJECTIVE != 0
            && self.words[i + 1].class & class::ORGANIZATION != 0
        {
            // "General Motors" where the article names it once; "General Ali" is a person.
            return false;
        }
        if next_is_name {
            // "General Dynamics" against "Carmaker Volvo": words that describe a party or person stay common.
            return word.class & (class::PARTY | class::PERSON) != 0
                || word.pos & (pos::PLURAL | pos::ADVERB | pos::ING) != 0;
        }
        true
    }
}
