//! SQL over the tables of a run, by polars.

use std::fs;
use std::path::{Path, PathBuf};

use polars::prelude::{
    DataType, Expr, LazyCsvReader, LazyFileListReader, LazyFrame, PlRefPath, StrptimeOptions,
    TimeUnit, col, lit,
};
use polars::sql::SQLContext;

use super::rows::{RowsFormat, print};
use super::summaries::scan;
use crate::error::{Error, Result};
use crate::table::build::{data_type, polars_error};
use crate::table::schema::{RECORDS, Table, Type, tables};

/// The rows that a query gives of the tables of a run's folder, printed.
pub fn query(folder: &Path, sql: &str, format: RowsFormat) -> Result<String> {
    let mut context = SQLContext::new();
    let mut names = Vec::new();
    for (name, table) in all(folder)? {
        context.register(&name, table);
        names.push(name);
    }
    if names.is_empty() {
        return Err(Error::usage(format!(
            "{}: no tables of a run in this folder",
            folder.display()
        )));
    }
    names.sort();
    let rows = context.execute(sql).and_then(LazyFrame::collect);
    let rows = rows
        .map_err(|error| Error::usage(format!("{error}\nThe tables are {}.", names.join(", "))))?;
    print(&rows, format)
}

/// The tables of a run by their names: those of the schema that are there, and summaries by several dimensions.
fn all(folder: &Path) -> Result<Vec<(String, LazyFrame)>> {
    let mut all = Vec::new();
    for table in tables().filter(|it| it.folder.is_empty()) {
        let path = |ending: &str| Some(folder.join(table.file(ending))).filter(|it| it.is_file());
        let has = |ending: &str| table.endings.contains(&ending);
        // The records have the name of the flat table.
        let name = if std::ptr::eq(table, &raw const RECORDS) {
            "records"
        } else {
            &table.name
        };
        if let Some(path) = path("parquet").filter(|_| has("parquet")) {
            all.push((name.to_owned(), scan(&path)?));
        } else if let Some(path) = path("csv").filter(|_| has("csv")) {
            all.push((name.to_owned(), csv(&path, table)?));
        }
    }
    for (place, before) in [("summary", ""), ("summary/converted", "converted_")] {
        for path in parquet_files(&folder.join(place))? {
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            all.push((format!("{before}{name}"), scan(&path)?));
        }
    }
    Ok(all)
}

fn parquet_files(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).map_err(|error| Error::io_at(folder, error))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Error::io_at(folder, error))?.path();
        if path.extension().is_some_and(|it| it == "parquet") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// A CSV file of ours, each column of the type that the schema gives it.
fn csv(path: &Path, table: &Table) -> Result<LazyFrame> {
    let texts = PlRefPath::try_from_path(path)
        .map(LazyCsvReader::new)
        .map(|it| it.with_infer_schema_length(Some(0)).with_glob(false))
        .and_then(LazyFileListReader::finish)
        .map_err(polars_error)?;
    let columns: Vec<_> = table.columns().map(|it| typed(it.name, it.kind)).collect();
    Ok(texts.select(columns))
}

fn typed(name: &str, kind: Type) -> Expr {
    match kind {
        Type::Text | Type::Choice(_) | Type::Texts | Type::List(_) => col(name),
        Type::Flag => col(name).eq(lit("true")),
        Type::Moment => {
            let options = StrptimeOptions {
                format: Some("%+".into()),
                ..StrptimeOptions::default()
            };
            let utc = Some(polars::prelude::TimeZone::UTC);
            col(name)
                .str()
                .to_datetime(Some(TimeUnit::Microseconds), utc, options, lit("raise"))
        }
        Type::Decimal | Type::Rate | Type::Count | Type::Share => {
            let kind: DataType = data_type(kind);
            col(name).strict_cast(kind)
        }
    }
}
