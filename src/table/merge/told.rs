//! One row of the merged deals out of the records that tell of one: what most say, the latest status, and where they differ.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::intern::Texts;
use super::names::Parties;
use super::record::{Item, Money, Record};
use crate::deal::{self, Amount, Modality, Role, Scope, Status, plain};

/// A deal over all articles that tell of it.
#[derive(Clone, Debug, PartialEq)]
pub struct MergedDeal {
    /// `deal_id` of its first record.
    pub id: String,
    /// Kind of deal.
    pub kind: String,
    /// The latest status.
    pub status: Status,
    /// Each status with its first day, in the order of the days.
    pub history: Vec<String>,
    /// Names of the parties by role; roles that no record has are left out.
    pub parties: BTreeMap<Role, Vec<String>>,
    /// The item that stands for it.
    pub item: Option<deal::Item>,
    /// The amount that stands for it in sums.
    pub amount: Option<Amount>,
    /// Why this one.
    pub amount_reason: Option<&'static str>,
    /// All primary amounts in words, the chosen one first.
    pub amounts_told: Vec<String>,
    /// Signed, else announced, ISO 8601.
    pub date: Option<String>,
    /// First and last moment of publication, RFC 3339.
    pub published: Option<(String, String)>,
    /// Articles that tell of it.
    pub articles: u64,
    /// Their sources.
    pub sources: Vec<String>,
    /// The merged deal that is its package.
    pub part_of: Option<String>,
    /// From 0 to 1.
    pub confidence: f64,
    /// `deal_id` of each record, in the order of dates.
    pub deal_ids: Vec<String>,
    /// `article_id` of each record, in the same order.
    pub article_ids: Vec<String>,
}

/// Where a record stands in time: those without a date last.
pub(super) fn place(record: &Record) -> (bool, Option<i64>, &str) {
    (record.published.is_none(), record.published, &record.id)
}

/// The row of a group. Its records are in the order of their dates, those without one first.
pub(super) fn merged(records: &[&Record], texts: &Texts, parties: &Parties) -> MergedDeal {
    // What has no date tells nothing of the order; it comes last.
    let mut order: Vec<&Record> = records.to_vec();
    order.sort_by_key(|it| place(it));
    let first = order[0];
    let articles: BTreeSet<&str> = order.iter().map(|it| it.article.as_ref()).collect();
    let sources: BTreeSet<&str> = order
        .iter()
        .filter_map(|it| it.source)
        .map(|it| texts.text(it))
        .collect();
    let moments = order.iter().filter_map(|it| it.published);
    let moment = |micros: i64| {
        Timestamp::from_microsecond(micros)
            .map(|it| it.to_string())
            .ok()
    };
    let status = status(&order);
    let (chosen, amounts_told) = amount(&order, status, texts);
    let (amount, amount_reason) = chosen.unzip();
    MergedDeal {
        id: first.id.to_string(),
        kind: texts.text(first.kind).to_owned(),
        status,
        history: history(&order),
        parties: sides(&order, texts, parties),
        item: item(&order, texts),
        amount,
        amount_reason,
        amounts_told,
        date: order
            .iter()
            .find_map(|it| it.date.as_deref())
            .map(str::to_owned),
        published: moments
            .clone()
            .min()
            .zip(moments.max())
            .and_then(|(one, other)| Some((moment(one)?, moment(other)?))),
        articles: articles.len() as u64,
        sources: sources.into_iter().map(str::to_owned).collect(),
        part_of: order
            .iter()
            .find_map(|it| it.part_of.as_deref())
            .map(str::to_owned),
        confidence: order.iter().map(|it| it.confidence).fold(0.0, f64::max),
        deal_ids: order.iter().map(|it| it.id.to_string()).collect(),
        article_ids: order.iter().map(|it| it.article.to_string()).collect(),
    }
}

fn day(record: &Record) -> Option<String> {
    let moment = Timestamp::from_microsecond(record.published?).ok()?;
    Some(
        moment
            .to_string()
            .chars()
            .take_while(|it| *it != 'T')
            .collect(),
    )
}

