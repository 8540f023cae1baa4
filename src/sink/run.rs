//! The folder of a run: every table in every format, summaries, rejects and `run.json`.
//!
//! Deals stream through; no more than a row group of them is held. No time of day and nothing else that differs from
//! run to run goes into a file: same input, same bytes.

use std::collections::BTreeMap;
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
use super::report::{self, DEALS_ON_A_PAGE, REPORT};
use crate::deal::corrections::Line;
use crate::deal::{Deal, SCHEMA_VERSION};
use crate::error::{Error, Result};
use crate::table::schema::{COPIES, CORRECTIONS, RECORDS, SENTENCES, TABLES};
use crate::table::{Rows, Value, check};

const REJECTS: &str = "rejects.jsonl";
const RUN: &str = "run.json";

/// What a run was asked for; it goes into `run.json`.
#[derive(Clone, Debug)]
pub struct RunInfo {
    /// What made it.
    pub provenance: Provenance,
    /// The inputs as they were named.
    pub inputs: Vec<String>,
    /// The options that decide about what comes out (not the number of threads).
    pub options: BTreeMap<String, Json>,
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
    /// Each file relative to the folder, with its number of rows, in the order of writing; without `run.json`.
    pub files: Vec<(String, u64)>,
}

/// Writes the folder of a run.
pub struct RunWriter {
    info: RunInfo,
    #[cfg(feature = "tables")]
    text: CsvText,
    jsonl: Lines<File>,
    #[cfg(feature = "tables")]
    parquet: Parquet<BufWriter<File>>,
    tables: Vec<CsvTable<BufWriter<File>>>,
    copies: Cells<BufWriter<File>>,
    corrections: Cells<BufWriter<File>>,
    has_report: bool,
    rejects: Lines<File>,
    deals: u64,
    copied: u64,
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
        for rows in [
            Rows::DEALS,
            Rows::PARTIES,
            Rows::ITEMS,
            Rows::AMOUNTS,
            Rows::DATES,
            Rows::EVIDENCE,
            Rows::SENTENCES,
        ] {
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
        let file = folder.create(&CORRECTIONS.file("csv"))?;
        // The report hands them on as they were given.
        let corrections = Cells::new(BufWriter::new(file), &CORRECTIONS, CsvText::Exact)?;
        let rejects = Lines::new(folder.create(REJECTS)?, REJECTS);
        Ok(Self {
            info,
            #[cfg(feature = "tables")]
            text,
            jsonl,
            #[cfg(feature = "tables")]
            parquet,
            tables,
            copies,
            corrections,
            has_report: true,
            rejects,
            deals: 0,
            copied: 0,
            corrected: 0,
            rejected: 0,
            folder,
        })
    }

    /// The run has no report.
    pub fn leave_out_report(&mut self) {
        self.has_report = false;
    }

    /// Adds deals, in order. A deal that cannot be stored is an error before any of these deals is written; a caller
    /// that wants to go on asks `table::check` first.
    pub fn write(&mut self, deals: &[Deal]) -> Result<()> {
        deals.iter().try_for_each(check)?;
        for deal in deals {
            self.jsonl.line(deal)?;
            #[cfg(feature = "tables")]
            self.parquet.add(deal)?;
            for table in &mut self.tables {
                table.add(deal)?;
            }
            self.deals += 1;
        }
        Ok(())
    }

    /// Adds an article whose deals are left out, as it is a copy of another one.
    pub fn copy(&mut self, id: &str, of: &str, similarity: f64, exact: bool) -> Result<()> {
        self.copied += 1;
        let row = [
            id.into(),
            of.into(),
            Value::Share(similarity),
            Value::Flag(exact),
        ];
        self.copies.row(row)
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
        self.jsonl.flush()?;
        files.push((RECORDS.file("jsonl"), self.deals));
        #[cfg(feature = "tables")]
        files.push((RECORDS.file("parquet"), self.parquet.end()?));
        for mut table in self.tables {
            files.push((table.table().file("csv"), table.end()?));
        }
        self.copies.flush()?;
        files.push((COPIES.file("csv"), self.copied));
        self.corrections.flush()?;
        files.push((CORRECTIONS.file("csv"), self.corrected));
        #[cfg(feature = "tables")]
        files.extend(super::summaries::write(
            &self.folder.partial(&RECORDS.file("parquet")),
            &mut self.folder,
            &self.info.provenance,
            self.text,
        )?);
        self.rejects.flush()?;
        files.push((REJECTS.to_owned(), self.rejected));

        let mut written = Written {
            deals: self.deals,
            copies: self.copied,
            rejected: self.rejected,
            files,
        };
        if self.has_report {
            let files = report::Files {
                deals: self.folder.partial(&RECORDS.file("jsonl")),
                sentences: self.folder.partial(&SENTENCES.file("csv")),
                corrections: self.folder.partial(&CORRECTIONS.file("csv")),
            };
            let run = run_json(&self.info, &written, counts);
            let out = self.folder.create(REPORT)?;
            let reported = report::write(out, &files, &run, DEALS_ON_A_PAGE)?;
            written.files.push((REPORT.to_owned(), reported.shown));
        }
        let file = self.folder.create(RUN)?;
        serde_json::to_writer_pretty(&file, &run_json(&self.info, &written, counts))
            .map_err(std::io::Error::from)
            .and_then(|()| std::io::Write::write_all(&mut &file, b"\n"))
            .map_err(|error| Error::io(RUN, error))?;
        self.folder.publish(&known())?;
        Ok(written)
    }
}

fn run_json(info: &RunInfo, written: &Written, counts: &[(&str, u64)]) -> Json {
    let mut all = serde_json::Map::new();
    for (name, count) in counts {
        all.insert((*name).to_owned(), (*count).into());
    }
    all.insert("copies".into(), written.copies.into());
    all.insert("deals".into(), written.deals.into());
    all.insert("rejected".into(), written.rejected.into());
    let files = written.files.iter();
    serde_json::json!({
        "schema_version": SCHEMA_VERSION,
        "tool": "dealsift",
        "tool_version": info.provenance.tool_version,
        "grammar_hash": info.provenance.grammar_hash,
        "inputs": info.inputs,
        "options": info.options,
        "counts": all,
        "files": files.map(|(file, rows)| serde_json::json!({ "file": file, "rows": rows })).collect::<Vec<_>>(),
    })
}

/// Every file that a run may write.
fn known() -> Vec<String> {
    let tables = TABLES
        .iter()
        .flat_map(|table| table.endings.iter().map(|ending| table.file(ending)));
    let others = [REJECTS, REPORT, RUN].map(str::to_owned);
    tables.chain(others).collect()
}
