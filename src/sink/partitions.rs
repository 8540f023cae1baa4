//! Records as a data set of Parquet files in folders named by values, `deals/year=2026/kind=purchase/part-0.parquet`, which
//! many engines read as one table. The values stand in the names of the folders alone, not in the files.
//!
//! Each file waits with up to a row group of deals, so memory grows with the number of files; it is bounded.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::str::FromStr;

use walkdir::WalkDir;

use super::Provenance;
use super::folder::Folder;
use super::parquet::Parquet;
use crate::deal::Deal;
use crate::error::{Error, Result};

/// The folder of the data set.
const FOLDER: &str = "deals";
const FILE: &str = "part-0.parquet";
/// Files that may be open at once.
const MOST: usize = 500;
/// The value of deals without one, as Hive writes it.
const NONE: &str = "__HIVE_DEFAULT_PARTITION__";

/// What a data set is parted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartitionBy {
    /// Year of `published`.
    Year,
    /// Year and month of `published`, `2026-11`.
    Month,
    /// Kind of deal.
    Kind,
    /// Status.
    Status,
    /// Source.
    Source,
}

impl PartitionBy {
    const ALL: [Self; 5] = [
        Self::Year,
        Self::Month,
        Self::Kind,
        Self::Status,
        Self::Source,
    ];

    /// As in `--partition-by`, and in the names of folders.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Kind => "kind",
            Self::Status => "status",
            Self::Source => "source",
        }
    }

    fn value(self, deal: &Deal) -> Option<&str> {
        let has_month = deal.published_precision.as_deref() != Some("year");
        match self {
            Self::Year => deal.published.as_deref()?.split('-').next(),
            Self::Month => deal.published.as_deref().filter(|_| has_month)?.get(..7),
            Self::Kind => Some(&deal.kind),
            Self::Status => Some(deal.status.name()),
            Self::Source => deal.source.as_deref(),
        }
    }
}

impl FromStr for PartitionBy {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.name() == name);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Error::usage(format!("no partition by `{name}`: it is one of {names}"))
        })
    }
}

/// Writes the data set of a run.
pub(super) struct Partitions {
    by: Vec<PartitionBy>,
    files: BTreeMap<String, Parquet<BufWriter<File>>>,
}

impl Partitions {
    pub(super) fn new(by: Vec<PartitionBy>) -> Self {
        Self {
            by,
            files: BTreeMap::new(),
        }
    }

    /// Adds a deal to the file that it belongs to, which is begun where there is none.
    pub(super) fn add(
        &mut self,
        deal: &Deal,
        folder: &mut Folder,
        made_by: &Provenance,
    ) -> Result<()> {
        let is_full = self.files.len() == MOST;
        let file = match self.files.entry(path_of(&self.by, deal)) {
            Entry::Occupied(file) => file.into_mut(),
            Entry::Vacant(_) if is_full => {
                return Err(Error::usage(format!(
                    "--partition-by: more than {MOST} files: part the deals by less"
                )));
            }
            Entry::Vacant(place) => {
                let out = BufWriter::new(folder.create(place.key())?);
                let dropped: Vec<_> = self.by.iter().map(|it| it.name()).collect();
                place.insert(Parquet::without(&dropped, out, made_by)?)
            }
        };
        file.add(deal)
    }

    /// Ends all files; gives them with their numbers of rows.
    pub(super) fn end(self) -> Result<Vec<(String, u64)>> {
        let files = self.files.into_iter();
        files.map(|(path, file)| Ok((path, file.end()?))).collect()
    }
}

/// The file of a deal, relative to the folder of the run.
fn path_of(by: &[PartitionBy], deal: &Deal) -> String {
    let mut path = FOLDER.to_owned();
    for by in by {
        let value = by.value(deal).map_or(NONE.to_owned(), encoded);
        let _ = write!(path, "/{}={value}", by.name());
    }
    path + "/" + FILE
}

/// The files of a data set that stand in the folder of a run, relative to it.
pub(super) fn files_in(dir: &Path) -> Vec<String> {
    let files = WalkDir::new(dir.join(FOLDER)).into_iter().flatten();
    let files = files.filter(|it| it.file_name() == FILE);
    let relative = files.filter_map(|it| Some(it.path().strip_prefix(dir).ok()?.to_owned()));
    relative
        .map(|it| it.to_string_lossy().replace('\\', "/"))
        .collect()
}

/// A value as the name of a folder: what is neither letter, digit, `-`, `_` nor `.` as `%` and two digits for each byte.
fn encoded(value: &str) -> String {
    let mut name = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'_')
            || (byte == b'.' && !name.is_empty())
        {
            name.push(char::from(byte));
        } else {
            let _ = write!(name, "%{byte:02X}");
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_values_are_safe_names() {
        for (value, name) in [
            ("Daily News", "Daily%20News"),
            ("a/b", "a%2Fb"),
            ("..", "%2E."),
            ("Zürich", "Z%C3%BCrich"),
            ("news.example", "news.example"),
        ] {
            assert_eq!(encoded(value), name);
        }
    }
}
