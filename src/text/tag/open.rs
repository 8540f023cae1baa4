//! The open classes: noun, verb, adjective or adverb, by what stands before and behind.

use super::{Tag, Tagger, guess, verb_form};
use crate::grammar::{Word, class, pos};
use crate::text::token::TokenKind;

/// A form of "see", "let" or "help", behind whose object somebody does what follows: "will see Oakline buy".
pub fn lets_act(word: &str) -> bool {
    matches!(
        word,
        "see"
            | "sees"
            | "saw"
            | "seeing"
            | "let"
            | "lets"
            | "letting"
            | "help"
            | "helps"
            | "helped"
            | "helping"
    )
}

impl Tagger<'_> {
    /// Whether what follows can be part of a noun group.
    pub(super) fn next_is_nominal(&self, i: usize) -> bool {
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

    pub(super) fn open(&self, i: usize, word: Word) -> Tag {
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
        // "announced the close of a round"
        if nominal
            && p & pos::ADVERB != 0
            && matches!(before, Some(Tag::Determiner | Tag::Possessive))
            && self
                .tokens
                .get(i + 1)
                .is_some_and(|t| t.text(self.text) == "of")
        {
            return Tag::Noun;
        }
        if verbal {
            if let Some(tag) = self.verb_by_place(i, p, before) {
                return tag;
            }
            // "Harbour's retail arm": no verb stands between an owner and what it owns.
            if !nominal
                && p & pos::BASE != 0
                && matches!(before, Some(Tag::PossessiveEnding | Tag::Possessive))
                && self.next_is_nominal(i)
            {
                return Tag::Adjective;
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
            // "a funding round led by": what a verb follows is the head.
            let head = nominal
                && matches!(before, Some(Tag::Noun | Tag::Name))
                && self
                    .tokens
                    .get(i + 2)
                    .is_some_and(|t| t.text(self.text) == "by");
            if head {
                return Tag::Noun;
            }
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
    pub(super) fn verb_by_place(&self, i: usize, p: u32, before: Option<Tag>) -> Option<Tag> {
        let nominal = p & pos::NOUN != 0;
        match before {
            // "to parcel firm Falcon": a description before a name.
            Some(Tag::To)
                if nominal
                    && self.words.get(i + 1).is_some_and(|w| {
                        w.class & class::PARTY != 0 && w.pos & pos::PLURAL == 0
                    })
                    && self.is_name_like(i + 2)
                    && !self.is_name_like(i + 1) =>
            {
                return None;
            }
            Some(Tag::To) if p & pos::BASE != 0 => {
                // "subject to approval", "sale to investors" need a noun; a base form that is no plural is a verb.
                let forms_noun = nominal && p & pos::PREFER_NOUN != 0 && !self.starts_object(i);
                return (!forms_noun || self.joins_infinitives(i)).then_some(Tag::Base);
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
            // "the issued and outstanding shares": what a determiner stands before and "and" joins to an adjective.
            Some(Tag::Determiner | Tag::Possessive)
                if p & pos::PARTICIPLE != 0
                    && i + 2 < self.tokens.len()
                    && self.text_of(i + 1) == "and"
                    && self.words[i + 2].pos & pos::ADJECTIVE != 0 =>
            {
                return Some(Tag::Adjective);
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
        // "a bought deal private placement"
        if self.text_of(i) == "bought"
            && self
                .tokens
                .get(i + 1)
                .is_some_and(|t| t.text(self.text) == "deal")
        {
            return Some(Tag::Adjective);
        }
        // "a round led by": whatever else the form may be.
        if p & pos::PARTICIPLE != 0
            && (matches!(before, Some(Tag::Noun | Tag::Name | Tag::Number))
                || before == Some(Tag::Adjective) && self.words[i - 1].pos & pos::NOUN != 0)
            && self
                .tokens
                .get(i + 1)
                .is_some_and(|t| t.text(self.text) == "by")
        {
            return Some(Tag::Past);
        }
        // Headlines: "Falcon Air partners with Oakline".
        if self.headline
            && p & pos::THIRD != 0
            && before == Some(Tag::Name)
            && !self.verb_seen
            && self.tokens.get(i + 1).is_some_and(|t| {
                t.text(self.text) == "with" || self.text_of(i) == "partners" && t.capital
            })
        {
            return Some(Tag::Third);
        }
        // "The deal will see Falcon Air buy 18 jets": a name that a verb of letting has before it acts.
        if p & pos::BASE != 0
            && before == Some(Tag::Name)
            && !self.headline
            && self.starts_object(i)
            && self.lets_act(i)
        {
            return Some(Tag::Base);
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
                        && (t.capital
                            || self.words[i + 1].pos & (pos::NOUN | pos::ADJECTIVE) != 0
                            // "its announced bought deal placement"
                            || t.text(self.text) == "bought")
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
        // "as preferred bidder", but "as announced"
        let as_before = before == Some(Tag::Subordinator)
            && i > 0
            && self.text_of(i - 1) == "as"
            && p & pos::ADJECTIVE != 0
            && self.next_is_nominal(i);
        if before == Some(Tag::Preposition) || as_before {
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
        // "its U.S. rival Falcon", "media group Falcon": a description before a name; "buy sour assets": an adjective.
        let describes = nominal
            && self.words[i].class & class::PARTY != 0
            && self.is_name_like(i + 1)
            && matches!(before, Some(Tag::Noun | Tag::Name));
        let of_state =
            before == Some(Tag::Name) && nominal && i > 0 && self.text_of(i - 1).ends_with('.');
        let qualifies =
            before.is_some_and(Tag::is_verb) && p & pos::ADJECTIVE != 0 && self.next_is_nominal(i);
        if !self.title_case && (describes || of_state || qualifies) {
            return None;
        }
        // "the Indian retail business": between a state's adjective and a noun stands no verb.
        if !nominal
            && p & pos::BASE != 0
            && before == Some(Tag::Name)
            && i >= 2
            && matches!(self.tags[i - 2], Tag::Determiner | Tag::Possessive)
            && !self.text_of(i - 1).ends_with('s')
            && self
                .words
                .get(i + 1)
                .is_some_and(|w| w.pos & pos::NOUN != 0)
        {
            return Some(Tag::Adjective);
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
            // "Falcon Air, Oakline Corp sign pact"
            let listed = self.tags[..i]
                .windows(2)
                .any(|w| w[0] == Tag::Name && matches!(w[1], Tag::Conjunction | Tag::Mark));
            if matches!(before, Some(Tag::Name))
                && !self.verb_seen
                && listed
                && self.starts_object(i)
                && !self.verb_follows(i)
            {
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

    /// "to design and construct two substations": two base forms joined, and an object behind the second.
    fn joins_infinitives(&self, i: usize) -> bool {
        i + 3 < self.tokens.len()
            && self.text_of(i + 1) == "and"
            && self.words[i + 2].pos & pos::BASE != 0
            && self.starts_object(i + 2)
    }

    /// Whether "will see", "let" or "make" stands right before the names that end at token `i`.
    fn lets_act(&self, i: usize) -> bool {
        let verb = (0..i)
            .rev()
            .find(|k| !matches!(self.tags[*k], Tag::Name | Tag::Determiner));
        verb.is_some_and(|k| self.tags[k].is_verb() && lets_act(&self.text_of(k).to_lowercase()))
    }

    pub(super) fn ing_by_place(
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
        // "a stake in struggling Harbour Jet": an adjective of the lists that acts on nothing.
        if matches!(before, Some(Tag::Preposition))
            && self.words[i].pos & pos::ADJECTIVE != 0
            && next.is_some_and(|t| t.kind == TokenKind::Word)
            && self.words[i + 1].pos & pos::CLOSED == 0
        {
            return Some(Tag::Adjective);
        }
        // "120,000 tonnes of milling wheat", "the supply of signalling systems": of things.
        if i >= 2
            && self.text_of(i - 1) == "of"
            && next.is_some_and(|t| t.kind == TokenKind::Word && !t.capital)
            && self.words[i + 1].pos & pos::NOUN != 0
            && self.words[i + 1].pos & pos::CLOSED == 0
            && (self.tags[i - 2] == Tag::Number
                || matches!(
                    self.text_of(i - 2),
                    "supply"
                        | "delivery"
                        | "installation"
                        | "provision"
                        | "sale"
                        | "purchase"
                        | "worth"
                ))
        {
            return Some(Tag::Adjective);
        }
        // "to struggling airline Harbour Jet"
        if matches!(before, Some(Tag::Preposition | Tag::To))
            && next.is_some_and(|t| t.kind == TokenKind::Word && !t.capital)
            && self.words[i + 1].class & class::PARTY != 0
            && self.is_name_like(i + 2)
        {
            return Some(Tag::Adjective);
        }
        if closed_np {
            return if nominal { None } else { Some(Tag::Adjective) };
        }
        // "a production sharing contract"
        if !nominal
            && matches!(before, Some(Tag::Noun))
            && next.is_some_and(|t| t.kind == TokenKind::Word)
            && self.words[i + 1].class & class::DEAL != 0
            && self.words[i + 1].pos & pos::PLURAL == 0
        {
            return Some(Tag::Adjective);
        }
        // "and existing investor Harbour", "from existing shareholders"
        if self.text_of(i) == "existing" && self.next_is_nominal(i) {
            return Some(Tag::Adjective);
        }
        let noun_follows = next.is_some_and(|t| {
            t.kind == TokenKind::Word && !t.capital && self.words[i + 1].pos & pos::NOUN != 0
        });
        if nominal && noun_follows && !object_follows && before != Some(Tag::Preposition) {
            return None;
        }
        // "announced the closing of": with "of" behind, the form is a noun.
        if nominal && next.is_some_and(|t| t.text(self.text) == "of") && before != Some(Tag::Be) {
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
    pub(super) fn starts_object(&self, i: usize) -> bool {
        let Some(next) = self.tokens.get(i + 1) else {
            return false;
        };
        match next.kind {
            TokenKind::Number | TokenKind::Figure(_) => true,
            TokenKind::Word => {
                let p = self.words[i + 1].pos;
                next.capital
                    || p & (pos::DETERMINER | pos::POSSESSIVE | pos::PRONOUN) != 0
                    // A word that no list has is hardly a verb.
                    || p == 0
                    || p & (pos::ADJECTIVE | pos::NOUN) != 0 && p & (pos::VERB | pos::CLOSED) == 0
                    || p & pos::PREFER_NOUN != 0 && p & (pos::PAST | pos::CLOSED) == 0
                    || matches!(next.text(self.text), "to" | "off" | "up" | "out")
            }
            _ => next.text(self.text) == "$",
        }
    }

    /// Whether an unmistakable finite verb stands right behind.
    pub(super) fn verb_follows(&self, i: usize) -> bool {
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
