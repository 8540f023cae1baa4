//! A field of a record by its path (`status`, `amounts[0].value`): what may stand in it, what stands there, and putting
//! something else there. Offsets, evidence, ids and confidence are no fields in this sense: nobody corrects them.

use jiff::{Timestamp, civil};
use rust_decimal::Decimal;

use crate::deal::plain::plain;
use crate::deal::record::{
    Amount, Deal, DealDate, Item, Modality, Party, Role, Scope, Status, primary,
};

/// Digits behind the point that every table can store.
const DIGITS: u32 = 6;
/// The currency of an amount that was added and whose currency is not told: ISO 4217's code for none.
const NO_CURRENCY: &str = "XXX";

/// A list of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Parties,
    Items,
    Amounts,
    Dates,
}

impl List {
    pub(super) const ALL: [Self; 4] = [Self::Parties, Self::Items, Self::Amounts, Self::Dates];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Parties => "parties",
            Self::Items => "items",
            Self::Amounts => "amounts",
            Self::Dates => "dates",
        }
    }

    /// Its fields and what may stand in each; the first makes an entry.
    fn fields(self) -> &'static [(&'static str, Sort)] {
        match self {
            Self::Parties => &[
                ("name", Sort::Text),
                ("role", Sort::Choice(Role::NAMES)),
                ("country", Sort::Country),
            ],
            Self::Items => &[
                ("product", Sort::Text),
                ("class", Sort::MaybeText),
                ("quantity", Sort::MaybeDecimal),
                ("quantity_max", Sort::MaybeDecimal),
                ("unit", Sort::MaybeText),
                ("optional", Sort::Flag),
            ],
            Self::Amounts => &[
                ("value", Sort::Decimal),
                ("value_max", Sort::MaybeDecimal),
                ("currency", Sort::Currency),
                ("modality", Sort::Choice(Modality::NAMES)),
                ("scope", Sort::Choice(Scope::NAMES)),
                ("primary", Sort::Flag),
            ],
            Self::Dates => &[
                ("date", Sort::Date),
                (
                    "kind",
                    Sort::Choice(&[
                        "announced",
                        "signed",
                        "closing",
                        "delivery",
                        "from",
                        "until",
                    ]),
                ),
            ],
        }
    }

    fn length(self, deal: &Deal) -> usize {
        match self {
            Self::Parties => deal.parties.len(),
            Self::Items => deal.items.len(),
            Self::Amounts => deal.amounts.len(),
            Self::Dates => deal.dates.len(),
        }
    }
}

/// The fields of the record itself.
const OWN: [(&str, Sort); 7] = [
    ("kind", Sort::Kind),
    ("status", Sort::Choice(Status::NAMES)),
    ("title", Sort::MaybeText),
    ("url", Sort::MaybeText),
    ("source", Sort::MaybeText),
    ("published", Sort::Moment),
    ("part_of", Sort::MaybeText),
];

/// What may stand in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Text,
    MaybeText,
    Kind,
    Choice(&'static [&'static str]),
    Decimal,
    MaybeDecimal,
    Flag,
    Currency,
    Country,
    Moment,
    Date,
}

