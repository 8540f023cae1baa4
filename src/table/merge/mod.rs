//! Deals over all articles of a run: which records tell the same deal, and which names are the same party.
//!
//! Records go in one by one and are kept without their evidence. At the end names are resolved over the whole run (`fold`,
//! `names`, `entities`), records that share a key are compared (`pairs`, `same`), put into groups (`group`), and each group
//! becomes a row (`told`). What comes out does not depend on the order in which records went in. A deal that stands in two
//! runs counts once.

mod copies;
mod entities;
mod fact;
mod fold;
mod group;
mod intern;
mod names;
mod pairs;
#[cfg(feature = "tables")]
mod parquet;
pub mod read;
mod record;
mod row;
mod same;
mod summed;
mod told;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use copies::Runs;
use fact::{Fact, Facts};
use intern::Texts;
use names::Parties;
use record::Record;

use crate::deal::Deal;
use crate::error::Result;
use crate::table::Filter;
use crate::text::CopyOf;

pub use entities::{Entities, Entity};
pub use fold::{Folded, Folder, Listed};
pub use row::{merged_row, name_row};
pub use told::MergedDeal;

/// Gathers deal records.
#[derive(Debug)]
pub struct Merger {
    folder: Folder,
    entities: Entities,
    texts: Texts,
    records: Vec<Record>,
    runs: Runs,
}

/// What came of them.
#[derive(Debug)]
pub struct Merged {
    texts: Texts,
    records: Vec<Record>,
    parties: Parties,
    /// Records of each deal, by the date of the first.
    groups: Vec<Vec<u32>>,
    /// Of deals that are named as packages, the merged one.
    packages: HashMap<Box<str>, Box<str>>,
    forms: Vec<Form>,
    matched: Vec<(Entity, usize)>,
    copies: Vec<(Box<str>, CopyOf)>,
}

/// A form of a name by number, and in how many deals it stands.
#[derive(Clone, Copy, Debug)]
struct Form {
    party: u32,
    text: u32,
    is_name: bool,
    deals: u64,
}

/// A form of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    /// What the party is called.
    pub name: &'a str,
    /// As articles write it.
    pub form: &'a str,
    /// Of the party.
    pub country: Option<&'a str>,
    /// Of the party, from the file of entities.
    pub id: Option<&'a str>,
    /// It is the fullest form in some article.
    pub is_name: bool,
    /// Deals whose articles have it.
    pub deals: u64,
}

impl Merger {
    /// An empty one. `entities` is empty where there is no file.
    pub fn new(folder: Folder, entities: Entities) -> Self {
        Self {
            folder,
            entities,
            texts: Texts::default(),
            records: Vec::new(),
            runs: Runs::new(),
        }
    }

    /// The records that are added from now on are those of another run. Where they stand in a file with signatures beside it, its
    /// articles that are copies of those of an earlier run are left out.
    ///
    /// # Errors
    /// Where the signatures beside it cannot be read.
    pub fn begin(&mut self, records: Option<&Path>) -> Result<()> {
        self.runs.begin(records)
    }

    /// Adds a record, but of a copy.
    pub fn push(&mut self, deal: &Deal) {
        if !self.runs.is_copy(&deal.article_id) {
            self.records.push(Record::new(deal, &mut self.texts));
        }
    }

    /// Puts them together.
    pub fn finish(self) -> Result<Merged> {
        let records = in_order(self.records);
        let articles = articles(&records);
        let parties = Parties::new(
            &records,
            &articles,
            &self.texts,
            &self.folder,
            &self.entities,
        );
        let mut maker = Facts::new(&self.texts, &parties);
        let facts: Vec<Fact<'_>> = records.iter().map(|it| maker.fact(it)).collect();
        drop(maker);
        let pairs = {
            let keyed = pairs::keys(&facts);
            let mut pairs = pairs::joined(&keyed)?;
            let kind = |it: &u32| records[*it as usize].kind;
            pairs.retain(|(a, b)| kind(a) == kind(b));
            pairs
        };
        let mut groups = group::groups(&facts, &articles, &pairs);
        drop((facts, pairs));
        let first = |group: &Vec<u32>| {
            let group = group.iter().map(|it| &records[*it as usize]);
            group.map(told::place).min()
        };
        groups.sort_by_cached_key(first);
        let packages = packages(&records, &groups);
        let forms = forms(records.iter(), &self.texts, &parties);
        let matched = matched(&forms, &parties, &self.entities);
        Ok(Merged {
            texts: self.texts,
            records,
            parties,
            groups,
            packages,
            forms,
            matched,
            copies: self.runs.found(),
        })
    }
}

impl Merged {
    /// Leaves out the deals that do not pass, and names that stand in no other.
    pub fn keep(&mut self, filter: &Filter) {
        // A million deals need not be made for a filter that asks for nothing.
        if *filter == Filter::default() {
            return;
        }
        let passes: Vec<bool> = self.summed().map(|it| filter.passes(&it)).collect();
        let mut passes = passes.into_iter();
        self.groups.retain(|_| passes.next().unwrap_or(false));
        let held = self.groups.iter().flatten();
        let held = held.map(|it| &self.records[*it as usize]);
        self.forms = forms(held, &self.texts, &self.parties);
    }

