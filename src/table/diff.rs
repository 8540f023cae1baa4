//! What two runs over the same articles make different: deals that came, went and changed, and in numbers.
//!
//! A deal is the same one where the id is. Among what is left of an article a gone and a new deal are one that changed
//! where they share a party or a sum of money: an id depends on the kind and on the word that anchors the deal.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::deal::{Amount, Deal, DealDate, Item, Party, plain};

/// What became of a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Only the new run has it.
    Added,
    /// Only the old run has it.
    Removed,
    /// Both have it, not with the same fields.
    Changed,
}

impl Change {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// A field that differs. Where it holds a list, these are the entries that only one side has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Name of the field in the record.
    pub field: &'static str,
    /// What the old run has.
    pub old: Vec<String>,
    /// What the new run has.
    pub new: Vec<String>,
}

/// A deal that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DealChange {
    /// What became of it.
    pub change: Change,
    /// The article.
    pub article_id: String,
    /// Its id in the old run.
    pub old_deal_id: Option<String>,
    /// Its id in the new run.
    pub new_deal_id: Option<String>,
    /// All its fields where it came or went, else those that differ.
    pub fields: Vec<FieldChange>,
}

/// How many of something either run has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Of what: `deals`, `articles with deals`, `kind purchase`, `parties` …
    pub what: String,
    /// In the old run.
    pub old: u64,
    /// In the new run.
    pub new: u64,
}

/// All that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Deals that differ, by article in the order of the new run, those of articles that it has no deals of behind.
    pub deals: Vec<DealChange>,
    /// Deals that both runs have with the same fields.
    pub same: u64,
    /// Counts of either run.
    pub counts: Vec<Count>,
}

impl Difference {
    /// What the deals of a new run make different from those of an old one. Evidence is not compared, nor confidence
    /// by less than a hundredth.
    pub fn between(old: &[Deal], new: &[Deal]) -> Self {
        let mut articles: Vec<&str> = Vec::new();
        let mut by_article: BTreeMap<&str, [Vec<&Deal>; 2]> = BTreeMap::new();
        for (side, deals) in [(1, new), (0, old)] {
            for deal in deals {
                let id = deal.article_id.as_str();
                let entry = by_article.entry(id).or_insert_with(|| {
                    articles.push(id);
                    Default::default()
                });
                entry[side].push(deal);
            }
        }
        let mut all = Self {
            counts: counts(old, new),
            ..Self::default()
        };
        for id in articles {
            if let Some([old, new]) = by_article.remove(id) {
                all.article(old, &new);
            }
        }
        all
    }

    fn article(&mut self, mut gone: Vec<&Deal>, new: &[&Deal]) {
        let mut pairs: Vec<Option<&Deal>> = Vec::with_capacity(new.len());
        for deal in new {
            let at = gone.iter().position(|it| it.deal_id == deal.deal_id);
            pairs.push(at.map(|at| gone.remove(at)));
        }
        for (deal, pair) in new.iter().zip(&mut pairs) {
            if pair.is_none() {
                // The first of the most alike.
                let best =
                    (0..gone.len()).max_by_key(|at| (alike(gone[*at], deal), gone.len() - at));
                *pair = best
                    .filter(|at| alike(gone[*at], deal) > 0)
                    .map(|at| gone.remove(at));
            }
        }
        for (deal, pair) in new.iter().zip(pairs) {
            let (change, fields) = match pair {
                Some(pair) => (Change::Changed, changes(pair, deal)),
                None => (Change::Added, one_sided(deal, true)),
            };
            if fields.is_empty() {
                self.same += 1;
                continue;
            }
            self.deals.push(DealChange {
                change,
                article_id: deal.article_id.clone(),
                old_deal_id: pair.map(|it| it.deal_id.clone()),
                new_deal_id: Some(deal.deal_id.clone()),
                fields,
            });
        }
        for deal in gone {
            self.deals.push(DealChange {
                change: Change::Removed,
                article_id: deal.article_id.clone(),
                old_deal_id: Some(deal.deal_id.clone()),
                new_deal_id: None,
                fields: one_sided(deal, false),
            });
        }
    }

    /// How many deals became so.
    pub fn count(&self, change: Change) -> usize {
        self.deals.iter().filter(|it| it.change == change).count()
    }
}

/// How many parties and sums of money two deals share.
fn alike(a: &Deal, b: &Deal) -> usize {
    let names = |deal: &Deal| -> BTreeSet<String> {
        deal.parties
            .iter()
            .map(|it| it.name.to_lowercase())
            .collect()
    };
    let sums = |deal: &Deal| -> BTreeSet<_> {
        let sums = deal.amounts.iter();
        sums.map(|it| (it.value, it.currency.clone())).collect()
    };
    names(a).intersection(&names(b)).count() + sums(a).intersection(&sums(b)).count()
}