/// Where something stands in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Path {
    /// The deal as a whole: `deal`.
    Deal,
    /// A field of the record.
    Own(&'static str),
    /// An entry of a list as a whole.
    Entry(List, usize),
    /// A field of an entry.
    Of(List, usize, &'static str),
}

impl Path {
    /// The path that a text names; otherwise what was expected.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text == "deal" {
            return Ok(Self::Deal);
        }
        if let Some((name, _)) = OWN.iter().find(|(name, _)| *name == text) {
            return Ok(Self::Own(name));
        }
        let wrong = || {
            let own: Vec<_> = OWN.iter().map(|(name, _)| *name).collect();
            format!(
                "no field `{text}`: expected `deal`, {}, or an entry such as `parties[0].name`",
                own.join(", ")
            )
        };
        let (list, rest) = text.split_once('[').ok_or_else(wrong)?;
        let (number, rest) = rest.split_once(']').ok_or_else(wrong)?;
        let list = List::ALL.into_iter().find(|it| it.name() == list);
        let list = list.ok_or_else(wrong)?;
        let number = number.parse().map_err(|_| wrong())?;
        let Some(field) = rest.strip_prefix('.') else {
            return if rest.is_empty() {
                Ok(Self::Entry(list, number))
            } else {
                Err(wrong())
            };
        };
        let fields = list.fields();
        if let Some((name, _)) = fields.iter().find(|(name, _)| *name == field) {
            return Ok(Self::Of(list, number, name));
        }
        let names: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
        Err(format!(
            "no field `{field}` in {}: expected {}",
            list.name(),
            names.join(", ")
        ))
    }

    fn sort(self) -> Option<Sort> {
        let fields = match self {
            Self::Own(_) => &OWN[..],
            Self::Of(list, _, _) => list.fields(),
            Self::Deal | Self::Entry(..) => return None,
        };
        let (Self::Own(field) | Self::Of(_, _, field)) = self else {
            return None;
        };
        fields
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, sort)| *sort)
    }

    /// The value as the record writes it, none for an empty one; otherwise what was expected.
    pub(super) fn value(self, text: &str, kinds: &[String]) -> Result<Option<String>, String> {
        let Some(sort) = self.sort() else {
            return Err(format!("expected `drop`, found `{text}`"));
        };
        let may_be_none = matches!(
            sort,
            Sort::MaybeText | Sort::MaybeDecimal | Sort::Country | Sort::Moment
        );
        if text.is_empty() {
            return if may_be_none {
                Ok(None)
            } else {
                Err("a value must stand here".to_owned())
            };
        }
        let expected = |what: &str| Err(format!("expected {what}, found `{text}`"));
        let is_code = |length| text.len() == length && text.bytes().all(|b| b.is_ascii_uppercase());
        match sort {
            Sort::Text | Sort::MaybeText => {}
            Sort::Kind if kinds.iter().any(|it| it == text) => {}
            Sort::Kind => return expected(&kinds.join(", ")),
            Sort::Choice(words) if words.contains(&text) => {}
            Sort::Choice(words) => return expected(&words.join(", ")),
            Sort::Decimal | Sort::MaybeDecimal => match text.parse::<Decimal>() {
                Ok(value) if value.normalize().scale() <= DIGITS && !value.is_sign_negative() => {
                    return Ok(Some(plain(value)));
                }
                _ => return expected("a number such as 4100000000 or 0.25"),
            },
            Sort::Flag if matches!(text, "true" | "false") => {}
            Sort::Flag => return expected("true or false"),
            Sort::Currency if is_code(3) => {}
            Sort::Currency => return expected("three capitals, as in EUR"),
            Sort::Country if is_code(2) => {}
            Sort::Country => return expected("two capitals, as in FR"),
            Sort::Moment if moment(text).is_some() => {}
            Sort::Moment => return expected("a day or moment such as 2026-11-24"),
            Sort::Date if precision(text).is_some() => {}
            Sort::Date => return expected("a year, month or day such as 2026-11-24"),
        }
        Ok(Some(text.to_owned()))
    }

    /// The same path in the entry of this number.
    pub(super) fn at(self, number: usize) -> Self {
        match self {
            Self::Entry(list, _) => Self::Entry(list, number),
            Self::Of(list, _, field) => Self::Of(list, number, field),
            other => other,
        }
    }

    /// The paths to the same field in all entries of its list; only itself where it is in none.
    pub(super) fn alike(self, deal: &Deal) -> Vec<Self> {
        match self {
            Self::Entry(list, _) | Self::Of(list, ..) => {
                (0..list.length(deal)).map(|n| self.at(n)).collect()
            }
            Self::Deal | Self::Own(_) => vec![self],
        }
    }

    /// Whether setting it makes a new entry at the end of its list.
    pub(super) fn is_new(self, deal: &Deal) -> bool {
        match self {
            Self::Of(list, n, field) => n == list.length(deal) && list.fields()[0].0 == field,
            _ => false,
        }
    }

    /// What stands there: none where there is no such entry, and none in it where the field is empty. An entry as a
    /// whole is told by its first field, the deal by its kind.
    #[allow(clippy::option_option)] // "No such entry" and "an empty field" are two things.
    pub(super) fn get(self, deal: &Deal) -> Option<Option<String>> {
        let some = |text: &str| Some(text.to_owned());
        let number = |value: Option<Decimal>| value.map(plain);
        Some(match self {
            Self::Deal | Self::Own("kind") => some(&deal.kind),
            Self::Own("status") => some(deal.status.name()),
            Self::Own("title") => deal.title.clone(),
            Self::Own("url") => deal.url.clone(),
            Self::Own("source") => deal.source.clone(),
            Self::Own("published") => deal.published.clone(),
            Self::Own(_) => deal.part_of.clone(),
            Self::Entry(list, n) => return Self::Of(list, n, list.fields()[0].0).get(deal),
            Self::Of(List::Parties, n, field) => {
                let it = deal.parties.get(n)?;
                match field {
                    "name" => some(&it.name),
                    "role" => some(it.role.name()),
                    _ => it.country.clone(),
                }
            }
            Self::Of(List::Items, n, field) => {
                let it = deal.items.get(n)?;
                match field {
                    "product" => some(&it.product),
                    "class" => it.class.clone(),
                    "quantity" => number(it.quantity),
                    "quantity_max" => number(it.quantity_max),
                    "unit" => it.unit.clone(),
                    _ => Some(it.optional.to_string()),
                }
            }
            Self::Of(List::Amounts, n, field) => {
                let it = deal.amounts.get(n)?;
                match field {
                    "value" => number(Some(it.value)),
                    "value_max" => number(it.value_max),
                    "currency" => some(&it.currency),
                    "modality" => some(it.modality.name()),
                    "scope" => some(it.scope.name()),
                    _ => Some(it.primary.to_string()),
                }
            }
            Self::Of(List::Dates, n, field) => {
                let it = deal.dates.get(n)?;
                some(if field == "date" { &it.date } else { &it.kind })
            }
        })
    }

    /// Puts a value there that `value` has let through. The entry must be there, or be a new one.
    pub(super) fn set(self, deal: &mut Deal, value: Option<&str>) -> Option<()> {
        if self.is_new(deal) {
            add(self, deal, value?);
            return Some(());
        }
        let owned = value.map(str::to_owned);
        let number = || value.and_then(|it| it.parse().ok());
        let flag = value == Some("true");
        match self {
            Self::Own("kind") => deal.kind = owned?,
            Self::Own("status") => deal.status = Status::parse(value?)?,
            Self::Own("title") => deal.title = owned,
            Self::Own("url") => deal.url = owned,
            Self::Own("source") => deal.source = owned,
            Self::Own("published") => {
                let (at, precision) = value.and_then(moment).unzip();
                deal.published = at;
                deal.published_precision = precision.map(str::to_owned);
            }
            Self::Own(_) => deal.part_of = owned,
            Self::Of(List::Parties, n, field) => {
                let it = deal.parties.get_mut(n)?;
                match field {
                    "name" => it.name = owned?,
                    "role" => it.role = Role::parse(value?)?,
                    _ => it.country = owned,
                }
            }
            Self::Of(List::Items, n, field) => {
                let it = deal.items.get_mut(n)?;
                match field {
                    "product" => it.product = owned?,
                    "class" => it.class = owned,
                    "quantity" => it.quantity = number(),
                    "quantity_max" => it.quantity_max = number(),
                    "unit" => it.unit = owned,
                    _ => it.optional = flag,
                }
            }
            Self::Of(List::Amounts, n, field) => {
                let it = deal.amounts.get_mut(n)?;
                match field {
                    "value" => it.value = number()?,
                    "value_max" => it.value_max = number(),
                    "currency" => it.currency = owned?,
                    "modality" => it.modality = Modality::parse(value?)?,
                    "scope" => it.scope = Scope::parse(value?)?,
                    _ if flag => {
                        // At most one stands for the deal.
                        for (i, it) in deal.amounts.iter_mut().enumerate() {
                            it.primary = i == n;
                        }
                    }
                    _ => it.primary = false,
                }
            }
            Self::Of(List::Dates, n, field) => {
                let it = deal.dates.get_mut(n)?;
                if field == "date" {
                    it.date = owned?;
                    precision(&it.date)?.clone_into(&mut it.precision);
                } else {
                    it.kind = owned?;
                }
            }
            Self::Deal | Self::Entry(..) => return None,
        }
        Some(())
    }
}

