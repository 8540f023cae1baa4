//! Sums of primary amounts by currency and status, exactly, as deals stream by: what a report shows at its top. The rules
//! are those of `summary` (a test holds the two together), in plain Rust, as a report is made without polars.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::row::mantissa;
use super::schema::DECIMAL_SCALE;
use crate::deal::{Amount, Deal, Modality, Status, plain_scaled};

/// The sums of one currency, or the deals without a primary amount.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Total {
    /// ISO 4217.
    pub currency: Option<String>,
    /// Deals in it.
    pub deals: u64,
    /// Deals whose primary amount is summed.
    pub amounts: u64,
    /// Deals whose amount is left out, as that of their package is summed.
    pub in_package: u64,
    /// Summed amounts that are lower bounds.
    pub at_least: u64,
    /// Low and high sum of agreed and completed deals, in whole currency units.
    pub firm: Option<[String; 2]>,
    /// Of proposed ones.
    pub proposed: Option<[String; 2]>,
    /// Of memoranda.
    pub mou: Option<[String; 2]>,
    /// Of cancelled ones.
    pub cancelled: Option<[String; 2]>,
}

/// The groups of statuses whose sums stand apart.
pub(super) const GROUPS: [&str; 4] = ["firm", "proposed", "mou", "cancelled"];

/// The group of a status, by its place in `GROUPS`.
pub(super) fn group(status: Status) -> usize {
    match status {
        Status::Agreed | Status::Completed => 0,
        Status::Proposed => 1,
        Status::Mou => 2,
        Status::Cancelled => 3,
    }
}

#[derive(Clone, Debug, Default)]
struct Sums {
    deals: u64,
    amounts: u64,
    in_package: u64,
    at_least: u64,
    /// Low and high of each group in millionths.
    groups: [Option<[i128; 2]>; GROUPS.len()],
}

/// Gathers the sums.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    // No currency last, as in the summaries.
    by: BTreeMap<(bool, String), Sums>,
}

impl Totals {
    /// Adds the deals of an article: a package and its parts always stand in one.
    pub fn add(&mut self, article: &[Deal]) {
        for deal in article {
            let amount = primary(deal);
            let key = amount.map_or((true, String::new()), |it| (false, it.currency.clone()));
            let sums = self.by.entry(key).or_default();
            sums.deals += 1;
            let Some(amount) = amount else {
                continue;
            };
            if in_package(deal, article) {
                sums.in_package += 1;
                continue;
            }
            sums.amounts += 1;
            sums.at_least +=
                u64::from(amount.modality == Modality::Min && amount.value_max.is_none());
            let open = amount.modality == Modality::Max && amount.value_max.is_none();
            let low = if open { Decimal::ZERO } else { amount.value };
            let high = amount.value_max.unwrap_or(amount.value);
            let [l, h] = sums.groups[group(deal.status)].get_or_insert_default();
            *l = l.saturating_add(mantissa(low).unwrap_or_default());
            *h = h.saturating_add(mantissa(high).unwrap_or_default());
        }
    }

    /// The sums, by currency.
    pub fn rows(&self) -> Vec<Total> {
        let text = |sums: &Sums, group: usize| sums.groups[group].map(|ends| ends.map(millionths));
        let row = |((none, currency), sums): (&(bool, String), &Sums)| Total {
            currency: (!none).then(|| currency.clone()),
            deals: sums.deals,
            amounts: sums.amounts,
            in_package: sums.in_package,
            at_least: sums.at_least,
            firm: text(sums, 0),
            proposed: text(sums, 1),
            mou: text(sums, 2),
            cancelled: text(sums, 3),
        };
        self.by.iter().map(row).collect()
    }
}

fn primary(deal: &Deal) -> Option<&Amount> {
    deal.amounts.iter().find(|it| it.primary)
}

/// Whether the amount of the deal's package is summed in the same column.
fn in_package(deal: &Deal, article: &[Deal]) -> bool {
    deal.part_of.as_ref().is_some_and(|id| {
        article.iter().any(|it| {
            it.deal_id == *id && primary(it).is_some() && group(it.status) == group(deal.status)
        })
    })
}

/// Plain text of so many millionths.
fn millionths(value: i128) -> String {
    plain_scaled(value, DECIMAL_SCALE as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_millionths_are_plain_digits() {
        for (value, text) in [
            (0, "0"),
            (4_100_000_000_000_000, "4100000000"),
            (1, "0.000001"),
            (12_250_000, "12.25"),
            (
                79_228_162_514_264_337_593_543_950_335_000_000,
                "79228162514264337593543950335",
            ),
        ] {
            assert_eq!(millionths(value), text);
        }
    }
}
