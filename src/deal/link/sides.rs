//! Sides that the places of a frame do not name: who awards a contract, whose business is bought, whose shares, who
//! makes what is ordered; and frames that only take up a deal told before.

use super::Linker;
use crate::deal::draft::{Draft, DraftParty, Proof};
use crate::deal::makers::contains_model;
use crate::deal::record::Role;
use crate::deal::resolve::Resolver;
use crate::frame::{Chunk, Clauses, Frame};
use crate::grammar::{Fill, List};

impl Linker<'_> {
    /// Adds who awards a contract that another tells of, and whose the business was that is bought.
    pub(super) fn sides_elsewhere(
        &self,
        frame: &Frame,
        resolver: &Resolver<'_>,
        taken: &[usize],
        draft: &mut Draft,
    ) {
        let parsed = &self.parsed[frame.sentence];
        if draft.kind == "contract"
            && draft.has_role(Role::Seller)
            && !draft.has_role(Role::Buyer)
            && let Some(who) = resolver.speaker(frame.sentence, |e| draft.has(e))
        {
            draft.add_party(self.side(frame, who, Role::Buyer));
        }
        // "bought Oakline's pump unit": whose it was sells it.
        if draft.kind == "acquisition"
            && !draft.has_role(Role::Seller)
            && !draft.has_role(Role::Partner)
            && let Some(owner) = frame
                .filled
                .iter()
                .filter(|f| f.fill == Fill::Party(Role::Target) && f.name.is_none())
                .find_map(|f| {
                    let group = parsed.chunks[f.chunk].noun()?;
                    // "the airline unit of Oakline"
                    let of = || {
                        let unit = self.k.lexicon.is(List::Unit, group.lemma);
                        let of = parsed.chunks.get(f.chunk + 1).and_then(Chunk::preposition)
                            == Some("of");
                        let named = parsed.chunks.get(f.chunk + 2)?.noun()?.head_name.is_some();
                        (unit && of && named).then_some(f.chunk + 2)
                    };
                    group.possessor.or_else(of)
                })
            && let Some(who) = resolver.party(frame.sentence, owner, None, taken)
            && who
                .entity
                .is_some_and(|e| !draft.has(e) && self.entities.list[e].kind.is_company())
        {
            draft.add_party(self.side(frame, who, Role::Seller));
        }
    }

    /// "The round was led by", "the order was placed by": a definite noun that stands for a deal told before.
    pub(super) fn takes_up(&self, frame: &Frame) -> bool {
        let chunks = &self.parsed[frame.sentence].chunks;
        let pattern = &self.k.rules.frames[frame.rule].patterns[frame.pattern];
        let definite = |c: usize| {
            chunks[c].noun().is_some_and(|n| {
                n.definite
                    && n.possessor.is_none()
                    && n.possessive.is_none()
                    && n.names.is_empty()
                    && n.figures.is_empty()
            })
        };
        if pattern.verbs.is_empty() {
            return definite(frame.trigger);
        }
        !pattern.nouns.is_empty()
            && Clauses::new(chunks, self.k.lexicon)
                .of_verb(frame.trigger)
                .object
                .iter()
                .any(|o| {
                    definite(*o)
                        && chunks[*o].noun().is_some_and(|n| {
                            let lemma = self.k.lexicon.lemma(n.lemma);
                            pattern.nouns.iter().any(|w| w == lemma)
                        })
                })
    }

    /// "bought $2 billion of Harbour preferred shares": the name in the stake's words is the target.
    pub(super) fn target_in_stake(&self, draft: &mut Draft) {
        if draft.has_role(Role::Target)
            || !matches!(
                draft.kind.as_str(),
                "investment" | "acquisition" | "purchase"
            )
        {
            return;
        }
        let found = draft
            .items
            .iter()
            .filter(|i| i.class.as_deref() == Some("stakes"))
            .find_map(|i| i.maker.map(|m| (m, i.proof.clone())));
        if let Some((maker, proof)) = found
            && !draft.has(maker)
        {
            draft.add_party(DraftParty {
                who: (self.entities).reference(maker, proof.place, proof.span, "maker"),
                role: Role::Target,
                proof,
            });
        }
    }

    /// "18 Oakline trucks, 36 Meridor engines": the maker in the goods' name sells them; two makers are two deals.
    pub(super) fn by_maker(&self, draft: Draft) -> Vec<Draft> {
        let sells = draft.has_role(Role::Seller);
        let wants = draft.kind == "purchase" && !sells && draft.has_role(Role::Buyer);
        if !wants {
            return vec![draft];
        }
        let mut draft = draft;
        for item in &mut draft.items {
            if item.maker.is_none() {
                item.maker = self
                    .makers
                    .iter()
                    .find(|(model, _)| contains_model(&item.product, model))
                    .map(|(_, e)| *e);
            }
        }
        let mut makers: Vec<usize> = draft
            .items
            .iter()
            .filter_map(|i| i.maker)
            .filter(|m| !draft.has(*m))
            .collect();
        makers.dedup();
        if makers.is_empty() {
            return vec![draft];
        }
        let several = makers.len() > 1 && draft.amounts.is_empty();
        let mut out = Vec::new();
        for (n, maker) in makers.iter().enumerate() {
            let mut d = draft.clone();
            if several {
                d.items
                    .retain(|i| i.maker == Some(*maker) || (n == 0 && i.maker.is_none()));
            }
            let Some(words) = d
                .items
                .iter()
                .find(|i| i.maker == Some(*maker))
                .map(|i| i.proof.clone())
            else {
                continue;
            };
            let span = self.entities.list[*maker]
                .mentions
                .iter()
                .find(|(p, s)| *p == words.place && words.span.contains(*s))
                .map_or(words.span, |(_, s)| *s);
            d.add_party(DraftParty {
                who: (self.entities).reference(*maker, words.place, span, "maker"),
                role: Role::Seller,
                proof: Proof { span, ..words },
            });
            out.push(d);
            if !several {
                break;
            }
        }
        out
    }
}
