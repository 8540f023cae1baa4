//! Where a command's result goes: standard output, or a file that appears under its name when it is whole.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Stdout, Write};
use std::path::{Path, PathBuf};

use super::read::Output;
use crate::error::{Error, Result};

/// An output by its name, or standard output.
pub(super) enum Target {
    /// Standard output.
    Stdout,
    /// A file on its way to its name.
    File(Pending),
}

/// A file that has a temporary name until `publish`; it is removed where that never comes.
pub(super) struct Pending {
    path: PathBuf,
    /// None where it is written in place, as what stands there is no plain file (a pipe, a device).
    partial: Option<PathBuf>,
}

/// What is written to.
pub(super) enum Stream {
    Stdout(Stdout),
    File(File),
}

impl Target {
    /// Opens an output.
    pub fn open(path: Option<&Path>) -> Result<(Self, Stream)> {
        let Some(path) = path else {
            return Ok((Self::Stdout, Stream::Stdout(io::stdout())));
        };
        let special = fs::metadata(path).is_ok_and(|meta| !meta.is_file());
        let partial = (!special).then(|| {
            let mut name = path.as_os_str().to_owned();
            name.push(".partial");
            PathBuf::from(name)
        });
        let file = match &partial {
            Some(partial) => File::create(partial),
            None => File::options().write(true).open(path),
        };
        let file = file.map_err(|error| Error::io_at(path, error))?;
        let pending = Pending {
            path: path.to_owned(),
            partial,
        };
        Ok((Self::File(pending), Stream::File(file)))
    }

    /// Ends an output whose stream is whole and closed.
    pub fn publish(self) -> Result<()> {
        match self {
            Self::Stdout => io::stdout().flush().map_err(stdout_error),
            Self::File(mut pending) => match pending.partial.take() {
                Some(partial) => fs::rename(&partial, &pending.path)
                    .map_err(|error| Error::io_at(&pending.path, error)),
                None => Ok(()),
            },
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(partial) = &self.partial {
            // What cannot be removed is left under a name that says what it is.
            let _ = fs::remove_file(partial);
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File(out) => out.flush(),
        }
    }
}

/// Takes lines that are ready to be written, and passes each batch on at once.
impl Output<String> for Stream {
    fn write(&mut self, batch: Vec<String>) -> Result<()> {
        let lines = batch.concat();
        self.write_all(lines.as_bytes())
            .and_then(|()| self.flush())
            .map_err(stdout_error)
    }

    fn is_on_terminal(&self) -> bool {
        match self {
            Self::Stdout(out) => out.is_terminal(),
            Self::File(_) => false,
        }
    }
}

fn stdout_error(error: io::Error) -> Error {
    Error::io("output", error)
}

/// Columns of the terminal that standard output goes to; none where it goes elsewhere.
pub(super) fn width() -> Option<u16> {
    console::Term::stdout()
        .size_checked()
        .map(|(_, columns)| columns)
}

/// Prints text on standard output.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(stdout_error)
}