fn add(path: Path, deal: &mut Deal, value: &str) -> Option<()> {
    let Path::Of(list, ..) = path else {
        return None;
    };
    match list {
        List::Parties => deal.parties.push(Party {
            name: value.to_owned(),
            role: Role::Partner,
            country: None,
            mentions: vec![value.to_owned()],
        }),
        List::Items => deal.items.push(Item {
            product: value.to_owned(),
            class: None,
            quantity: None,
            quantity_max: None,
            unit: None,
            optional: false,
        }),
        List::Amounts => deal.amounts.push(Amount {
            value: value.parse().ok()?,
            value_max: None,
            currency: NO_CURRENCY.to_owned(),
            modality: Modality::Exact,
            scope: Scope::Total,
            primary: false,
        }),
        List::Dates => deal.dates.push(DealDate {
            kind: "announced".to_owned(),
            date: value.to_owned(),
            precision: precision(value)?.to_owned(),
        }),
    }
    Some(())
}

/// After its amounts were changed: a primary one is a total, and there is one where there is any total.
pub(super) fn settle_primary(amounts: &mut [Amount]) {
    for it in amounts.iter_mut() {
        it.primary &= it.scope == Scope::Total;
    }
    if amounts.iter().any(|it| it.primary) {
        return;
    }
    if let Some(n) = primary(amounts) {
        for (i, it) in amounts.iter_mut().enumerate() {
            it.primary = i == n;
        }
    }
}

