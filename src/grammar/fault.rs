//! A fault in a grammar file, with its place.

use std::fmt;

/// One fault: where it stands, what was expected there and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Path of the file inside the grammar folder.
    pub file: String,
    /// Line, from 1; 0 where the fault is the file itself (missing, not listed).
    pub line: usize,
    /// Id of the rule or entry, empty where none is concerned.
    pub rule: String,
    /// What a sound file has there.
    pub expected: String,
    /// What stands there.
    pub found: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.rule.is_empty() {
            write!(f, ": rule `{}`", self.rule)?;
        }
        write!(f, ": expected {}, found {}", self.expected, self.found)
    }
}

/// The line (from 1) of a byte offset.
pub fn line_of(text: &str, offset: usize) -> usize {
    let end = offset.min(text.len());
    1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..end]).count()
}

/// Reads a TOML document into a type, with its fault at the right line.
///
/// # Errors
/// One fault, as the TOML reader gives only its first.
pub fn read_toml<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, Fault> {
    toml::from_str(text).map_err(|e| {
        let message = e.message().to_owned();
        let (found, expected) = match message.split_once(", expected ") {
            Some((found, expected)) => (found.to_owned(), expected.to_owned()),
            None => (message, "a well-formed entry".to_owned()),
        };
        Fault {
            file: file.to_owned(),
            line: e.span().map_or(0, |s| line_of(text, s.start)),
            rule: String::new(),
            expected,
            found,
        }
    })
}
