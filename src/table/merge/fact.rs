//! A record with its names resolved: what two of them are compared by.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::intern::Texts;
use super::names::Parties;
use super::record::Record;
use crate::deal::Role;

/// A record, ready to be compared.
#[derive(Clone, Debug)]
pub(super) struct Fact<'a> {
    pub record: &'a Record,
    pub kind: Kind,
    /// Those who are somebody in particular.
    pub sides: Box<[Side]>,
    /// The words of those who are not ("the search business").
    pub vague: Box<[(Role, Words)]>,
    pub things: Box<[Thing]>,
    /// Whether it tells of goods that are no stake.
    pub has_goods: bool,
}

/// A party in its role, with all parties that it may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    /// An investor counts as a buyer.
    pub role: Role,
    count: u8,
    list: [u32; MAY_BE],
}

/// Parties that one may be, at most.
const MAY_BE: usize = 4;

impl Side {
    fn new(role: Role, parties: &[u32]) -> Self {
        let mut list = [0; MAY_BE];
        let count = parties.len().min(MAY_BE);
        list[..count].copy_from_slice(&parties[..count]);
        Self {
            role,
            count: count as u8,
            list,
        }
    }

    /// The party that its name is first, then others that it may be.
    pub fn parties(&self) -> &[u32] {
        &self.list[..usize::from(self.count)]
    }
}

#[derive(Clone, Debug)]
pub(super) struct Thing {
    pub quantity: Option<Decimal>,
    pub unit: Option<u32>,
    pub class: Option<u32>,
    pub is_share: bool,
    pub words: Words,
}

/// Numbers of words, in order.
pub(super) type Words = Box<[u32]>;

/// The kinds that are told apart here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Acquisition,
    Partnership,
    /// Orders, works, leases, licences: what is bought tells one from another.
    Goods,
    Trade,
    Other,
}

impl Kind {
    fn of(name: &str) -> Self {
        match name {
            "acquisition" => Self::Acquisition,
            "partnership" => Self::Partnership,
            "purchase" | "contract" | "lease" | "licence" => Self::Goods,
            "trade_agreement" => Self::Trade,
            _ => Self::Other,
        }
    }
}

/// Words that tell nothing of a product.
const EMPTY: [&str; 21] = [
    "of",
    "and",
    "the",
    "for",
    "in",
    "to",
    "on",
    "at",
    "from",
    "with",
    "its",
    "a",
    "an",
    "new",
    "other",
    "more",
    "some",
    "unit",
    "units",
    "business",
    "businesses",
];
/// Words for a part of a company.
const STAKES: [&str; 8] = [
    "stake", "share", "equity", "control", "interest", "stock", "company", "capital",
];

/// Makes facts of records; holds the numbers of the words of products.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    texts: &'a Texts,
    parties: &'a Parties,
    words: Texts,
    stakes: HashSet<u32>,
}

impl<'a> Facts<'a> {
    pub fn new(texts: &'a Texts, parties: &'a Parties) -> Self {
        let mut words = Texts::default();
        let stakes = STAKES.iter().map(|it| words.number(it)).collect();
        Self {
            texts,
            parties,
            words,
            stakes,
        }
    }

    pub fn fact<'r>(&mut self, record: &'r Record) -> Fact<'r> {
        let mut sides = Vec::new();
        let mut vague = Vec::new();
        for party in &record.parties {
            let role = match party.role {
                Role::Investor => Role::Buyer,
                role => role,
            };
            let parties = self.parties.of(party, self.texts);
            if parties.is_empty() {
                vague.push((role, self.words(party.name)));
            } else {
                sides.push(Side::new(role, &parties));
            }
        }
        let mut has_goods = false;
        let mut things = Vec::new();
        for item in &record.items {
            let words = self.words(item.product);
            has_goods |= !words.iter().any(|it| self.stakes.contains(it));
            if !item.optional {
                things.push(Thing {
                    quantity: item.quantity.map(|it| it.normalize()),
                    unit: item.unit,
                    class: item.class,
                    is_share: item.unit.is_some_and(|it| self.texts.text(it) == "%"),
                    words,
                });
            }
        }
        Fact {
            record,
            kind: Kind::of(self.texts.text(record.kind)),
            sides: sides.into(),
            vague: vague.into(),
            things: things.into(),
            has_goods,
        }
    }

    fn words(&mut self, text: u32) -> Words {
        let text = self.texts.text(text).to_lowercase();
        let words = text.split(|it: char| !it.is_alphanumeric() && it != '-');
        let kept = words.filter(|it| !it.is_empty() && !EMPTY.contains(it));
        let mut numbers: Vec<u32> = kept
            .map(|it| self.words.number(it.strip_suffix('s').unwrap_or(it)))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into()
    }
}

/// Whether two lists in order have something in common.
pub(super) fn meet(one: &[u32], other: &[u32]) -> bool {
    let (mut a, mut b) = (0, 0);
    while a < one.len() && b < other.len() {
        match one[a].cmp(&other[b]) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => return true,
        }
    }
    false
}
