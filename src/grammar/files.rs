//! Where grammar files come from: the set compiled into the binary, with a folder's files laid over it.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;

use super::fault::{Fault, read_toml};
use crate::error::Error;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/grammars");

/// The TOML files of a grammar by their path inside the folder, with `/` between the parts.
#[derive(Clone, Debug)]
pub struct GrammarFiles(BTreeMap<String, String>);

impl GrammarFiles {
    /// The files compiled into the binary.
    pub fn built_in() -> Self {
        let mut files = BTreeMap::new();
        collect(&BUILT_IN, &mut files);
        Self(files)
    }

    /// The built-in files, with those of a folder over them where one is named.
    ///
    /// # Errors
    /// Where there is no such folder, or it or a file in it cannot be read.
    pub fn load(folder: Option<&Path>) -> Result<Self, Error> {
        let Some(folder) = folder else {
            return Ok(Self::built_in());
        };
        if !folder.is_dir() {
            return Err(Error::usage(format!(
                "no folder of grammar files: {}",
                folder.display()
            )));
        }
        Self::with_folder(folder)
    }

    /// The built-in files with those of `folder` over them: a file of the same path replaces the built-in one,
    /// others are added.
    ///
    /// # Errors
    /// Where the folder or a file in it cannot be read.
    pub fn with_folder(folder: &Path) -> Result<Self, Error> {
        let mut files = Self::built_in().0;
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.map_err(|e| {
                let path = e.path().unwrap_or(folder).to_path_buf();
                Error::io_at(&path, e.into())
            })?;
            if !entry.file_type().is_file() || entry.path().extension() != Some("toml".as_ref()) {
                continue;
            }
            let text =
                std::fs::read_to_string(entry.path()).map_err(|e| Error::io_at(entry.path(), e))?;
            let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let name = relative
                .components()
                .map(|c| c.as_os_str().to_string_lossy())
                .collect::<Vec<_>>()
                .join("/");
            files.insert(name, text);
        }
        Ok(Self(files))
    }

    /// The same files with one of them replaced or added.
    #[must_use]
    pub fn with(&self, path: &str, text: &str) -> Self {
        let mut files = self.0.clone();
        files.insert(path.to_owned(), text.to_owned());
        Self(files)
    }

    /// The text of one file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// One TOML file as a type.
    ///
    /// # Errors
    /// The file is missing, or its first fault.
    pub fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, Fault> {
        let text = self.get(path).ok_or_else(|| Fault {
            file: path.to_owned(),
            line: 0,
            rule: String::new(),
            expected: "the file".to_owned(),
            found: "none".to_owned(),
        })?;
        read_toml(path, text)
    }

    /// All files below a folder such as `frames/`, in the order of their paths.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0
            .iter()
            .filter(move |(path, _)| path.starts_with(folder))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// A hash over paths and contents: the same rules give the same hash, on any machine.
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (path, text) in &self.0 {
            for part in [path, text] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }
}

fn collect(dir: &Dir<'_>, files: &mut BTreeMap<String, String>) {
    for file in dir.files() {
        if file.path().extension() == Some("toml".as_ref())
            && let Some(text) = file.contents_utf8()
        {
            files.insert(
                file.path().to_string_lossy().replace('\\', "/"),
                text.to_owned(),
            );
        }
    }
    for sub in dir.dirs() {
        collect(sub, files);
    }
}
