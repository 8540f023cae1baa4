//! `run`: every table of a dump into a folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use super::Finish;
use super::args::RunArgs;
use super::extract::csv_text;
use super::log::LogFormat;
use super::merge::{copies_left_out, merger, tell_entities};
use super::read::{Output, provenance, read_english, read_options};
use crate::deal::Deal;
use crate::deal::corrections::Corrections;
use crate::error::Result;
use crate::grammar::GrammarFiles;
use crate::pipeline::Extractor;
#[cfg(feature = "tables")]
use crate::sink::{PartitionBy, SummaryOptions};
use crate::sink::{RunInfo, RunWriter};
use crate::source::{Article, Reject};
use crate::table::Filter;
use crate::text::{Copies, IN_MEMORY, Signature, signature};

pub(super) fn run(args: &RunArgs, log: LogFormat) -> Result<Finish> {
    let files = GrammarFiles::load(args.read.grammars.as_deref())?;
    let extractor = Arc::new(Extractor::new(&files)?);
    let provenance = provenance(&extractor, options(args));
    let info = RunInfo {
        provenance: provenance.clone(),
        inputs: args.read.inputs.clone(),
    };
    let text = csv_text(args.raw_csv);
    #[cfg(not(feature = "tables"))]
    if args.conversion.to.is_some() || !args.partition_by.is_empty() {
        return Err(super::summarize::without_tables("summaries"));
    }
    #[cfg(feature = "tables")]
    let summaries = SummaryOptions {
        conversion: super::summarize::conversion(&args.conversion)?,
        ..SummaryOptions::default()
    };
    #[cfg(feature = "tables")]
    let partitions = {
        let by = args.partition_by.iter().map(|it| it.trim().parse());
        by.collect::<Result<Vec<PartitionBy>>>()?
    };
    // Before the folder is touched: a faulty file or option ends it here.
    let filter = args.filter.filter()?;
    let corrections = match &args.corrections {
        Some(file) => Corrections::read(file, &extractor.kinds())?,
        None => Corrections::default(),
    };
    let mut writer = RunWriter::create(&args.output, info, text, args.overwrite)?;
    #[cfg(feature = "tables")]
    {
        writer = writer.with_summaries(summaries).with_partitions(partitions);
    }
    if args.no_report {
        writer.leave_out_report();
    }
    let merger = merger(&files, args.entities.as_deref())?;
    let mut kept = Kept {
        filter,
        writer,
        corrections,
        copies: (!args.keep_copies).then(|| Copies::new(IN_MEMORY, &args.output)),
    };
    kept.writer.merge_by(merger);
    let is_asked = kept.copies.is_some();
    let each = move |article: &Article| {
        Ok(Read {
            id: article.id.clone(),
            signature: is_asked.then(|| signature(&article.text)),
            deals: extractor.storable(article).map_err(|it| it.to_string())?,
        })
    };
    let tally = read_english(&args.read, &files, each, &mut kept, log)?;
    if tally.stopped {
        // The tables appear all at once or not at all.
        drop(kept);
        return tally.finish();
    }
    kept.writer.corrections(kept.corrections.lines())?;
    if !args.read.quiet {
        for warning in kept.corrections.warnings() {
            eprintln!("{}", log.warning(&warning));
        }
    }
    let written = kept.writer.finish(&[
        ("articles", tally.articles),
        ("not_english", tally.not_english),
        ("bytes", tally.bytes),
    ])?;
    let copies = copies_left_out(written.copies);
    let merged = match written.merged {
        merged if merged == written.deals => String::new(),
        merged => format!(", {merged} of them different"),
    };
    #[cfg(feature = "tables")]
    let unconverted = super::summarize::unconverted(written.unconverted, &args.conversion);
    #[cfg(not(feature = "tables"))]
    let unconverted = "";
    let deals = written.deals;
    let counts = [("deals", deals), ("copies", written.copies)];
    tally.write_stats(&args.read, Some(&provenance), &counts)?;
    let done = format!("{deals} deals{merged}{copies}{unconverted}");
    tally.tell(&args.read, &done, &counts);
    if !args.read.quiet {
        tell_entities(&written.entities, log);
        log.written(written.files.len() + 1, &args.output);
    }
    tally.finish()
}

/// The options that decide about what comes out.
fn options(args: &RunArgs) -> BTreeMap<String, serde_json::Value> {
    let mut options = read_options(&args.read);
    if args.keep_copies {
        options.insert("keep_copies".to_owned(), json!(true));
    }
    if let (Some(to), Some(fx)) = (&args.conversion.to, &args.conversion.fx) {
        options.insert("to".to_owned(), json!(to.to_ascii_uppercase()));
        options.insert("fx".to_owned(), json!(fx));
    }
    if !args.partition_by.is_empty() {
        options.insert("partition_by".to_owned(), json!(args.partition_by));
    }
    if let Some(file) = &args.corrections {
        options.insert("corrections".to_owned(), json!(file));
    }
    if let Some(entities) = &args.entities {
        options.insert("entities".to_owned(), json!(entities));
    }
    args.filter.tell(&mut options);
    if args.raw_csv {
        options.insert("raw_csv".to_owned(), json!(true));
    }
    options
}

/// What came of an article.
struct Read {
    id: String,
    /// Where copies are looked for.
    signature: Option<Signature>,
    deals: Vec<Deal>,
}

/// The folder of the run, and the articles whose copies are left out of it.
struct Kept {
    writer: RunWriter,
    corrections: Corrections,
    filter: Filter,
    copies: Option<Copies>,
}

impl Output<Read> for Kept {
    fn write(&mut self, batch: Vec<Read>) -> Result<()> {
        let mut deals = Vec::new();
        for read in batch {
            if let (Some(copies), Some(signature)) = (&mut self.copies, &read.signature)
                && let Some(of) = copies.take(&read.id, signature)?
            {
                self.writer.copy(&read.id, &of)?;
            } else {
                if let Some(signature) = read.signature.filter(|_| !read.deals.is_empty()) {
                    self.writer.signature(&read.id, &signature)?;
                }
                let corrected = self.corrections.apply(read.deals);
                deals.extend(corrected.into_iter().filter(|it| self.filter.passes(it)));
            }
        }
        self.writer.write(&deals)
    }

    fn deals(&self) -> Option<u64> {
        Some(self.writer.deals())
    }

    fn reject(&mut self, reject: &Reject) -> Result<()> {
        self.writer.reject(reject)
    }
}
