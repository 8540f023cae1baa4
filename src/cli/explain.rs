//! `explain`: what was seen in articles, and why. In colour on a terminal, plain elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::Arc;

use super::Finish;
use super::args::ExplainArgs;
use super::log::LogFormat;
use super::read::{Output, read};
use crate::error::{Error, Result};
use crate::explain::{explain as write_explanation, misses};
use crate::grammar::GrammarFiles;
use crate::pipeline::Extractor;
use crate::source::Article;

pub(super) fn explain(args: &ExplainArgs, log: LogFormat) -> Result<Finish> {
    let files = GrammarFiles::load(args.read.grammars.as_deref())?;
    let extractor = Arc::new(Extractor::new(&files)?);
    let (all, only, missed) = (args.all, args.article.clone(), args.misses);
    let each = move |article: &Article| {
        let mut text = Vec::new();
        if only.as_ref().is_none_or(|id| *id == article.id) {
            if missed {
                misses(&extractor, article, &mut text)
            } else {
                write_explanation(&extractor, article, all, &mut text)
            }
            .map_err(|e| e.to_string())?;
        }
        Ok(text)
    };
    // Strips the styles where standard output is no terminal, or the environment asks for no colour.
    let mut out = Explanations(anstream::stdout());
    let tally = read(&args.read, &files, each, &mut out, log)?;
    out.0.flush().map_err(stdout_error)?;
    tally.finish()
}

struct Explanations(anstream::AutoStream<std::io::Stdout>);

impl Output<Vec<u8>> for Explanations {
    fn write(&mut self, batch: Vec<Vec<u8>>) -> Result<()> {
        for text in batch {
            self.0.write_all(&text).map_err(stdout_error)?;
        }
        Ok(())
    }

    fn is_on_terminal(&self) -> bool {
        std::io::stdout().is_terminal()
    }
}

fn stdout_error(error: std::io::Error) -> Error {
    Error::io("standard output", error)
}
