//! The program: parses the command line, calls the command, and turns its result into an exit code.

use std::process::ExitCode;

use clap::Parser;
use dealsift::cli::{CommandLine, Finish, call};

fn main() -> ExitCode {
    let line = CommandLine::parse();
    match call(&line) {
        Ok(Finish::Clean) => ExitCode::SUCCESS,
        Ok(Finish::WithRejects) => ExitCode::from(3),
        // Who reads our output has seen enough.
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            line.log_format.failed(&error);
            ExitCode::from(if error.is_usage() || error.is_grammar() {
                2
            } else {
                1
            })
        }
    }
}
