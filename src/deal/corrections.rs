//! Corrections by people: a CSV file whose lines are laid over the deals that they name, after the articles are read, so
//! that they last over reruns. Each line is told what became of it. Evidence stays what the article says; what a person
//! put in its place stands in the record's `corrections`.

mod field;

use std::collections::HashMap;
use std::path::Path as FilePath;

use super::FORMULA_STARTS;
use super::record::{Correction, Deal};
use crate::error::{Error, Result};
use field::{List, Path, settle_primary};

/// What takes a deal or an entry out.
const DROP: &str = "drop";
const COLUMNS: [&str; 6] = ["deal_id", "field", "value", "was", "who", "when"];
/// Of these, those that must be there.
const NEEDED: usize = 3;

/// What became of a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Applied,
    /// It was done, though the field read otherwise than the person saw.
    AppliedAnew,
    /// The field reads so already.
    Unneeded,
    /// It was left alone: the field of the entry reads otherwise, so another entry may stand in its place.
    Changed,
    /// The deal has no such entry.
    NoField,
    /// There is no such deal: its article is not in the input, is a copy, or reads otherwise.
    NoDeal,
}

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line of the file, from 1.
    pub number: u64,
    /// Id of the deal that it means.
    pub deal_id: String,
    /// Path of the field as the article was read.
    pub field: String,
    /// What shall stand there; none for nothing.
    pub value: Option<String>,
    /// What the person saw there, where the file tells it.
    pub was: Option<String>,
    /// Who says so.
    pub who: Option<String>,
    /// When.
    pub when: Option<String>,
    /// What became of it; `NoDeal` as long as the deal has not come by.
    pub outcome: Outcome,
    path: Path,
    drops: bool,
}

/// A file of corrections.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    name: String,
    lines: Vec<Line>,
    of: HashMap<String, Vec<usize>>,
}

impl Corrections {
    /// Reads a file. `kinds` are those that a deal may have.
    ///
    /// # Errors
    /// Every line that makes no sense, with its number.
    pub fn read(file: &FilePath, kinds: &[String]) -> Result<Self> {
        let bytes = std::fs::read(file).map_err(|error| Error::io_at(file, error))?;
        Self::parse(&file.display().to_string(), &bytes, kinds)
    }

