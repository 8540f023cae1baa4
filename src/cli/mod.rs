//! The commands: one file for each, and what those that read articles share. Results go to standard output, everything
//! else to standard error.

mod args;
mod articles;
mod diff;
mod explain;
mod extract;
mod filter;
mod grammars;
mod log;
mod mentions;
mod merge;
mod output;
mod progress;
mod query;
mod read;
mod report;
mod run;
mod schema;
mod shell;
mod summarize;

pub use args::CommandLine;
pub use log::LogFormat;

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
    let log = line.log_format;
    match &line.command {
        Command::Run(args) => run::run(args, log),
        Command::Extract(args) => extract::extract(args, log),
        Command::Report(args) => report::report(args, log),
        Command::Merge(args) => merge::merge(args, log),
        Command::Mentions(args) => mentions::mentions(&args.lines, log),
        Command::Articles(args) => articles::articles(&args.lines, log),
        Command::Summarize(args) => summarize::summarize(args, log),
        Command::Query(args) => query::query(args),
        Command::Diff(args) => diff::diff(args),
        Command::Explain(args) => explain::explain(args, log),
        Command::Grammars(command) => grammars::grammars(command),
        Command::Schema(args) => schema::schema(args),
        Command::Completions(args) => shell::completions(args),
        Command::Man(args) => shell::man(args),
    }
}
