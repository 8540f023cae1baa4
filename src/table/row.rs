//! From one deal to rows: the values of every table in the order of its columns, still borrowed from the record.
//! The flat row picks one item and one amount; everything else is carried over as it is.

use std::borrow::Cow;

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::schema::{self, DECIMAL_SCALE, Table};
use crate::deal::{
    Amount, Correction, Deal, DealDate, Evidence, Item, Party, Passage, Role, Scope,
};
use crate::error::{Error, Result};

/// Between several texts in one cell of a flat table.
pub const SEPARATOR: &str = "; ";

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// None.
    Null,
    /// Text, or a word of a choice.
    Text(Cow<'a, str>),
    /// A list of texts.
    Texts(&'a [String]),
    /// An exact number.
    Decimal(Decimal),
    /// A whole number.
    Count(u64),
    /// A number from 0 to 1.
    Share(f64),
    /// Yes or no.
    Flag(bool),
    /// RFC 3339 in UTC.
    Moment(Cow<'a, str>),
    /// A list of nested records, each with its fields in order.
    Rows(Vec<Vec<Value<'a>>>),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<Decimal> for Value<'_> {
    fn from(value: Decimal) -> Self {
        Self::Decimal(value)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A table whose rows come straight from deals.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// Its columns.
    pub table: &'static Table,
    of: for<'a> fn(&'a Deal) -> Vec<Vec<Value<'a>>>,
}

impl Rows {
    /// The nested record, one row a deal.
    pub const RECORDS: Self = Self {
        table: &schema::RECORDS,
        of: |deal| vec![record(deal).into()],
    };
    /// The flat row of a deal.
    pub const DEALS: Self = Self {
        table: &schema::DEALS,
        of: |deal| vec![flat(deal).into()],
    };
    /// Its parties.
    pub const PARTIES: Self = Self {
        table: &schema::PARTIES,
        of: |deal| keyed(deal, parties(deal)),
    };
    /// Its items.
    pub const ITEMS: Self = Self {
        table: &schema::ITEMS,
        of: |deal| keyed(deal, items(deal)),
    };
    /// Its amounts.
    pub const AMOUNTS: Self = Self {
        table: &schema::AMOUNTS,
        of: |deal| keyed(deal, amounts(deal)),
    };
    /// Its dates.
    pub const DATES: Self = Self {
        table: &schema::DATES,
        of: |deal| keyed(deal, dates(deal)),
    };
    /// Its evidence.
    pub const EVIDENCE: Self = Self {
        table: &schema::EVIDENCES,
        of: |deal| {
            let keys = [Value::from(&deal.deal_id), Value::from(&deal.article_id)];
            let row = |it| keys.iter().cloned().chain(evidence(it)).collect();
            deal.evidence.iter().map(row).collect()
        },
    };

    /// The tables that tell all of a deal between them, without the sentences.
    pub const FLAT: [Self; 6] = [
        Self::DEALS,
        Self::PARTIES,
        Self::ITEMS,
        Self::AMOUNTS,
        Self::DATES,
        Self::EVIDENCE,
    ];

    /// The sentences that hold its evidence.
    pub const SENTENCES: Self = Self {
        table: &schema::SENTENCES,
        of: |deal| {
            let id = || std::iter::once(Value::from(&deal.deal_id));
            let row = |it| id().chain(passage(it)).collect();
            deal.passages.iter().map(row).collect()
        },
    };

    /// The rows of one deal, each with a value for every column of the table.
    pub fn of<'a>(&self, deal: &'a Deal) -> Vec<Vec<Value<'a>>> {
        (self.of)(deal)
    }
}

fn keyed<'a>(deal: &'a Deal, rows: Vec<Vec<Value<'a>>>) -> Vec<Vec<Value<'a>>> {
    let rows = rows.into_iter().enumerate();
    rows.map(|(n, row)| {
        let keys = [Value::from(&deal.deal_id), Value::Count(n as u64)];
        keys.into_iter().chain(row).collect()
    })
    .collect()
}

fn record(deal: &Deal) -> [Value<'_>; schema::RECORD.len()] {
    [
        (&deal.deal_id).into(),
        (&deal.article_id).into(),
        deal.title.as_ref().into(),
        deal.url.as_ref().into(),
        deal.source.as_ref().into(),
        published(deal),
        deal.published_text.as_ref().into(),
        deal.published_precision.as_ref().into(),
        (&deal.kind).into(),
        deal.status.name().into(),
        Value::Rows(parties(deal)),
        Value::Rows(items(deal)),
        Value::Rows(amounts(deal)),
        Value::Rows(dates(deal)),
        deal.part_of.as_ref().into(),
        Value::Rows(deal.evidence.iter().map(|it| evidence(it).into()).collect()),
        Value::Share(deal.confidence),
        Value::Rows(
            deal.corrections
                .iter()
                .map(|it| correction(it).into())
                .collect(),
        ),
    ]
}

fn published(deal: &Deal) -> Value<'_> {
    let moment = deal.published.as_deref();
    moment.map_or(Value::Null, |it| Value::Moment(it.into()))
}

fn parties(deal: &Deal) -> Vec<Vec<Value<'_>>> {
    deal.parties.iter().map(|it| party(it).into()).collect()
}

