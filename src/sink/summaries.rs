//! The summaries of a table of records as CSV and Parquet files.

use std::io::{BufWriter, Write};
use std::path::Path;

use polars::prelude::{DataFrame, LazyFrame};

use super::Provenance;
use super::csv::{Cells, CsvText};
use super::folder::Folder;
use super::parquet::ParquetFile;
use super::records::Gathered;
use super::rows::value;
use crate::error::Result;
use crate::table::Filter;
use crate::table::build::{polars_error, scan_parquet};
use crate::table::schema::{CONVERTED, LARGEST, Table, in_one_currency};
use crate::table::summary::{Conversion, Records, Summary, largest};

/// Which summaries, and how many rows.
#[derive(Clone, Debug)]
pub struct SummaryOptions {
    /// Those to write.
    pub by: Vec<Summary>,
    /// The most groups of a summary and deals of a currency, where there is a bound.
    pub top: Option<u32>,
    /// Which deals are summed up.
    pub filter: Filter,
    /// Sums in one currency beside those in each.
    pub conversion: Option<Conversion>,
}

impl Default for SummaryOptions {
    /// Every dimension alone, all deals.
    fn default() -> Self {
        Self {
            by: Summary::all(),
            top: None,
            filter: Filter::default(),
            conversion: None,
        }
    }
}

/// How many of the largest deals of each currency are listed where nothing else is said.
const LARGEST_DEALS: u32 = 20;

/// What is written of summaries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summed {
    /// Deals that were summed up.
    pub deals: u64,
    /// Primary amounts that could not be converted, where that was asked for.
    pub unconverted: Option<u64>,
    /// Each file relative to the folder, with its number of rows.
    pub files: Vec<(String, u64)>,
}

/// Writes the summaries of deals into a folder. Other files in it stay.
pub fn summarize(
    deals: &Gathered,
    dir: &Path,
    options: &SummaryOptions,
    text: CsvText,
) -> Result<Summed> {
    let mut folder = Folder::new(dir)?;
    let records = deals.records(&options.filter)?;
    let summed = write(&records, options, &mut folder, &deals.provenance, text)?;
    folder.publish(&[])?;
    Ok(summed)
}

pub(super) fn write(
    records: &Records,
    options: &SummaryOptions,
    folder: &mut Folder,
    provenance: &Provenance,
    text: CsvText,
) -> Result<Summed> {
    let mut summed = Summed {
        deals: records.len() as u64,
        ..Summed::default()
    };
    let mut both = |table: &Table, rows: DataFrame| -> Result<()> {
        summed
            .files
            .extend(write_table(table, rows, folder, provenance, text)?);
        Ok(())
    };
    let mut each = |records: &Records, placed: fn(&Table) -> Table| -> Result<()> {
        for summary in &options.by {
            both(&placed(&summary.table), summary.rows(records, options.top)?)?;
        }
        let top = options.top.unwrap_or(LARGEST_DEALS);
        both(&placed(&LARGEST), largest(records, top)?)
    };
    each(records, Table::clone)?;
    if let Some(conversion) = &options.conversion {
        let converted = conversion.of(records)?;
        each(&converted.records, in_one_currency)?;
        both(&CONVERTED, converted.table)?;
        summed.unconverted = Some(converted.left as u64);
    }
    Ok(summed)
}

/// A table as CSV and as Parquet.
fn write_table(
    table: &Table,
    mut rows: DataFrame,
    folder: &mut Folder,
    provenance: &Provenance,
    text: CsvText,
) -> Result<Vec<(String, u64)>> {
    let height = rows.height() as u64;
    let csv = table.file("csv");
    write_csv(BufWriter::new(folder.create(&csv)?), table, &rows, text)?;

    let parquet = table.file("parquet");
    let out = BufWriter::new(folder.create(&parquet)?);
    let mut file = ParquetFile::new(out, table, provenance)?;
    if height > 0 {
        file.write(&mut rows)?;
    }
    file.finish()?;
    Ok(vec![(csv, height), (parquet, height)])
}

/// The records of a Parquet file, read when they are needed.
pub(super) fn scan(records: &Path) -> Result<LazyFrame> {
    scan_parquet(records).map_err(polars_error)
}

fn write_csv(out: impl Write, table: &Table, rows: &DataFrame, text: CsvText) -> Result<()> {
    let mut cells = Cells::new(out, table, text)?;
    for n in 0..rows.height() {
        let row: Result<Vec<_>> = rows.columns().iter().map(|it| value(it, n)).collect();
        cells.row(row?)?;
    }
    cells.flush()
}
