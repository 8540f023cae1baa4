//! A deal in the form that the page's script reads.

use std::collections::HashMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::segments::{Segment, segments};
use crate::deal::{Correction, Deal, plain};

/// Ids of rules, each told once on a page.
#[derive(Default)]
pub(super) struct Rules {
    /// In the order of first use.
    pub names: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Rules {
    fn number(&mut self, rule: &str) -> usize {
        if let Some(number) = self.numbers.get(rule) {
            return *number;
        }
        let number = self.names.len();
        self.names.push(rule.to_owned());
        self.numbers.insert(rule.to_owned(), number);
        number
    }
}

/// Product, class, quantity, upper end, unit, whether it is an option.
type ItemRow<'a> = (
    &'a str,
    Option<&'a str>,
    Option<String>,
    Option<String>,
    Option<&'a str>,
    bool,
);

/// Value, upper end, currency, modality, scope, whether it is the primary one.
type AmountRow<'a> = (
    String,
    Option<String>,
    &'a str,
    &'static str,
    &'static str,
    bool,
);

/// A deal as the page has it; lists of entries as lists of their values, as there are many.
#[derive(Serialize)]
pub(super) struct Card<'a> {
    id: &'a str,
    article: &'a str,
    title: Option<&'a str>,
    url: Option<&'a str>,
    source: Option<&'a str>,
    date: Option<&'a str>,
    precision: Option<&'a str>,
    kind: &'a str,
    status: &'static str,
    confidence: f64,
    /// Name, role, country.
    parties: Vec<(&'a str, &'static str, Option<&'a str>)>,
    items: Vec<ItemRow<'a>>,
    amounts: Vec<AmountRow<'a>>,
    /// Date, kind.
    dates: Vec<(&'a str, &'a str)>,
    part_of: Option<&'a str>,
    corrections: &'a [Correction],
    /// Field, number of the rule.
    evidence: Vec<(&'a str, usize)>,
    /// Where, first byte, pieces.
    passages: Vec<(&'static str, u32, Vec<Segment<'a>>)>,
}

/// The card of a deal; ids of rules become their numbers in `rules`.
pub(super) fn card<'a>(deal: &'a Deal, rules: &mut Rules) -> Card<'a> {
    let number = |it: Option<Decimal>| it.map(plain);
    Card {
        id: &deal.deal_id,
        article: &deal.article_id,
        title: deal.title.as_deref(),
        url: deal.url.as_deref(),
        source: deal.source.as_deref(),
        date: deal.published.as_deref(),
        precision: deal.published_precision.as_deref(),
        kind: &deal.kind,
        status: deal.status.name(),
        confidence: deal.confidence,
        parties: deal
            .parties
            .iter()
            .map(|it| (it.name.as_str(), it.role.name(), it.country.as_deref()))
            .collect(),
        items: deal
            .items
            .iter()
            .map(|it| {
                let (class, unit) = (it.class.as_deref(), it.unit.as_deref());
                let (least, most) = (number(it.quantity), number(it.quantity_max));
                (it.product.as_str(), class, least, most, unit, it.optional)
            })
            .collect(),
        amounts: deal
            .amounts
            .iter()
            .map(|it| {
                let (modality, scope) = (it.modality.name(), it.scope.name());
                let (value, most) = (plain(it.value), number(it.value_max));
                let currency = it.currency.as_str();
                (value, most, currency, modality, scope, it.primary)
            })
            .collect(),
        dates: deal
            .dates
            .iter()
            .map(|it| (it.date.as_str(), it.kind.as_str()))
            .collect(),
        part_of: deal.part_of.as_deref(),
        corrections: &deal.corrections,
        evidence: deal
            .evidence
            .iter()
            .map(|it| (it.field.as_str(), rules.number(&it.rule)))
            .collect(),
        passages: deal
            .passages
            .iter()
            .map(|it| (it.place.name(), it.start, segments(it, &deal.evidence)))
            .collect(),
    }
}
