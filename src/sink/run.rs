//! The folder of a run: every table in every format, summaries, rejects and `run.json`.
//!
//! Deals stream through; no more than a row group of them is held. No time of day and nothing else that differs from
//! run to run goes into a file: same input, same bytes.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use serde::Serialize;
use serde_json::Value as Json;

use super::Provenance;
use super::csv::{Cells, CsvTable, CsvText};
use super::folder::Folder;
use super::jsonl::Lines;
#[cfg(feature = "tables")]
use super::parquet::Parquet;
#[cfg(feature = "tables")]
use super::partitions::{self, PartitionBy, Partitions};
#[cfg(feature = "tables")]
use super::records::to_sum_up;
use super::report::{self, DEALS_ON_A_PAGE, REPORT};
#[cfg(feature = "tables")]
use super::summaries::{self, SummaryOptions, scan};
use crate::deal::corrections::Line;
use crate::deal::{Deal, SCHEMA_VERSION};
use crate::error::{Error, Result};
use crate::table::merge::{Entity, Merger};
use crate::table::schema::{
    CONVERTED, COPIES, CORRECTIONS, MERGED, RECORDS, SENTENCES, SIGNATURES, SUMMARIES, Table,
    in_one_currency, tables,
};
#[cfg(feature = "tables")]
use crate::table::summary::Records;
use crate::table::{Filter, Rows, Value, check, frictionless};
use crate::text::{CopyOf, Signature};

const REJECTS: &str = "rejects.jsonl";
const PACKAGE: &str = "datapackage.json";
const RUN: &str = "run.json";

/// What a run or a merge was asked for; it goes into `run.json` or `merge.json`.
#[derive(Clone, Debug)]
pub struct RunInfo {
    /// What made it.
    pub provenance: Provenance,
    /// The inputs as they were named.
    pub inputs: Vec<String>,
}

impl RunInfo {
    /// The file that tells what a folder holds: `counts` of it, and its files with their rows.
    pub(super) fn json(
        &self,
        counts: &serde_json::Map<String, Json>,
        files: &[(String, u64)],
    ) -> Json {
        let files = files
            .iter()
            .map(|(file, rows)| serde_json::json!({ "file": file, "rows": rows }));
        serde_json::json!({
            "schema_version": SCHEMA_VERSION,
            "tool": "dealsift",
            "tool_version": self.provenance.tool_version,
            "grammar_hash": self.provenance.grammar_hash,
            "inputs": self.inputs,
            "options": self.provenance.options,
            "counts": counts,
            "files": files.collect::<Vec<_>>(),
        })
    }
}

/// What a run has written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Deals in it.
    pub deals: u64,
    /// Copies that were left out of it.
    pub copies: u64,
    /// Rejected inputs in it.
    pub rejected: u64,
    /// Primary amounts that could not be converted, where that was asked for.
    pub unconverted: Option<u64>,
    /// Deals when those that several articles tell are put together; 0 where that was not asked for.
    pub merged: u64,
    /// Entities of a file, with how many forms of names of the run each has.
    pub entities: Vec<(Entity, usize)>,
    /// Each file of rows relative to the folder, with their number, in the order of writing.
    pub files: Vec<(String, u64)>,
}

/// Writes the folder of a run.
pub struct RunWriter {
    info: RunInfo,
    text: CsvText,
    #[cfg(feature = "tables")]
    summaries: SummaryOptions,
    jsonl: Lines<File>,
    #[cfg(feature = "tables")]
    parquet: Parquet<BufWriter<File>>,
    #[cfg(feature = "tables")]
    partitions: Option<Partitions>,
    tables: Vec<CsvTable<BufWriter<File>>>,
    copies: Cells<BufWriter<File>>,
    signatures: Cells<BufWriter<File>>,
    corrections: Cells<BufWriter<File>>,
    has_report: bool,
    rejects: Lines<File>,
    merger: Option<Merger>,
    deals: u64,
    copied: u64,
    signed: u64,
    corrected: u64,
    rejected: u64,
    // Last, so that files are closed before what is left of them is removed.
    folder: Folder,
}