fn items(deal: &Deal) -> Vec<Vec<Value<'_>>> {
    deal.items.iter().map(|it| item(it).into()).collect()
}

fn amounts(deal: &Deal) -> Vec<Vec<Value<'_>>> {
    deal.amounts.iter().map(|it| amount(it).into()).collect()
}

fn dates(deal: &Deal) -> Vec<Vec<Value<'_>>> {
    deal.dates.iter().map(|it| date(it).into()).collect()
}

fn party(it: &Party) -> [Value<'_>; schema::PARTY.len()] {
    [
        (&it.name).into(),
        it.role.name().into(),
        it.country.as_ref().into(),
        Value::Texts(&it.mentions),
    ]
}

fn item(it: &Item) -> [Value<'_>; schema::ITEM.len()] {
    [
        (&it.product).into(),
        it.class.as_ref().into(),
        it.quantity.into(),
        it.quantity_max.into(),
        it.unit.as_ref().into(),
        Value::Flag(it.optional),
    ]
}

fn amount(it: &Amount) -> [Value<'_>; schema::AMOUNT.len()] {
    [
        it.value.into(),
        it.value_max.into(),
        (&it.currency).into(),
        it.modality.name().into(),
        it.scope.name().into(),
        Value::Flag(it.primary),
    ]
}

fn date(it: &DealDate) -> [Value<'_>; schema::DATE.len()] {
    [(&it.kind).into(), (&it.date).into(), (&it.precision).into()]
}

fn evidence(it: &Evidence) -> [Value<'_>; schema::EVIDENCE.len()] {
    [
        (&it.field).into(),
        it.place.name().into(),
        Value::Count(it.start.into()),
        Value::Count(it.end.into()),
        (&it.text).into(),
        (&it.rule).into(),
    ]
}

fn passage(it: &Passage) -> [Value<'_>; schema::SENTENCE.len()] {
    [
        it.place.name().into(),
        Value::Count(it.start.into()),
        Value::Count(it.end.into()),
        (&it.text).into(),
    ]
}

fn correction(it: &Correction) -> [Value<'_>; schema::CORRECTION.len()] {
    [
        (&it.field).into(),
        it.from.as_ref().into(),
        it.to.as_ref().into(),
        it.who.as_ref().into(),
        it.when.as_ref().into(),
    ]
}

fn flat(deal: &Deal) -> [Value<'_>; schema::FLAT.len()] {
    let [product, class, quantity, quantity_max, unit] = item_cells(flat_item(deal));
    let amount = flat_amount(deal);
    let [value, value_max, currency, modality] = amount_cells(amount);
    [
        (&deal.deal_id).into(),
        (&deal.article_id).into(),
        published(deal),
        deal.source.as_ref().into(),
        (&deal.kind).into(),
        deal.status.name().into(),
        names(deal, Role::Buyer),
        names(deal, Role::Seller),
        names(deal, Role::Investor),
        names(deal, Role::Target),
        names(deal, Role::Lender),
        names(deal, Role::Borrower),
        names(deal, Role::Partner),
        product,
        class,
        quantity,
        quantity_max,
        unit,
        value,
        value_max,
        currency,
        modality,
        amount.map(|it| it.scope.name()).into(),
        Value::Share(deal.confidence),
        deal.title.as_ref().into(),
        deal.url.as_ref().into(),
        Some(&deal.sentence).filter(|it| !it.is_empty()).into(),
    ]
}