fn changes(old: &Deal, new: &Deal) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    for ((field, old), (_, new)) in fields(old).into_iter().zip(fields(new)) {
        let (old, new) = (without(&old, &new), without(&new, &old));
        if !old.is_empty() || !new.is_empty() {
            changes.push(FieldChange { field, old, new });
        }
    }
    if (old.confidence - new.confidence).abs() >= 0.01 {
        changes.push(FieldChange {
            field: "confidence",
            old: vec![old.confidence.to_string()],
            new: vec![new.confidence.to_string()],
        });
    }
    changes
}

fn one_sided(deal: &Deal, is_new: bool) -> Vec<FieldChange> {
    let filled = fields(deal)
        .into_iter()
        .filter(|(_, texts)| !texts.is_empty());
    let change = |(field, texts)| {
        let (old, new) = if is_new {
            (vec![], texts)
        } else {
            (texts, vec![])
        };
        FieldChange { field, old, new }
    };
    filled.map(change).collect()
}

/// Entries of a list that another one does not hold; one that stands twice must be there twice.
fn without(list: &[String], other: &[String]) -> Vec<String> {
    let mut other = other.to_vec();
    let mut rest = Vec::new();
    for entry in list {
        match other.iter().position(|it| it == entry) {
            Some(at) => drop(other.remove(at)),
            None => rest.push(entry.clone()),
        }
    }
    rest
}

/// The fields that are compared, as texts.
fn fields(deal: &Deal) -> [(&'static str, Vec<String>); 7] {
    [
        ("kind", vec![deal.kind.clone()]),
        ("status", vec![deal.status.name().to_owned()]),
        ("parties", deal.parties.iter().map(party).collect()),
        ("items", deal.items.iter().map(item).collect()),
        ("amounts", deal.amounts.iter().map(amount).collect()),
        ("dates", deal.dates.iter().map(date).collect()),
        ("part_of", deal.part_of.iter().cloned().collect()),
    ]
}

fn party(it: &Party) -> String {
    let country = it.country.as_ref().map(|code| format!(" ({code})"));
    format!(
        "{} {}{}",
        it.role.name(),
        it.name,
        country.unwrap_or_default()
    )
}

fn item(it: &Item) -> String {
    let ends = [it.quantity, it.quantity_max]
        .into_iter()
        .flatten()
        .map(plain);
    let quantity = ends.collect::<Vec<_>>().join("-");
    let class = it.class.as_ref().map(|class| format!("[{class}]"));
    let words = [
        Some(quantity.as_str()).filter(|it| !it.is_empty()),
        it.unit.as_deref(),
        Some(it.product.as_str()),
        class.as_deref(),
        it.optional.then_some("optional"),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn amount(it: &Amount) -> String {
    let ends = [Some(it.value), it.value_max]
        .into_iter()
        .flatten()
        .map(plain);
    let value = ends.collect::<Vec<_>>().join("-");
    let primary = if it.primary { " primary" } else { "" };
    let (modality, scope) = (it.modality.name(), it.scope.name());
    format!("{} {value} {modality} {scope}{primary}", it.currency)
}

fn date(it: &DealDate) -> String {
    format!("{} {}", it.kind, it.date)
}

fn counts(old: &[Deal], new: &[Deal]) -> Vec<Count> {
    let [old, new] = [old, new].map(tally);
    let mut order: Vec<&String> = new.iter().chain(&old).map(|(what, _)| what).collect();
    let mut seen = BTreeSet::new();
    order.retain(|it| seen.insert(it.as_str()));
    let of = |side: &[(String, u64)], what: &str| {
        let found = side.iter().find(|(it, _)| it == what);
        found.map_or(0, |(_, count)| *count)
    };
    let count = |what: &String| Count {
        what: what.clone(),
        old: of(&old, what),
        new: of(&new, what),
    };
    order.into_iter().map(count).collect()
}

fn tally(deals: &[Deal]) -> Vec<(String, u64)> {
    let articles: BTreeSet<_> = deals.iter().map(|it| &it.article_id).collect();
    let sum = |of: fn(&Deal) -> usize| deals.iter().map(of).sum::<usize>() as u64;
    let mut counts = vec![
        ("deals".to_owned(), deals.len() as u64),
        ("articles with deals".to_owned(), articles.len() as u64),
        ("parties".to_owned(), sum(|it| it.parties.len())),
        ("items".to_owned(), sum(|it| it.items.len())),
        ("amounts".to_owned(), sum(|it| it.amounts.len())),
        ("dates".to_owned(), sum(|it| it.dates.len())),
    ];
    let mut groups: BTreeMap<String, u64> = BTreeMap::new();
    for deal in deals {
        *groups.entry(format!("kind {}", deal.kind)).or_default() += 1;
        *groups
            .entry(format!("status {}", deal.status.name()))
            .or_default() += 1;
    }
    counts.extend(groups);
    counts
}
