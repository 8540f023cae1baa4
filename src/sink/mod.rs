//! From deals to files: one trait out, one match from a format to its writer, and the folder of a run.

#[cfg(feature = "tables")]
mod arrow;
mod csv;
mod folder;
mod jsonl;
mod merged;
#[cfg(feature = "tables")]
mod parquet;
#[cfg(feature = "tables")]
mod partitions;
#[cfg(feature = "tables")]
mod query;
#[cfg(feature = "tables")]
mod records;
mod report;
#[cfg(feature = "tables")]
mod rows;
mod run;
mod screen;
mod stored;
#[cfg(feature = "tables")]
mod summaries;
#[cfg(feature = "tables")]
mod xlsx;

use std::collections::BTreeMap;
use std::io::Write;
use std::str::FromStr;

use serde_json::Value as Json;

use crate::deal::Deal;
#[cfg(feature = "tables")]
use crate::deal::SCHEMA_VERSION;
use crate::error::{Error, Result};

pub use csv::{CsvRows, CsvText, harmless};
pub use merged::write_merged;
#[cfg(feature = "tables")]
pub use partitions::PartitionBy;
#[cfg(feature = "tables")]
pub use query::query;
#[cfg(feature = "tables")]
pub use records::Gathered;
pub use report::{DEALS_ON_A_PAGE, Reported, report};
#[cfg(feature = "tables")]
pub use rows::RowsFormat;
pub use run::{RunInfo, RunWriter, Written};
pub use stored::{Stored, records_of};
#[cfg(feature = "tables")]
pub use summaries::{SummaryOptions, Summed, summarize};

/// Takes deals in order and writes them.
pub trait Sink: Send {
    /// Writes these deals. What is written is whole records; how soon they leave the process is the format's matter.
    fn write(&mut self, deals: &[Deal]) -> Result<()>;

    /// Writes what is left and ends the output.
    fn finish(self: Box<Self>) -> Result<()>;
}

/// What made an output; stands in the metadata of Parquet files and in `run.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// Version of dealsift.
    pub tool_version: String,
    /// Hash of the grammars in use.
    pub grammar_hash: String,
    /// The options that decide about what comes out (not the number of threads).
    pub options: BTreeMap<String, Json>,
}

impl Provenance {
    /// Keys and values for the metadata of a file.
    #[cfg(feature = "tables")]
    fn pairs(&self) -> [(&'static str, String); 4] {
        let options = serde_json::Map::from_iter(self.options.clone());
        [
            ("dealsift:schema_version", SCHEMA_VERSION.to_string()),
            ("dealsift:tool_version", self.tool_version.clone()),
            ("dealsift:grammar_hash", self.grammar_hash.clone()),
            ("dealsift:options", Json::Object(options).to_string()),
        ]
    }
}

/// A form of output that holds deals alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A record a line.
    Jsonl,
    /// The flat row a deal.
    Csv,
    /// Nested records.
    Parquet,
    /// Nested records as an Arrow IPC file.
    Arrow,
    /// Nested records as an Arrow IPC stream.
    ArrowStream,
    /// A workbook with a sheet for each table.
    Xlsx,
    /// A Markdown table of what matters most.
    Table,
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "jsonl" => Ok(Self::Jsonl),
            "csv" => Ok(Self::Csv),
            "parquet" => Ok(Self::Parquet),
            "arrow" | "feather" | "ipc" => Ok(Self::Arrow),
            "arrows" => Ok(Self::ArrowStream),
            "xlsx" => Ok(Self::Xlsx),
            "md" => Ok(Self::Table),
            _ => Err(Error::usage(format!(
                "no output format `{name}`: it is one of jsonl, csv, parquet, arrow, arrows, xlsx, md"
            ))),
        }
    }
}

/// A sink of this format into `out`. `width` is that of the terminal where it goes to one.
pub fn open<W: Write + Send + 'static>(
    format: Format,
    out: W,
    provenance: &Provenance,
    text: CsvText,
    width: Option<u16>,
) -> Result<Box<dyn Sink>> {
    Ok(match format {
        Format::Jsonl => Box::new(jsonl::Jsonl::new(out)),
        Format::Csv => Box::new(csv::CsvTable::new(out, crate::table::Rows::DEALS, text)?),
        Format::Table => Box::new(screen::Screen::new(out, width)),
        #[cfg(feature = "tables")]
        Format::Parquet => Box::new(parquet::Parquet::new(out, provenance)?),
        #[cfg(feature = "tables")]
        Format::Arrow => Box::new(arrow::Arrow::file(out, provenance)?),
        #[cfg(feature = "tables")]
        Format::ArrowStream => Box::new(arrow::Arrow::stream(out, provenance)?),
        #[cfg(feature = "tables")]
        Format::Xlsx => Box::new(xlsx::Xlsx::new(out, provenance)?),
        #[cfg(not(feature = "tables"))]
        Format::Parquet | Format::Arrow | Format::ArrowStream | Format::Xlsx => {
            let _ = provenance;
            return Err(Error::usage(
                "this build of dealsift has no Parquet, Arrow or Excel: build it with the feature `tables`",
            ));
        }
    })
}
