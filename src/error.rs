//! The one error type of the library: opaque, with yes/no questions.

use std::fmt;
use std::path::Path;

use crate::grammar::Fault;

/// What every fallible function of the library returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Something that went wrong, with its place. Ask it what it is; its text is for people.
#[derive(Debug)]
pub struct Error(Box<Kind>);

#[derive(Debug)]
enum Kind {
    Io {
        what: String,
        source: std::io::Error,
    },
    Grammar(Vec<Fault>),
    Input {
        place: String,
        message: String,
    },
    Usage(String),
    Output(String),
}

impl Error {
    /// A failed read or write of `what` (a path, `standard output`, …).
    pub fn io(what: impl Into<String>, source: std::io::Error) -> Self {
        Self(Box::new(Kind::Io {
            what: what.into(),
            source,
        }))
    }

    /// A failed read or write of a file.
    pub fn io_at(path: &Path, source: std::io::Error) -> Self {
        Self::io(path.display().to_string(), source)
    }

    /// Faults of a grammar, all of them.
    pub fn grammar(faults: Vec<Fault>) -> Self {
        Self(Box::new(Kind::Grammar(faults)))
    }

    /// Input that cannot be read; `place` names the file and the line or offset in it.
    pub fn input(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self(Box::new(Kind::Input {
            place: place.into(),
            message: message.into(),
        }))
    }

    /// A request that makes no sense.
    pub fn usage(message: impl Into<String>) -> Self {
        Self(Box::new(Kind::Usage(message.into())))
    }

    /// A table or file that could not be made.
    pub fn output(message: impl Into<String>) -> Self {
        Self(Box::new(Kind::Output(message.into())))
    }

    /// Whether it is the reader of our output that went away (a closed pipe).
    pub fn is_broken_pipe(&self) -> bool {
        matches!(&*self.0, Kind::Io { source, .. } if source.kind() == std::io::ErrorKind::BrokenPipe)
    }

    /// Whether a grammar file is at fault.
    pub fn is_grammar(&self) -> bool {
        matches!(*self.0, Kind::Grammar(_))
    }

    /// Whether an input is at fault.
    pub fn is_input(&self) -> bool {
        matches!(*self.0, Kind::Input { .. })
    }

    /// Whether the request is at fault.
    pub fn is_usage(&self) -> bool {
        matches!(*self.0, Kind::Usage(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::Io { what, source } => write!(f, "{what}: {source}"),
            Kind::Grammar(faults) => {
                for (i, fault) in faults.iter().enumerate() {
                    if i > 0 {
                        f.write_str("\n")?;
                    }
                    write!(f, "{fault}")?;
                }
                Ok(())
            }
            Kind::Input { place, message } => write!(f, "{place}: {message}"),
            Kind::Usage(message) | Kind::Output(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
