//! What stands in other words than those of a place: whom the people who sign an agreement stand for: "signed by Omar Rahal, chief executive of Falcon Air, and Lena Moss,
//! chairman of Oakline Corp"; what a
//! compound names ("bond sale"), the sum in a group ("a $5 million plant"), where something will be built.

use super::Filled;
use super::places::Match;
use crate::frame::chunk::{ChunkKind, NounGroup};
use crate::frame::clause::{Clause, Clauses};
use crate::grammar::{Class, Fill, List, Pattern, Phrase, Role, Slot, class};
use crate::mention::{Figure, NameKind};

impl Match<'_> {
    /// Fills a place for several partners with those for whom people sign, if there are two or more.
    pub(super) fn signers(
        &self,
        slot: &Slot,
        trigger: usize,
        heads: &[usize],
        filled: &mut Vec<Filled>,
        score: &mut i32,
    ) -> bool {
        let several = slot.classes.first() == Some(&Class::Parties);
        let person = |g: &NounGroup| {
            g.head_name
                .is_some_and(|n| self.classifier.sentence.names[n].kind == NameKind::Person)
        };
        let people = heads
            .first()
            .is_some_and(|h| self.chunks[*h].noun().is_some_and(person));
        if !several || !people || !matches!(slot.fill, Fill::Party(Role::Partner)) {
            return false;
        }
        // Behind the trigger in the passive, else before it.
        let range = if heads[0] > trigger {
            heads[0]..self.chunks.len()
        } else {
            0..trigger
        };
        let mut found = Vec::new();
        for i in range {
            let group = match &self.chunks[i].kind {
                ChunkKind::Noun(group) => group,
                ChunkKind::Break => break,
                _ => continue,
            };
            if person(group) {
                // "Falcon Air's Omar Rahal", "Falcon Air chief Omar Rahal"
                let first = group.names.iter().copied().find(|n| self.acts(*n));
                match (first, group.possessor) {
                    (Some(n), _) => found.push((i, Some(n))),
                    (None, Some(p)) if self.chunks[p].noun().is_some_and(|g| self.is_side(g)) => {
                        found.push((p, None));
                    }
                    _ => {}
                }
            } else if self.is_side(group)
                && i > 0
                && matches!(
                    self.chunks[i - 1].preposition(),
                    Some("of" | "for" | "at" | "from")
                )
            {
                found.push((i, None));
            }
        }
        if found.len() < 2 {
            return false;
        }
        *score += 3;
        filled.extend(found.into_iter().map(|(chunk, name)| Filled {
            fill: slot.fill,
            chunk,
            name,
            place: "signer".to_owned(),
        }));
        true
    }

    /// Whether a place that no phrase fills is told all the same.
    pub(super) fn told_inside(
        &self,
        trigger: usize,
        clause: &Clause,
        pattern: &Pattern,
        phrase: &Phrase,
        filled: &mut Vec<Filled>,
    ) -> bool {
        let is = |word: &str| phrase.prepositions.iter().any(|p| p == word);
        let classes = &phrase.slot.classes;
        let noun = if pattern.verbs.is_empty() {
            Some(trigger)
        } else {
            clause.object.first().copied()
        };
        let group = noun.and_then(|n| self.chunks[n].noun());
        // "a $5 million plant"
        if is("worth")
            && group.is_some_and(|g| {
                g.figures
                    .iter()
                    .any(|f| matches!(self.classifier.figures[*f].figure, Figure::Money(_)))
            })
        {
            return true;
        }
        // "bought 5 million Harbour shares"
        if (is("of") || is("in"))
            && matches!(phrase.slot.fill, Fill::Party(Role::Target))
            && pattern.object.is_some()
            && let Some(n) = noun
            && let Some(g) = group
            && g.word.class & (class::SECURITY | class::STAKE) != 0
            && let Some(name) = g.names.iter().copied().find(|n| self.acts(*n))
        {
            filled.push(Filled {
                fill: phrase.slot.fill,
                chunk: n,
                name: Some(name),
                place: "modifier".to_owned(),
            });
            return true;
        }
        // "its bond sale"
        if is("of")
            && classes.contains(&Class::Security)
            && !pattern.nouns.is_empty()
            && group.is_some_and(|g| {
                g.modifiers
                    .iter()
                    .any(|(t, _)| self.classifier.sentence.words[*t].class & class::SECURITY != 0)
            })
        {
            return true;
        }
        // "will invest $5 million to build a plant in Hungary"
        if is("in")
            && classes.contains(&Class::State)
            && matches!(phrase.slot.fill, Fill::Party(Role::Target))
            && let Some(verb) = clause.purpose
        {
            let inner = Clauses::new(self.chunks, self.lexicon).of_verb(verb);
            let place = inner
                .phrases
                .iter()
                .filter(|(p, _)| p == "in")
                .filter_map(|(_, heads)| heads.first().copied())
                .find(|h| {
                    self.classifier
                        .accepts(&self.chunks[*h], &[Class::State])
                        .is_some()
                });
            if let Some(chunk) = place {
                filled.push(Filled {
                    fill: phrase.slot.fill,
                    chunk,
                    name: None,
                    place: "in".to_owned(),
                });
                return true;
            }
        }
        false
    }

    /// Whose economy or sector it is: a state's.
    pub(super) fn owner_at_large(&self, chunk: usize) -> Option<(usize, Option<usize>)> {
        let group = self.chunks[chunk].noun()?;
        let state = |n: usize| {
            matches!(
                self.classifier.sentence.names[n].kind,
                NameKind::State(_) | NameKind::Region
            )
        };
        if let Some(p) = group.possessor {
            return self.chunks[p]
                .noun()?
                .head_name
                .filter(|n| state(*n))
                .map(|_| (p, None));
        }
        let name = group.names.iter().copied().find(|n| state(*n))?;
        Some((chunk, Some(name)))
    }

    /// The company that acts through "its board" or "the Harbour board".
    pub(super) fn side_of_organ(&self, slot: &Slot, chunk: usize) -> Option<Filled> {
        let Fill::Party(_) = slot.fill else {
            return None;
        };
        let group = self.chunks[chunk].noun()?;
        if !self.lexicon.is(List::Organ, group.lemma) {
            return None;
        }
        let name = group.names.iter().rev().copied().find(|n| self.acts(*n));
        if name.is_none() && group.possessive.is_none() {
            return None;
        }
        Some(Filled {
            fill: slot.fill,
            chunk,
            name,
            place: if name.is_some() { "modifier" } else { "its" }.to_owned(),
        })
    }

    /// "signed an agreement with Sundar Kumar": a name like a person's, bare and beside a company, is one of a company.
    pub(super) fn beside_company(&self, chunk: usize, heads: &[usize], filled: &[Filled]) -> bool {
        let bare = self.chunks[chunk]
            .noun()
            .is_some_and(|g| g.modifiers.is_empty() && g.names.len() == 1 && g.possessor.is_none());
        // "Omar Rahal, chief executive of", "Omar Rahal, 45,"
        let told = matches!(
            self.chunks.get(chunk + 1).map(|c| &c.kind),
            Some(ChunkKind::Comma)
        ) && self
            .chunks
            .get(chunk + 2)
            .and_then(|c| c.noun())
            .is_some_and(|g| {
                g.classes & class::PERSON != 0 || g.head_name.is_none() && !g.figures.is_empty()
            });
        let company = |c: usize| {
            self.chunks[c]
                .noun()
                .is_some_and(|g| g.head_name.is_some_and(|n| self.acts(n)))
        };
        bare && !told
            && (heads.iter().any(|h| *h != chunk && company(*h))
                || filled.iter().any(|f| {
                    f.fill == Fill::Party(Role::Partner) && f.chunk != chunk && company(f.chunk)
                }))
    }

    fn acts(&self, name: usize) -> bool {
        self.classifier.sentence.names[name].kind.is_company()
    }

    fn is_side(&self, group: &NounGroup) -> bool {
        !group.is_possessor && group.head_name.is_some_and(|n| self.acts(n))
    }
}
