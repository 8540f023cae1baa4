//! Which party a noun group means: a name, a description ("the carrier"), a pronoun, or a unit of a company.

mod elsewhere;

use super::entity::Entities;
use crate::frame::{Chunk, ChunkKind, Clauses, Parsed, VerbForm};
use crate::grammar::{Lexicon, List, class, pos};
use crate::mention::{Document, NameKind};
use crate::span::{Span, Where};

/// A party as a frame names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyRef {
    /// The entity, or none where the words themselves are all there is ("its chemicals unit").
    pub entity: Option<usize>,
    /// Its name in the record.
    pub name: String,
    /// The words that stand for it here.
    pub place: Where,
    /// Where.
    pub span: Span,
    /// How it was found: a name, a description, a pronoun.
    pub how: &'static str,
}

/// Resolves noun groups of one article.
pub struct Resolver<'a> {
    /// The article.
    pub document: &'a Document<'a>,
    /// Its sentences.
    pub parsed: &'a [Parsed<'a>],
    /// Its parties.
    pub entities: &'a Entities,
    /// Words.
    pub lexicon: &'a Lexicon,
}

impl Resolver<'_> {
    /// The party that a chunk means; `taken` are entities that stand in other places of the same frame.
    pub fn party(
        &self,
        sentence: usize,
        chunk: usize,
        name: Option<usize>,
        taken: &[usize],
    ) -> Option<PartyRef> {
        let parsed = &self.parsed[sentence];
        let place = parsed.sentence.place;
        let text = self.document.text_of(place);
        let piece = &parsed.chunks[chunk];
        let ChunkKind::Noun(group) = &piece.kind else {
            return None;
        };
        if let Some(n) = name.or(group.head_name) {
            let e = self.entities.of(sentence, n)?;
            return Some(self.reference(e, place, parsed.sentence.names[n].span, "name"));
        }
        if group.pronoun {
            let e = if piece.span.of(text).eq_ignore_ascii_case("we") {
                self.quoted(sentence, taken)?
            } else {
                self.pronoun(sentence, chunk, taken)?
            };
            return Some(self.reference(e, place, piece.span, "pronoun"));
        }
        let head = parsed.sentence.words[group.head];
        // "its Red Lake project" is not Red Lake.
        let is_asset = head.class & class::BUSINESS != 0
            && head.class & class::PARTY == 0
            && !self.lexicon.is(List::Unit, group.lemma);
        if head.class & (class::PARTY | class::BUSINESS) != 0
            && !is_asset
            && let Some(n) = group.names.last().copied()
            && parsed.sentence.names[n].kind.is_company()
            && let Some(e) = self.entities.of(sentence, n)
        {
            // "the Harbour store chain": the name before the noun.
            return Some(self.reference(e, place, parsed.sentence.names[n].span, "name"));
        }
        let lemma = self.lexicon.lemma(group.lemma);
        if head.class & (class::PARTY | class::BUSINESS) != 0
            && head.class & class::PERSON == 0
            && let Some(n) = self.apposed(sentence, chunk)
            && let Some(e) = self.entities.of(sentence, n)
        {
            return Some(self.reference(e, place, parsed.sentence.names[n].span, "name"));
        }
        // "Harbour Jet insurance and investment company": the name right before its description.
        if head.class & class::PARTY != 0
            && head.class & class::PERSON == 0
            && group.names.is_empty()
            && !group.definite
            && group.figures.is_empty()
            && let Some(before) = chunk.checked_sub(1)
            && let Some(n) = parsed.chunks[before].noun().and_then(|g| g.head_name)
            && parsed.chunks[before].tokens.end == piece.tokens.start
            && parsed.sentence.names[n].kind.is_company()
            && let Some(e) = self.entities.of(sentence, n)
        {
            return Some(self.reference(e, place, parsed.sentence.names[n].span, "name"));
        }
        // "the Bahraini government", "Tokyo's ministry": the state acts.
        if matches!(
            lemma,
            "government"
                | "state"
                | "kingdom"
                | "republic"
                | "sector"
                | "treasury"
                | "authority"
                | "official"
        ) {
            let state = group
                .names
                .iter()
                .rev()
                .filter_map(|n| self.entities.of(sentence, *n))
                .find(|e| {
                    matches!(
                        self.entities.list[*e].kind,
                        NameKind::State(_) | NameKind::Region | NameKind::Bloc(_)
                    )
                })
                .or_else(|| {
                    let p = group.possessor?;
                    let n = parsed.chunks[p].noun()?.head_name?;
                    self.entities.of(sentence, n)
                })
                // "the government of Kenya"
                .or_else(|| {
                    let of = parsed.chunks.get(chunk + 1)?.preposition() == Some("of");
                    let n = parsed.chunks.get(chunk + 2)?.noun()?.head_name?;
                    let state = matches!(
                        parsed.sentence.names[n].kind,
                        NameKind::State(_) | NameKind::Region
                    );
                    self.entities.of(sentence, n).filter(|_| of && state)
                });
            if let Some(e) = state {
                return Some(self.reference(e, place, piece.span, "state"));
            }
            if lemma == "government" && group.definite {
                return Some(self.government(sentence, piece.span, place));
            }
        }
        if head.class & class::BUSINESS != 0
            && (head.class & class::PARTY == 0 || self.lexicon.is(List::Unit, group.lemma))
        {
            return Some(self.business(sentence, chunk, place, text));
        }
        if head.class & class::PARTY == 0 {
            return None;
        }
        if !group.definite {
            return None;
        }
        // "the central bank" is none of the banks that the article names.
        let other_kind = group.modifiers.iter().any(|(t, _)| {
            let word = parsed.sentence.tokens[*t].span.of(text);
            self.lexicon.is_word(List::OtherKind, word)
        });
        if other_kind {
            return None;
        }
        // "Falcon urged the company to sell": not Falcon.
        let mut others = taken.to_vec();
        others.extend(self.acts_on(sentence, chunk));
        let e = self.description(sentence, chunk, group.lemma, &others)?;
        Some(self.reference(e, place, piece.span, "description"))
    }

    /// The subject of the verb right before a chunk, which acts on somebody else than itself.
    fn acts_on(&self, sentence: usize, chunk: usize) -> Vec<usize> {
        let parsed = &self.parsed[sentence];
        let verb = chunk
            .checked_sub(1)
            .filter(|v| parsed.chunks[*v].verb().is_some_and(|g| !g.copula));
        let Some(verb) = verb else {
            return Vec::new();
        };
        Clauses::new(&parsed.chunks, self.lexicon)
            .subject(verb, 0)
            .into_iter()
            .filter_map(|h| parsed.chunks[h].noun()?.head_name)
            .filter_map(|n| self.entities.of(sentence, n))
            .collect()
    }

    /// The name that a description has behind it: "the largest bank, Oakline Capital, bought". A name that a verb or
    /// a conjunction follows is somebody else: "sold the bank, Oakline said", "a bank, Oakline and others".
    fn apposed(&self, sentence: usize, chunk: usize) -> Option<usize> {
        let parsed = &self.parsed[sentence];
        let kind = |i: usize| parsed.chunks.get(i).map(|c| &c.kind);
        let (Some(ChunkKind::Comma), Some(ChunkKind::Noun(named))) =
            (kind(chunk + 1), kind(chunk + 2))
        else {
            return None;
        };
        let n = named.head_name?;
        let closed = match kind(chunk + 3) {
            None => true,
            Some(ChunkKind::Comma) => !matches!(kind(chunk + 4), Some(ChunkKind::Conjunction(_))),
            Some(_) => false,
        };
        let fits = parsed.sentence.names[n].kind.is_company();
        (closed && fits && !named.is_possessor).then_some(n)
    }

    /// The nearest named subject of the sentence before a chunk.
    pub fn sentence_subject(
        &self,
        sentence: usize,
        chunk: usize,
        taken: &[usize],
    ) -> Option<PartyRef> {
        let e = self
            .subjects(sentence, chunk)
            .into_iter()
            .rev()
            .find(|e| !taken.contains(e))?;
        let parsed = &self.parsed[sentence];
        let span = parsed
            .sentence
            .names
            .iter()
            .enumerate()
            .find(|(n, _)| self.entities.of(sentence, *n) == Some(e))
            .map(|(_, n)| n.span)?;
        Some(self.reference(e, parsed.sentence.place, span, "subject"))
    }

    /// All that "they" or "both" stands for, where that is the joined subject of a verb before it: "A and B said they".
    pub fn pair(&self, sentence: usize, chunk: usize) -> Vec<PartyRef> {
        let parsed = &self.parsed[sentence];
        let piece = &parsed.chunks[chunk];
        let text = self.document.text_of(parsed.sentence.place);
        let plural = ["they", "both"]
            .iter()
            .any(|p| piece.span.of(text).eq_ignore_ascii_case(p));
        let described = piece.noun().is_some_and(|n| {
            let word = parsed.sentence.words[n.head];
            n.definite
                && n.names.is_empty()
                && n.possessor.is_none()
                && n.possessive.is_none()
                && word.class & class::PARTY != 0
                && word.pos & pos::PLURAL != 0
                // "ties between the two countries" are no deal, "the units of Falcon" are told right there.
                && !self.lexicon.is(List::State, n.lemma)
                && parsed.chunks.get(chunk + 1).and_then(Chunk::preposition) != Some("of")
        });
        if !plural && !described {
            return Vec::new();
        }
        let clauses = Clauses::new(&parsed.chunks, self.lexicon);
        let joined = (0..chunk)
            .rev()
            .filter(|i| {
                parsed.chunks[*i]
                    .verb()
                    .is_some_and(|v| v.form == VerbForm::Finite)
            })
            .map(|i| clauses.subject(i, 0))
            .find(|heads| heads.len() > 1);
        let joined = joined.unwrap_or_default();
        if joined.is_empty() && described {
            return self.joined_before(sentence);
        }
        joined
            .into_iter()
            .filter_map(|h| {
                let name = parsed.chunks[h].noun()?.head_name?;
                let e = self.entities.of(sentence, name)?;
                Some(self.reference(
                    e,
                    parsed.sentence.place,
                    parsed.sentence.names[name].span,
                    "pronoun",
                ))
            })
            .collect()
    }

    /// "they", "both", "it".
    pub fn is_pronoun(&self, sentence: usize, chunk: usize) -> bool {
        self.parsed[sentence].chunks[chunk]
            .noun()
            .is_some_and(|n| n.pronoun || self.lexicon.lemma(n.lemma) == "both")
    }

    /// Who "its" means before a noun group.
    pub fn owner(&self, sentence: usize, chunk: usize, taken: &[usize]) -> Option<PartyRef> {
        let parsed = &self.parsed[sentence];
        let span = parsed.chunks[chunk].noun()?.possessive?;
        let text = self.document.text_of(parsed.sentence.place);
        // "our": whoever is quoted, mostly of the company that the article is about.
        let quoted = ["our", "my"]
            .iter()
            .any(|w| span.of(text).eq_ignore_ascii_case(w));
        let e = if quoted {
            self.main_company(taken)?
        } else if let Some(e) = self.advised(sentence, chunk) {
            e
        } else {
            self.pronoun(sentence, chunk, taken)
                .or_else(|| self.subject_behind(sentence, chunk, taken))?
        };
        Some(self.reference(e, parsed.sentence.place, span, "pronoun"))
    }

    fn reference(&self, e: usize, place: Where, span: Span, how: &'static str) -> PartyRef {
        self.entities.reference(e, place, span, how)
    }

    /// A unit or plant by its own words, without article and possessor.
    fn business(&self, sentence: usize, chunk: usize, place: Where, text: &str) -> PartyRef {
        let parsed = &self.parsed[sentence];
        let piece = &parsed.chunks[chunk];
        let tokens = &parsed.sentence.tokens;
        let start = piece
            .tokens
            .clone()
            .find(|t| {
                !matches!(
                    parsed.sentence.tags[*t],
                    crate::text::Tag::Determiner
                        | crate::text::Tag::Possessive
                        | crate::text::Tag::Number
                )
            })
            .unwrap_or(piece.tokens.start);
        let mut end = piece.tokens.end;
        // "operations in Poland", "refinery of X"
        if let (Some(ChunkKind::Preposition(p)), Some(next)) = (
            parsed.chunks.get(chunk + 1).map(|c| &c.kind),
            parsed.chunks.get(chunk + 2),
        ) && matches!(p.as_str(), "in" | "of")
            && next.noun().is_some_and(|n| {
                // "the property in exchange for", "the business in cash": no part of it.
                let bare = p == "in" && n.names.is_empty() && !n.definite;
                !n.date && !n.pronoun && !bare
            })
        {
            end = next.tokens.end;
            // "a subsidiary of France's Falkenau"
            let mut owner = chunk + 2;
            while parsed.chunks[owner].noun().is_some_and(|n| n.is_possessor)
                && let Some(owned) = parsed.chunks.get(owner + 1)
                && owned.noun().is_some_and(|n| n.possessor == Some(owner))
            {
                end = owned.tokens.end;
                owner += 1;
            }
        }
        let span = tokens[start].span.cover(tokens[end - 1].span);
        PartyRef {
            entity: None,
            name: span
                .of(text)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            place,
            span,
            how: "business",
        }
    }

    /// "it", "they": the subject of the verb before in the sentence, else of the sentence before.
    fn pronoun(&self, sentence: usize, chunk: usize, taken: &[usize]) -> Option<usize> {
        for (back, s) in (0..=sentence).rev().take(3).enumerate() {
            if self.parsed[s].sentence.place != self.parsed[sentence].sentence.place {
                break;
            }
            let before = if back == 0 { chunk } else { usize::MAX };
            let subjects = self.subjects(s, before);
            let pick = |e: &usize| !taken.contains(e);
            let found = if back == 0 {
                subjects.iter().rev().copied().find(pick)
            } else {
                subjects.iter().copied().find(pick)
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The named subjects of the finite verbs of a sentence before a chunk.
    fn subjects(&self, s: usize, before: usize) -> Vec<usize> {
        let parsed = &self.parsed[s];
        let clauses = Clauses::new(&parsed.chunks, self.lexicon);
        let mut out = Vec::new();
        for (i, chunk) in parsed.chunks.iter().enumerate() {
            if i >= before {
                break;
            }
            if chunk.verb().is_none_or(|v| v.form != VerbForm::Finite) {
                continue;
            }
            for h in clauses.subject(i, 0) {
                let Some(group) = parsed.chunks[h].noun() else {
                    continue;
                };
                let person = group.classes & class::PERSON != 0
                    && (group.head_name.is_none() || group.classes & class::PARTY == 0);
                let name = if person {
                    self.speaks_for(s, h)
                } else if group.classes & class::PERSON != 0 {
                    None
                } else {
                    group.head_name.or_else(|| self.stands_for(s, h))
                };
                if let Some(e) = name.and_then(|n| self.entities.of(s, n))
                    && self.entities.list[e].kind.can_be_party()
                    && !out.contains(&e)
                {
                    out.push(e);
                }
            }
        }
        out
    }

    /// The company of a person who speaks: "Oakline chief executive Lena Moss said the company", "Oakline's chairman said".
    fn speaks_for(&self, s: usize, h: usize) -> Option<usize> {
        let parsed = &self.parsed[s];
        let group = parsed.chunks[h].noun()?;
        let company = |n: &usize| parsed.sentence.names[*n].kind.is_company();
        // Those who speak for their company: no analyst, no professor.
        let text = self.document.text_of(parsed.sentence.place);
        let leads = parsed.chunks[h].tokens.clone().any(|t| {
            matches!(
                parsed.sentence.tokens[t].text(text).to_lowercase().as_str(),
                "executive"
                    | "ceo"
                    | "cfo"
                    | "coo"
                    | "chairman"
                    | "chairwoman"
                    | "president"
                    | "chief"
                    | "spokesman"
                    | "spokeswoman"
                    | "spokesperson"
                    | "director"
                    | "founder"
            )
        });
        if !leads {
            return None;
        }
        let own = group
            .names
            .iter()
            .copied()
            .filter(|n| Some(*n) != group.head_name)
            .find(company);
        own.or_else(|| {
            let owner = parsed.chunks[group.possessor?].noun()?;
            owner.head_name.filter(company)
        })
    }

    /// Whose unit, shares or offer a subject is: "the Harbour unit said it", "Shares of Harbour rose after it".
    fn stands_for(&self, s: usize, h: usize) -> Option<usize> {
        let parsed = &self.parsed[s];
        let group = parsed.chunks[h].noun()?;
        let unit = self.lexicon.is(List::Unit, group.lemma)
            || self.lexicon.is(List::Generic, group.lemma)
            || group.word.class & class::PARTY != 0 && group.word.class & class::PERSON == 0;
        let share =
            group.word.class & class::SECURITY != 0 || self.lexicon.is(List::Organ, group.lemma);
        let company = |n: &usize| parsed.sentence.names[*n].kind.is_company();
        if unit || share {
            let own = group.names.iter().rev().copied().find(company);
            if own.is_some() {
                return own;
            }
        }
        // "Kenya's finance ministry said it": the state, which acts through it.
        if self.lexicon.is(List::State, group.lemma)
            && let Some(owner) = group.possessor.and_then(|p| parsed.chunks[p].noun())
            && let Some(n) = owner.head_name
            && matches!(parsed.sentence.names[n].kind, NameKind::State(_))
        {
            return Some(n);
        }
        if !share {
            return None;
        }
        let named = |c: usize| parsed.chunks.get(c)?.noun()?.head_name.filter(company);
        if let Some(p) = group.possessor {
            return named(p);
        }
        matches!(
            parsed.chunks.get(h + 1).and_then(Chunk::preposition),
            Some("of" | "in")
        )
        .then(|| named(h + 2))
        .flatten()
    }

    /// The company that the article is about: named three times or more, and most often.
    fn main_company(&self, taken: &[usize]) -> Option<usize> {
        let list = &self.entities.list;
        (0..list.len())
            .filter(|e| {
                !taken.contains(e) && list[*e].mentions.len() >= 3 && list[*e].kind.is_company()
            })
            .max_by_key(|e| (list[*e].mentions.len(), std::cmp::Reverse(*e)))
    }

    fn description(
        &self,
        sentence: usize,
        chunk: usize,
        lemma: u32,
        taken: &[usize],
    ) -> Option<usize> {
        let place = self.parsed[sentence].sentence.place;
        let at = self.parsed[sentence].chunks[chunk].span.start;
        let before = |e: usize| {
            self.entities.list[e]
                .mentions
                .iter()
                .filter(|(p, s)| *p == place && s.start < at)
                .map(|(_, s)| s.start)
                .max()
        };
        let described = (0..self.entities.list.len())
            .filter(|e| {
                !taken.contains(e)
                    && self.entities.list[*e]
                        .descriptions
                        .iter()
                        .any(|d| self.lexicon.same_description(*d, lemma))
            })
            .filter_map(|e| before(e).map(|b| (b, e)))
            .max();
        if let Some((_, e)) = described {
            return Some(e);
        }
        // "the carrier" for a name with "Airways" in it.
        let by_name = (0..self.entities.list.len())
            .filter(|e| {
                !taken.contains(e)
                    && self.entities.list[*e].name.split_whitespace().any(|w| {
                        let w = w.to_lowercase();
                        // "the treasury" for a name with "Treasury" in it.
                        self.lexicon.describes(lemma, &w)
                            || w == self.lexicon.lemma(lemma)
                                && !self.lexicon.is(List::Generic, lemma)
                    })
            })
            .filter_map(|e| before(e).map(|b| (b, e)))
            .max();
        if let Some((_, e)) = by_name {
            return Some(e);
        }
        if self.lexicon.is(List::Generic, lemma) {
            // The last subject that is a company.
            let company = |e: &usize| self.entities.list[*e].kind.is_company();
            return self
                .pronoun(sentence, chunk, taken)
                .filter(company)
                .or_else(|| self.main_company(taken));
        }
        None
    }
}
