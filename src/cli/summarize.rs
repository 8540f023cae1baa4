//! `summarize`: summaries of records that were written before.

use super::Finish;
#[cfg(feature = "tables")]
use super::args::ConversionArgs;
use super::args::SummarizeArgs;
use super::log::LogFormat;
use crate::error::{Error, Result};

#[cfg(feature = "tables")]
pub(super) use with_tables::{conversion, summarize, unconverted};

#[cfg(not(feature = "tables"))]
pub(super) fn summarize(_: &SummarizeArgs, _: LogFormat) -> Result<Finish> {
    Err(without_tables("summaries"))
}

/// What a build without polars says.
#[cfg(not(feature = "tables"))]
pub(super) fn without_tables(what: &str) -> Error {
    Error::usage(format!(
        "this build of dealsift has no {what}: build it with the feature `tables`"
    ))
}

#[cfg(feature = "tables")]
mod with_tables {
    use std::fs::File;
    use std::io::{Cursor, Read};
    use std::path::Path;

    use serde_json::json;

    use super::{ConversionArgs, Error, Finish, LogFormat, Result, SummarizeArgs};
    use crate::cli::extract::csv_text;
    use crate::cli::merge::merger;
    use crate::grammar::GrammarFiles;
    use crate::sink::{self, Gathered, SummaryOptions};
    use crate::table::fx::Rates;
    use crate::table::summary::{Conversion, Dimension, Summary};

    pub(in crate::cli) fn summarize(args: &SummarizeArgs, log: LogFormat) -> Result<Finish> {
        let options = SummaryOptions {
            by: by(&args.by)?,
            top: args.top,
            filter: args.filter.filter()?,
            conversion: conversion(&args.conversion)?,
        };
        let merger = merger(&GrammarFiles::built_in(), None)?;
        let deals = Gathered::open(&args.deals, merger)?;
        let text = csv_text(args.raw_csv);
        let summed = sink::summarize(&deals, &args.output, &options, text)?;
        if !args.quiet {
            let unconverted = unconverted(summed.unconverted, &args.conversion);
            let folder = args.output.join("summary");
            let (deals, files) = (summed.deals, summed.files.len());
            let text = format!(
                "{deals} deals{unconverted}, {files} files in {}",
                folder.display()
            );
            let fields = json!({
                "deals": deals,
                "unconverted": summed.unconverted,
                "files": files,
                "folder": folder.display().to_string(),
            });
            log.tell(&text, "info", "written", fields);
        }
        Ok(Finish::Clean)
    }

    fn by(groups: &[String]) -> Result<Vec<Summary>> {
        if groups.is_empty() {
            return Ok(Summary::all());
        }
        let one = |group: &String| {
            let mut dimensions = Vec::new();
            for name in group.split(',') {
                let dimension: Dimension = name.trim().parse()?;
                if !dimensions.contains(&dimension) {
                    dimensions.push(dimension);
                }
            }
            Ok(Summary::by(&dimensions))
        };
        groups.iter().map(one).collect()
    }

    /// What the options say about sums in one currency.
    pub(in crate::cli) fn conversion(args: &ConversionArgs) -> Result<Option<Conversion>> {
        let (Some(to), Some(fx)) = (&args.to, &args.fx) else {
            return Ok(None);
        };
        Conversion::new(&to.to_ascii_uppercase(), rates(fx)?).map(Some)
    }

    /// A table of rates, also in a zip archive, as the European Central Bank publishes it.
    fn rates(path: &Path) -> Result<Rates> {
        let name = path.display().to_string();
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|mut file| file.read_to_end(&mut bytes))
            .map_err(|error| Error::io_at(path, error))?;
        if !bytes.starts_with(b"PK") {
            return Rates::read(&name, bytes.as_slice());
        }
        let wrong = |why: String| Error::input(name.clone(), why);
        let mut archive =
            zip::ZipArchive::new(Cursor::new(&bytes)).map_err(|error| wrong(error.to_string()))?;
        if archive.len() != 1 {
            return Err(wrong(format!(
                "expected one table in the archive, found {} files",
                archive.len()
            )));
        }
        let table = archive
            .by_index(0)
            .map_err(|error| wrong(error.to_string()))?;
        Rates::read(&name, table)
    }

    /// The amounts that stayed in their own currency, for the line that ends a command.
    pub(in crate::cli) fn unconverted(count: Option<u64>, args: &ConversionArgs) -> String {
        let to = args.to.as_deref().unwrap_or_default();
        match count {
            None => String::new(),
            Some(count) => format!(", {count} amounts without a rate to {to}"),
        }
    }
}