    /// How many deals there are.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// How many records they were made of, each once.
    pub fn records(&self) -> usize {
        self.records.len()
    }

    /// The deals, by the date of their first article.
    pub fn deals(&self) -> impl Iterator<Item = MergedDeal> + '_ {
        self.groups.iter().map(|group| {
            let records: Vec<&Record> =
                group.iter().map(|it| &self.records[*it as usize]).collect();
            let mut deal = told::merged(&records, &self.texts, &self.parties);
            let package = deal.part_of.as_deref().and_then(|it| self.packages.get(it));
            deal.part_of = package.map(ToString::to_string).filter(|it| *it != deal.id);
            deal
        })
    }

    /// Names of parties, by party and form.
    pub fn names(&self) -> impl Iterator<Item = Name<'_>> {
        self.forms.iter().filter_map(|form| {
            let title = self.parties.title(form.party)?;
            Some(Name {
                name: &title.name,
                form: self.texts.text(form.text),
                country: title.country.as_deref(),
                id: title.id.as_deref(),
                is_name: form.is_name,
                deals: form.deals,
            })
        })
    }

    /// Articles that are copies of one in an earlier run, with what they are copies of.
    pub fn copies(&self) -> &[(Box<str>, CopyOf)] {
        &self.copies
    }

    /// How many forms of names each entity has, in the order of its file.
    pub fn matched(&self) -> &[(Entity, usize)] {
        &self.matched
    }
}

/// Records by date and id, each once: articles that two runs have hold the same deals, and the run that is named first counts.
fn in_order(records: Vec<Record>) -> Vec<Record> {
    let mut order: Vec<(Option<i64>, u32)> =
        (0..).zip(&records).map(|(n, it)| (it.day, n)).collect();
    let id = |n: u32| &records[n as usize].id;
    order.sort_unstable_by(|a, b| {
        a.0.cmp(&b.0)
            .then_with(|| id(a.1).cmp(id(b.1)))
            .then(a.1.cmp(&b.1))
    });
    order.dedup_by(|a, b| {
        let (one, other) = (&records[a.1 as usize], &records[b.1 as usize]);
        one.id == other.id && one.article == other.article
    });
    let mut records: Vec<Option<Record>> = records.into_iter().map(Some).collect();
    order
        .iter()
        .filter_map(|(_, n)| records[*n as usize].take())
        .collect()
}

/// The number of the article of each record.
fn articles(records: &[Record]) -> Vec<u32> {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut out = Vec::with_capacity(records.len());
    for record in records {
        let next = numbers.len() as u32;
        out.push(*numbers.entry(&record.article).or_insert(next));
    }
    out
}

/// The merged deals that records name as their packages.
fn packages(records: &[Record], groups: &[Vec<u32>]) -> HashMap<Box<str>, Box<str>> {
    let named: HashSet<&str> = records
        .iter()
        .filter_map(|it| it.part_of.as_deref())
        .collect();
    let mut out = HashMap::new();
    for group in groups {
        let members = || group.iter().map(|it| &records[*it as usize]);
        for package in members().filter(|it| named.contains(it.id.as_ref())) {
            if let Some(first) = members().min_by_key(|it| told::place(it)) {
                out.insert(package.id.clone(), first.id.clone());
            }
        }
    }
    out
}

fn forms<'r>(
    records: impl Iterator<Item = &'r Record>,
    texts: &Texts,
    parties: &Parties,
) -> Vec<Form> {
    let mut counts: Vec<(u64, bool)> = vec![(0, false); texts.len()];
    for party in records.flat_map(|it| &it.parties) {
        let mut told: Vec<u32> = std::iter::once(party.name)
            .chain(party.mentions.iter().copied())
            .collect();
        told.sort_unstable();
        told.dedup();
        for form in told {
            counts[form as usize].0 += 1;
            counts[form as usize].1 |= form == party.name;
        }
    }
    let mut forms: Vec<Form> = (0..)
        .zip(counts)
        .filter(|(_, (deals, _))| *deals > 0)
        .filter_map(|(text, (deals, is_name))| {
            let party = parties.of_form(text)?;
            Some(Form {
                party,
                text,
                is_name,
                deals,
            })
        })
        .collect();
    let rank = |it: &Form| {
        let title = parties.title(it.party);
        let title = title.map(|it| (it.name.as_str(), it.id.as_deref()));
        (title, std::cmp::Reverse(it.deals), texts.text(it.text))
    };
    forms.sort_by(|a, b| rank(a).cmp(&rank(b)));
    forms
}

fn matched(forms: &[Form], parties: &Parties, entities: &Entities) -> Vec<(Entity, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    if !entities.list().is_empty() {
        let titles = forms.iter().filter_map(|it| parties.title(it.party));
        for id in titles.filter_map(|it| it.id.as_deref()) {
            *counts.entry(id).or_default() += 1;
        }
    }
    let found = |it: &Entity| counts.get(it.id.as_str()).copied().unwrap_or_default();
    entities
        .list()
        .iter()
        .map(|it| (it.clone(), found(it)))
        .collect()
}
