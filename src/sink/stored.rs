//! Records that were written before as JSON lines, read back one at a time.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use crate::deal::Deal;
use crate::error::{Error, Result};
use crate::table::check;
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
        let path = records_of(Path::new(input), &["jsonl"])?;
        let file = File::open(&path).map_err(|error| Error::io_at(&path, error))?;
        let mut lines = BufReader::new(file);
        let start = lines
            .fill_buf()
            .map_err(|error| Error::io_at(&path, error))?;
        if start.starts_with(b"PAR1") {
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

/// The file of records that an input means: itself, or that of a run's folder, the first of these endings.
pub(super) fn records_of(input: &Path, endings: &[&str]) -> Result<PathBuf> {
    if !input.is_dir() {
        return Ok(input.to_owned());
    }
    let names: Vec<_> = endings.iter().map(|ending| RECORDS.file(ending)).collect();
    let mut paths = names.iter().map(|name| input.join(name));
    paths.find(|it| it.is_file()).ok_or_else(|| {
        Error::usage(format!(
            "{}: no run in this folder: expected {}",
            input.display(),
            names.join(" or ")
        ))
    })
}

/// Whether a file is Parquet, by how it begins.
#[cfg(feature = "tables")]
pub(super) fn is_parquet(path: &Path) -> Result<bool> {
    use std::io::Read;

    let mut file = File::open(path).map_err(|error| Error::io_at(path, error))?;
    let mut magic = [0; 4];
    Ok(file.read_exact(&mut magic).is_ok() && magic == *b"PAR1")
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
