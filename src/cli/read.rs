//! What the commands that read articles share: the grammar, the way from options to a job, and what is told about it on
//! standard error.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use clap::ValueEnum;
use serde_json::json;

use super::Finish;
use super::args::{InputFormatArg, OnError, ReadArgs};
use super::log::{LogFormat, write_stats};
use super::progress::Progress;
use crate::error::{Error, Result};
use crate::grammar::GrammarFiles;
use crate::pipeline::Extractor;
use crate::pipeline::parallel::{Job, Outcome, in_order};
use crate::sink::Provenance;
use crate::source::{Article, FieldMap, InputFormat, Pages, Reject, SourceOptions};
use crate::text::language;

/// What makes the outputs of this program.
pub(super) fn provenance(
    extractor: &Extractor,
    options: BTreeMap<String, serde_json::Value>,
) -> Provenance {
    Provenance {
        options,
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        grammar_hash: extractor.grammar_hash().to_owned(),
    }
}

/// The options of reading that decide about what comes out.
pub(super) fn read_options(args: &ReadArgs) -> BTreeMap<String, serde_json::Value> {
    let mut options = BTreeMap::new();
    if let Some(format) = args.input_format {
        let name = format.to_possible_value();
        let name = name.as_ref().map(clap::builder::PossibleValue::get_name);
        options.insert("input_format".to_owned(), json!(name));
    }
    if !args.fields.is_empty() {
        options.insert("field".to_owned(), json!(args.fields));
    }
    if let Some(folder) = &args.grammars {
        options.insert("grammars".to_owned(), json!(folder));
    }
    if args.any_language {
        options.insert("any_language".to_owned(), json!(true));
    }
    options
}

/// Where that goes which is worked out of articles.
pub(super) trait Output<T> {
    /// Takes what came of some articles, in order.
    fn write(&mut self, batch: Vec<T>) -> Result<()>;

    /// How many deals it took so far, where it takes deals.
    fn deals(&self) -> Option<u64> {
        None
    }

    /// Whether it writes onto the terminal, where a bar would be in its way.
    fn is_on_terminal(&self) -> bool {
        false
    }

    /// Takes an input that was rejected between them.
    fn reject(&mut self, _reject: &Reject) -> Result<()> {
        Ok(())
    }
}

/// How a job went.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    log: LogFormat,
    /// Articles that were worked on.
    pub articles: u64,
    /// Articles that were skipped, as they are not in English.
    pub not_english: u64,
    /// Inputs that were rejected.
    pub rejected: u64,
    /// Bytes that were read.
    pub bytes: u64,
    /// A signal ended it early.
    pub stopped: bool,
    started: Instant,
}

impl Tally {
    /// The line that ends a job, `done` telling what came of it (`21 deals`); none where it was stopped.
    pub fn tell(&self, args: &ReadArgs, done: &str, counts: &[(&str, u64)]) {
        if args.quiet || self.stopped {
            return;
        }
        let seconds = self.started.elapsed().as_secs_f64();
        // For people only: beyond 2^52 bytes the last digits are off.
        #[allow(clippy::cast_precision_loss)]
        let speed = self.bytes as f64 / 1e6 / seconds.max(1e-9);
        let skipped = match self.not_english {
            0 => String::new(),
            count => format!("{count} not in English, "),
        };
        let text = format!(
            "{} articles, {done}, {skipped}{} rejected, {seconds:.2} s, {speed:.1} MB/s",
            self.articles, self.rejected
        );
        self.log
            .tell(&text, "info", "finished", self.numbers(counts).into());
    }

    /// Writes the numbers of the job where the options ask for them.
    pub fn write_stats(
        &self,
        args: &ReadArgs,
        provenance: Option<&Provenance>,
        counts: &[(&str, u64)],
    ) -> Result<()> {
        let Some(path) = &args.stats else {
            return Ok(());
        };
        let mut numbers = serde_json::Map::new();
        numbers.insert("tool_version".into(), env!("CARGO_PKG_VERSION").into());
        if let Some(provenance) = provenance {
            numbers.insert("grammar_hash".into(), json!(provenance.grammar_hash));
        }
        numbers.extend(self.numbers(counts));
        write_stats(path, &numbers)
    }

