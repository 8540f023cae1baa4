//! Articles of one run that are copies of articles of an earlier one: their deals are left out, as within a run.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;

use crate::error::{Error, Result};
use crate::table::schema::SIGNATURES;
use crate::text::{Copies, CopyOf, IN_MEMORY, Signature};

/// The articles of the runs so far.
#[derive(Debug)]
pub(super) struct Runs {
    articles: Copies,
    /// Ids of copies in the run that is read.
    now: BTreeSet<Box<str>>,
    /// Copies of all runs: their ids, and what they are copies of.
    found: Vec<(Box<str>, CopyOf)>,
}

impl Runs {
    pub fn new() -> Self {
        Self {
            // A run has told its own apart, so that only what several runs hold is looked for.
            articles: Copies::new(IN_MEMORY, std::env::temp_dir()),
            now: BTreeSet::new(),
            found: Vec::new(),
        }
    }

    /// Begins with the records of another run, by the signatures beside them. Without any, nothing is known of its articles.
    pub fn begin(&mut self, records: Option<&Path>) -> Result<()> {
        self.now.clear();
        let path = records.map(|it| it.with_file_name(SIGNATURES.file("csv")));
        let Some(path) = path.filter(|it| it.is_file()) else {
            return Ok(());
        };
        // Twice, so that no article is looked for among those of its own run.
        signatures(&path, |id, signature| {
            let copy = self.articles.find(&signature)?;
            // The same article in both runs: the merge tells it by its id.
            if let Some(copy) = copy.filter(|it| it.id != id) {
                self.now.insert(id.into());
                self.found.push((id.into(), copy));
            }
            Ok(())
        })?;
        signatures(&path, |id, signature| {
            if self.now.contains(id) {
                return Ok(());
            }
            self.articles.add(id, &signature)
        })
    }

    /// Whether an article of the run that is read is a copy.
    pub fn is_copy(&self, article: &str) -> bool {
        self.now.contains(article)
    }

    /// All copies, in the order of the runs.
    pub fn found(self) -> Vec<(Box<str>, CopyOf)> {
        self.found
    }
}

/// Hands each article of the file with its signature to `take`.
fn signatures(path: &Path, mut take: impl FnMut(&str, Signature) -> Result<()>) -> Result<()> {
    let file = File::open(path).map_err(|error| Error::io_at(path, error))?;
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let mut row = csv::StringRecord::new();
    for number in 1_u64.. {
        match rows.read_record(&mut row) {
            Ok(false) => return Ok(()),
            Err(error) => return Err(Error::input(path.display().to_string(), error.to_string())),
            Ok(true) => {}
        }
        let signature = row.get(1).and_then(Signature::decoded);
        let (Some(id), Some(signature)) = (row.get(0), signature) else {
            return Err(Error::input(
                format!("{}, row {number}", path.display()),
                "expected the id of an article and its signature",
            ));
        };
        take(id, signature)?;
    }
    Ok(())
}
