//! Who of the sides of a frame does what, where its places leave it open: two that sign a loan, a company that sells
//! itself, for whom works are done.

use super::Linker;
use crate::deal::draft::{Draft, DraftParty};
use crate::deal::record::Role;
use crate::deal::resolve::Resolver;
use crate::frame::{ChunkKind, Clauses, Frame};
use crate::grammar::{Class, Fill, List};
use crate::mention::NameKind;

impl Linker<'_> {
    /// "a contract to build a plant for Harbour", "to maintain Harbour's jets": who has the works done.
    pub(super) fn customer(&self, frame: &Frame, resolver: &Resolver<'_>, draft: &mut Draft) {
        if draft.kind != "contract" || draft.has_role(Role::Buyer) || !draft.has_role(Role::Seller)
        {
            return;
        }
        let Some(mut verb) = frame.purpose else {
            return;
        };
        let parsed = &self.parsed[frame.sentence];
        let clauses = Clauses::new(&parsed.chunks, self.k.lexicon);
        // "to design and build a plant for"
        while matches!(
            parsed.chunks.get(verb + 1).map(|c| &c.kind),
            Some(ChunkKind::Conjunction(false))
        ) && parsed
            .chunks
            .get(verb + 2)
            .is_some_and(|c| c.verb().is_some())
        {
            verb += 2;
        }
        let clause = clauses.of_verb(verb);
        let classifier = self.classifier(frame.sentence);
        let named = |c: &usize, states: bool| {
            let piece = &parsed.chunks[*c];
            classifier.accepts(piece, &[Class::Party]).is_some()
                && piece.noun().and_then(|n| n.head_name).is_some_and(|n| {
                    let kind = parsed.sentence.names[n].kind;
                    kind.is_company() || states && matches!(kind, NameKind::State(_))
                })
        };
        let behind = clause
            .phrases
            .iter()
            .filter(|(p, _)| p == "for")
            .flat_map(|(_, heads)| heads.iter().copied())
            .find(|h| named(h, true));
        let owner = || {
            clause
                .object
                .iter()
                .filter_map(|o| parsed.chunks[*o].noun()?.possessor)
                .find(|p| named(p, false))
        };
        let Some(chunk) = behind.or_else(owner) else {
            return;
        };
        let Some(who) = resolver.party(frame.sentence, chunk, None, &[]) else {
            return;
        };
        if who.entity.is_some_and(|e| !draft.has(e)) {
            draft.add_party(self.side(frame, who, Role::Buyer));
        }
    }

    /// "named Omar Rahal to oversee its shops": a person takes a post.
    pub(super) fn is_appointment(&self, draft: &Draft) -> bool {
        draft.trigger.rule == "contract/select"
            && draft.in_role(Role::Seller).any(|p| {
                p.who
                    .entity
                    .is_some_and(|e| self.entities.list[e].kind == NameKind::Person)
            })
    }

    /// "Oakline, Falcon Air sign deal": an agreement of companies is none on trade.
    pub(super) fn of_companies(&self, draft: &mut Draft) {
        let company = |p: &DraftParty| {
            p.who
                .entity
                .is_some_and(|e| self.entities.list[e].kind.is_company())
        };
        if draft.kind == "trade_agreement"
            && draft.parties.len() > 1
            && draft.parties.iter().all(company)
        {
            "partnership".clone_into(&mut draft.kind);
        }
    }

    /// "unveiled an order for 20 jets from Oakline": behind the goods stands who makes them, unless somebody won it.
    pub(super) fn order_from(&self, frame: &Frame, draft: &mut Draft) {
        if draft.kind != "purchase" {
            return;
        }
        let chunks = &self.parsed[frame.sentence].chunks;
        let tells = chunks[frame.trigger].verb().is_some_and(|v| {
            matches!(
                self.k.lexicon.lemma(v.lemma),
                "announce" | "unveil" | "confirm" | "report"
            )
        });
        let place = |fill: &dyn Fn(Fill) -> bool, p: &str| {
            frame
                .filled
                .iter()
                .find(|f| fill(f.fill) && f.place == p)
                .map(|f| f.chunk)
        };
        let from = place(&|f| f == Fill::Party(Role::Buyer), "from");
        let goods = frame
            .filled
            .iter()
            .find(|f| f.fill == Fill::Item)
            .map(|f| f.chunk);
        // "signed a memorandum with Falcon Air for the sale of 12 trains": whoever signs sells.
        let supplies = goods.is_some_and(|g| {
            let of = g >= 2 && chunks[g - 1].preposition() == Some("of");
            chunks[if of { g - 2 } else { g }]
                .noun()
                .is_some_and(|n| self.k.lexicon.lemma(n.lemma) == "sale")
        }) && place(&|f| f == Fill::Party(Role::Seller), "with").is_some();
        // "signed a purchase agreement with Falcon Air to supply 12 trains": whoever signs supplies.
        let supplier = frame
            .purpose
            .and_then(|p| chunks[p].verb())
            .is_some_and(|v| {
                matches!(
                    self.k.lexicon.lemma(v.lemma),
                    "supply" | "deliver" | "provide" | "sell" | "export"
                )
            })
            && place(&|f| f == Fill::Party(Role::Seller), "with").is_some()
            && place(&|f| f == Fill::Party(Role::Buyer), "subject").is_some();
        // "Oakline announced an order for 20 N-90s from Falcon Air", where Oakline makes the N-90: as it says.
        let makes = |c: usize| {
            chunks[c].noun().is_some_and(|g| {
                g.head_name
                    .and_then(|n| self.entities.of(frame.sentence, n))
                    .is_some_and(|e| self.makers.iter().any(|(_, m)| *m == e))
            })
        };
        if place(&|f| f == Fill::Party(Role::Seller), "subject").is_some_and(makes) {
            return;
        }
        if supplies
            || supplier
            || matches!((tells, from, goods), (true, Some(from), Some(goods)) if goods < from)
        {
            draft.swap_roles(Role::Buyer, Role::Seller);
        }
    }

    /// "approved $30 million to help Kenya build roads": who is helped gets it.
    pub(super) fn helped(&self, frame: &Frame, resolver: &Resolver<'_>, draft: &mut Draft) {
        if draft.kind != "financing"
            || !draft.has_role(Role::Lender)
            || draft.has_role(Role::Borrower)
        {
            return;
        }
        let Some(verb) = frame.purpose else { return };
        let parsed = &self.parsed[frame.sentence];
        let helps = parsed.chunks[verb].verb().is_some_and(|g| {
            matches!(
                self.k.lexicon.lemma(g.lemma),
                "help" | "support" | "assist" | "enable" | "allow"
            )
        });
        let clause = Clauses::new(&parsed.chunks, self.k.lexicon).of_verb(verb);
        let classifier = self.classifier(frame.sentence);
        let whom = clause.object.iter().chain(&clause.indirect).find(|h| {
            classifier
                .accepts(&parsed.chunks[**h], &[Class::Party])
                .is_some()
        });
        if let Some(chunk) = whom.filter(|_| helps)
            && let Some(who) = resolver.party(frame.sentence, *chunk, None, &[])
            && who.entity.is_some_and(|e| !draft.has(e))
        {
            draft.add_party(self.side(frame, who, Role::Borrower));
        }
    }

    /// Two that sign a licence or a purchase, where nothing says who gets it: whoever pays does, whoever is paid gives.
    pub(super) fn directions(&self, drafts: &mut [Draft]) {
        let mut found: Vec<(String, Vec<usize>, usize)> = Vec::new();
        for d in drafts.iter().filter(|d| is_undirected(d)) {
            for s in d.sentence..(d.sentence + 6).min(self.parsed.len()) {
                if self.parsed[s].sentence.place != d.trigger.place {
                    break;
                }
                if let Some(buyer) = self.pays(s, d) {
                    found.push((d.kind.clone(), entities(d), buyer));
                    break;
                }
            }
        }
        // The headline that tells the same of the same two says it no better.
        for d in drafts.iter_mut().filter(|d| is_undirected(d)) {
            let sides = entities(d);
            let Some((_, _, buyer)) = found.iter().find(|f| f.0 == d.kind && f.1 == sides) else {
                continue;
            };
            for p in &mut d.parties {
                if p.who.entity != Some(*buyer) {
                    p.role = Role::Seller;
                }
            }
        }
    }

    /// Which of two sides a sentence says will pay the other.
    fn pays(&self, s: usize, d: &Draft) -> Option<usize> {
        let parsed = &self.parsed[s];
        let clauses = Clauses::new(&parsed.chunks, self.k.lexicon);
        let classifier = self.classifier(s);
        for (v, chunk) in parsed.chunks.iter().enumerate() {
            let Some(verb) = chunk.verb().filter(|g| !g.negated && !g.passive) else {
                continue;
            };
            let lemma = self.k.lexicon.lemma(verb.lemma);
            if !matches!(lemma, "pay" | "receive" | "earn") {
                continue;
            }
            let clause = clauses.of_verb(v);
            let who = clause.subject.iter().find_map(|h| {
                let name = parsed.chunks[*h].noun()?.head_name?;
                self.entities.of(s, name).filter(|e| d.has(*e))
            })?;
            let money = clause.object.iter().chain(&clause.indirect).any(|h| {
                parsed.chunks[*h].noun().is_some_and(|n| {
                    classifier.is_money(n)
                        || matches!(self.k.lexicon.lemma(n.lemma), "payment" | "royalty" | "fee")
                })
            });
            if !money {
                continue;
            }
            if lemma == "pay" {
                return Some(who);
            }
            return d
                .parties
                .iter()
                .filter_map(|p| p.who.entity)
                .find(|e| *e != who);
        }
        None
    }

    /// "The central bank bought $2 billion of government bonds": debts are bought like goods, and make nobody a holder of
    /// a company.
    pub(super) fn debts(&self, drafts: &mut [Draft]) {
        for d in drafts {
            let debts = !d.items.is_empty()
                && d.items.iter().all(|i| {
                    matches!(
                        self.k.lexicon.lemma(i.lemma),
                        "bond"
                            | "note"
                            | "treasury"
                            | "bill"
                            | "debt"
                            | "debenture"
                            | "gilt"
                            | "loan"
                    )
                });
            if d.kind == "investment"
                && d.trigger.rule == "investment/buy-stake"
                && debts
                && !d.has_role(Role::Target)
            {
                "purchase".clone_into(&mut d.kind);
                d.change_role(Role::Investor, Role::Buyer);
            }
        }
    }

    /// A holder that sells the whole of what it holds, which nobody says is half or more, to nobody who is named: a
    /// purchase, as of any shares.
    pub(super) fn holders(drafts: &mut [Draft]) {
        for d in drafts {
            if d.kind == "acquisition"
                && d.trigger.rule == "acquisition/sell-control"
                && !d.has_role(Role::Buyer)
                && d.has_role(Role::Seller)
                && d.has_role(Role::Target)
                && d.items.iter().all(|i| i.quantity.is_none())
            {
                "purchase".clone_into(&mut d.kind);
            }
        }
    }

    /// "agreed to sell itself to Falcon Air": the seller is what is sold. False where it is nobody that the article names
    /// ("another bank that put itself up for sale").
    pub(super) fn sells_itself(&self, frame: &Frame, draft: &mut Draft) -> bool {
        let itself = frame.filled.iter().any(|f| {
            f.fill == Fill::Party(Role::Target) && self.is_itself(frame.sentence, f.chunk)
        });
        if itself && !draft.has_role(Role::Target) {
            draft.change_role(Role::Seller, Role::Target);
        }
        !itself || draft.has_role(Role::Target)
    }

    pub(super) fn is_itself(&self, sentence: usize, chunk: usize) -> bool {
        let parsed = &self.parsed[sentence];
        let text = self.document.text_of(parsed.sentence.place);
        let chunk = parsed.chunks[chunk].span.of(text);
        chunk.eq_ignore_ascii_case("itself")
    }

    /// "Oakline Bank and Falcon Air signed a loan agreement", "Oakline Leasing signed a lease with Falcon Air": which
    /// of the two lends or lets, by what they are.
    pub(super) fn split_sides(&self, frame: &Frame, draft: &mut Draft) {
        let (gives, takes, list) = match draft.kind.as_str() {
            "financing" => (Role::Lender, Role::Borrower, List::Lends),
            "lease" => (Role::Seller, Role::Buyer, List::Lets),
            // "The ministry signed a contract with Oakline": authorities have the work done.
            "contract" if draft.generic => (Role::Buyer, Role::Seller, List::Commissions),
            _ => return,
        };
        let gives_by_name = |p: &DraftParty| {
            let state = list == List::Commissions
                && p.who
                    .entity
                    .is_some_and(|e| matches!(self.entities.list[e].kind, NameKind::State(_)));
            state
                || p.who
                    .name
                    .split_whitespace()
                    .any(|w| self.k.lexicon.is_word(list, w))
        };
        let in_role = |r: Role| draft.in_role(r).count();
        let all_one = in_role(gives) == 0 && in_role(takes) == 2;
        // "The Monetary Fund reached an agreement with Kenya on a loan"
        let pattern = &self.k.rules.frames[frame.rule].patterns[frame.pattern];
        let signed = pattern.nouns.iter().any(|n| n == "agreement");
        let to_state = signed
            && draft.in_role(gives).any(|p| {
                p.who
                    .entity
                    .is_some_and(|e| matches!(self.entities.list[e].kind, NameKind::State(_)))
            });
        let crossed = (draft.kind != "financing" || to_state)
            && in_role(gives) > 0
            && in_role(takes) == 1
            && draft.in_role(takes).all(gives_by_name)
            && !draft.in_role(gives).any(gives_by_name);
        if !all_one && !crossed {
            return;
        }
        let which: Vec<bool> = draft.parties.iter().map(gives_by_name).collect();
        if all_one && which.iter().filter(|w| **w).count() != 1 {
            return;
        }
        for (p, giver) in draft.parties.iter_mut().zip(which) {
            p.role = if giver { gives } else { takes };
        }
    }
}

/// Whom a draft names, in order.
fn entities(d: &Draft) -> Vec<usize> {
    let mut out: Vec<usize> = d.parties.iter().filter_map(|p| p.who.entity).collect();
    out.sort_unstable();
    out
}

/// Two sides in one role, and nothing that says which of them is on the other.
pub(super) fn is_undirected(d: &Draft) -> bool {
    matches!(d.kind.as_str(), "licence" | "purchase")
        && d.parties.len() == 2
        && d.parties.iter().all(|p| p.role == Role::Buyer)
}
