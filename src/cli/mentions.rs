//! `mentions`: the figures, dates and parties of each article's text with byte offsets, a JSON line for each article.
//! Headlines are not looked at.

use std::sync::Arc;

use super::Finish;
use super::args::LinesOptions;
use super::articles::json_line;
use super::log::LogFormat;
use super::output::Target;
use super::read::read;
use crate::error::Result;
use crate::grammar::GrammarFiles;
use crate::pipeline::Extractor;
use crate::source::Article;

pub(super) fn mentions(args: &LinesOptions, log: LogFormat) -> Result<Finish> {
    let files = GrammarFiles::load(args.read.grammars.as_deref())?;
    let extractor = Arc::new(Extractor::new(&files)?);
    let (target, mut out) = Target::open(args.output.as_deref())?;
    let each = move |article: &Article| json_line(&extractor.mentions(article));
    let tally = read(&args.read, &files, each, &mut out, log)?;
    drop(out);
    target.publish()?;
    tally.write_stats(&args.read, None, &[])?;
    if args.read.verbose {
        tally.tell(&args.read, "mentions told", &[]);
    }
    tally.finish()
}
