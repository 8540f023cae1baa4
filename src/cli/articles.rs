//! `articles`: what was read, a JSON line for each article.

use super::Finish;
use super::args::LinesOptions;
use super::log::LogFormat;
use super::output::Target;
use super::read::read;
use crate::error::Result;
use crate::grammar::GrammarFiles;
use crate::source::{Article, ArticleLine};
use crate::text::language;

pub(super) fn articles(args: &LinesOptions, log: LogFormat) -> Result<Finish> {
    let files = GrammarFiles::load(args.read.grammars.as_deref())?;
    let (target, mut out) = Target::open(args.output.as_deref())?;
    let tally = read(&args.read, &files, line, &mut out, log)?;
    drop(out);
    target.publish()?;
    tally.write_stats(&args.read, None, &[])?;
    if args.read.verbose {
        tally.tell(&args.read, "read", &[]);
    }
    tally.finish()
}

fn line(article: &Article) -> Result<String, String> {
    json_line(&ArticleLine::new(article, language(&article.text)))
}

/// A value as a line of JSON.
pub(super) fn json_line(value: &impl serde::Serialize) -> Result<String, String> {
    let mut line = serde_json::to_string(value).map_err(|error| error.to_string())?;
    line.push('\n');
    Ok(line)
}