/// The latest status: completed is the end; agreed ends what was proposed; called off ends both, until it is told again.
fn status(order: &[&Record]) -> Status {
    let mut now = order[0].status;
    for record in &order[1..] {
        now = match (now, record.status) {
            (Status::Completed, _) => Status::Completed,
            (Status::Agreed, Status::Proposed | Status::Mou) => Status::Agreed,
            (Status::Mou, Status::Proposed) => Status::Mou,
            (_, next) => next,
        };
    }
    now
}

fn history(order: &[&Record]) -> Vec<String> {
    let mut told: Vec<Status> = Vec::new();
    let mut lines = Vec::new();
    for record in order {
        if told.contains(&record.status) {
            continue;
        }
        told.push(record.status);
        let status = record.status.name();
        lines.push(day(record).map_or_else(|| status.to_owned(), |day| format!("{status} {day}")));
    }
    lines
}

/// Names by role. Where articles differ, those that at least half as many name as the one named most; a party has the role in
/// which most name it.
fn sides(order: &[&Record], texts: &Texts, parties: &Parties) -> BTreeMap<Role, Vec<String>> {
    let mut told: BTreeMap<u32, BTreeMap<Role, BTreeSet<&str>>> = BTreeMap::new();
    let mut vague: BTreeMap<Role, BTreeMap<u32, usize>> = BTreeMap::new();
    for record in order {
        for party in &record.parties {
            if let Some(number) = parties.of_form(party.name) {
                let roles = told.entry(number).or_default();
                roles.entry(party.role).or_default().insert(&record.article);
            } else {
                *vague
                    .entry(party.role)
                    .or_default()
                    .entry(party.name)
                    .or_default() += 1;
            }
        }
    }
    let mut by_role: BTreeMap<Role, Vec<(usize, u32)>> = BTreeMap::new();
    for (party, roles) in &told {
        // "A and B merge" and "A buys B": who buys is told by the latter.
        let role = roles.iter().max_by_key(|(role, articles)| {
            (
                **role != Role::Partner,
                articles.len(),
                std::cmp::Reverse(**role),
            )
        });
        if let Some((role, articles)) = role {
            by_role
                .entry(*role)
                .or_default()
                .push((articles.len(), *party));
        }
    }
    let mut out = BTreeMap::new();
    for (role, mut named) in by_role {
        let most = named.iter().map(|it| it.0).max().unwrap_or_default();
        named.retain(|it| it.0 * 2 >= most);
        let mut named: Vec<_> = named
            .iter()
            .filter_map(|(articles, party)| {
                Some((
                    std::cmp::Reverse(*articles),
                    parties.title(*party)?.name.clone(),
                ))
            })
            .collect();
        named.sort();
        out.insert(role, named.into_iter().map(|it| it.1).collect::<Vec<_>>());
    }
    for (role, forms) in vague {
        let text = |form: &u32| texts.text(*form);
        let best = forms
            .iter()
            .max_by_key(|(form, count)| (**count, std::cmp::Reverse(text(form))));
        if !out.contains_key(&role)
            && let Some((form, _)) = best
        {
            out.insert(role, vec![text(form).to_owned()]);
        }
    }
    out
}

fn item(order: &[&Record], texts: &Texts) -> Option<deal::Item> {
    let items = || order.iter().flat_map(|it| &it.items);
    let is_firm = items().any(|it| !it.optional);
    let mut told: BTreeMap<(Option<Decimal>, Option<u32>), Vec<&Item>> = BTreeMap::new();
    for item in items().filter(|it| it.optional != is_firm) {
        told.entry((item.quantity, item.class))
            .or_default()
            .push(item);
    }
    let text = |number: Option<u32>| number.map(|it| texts.text(it).to_owned());
    let class = |it: &Vec<&Item>| text(it[0].class);
    // A quantity says more than none; then what most tell.
    let best = told.iter().max_by(|(one, x), (other, y)| {
        let rank = |key: &(Option<Decimal>, Option<u32>), it: &Vec<&Item>| {
            (key.0.is_some(), it.len(), key.0)
        };
        rank(one, x)
            .cmp(&rank(other, y))
            .then_with(|| class(x).cmp(&class(y)))
    })?;
    let mut products: BTreeMap<&str, usize> = BTreeMap::new();
    for item in best.1 {
        *products.entry(texts.text(item.product)).or_default() += 1;
    }
    let product = products
        .iter()
        .max_by_key(|(text, count)| (**count, text.len(), std::cmp::Reverse(**text)))?
        .0;
    let item = best
        .1
        .iter()
        .find(|it| texts.text(it.product) == *product)?;
    Some(deal::Item {
        product: (*product).to_owned(),
        class: text(item.class),
        quantity: item.quantity,
        quantity_max: item.quantity_max,
        unit: text(item.unit),
        optional: item.optional,
    })
}