/// RFC 3339 in UTC and its precision, of a day or a moment.
fn moment(text: &str) -> Option<(String, &'static str)> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some((at.to_string(), "second"));
    }
    let day = precision(text) == Some("day");
    day.then(|| (format!("{text}T00:00:00Z"), "day"))
}

/// `year`, `month` or `day` of an ISO 8601 date.
fn precision(text: &str) -> Option<&'static str> {
    let (day, precision) = match text.len() {
        4 => (format!("{text}-01-01"), "year"),
        7 => (format!("{text}-01"), "month"),
        10 => (text.to_owned(), "day"),
        _ => return None,
    };
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    (digits && day.parse::<civil::Date>().is_ok()).then_some(precision)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(path: &str, text: &str) -> Result<Option<String>, String> {
        Path::parse(path)?.value(text, &["purchase".to_owned(), "lease".to_owned()])
    }

    #[test]
    fn ok_values_are_written_as_the_record_does() {
        for (path, text, due) in [
            ("amounts[0].value", "4100000000.50", Some("4100000000.5")),
            ("items[2].quantity", "", None),
            ("status", "completed", Some("completed")),
            ("kind", "lease", Some("lease")),
            ("parties[1].country", "FR", Some("FR")),
            ("dates[0].date", "2026-11", Some("2026-11")),
            ("published", "2026-11-24", Some("2026-11-24")),
        ] {
            assert_eq!(value(path, text), Ok(due.map(str::to_owned)), "{path}");
        }
    }

    #[test]
    fn err_what_does_not_fit_is_told() {
        for (path, text, part) in [
            ("status", "done", "expected proposed, mou, agreed"),
            ("kind", "gift", "expected purchase, lease"),
            ("amounts[0].value", "1,000", "expected a number"),
            ("amounts[0].value", "-1", "expected a number"),
            ("amounts[0].value", "0.0000001", "expected a number"),
            ("amounts[0].value", "", "a value must stand here"),
            ("amounts[0].currency", "euro", "three capitals"),
            ("dates[0].date", "2026-13", "a year, month or day"),
            ("dates[0].date", "+026-01", "a year, month or day"),
            ("parties[0].age", "7", "expected name, role, country"),
            ("parties[x].name", "A", "no field `parties[x].name`"),
            ("deal_id", "a", "no field `deal_id`"),
            ("confidence", "1", "no field `confidence`"),
            ("deal", "gone", "expected `drop`"),
        ] {
            let found = value(path, text).expect_err(path);
            assert!(found.contains(part), "{path}={text}: {found}");
        }
    }
}
