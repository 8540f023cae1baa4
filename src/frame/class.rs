//! Which noun groups can stand in which places of a pattern.

use super::chunk::{Chunk, NounGroup};
use crate::grammar::{Class, Lexicon, List, Names, class, pos};
use crate::mention::{Figure, Found, NameKind, Sentence};
use crate::text::TokenKind;

/// Reads classes off a sentence.
pub struct Classifier<'a> {
    /// The sentence.
    pub sentence: &'a Sentence,
    /// Its text.
    pub text: &'a str,
    /// Figures of its place.
    pub figures: &'a [Found],
    /// Words.
    pub lexicon: &'a Lexicon,
    /// Names.
    pub names: &'a Names,
}

impl Classifier<'_> {
    /// Whether a chunk can stand in a place of one of these classes; how well (the first class best).
    pub fn accepts(&self, chunk: &Chunk, classes: &[Class]) -> Option<usize> {
        let group = chunk.noun()?;
        if group.date {
            return None;
        }
        classes.iter().position(|c| self.is(chunk, group, *c))
    }

    fn is(&self, chunk: &Chunk, group: &NounGroup, class: Class) -> bool {
        match class {
            Class::Party | Class::Parties => self.is_party(chunk, group),
            Class::Security => self.is_security(group),
            Class::Company => self.is_party(chunk, group) && !self.is_state(group),
            Class::State => self.is_party(chunk, group) && self.is_state(group),
            Class::Business => self.is_business(group),
            Class::Goods => self.is_goods(group),
            Class::Stake => self.is_stake(group),
            Class::Control => {
                self.is_stake(group) && (self.is_control(group) || self.is_whole(chunk))
            }
            Class::Money => self.is_money(group),
            Class::Thing => {
                !self.is_post(group)
                    && !group.pronoun
                    && !self.is_money(group)
                    && (group.head_name.is_none() || !self.is_party(chunk, group))
            }
            Class::Any => true,
        }
    }

    /// "chief executive", "chairman": a person by his post, no thing.
    fn is_post(&self, group: &NounGroup) -> bool {
        let head = self.sentence.words[group.head].class;
        group.head_name.is_none()
            && head & class::PERSON != 0
            && head & (class::PARTY | class::PRODUCT | class::BUSINESS) == 0
    }

    /// A sum alone.
    pub fn is_money(&self, group: &NounGroup) -> bool {
        matches!(self.sentence.tokens[group.head].kind, TokenKind::Figure(n)
            if matches!(self.figures[n as usize].figure, Figure::Money(_)))
    }

    /// A name, description or pronoun that can act.
    pub fn is_party(&self, chunk: &Chunk, group: &NounGroup) -> bool {
        if group.pronoun {
            let word = chunk.span.of(self.text);
            return ["it", "they", "itself", "them", "both", "we"]
                .iter()
                .any(|p| word.eq_ignore_ascii_case(p));
        }
        if !group.figures.is_empty() && group.head_name.is_none() {
            return self.is_pair(group);
        }
        if let Some(n) = group.head_name {
            let name = &self.sentence.names[n];
            if group
                .figures
                .iter()
                .any(|f| matches!(self.figures[*f].figure, Figure::Number(_)))
            {
                return false;
            }
            let person = group.classes & class::PERSON != 0
                && group.classes & class::PARTY == 0
                && !self.only_principals(group);
            let acts = match name.kind {
                NameKind::Person => self.is_principal(group),
                // "electronics giants Harbour": a name that is a city's too.
                NameKind::City => group.classes & class::PARTY != 0,
                kind => kind.can_be_party(),
            };
            return acts && !person;
        }
        let head = self.sentence.words[group.head];
        // "Falcon airline", "Harbour group": the name before the noun.
        if head.class & class::PARTY != 0
            && head.class & class::PERSON == 0
            && self.name_before(group).is_some()
        {
            return true;
        }
        if self.lexicon.is(List::State, group.lemma) {
            return group.definite
                || group
                    .names
                    .iter()
                    .any(|n| self.sentence.names[*n].adjective);
        }
        head.class & class::PARTY != 0 && head.class & class::PERSON == 0
            || (head.class & class::BUSINESS != 0
                && (group.possessor.is_some() || !group.names.is_empty())
                && matches!(
                    self.lexicon.lemma(group.lemma),
                    "unit"
                        | "subsidiary"
                        | "arm"
                        | "division"
                        | "affiliate"
                        | "business"
                        | "parent"
                ))
    }

    /// "the two companies", "both sides": a description of several that were named before.
    pub fn is_pair(&self, group: &NounGroup) -> bool {
        let word = self.sentence.words[group.head];
        let several = group.figures.is_empty()
            || group.figures.iter().all(|f| {
                matches!(&self.figures[*f].figure, Figure::Number(n) if n.value == rust_decimal::Decimal::TWO)
            });
        group.definite
            && several
            && group.names.is_empty()
            && group.possessor.is_none()
            && group.possessive.is_none()
            && word.class & class::PARTY != 0
            && word.pos & pos::PLURAL != 0
    }

    /// A person who acts for himself: no spokesman, analyst or minister is said of him.
    fn is_principal(&self, group: &NounGroup) -> bool {
        self.only_principals(group)
            && group.head_name.is_some_and(|n| {
                let name = &self.sentence.names[n];
                !self
                    .names
                    .is_title(self.sentence.tokens[name.tokens.start].text(self.text))
            })
    }

    fn only_principals(&self, group: &NounGroup) -> bool {
        group.modifiers.iter().all(|(token, _)| {
            let word = self.sentence.words[*token];
            word.class & class::PERSON == 0 || self.lexicon.is(List::Principal, word.noun)
        })
    }

    /// The name right before a describing head ("Falcon airline").
    pub fn name_before(&self, group: &NounGroup) -> Option<usize> {
        let last = *group.names.last()?;
        let name = &self.sentence.names[last];
        (group.head_name.is_none()
            && name.tokens.end == group.head
            && !name.adjective
            && name.kind.is_company())
        .then_some(last)
    }

    /// A state, its government, or a union of states.
    pub fn is_state(&self, group: &NounGroup) -> bool {
        if let Some(n) = group.head_name {
            return matches!(
                self.sentence.names[n].kind,
                NameKind::State(_) | NameKind::Bloc(_) | NameKind::Region
            );
        }
        self.lexicon.is(List::State, group.lemma)
    }

    fn is_business(&self, group: &NounGroup) -> bool {
        if group.pronoun || group.head_name.is_some() {
            return false;
        }
        // "4,415 units" are goods: nobody buys a hundred businesses by number.
        let counted = group.figures.iter().any(|f| {
            matches!(&self.figures[*f].figure, Figure::Number(n) if n.value >= rust_decimal::Decimal::ONE_HUNDRED)
        });
        self.sentence.words[group.head].class & class::BUSINESS != 0 && !counted
    }

    /// Shares, bonds, notes: a security that is no share of ownership of a stated size.
    fn is_security(&self, group: &NounGroup) -> bool {
        // "said in a note issued on Monday"
        let letter = self.lexicon.is(List::OnlyPlural, group.lemma)
            && group.figures.is_empty()
            && self.sentence.tokens[group.head]
                .text(self.text)
                .eq_ignore_ascii_case(self.lexicon.lemma(group.lemma));
        !letter
            && !group.pronoun
            && group.head_name.is_none()
            && self.sentence.words[group.head].class & class::SECURITY != 0
            && !group
                .figures
                .iter()
                .any(|f| matches!(self.figures[*f].figure, Figure::Percent(_)))
    }

    /// A stake, shares, or a percentage.
    pub fn is_stake(&self, group: &NounGroup) -> bool {
        if group.pronoun {
            return false;
        }
        let head = self.sentence.words[group.head];
        // "sought an initial public offering": what is sold to the market, and no part of a company.
        let to_market = matches!(
            self.lexicon.lemma(group.lemma),
            "offering" | "placement" | "ipo" | "flotation" | "listing" | "issue"
        );
        if head.class & (class::STAKE | class::SECURITY) != 0
            && group.head_name.is_none()
            && !to_market
        {
            return true;
        }
        group
            .figures
            .iter()
            .any(|f| matches!(self.figures[*f].figure, Figure::Percent(_)))
            && (group.lemma == 0 || head.class & (class::PARTY | class::PERSON) == 0)
    }

    /// A stake of half or more, or one that words such as "controlling" or "remaining" describe.
    fn is_control(&self, group: &NounGroup) -> bool {
        // "the rest of Harbour Jet"
        if self.lexicon.is(List::Control, group.lemma) {
            return true;
        }
        let words = group.modifiers.iter().any(|(token, _)| {
            let word = self.sentence.tokens[*token].span.of(self.text);
            // "sold its remaining stake" is no control.
            let left_over = group.possessive.is_some() && word.eq_ignore_ascii_case("remaining");
            !left_over && self.lexicon.is_word(List::Control, word)
        });
        words
            || group
                .figures
                .iter()
                .any(|f| match &self.figures[*f].figure {
                    Figure::Percent(p) => p.value >= rust_decimal::Decimal::from(50),
                    _ => false,
                })
    }

    /// "all outstanding shares", "all of the shares": the whole company.
    fn is_whole(&self, chunk: &Chunk) -> bool {
        let word = |i: usize| self.sentence.tokens[i].text(self.text);
        let all = |i: usize| word(i).eq_ignore_ascii_case("all");
        let first = chunk.tokens.start;
        chunk.tokens.clone().take(2).any(all)
            || first >= 2 && word(first - 1) == "of" && all(first - 2)
    }

    /// Goods: counted things, models, or products that the lexicon knows.
    pub fn is_goods(&self, group: &NounGroup) -> bool {
        if group.pronoun || self.is_money(group) || self.is_stake(group) {
            return false;
        }
        if let Some(n) = group.head_name
            && self.sentence.names[n].kind == NameKind::Model
        {
            return true;
        }
        let head = self.sentence.words[group.head];
        if self.lexicon.is(List::NotGoods, group.lemma) {
            return false;
        }
        let counted = group.figures.iter().any(|f| {
            matches!(
                self.figures[*f].figure,
                Figure::Number(_) | Figure::Measure(_)
            )
        });
        if counted {
            return head.class & (class::PARTY | class::PERSON) == 0
                || head.class & class::PRODUCT != 0;
        }
        let class_name = self.lexicon.product_class(head.product).unwrap_or("");
        head.class & class::PRODUCT != 0
            && !matches!(class_name, "services" | "works" | "loans" | "patents")
            && group.head_name.is_none()
            && head.class & (class::PARTY | class::PERSON | class::BUSINESS) == 0
    }
}
