//! The deals of a run as they stream by, each with its sentences: `deals.jsonl` and `sentences.csv` side by side.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use super::Files;
use crate::deal::{Deal, Passage, Where};
use crate::error::{Error, Result};
use crate::table::schema::RECORDS;

/// The deals of a run with their sentences, an article at a time.
pub(super) struct Deals {
    lines: io::Lines<BufReader<File>>,
    name: String,
    number: u64,
    sentences: Sentences,
    next: Option<Deal>,
}

impl Deals {
    pub(super) fn open(files: &Files) -> Result<Self> {
        let file = File::open(&files.deals).map_err(|error| Error::io_at(&files.deals, error))?;
        let mut all = Self {
            lines: BufReader::new(file).lines(),
            name: files.deals.display().to_string(),
            number: 0,
            sentences: Sentences::open(&files.sentences)?,
            next: None,
        };
        all.next = all.read()?;
        Ok(all)
    }

    /// The deals of the next article; none at the end.
    pub(super) fn article(&mut self) -> Result<Vec<Deal>> {
        let mut article: Vec<Deal> = Vec::new();
        while let Some(deal) = self.next.take() {
            if article
                .first()
                .is_some_and(|it| it.article_id != deal.article_id)
            {
                self.next = Some(deal);
                break;
            }
            article.push(deal);
            self.next = self.read()?;
        }
        Ok(article)
    }

    fn read(&mut self) -> Result<Option<Deal>> {
        let Some(line) = self.lines.next() else {
            return Ok(None);
        };
        self.number += 1;
        let line = line.map_err(|error| Error::io(&self.name, error))?;
        let mut deal: Deal = serde_json::from_str(&line).map_err(|error| {
            let place = format!("{}:{}", self.name, self.number);
            Error::input(place, format!("expected the record of a deal: {error}"))
        })?;
        deal.passages = self.sentences.of(&deal.deal_id)?;
        Ok(Some(deal))
    }

    /// Tells whether all sentences had their deal.
    pub(super) fn end(self) -> Result<()> {
        self.sentences.end()
    }
}

/// The rows of `sentences.csv`, which are in the order of the deals.
struct Sentences {
    rows: csv::StringRecordsIntoIter<File>,
    name: String,
    next: Option<(String, Passage)>,
}

impl Sentences {
    fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| {
            if error.kind() == io::ErrorKind::NotFound {
                let path = path.display();
                return Error::usage(format!(
                    "no {path}: the run was made by a version that kept no sentences; run it again"
                ));
            }
            Error::io_at(path, error)
        })?;
        let mut all = Self {
            rows: csv::Reader::from_reader(file).into_records(),
            name: path.display().to_string(),
            next: None,
        };
        all.next = all.read()?;
        Ok(all)
    }

    fn of(&mut self, deal: &str) -> Result<Vec<Passage>> {
        let mut passages = Vec::new();
        while let Some((_, passage)) = self.next.take_if(|(id, _)| id == deal) {
            passages.push(passage);
            self.next = self.read()?;
        }
        Ok(passages)
    }

    fn read(&mut self) -> Result<Option<(String, Passage)>> {
        let Some(row) = self.rows.next() else {
            return Ok(None);
        };
        let row = row.map_err(|error| Error::input(&self.name, error.to_string()))?;
        let number = row.position().map_or(0, csv::Position::record);
        let cells: Option<[&str; 5]> = row.iter().collect::<Vec<_>>().try_into().ok();
        let passage = cells.and_then(|[id, place, start, end, text]| {
            let passage = Passage {
                place: Where::parse(place)?,
                start: start.parse().ok()?,
                end: end.parse().ok()?,
                text: text.to_owned(),
            };
            Some((id.to_owned(), passage))
        });
        passage.map(Some).ok_or_else(|| {
            let place = format!("{}, row {number}", self.name);
            Error::input(place, "expected deal_id, where, start, end and text")
        })
    }

    fn end(self) -> Result<()> {
        match self.next {
            None => Ok(()),
            Some((deal, _)) => Err(Error::input(
                self.name,
                format!(
                    "expected the sentences in the order of {}, found deal {deal} out of place",
                    RECORDS.file("jsonl")
                ),
            )),
        }
    }
}
