//! What is kept of a deal record to compare it with others: numbers in place of texts, no evidence.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::intern::Texts;
use crate::deal::{Deal, Modality, Role, Scope, Status};

/// A deal as one article tells it.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub id: Box<str>,
    pub article: Box<str>,
    pub source: Option<u32>,
    /// Microseconds since 1970.
    pub published: Option<i64>,
    /// How exact that is.
    pub precision: Option<u32>,
    /// Days since 1970; none also where only the year is known.
    pub day: Option<i64>,
    pub kind: u32,
    pub status: Status,
    pub parties: Box<[Party]>,
    /// The amount that stands for the deal in sums.
    pub primary: Option<Money>,
    /// All totals: value and currency.
    pub totals: Box<[(Decimal, u32)]>,
    pub items: Box<[Item]>,
    pub part_of: Option<Box<str>>,
    /// Signed, else announced, as the article says; to the day.
    pub date: Option<Box<str>>,
    pub confidence: f64,
}

#[derive(Clone, Debug)]
pub(super) struct Party {
    pub name: u32,
    pub role: Role,
    pub country: Option<u32>,
    pub mentions: Box<[u32]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Money {
    pub value: Decimal,
    pub value_max: Option<Decimal>,
    pub currency: u32,
    pub modality: Modality,
}

#[derive(Clone, Debug)]
pub(super) struct Item {
    pub product: u32,
    pub class: Option<u32>,
    pub quantity: Option<Decimal>,
    pub quantity_max: Option<Decimal>,
    pub unit: Option<u32>,
    pub optional: bool,
}

const MICROS_A_DAY: i64 = 86_400_000_000;

impl Record {
    pub fn new(deal: &Deal, texts: &mut Texts) -> Self {
        let published = deal
            .published
            .as_deref()
            .and_then(|it| it.parse::<Timestamp>().ok())
            .map(Timestamp::as_microsecond);
        let is_vague = deal.published_precision.as_deref() == Some("year");
        let date = |kind: &str| {
            let mut dates = deal.dates.iter();
            dates
                .find(|it| it.kind == kind && it.precision == "day")
                .map(|it| it.date.as_str().into())
        };
        let parties = deal.parties.iter().map(|it| Party {
            name: texts.number(&it.name),
            role: it.role,
            country: it.country.as_ref().map(|it| texts.number(it)),
            mentions: it.mentions.iter().map(|it| texts.number(it)).collect(),
        });
        let parties = parties.collect();
        let items = deal.items.iter().map(|it| Item {
            product: texts.number(&it.product),
            class: it.class.as_ref().map(|it| texts.number(it)),
            quantity: it.quantity,
            quantity_max: it.quantity_max,
            unit: it.unit.as_ref().map(|it| texts.number(it)),
            optional: it.optional,
        });
        let items = items.collect();
        let primary = deal.amounts.iter().find(|it| it.primary).map(|it| Money {
            value: it.value,
            value_max: it.value_max,
            currency: texts.number(&it.currency),
            modality: it.modality,
        });
        let totals = deal.amounts.iter().filter(|it| it.scope == Scope::Total);
        let totals = totals
            .map(|it| (it.value.normalize(), texts.number(&it.currency)))
            .collect();
        Self {
            id: deal.deal_id.as_str().into(),
            article: deal.article_id.as_str().into(),
            source: deal.source.as_ref().map(|it| texts.number(it)),
            published,
            precision: deal.published_precision.as_ref().map(|it| texts.number(it)),
            day: published
                .filter(|_| !is_vague)
                .map(|it| it.div_euclid(MICROS_A_DAY)),
            kind: texts.number(&deal.kind),
            status: deal.status,
            parties,
            primary,
            totals,
            items,
            part_of: deal.part_of.as_deref().map(Into::into),
            date: date("signed").or_else(|| date("announced")),
            confidence: deal.confidence,
        }
    }
}
