//! The commands: one file for each, and what those that read articles share. Results go to standard output, everything
//! else to standard error.

mod args;
mod articles;
mod diff;
mod explain;
mod extract;
mod grammars;
mod mentions;
mod merge;
mod output;
mod progress;
mod query;
mod read;
mod report;
mod run;
mod schema;
mod summarize;

pub use args::CommandLine;

use args::Command;

use crate::error::Result;

/// How a command ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// All is done.
    Clean,
    /// It went to the end, and some inputs were rejected.
    WithRejects,
}

/// Runs a command.
///
/// # Errors
/// What ended it early: input that cannot be read at all, a faulty grammar, an option that makes no sense, output
/// that cannot be written, an interrupt.
pub fn call(line: &CommandLine) -> Result<Finish> {
    match &line.command {
        Command::Run(args) => run::run(args),
        Command::Extract(args) => extract::extract(args),
        Command::Report(args) => report::report(args),
        Command::Merge(args) => merge::merge(args),
        Command::Mentions(args) => mentions::mentions(&args.lines),
        Command::Articles(args) => articles::articles(&args.lines),
        Command::Summarize(args) => summarize::summarize(args),
        Command::Query(args) => query::query(args),
        Command::Diff(args) => diff::diff(args),
        Command::Explain(args) => explain::explain(args),
        Command::Grammars(command) => grammars::grammars(command),
        Command::Schema(args) => schema::schema(args),
    }
}
