//! Lays the patterns of rules over one clause: which place is filled by what, and how well.

use super::{Filled, Frame};
use crate::frame::chunk::{Chunk, ChunkKind};
use crate::frame::class::Classifier;
use crate::frame::clause::{Clause, Clauses};
use crate::grammar::{Class, Fill, Lexicon, List, Pattern, Role, Rules, Slot, class};
use crate::mention::NameKind;
use crate::text::Tag;

/// One sentence against the rules.
pub(super) struct Match<'a> {
    pub(super) rules: &'a Rules,
    pub(super) lexicon: &'a Lexicon,
    pub(super) chunks: &'a [Chunk],
    pub(super) classifier: Classifier<'a>,
    pub(super) only: Option<usize>,
}

impl Match<'_> {
    pub(super) fn best(
        &self,
        trigger: usize,
        clause: &Clause,
        candidates: &[(usize, usize)],
    ) -> Option<(usize, usize, Vec<Filled>)> {
        let mut best: Option<(i32, usize, usize, Vec<Filled>)> = None;
        for &(r, p) in candidates {
            if self.only.is_some_and(|o| o != r) {
                continue;
            }
            let pattern = &self.rules.frames[r].patterns[p];
            if let Some((score, filled)) =
                self.try_pattern(trigger, clause, pattern, self.rules.frames[r].generic)
                && best.as_ref().is_none_or(|b| score > b.0)
            {
                best = Some((score, r, p, filled));
            }
        }
        best.map(|(_, r, p, f)| (r, p, f))
    }

    fn try_pattern(
        &self,
        trigger: usize,
        clause: &Clause,
        pattern: &Pattern,
        generic: bool,
    ) -> Option<(i32, Vec<Filled>)> {
        let mut score = 0;
        let mut filled = Vec::new();
        let mut object = &clause.object;
        let trigger_is_noun = self.chunks[trigger].noun().is_some();
        if let Some(verb) = self.chunks[trigger].verb() {
            // A verb with a particle: "take over", "sell off".
            let lemma = self.lexicon.lemma(verb.lemma);
            let wanted = pattern
                .verbs
                .iter()
                .find(|v| v.split(' ').next() == Some(lemma))?;
            if let Some(particle) = wanted.split(' ').nth(1) {
                if !self.has_particle(trigger, object, particle) {
                    return None;
                }
                score += 1;
            }
            if !pattern.nouns.is_empty() {
                let n = *object
                    .iter()
                    .find(|o| self.is_one_of(**o, &pattern.nouns))?;
                // "Oakline's deal was announced": the noun's own rule knows what its owner does.
                if clause.subject.is_empty()
                    && self.chunks[n].noun().is_some_and(|g| g.possessor.is_some())
                    && !pattern
                        .phrases
                        .iter()
                        .any(|p| p.prepositions.iter().any(|w| w == "'s"))
                {
                    return None;
                }
                score += 3;
                self.inside(n, pattern, &mut filled, &mut score);
            }
        } else {
            self.inside(trigger, pattern, &mut filled, &mut score);
        }
        let empty = Vec::new();
        if !pattern.nouns.is_empty() {
            object = &empty;
        }
        if let Some(slot) = &pattern.subject {
            let mut found = self.fill(slot, &clause.subject, "subject", &mut filled, &mut score)
                || self.signers(slot, trigger, &clause.subject, &mut filled, &mut score);
            let is_noun = pattern.verbs.is_empty();
            // "its sale of": the pronoun owns the noun.
            if is_noun
                && !found
                && clause.subject.is_empty()
                && matches!(slot.fill, Fill::Party(_))
                && self.chunks[trigger]
                    .noun()
                    .is_some_and(|n| n.possessive.is_some())
            {
                filled.push(Filled {
                    fill: slot.fill,
                    chunk: trigger,
                    name: None,
                    place: "its".to_owned(),
                });
                score += 1;
                found = true;
            }
            if !found && !slot.optional {
                // A known subject of the wrong class speaks against the rule; an unknown one does not.
                if !clause.subject.is_empty() && !is_noun {
                    return None;
                }
                if is_noun && !filled.iter().any(|f| f.fill == slot.fill) {
                    return None;
                }
                score -= 1;
            }
        }
        // "raised its dividend 1 cent": the sum says by how much something else changes.
        if pattern.indirect.is_none()
            && clause.indirect.iter().any(|i| self.is_thing(*i))
            && pattern
                .object
                .as_ref()
                .is_some_and(|s| s.fill == Fill::Amount)
        {
            return None;
        }
        if let Some(slot) = &pattern.object
            && !self.fill(slot, object, "object", &mut filled, &mut score)
            && !slot.optional
        {
            return None;
        }
        if let Some(slot) = &pattern.indirect {
            let found = self.fill(
                slot,
                &clause.indirect,
                "indirect object",
                &mut filled,
                &mut score,
            );
            if !found && !slot.optional {
                return None;
            }
        }
        for phrase in &pattern.phrases {
            // "rejected Harbour's bid": the noun itself names it.
            let mut found = filled.iter().any(|f| {
                f.fill == phrase.slot.fill
                    && phrase.prepositions.iter().any(|p| {
                        p == "'s" && f.place == "'s" || p == "mod" && f.place == "modifier"
                    })
            });
            // "hired Oakline to build a bridge": what stands behind is done by the one hired.
            if phrase.prepositions.iter().any(|p| p == "to do") {
                found = clause.purpose.is_some_and(|v| {
                    phrase.slot.words.is_empty()
                        || self.chunks[v].verb().is_some_and(|g| {
                            let lemma = self.lexicon.lemma(g.lemma);
                            phrase.slot.words.iter().any(|w| w == lemma)
                        })
                });
                score += i32::from(found);
            }
            for (preposition, heads) in &clause.phrases {
                if phrase.prepositions.contains(preposition)
                    && self.fill(&phrase.slot, heads, preposition, &mut filled, &mut score)
                {
                    found = true;
                    // "led by A, with money from B and C": several phrases name investors.
                    if !matches!(phrase.slot.fill, Fill::Party(Role::Investor | Role::Lender)) {
                        break;
                    }
                }
            }
            if !found && phrase.prepositions.iter().any(|p| p == "'s") {
                let owner = object
                    .first()
                    .and_then(|o| self.chunks[*o].noun())
                    .and_then(|n| n.possessor);
                if let Some(owner) = owner {
                    found = self.fill(&phrase.slot, &[owner], "'s", &mut filled, &mut score);
                }
            }
            if !found
                && phrase.prepositions.iter().any(|p| p == "to")
                && !clause.indirect.is_empty()
            {
                found = self.fill(
                    &phrase.slot,
                    &clause.indirect,
                    "indirect object",
                    &mut filled,
                    &mut score,
                );
            }
            if !found
                && matches!(phrase.slot.fill, Fill::Party(_))
                && phrase
                    .prepositions
                    .iter()
                    .any(|p| matches!(p.as_str(), "from" | "to" | "with"))
            {
                found = self.fill(
                    &phrase.slot,
                    &clause.other_side,
                    "with",
                    &mut filled,
                    &mut score,
                );
            }
            // "obtained the rights to market a drug from Oakline": behind the infinitive that the rule asks for.
            if !found
                && matches!(phrase.slot.fill, Fill::Party(_))
                && pattern
                    .phrases
                    .iter()
                    .any(|p| p.prepositions.iter().any(|w| w == "to do"))
                && let Some(verb) = clause.purpose
            {
                let inner = Clauses::new(self.chunks, self.lexicon).of_verb(verb);
                for (_, heads) in inner
                    .phrases
                    .iter()
                    .filter(|(p, _)| p == "from" && phrase.prepositions.contains(p))
                {
                    found |= self.fill(&phrase.slot, heads, "from", &mut filled, &mut score);
                }
            }
            if !found && phrase.prepositions.iter().any(|p| p == "worth") {
                // "The order, worth $30 million, went to": the sum stands by the noun.
                let noun = if trigger_is_noun {
                    Some(trigger)
                } else {
                    clause.object.first().copied()
                };
                if let Some(sum) = noun.and_then(|n| self.sum_of(n)) {
                    found = self.fill(&phrase.slot, &[sum], "worth", &mut filled, &mut score);
                }
            }
            if !found && self.told_inside(trigger, clause, pattern, phrase, &mut filled) {
                found = true;
                score += 1;
            }
            if !found && !phrase.slot.optional {
                return None;
            }
        }
        if filled.iter().all(|f| f.fill == Fill::Nothing) {
            return None;
        }
        if generic && !filled.iter().any(|f| matches!(f.fill, Fill::Party(_))) {
            return None;
        }
        Some((score, filled))
    }

    /// "orders for 30 jets from Oakline and 18 trucks from Meridor": the same frame again with the next pair.
    pub(super) fn repeats(&self, frame: &Frame) -> Vec<Frame> {
        let mut out = Vec::new();
        let Some(item) = frame.filled.iter().find(|f| f.fill == Fill::Item) else {
            return out;
        };
        let mut last = frame
            .filled
            .iter()
            .find(|f| {
                matches!(f.fill, Fill::Party(_))
                    && f.chunk > item.chunk
                    && matches!(f.place.as_str(), "from" | "to" | "with" | "by" | "in")
            })
            .cloned();
        while let Some(party) = last.take() {
            let k = party.chunk;
            let joined = matches!(
                self.chunks.get(k + 1).map(|c| &c.kind),
                Some(ChunkKind::Conjunction(false))
            );
            let (Some(goods), Some(p), Some(who)) = (
                self.chunks.get(k + 2),
                self.chunks.get(k + 3),
                self.chunks.get(k + 4),
            ) else {
                break;
            };
            let same = matches!(&p.kind, ChunkKind::Preposition(w) if *w == party.place);
            if !joined
                || !same
                || self
                    .classifier
                    .accepts(goods, &[Class::Goods, Class::Stake])
                    .is_none()
                || self.classifier.accepts(who, &[Class::Party]).is_none()
            {
                break;
            }
            let mut next = frame.clone();
            next.filled
                .retain(|f| f.fill != Fill::Item && f.fill != party.fill && f.fill != Fill::Amount);
            next.filled.push(Filled {
                chunk: k + 2,
                ..item.clone()
            });
            let found = Filled {
                chunk: k + 4,
                ..party.clone()
            };
            next.filled.push(found.clone());
            next.chunks = vec![k + 2, k + 4];
            out.push(next);
            last = Some(found);
        }
        out
    }

    /// Fills a place from joined heads: all that are of its class, if the first is.
    fn fill(
        &self,
        slot: &Slot,
        heads: &[usize],
        place: &str,
        filled: &mut Vec<Filled>,
        score: &mut i32,
    ) -> bool {
        let mut any = false;
        if slot.classes.contains(&Class::Parties) {
            let joined = heads
                .iter()
                .filter(|h| {
                    self.classifier
                        .accepts(&self.chunks[**h], &slot.classes)
                        .is_some()
                })
                .count();
            let pair = heads.iter().any(|h| {
                let chunk = &self.chunks[*h];
                let words = chunk.span.of(self.classifier.text);
                words.eq_ignore_ascii_case("they")
                    || chunk.noun().is_some_and(|n| self.classifier.is_pair(n))
            });
            if joined < 2 && !pair {
                return false;
            }
        }
        for &h in heads {
            let h = self
                .issuer(slot, h)
                .or_else(|| self.owner_of_organ(slot, h))
                .unwrap_or(h);
            if filled.iter().any(|f| f.chunk == h && f.name.is_none()) {
                continue;
            }
            let Some(rank) = self
                .classifier
                .accepts(&self.chunks[h], &slot.classes)
                // "network equipment, software and services": what is joined to goods goes with them.
                .or_else(|| self.joins_goods(slot, h, any))
            else {
                // "its board approved", "the Harbour board approved"
                if let Some(side) = self.side_of_organ(slot, h) {
                    filled.push(side);
                    *score += 3;
                    any = true;
                }
                continue;
            };
            if matches!(slot.fill, Fill::Party(Role::Target)) && self.is_at_large(h) {
                if !matches!(place, "in" | "into") {
                    continue;
                }
                // "in Egypt's tourism sector", "in the Egyptian economy"
                let Some((chunk, name)) = self.owner_at_large(h) else {
                    continue;
                };
                any = true;
                *score += 3;
                filled.push(Filled {
                    fill: slot.fill,
                    chunk,
                    name,
                    place: place.to_owned(),
                });
                continue;
            }
            if !slot.words.is_empty() && !self.is_one_of(h, &slot.words) {
                continue;
            }
            // A person buys and invests, but is no side of an agreement between organizations.
            if matches!(slot.fill, Fill::Party(Role::Partner))
                && self.is_person(h)
                && !self.beside_company(h, heads, filled)
            {
                continue;
            }
            if !any {
                *score += 2
                    + i32::from(rank == 0)
                    + i32::from(!matches!(slot.classes[rank], Class::Any | Class::Thing))
                    // One of the words that the rule names is closer than any class.
                    + 2 * i32::from(!slot.words.is_empty() && slot.fill != Fill::Nothing);
            }
            any = true;
            if slot.fill != Fill::Nothing {
                filled.push(Filled {
                    fill: slot.fill,
                    chunk: h,
                    name: self.issuer_name(slot, h),
                    place: place.to_owned(),
                });
            }
        }
        any
    }

    /// Things that are no goods alone, joined to some that are.
    fn joins_goods(&self, slot: &Slot, h: usize, any: bool) -> Option<usize> {
        let goods = any
            && slot.fill == Fill::Item
            && slot.classes == [Class::Goods]
            && self
                .classifier
                .accepts(&self.chunks[h], &[Class::Thing])
                .is_some();
        let plain = self.chunks[h].noun().is_some_and(|n| {
            n.figures.is_empty() && n.names.is_empty() && n.word.class & class::PRODUCT != 0
        });
        (goods && plain).then_some(0)
    }

    /// Whether the head of a noun group is one of these base forms.
    fn is_one_of(&self, chunk: usize, words: &[String]) -> bool {
        self.chunks[chunk]
            .noun()
            .is_some_and(|n| n.lemma != 0 && words.iter().any(|w| w == self.lexicon.lemma(n.lemma)))
    }

    /// A verb's particle stands behind it ("take over"), behind its object ("took Harbour Jet private") or, as an
    /// adverb, inside the verb group ("will jointly develop").
    fn has_particle(&self, trigger: usize, object: &[usize], particle: &str) -> bool {
        let sentence = self.classifier.sentence;
        let is = |token: usize| {
            sentence
                .tokens
                .get(token)
                .is_some_and(|t| t.text(self.classifier.text).eq_ignore_ascii_case(particle))
        };
        let chunk = &self.chunks[trigger];
        chunk
            .verb()
            .is_some_and(|v| v.particle.as_deref() == Some(particle))
            || particle == "together" && is(chunk.tokens.end)
            || object
                .last()
                .is_some_and(|o| is(self.chunks[*o].tokens.end))
            || chunk
                .tokens
                .clone()
                .any(|i| sentence.tags[i] == Tag::Adverb && is(i))
    }

    /// The sum that "worth" puts right behind a noun, with a comma or without: "the order, worth $30 million,".
    fn sum_of(&self, noun: usize) -> Option<usize> {
        let comma = usize::from(matches!(self.chunks.get(noun + 1)?.kind, ChunkKind::Comma));
        let worth = self.chunks.get(noun + 1 + comma)?.preposition() == Some("worth");
        let sum = noun + 2 + comma;
        self.chunks.get(sum)?;
        worth.then_some(sum)
    }

    /// "20 percent of Harbour's shares": whose shares they are, where a target is asked for.
    fn issuer(&self, slot: &Slot, chunk: usize) -> Option<usize> {
        if !matches!(slot.fill, Fill::Party(Role::Target)) {
            return None;
        }
        let owner = self.chunks[chunk].noun()?.possessor?;
        self.classifier
            .accepts(&self.chunks[chunk], &[Class::Security])?;
        Some(owner)
    }

    /// "each Harbour share": the name in the group, where a target is asked for.
    fn issuer_name(&self, slot: &Slot, chunk: usize) -> Option<usize> {
        if !matches!(slot.fill, Fill::Party(Role::Target)) {
            return None;
        }
        let group = self.chunks[chunk].noun()?;
        self.classifier
            .accepts(&self.chunks[chunk], &[Class::Security])?;
        group.names.last().copied()
    }

    /// "pumped money into the economy": a target that nobody can buy or own.
    fn is_at_large(&self, chunk: usize) -> bool {
        self.chunks[chunk]
            .noun()
            .is_some_and(|n| self.lexicon.is(List::AtLarge, n.lemma))
    }

    /// "Harbour's board approved": the company acts through it.
    fn owner_of_organ(&self, slot: &Slot, chunk: usize) -> Option<usize> {
        if !matches!(slot.fill, Fill::Party(_)) {
            return None;
        }
        let group = self.chunks[chunk].noun()?;
        if !self.lexicon.is(List::Organ, group.lemma) {
            return None;
        }
        // "the board of Harbour"
        let of = self.chunks.get(chunk + 1)?.preposition() == Some("of");
        let named = |c: usize| {
            self.classifier
                .accepts(self.chunks.get(c)?, &[Class::Party])
                .map(|_| c)
        };
        group.possessor.or_else(|| named(chunk + 2).filter(|_| of))
    }

    /// Neither a party nor a figure.
    fn is_thing(&self, chunk: usize) -> bool {
        let chunk = &self.chunks[chunk];
        chunk
            .noun()
            .is_some_and(|n| n.figures.is_empty() && !n.date)
            && self.classifier.accepts(chunk, &[Class::Party]).is_none()
    }

    fn is_person(&self, chunk: usize) -> bool {
        self.chunks[chunk]
            .noun()
            .and_then(|n| n.head_name)
            .is_some_and(|n| self.classifier.sentence.names[n].kind == NameKind::Person)
    }

    /// Names before the head of a trigger noun ("the Harbour Air order") and its possessor.
    fn inside(&self, n: usize, pattern: &Pattern, filled: &mut Vec<Filled>, score: &mut i32) {
        let Some(group) = self.chunks[n].noun() else {
            return;
        };
        for phrase in &pattern.phrases {
            if phrase.prepositions.iter().any(|p| p == "'s")
                && let Some(owner) = group.possessor
            {
                self.fill(&phrase.slot, &[owner], "'s", filled, score);
            }
            if phrase.prepositions.iter().any(|p| p == "mod")
                && let Fill::Party(_) = phrase.slot.fill
                && let Some(name) = group
                    .names
                    .iter()
                    .copied()
                    .find(|n| self.classifier.sentence.names[*n].kind.can_be_party())
            {
                filled.push(Filled {
                    fill: phrase.slot.fill,
                    chunk: n,
                    name: Some(name),
                    place: "modifier".to_owned(),
                });
                *score += 1;
            }
        }
    }
}
