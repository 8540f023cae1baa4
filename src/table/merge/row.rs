//! Merged deals and names as rows of their tables.

use super::{MergedDeal, Name};
use crate::deal::Role;
use crate::table::row::{SEPARATOR, Value, amount_cells, item_cells};
use crate::table::schema::{MERGED_DEAL, NAME};

/// The values of a merged deal in the order of its columns.
pub fn merged_row(deal: &MergedDeal) -> [Value<'_>; MERGED_DEAL.len()] {
    let names = |role: Role| match deal.parties.get(&role) {
        Some(names) => Value::Text(names.join(SEPARATOR).into()),
        None => Value::Null,
    };
    let [product, class, quantity, quantity_max, unit] = item_cells(deal.item.as_ref());
    let [value, value_max, currency, modality] = amount_cells(deal.amount.as_ref());
    let published = deal.published.as_ref();
    [
        (&deal.id).into(),
        (&deal.kind).into(),
        deal.status.name().into(),
        Value::Texts(&deal.history),
        names(Role::Buyer),
        names(Role::Seller),
        names(Role::Investor),
        names(Role::Target),
        names(Role::Lender),
        names(Role::Borrower),
        names(Role::Partner),
        product,
        class,
        quantity,
        quantity_max,
        unit,
        value,
        value_max,
        currency,
        modality,
        deal.amount_reason.into(),
        Value::Texts(&deal.amounts_told),
        deal.date.as_ref().into(),
        published.map_or(Value::Null, |it| Value::Moment(it.0.as_str().into())),
        published.map_or(Value::Null, |it| Value::Moment(it.1.as_str().into())),
        Value::Count(deal.articles),
        Value::Count(deal.sources.len() as u64),
        Value::Texts(&deal.sources),
        deal.part_of.as_ref().into(),
        Value::Share(deal.confidence),
        Value::Texts(&deal.deal_ids),
        Value::Texts(&deal.article_ids),
    ]
}

/// The values of a name in the order of its columns.
pub fn name_row<'a>(name: &Name<'a>) -> [Value<'a>; NAME.len()] {
    [
        name.name.into(),
        name.form.into(),
        name.country.into(),
        name.id.into(),
        Value::Flag(name.is_name),
        Value::Count(name.deals),
    ]
}
