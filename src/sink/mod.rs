//! From deals to files: one trait out, one match from a format to its writer, and the folder of a run.

mod csv;
mod folder;
mod jsonl;
#[cfg(feature = "tables")]
mod parquet;
mod report;
mod run;
#[cfg(feature = "tables")]
mod summaries;

use std::io::Write;
use std::str::FromStr;

use crate::deal::Deal;
use crate::error::{Error, Result};

pub use csv::{CsvText, harmless};
pub use report::{DEALS_ON_A_PAGE, Reported, report};
pub use run::{RunInfo, RunWriter, Written};

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
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "jsonl" => Ok(Self::Jsonl),
            "csv" => Ok(Self::Csv),
            "parquet" => Ok(Self::Parquet),
            _ => Err(Error::usage(format!(
                "no output format `{name}`: it is one of jsonl, csv, parquet"
            ))),
        }
    }
}

/// A sink of this format into `out`.
pub fn open<W: Write + Send + 'static>(
    format: Format,
    out: W,
    provenance: &Provenance,
    text: CsvText,
) -> Result<Box<dyn Sink>> {
    match format {
        Format::Jsonl => Ok(Box::new(jsonl::Jsonl::new(out))),
        Format::Csv => Ok(Box::new(csv::CsvTable::new(
            out,
            crate::table::Rows::DEALS,
            text,
        )?)),
        #[cfg(feature = "tables")]
        Format::Parquet => Ok(Box::new(parquet::Parquet::new(out, provenance)?)),
        #[cfg(not(feature = "tables"))]
        Format::Parquet => {
            let _ = provenance;
            Err(Error::usage(
                "this build of dealsift has no Parquet: build it with the feature `tables`",
            ))
        }
    }
}
