//! From pairs of records to deals: groups that grow by their best pairs, and grow together only where their members do not
//! contradict each other, so that no chain of single records joins two rival bids.

use std::collections::{BTreeMap, HashMap};

use super::fact::{Fact, Kind};
use super::same::{PARTIES, Verdict, same};
use crate::deal::Role;

/// Members of a group that are compared before it grows; of larger ones, so many at even distances in time.
const SAMPLE: usize = 32;
/// Of the pairs of two groups that say something, so many in hundred may be contradictions: figures and names are misread.
const CONTRADICTIONS: usize = 36;
/// What a comparison of two records counts there: one of two names, and one that hangs on a figure, or two records that one
/// article keeps apart. Names are misread more easily.
const NAMES: usize = 1;
const FIGURES: usize = 2;
/// Days around a record that tells of one party alone, in which the deal is looked for that it belongs to.
const AROUND: i64 = 60;
/// Of the articles about this party in these days, so many in hundred must be of this deal.
const LEADING: usize = 80;

/// Puts records together. Records are in the order of their dates; `articles` has the number of the article of each; pairs may
/// come in any order. Gives groups of records in order, by their first.
pub(super) fn groups(facts: &[Fact<'_>], articles: &[u32], pairs: &[(u32, u32)]) -> Vec<Vec<u32>> {
    let mut found: Vec<(u8, i64, u32, u32)> = Vec::new();
    for (a, b) in pairs {
        let (one, other) = (&facts[*a as usize], &facts[*b as usize]);
        // One article has told them apart already.
        if articles[*a as usize] == articles[*b as usize] {
            continue;
        }
        if let Verdict::Same(score) = same(one, other) {
            let days = one
                .record
                .day
                .zip(other.record.day)
                .map_or(0, |(x, y)| (x - y).abs());
            found.push((u8::MAX - score, days, *a.min(b), *a.max(b)));
        }
    }
    found.sort_unstable();
    let mut all = Groups {
        articles,
        facts,
        of: (0..facts.len() as u32).collect(),
        members: (0..facts.len() as u32).map(|it| vec![it]).collect(),
        refused: HashMap::new(),
    };
    for (_, _, a, b) in found {
        all.join(a, b);
    }
    all.attach();
    let mut groups = all.members;
    groups.retain(|it| !it.is_empty());
    groups.sort_unstable();
    groups
}

struct Groups<'a> {
    /// The number of the article of each record.
    articles: &'a [u32],
    facts: &'a [Fact<'a>],
    /// The group of each record, by one of its members.
    of: Vec<u32>,
    /// By that member; empty for all others.
    members: Vec<Vec<u32>>,
    /// Groups that were kept apart, with their sizes then.
    refused: HashMap<(u32, u32), (usize, usize)>,
}

impl Groups<'_> {
    fn join(&mut self, a: u32, b: u32) {
        let (x, y) = (self.of[a as usize], self.of[b as usize]);
        if x == y {
            return;
        }
        let (x, y) = (x.min(y), x.max(y));
        let sizes = (
            self.members[x as usize].len(),
            self.members[y as usize].len(),
        );
        if self.refused.get(&(x, y)) == Some(&sizes) {
            return;
        }
        if self.contradict(x, y) {
            self.refused.insert((x, y), sizes);
        } else {
            self.put(x, y);
        }
    }

    fn put(&mut self, into: u32, from: u32) {
        let moved = std::mem::take(&mut self.members[from as usize]);
        for record in &moved {
            self.of[*record as usize] = into;
        }
        let members = &mut self.members[into as usize];
        members.extend(moved);
        members.sort_unstable();
    }

    fn contradict(&self, x: u32, y: u32) -> bool {
        let (mut against, mut in_favor) = (0, 0);
        let ones = sample(&self.members[x as usize]);
        for one in ones {
            for other in sample(&self.members[y as usize]) {
                if self.articles[one as usize] == self.articles[other as usize] {
                    against += FIGURES;
                    continue;
                }
                match same(&self.facts[one as usize], &self.facts[other as usize]) {
                    Verdict::Other => against += NAMES,
                    Verdict::Open => {}
                    Verdict::Same(PARTIES) => in_favor += NAMES,
                    Verdict::Same(_) => in_favor += FIGURES,
                }
            }
        }
        against * 100 > (against + in_favor) * CONTRADICTIONS
    }

    /// A record that tells of a target alone belongs to the one deal that articles of these days tell of it.
    fn attach(&mut self) {
        let is_target_alone = |fact: &Fact<'_>| {
            fact.kind == Kind::Acquisition
                && fact.sides.len() == 1
                && fact.sides[0].role == Role::Target
                && fact.record.day.is_some()
        };
        // Groups that tell of a target, for the targets that are looked for.
        let mut by_target: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let alone: Vec<u32> = (0..self.facts.len() as u32)
            .filter(|it| {
                self.members[*it as usize].len() == 1 && is_target_alone(&self.facts[*it as usize])
            })
            .collect();
        for record in &alone {
            by_target.insert(
                self.facts[*record as usize].sides[0].parties()[0],
                Vec::new(),
            );
        }
        for (record, fact) in self.facts.iter().enumerate() {
            if fact.kind != Kind::Acquisition || fact.sides.len() < 2 {
                continue;
            }
            for side in fact.sides.iter().filter(|it| it.role == Role::Target) {
                for party in side.parties() {
                    if let Some(held) = by_target.get_mut(party) {
                        held.push(record as u32);
                    }
                }
            }
        }
        let mut moves = Vec::new();
        for record in alone {
            let fact = &self.facts[record as usize];
            let held = &by_target[&fact.sides[0].parties()[0]];
            let day = |it: &u32| self.facts[*it as usize].record.day;
            let dated = held.partition_point(|it| day(it) < fact.record.day.map(|it| it - AROUND));
            let near = held[dated..]
                .iter()
                .take_while(|it| day(it) <= fact.record.day.map(|it| it + AROUND));
            // Records near it by group, with their articles.
            let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for it in near.filter(|it| **it != record) {
                groups.entry(self.of[*it as usize]).or_default().push(*it);
            }
            let count = |records: &Vec<u32>| {
                let mut of: Vec<u32> = records
                    .iter()
                    .map(|it| self.articles[*it as usize])
                    .collect();
                of.sort_unstable();
                of.dedup();
                of.len()
            };
            let all: usize = groups.values().map(count).sum();
            let best = groups
                .iter()
                .max_by_key(|(group, records)| (count(records), std::cmp::Reverse(**group)));
            let Some((group, records)) = best else {
                continue;
            };
            let told = count(records);
            if told < 2 || told * 100 < all * LEADING {
                continue;
            }
            let records = sample(records);
            let is_other = records
                .iter()
                .any(|it| same(fact, &self.facts[*it as usize]) == Verdict::Other);
            let has_price = records
                .iter()
                .any(|it| !super::same::is_far(fact, &self.facts[*it as usize]));
            if !is_other && has_price {
                moves.push((*group, record));
            }
        }
        for (group, record) in moves {
            self.put(group, record);
        }
    }
}

fn sample(members: &[u32]) -> Vec<u32> {
    if members.len() <= SAMPLE {
        members.to_vec()
    } else {
        (0..SAMPLE)
            .map(|it| members[it * members.len() / SAMPLE])
            .collect()
    }
}
