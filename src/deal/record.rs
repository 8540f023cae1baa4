//! The deal record: what the whole program is for. Field by field the contract with every reader of our output.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use crate::grammar::{Role, Status};
pub use crate::mention::Modality;
pub use crate::span::Where;

use super::plain::{serialize_plain, serialize_plain_option};

/// The version of the record and of every file made of it.
pub const SCHEMA_VERSION: u32 = 1;

/// What an amount is the price of.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The whole deal.
    #[default]
    Total,
    /// One piece, share, barrel or tonne.
    Unit,
    /// A part of the deal.
    Part,
    /// A year of it.
    Annual,
}

/// A party of a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The fullest form in the article.
    pub name: String,
    /// What it does here.
    pub role: Role,
    /// ISO 3166 alpha-2 code where the text tells it.
    pub country: Option<String>,
    /// Every form of the name in the article, each once, in order of first use.
    pub mentions: Vec<String>,
}

/// What changes hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// As the article words it, without the number.
    pub product: String,
    /// Coarse product class (`aircraft`, `stakes`, `energy`, …) where the lexicon knows it.
    pub class: Option<String>,
    /// How many or how much.
    #[serde(serialize_with = "serialize_plain_option")]
    pub quantity: Option<Decimal>,
    /// Upper end of a range, or the N of "up to N".
    #[serde(serialize_with = "serialize_plain_option")]
    pub quantity_max: Option<Decimal>,
    /// Measure of the quantity (`tonnes`, `MW`, `%`).
    pub unit: Option<String>,
    /// An option on top of the firm part.
    pub optional: bool,
}

/// A sum of money of a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// In whole currency units.
    #[serde(serialize_with = "serialize_plain")]
    pub value: Decimal,
    /// Upper end of a range.
    #[serde(serialize_with = "serialize_plain_option")]
    pub value_max: Option<Decimal>,
    /// ISO 4217.
    pub currency: String,
    /// How exact.
    pub modality: Modality,
    /// What it is the price of.
    pub scope: Scope,
    /// The one `total` that stands for the deal in sums.
    pub primary: bool,
}

/// A date of a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealDate {
    /// `announced`, `signed`, `closing`, `delivery`, `from` or `until`.
    pub kind: String,
    /// ISO 8601: `2026`, `2026-11` or `2026-11-24`.
    pub date: String,
    /// `year`, `month` or `day`.
    pub precision: String,
}

/// Words of the article that say a field of a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Path of the field: `kind`, `parties[0].role`, `amounts[1].value`.
    pub field: String,
    /// Title or body.
    #[serde(rename = "where")]
    pub place: Where,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Exactly that slice.
    pub text: String,
    /// Id of the rule that read it so.
    pub rule: String,
}

/// A sentence of the article, or its title, that holds evidence of a deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Title or body.
    pub place: Where,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Exactly that slice.
    pub text: String,
}

/// What a person put right in a deal after it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Path of the field as the article was read: `status`, `amounts[0].value`; `parties[1]` where a whole entry went.
    pub field: String,
    /// What stood there before.
    pub from: Option<String>,
    /// What stands there now.
    pub to: Option<String>,
    /// Who says so.
    pub who: Option<String>,
    /// Since when, as that person wrote it.
    pub when: Option<String>,
}

/// One deal of one article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deal {
    /// Stable over machines, runs and threads.
    pub deal_id: String,
    /// The article it stands in.
    pub article_id: String,
    /// Headline of the article.
    pub title: Option<String>,
    /// Address of the article.
    pub url: Option<String>,
    /// Paper or agency.
    pub source: Option<String>,
    /// When the article came out, RFC 3339 in UTC.
    pub published: Option<String>,
    /// What the source wrote about that.
    pub published_text: Option<String>,
    /// `year`, `month`, `day` or `second`.
    pub published_precision: Option<String>,
    /// A kind of `grammars/taxonomy.toml`.
    pub kind: String,
    /// How firm.
    pub status: Status,
    /// Who.
    pub parties: Vec<Party>,
    /// What.
    pub items: Vec<Item>,
    /// For how much.
    pub amounts: Vec<Amount>,
    /// When.
    pub dates: Vec<DealDate>,
    /// `deal_id` of the package that the article says this belongs to.
    pub part_of: Option<String>,
    /// The words behind every field.
    pub evidence: Vec<Evidence>,
    /// From 0 to 1.
    pub confidence: f64,
    /// What people put right, in the order in which it was done. Records of before there were corrections have none.
    #[serde(default)]
    pub corrections: Vec<Correction>,
    /// The sentence of the anchor, for the flat table only; no part of the JSON form, so empty in a record read back.
    #[serde(skip)]
    pub sentence: String,
    /// The title and sentences that hold its evidence, in the order of the text; for `sentences.csv` only, likewise.
    #[serde(skip)]
    pub passages: Vec<Passage>,
}

/// The total that stands for a deal in sums: the firm, exact one in the leading currency, the first of equals.
pub(super) fn primary(amounts: &[Amount]) -> Option<usize> {
    amounts
        .iter()
        .enumerate()
        .filter(|(_, a)| a.scope == Scope::Total)
        .min_by_key(|(i, a)| {
            let inexact = match a.modality {
                Modality::Exact => 0,
                Modality::Approx => 1,
                Modality::Min | Modality::Max => 2,
            };
            let leading = amounts.iter().filter(|b| b.currency == a.currency).count();
            (inexact, std::cmp::Reverse(leading), *i)
        })
        .map(|(i, _)| i)
}

impl Deal {
    /// A deal with nothing but what every deal has.
    pub fn bare(deal_id: String, article_id: String, kind: String, status: Status) -> Self {
        Self {
            deal_id,
            article_id,
            title: None,
            url: None,
            source: None,
            published: None,
            published_text: None,
            published_precision: None,
            kind,
            status,
            parties: Vec::new(),
            items: Vec::new(),
            amounts: Vec::new(),
            dates: Vec::new(),
            part_of: None,
            evidence: Vec::new(),
            confidence: 0.0,
            sentence: String::new(),
            passages: Vec::new(),
            corrections: Vec::new(),
        }
    }
}