impl RunWriter {
    /// Begins a run. A folder that already holds one is refused unless `overwrite` says to replace it.
    pub fn create(dir: &Path, info: RunInfo, text: CsvText, overwrite: bool) -> Result<Self> {
        let mut folder = Folder::new(dir)?;
        if !overwrite && let Some(name) = folder.holds(&known()) {
            return Err(Error::usage(format!(
                "{} already holds a run ({name}): name another folder, or say --overwrite",
                dir.display()
            )));
        }
        let jsonl = Lines::new(folder.create(&RECORDS.file("jsonl"))?, "deals.jsonl");
        #[cfg(feature = "tables")]
        let parquet = {
            let file = folder.create(&RECORDS.file("parquet"))?;
            Parquet::new(BufWriter::new(file), &info.provenance)?
        };
        let mut tables = Vec::new();
        for rows in Rows::FLAT.into_iter().chain([Rows::SENTENCES]) {
            let file = folder.create(&rows.table.file("csv"))?;
            // Evidence is what everything else is checked against.
            let exact = [&Rows::EVIDENCE, &Rows::SENTENCES];
            let text = if exact.iter().any(|it| it.table.name == rows.table.name) {
                CsvText::Exact
            } else {
                text
            };
            tables.push(CsvTable::new(BufWriter::new(file), rows, text)?);
        }
        let file = folder.create(&COPIES.file("csv"))?;
        let copies = Cells::new(BufWriter::new(file), &COPIES, text)?;
        let file = folder.create(&SIGNATURES.file("csv"))?;
        // A merge reads them back.
        let signatures = Cells::new(BufWriter::new(file), &SIGNATURES, CsvText::Exact)?;
        let file = folder.create(&CORRECTIONS.file("csv"))?;
        // The report hands them on as they were given.
        let corrections = Cells::new(BufWriter::new(file), &CORRECTIONS, CsvText::Exact)?;
        let rejects = Lines::new(folder.create(REJECTS)?, REJECTS);
        Ok(Self {
            info,
            text,
            #[cfg(feature = "tables")]
            summaries: SummaryOptions::default(),
            jsonl,
            #[cfg(feature = "tables")]
            parquet,
            #[cfg(feature = "tables")]
            partitions: None,
            tables,
            copies,
            signatures,
            corrections,
            has_report: true,
            rejects,
            merger: None,
            deals: 0,
            copied: 0,
            signed: 0,
            corrected: 0,
            rejected: 0,
            folder,
        })
    }

    /// Asks for other summaries than those of every dimension alone.
    #[cfg(feature = "tables")]
    #[must_use]
    pub fn with_summaries(mut self, summaries: SummaryOptions) -> Self {
        self.summaries = summaries;
        self
    }

    /// Asks for the records as a data set parted by these values too.
    #[cfg(feature = "tables")]
    #[must_use]
    pub fn with_partitions(mut self, by: Vec<PartitionBy>) -> Self {
        self.partitions = (!by.is_empty()).then(|| Partitions::new(by));
        self
    }

    /// The run has no report.
    pub fn leave_out_report(&mut self) {
        self.has_report = false;
    }

    /// Puts deals that several articles tell together at the end.
    pub fn merge_by(&mut self, merger: Merger) {
        self.merger = Some(merger);
    }

    /// Adds deals, in order. A deal that cannot be stored is an error before any of these deals is written; a caller
    /// that wants to go on asks `table::check` first.
    pub fn write(&mut self, deals: &[Deal]) -> Result<()> {
        deals.iter().try_for_each(check)?;
        for deal in deals {
            self.jsonl.line(deal)?;
            #[cfg(feature = "tables")]
            {
                self.parquet.add(deal)?;
                if let Some(partitions) = &mut self.partitions {
                    partitions.add(deal, &mut self.folder, &self.info.provenance)?;
                }
            }
            for table in &mut self.tables {
                table.add(deal)?;
            }
            if let Some(merger) = &mut self.merger {
                merger.push(deal);
            }
            self.deals += 1;
        }
        Ok(())
    }

    /// Deals that were added so far.
    pub fn deals(&self) -> u64 {
        self.deals
    }

    /// Adds an article whose deals are left out, as it is a copy of another one.
    pub fn copy(&mut self, id: &str, of: &CopyOf) -> Result<()> {
        self.copied += 1;
        self.copies.row(super::merged::copy_row(id, of))
    }

    /// Adds what copies of an article with deals are known by in other runs.
    pub fn signature(&mut self, id: &str, signature: &Signature) -> Result<()> {
        self.signed += 1;
        let row = [id.into(), Value::Text(signature.encoded().into())];
        self.signatures.row(row)
    }

    /// Adds lines of a file of corrections, with what became of them.
    pub fn corrections(&mut self, lines: &[Line]) -> Result<()> {
        for it in lines {
            self.corrected += 1;
            self.corrections.row([
                (&it.deal_id).into(),
                (&it.field).into(),
                it.value.as_ref().into(),
                it.was.as_ref().into(),
                it.who.as_ref().into(),
                it.when.as_ref().into(),
                it.outcome.name().into(),
            ])?;
        }
        Ok(())
    }

    /// Adds a rejected input, as a line of `rejects.jsonl`.
    pub fn reject(&mut self, reject: &impl Serialize) -> Result<()> {
        self.rejected += 1;
        self.rejects.line(reject)
    }

