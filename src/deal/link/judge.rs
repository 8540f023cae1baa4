//! Which drafts stand: agreements that give way to what they agree, parts of packages, and what is enough for a deal.

use super::Linker;
use crate::deal::amounts::add;
use crate::deal::draft::{Draft, DraftParty};
use crate::deal::record::Role;
use crate::mention::NameKind;

impl Linker<'_> {
    /// "signed a deal with X to buy": the agreement gives its other side to what it is an agreement to do.
    pub(super) fn absorb(drafts: &mut Vec<Draft>) {
        let mut gone = Vec::new();
        for g in 0..drafts.len() {
            let Some((sentence, purpose)) = drafts[g].purpose else {
                continue;
            };
            if !drafts[g].generic {
                continue;
            }
            let Some(inner) = (0..drafts.len()).find(|d| {
                *d != g && drafts[*d].sentence == sentence && drafts[*d].chunk == purpose
            }) else {
                continue;
            };
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
            gone.push(g);
        }
        let mut n = 0;
        drafts.retain(|_| {
            n += 1;
            !gone.contains(&(n - 1))
        });
    }

    /// A later supply of goods without a buyer has the one buyer that the article has; deals told as part of a
    /// package belong to it.
    pub(super) fn inherit(&self, drafts: &mut [Draft]) {
        let package = drafts.iter().position(|d| d.package);
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
        for (i, d) in drafts.iter_mut().enumerate() {
            if d.kind == "purchase"
                && d.in_role(Role::Buyer).next().is_none()
                && !d.items.is_empty()
                && d.in_role(Role::Target).next().is_none()
                && buyers.len() == 1
                && buyers[0].who.entity.is_none_or(|e| !d.has(e))
            {
                d.add_party(buyers[0].clone());
            }
            if let Some(p) = package
                && p != i
                && self.is_part_of_package(d)
            {
                d.part_of = Some(p);
            }
        }
    }

    /// Whether the sentence of a deal says that it is part of a package.
    pub(super) fn is_part_of_package(&self, draft: &Draft) -> bool {
        let _ = self.document;
        draft.trigger.place == crate::span::Where::Text && !draft.recalled && !draft.package
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
        let has = |r: Role| d.in_role(r).next().is_some();
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
            "partnership" | "trade_agreement" => {
                d.parties.len() >= 2 || !d.amounts.is_empty() && named >= 1
            }
            "financing" => {
                !d.amounts.is_empty()
                    || has(Role::Lender) && has(Role::Borrower)
                    || d.items.iter().any(|i| i.quantity.is_some())
            }
            "acquisition" => d.parties.len() >= 2 || !d.amounts.is_empty() || !d.items.is_empty(),
            _ => d.parties.len() >= 2 || !d.items.is_empty() || !d.amounts.is_empty(),
        }
    }

    /// An agreement as such whose every side stands in deals that say more is told by them.
    pub(super) fn drop_generic(drafts: &mut Vec<Draft>) {
        let keep: Vec<bool> = drafts
            .iter()
            .enumerate()
            .map(|(i, d)| {
                // An agreement between states stands beside the deals that it holds.
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
                told < d.parties.len() || d.parties.is_empty()
            })
            .collect();
        let mut n = 0;
        drafts.retain(|_| {
            n += 1;
            keep[n - 1]
        });
        // Numbers of packages are by place; look them up again.
        let package = drafts.iter().position(|d| d.package);
        for d in drafts.iter_mut() {
            d.part_of = d.part_of.and(package);
        }
    }
}

/// The role that the other side of an agreement has in a deal that lacks it.
fn complement(d: &Draft) -> Option<Role> {
    let lacks = |r: Role| d.in_role(r).next().is_none();
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
