//! `extract`: a record for each deal, streamed.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use super::Finish;
use super::args::{ExtractArgs, OutputFormatArg};
use super::log::LogFormat;
use super::output::{Target, width};
use super::read::{Output, provenance, read_english, read_options};
use crate::deal::Deal;
use crate::error::{Error, Result};
use crate::grammar::GrammarFiles;
use crate::pipeline::Extractor;
use crate::sink::{self, CsvText, Format, Sink};
use crate::source::Article;
use crate::table::frictionless::table_schema;
use crate::table::schema;

pub(super) fn extract(args: &ExtractArgs, log: LogFormat) -> Result<Finish> {
    let format = format(args);
    let is_text = matches!(format, Format::Jsonl | Format::Csv | Format::Table);
    if !is_text && args.output.is_none() && std::io::stdout().is_terminal() {
        return Err(Error::usage(
            "that format is no text for a terminal: name a file with -o, or pass it on",
        ));
    }
    let filter = args.filter.filter()?;
    let files = GrammarFiles::load(args.read.grammars.as_deref())?;
    let extractor = Arc::new(Extractor::new(&files)?);
    let (target, stream) = Target::open(args.output.as_deref())?;
    let text = csv_text(args.raw_csv);
    let width = width().filter(|_| args.output.is_none());
    let provenance = provenance(&extractor, options(args));
    let mut records = Records {
        sink: sink::open(format, stream, &provenance, text, width)?,
        deals: 0,
        is_on_terminal: args.output.is_none() && std::io::stdout().is_terminal(),
    };
    let each = move |article: &Article| {
        let mut deals = extractor.storable(article).map_err(|it| it.to_string())?;
        deals.retain(|deal| filter.passes(deal));
        Ok(deals)
    };
    let tally = read_english(&args.read, &files, each, &mut records, log)?;
    let Records { sink, deals, .. } = records;
    sink.finish()?;
    target.publish()?;
    if let (Format::Csv, Some(path)) = (format, &args.output) {
        write_schema(path)?;
    }
    let counts = [("deals", deals)];
    tally.write_stats(&args.read, Some(&provenance), &counts)?;
    tally.tell(&args.read, &format!("{deals} deals"), &counts);
    tally.finish()
}

/// The options that decide about what comes out.
fn options(args: &ExtractArgs) -> BTreeMap<String, serde_json::Value> {
    let mut options = read_options(&args.read);
    args.filter.tell(&mut options);
    options
}

/// Says beside a CSV file what its columns are.
fn write_schema(path: &Path) -> Result<()> {
    if !path.is_file() {
        return Ok(());
    }
    let path = path.with_extension("schema.json");
    let schema = table_schema(&schema::DEALS);
    std::fs::write(&path, format!("{schema:#}\n")).map_err(|error| Error::io_at(&path, error))
}

fn format(args: &ExtractArgs) -> Format {
    let named = args.format.map(|format| match format {
        OutputFormatArg::Jsonl => Format::Jsonl,
        OutputFormatArg::Csv => Format::Csv,
        OutputFormatArg::Parquet => Format::Parquet,
        // The file form needs its foot; a pipe is read as it comes.
        OutputFormatArg::Arrow if args.output.is_none() => Format::ArrowStream,
        OutputFormatArg::Arrow => Format::Arrow,
        OutputFormatArg::Xlsx => Format::Xlsx,
        OutputFormatArg::Table => Format::Table,
    });
    let ending = args.output.as_deref().and_then(Path::extension);
    let by_name = || ending?.to_str()?.to_ascii_lowercase().parse().ok();
    named.or_else(by_name).unwrap_or(Format::Jsonl)
}

/// How text in CSV cells is written.
pub(super) fn csv_text(raw: bool) -> CsvText {
    if raw {
        CsvText::Exact
    } else {
        CsvText::Harmless
    }
}

struct Records {
    sink: Box<dyn Sink>,
    deals: u64,
    is_on_terminal: bool,
}

impl Output<Vec<Deal>> for Records {
    fn write(&mut self, batch: Vec<Vec<Deal>>) -> Result<()> {
        let batch = batch.concat();
        self.deals += batch.len() as u64;
        self.sink.write(&batch)
    }

    fn deals(&self) -> Option<u64> {
        Some(self.deals)
    }

    fn is_on_terminal(&self) -> bool {
        self.is_on_terminal
    }
}
