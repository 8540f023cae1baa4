//! `query`: SQL over the tables of a run.

use super::Finish;
use super::args::QueryArgs;
use crate::error::Result;

#[cfg(not(feature = "tables"))]
pub(super) fn query(_: &QueryArgs) -> Result<Finish> {
    Err(super::summarize::without_tables("queries"))
}

#[cfg(feature = "tables")]
pub(super) fn query(args: &QueryArgs) -> Result<Finish> {
    use std::io::IsTerminal;

    use super::args::RowsFormatArg;
    use super::output::{print, width};
    use crate::sink::{RowsFormat, query};

    let is_terminal = std::io::stdout().is_terminal();
    let format = match args.format {
        Some(RowsFormatArg::Table) => RowsFormat::Table(width()),
        Some(RowsFormatArg::Jsonl) => RowsFormat::Jsonl,
        None if is_terminal => RowsFormat::Table(width()),
        Some(RowsFormatArg::Csv) | None => RowsFormat::Csv,
    };
    print(&query(&args.folder, &args.sql, format)?)?;
    Ok(Finish::Clean)
}