/// Product, class, quantity, its upper end and unit of the item that stands for a deal.
pub(super) fn item_cells(item: Option<&Item>) -> [Value<'_>; 5] {
    [
        item.map(|it| &it.product).into(),
        item.and_then(|it| it.class.as_ref()).into(),
        item.and_then(|it| it.quantity).into(),
        item.and_then(|it| it.quantity_max).into(),
        item.and_then(|it| it.unit.as_ref()).into(),
    ]
}

/// Value, upper end, currency and modality of the amount that stands for a deal.
pub(super) fn amount_cells(amount: Option<&Amount>) -> [Value<'_>; 4] {
    [
        amount.map(|it| it.value).into(),
        amount.and_then(|it| it.value_max).into(),
        amount.map(|it| &it.currency).into(),
        amount.map(|it| it.modality.name()).into(),
    ]
}

fn names(deal: &Deal, role: Role) -> Value<'_> {
    let mut names = deal.parties.iter().filter(|it| it.role == role);
    let Some(first) = names.next() else {
        return Value::Null;
    };
    let mut cell = Cow::Borrowed(first.name.as_str());
    for party in names {
        let cell = cell.to_mut();
        cell.push_str(SEPARATOR);
        cell.push_str(&party.name);
    }
    Value::Text(cell)
}

/// The item that the flat row shows: the first that is no option, else the first.
pub(crate) fn flat_item(deal: &Deal) -> Option<&Item> {
    let firm = deal.items.iter().find(|it| !it.optional);
    firm.or(deal.items.first())
}

/// The amount that the flat row shows: the primary one, else the first total, else the first.
pub(crate) fn flat_amount(deal: &Deal) -> Option<&Amount> {
    let primary = deal.amounts.iter().find(|it| it.primary);
    let total = || deal.amounts.iter().find(|it| it.scope == Scope::Total);
    primary.or_else(total).or(deal.amounts.first())
}

/// Whether every number and moment of a deal can be stored as the schema says. The error names article, deal and
/// field, so that a caller may reject the one article and go on.
pub fn check(deal: &Deal) -> Result<()> {
    let fail = |field: String, why: String| {
        Err(Error::output(format!(
            "article {}, deal {}, {field}: {why}",
            deal.article_id, deal.deal_id
        )))
    };
    let decimal = |value: Decimal, field: &dyn Fn() -> String| match mantissa(value) {
        Some(_) => Ok(()),
        None => fail(
            field(),
            format!(
                "{value} does not fit into a decimal with {DECIMAL_SCALE} digits after the point"
            ),
        ),
    };
    if let Some(published) = &deal.published
        && let Err(why) = micros(published)
    {
        return fail("published".into(), why);
    }
    for (n, it) in deal.items.iter().enumerate() {
        for (name, value) in [("quantity", it.quantity), ("quantity_max", it.quantity_max)] {
            value.map_or(Ok(()), |value| {
                decimal(value, &|| format!("items[{n}].{name}"))
            })?;
        }
    }
    for (n, it) in deal.amounts.iter().enumerate() {
        for (name, value) in [("value", Some(it.value)), ("value_max", it.value_max)] {
            value.map_or(Ok(()), |value| {
                decimal(value, &|| format!("amounts[{n}].{name}"))
            })?;
        }
    }
    Ok(())
}

/// The whole number of millionths that `decimal128(38, 6)` stores; none where the value has more digits than that.
pub fn mantissa(value: Decimal) -> Option<i128> {
    scaled(value, DECIMAL_SCALE)
}

/// The same for another number of digits after the point.
pub(super) fn scaled(value: Decimal, scale: u32) -> Option<i128> {
    let value = value.normalize();
    let missing = scale.checked_sub(value.scale())?;
    value.mantissa().checked_mul(10_i128.checked_pow(missing)?)
}

/// Microseconds since 1970 of an RFC 3339 moment.
pub fn micros(moment: &str) -> Result<i64, String> {
    match moment.parse::<Timestamp>() {
        Ok(at) => Ok(at.as_microsecond()),
        Err(why) => Err(format!("\"{moment}\" is no moment: {why}")),
    }
}
