//! Records that were written before, as one lazy table: folders of runs, Parquet files and JSON lines of `extract` and
//! `run`. JSON lines are put into a temporary Parquet file first, so that no more than a row group of them is held.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use polars::prelude::{
    JoinArgs, JoinType, LazyFrame, MaintainOrderJoin, UnionArgs, UniqueKeepStrategy, col, cols,
    concat,
};
use tempfile::TempDir;

use super::Provenance;
use super::parquet::Parquet;
use super::stored::{Stored, is_parquet, records_of};
use super::summaries::scan;
use crate::error::{Error, Result};
use crate::table::build::{polars_error, polars_schema};
use crate::table::schema::RECORDS;

/// Records of one or more inputs.
pub struct Gathered {
    /// All of them, in the order of the inputs; a deal that stands in several inputs once, as the first has it.
    pub records: LazyFrame,
    /// What made them, as far as a `run.json` beside the first input tells.
    pub provenance: Provenance,
    /// Where JSON lines wait; removed with this.
    _folder: TempDir,
}

impl Gathered {
    /// Records of folders, Parquet files, files of JSON lines, and `-` for JSON lines from standard input.
    pub fn open(inputs: &[String]) -> Result<Self> {
        let folder = tempfile::tempdir().map_err(|error| Error::io("temporary folder", error))?;
        let mut frames = Vec::new();
        let mut provenance = None;
        for (n, input) in inputs.iter().enumerate() {
            let made = folder.path().join(format!("{n}.parquet"));
            let path = if input == "-" {
                gather(Stored::open(input)?, made)?
            } else {
                let path = records_of(Path::new(input), &["parquet", "jsonl"])?;
                provenance = provenance.or_else(|| made_by(&path));
                if is_parquet(&path)? {
                    path
                } else {
                    gather(Stored::open(&path.to_string_lossy())?, made)?
                }
            };
            frames.push(checked(scan(&path)?, input)?);
        }
        let is_one = frames.len() == 1;
        let all = concat(frames, UnionArgs::default()).map_err(polars_error)?;
        Ok(Self {
            records: if is_one { all } else { once(all) },
            provenance: provenance.unwrap_or_else(|| Provenance {
                tool_version: env!("CARGO_PKG_VERSION").to_owned(),
                grammar_hash: "unknown".to_owned(),
                options: BTreeMap::new(),
            }),
            _folder: folder,
        })
    }
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
fn gather(deals: Stored, to: PathBuf) -> Result<PathBuf> {
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

/// Each deal once, as it comes first.
fn once(records: LazyFrame) -> LazyFrame {
    let records = records.with_row_index("row", None);
    let first = records
        .clone()
        .select([col("row"), col("deal_id")])
        .unique_stable_generic(Some(vec![col("deal_id")]), UniqueKeepStrategy::First);
    let args = JoinArgs {
        maintain_order: MaintainOrderJoin::Left,
        ..JoinArgs::new(JoinType::Semi)
    };
    let kept = records.join(first, [col("row")], [col("row")], args);
    kept.drop(cols(["row"]))
}
