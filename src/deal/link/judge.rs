//! Which drafts stand: agreements that give way to what they agree, parts of packages, and what is enough for a deal.

use super::Linker;
use crate::deal::amounts::add;
use crate::deal::draft::{Draft, DraftParty, Proof};
use crate::deal::makers::{contains_model, model};
use crate::deal::record::{Role, Status};
use crate::frame::{Chunk, Frame, Parsed};
use crate::grammar::{Fill, List};
use crate::mention::NameKind;
use crate::span::Span;

impl Linker<'_> {
    /// "signed a deal with X to buy": the agreement gives its other side to what it is an agreement to do.
    pub(super) fn absorb(drafts: &mut Vec<Draft>, frames: &[Frame]) {
        let mut gone = Vec::new();
        for g in 0..drafts.len() {
            if !drafts[g].generic {
                continue;
            }
            let sentence = drafts[g].sentence;
            let purpose = drafts[g].purpose.map(|(_, p)| p);
            // "signed a memorandum for the supply of 12 trains": what it is for is a frame of its own.
            let goods: Vec<usize> = frames[drafts[g].sources[0]]
                .filled
                .iter()
                .filter(|f| f.fill == Fill::Item)
                .map(|f| f.chunk)
                .collect();
            let Some(inner) = (0..drafts.len()).find(|d| {
                *d != g
                    && drafts[*d].sentence == sentence
                    && (Some(drafts[*d].chunk) == purpose || goods.contains(&drafts[*d].chunk))
            }) else {
                continue;
            };
            if goods.contains(&drafts[inner].chunk)
                && drafts[inner].parties.is_empty()
                && let Some(first) = drafts[g].parties.first().cloned()
            {
                let supplies = frames[drafts[inner].sources[0]].supplies;
                let role = if supplies { Role::Seller } else { Role::Buyer };
                drafts[inner].add_party(DraftParty { role, ..first });
                if drafts[g].status == Status::Mou {
                    drafts[inner].status = Status::Mou;
                }
            }
            let others: Vec<DraftParty> = drafts[g]
                .parties
                .iter()
                .filter(|p| p.who.entity.is_none_or(|e| !drafts[inner].has(e)))
                .cloned()
                .collect();
            let amounts = drafts[g].amounts.clone();
            let missing = complement(&drafts[inner]);
            for mut p in others {
                if let Some(role) = missing {
                    p.role = role;
                    drafts[inner].add_party(p);
                }
            }
            for a in amounts {
                add(&mut drafts[inner], a);
            }
            let sources = drafts[g].sources.clone();
            drafts[inner].sources.extend(sources);
            gone.push(g);
        }
        let mut n = 0;
        drafts.retain(|_| {
            n += 1;
            !gone.contains(&(n - 1))
        });
    }

    /// "Oakline has a deal with Falcon Air. Under the deal, the airline will buy 20 jets.": the other side of the deal.
    pub(super) fn under_it(&self, drafts: &mut [Draft]) {
        for i in 0..drafts.len() {
            let d = &drafts[i];
            if d.generic || d.parties.len() != 1 || !self.opens_under(d.sentence) {
                continue;
            }
            let Some(known) = d.parties[0].who.entity else {
                continue;
            };
            let other = drafts
                .iter()
                .filter(|g| {
                    g.generic
                        && g.trigger.place == d.trigger.place
                        && g.sentence < d.sentence
                        && d.sentence - g.sentence <= 3
                        && g.parties.len() == 2
                        && g.has(known)
                })
                .max_by_key(|g| g.sentence)
                .and_then(|g| g.parties.iter().find(|p| p.who.entity != Some(known)))
                .cloned();
            if let Some(p) = other
                && let Some(role) = complement(d)
                && !matches!(role, Role::Target | Role::Partner)
            {
                drafts[i].add_party(DraftParty { role, ..p });
            }
        }
    }

    /// "Under the deal, ", "As part of the agreement, "
    fn opens_under(&self, s: usize) -> bool {
        let chunks = &self.parsed[s].chunks;
        let first = matches!(
            chunks.first().and_then(Chunk::preposition),
            Some("under" | "through" | "with" | "in" | "per")
        );
        first
            && chunks.iter().take(4).any(|c| {
                c.noun()
                    .is_some_and(|n| n.definite && self.k.lexicon.is(List::Told, n.lemma))
            })
    }

    /// "the supply of 12 trains", which nobody is said to do and no agreement is for.
    pub(super) fn drop_unnamed(&self, drafts: &mut Vec<Draft>, frames: &[Frame]) {
        drafts.retain(|d| {
            let frame = &frames[d.sources[0]];
            let lemma = self.parsed[frame.sentence].chunks[frame.trigger]
                .noun()
                .map_or("", |n| self.k.lexicon.lemma(n.lemma));
            !(d.kind == "purchase"
                && d.parties.is_empty()
                && matches!(lemma, "supply" | "delivery" | "purchase" | "procurement"))
        });
    }

    /// A later supply of goods without a buyer has the one buyer that the article has.
    pub(super) fn inherit(drafts: &mut [Draft]) {
        let buyers: Vec<DraftParty> = {
            let mut seen: Vec<DraftParty> = Vec::new();
            for p in drafts
                .iter()
                .filter(|d| d.kind == "purchase" && !d.recalled)
                .flat_map(|d| d.in_role(Role::Buyer))
            {
                if seen.iter().all(|s| s.who.entity != p.who.entity) {
                    seen.push(p.clone());
                }
            }
            seen
        };
        for d in drafts.iter_mut() {
            if d.kind == "purchase"
                && !d.has_role(Role::Buyer)
                && !d.items.is_empty()
                && !d.has_role(Role::Target)
                && buyers.len() == 1
                && buyers[0].who.entity.is_none_or(|e| !d.has(e))
            {
                d.add_party(buyers[0].clone());
            }
        }
    }

    /// An order of models without a seller has the one that another order of the same model names; else the one that all
    /// other orders of such goods have.
    pub(super) fn inherit_seller(drafts: &mut [Draft]) {
        let mut by_model: Vec<(String, DraftParty)> = Vec::new();
        let mut all: Vec<(Option<String>, DraftParty)> = Vec::new();
        for d in drafts.iter().filter(|d| d.kind == "purchase") {
            let sellers: Vec<&DraftParty> = d.in_role(Role::Seller).collect();
            let [seller] = sellers[..] else { continue };
            if seller.who.entity.is_none() {
                continue;
            }
            for i in &d.items {
                let words = i.product.split_whitespace().filter_map(model);
                by_model.extend(words.map(|m| (m.to_lowercase(), seller.clone())));
                all.push((i.class.clone(), seller.clone()));
            }
        }
        for d in drafts.iter_mut().filter(|d| d.kind == "purchase") {
            let wants =
                d.has_role(Role::Buyer) && !d.has_role(Role::Seller) && !d.has_role(Role::Target);
            if !wants {
                continue;
            }
            let named = d.items.iter().find_map(|i| {
                by_model
                    .iter()
                    .find(|(m, _)| contains_model(&i.product, m))
                    .map(|(_, p)| p.clone())
            });
            let found = named.or_else(|| {
                let same = |p: &DraftParty| all.iter().all(|(_, o)| o.who.entity == p.who.entity);
                let like = |class: &Option<String>| {
                    class.is_some() && d.items.iter().any(|i| i.class == *class)
                };
                all.iter()
                    .find(|(class, p)| like(class) && same(p))
                    .map(|(_, p)| p.clone())
            });
            if let Some(p) = found
                && p.who.entity.is_none_or(|e| !d.has(e))
            {
                d.add_party(p);
            }
        }
    }

    /// Puts deals into the package that the article says they are part of: "signed with A and B as part of a package".
    /// Comes last, as it numbers the drafts.
    pub(super) fn parts(&self, drafts: &mut [Draft]) {
        let Some(package) = drafts.iter().position(|d| d.package) else {
            return;
        };
        for (s, p) in self.parsed.iter().enumerate() {
            let Some(span) = self.part_of_package(p) else {
                continue;
            };
            let proof = Proof {
                place: p.sentence.place,
                span,
                rule: drafts[package].trigger.rule.clone(),
            };
            // Who the sentence names beside the sides of the package.
            let named: Vec<usize> = (0..p.sentence.names.len())
                .filter_map(|n| self.entities.of(s, n))
                .filter(|e| !drafts[package].has(*e))
                .collect();
            for (i, d) in drafts.iter_mut().enumerate() {
                let told_here = d.sentence == s || named.iter().any(|e| d.has(*e));
                if i != package && told_here && !d.recalled && d.part_of.is_none() {
                    d.part_of = Some((package, proof.clone()));
                }
            }
        }
    }

    /// The words "part of … package" of a sentence.
    fn part_of_package(&self, p: &Parsed<'_>) -> Option<Span> {
        let lemma = |i: usize| {
            p.chunks
                .get(i)
                .and_then(Chunk::noun)
                .map_or("", |n| self.k.lexicon.lemma(n.lemma))
        };
        (0..p.chunks.len())
            .find(|i| lemma(*i) == "part" && lemma(i + 2) == "package")
            .map(|i| p.chunks[i].span.cover(p.chunks[i + 2].span))
    }

    /// Enough to be a deal: a named party and a figure, an item or a second party.
    pub(super) fn is_deal(&self, d: &Draft) -> bool {
        let named = d.parties.iter().filter(|p| p.who.entity.is_some()).count();
        if named == 0 {
            return false;
        }
        if d.parties.iter().any(|p| {
            p.who.entity.is_some_and(|e| {
                matches!(
                    self.entities.list[e].kind,
                    NameKind::Person | NameKind::City
                )
            })
        }) && named == 1
        {
            return false;
        }
        if self.is_vague(d) || self.is_aside(d) {
            return false;
        }
        // What an article only recalls is a deal where it has a figure or an item.
        if d.recalled && d.amounts.is_empty() && d.items.is_empty() {
            return false;
        }
        // "a deal with the government": a side without a name makes no deal of two sides.
        let sides = d
            .parties
            .iter()
            .filter(|p| p.who.entity.is_some() || p.who.how != "state")
            .count();
        let has = |r: Role| d.has_role(r);
        let acts = match d.kind.as_str() {
            "purchase" => has(Role::Buyer) || has(Role::Seller),
            "investment" => has(Role::Investor) || has(Role::Seller) || !d.amounts.is_empty(),
            "acquisition" => {
                has(Role::Buyer) || has(Role::Seller) || has(Role::Partner) || !d.amounts.is_empty()
            }
            _ => true,
        };
        if !acts {
            return false;
        }
        match d.kind.as_str() {
            "partnership" | "trade_agreement" => sides >= 2 || !d.amounts.is_empty() && named >= 1,
            "financing" => {
                !d.amounts.is_empty()
                    || has(Role::Lender) && has(Role::Borrower) && sides >= 2
                    || d.items.iter().any(|i| i.quantity.is_some())
                    || has(Role::Borrower) && self.floats(d)
            }
            "acquisition" => sides >= 2 || !d.amounts.is_empty() || !d.items.is_empty(),
            _ => sides >= 2 || !d.items.is_empty() || !d.amounts.is_empty(),
        }
    }

    /// What a person did before ("brings 20 years of experience, having led"), and what the last lines say of a company
    /// in general ("About Falcon Air").
    fn is_aside(&self, d: &Draft) -> bool {
        if d.trigger.place != crate::span::Where::Text {
            return false;
        }
        let text = self.document.text_of(d.trigger.place);
        let words = |s: usize| {
            self.parsed[s]
                .sentence
                .tokens
                .iter()
                .map(move |t| t.text(text))
        };
        let has = |s: usize, list: &[&str]| {
            words(s).any(|w| list.iter().any(|l| w.eq_ignore_ascii_case(l)))
        };
        let years = has(d.sentence, &["years", "decades", "decade"]);
        let career = years && has(d.sentence, &["experience", "career"])
            || has(d.sentence, &["co-founding", "co-founded"])
                && has(d.sentence, &["experience", "served", "serving"])
            || has(d.sentence, &["previously", "formerly"])
                && has(d.sentence, &["served", "worked", "held"]);
        if career {
            return true;
        }
        // The line that begins it, not far above.
        (d.sentence.saturating_sub(6)..=d.sentence).any(|s| {
            let sentence = self.parsed[s].sentence;
            if sentence.place != crate::span::Where::Text {
                return false;
            }
            let tokens = &sentence.tokens;
            let about = tokens.first().is_some_and(|t| t.text(text) == "About")
                && tokens.get(1).is_some_and(|t| t.capital);
            let line = tokens.len() <= 8
                && self.parsed[s].chunks.iter().all(|c| c.verb().is_none())
                && tokens.last().is_some_and(|t| t.text(text) != ".");
            // "About Falcon Air Falcon Air is": a line that was joined to the next.
            let again = (2..=6).any(|n| {
                tokens.len() > 2 * n
                    && (1..n).all(|k| tokens[k].text(text) == tokens[n - 1 + k].text(text))
            });
            about && (line || again)
        })
    }

    /// "X will supply Y with 30 jets. The two signed a memorandum.": what the memorandum is of is one.
    fn told_as_memorandum(drafts: &mut [Draft]) {
        for i in 0..drafts.len() {
            if !drafts[i].generic || drafts[i].status != Status::Mou || drafts[i].parties.is_empty()
            {
                continue;
            }
            let of: Vec<usize> = (0..drafts.len())
                .filter(|j| {
                    let d = &drafts[*j];
                    !d.generic
                        && drafts[i]
                            .parties
                            .iter()
                            .all(|p| p.who.entity.is_some_and(|e| d.has(e)))
                })
                .collect();
            if let [one] = of[..]
                && drafts[one].status == Status::Agreed
                && drafts[one].trigger.place == drafts[i].trigger.place
                && drafts[one].sentence.abs_diff(drafts[i].sentence) <= 3
            {
                drafts[one].status = Status::Mou;
                drafts[one].status_proof = drafts[i].status_proof.clone();
            }
        }
    }

    /// "plans an IPO": the flotation of a company is a deal before anybody knows its size.
    fn floats(&self, d: &Draft) -> bool {
        let chunks = &self.parsed[d.sentence].chunks;
        d.trigger.rule == "financing/raise"
            && chunks
                .iter()
                .skip(d.chunk)
                .take(3)
                .filter_map(Chunk::noun)
                .any(|n| {
                    matches!(
                        self.k.lexicon.lemma(n.lemma),
                        "ipo" | "flotation" | "listing"
                    )
                })
    }

    /// General talk: "may sell assets", "by buying planes", "China will invest $5 billion in exploration", "China bought
    /// 42 billion cubic metres of gas from abroad last year".
    fn is_vague(&self, d: &Draft) -> bool {
        let has = |r: Role| d.has_role(r);
        let word = |name: &str| {
            if d.kind == "acquisition" {
                matches!(
                    name,
                    "assets"
                        | "businesses"
                        | "companies"
                        | "divisions"
                        | "holdings"
                        | "operations"
                        | "plants"
                        | "properties"
                        | "subsidiaries"
                        | "units"
                )
            } else {
                name.ends_with('s') && name.bytes().all(|b| b.is_ascii_lowercase())
            }
        };
        let state = |r: Role| {
            d.in_role(r).all(|p| {
                p.who.entity.is_some_and(|e| {
                    matches!(
                        self.entities.list[e].kind,
                        NameKind::State(_) | NameKind::Region | NameKind::Bloc(_)
                    )
                })
            })
        };
        let plain = d
            .items
            .iter()
            .all(|i| i.quantity_proof.is_none() && word(&i.product));
        match d.kind.as_str() {
            // "forged from a merger of assets of France, Germany and Spain"
            "acquisition" if has(Role::Partner) => {
                d.parties.iter().all(|p| p.role == Role::Partner) && state(Role::Partner)
            }
            // "its strategy of snapping up distressed real estate assets"
            "acquisition" if has(Role::Buyer) && !has(Role::Target) && !has(Role::Seller) => {
                let last = |p: &str| p.split_whitespace().next_back().is_some_and(word);
                d.amounts.is_empty()
                    && d.items
                        .iter()
                        .all(|i| i.quantity_proof.is_none() && last(&i.product))
            }
            "acquisition" => {
                !has(Role::Buyer)
                    && has(Role::Seller)
                    && d.amounts.is_empty()
                    && plain
                    && d.in_role(Role::Target)
                        .all(|p| p.who.entity.is_none() && word(&p.who.name))
            }
            "purchase" => {
                let bought = has(Role::Buyer)
                    && !has(Role::Seller)
                    && d.trigger.rule != "purchase/sell-goods"
                    && (plain || d.recalled && state(Role::Buyer));
                // "sold to pharmacies": to whoever wants them.
                let sold = has(Role::Seller)
                    && !has(Role::Buyer)
                    && d.trigger.rule == "purchase/sell-goods"
                    && d.items.iter().all(|i| i.quantity_proof.is_none());
                !has(Role::Target) && d.amounts.is_empty() && (bought || sold)
            }
            "investment" => {
                // "has invested in over sixty companies", "in wind projects": what it does.
                let without = has(Role::Investor) && !has(Role::Target) && !has(Role::Seller);
                let general = d.trigger.rule == "investment/invest" && d.amounts.is_empty();
                without && (general || state(Role::Investor) && d.items.is_empty())
            }
            _ => false,
        }
    }

    /// An agreement as such whose every side stands in deals that say more is told by them.
    pub(super) fn drop_generic(drafts: &mut Vec<Draft>) {
        Self::told_as_memorandum(drafts);
        let keep: Vec<bool> = drafts
            .iter()
            .enumerate()
            .map(|(i, d)| {
                if !d.generic {
                    return true;
                }
                // An agreement between states stands beside the deals that it holds, but not beside its package.
                if d.kind == "trade_agreement" && !drafts.iter().any(|o| o.package) {
                    return true;
                }
                let told = d
                    .parties
                    .iter()
                    .filter_map(|p| p.who.entity)
                    .filter(|e| {
                        drafts
                            .iter()
                            .enumerate()
                            .any(|(j, o)| j != i && !o.generic && o.has(*e))
                    })
                    .count();
                // "a partnership to build greenhouses at an investment of $30 million": it says more than they do.
                let own = !d.amounts.is_empty()
                    && !d.items.is_empty()
                    && drafts.iter().enumerate().all(|(j, o)| {
                        j == i
                            || o.amounts.iter().all(|a| {
                                d.amounts
                                    .iter()
                                    .all(|b| a.value != b.value || a.currency != b.currency)
                            })
                    });
                told < d.parties.len() || d.parties.is_empty() || own
            })
            .collect();
        let mut n = 0;
        drafts.retain(|_| {
            n += 1;
            keep[n - 1]
        });
    }
}

/// The role that the other side of an agreement has in a deal that lacks it.
fn complement(d: &Draft) -> Option<Role> {
    let lacks = |r: Role| !d.has_role(r);
    match d.kind.as_str() {
        "purchase" | "contract" | "lease" | "licence" => {
            if lacks(Role::Seller) {
                Some(Role::Seller)
            } else if lacks(Role::Buyer) {
                Some(Role::Buyer)
            } else {
                None
            }
        }
        "acquisition" | "investment" => {
            if lacks(Role::Target) {
                Some(Role::Target)
            } else if lacks(Role::Seller) {
                Some(Role::Seller)
            } else {
                None
            }
        }
        "financing" => {
            if lacks(Role::Lender) {
                Some(Role::Lender)
            } else {
                Some(Role::Borrower)
            }
        }
        _ => Some(Role::Partner),
    }
}