    fn numbers(&self, counts: &[(&str, u64)]) -> serde_json::Map<String, serde_json::Value> {
        let seconds = self.started.elapsed().as_secs_f64().max(1e-9);
        // For people and graphs.
        #[allow(clippy::cast_precision_loss)]
        let speed = |count: u64| json!((count as f64 / seconds).round());
        let mut numbers = serde_json::Map::new();
        let mut add = |name: &str, value| numbers.insert(name.to_owned(), value);
        add("articles", self.articles.into());
        for (name, count) in counts {
            add(name, (*count).into());
        }
        add("not_english", self.not_english.into());
        add("rejected", self.rejected.into());
        add("bytes", self.bytes.into());
        add("seconds", json!((seconds * 1e3).round() / 1e3));
        add("bytes_per_second", speed(self.bytes));
        add("articles_per_second", speed(self.articles));
        add("stopped", self.stopped.into());
        numbers
    }

    /// What the command ends with.
    pub fn finish(&self) -> Result<Finish> {
        if self.stopped {
            let articles = self.articles;
            return Err(Error::output(format!(
                "interrupted after {articles} articles"
            )));
        }
        Ok(if self.rejected == 0 {
            Finish::Clean
        } else {
            Finish::WithRejects
        })
    }
}

/// What came of an article.
enum Worked<T> {
    Done(T),
    /// It was skipped; what it is and in which language.
    NotEnglish(String),
}

/// Reads all articles, works on each with `each`, and hands what came of them to `output` in order.
pub(super) fn read<T: Send + 'static>(
    args: &ReadArgs,
    files: &GrammarFiles,
    each: impl Fn(&Article) -> Result<T, String> + Send + Sync + 'static,
    output: &mut impl Output<T>,
    log: LogFormat,
) -> Result<Tally> {
    let each = move |it: &Article| each(it).map(Worked::Done);
    work(args, files, each, output, log)
}

/// The same for articles in English alone, unless the options ask for all. A text that is too short to tell is read.
pub(super) fn read_english<T: Send + 'static>(
    args: &ReadArgs,
    files: &GrammarFiles,
    each: impl Fn(&Article) -> Result<T, String> + Send + Sync + 'static,
    output: &mut impl Output<T>,
    log: LogFormat,
) -> Result<Tally> {
    let any = args.any_language;
    let each = move |article: &Article| {
        if !any && let Some(code) = language(&article.text).filter(|code| *code != "en") {
            return Ok(Worked::NotEnglish(format!("{}: `{code}`", article.id)));
        }
        each(article).map(Worked::Done)
    };
    work(args, files, each, output, log)
}

