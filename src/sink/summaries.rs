//! The summaries of a table of records as CSV and Parquet files.

use std::borrow::Cow;
use std::io::{BufWriter, Write};
use std::path::Path;

use polars::prelude::{AnyValue, Column, DataFrame, LazyFrame, PlRefPath, ScanArgsParquet};
use rust_decimal::Decimal;

use super::Provenance;
use super::csv::{Cells, CsvText};
use super::folder::Folder;
use super::parquet::ParquetFile;
use crate::error::{Error, Result};
use crate::table::Value;
use crate::table::build::polars_error;
use crate::table::schema::Table;
use crate::table::summary::{SUMMARIES, collect};

/// Writes every summary of the records in a Parquet file; gives the files with their numbers of rows.
pub(super) fn write(
    records: &Path,
    folder: &mut Folder,
    provenance: &Provenance,
    text: CsvText,
) -> Result<Vec<(String, u64)>> {
    let mut files = Vec::new();
    for summary in SUMMARIES {
        let mut rows = collect(&summary, scan(records)?)?;
        let table = summary.table;

        let name = table.file("csv");
        write_csv(BufWriter::new(folder.create(&name)?), table, &rows, text)?;
        files.push((name, rows.height() as u64));

        let name = table.file("parquet");
        let out = BufWriter::new(folder.create(&name)?);
        let mut file = ParquetFile::new(out, table, provenance)?;
        if rows.height() > 0 {
            file.write(&mut rows)?;
        }
        file.finish()?;
        files.push((name, rows.height() as u64));
    }
    Ok(files)
}

fn scan(records: &Path) -> Result<LazyFrame> {
    let args = ScanArgsParquet {
        // The name of a folder may hold `*` or `[`.
        glob: false,
        ..ScanArgsParquet::default()
    };
    PlRefPath::try_from_path(records)
        .and_then(|path| LazyFrame::scan_parquet(path, args))
        .map_err(polars_error)
}

fn write_csv(out: impl Write, table: &Table, rows: &DataFrame, text: CsvText) -> Result<()> {
    let mut cells = Cells::new(out, table, text)?;
    for n in 0..rows.height() {
        let row: Result<Vec<_>> = rows.columns().iter().map(|it| value(it, n)).collect();
        cells.row(row?)?;
    }
    cells.flush()
}

fn value(column: &Column, row: usize) -> Result<Value<'_>> {
    let wrong = |what: String| Error::output(format!("summary column {}: {what}", column.name()));
    Ok(match column.get(row).map_err(polars_error)? {
        AnyValue::Null => Value::Null,
        AnyValue::String(text) => Value::from(text),
        AnyValue::StringOwned(text) => Value::Text(Cow::Owned(text.to_string())),
        AnyValue::Int64(count) => Value::Count(count.unsigned_abs()),
        AnyValue::Decimal(mantissa, _, scale) => {
            let value = Decimal::try_from_i128_with_scale(mantissa, scale as u32);
            Value::Decimal(value.map_err(|why| wrong(why.to_string()))?)
        }
        other => return Err(wrong(format!("{other:?} has no CSV form"))),
    })
}