    /// Writes summaries and `run.json` and gives all files their names. `counts` are further numbers for `run.json`,
    /// such as `articles`.
    pub fn finish(mut self, counts: &[(&str, u64)]) -> Result<Written> {
        let mut files = Vec::new();
        let mut merged_deals = 0;
        self.jsonl.flush()?;
        files.push((RECORDS.file("jsonl"), self.deals));
        #[cfg(feature = "tables")]
        {
            files.push((RECORDS.file("parquet"), self.parquet.end()?));
            if let Some(partitions) = self.partitions {
                files.extend(partitions.end()?);
            }
        }
        for mut table in self.tables {
            files.push((table.table().file("csv"), table.end()?));
        }
        self.copies.flush()?;
        files.push((COPIES.file("csv"), self.copied));
        self.signatures.flush()?;
        files.push((SIGNATURES.file("csv"), self.signed));
        self.corrections.flush()?;
        files.push((CORRECTIONS.file("csv"), self.corrected));
        let merged = self.merger.take().map(Merger::finish).transpose()?;
        let mut entities = Vec::new();
        if let Some(merged) = &merged {
            files.extend(super::merged::write(
                merged,
                &mut self.folder,
                &self.info.provenance,
                self.text,
            )?);
            merged_deals = merged.len() as u64;
            entities = merged.matched().to_vec();
        }
        #[cfg(feature = "tables")]
        let unconverted = {
            let records = scan(&self.folder.partial(&RECORDS.file("parquet")))?;
            let write = |records: &Records, folder: &mut Folder| {
                let made_by = &self.info.provenance;
                summaries::write(records, &self.summaries, folder, made_by, self.text)
            };
            // Each deal once, where it is known which articles tell the same.
            let summed = match &merged {
                Some(merged) => {
                    let aside = self.folder.aside()?;
                    let all = to_sum_up(merged, records, aside.path(), &self.summaries.filter)?;
                    write(&all, &mut self.folder)?
                }
                None => write(&Records::new(records)?, &mut self.folder)?,
            };
            files.extend(summed.files);
            summed.unconverted
        };
        #[cfg(not(feature = "tables"))]
        let unconverted = None;
        self.rejects.flush()?;
        files.push((REJECTS.to_owned(), self.rejected));

        self.folder.json(PACKAGE, &package_of(&files))?;

        let mut written = Written {
            deals: self.deals,
            copies: self.copied,
            rejected: self.rejected,
            unconverted,
            merged: merged_deals,
            entities,
            files,
        };
        if self.has_report {
            let files = report::Files {
                deals: self.folder.partial(&RECORDS.file("jsonl")),
                sentences: self.folder.partial(&SENTENCES.file("csv")),
                corrections: self.folder.partial(&CORRECTIONS.file("csv")),
                merged: self.folder.partial(&MERGED.file("csv")),
            };
            let run = run_json(&self.info, &written, counts);
            let out = self.folder.create(REPORT)?;
            let reported = report::write(out, &files, &run, DEALS_ON_A_PAGE, &Filter::default())?;
            written.files.push((REPORT.to_owned(), reported.shown));
        }
        let run = run_json(&self.info, &written, counts);
        self.folder.json(RUN, &run)?;
        #[cfg(not(feature = "tables"))]
        let parts = Vec::new();
        #[cfg(feature = "tables")]
        let parts = partitions::files_in(self.folder.dir());
        self.folder.publish(&[known(), parts].concat())?;
        Ok(written)
    }
}

/// What the columns of the CSV files are.
fn package_of(files: &[(String, u64)]) -> Json {
    let all = every_table();
    let csv = |table: &Table| table.endings.contains(&"csv").then(|| table.file("csv"));
    let table = |file: &str| all.iter().find(|it| csv(it).is_some_and(|it| it == file));
    let tables = files
        .iter()
        .filter_map(|(file, _)| Some((file.as_str(), table(file)?)));
    frictionless::package(tables)
}

fn run_json(info: &RunInfo, written: &Written, counts: &[(&str, u64)]) -> Json {
    let mut all = serde_json::Map::new();
    for (name, count) in counts {
        all.insert((*name).to_owned(), (*count).into());
    }
    all.insert("copies".into(), written.copies.into());
    all.insert("deals".into(), written.deals.into());
    if written.merged > 0 {
        all.insert("merged".into(), written.merged.into());
    }
    all.insert("rejected".into(), written.rejected.into());
    if let Some(count) = written.unconverted {
        all.insert("unconverted".into(), count.into());
    }
    info.json(&all, &written.files)
}

/// Every file that a run may write, but for the parts of a data set.
fn known() -> Vec<String> {
    let all = every_table();
    let files = all
        .iter()
        .flat_map(|table| table.endings.iter().map(|ending| table.file(ending)));
    files
        .chain([REJECTS, PACKAGE, REPORT, RUN].map(str::to_owned))
        .collect()
}

/// Every table that a run may write, those of converted amounts too.
fn every_table() -> Vec<Table> {
    let converted = SUMMARIES.iter().map(|it| in_one_currency(it));
    let mut all: Vec<Table> = tables().chain([&CONVERTED]).cloned().collect();
    all.extend(converted);
    all
}
