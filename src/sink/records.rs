//! Records that were written before, as one lazy table: folders of runs, Parquet files and JSON lines of `extract` and
//! `run`. JSON lines are put into a temporary Parquet file first, so that no more than a row group of them is held.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use polars::prelude::{LazyFrame, UnionArgs, UniqueKeepStrategy, col, concat};
use tempfile::TempDir;

use super::Provenance;
use super::parquet::Parquet;
use super::stored::{Stored, stored_in};
use super::summaries::scan;
use crate::deal::Deal;
use crate::error::{Error, Result};
use crate::table::Filter;
use crate::table::build::{polars_error, polars_schema};
use crate::table::merge::{Merged, Merger, read};
use crate::table::schema::RECORDS;
use crate::table::summary::Records;

/// Deals of one or more inputs, each once, however many articles and inputs tell of it.
pub struct Gathered {
    /// What made them, as far as a `run.json` beside the first input tells.
    pub provenance: Provenance,
    merged: Merged,
    /// The records that they are made of.
    all: LazyFrame,
    /// Where tables wait.
    folder: TempDir,
}

impl Gathered {
    /// Deals of folders, Parquet files, files of JSON lines, and `-` for JSON lines from standard input, put together by
    /// `merger`.
    pub fn open(inputs: &[String], mut merger: Merger) -> Result<Self> {
        let folder = tempfile::tempdir().map_err(|error| Error::io("temporary folder", error))?;
        let mut frames = Vec::new();
        let mut provenance = None;
        for (n, input) in inputs.iter().enumerate() {
            let file = match input.as_str() {
                "-" => None,
                _ => Some(stored_in(Path::new(input), &["parquet", "jsonl"])?),
            };
            if let Some(file) = &file {
                provenance = provenance.or_else(|| made_by(file));
            }
            merger.begin(file.as_deref())?;
            match file {
                Some(file) if read::is_parquet(&file)? => {
                    frames.push(checked(scan(&file)?, input)?);
                    read::deals(&file, |deal| merger.push(&deal))?;
                }
                file => {
                    let name = file.map_or(input.clone(), |it| it.to_string_lossy().into_owned());
                    let deals = Stored::open(&name)?.inspect(|it| {
                        if let Ok(deal) = it {
                            merger.push(deal);
                        }
                    });
                    let made = gather(deals, folder.path().join(format!("{n}.parquet")))?;
                    frames.push(scan(&made)?);
                }
            }
        }
        let all = concat(frames, UnionArgs::default()).map_err(polars_error)?;
        Ok(Self {
            merged: merger.finish()?,
            all,
            folder,
            provenance: provenance.unwrap_or_else(|| Provenance {
                tool_version: env!("CARGO_PKG_VERSION").to_owned(),
                grammar_hash: "unknown".to_owned(),
                options: BTreeMap::new(),
            }),
        })
    }

    /// Those that pass the filter.
    pub fn records(&self, filter: &Filter) -> Result<Records> {
        to_sum_up(&self.merged, self.all.clone(), self.folder.path(), filter)
    }
}

/// Merged deals that pass the filter, as a table that waits in a folder. `records` are those that they are made of, for titles
/// and addresses.
pub(super) fn to_sum_up(
    merged: &Merged,
    records: LazyFrame,
    folder: &Path,
    filter: &Filter,
) -> Result<Records> {
    let deals = merged.summed().filter(|it| filter.passes(it));
    let path = gather(deals.map(Ok), folder.join("merged.parquet"))?;
    let titles = records
        .select(["deal_id", "title", "url"].map(col))
        .unique_stable_generic(Some(vec![col("deal_id")]), UniqueKeepStrategy::First);
    Ok(Records::new(scan(&path)?)?.with_titles(titles))
}

/// What made a file of records, told by the run beside it.
fn made_by(records: &Path) -> Option<Provenance> {
    let run = std::fs::read(records.with_file_name("run.json")).ok()?;
    let run: serde_json::Value = serde_json::from_slice(&run).ok()?;
    let text = |name: &str| Some(run.get(name)?.as_str()?.to_owned());
    Some(Provenance {
        tool_version: text("tool_version")?,
        grammar_hash: text("grammar_hash")?,
        options: run
            .get("options")?
            .as_object()?
            .clone()
            .into_iter()
            .collect(),
    })
}

/// Puts deals into a Parquet file.
fn gather(deals: impl Iterator<Item = Result<Deal>>, to: PathBuf) -> Result<PathBuf> {
    let file = File::create(&to).map_err(|error| Error::io_at(&to, error))?;
    let nothing = Provenance {
        tool_version: String::new(),
        grammar_hash: String::new(),
        options: BTreeMap::new(),
    };
    let mut parquet = Parquet::new(BufWriter::new(file), &nothing)?;
    for deal in deals {
        parquet.add(&deal?)?;
    }
    parquet.end()?;
    Ok(to)
}

/// The records where they have the columns that records have.
fn checked(mut records: LazyFrame, input: &str) -> Result<LazyFrame> {
    let wrong =
        |why: String| Error::input(input.to_owned(), format!("no table of deal records: {why}"));
    let found = records
        .collect_schema()
        .map_err(|error| wrong(error.to_string()))?;
    let mut columns = Vec::new();
    for (name, due) in polars_schema(&RECORDS).iter() {
        match found.get(name) {
            Some(kind) if kind == due => columns.push(col(name.clone())),
            Some(kind) => return Err(wrong(format!("column {name} is {kind}, not {due}"))),
            None => return Err(wrong(format!("it has no column {name}"))),
        }
    }
    Ok(records.select(columns))
}
