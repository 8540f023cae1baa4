//! A deal in the making: what one frame says, with the words behind each field.

use rust_decimal::Decimal;

use super::record::{Modality, Role, Scope, Status, Where};
use super::resolve::PartyRef;
use crate::span::Span;

/// Words behind a value, and the rule that read them so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Title or body.
    pub place: Where,
    /// Where.
    pub span: Span,
    /// Id of a rule.
    pub rule: String,
}

/// A party in the making.
#[derive(Clone, Debug)]
pub struct DraftParty {
    /// Who.
    pub who: PartyRef,
    /// What it does.
    pub role: Role,
    /// Words that say so.
    pub proof: Proof,
}

/// An item in the making.
#[derive(Clone, Debug)]
pub struct DraftItem {
    /// As worded, without number.
    pub product: String,
    /// Product class.
    pub class: Option<String>,
    /// How many.
    pub quantity: Option<Decimal>,
    /// Upper end.
    pub quantity_max: Option<Decimal>,
    /// Measure.
    pub unit: Option<String>,
    /// An option.
    pub optional: bool,
    /// A definite noun alone: "the aircraft".
    pub bare: bool,
    /// Words of the item.
    pub proof: Proof,
    /// Words of its quantity.
    pub quantity_proof: Option<Span>,
    /// An organization in the item's own name ("18 Oakline trucks"): who makes it.
    pub maker: Option<usize>,
    /// Base form of the head, 0 where it has none.
    pub lemma: u32,
}

/// A sum in the making.
#[derive(Clone, Debug)]
pub struct DraftAmount {
    /// Value.
    pub value: Decimal,
    /// Upper end.
    pub value_max: Option<Decimal>,
    /// ISO 4217.
    pub currency: String,
    /// How exact.
    pub modality: Modality,
    /// Of what.
    pub scope: Scope,
    /// Words of the sum.
    pub proof: Proof,
}

/// A deal in the making.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Kind.
    pub kind: String,
    /// Status.
    pub status: Status,
    /// A cue said the status, not the trigger alone.
    pub explicit: bool,
    /// Words of the status.
    pub status_proof: Proof,
    /// Parties.
    pub parties: Vec<DraftParty>,
    /// Items.
    pub items: Vec<DraftItem>,
    /// Amounts.
    pub amounts: Vec<DraftAmount>,
    /// The trigger.
    pub trigger: Proof,
    /// Its sentence.
    pub sentence: usize,
    /// An agreement as such.
    pub generic: bool,
    /// The package it belongs to, by its number among the drafts.
    pub part_of: Option<(usize, Proof)>,
    /// The frames that it is made of, by their number in the article.
    pub sources: Vec<usize>,
    /// It only takes up a deal told before: "the round was led by".
    pub anaphor: bool,
    /// It is a package of other deals.
    pub package: bool,
    /// Its infinitive of purpose, as sentence and chunk.
    pub purpose: Option<(usize, usize)>,
    /// Chunk of the trigger.
    pub chunk: usize,
    /// The past year that its sentence puts it in, if that is before the article's year.
    pub recalled: bool,
    /// Dates of its sentence that say when it closes or was signed: kind, date, precision, words.
    pub dates: Vec<(String, String, String, Proof)>,
}

/// The rule that finds who gives money in a round of funding.
pub const FUNDING_ROUND: &str = "investment/funding-round";

impl Draft {
    /// Entities in a role.
    pub fn in_role(&self, role: Role) -> impl Iterator<Item = &DraftParty> {
        self.parties.iter().filter(move |p| p.role == role)
    }

    /// Those whose round of funding it is.
    pub fn raisers(&self) -> impl Iterator<Item = &DraftParty> {
        self.in_role(Role::Target)
            .chain(self.in_role(Role::Borrower))
    }

    /// Whether anybody has a role.
    pub fn has_role(&self, role: Role) -> bool {
        self.in_role(role).next().is_some()
    }

    /// Gives those in either of two roles the other one.
    pub fn swap_roles(&mut self, one: Role, other: Role) {
        for p in &mut self.parties {
            if p.role == one {
                p.role = other;
            } else if p.role == other {
                p.role = one;
            }
        }
    }

    /// Gives those in a role another one.
    pub fn change_role(&mut self, from: Role, to: Role) {
        for p in self.parties.iter_mut().filter(|p| p.role == from) {
            p.role = to;
        }
    }

    /// Whether an entity is a party.
    pub fn has(&self, entity: usize) -> bool {
        self.parties.iter().any(|p| p.who.entity == Some(entity))
    }

    /// Puts in a party unless it stands there in that role.
    pub fn add_party(&mut self, party: DraftParty) {
        let same = |p: &DraftParty| match (p.who.entity, party.who.entity) {
            (Some(a), Some(b)) => a == b,
            (None, None) => {
                let (one, other) = (p.who.name.to_lowercase(), party.who.name.to_lowercase());
                one.ends_with(&other) || other.ends_with(&one)
            }
            _ => false,
        };
        if !self
            .parties
            .iter()
            .any(|p| same(p) && (p.role == party.role || p.who.entity.is_some()))
        {
            self.parties.push(party);
        }
    }
}
