//! What other words than the frame's own say of a deal's goods: options on top ("with options for 10 more"), what an
//! order is made of ("The order includes 30 jets").

use super::Linker;
use crate::deal::draft::{Draft, DraftItem, DraftParty, Proof};
use crate::deal::items::counted;
use crate::deal::record::{Role, Status};
use crate::frame::{Chunk, ChunkKind, Clauses, NounGroup, VerbForm};
use crate::grammar::{Class, List, class};
use crate::span::Span;

/// How many sentences later a deal is still the one that "it" or "the order" means.
const REACH: usize = 4;

/// The last draft of the sentences before one, no more than so many back, that fits.
fn last_before(
    drafts: &[Draft],
    s: usize,
    reach: usize,
    fits: impl Fn(&Draft) -> bool,
) -> Option<usize> {
    (0..drafts.len())
        .filter(|d| {
            let d = &drafts[*d];
            d.sentence < s && s - d.sentence <= reach && fits(d)
        })
        .max_by_key(|d| (drafts[*d].sentence, drafts[*d].chunk))
}

impl Linker<'_> {
    /// Adds to the drafts what is told of their goods elsewhere.
    pub(super) fn details(&self, drafts: &mut Vec<Draft>, chunks: &mut Vec<Vec<usize>>) {
        for s in 0..self.parsed.len() {
            self.contents(drafts, s);
            self.options(drafts, chunks, s);
        }
        for s in 0..self.parsed.len() {
            self.stakes(drafts, s);
            self.memorandum(drafts, s);
            self.named_customer(drafts, s);
        }
        for d in drafts.iter_mut() {
            self.included(d);
        }
    }

    /// What share a side will have: "will own 60 percent of the venture", "would leave it with a 78 percent stake"; and
    /// how large a stake is that was told without a figure: "The stake represents 20 percent of Meridor Bank".
    fn stakes(&self, drafts: &mut [Draft], s: usize) {
        let parsed = &self.parsed[s];
        let classifier = self.classifier(s);
        let clauses = Clauses::new(&parsed.chunks, self.k.lexicon);
        for c in 1..parsed.chunks.len() {
            let share = parsed.chunks[c].noun().is_some_and(|n| {
                classifier.is_stake(n)
                    && counted(n, &classifier, &self.models).unit.as_deref() == Some("%")
            });
            if !share {
                continue;
            }
            let before = &parsed.chunks[c - 1].kind;
            let (v, with) = match before {
                ChunkKind::Verb(_) => (c - 1, false),
                ChunkKind::Preposition(p) if p == "with" && c >= 3 => (c - 3, true),
                _ => continue,
            };
            let Some(verb) = parsed.chunks[v].verb().filter(|v| !v.negated) else {
                continue;
            };
            let lemma = self.k.lexicon.lemma(verb.lemma);
            let will =
                verb.modal.is_some() || matches!(verb.form, VerbForm::Ing | VerbForm::Infinitive);
            let result = if with {
                lemma == "leave"
            } else {
                will && matches!(lemma, "own" | "hold" | "control" | "have")
            };
            let size = !with
                && matches!(lemma, "represent" | "equal" | "amount" | "be" | "total")
                && clauses.subject(v, 0).first().is_some_and(|h| {
                    parsed.chunks[*h].noun().is_some_and(|n| {
                        (n.definite || n.possessive.is_some()) && classifier.is_stake(n)
                    })
                });
            if !result && !size {
                continue;
            }
            let named: Vec<usize> = parsed
                .chunks
                .get(c + 2)
                .and_then(|k| k.noun())
                .and_then(|n| n.head_name)
                .filter(|_| matches!(parsed.chunks[c + 1].preposition(), Some("of" | "in")))
                .into_iter()
                .filter_map(|n| self.entities.of(s, n))
                .collect();
            let owner = (0..drafts.len())
                .filter(|d| {
                    let d = &drafts[*d];
                    let kind = match d.kind.as_str() {
                        "partnership" => result,
                        "acquisition" | "investment" => true,
                        "purchase" => size,
                        _ => false,
                    };
                    let vague = d.items.iter().any(|i| {
                        i.class.as_deref() == Some("stakes") && i.quantity_proof.is_none()
                    });
                    kind && d.sentence <= s
                        && s - d.sentence <= REACH
                        && named.iter().all(|e| d.has(*e))
                        && (result || vague)
                })
                .max_by_key(|d| drafts[*d].sentence);
            let Some(owner) = owner else { continue };
            let rule = drafts[owner].trigger.rule.clone();
            if let Some(item) = self.item(s, c, &rule) {
                add_item(&mut drafts[owner], item);
            }
        }
    }

    /// "The customer is Harbour Rail": who buys in the order told right before.
    fn named_customer(&self, drafts: &mut [Draft], s: usize) {
        let parsed = &self.parsed[s];
        let [subject, verb, name, ..] = &parsed.chunks[..] else {
            return;
        };
        let (Some(subject), Some(verb), Some(name)) = (subject.noun(), verb.verb(), name.noun())
        else {
            return;
        };
        let role = match self.k.lexicon.lemma(subject.lemma) {
            "customer" | "client" | "buyer" | "purchaser" => Role::Buyer,
            "supplier" | "seller" | "contractor" => Role::Seller,
            _ => return,
        };
        let known = name
            .head_name
            .and_then(|n| self.entities.of(s, n).map(|e| (n, e)));
        let Some((n, entity)) = known.filter(|_| verb.copula && subject.definite) else {
            return;
        };
        let Some(d) = last_before(drafts, s, 2, |_| true) else {
            return;
        };
        let draft = &mut drafts[d];
        if !matches!(
            draft.kind.as_str(),
            "purchase" | "contract" | "lease" | "licence"
        ) || draft.has_role(role)
            || draft.has(entity)
        {
            return;
        }
        let proof = Proof {
            place: parsed.sentence.place,
            span: parsed.sentence.names[n].span,
            rule: draft.trigger.rule.clone(),
        };
        draft.add_party(DraftParty {
            who: (self.entities).reference(entity, proof.place, proof.span, "name"),
            role,
            proof,
        });
    }

    /// "The letter of intent includes 10 options", "Under the memorandum, X will": the deal told right before is one.
    fn memorandum(&self, drafts: &mut [Draft], s: usize) {
        let parsed = &self.parsed[s];
        let lemma = |i: usize| {
            parsed
                .chunks
                .get(i)
                .and_then(|c| c.noun())
                .map_or("", |n| self.k.lexicon.lemma(n.lemma))
        };
        let found = (0..parsed.chunks.len().min(4)).find(|i| {
            parsed.chunks[*i]
                .noun()
                .is_some_and(|n| n.definite && n.possessor.is_none())
                && match lemma(*i) {
                    "memorandum" | "mou" | "loi" => true,
                    "letter" => lemma(i + 2) == "intent",
                    _ => false,
                }
        });
        let Some(c) = found else { return };
        if let Some(d) = last_before(drafts, s, REACH, |_| true)
            && drafts[d].status == Status::Agreed
            && drafts[d].trigger.place == parsed.sentence.place
        {
            drafts[d].status = Status::Mou;
            drafts[d].explicit = true;
            drafts[d].status_proof = Proof {
                place: parsed.sentence.place,
                span: parsed.chunks[c].span,
                rule: "status/mou".to_owned(),
            };
        }
    }

    /// "The order includes 30 jets and 40 trucks", "The deal is for 30 jets".
    fn contents(&self, drafts: &mut [Draft], s: usize) {
        let parsed = &self.parsed[s];
        let clauses = Clauses::new(&parsed.chunks, self.k.lexicon);
        for v in 0..parsed.chunks.len() {
            let Some(verb) = parsed.chunks[v]
                .verb()
                .filter(|v| v.form == VerbForm::Finite && !v.negated && !v.passive)
            else {
                continue;
            };
            let lemma = self.k.lexicon.lemma(verb.lemma);
            let behind = if verb.copula {
                "for"
            } else if lemma == "consist" {
                "of"
            } else if lemma == "call" {
                "for"
            } else if self.k.lexicon.is(List::Contain, verb.lemma) {
                ""
            } else {
                continue;
            };
            let clause = clauses.of_verb(v);
            let heads: Vec<usize> = if behind.is_empty() {
                clause.object.clone()
            } else {
                match clause.phrases.first() {
                    Some((p, heads)) if p == behind && clause.object.is_empty() => heads.clone(),
                    _ => continue,
                }
            };
            let Some(subject) = clause.subject.first().copied() else {
                continue;
            };
            let told = parsed.chunks[subject].noun().is_some_and(|n| {
                (n.definite || n.possessive.is_some()) && self.k.lexicon.is(List::Told, n.lemma)
            });
            let owner = if told {
                self.meant(drafts, s, subject)
            } else {
                self.sold(drafts, s, subject)
            };
            let Some(owner) = owner else { continue };
            for h in heads {
                // "covers orders of 30 jets and 40 trucks": the jets and trucks.
                let inside = parsed.chunks[h].noun().is_some_and(|n| {
                    n.figures.is_empty()
                        && (self.k.lexicon.is(List::Told, n.lemma)
                            || matches!(
                                self.k.lexicon.lemma(n.lemma),
                                "supply" | "delivery" | "installation" | "provision"
                            ))
                        && matches!(
                            parsed.chunks.get(h + 1).and_then(Chunk::preposition),
                            Some("of" | "for")
                        )
                });
                if inside {
                    for i in clauses.heads(h + 2) {
                        self.add_content(&mut drafts[owner], s, i);
                    }
                } else {
                    self.add_content(&mut drafts[owner], s, h);
                }
            }
        }
    }

    /// Whom a noun group names, and its owner.
    fn named_in(&self, s: usize, group: &NounGroup) -> Vec<usize> {
        let owner = group
            .possessor
            .and_then(|p| self.parsed[s].chunks[p].noun());
        let names = group.names.iter().copied();
        names
            .chain(owner.and_then(|n| n.head_name))
            .filter_map(|n| self.entities.of(s, n))
            .collect()
    }

    /// The takeover of a business that the subject of "includes 12 shops" means: what the frame itself sells, or a
    /// business of one of its sides.
    fn sold(&self, drafts: &[Draft], s: usize, subject: usize) -> Option<usize> {
        let parsed = &self.parsed[s];
        let piece = &parsed.chunks[subject];
        let group = piece.noun()?;
        if group.word.class & class::BUSINESS == 0 || group.head_name.is_some() {
            return None;
        }
        let named = self.named_in(s, group);
        (0..drafts.len())
            .filter(|d| {
                let d = &drafts[*d];
                d.kind == "acquisition"
                    && if d.sentence == s {
                        d.in_role(Role::Target)
                            .any(|p| piece.span.contains(p.proof.span))
                            || d.items.iter().any(|i| piece.span.contains(i.proof.span))
                    } else {
                        d.sentence < s
                            && s - d.sentence <= REACH
                            && !named.is_empty()
                            && named.iter().all(|e| d.has(*e))
                    }
            })
            .max_by_key(|d| drafts[*d].sentence)
    }

    /// The deal that a definite noun of dealing means: that of its own frame, else the last one that it fits.
    fn meant(&self, drafts: &[Draft], s: usize, subject: usize) -> Option<usize> {
        let parsed = &self.parsed[s];
        if let Some(own) = drafts
            .iter()
            .position(|d| d.sentence == s && d.chunk == subject)
        {
            return Some(own);
        }
        let group = parsed.chunks[subject].noun()?;
        let named = self.named_in(s, group);
        let lemma = self.k.lexicon.lemma(group.lemma);
        let fits = |d: &Draft| {
            let kind = match lemma {
                "order" => matches!(d.kind.as_str(), "purchase" | "contract" | "lease"),
                "purchase" | "sale" => matches!(d.kind.as_str(), "purchase" | "acquisition"),
                _ => d.kind != "financing" && d.kind != "trade_agreement",
            };
            kind && named.iter().all(|e| d.has(*e))
        };
        last_before(drafts, s, REACH, fits)
    }

    fn add_content(&self, draft: &mut Draft, s: usize, chunk: usize) {
        let classifier = self.classifier(s);
        let piece = &self.parsed[s].chunks[chunk];
        let Some(group) = piece.noun() else { return };
        let figures = counted(group, &classifier, &self.models);
        let goods = classifier.accepts(piece, &[Class::Goods]).is_some();
        let stake = figures.unit.as_deref() == Some("%") && classifier.is_stake(group);
        // "The order is for the construction of a road": works, and no goods.
        let works = draft.kind == "purchase"
            && draft.items.is_empty()
            && matches!(
                self.k.lexicon.lemma(group.lemma),
                "construction"
                    | "design"
                    | "development"
                    | "engineering"
                    | "expansion"
                    | "installation"
                    | "maintenance"
                    | "operation"
                    | "rehabilitation"
                    | "upgrade"
                    | "upgradation"
            );
        if works {
            "contract".clone_into(&mut draft.kind);
        }
        let fine = if figures.span.is_some() {
            goods || stake
        } else {
            let works = draft.kind == "contract"
                && classifier.accepts(piece, &[Class::Thing]).is_some()
                && !self.is_side(s, chunk);
            (goods || works) && draft.items.is_empty() && draft.kind != "acquisition"
        };
        if !fine || self.k.lexicon.is(List::Option, group.lemma) {
            return;
        }
        let rule = draft.trigger.rule.clone();
        // "10 orders": of what was ordered.
        let of_orders = self.k.lexicon.is(List::Told, group.lemma);
        let Some(item) = self
            .item(s, chunk, &rule)
            .filter(|_| !of_orders)
            .or_else(|| self.like_last(draft, s, chunk))
        else {
            return;
        };
        add_item(draft, item);
    }

    /// "with options for 10 more", "It also has the right to buy 10 others".
    fn options(&self, drafts: &mut Vec<Draft>, chunks: &mut Vec<Vec<usize>>, s: usize) {
        let parsed = &self.parsed[s];
        for o in 0..parsed.chunks.len() {
            let Some(group) = parsed.chunks[o].noun() else {
                continue;
            };
            if !self.k.lexicon.is(List::Option, group.lemma) {
                continue;
            }
            let kind = |i: usize| parsed.chunks.get(i).map(|c| &c.kind);
            let mut verb = None;
            let goods = match kind(o + 1) {
                Some(ChunkKind::Preposition(p))
                    if matches!(p.as_str(), "for" | "on" | "over")
                        && matches!(kind(o + 2), Some(ChunkKind::Noun(n)) if !n.date) =>
                {
                    o + 2
                }
                Some(ChunkKind::Verb(v))
                    if v.form == VerbForm::Infinitive
                        && matches!(
                            self.k.lexicon.lemma(v.lemma),
                            "buy" | "purchase" | "acquire" | "order" | "take" | "lease"
                        )
                        && matches!(kind(o + 2), Some(ChunkKind::Noun(n)) if !n.date) =>
                {
                    verb = Some(o + 1);
                    o + 2
                }
                _ => o,
            };
            // "10 options": the count is the option's own.
            let own = self.count(s, group).is_some();
            if own && goods != o || !own && goods == o {
                continue;
            }
            let Some(owner) = Self::optioned(drafts, s, o) else {
                continue;
            };
            // "exercised options for 10 jets": firm now.
            if drafts[owner].sentence == s && drafts[owner].trigger.rule == "purchase/options" {
                continue;
            }
            // "which brings its order book to 225 orders and options on 193 more"
            let of_book = parsed.chunks[..o].iter().any(|c| {
                c.noun().is_some_and(|n| {
                    matches!(self.k.lexicon.lemma(n.lemma), "book" | "backlog" | "total")
                })
            });
            if of_book {
                continue;
            }
            let inner = verb.and_then(|v| {
                drafts
                    .iter()
                    .position(|d| d.sentence == s && d.chunk == v)
                    .filter(|i| *i != owner)
            });
            // Somebody else's option; of "with an option to buy 10 more" nobody else acts.
            let with = o > 0 && parsed.chunks[o - 1].preposition() == Some("with");
            if !with
                && inner.is_some_and(|i| {
                    drafts[i]
                        .parties
                        .iter()
                        .any(|p| p.who.entity.is_some_and(|e| !drafts[owner].has(e)))
                })
            {
                continue;
            }
            let Some(mut item) = self.option_item(&drafts[owner], s, goods, own) else {
                continue;
            };
            item.optional = true;
            add_item(&mut drafts[owner], item);
            if let Some(i) = inner {
                let sources = drafts[i].sources.clone();
                drafts[owner].sources.extend(sources);
                drafts.remove(i);
                chunks.remove(i);
            }
        }
    }

    /// What an option is for, where it is counted goods.
    fn option_item(&self, owner: &Draft, s: usize, goods: usize, own: bool) -> Option<DraftItem> {
        let classifier = self.classifier(s);
        let piece = &self.parsed[s].chunks[goods];
        let group = piece.noun()?;
        self.count(s, group)?;
        if own {
            return self.like_last(owner, s, goods);
        }
        let rule = &owner.trigger.rule;
        self.item(s, goods, rule)
            .filter(|_| classifier.accepts(piece, &[Class::Goods]).is_some())
            .or_else(|| self.like_last(owner, s, goods))
    }

    /// The deal that an option comes on top of: one before it in its sentence, else the last one.
    fn optioned(drafts: &[Draft], s: usize, chunk: usize) -> Option<usize> {
        let goods = |d: &Draft| {
            matches!(d.kind.as_str(), "purchase" | "lease" | "contract")
                && d.items.iter().all(|i| i.class.as_deref() != Some("stakes"))
        };
        let here = (0..drafts.len())
            .filter(|d| drafts[*d].sentence == s && drafts[*d].chunk < chunk && goods(&drafts[*d]))
            .max_by_key(|d| drafts[*d].chunk);
        if here.is_some() {
            return here;
        }
        last_before(drafts, s, REACH, goods)
    }

    /// "ordered 60 jets, including 30 N-90s": the part is told too.
    fn included(&self, draft: &mut Draft) {
        let found: Vec<(usize, usize)> = draft
            .items
            .iter()
            .filter(|i| i.quantity_proof.is_some() && i.class.as_deref() != Some("stakes"))
            .flat_map(|i| self.behind_including(&i.proof))
            .collect();
        for (s, chunk) in found {
            self.add_content(draft, s, chunk);
        }
    }

    /// The counted heads behind an "including" right after some words.
    fn behind_including(&self, proof: &Proof) -> Vec<(usize, usize)> {
        let Some(s) = self
            .parsed
            .iter()
            .position(|p| p.sentence.place == proof.place && p.sentence.span.contains(proof.span))
        else {
            return Vec::new();
        };
        let parsed = &self.parsed[s];
        let Some(at) = parsed
            .chunks
            .iter()
            .rposition(|c| c.noun().is_some() && c.span.start < proof.span.end)
        else {
            return Vec::new();
        };
        for i in at + 1..(at + 6).min(parsed.chunks.len()) {
            match &parsed.chunks[i].kind {
                ChunkKind::Preposition(p) if p == "including" => {
                    return Clauses::new(&parsed.chunks, self.k.lexicon)
                        .heads(i + 1)
                        .into_iter()
                        .filter(|h| {
                            parsed.chunks[*h]
                                .noun()
                                .is_some_and(|n| self.count(s, n).is_some())
                        })
                        .map(|h| (s, h))
                        .collect();
                }
                ChunkKind::Preposition(_) | ChunkKind::Noun(_) | ChunkKind::Comma => {}
                _ => return Vec::new(),
            }
        }
        Vec::new()
    }

    /// The words of a noun group that count it.
    fn count(&self, s: usize, group: &NounGroup) -> Option<Span> {
        let found = counted(group, &self.classifier(s), &self.models);
        found.span.filter(|_| found.unit.is_none())
    }

    /// "10 more": of what the deal counted last.
    fn like_last(&self, draft: &Draft, s: usize, chunk: usize) -> Option<DraftItem> {
        let piece = &self.parsed[s].chunks[chunk];
        let figures = counted(piece.noun()?, &self.classifier(s), &self.models);
        let words = figures.span?;
        let last = draft
            .items
            .iter()
            .rev()
            .find(|i| i.class.as_deref() != Some("stakes"))?;
        Some(DraftItem {
            quantity: figures.quantity,
            quantity_max: figures.quantity_max,
            unit: figures.unit,
            quantity_proof: Some(words),
            proof: Proof {
                place: self.parsed[s].sentence.place,
                span: piece.span,
                rule: draft.trigger.rule.clone(),
            },
            ..last.clone()
        })
    }
}

/// Puts in an item unless it stands there already.
fn add_item(draft: &mut Draft, item: DraftItem) {
    let same = |i: &DraftItem| {
        i.quantity == item.quantity
            && i.quantity_max == item.quantity_max
            && i.unit == item.unit
            // "25 jets, with options for 25 more"
            && i.optional == item.optional
            && (i.quantity_proof.is_some() || i.product.eq_ignore_ascii_case(&item.product))
    };
    if !draft.items.iter().any(same) {
        draft.items.push(item);
    }
}
