//! `completions` and `man`: what a shell and its users need, made of the command line as it is.

use clap::CommandFactory;

use super::Finish;
use super::args::{CommandLine, CompletionsArgs, ManArgs};
use super::output::print;
use crate::error::{Error, Result};

pub(super) fn completions(args: &CompletionsArgs) -> Result<Finish> {
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut CommandLine::command(),
        "dealsift",
        &mut script,
    );
    print(&text(script)?)?;
    Ok(Finish::Clean)
}

pub(super) fn man(args: &ManArgs) -> Result<Finish> {
    let command = CommandLine::command();
    if let Some(folder) = &args.output {
        std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(command, folder))
            .map_err(|error| Error::io_at(folder, error))?;
        return Ok(Finish::Clean);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|error| Error::io("man page", error))?;
    print(&text(page)?)?;
    Ok(Finish::Clean)
}

fn text(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|error| Error::output(error.to_string()))
}
