//! Records that were written before as JSON lines, read back one at a time.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use crate::deal::Deal;
use crate::error::{Error, Result};
use crate::table::check;
use crate::table::merge::read::PARQUET;
use crate::table::schema::RECORDS;

/// The deals of a file, in order.
pub struct Stored {
    name: String,
    lines: Box<dyn BufRead>,
    line: u64,
}

impl Stored {
    /// The deals of JSON lines, of a folder that a run wrote, or of standard input (`-`).
    pub fn open(input: &str) -> Result<Self> {
        if input == "-" {
            return Ok(Self::of(
                "standard input".to_owned(),
                BufReader::new(io::stdin()),
            ));
        }
        let path = stored_in(Path::new(input), &["jsonl"])?;
        let file = File::open(&path).map_err(|error| Error::io_at(&path, error))?;
        let mut lines = BufReader::new(file);
        let start = lines
            .fill_buf()
            .map_err(|error| Error::io_at(&path, error))?;
        if start.starts_with(PARQUET) {
            return Err(Error::usage(format!(
                "{}: Parquet: expected JSON lines of records, such as deals.jsonl",
                path.display()
            )));
        }
        Ok(Self::of(path.display().to_string(), lines))
    }

    pub(super) fn of(name: String, lines: impl BufRead + 'static) -> Self {
        Self {
            name,
            lines: Box::new(lines),
            line: 0,
        }
    }
}

impl Iterator for Stored {
    type Item = Result<Deal>;

    fn next(&mut self) -> Option<Result<Deal>> {
        loop {
            let mut line = Vec::new();
            self.line += 1;
            match self.lines.read_until(b'\n', &mut line) {
                Err(error) => return Some(Err(Error::io(&self.name, error))),
                Ok(0) => return None,
                Ok(_) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => return Some(self.deal(&line)),
            }
        }
    }
}

impl Stored {
    fn deal(&self, line: &[u8]) -> Result<Deal> {
        let wrong = |why: String| Error::input(format!("{}:{}", self.name, self.line), why);
        let deal: Deal = serde_json::from_slice(line)
            .map_err(|error| wrong(format!("no record of a deal: {error}")))?;
        check(&deal).map_err(|error| wrong(error.to_string()))?;
        Ok(deal)
    }
}

/// The file of records that an input means: itself, or that of a run's folder, the first of these endings that is there.
pub fn records_of(input: &Path, endings: &[&str]) -> Option<PathBuf> {
    if !input.is_dir() {
        return Some(input.to_owned());
    }
    let mut paths = endings.iter().map(|it| input.join(RECORDS.file(it)));
    paths.find(|it| it.is_file())
}

/// The same; none is an error.
pub(super) fn stored_in(input: &Path, endings: &[&str]) -> Result<PathBuf> {
    records_of(input, endings).ok_or_else(|| {
        let names: Vec<_> = endings.iter().map(|it| RECORDS.file(it)).collect();
        Error::usage(format!(
            "{}: no run in this folder: expected {}",
            input.display(),
            names.join(" or ")
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn err_what_is_no_record_is_told_with_its_line() {
        let lines = io::Cursor::new("\n{\"deal_id\":\"x\"}\n");
        let error = Stored::of("old.jsonl".to_owned(), lines)
            .next()
            .expect("a line")
            .expect_err("no record");
        assert!(
            error
                .to_string()
                .starts_with("old.jsonl:2: no record of a deal: missing field"),
            "{error}"
        );
    }
}