/// A primary amount, and who tells it.
struct Figure<'a> {
    money: Money,
    articles: BTreeSet<&'a str>,
    is_firm: bool,
    first: Option<String>,
    last: Option<String>,
    /// Place of the last record that tells it.
    place: usize,
}

/// The amount that stands for the deal and why, and all of them in words.
fn amount(
    order: &[&Record],
    status: Status,
    texts: &Texts,
) -> (Option<(Amount, &'static str)>, Vec<String>) {
    let mut figures: Vec<Figure<'_>> = Vec::new();
    for (place, record) in order.iter().enumerate() {
        let Some(money) = record.primary else {
            continue;
        };
        let is_firm = matches!(record.status, Status::Agreed | Status::Completed);
        let known = figures.iter_mut().find(|it| {
            it.money.currency == money.currency
                && it.money.value == money.value
                && it.money.value_max == money.value_max
        });
        if let Some(figure) = known {
            figure.articles.insert(&record.article);
            figure.is_firm |= is_firm;
            if figure.money.modality != Modality::Exact && money.modality == Modality::Exact {
                figure.money.modality = Modality::Exact;
            }
            figure.place = place;
            figure.last = day(record).or(figure.last.take());
        } else {
            figures.push(Figure {
                money,
                articles: std::iter::once(record.article.as_ref()).collect(),
                is_firm,
                first: day(record),
                last: day(record),
                place,
            });
        }
    }
    if figures.is_empty() {
        return (None, Vec::new());
    }
    // A firm deal has its price from those who tell it as firm.
    let is_firm =
        matches!(status, Status::Agreed | Status::Completed) && figures.iter().any(|it| it.is_firm);
    let rank = |it: &Figure<'_>| {
        (
            !is_firm || it.is_firm,
            it.articles.len(),
            it.money.modality == Modality::Exact,
            it.place,
        )
    };
    figures.sort_by_key(|it| std::cmp::Reverse(rank(it)));
    let best = &figures[0];
    let reason = match figures.get(1) {
        None => "only one told",
        Some(next) => {
            let (one, other) = (rank(best), rank(next));
            if one.0 != other.0 {
                "only firm one"
            } else if one.1 != other.1 {
                "told by most articles"
            } else if one.2 != other.2 {
                "exact"
            } else {
                "latest"
            }
        }
    };
    let chosen = Amount {
        value: best.money.value,
        value_max: best.money.value_max,
        currency: texts.text(best.money.currency).to_owned(),
        modality: best.money.modality,
        scope: Scope::Total,
        primary: true,
    };
    (
        Some((chosen, reason)),
        figures.iter().map(|it| words(it, texts)).collect(),
    )
}

fn words(figure: &Figure<'_>, texts: &Texts) -> String {
    use std::fmt::Write;

    let mut text = format!(
        "{} {}",
        texts.text(figure.money.currency),
        plain(figure.money.value)
    );
    if let Some(max) = figure.money.value_max {
        let _ = write!(text, " to {}", plain(max));
    }
    match figure.money.modality {
        Modality::Exact => {}
        other => {
            let _ = write!(text, " {}", other.name());
        }
    }
    let articles = figure.articles.len();
    let _ = write!(
        text,
        " ({articles} {}",
        if articles == 1 { "article" } else { "articles" }
    );
    match (&figure.first, &figure.last) {
        (Some(first), Some(last)) if first != last => {
            let _ = write!(text, ", {first} to {last}");
        }
        (Some(day), _) | (None, Some(day)) => {
            let _ = write!(text, ", {day}");
        }
        (None, None) => {}
    }
    text.push(')');
    text
}