    /// The same from memory.
    pub fn parse(name: &str, bytes: &[u8], kinds: &[String]) -> Result<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let head = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
        // Spreadsheets of half the world save with semicolons.
        let semicolons = head.contains(&b';') && !head.contains(&b',');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(if semicolons { b';' } else { b',' })
            .flexible(true)
            .from_reader(bytes);
        let usage = |why: &dyn std::fmt::Display| Error::usage(format!("{name}: {why}"));
        let header = reader.headers().map_err(|error| usage(&error))?;
        let places = COLUMNS.map(|column| header.iter().position(|it| it.trim() == column));
        if let Some(missing) = places[..NEEDED].iter().position(Option::is_none) {
            return Err(usage(&format!(
                "no column `{}` in the header: expected {}",
                COLUMNS[missing],
                COLUMNS.join(",")
            )));
        }
        let mut faults = Vec::new();
        let mut all = Self {
            name: name.to_owned(),
            ..Self::default()
        };
        let mut lines = LineNumbers { at: 0, number: 1 };
        for row in reader.records() {
            let row = row.map_err(|error| usage(&error))?;
            let at = row.position().map_or(0, csv::Position::byte);
            let number = lines.of(bytes, at as usize);
            let cells = places.map(|at| at.and_then(|at| row.get(at)).map_or("", plain_text));
            match line(number, cells, kinds) {
                Ok(line) => {
                    let of = all.of.entry(line.deal_id.clone()).or_default();
                    of.push(all.lines.len());
                    all.lines.push(line);
                }
                Err(why) => faults.push(format!("{name}:{number}: {why}")),
            }
        }
        if faults.is_empty() {
            Ok(all)
        } else {
            Err(Error::usage(faults.join("\n")))
        }
    }

    /// The deals of an article, put right.
    pub fn apply(&mut self, deals: Vec<Deal>) -> Vec<Deal> {
        if !deals.iter().any(|it| self.of.contains_key(&it.deal_id)) {
            return deals;
        }
        let mut gone = Vec::new();
        let mut kept = Vec::with_capacity(deals.len());
        for deal in deals {
            let lines = self.of.get(&deal.deal_id).cloned().unwrap_or_default();
            let id = deal.deal_id.clone();
            match self.put_right(deal, &lines) {
                Some(deal) => kept.push(deal),
                None => gone.push(id),
            }
        }
        for deal in &mut kept {
            // A package that is no deal has no parts.
            deal.part_of.take_if(|package| gone.contains(package));
        }
        kept
    }

    /// All lines in the order of the file.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// What a person should look at, a text for each line that was not plainly done.
    pub fn warnings(&self) -> impl Iterator<Item = String> {
        self.lines.iter().filter_map(|it| {
            let why = match it.outcome {
                Outcome::Applied | Outcome::Unneeded => return None,
                Outcome::AppliedAnew => {
                    "it read otherwise than `was` says, and is corrected nevertheless"
                }
                Outcome::Changed => "it reads otherwise than `was` says, and is left as it is",
                Outcome::NoField => "the deal has no such entry any more",
                Outcome::NoDeal => {
                    "no such deal: its article is not in the input, is a copy, or has changed"
                }
            };
            let (file, number, deal, field) = (&self.name, it.number, &it.deal_id, &it.field);
            Some(format!("{file}:{number}: {deal}, {field}: {why}"))
        })
    }

    /// Applies these lines to their deal; none where they take it out.
    fn put_right(&mut self, mut deal: Deal, lines: &[usize]) -> Option<Deal> {
        if lines.is_empty() {
            return Some(deal);
        }
        let read = deal.clone();
        let mut out: Vec<(List, usize)> = Vec::new();
        let mut dropped = false;
        for &n in lines {
            let line = &mut self.lines[n];
            let (path, outcome) = place(line, &read, &deal);
            line.outcome = outcome;
            if matches!(outcome, Outcome::Changed | Outcome::NoField) {
                continue;
            }
            let from = path.get(&deal).flatten();
            match path {
                Path::Deal => dropped = true,
                Path::Entry(list, entry) if out.contains(&(list, entry)) => {
                    line.outcome = Outcome::Unneeded;
                    continue;
                }
                Path::Entry(list, entry) => out.push((list, entry)),
                _ if from == line.value && !path.is_new(&deal) => {
                    line.outcome = Outcome::Unneeded;
                    continue;
                }
                _ => {
                    if path.set(&mut deal, line.value.as_deref()).is_none() {
                        line.outcome = Outcome::NoField;
                        continue;
                    }
                }
            }
            deal.corrections.push(Correction {
                field: line.field.clone(),
                from,
                to: line.value.clone().filter(|_| !line.drops),
                who: line.who.clone(),
                when: line.when.clone(),
            });
        }
        if dropped {
            return None;
        }
        take_out(&mut deal, &out);
        let is_amount = |it: &Correction| it.field.starts_with(List::Amounts.name());
        if deal.corrections.iter().any(is_amount) {
            settle_primary(&mut deal.amounts);
        }
        Some(deal)
    }
}