fn work<T: Send + 'static>(
    args: &ReadArgs,
    files: &GrammarFiles,
    each: impl Fn(&Article) -> Result<Worked<T>, String> + Send + Sync + 'static,
    output: &mut impl Output<T>,
    log: LogFormat,
) -> Result<Tally> {
    let job = job(args, files)?;
    let mut rejects = args.rejects.as_deref().map(Rejects::create).transpose()?;
    let stop = stop_on_signals()?;
    if args.verbose {
        let text = format!("grammar {}, {} threads", files.hash(), job.threads);
        let fields = json!({ "grammar_hash": files.hash(), "threads": job.threads });
        log.tell(&text, "info", "started", fields);
    }
    let mut tally = Tally {
        log,
        articles: 0,
        not_english: 0,
        rejected: 0,
        bytes: 0,
        stopped: false,
        started: Instant::now(),
    };
    let is_wanted = !args.quiet && log == LogFormat::Text && !output.is_on_terminal();
    let bar = Progress::new(&args.inputs, is_wanted);
    let progress = in_order(job, &stop, each, |outcomes, bytes| {
        let mut batch = Vec::with_capacity(outcomes.len());
        for outcome in outcomes {
            match outcome {
                Outcome::Done(Worked::Done(done)) => batch.push(done),
                Outcome::Done(Worked::NotEnglish(what)) => {
                    tally.not_english += 1;
                    if args.verbose {
                        let text = format!("not in English: {what}");
                        let fields = json!({ "article": what });
                        bar.line(&log.line(&text, "info", "not_english", fields));
                    }
                }
                Outcome::Warning(text) if !args.quiet => {
                    bar.line(&log.warning(&text));
                }
                Outcome::Warning(_) => {}
                Outcome::Rejected(reject) => {
                    tally.rejected += 1;
                    if let Some(rejects) = &mut rejects {
                        rejects.line(&reject)?;
                    }
                    output.reject(&reject)?;
                    if args.on_error == OnError::Fail {
                        // What came before it is whole and goes out.
                        output.write(batch)?;
                        return Err(Error::input(reject.place, reject.reason));
                    }
                    if !args.quiet {
                        let text = format!("rejected: {}: {}", reject.place, reject.reason);
                        bar.line(&log.line(&text, "warning", "rejected", json!(reject)));
                    }
                }
            }
        }
        tally.articles += batch.len() as u64;
        if !batch.is_empty() {
            output.write(batch)?;
        }
        bar.at(bytes, tally.articles, output.deals());
        Ok(())
    })?;
    drop(bar);
    if let Some(mut rejects) = rejects {
        rejects.end()?;
    }
    tally.bytes = progress.bytes;
    tally.stopped = progress.stopped;
    Ok(tally)
}

fn job(args: &ReadArgs, files: &GrammarFiles) -> Result<Job> {
    let format = args.input_format.map(|format| match format {
        InputFormatArg::Text => InputFormat::Text,
        InputFormatArg::Jsonl => InputFormat::JsonLines,
        InputFormatArg::Json => InputFormat::Json,
        InputFormatArg::Csv => InputFormat::Csv,
        InputFormatArg::Html => InputFormat::Html,
        InputFormatArg::Feed => InputFormat::Feed,
        InputFormatArg::Mbox => InputFormat::Mbox,
        InputFormatArg::Eml => InputFormat::Eml,
        InputFormatArg::Parquet => InputFormat::Parquet,
        InputFormatArg::Arrow => InputFormat::Arrow,
        InputFormatArg::Tsv => InputFormat::Tsv,
        InputFormatArg::Tar => InputFormat::Tar,
        InputFormatArg::Zip => InputFormat::Zip,
        InputFormatArg::Warc => InputFormat::Warc,
        InputFormatArg::Arc => InputFormat::Arc,
    });
    let threads = args
        .threads
        .or_else(|| std::thread::available_parallelism().ok());
    Ok(Job {
        inputs: args.inputs.clone(),
        options: SourceOptions {
            format,
            fields: FieldMap::from_settings(args.fields.iter().map(String::as_str))?,
            ..SourceOptions::default()
        },
        pages: Pages::load(files).map_err(Error::grammar)?,
        threads: threads.unwrap_or(NonZeroUsize::MIN),
    })
}

/// A flag that SIGINT and SIGTERM raise. The second signal ends the process at once, in case the first one is not
/// heard.
fn stop_on_signals() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // In this order: the first signal finds the flag still down.
        signal_hook::flag::register_conditional_shutdown(signal, 1, Arc::clone(&stop))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&stop)))
            .map_err(|error| Error::io("listening for signals", error))?;
    }
    Ok(stop)
}

/// The file of rejected inputs.
struct Rejects {
    out: BufWriter<File>,
    name: String,
}

impl Rejects {
    fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).map_err(|error| Error::io_at(path, error))?;
        Ok(Self {
            out: BufWriter::new(file),
            name: path.display().to_string(),
        })
    }

    fn line(&mut self, reject: &Reject) -> Result<()> {
        serde_json::to_writer(&mut self.out, reject)
            .map_err(std::io::Error::from)
            .and_then(|()| self.out.write_all(b"\n"))
            .map_err(|error| Error::io(&self.name, error))
    }

    fn end(&mut self) -> Result<()> {
        let flushed = self.out.flush();
        flushed.map_err(|error| Error::io(&self.name, error))
    }
}
