//! Goods and sides that the words behind a frame's trigger tell: the works of a contract ("a contract to build a plant"),
//! the securities of an issue, the country of a plant, how large a stake became.

use super::Linker;
use crate::deal::draft::{Draft, DraftItem, DraftParty};
use crate::deal::items::counted;
use crate::deal::record::Role;
use crate::deal::resolve::Resolver;
use crate::frame::{Chunk, ChunkKind, Clauses, Frame};
use crate::grammar::{Class, Fill, List, class};
use crate::mention::{Figure, NameKind};

impl Linker<'_> {
    /// The works that an infinitive or gerund behind a contract names; banks that are "to lead the deal" do none. Of an
    /// investment, what is built or opened with it.
    pub(super) fn works(&self, frame: &Frame, kind: &str) -> Vec<DraftItem> {
        let parsed = &self.parsed[frame.sentence];
        let clauses = Clauses::new(&parsed.chunks, self.k.lexicon);
        let lemma = |v: usize| parsed.chunks[v].verb().map_or(0, |v| v.lemma);
        let Some(verb) = frame.purpose.filter(|v| match kind {
            "contract" | "partnership" | "licence" => true,
            "investment" => self.k.lexicon.is(List::Build, lemma(*v)),
            // "an order to deliver 340 lifts"
            "purchase" => matches!(
                self.k.lexicon.lemma(lemma(*v)),
                "supply" | "deliver" | "provide" | "sell" | "buy" | "purchase"
            ),
            _ => false,
        }) else {
            return Vec::new();
        };
        let mut objects = clauses.of_verb(verb).object;
        // "to build, charter and operate three vessels"
        let mut at = verb;
        while objects.is_empty()
            && let Some(next) = (at + 1..(at + 4).min(parsed.chunks.len()))
                .find(|i| parsed.chunks[*i].verb().is_some())
            && parsed.chunks[at + 1..next]
                .iter()
                .all(|c| matches!(c.kind, ChunkKind::Comma | ChunkKind::Conjunction(false)))
        {
            objects = clauses.of_verb(next).object;
            at = next;
        }
        let classifier = self.classifier(frame.sentence);
        let rule = &self.k.rules.frames[frame.rule].id;
        objects
            .iter()
            .filter(|o| {
                let chunk = &parsed.chunks[**o];
                classifier.accepts(chunk, &[Class::Thing]).is_some()
                    && chunk
                        .noun()
                        .is_some_and(|n| n.word.class & (class::PERSON | class::DEAL) == 0)
                    && !self.is_side(frame.sentence, **o)
                    // "to boost tourism" is an aim.
                    && (matches!(kind, "contract" | "licence" | "purchase")
                        || classifier
                            .accepts(chunk, &[Class::Goods, Class::Business])
                            .is_some())
            })
            .filter_map(|o| self.item(frame.sentence, *o, rule))
            .collect()
    }

    /// What the words behind the trigger add to a draft, or make of it.
    pub(super) fn goods(&self, frame: &Frame, resolver: &Resolver<'_>, draft: &mut Draft) {
        match draft.kind.as_str() {
            "contract" => {
                // "selected as its strategic partner to modernise": what for, not as whom.
                draft.items.retain(|i| {
                    !matches!(
                        self.k.lexicon.lemma(i.lemma),
                        "partner" | "bidder" | "contractor" | "vendor"
                    )
                });
                if draft.items.is_empty() {
                    draft.items.extend(self.works(frame, "contract"));
                }
                if self.is_delivery(frame, draft) {
                    "purchase".clone_into(&mut draft.kind);
                }
            }
            "financing" => {
                if draft.items.is_empty() {
                    draft.items.extend(self.issued(frame));
                }
                self.lender_with(frame, draft);
                self.held_shares(draft);
            }
            "investment" => {
                self.host(frame, resolver, draft);
                self.level(frame, draft);
            }
            "acquisition" => self.level(frame, draft),
            _ => {}
        }
    }

    /// "a contract to supply 150 trucks": goods, no works.
    fn is_delivery(&self, frame: &Frame, draft: &Draft) -> bool {
        let parsed = &self.parsed[frame.sentence];
        let delivers = frame
            .purpose
            .and_then(|p| parsed.chunks[p].verb())
            .is_some_and(|v| {
                matches!(
                    self.k.lexicon.lemma(v.lemma),
                    "supply" | "deliver" | "provide" | "sell"
                )
            });
        delivers
            && !draft.items.is_empty()
            && draft.items.iter().all(|i| {
                i.quantity_proof.is_some()
                    && !matches!(i.class.as_deref(), Some("services" | "works"))
            })
    }

    /// The securities that a placement or sale is of, or that money is raised in: "a placement of 10,000 units", "raised
    /// $5 million through the issue of new shares", "$10 billion in common equity".
    fn issued(&self, frame: &Frame) -> Vec<DraftItem> {
        let parsed = &self.parsed[frame.sentence];
        let classifier = self.classifier(frame.sentence);
        let rule = &self.k.rules.frames[frame.rule].id;
        let preposition = |i: usize| parsed.chunks.get(i).and_then(Chunk::preposition);
        let issue = |i: usize| {
            parsed.chunks[i].noun().is_some_and(|n| {
                matches!(
                    self.k.lexicon.lemma(n.lemma),
                    "offering"
                        | "placement"
                        | "placing"
                        | "sale"
                        | "issue"
                        | "issuance"
                        | "auction"
                        | "ipo"
                )
            })
        };
        let clauses = Clauses::new(&parsed.chunks, self.k.lexicon);
        let mut out = Vec::new();
        for &c in frame
            .chunks
            .iter()
            .filter(|c| **c > frame.trigger || issue(**c))
        {
            let at = if issue(c) && preposition(c + 1) == Some("of") {
                c + 2
            } else if c > 0 && preposition(c - 1) == Some("in") {
                c
            } else {
                continue;
            };
            for h in clauses.heads(at) {
                let chunk = &parsed.chunks[h];
                let units = at != c
                    && chunk.noun().is_some_and(|n| {
                        !classifier.is_money(n)
                            && counted(n, &classifier, &self.models).span.is_some()
                    });
                let vague = chunk.noun().is_some_and(|n| {
                    matches!(
                        self.k.lexicon.lemma(n.lemma),
                        "capital"
                            | "debt"
                            | "funding"
                            | "financing"
                            | "fund"
                            | "issue"
                            | "offering"
                    )
                });
                if units || !vague && classifier.accepts(chunk, &[Class::Security]).is_some() {
                    out.extend(self.item(frame.sentence, h, rule));
                }
            }
            if !out.is_empty() {
                break;
            }
        }
        out
    }

    /// "Oakline sold 5 million Harbour shares": whoever holds shares of another company raises no money by them but sells.
    fn held_shares(&self, draft: &mut Draft) {
        let borrowers: Vec<usize> = draft
            .in_role(Role::Borrower)
            .filter_map(|p| p.who.entity)
            .collect();
        let [holder] = borrowers[..] else { return };
        let shares = draft.items.iter().find_map(|i| {
            let share = matches!(self.k.lexicon.lemma(i.lemma), "share" | "stock" | "stake");
            i.maker
                .filter(|m| share && *m != holder && !draft.has(*m))
                .map(|m| (m, i.proof.clone()))
        });
        let Some((issuer, proof)) = shares else {
            return;
        };
        if draft.has_role(Role::Lender) {
            return;
        }
        "purchase".clone_into(&mut draft.kind);
        draft.change_role(Role::Borrower, Role::Seller);
        draft.add_party(DraftParty {
            who: (self.entities).reference(issuer, proof.place, proof.span, "maker"),
            role: Role::Target,
            proof,
        });
    }

    /// "Harbour Bank signed a loan agreement with Oakline": a bank lends, whoever is named first.
    fn lender_with(&self, frame: &Frame, draft: &mut Draft) {
        let at = |role: Role, place: &str| {
            frame
                .filled
                .iter()
                .any(|f| f.fill == Fill::Party(role) && f.place == place)
        };
        if !at(Role::Lender, "with") || !at(Role::Borrower, "subject") {
            return;
        }
        let lends = |name: &str| {
            name.split_whitespace()
                .any(|w| self.k.lexicon.is_word(List::Lends, w))
        };
        let all = |role: Role| {
            let mut sides = draft.in_role(role).peekable();
            sides.peek().is_some() && sides.all(|p| lends(&p.who.name))
        };
        if all(Role::Borrower) && !all(Role::Lender) {
            draft.swap_roles(Role::Borrower, Role::Lender);
        }
    }

    /// "invest $900 million in a plant in Norland": the country is what is invested in, beside the plant.
    fn host(&self, frame: &Frame, resolver: &Resolver<'_>, draft: &mut Draft) {
        let stakes = |i: &DraftItem| i.class.as_deref() == Some("stakes");
        if draft.has_role(Role::Target) || draft.items.is_empty() || draft.items.iter().any(stakes)
        {
            return;
        }
        let parsed = &self.parsed[frame.sentence];
        let Some(plant) = frame
            .filled
            .iter()
            .find(|f| f.fill == Fill::Party(Role::Target))
            .map(|f| f.chunk)
            .or(frame.purpose)
        else {
            return;
        };
        let found = (plant + 1..(plant + 6).min(parsed.chunks.len())).find(|c| {
            let inside = parsed.chunks[*c - 1].preposition() == Some("in");
            inside
                && parsed.chunks[*c].noun().is_some_and(|n| {
                    n.head_name.is_some_and(|n| {
                        matches!(parsed.sentence.names[n].kind, NameKind::State(_))
                    })
                })
        });
        // "in U.S. research and manufacturing"
        let inside = parsed.chunks[plant].noun().and_then(|n| {
            n.names.iter().copied().find(|n| {
                let name = &parsed.sentence.names[*n];
                matches!(name.kind, NameKind::State(_)) && !name.adjective
            })
        });
        let who = match (found, inside) {
            (Some(c), _) => resolver.party(frame.sentence, c, None, &[]),
            (None, Some(n)) => resolver.party(frame.sentence, plant, Some(n), &[]),
            (None, None) => None,
        };
        let Some(who) = who else { return };
        let home = |e: usize| self.entities.list[e].country.clone();
        let abroad = who.entity.and_then(home).is_none_or(|host| {
            draft
                .parties
                .iter()
                .filter_map(|p| p.who.entity.and_then(home))
                .all(|c| c != host)
        });
        if abroad {
            draft.add_party(self.side(frame, who, Role::Target));
        }
    }

    /// "raised its stake to 14 percent": a stake told without a size has the one that it came to.
    fn level(&self, frame: &Frame, draft: &mut Draft) {
        let parsed = &self.parsed[frame.sentence];
        let changes = parsed.chunks[frame.trigger].verb().is_some_and(|v| {
            matches!(
                self.k.lexicon.lemma(v.lemma),
                "raise"
                    | "increase"
                    | "lift"
                    | "boost"
                    | "up"
                    | "cut"
                    | "reduce"
                    | "trim"
                    | "lower"
            )
        });
        if !changes {
            return;
        }
        let classifier = self.classifier(frame.sentence);
        let size = frame.chunks.iter().find_map(|c| {
            let to = *c > 0 && parsed.chunks[*c - 1].preposition() == Some("to");
            let group = parsed.chunks[*c].noun().filter(|_| to)?;
            let percent = group
                .figures
                .iter()
                .any(|f| matches!(classifier.figures[*f].figure, Figure::Percent(_)));
            percent.then(|| counted(group, &classifier, &self.models))
        });
        let Some(size) = size else { return };
        for item in &mut draft.items {
            if item.class.as_deref() == Some("stakes") && item.quantity_proof.is_none() {
                item.quantity = size.quantity;
                item.quantity_max = size.quantity_max;
                item.unit.clone_from(&size.unit);
                item.quantity_proof = size.span;
            }
        }
    }

    /// "45 supermarkets", "12 hotels": businesses by number are what changes hands, not who.
    pub(super) fn is_counted_business(&self, sentence: usize, chunk: usize) -> bool {
        let classifier = self.classifier(sentence);
        let Some(group) = self.parsed[sentence].chunks[chunk].noun() else {
            return false;
        };
        group.head_name.is_none()
            && !group.pronoun
            && !classifier.is_pair(group)
            && group.word.class & class::BUSINESS != 0
            && !self.k.lexicon.is(List::Unit, group.lemma)
            && group.figures.iter().any(|f| {
                matches!(&classifier.figures[*f].figure, Figure::Number(n) if n.value >= rust_decimal::Decimal::TWO)
            })
    }
}