/// Where a line goes in the deal as it was read, and whether it may. An entry that has moved is found by what the
/// person saw in it.
fn place(line: &Line, read: &Deal, now: &Deal) -> (Path, Outcome) {
    let path = line.path;
    if path.is_new(now) && path.get(read).is_none() {
        return (path, Outcome::Applied);
    }
    // An entry that an earlier line made has not been read.
    let found = path.get(read).or_else(|| path.get(now));
    let fits = |found: &Option<String>| line.was.is_none() || line.was == *found;
    if found.as_ref().is_some_and(fits) {
        return (path, Outcome::Applied);
    }
    match path {
        Path::Deal | Path::Own(_) => (path, Outcome::AppliedAnew),
        Path::Entry(..) | Path::Of(..) => {
            let alike = path.alike(read).into_iter();
            let mut same =
                alike.filter(|it| line.was.is_some() && it.get(read).is_some_and(|it| fits(&it)));
            match (same.next(), same.next()) {
                (Some(moved), None) => (moved, Outcome::Applied),
                _ if found.is_none() => (path, Outcome::NoField),
                // The person's own value, from a newer reading of the article.
                _ if found == Some(line.value.clone()) => (path, Outcome::Applied),
                _ => (path, Outcome::Changed),
            }
        }
    }
}

/// Takes entries out of their lists, with their evidence; that of the others follows them.
fn take_out(deal: &mut Deal, out: &[(List, usize)]) {
    if out.is_empty() {
        return;
    }
    let stays = |list: List, n: usize| !out.contains(&(list, n));
    keep(&mut deal.parties, |n| stays(List::Parties, n));
    keep(&mut deal.items, |n| stays(List::Items, n));
    keep(&mut deal.amounts, |n| stays(List::Amounts, n));
    keep(&mut deal.dates, |n| stays(List::Dates, n));
    deal.evidence.retain_mut(|it| {
        for list in List::ALL {
            let Some(rest) = it.field.strip_prefix(list.name()) else {
                continue;
            };
            let number = rest.strip_prefix('[').and_then(|it| it.split_once(']'));
            let Some((Ok(n), field)) = number.map(|(n, field)| (n.parse::<usize>(), field)) else {
                continue;
            };
            if !stays(list, n) {
                return false;
            }
            let before = out
                .iter()
                .filter(|(l, gone)| *l == list && *gone < n)
                .count();
            it.field = format!("{}[{}]{field}", list.name(), n - before);
            return true;
        }
        true
    });
}

fn keep<T>(entries: &mut Vec<T>, stays: impl Fn(usize) -> bool) {
    let mut n = 0;
    entries.retain(|_| {
        n += 1;
        stays(n - 1)
    });
}

/// Numbers of lines, asked for in their order. The reader's own are one short where lines end in CR LF.
struct LineNumbers {
    at: usize,
    number: u64,
}

impl LineNumbers {
    /// The line of the first character from a place on that is no line break.
    fn of(&mut self, bytes: &[u8], from: usize) -> u64 {
        let breaks = |b: &&u8| matches!(b, b'\r' | b'\n');
        let rest = bytes.get(from..).unwrap_or_default();
        let to = from + rest.iter().take_while(breaks).count();
        let between = bytes.get(self.at..to).unwrap_or_default();
        self.number += memchr::memchr_iter(b'\n', between).count() as u64;
        self.at = to;
        self.number
    }
}

/// A cell as it was before a spreadsheet or the report page made it harmless.
fn plain_text(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA_STARTS) => rest,
        _ => cell,
    }
}

fn line(number: u64, cells: [&str; 6], kinds: &[String]) -> Result<Line, String> {
    let [deal_id, field, value, was, who, when] = cells;
    let (deal_id, field) = (deal_id.trim(), field.trim());
    if deal_id.is_empty() {
        return Err("no deal_id".to_owned());
    }
    let path = Path::parse(field)?;
    let drops = matches!(path, Path::Deal | Path::Entry(..)) && value == DROP;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let tell = |why: String| format!("{field}: {why}");
    // What was seen is compared in the form of the record, and taken as it is where it has none.
    let seen = |text: &str| path.value(text, kinds).ok().flatten();
    Ok(Line {
        number,
        deal_id: deal_id.to_owned(),
        field: field.to_owned(),
        value: if drops {
            some(value)
        } else {
            path.value(value, kinds).map_err(tell)?
        },
        was: seen(was).or_else(|| some(was)),
        who: some(who),
        when: some(when),
        outcome: Outcome::NoDeal,
        path,
        drops,
    })
}

#[cfg(test)]
mod tests;
