//! `run`: every table of a dump into a folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use clap::ValueEnum;
use serde_json::json;

use super::Finish;
use super::args::RunArgs;
use super::extract::{csv_text, deals};
use super::read::{Output, grammar, provenance, read};
use crate::deal::Deal;
use crate::error::Result;
use crate::pipeline::Extractor;
use crate::sink::{RunInfo, RunWriter};
use crate::source::{Article, Reject};

pub(super) fn run(args: &RunArgs) -> Result<Finish> {
    let files = grammar(args.read.grammars.as_deref())?;
    let extractor = Arc::new(Extractor::new(&files)?);
    let info = RunInfo {
        provenance: provenance(&extractor),
        inputs: args.read.inputs.clone(),
        options: options(args),
    };
    let text = csv_text(args.raw_csv);
    let mut writer = RunWriter::create(&args.output, info, text, args.overwrite)?;
    let each = move |article: &Article| deals(&extractor, article);
    let tally = read(&args.read, &files, each, &mut writer)?;
    if tally.stopped {
        // The tables appear all at once or not at all.
        drop(writer);
        return tally.finish();
    }
    let written = writer.finish(&[("articles", tally.articles), ("bytes", tally.bytes)])?;
    tally.tell(&args.read, &format!("{} deals", written.deals));
    if !args.read.quiet {
        let files = written.files.len() + 1;
        eprintln!("{files} files in {}", args.output.display());
    }
    tally.finish()
}

/// The options that decide about what comes out.
fn options(args: &RunArgs) -> BTreeMap<String, serde_json::Value> {
    let mut options = BTreeMap::new();
    if let Some(format) = args.read.input_format {
        let name = format.to_possible_value();
        let name = name.as_ref().map(clap::builder::PossibleValue::get_name);
        options.insert("input_format".to_owned(), json!(name));
    }
    if !args.read.fields.is_empty() {
        options.insert("field".to_owned(), json!(args.read.fields));
    }
    if let Some(folder) = &args.read.grammars {
        options.insert("grammars".to_owned(), json!(folder));
    }
    if args.raw_csv {
        options.insert("raw_csv".to_owned(), json!(true));
    }
    options
}

impl Output<Vec<Deal>> for RunWriter {
    fn write(&mut self, batch: Vec<Vec<Deal>>) -> Result<()> {
        RunWriter::write(self, &batch.concat())
    }

    fn reject(&mut self, reject: &Reject) -> Result<()> {
        RunWriter::reject(self, reject)
    }
}
