//! A folder of output files that appear all at once: written under temporary names, renamed when all are whole.
//! What is left of a run that failed is removed; what a folder already holds is not touched until the end. Who writes into
//! a folder holds a lock of it, which ends with the program, however it ends.

use std::fs::{self, File, TryLockError};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Behind the name of a file that is not whole yet.
const PARTIAL: &str = ".partial";

/// Files of one run on their way into a folder.
pub(super) struct Folder {
    dir: PathBuf,
    /// Names relative to the folder, with `/` between folder and name, in the order of their making.
    waiting: Vec<String>,
    _lock: Option<File>,
}

impl Folder {
    /// A folder for files; it is made where there is none.
    ///
    /// # Errors
    /// Where it cannot be made, or another program writes into it.
    pub(super) fn new(dir: &Path) -> Result<Self> {
        make(dir)?;
        Ok(Self {
            _lock: lock(dir)?,
            dir: dir.to_owned(),
            waiting: Vec::new(),
        })
    }

    /// A folder below it for what is removed in the end.
    #[cfg(feature = "tables")]
    pub(super) fn aside(&self) -> Result<tempfile::TempDir> {
        let made = tempfile::Builder::new()
            .prefix(".dealsift-")
            .tempdir_in(&self.dir);
        made.map_err(|error| Error::io_at(&self.dir, error))
    }

    /// The folder.
    #[cfg(feature = "tables")]
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The first of these files that the folder already holds.
    pub(super) fn holds<'a>(&self, names: &'a [String]) -> Option<&'a str> {
        let mut names = names.iter().map(String::as_str);
        names.find(|name| self.path(name).symlink_metadata().is_ok())
    }

    /// Begins a file.
    pub(super) fn create(&mut self, name: &str) -> Result<File> {
        if let Some(parent) = self.path(name).parent() {
            make(parent)?;
        }
        let partial = self.partial(name);
        let file = File::create(&partial).map_err(|error| Error::io_at(&partial, error))?;
        self.waiting.push(name.to_owned());
        Ok(file)
    }

    /// Writes a whole file of JSON, for people to read too.
    pub(super) fn json(&mut self, name: &str, json: &serde_json::Value) -> Result<()> {
        let file = self.create(name)?;
        let mut out = BufWriter::new(file);
        serde_json::to_writer_pretty(&mut out, json)
            .map_err(std::io::Error::from)
            .and_then(|()| out.write_all(b"\n"))
            .and_then(|()| out.flush())
            .map_err(|error| Error::io(name, error))
    }

    /// Where a file stands until `publish`.
    pub(super) fn partial(&self, name: &str) -> PathBuf {
        self.path(&format!("{name}{PARTIAL}"))
    }

    /// Gives all files their names, in the order of their making, and removes those of `known` that this run did not
    /// make.
    pub(super) fn publish(mut self, known: &[String]) -> Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        for name in known.iter().filter(|name| !waiting.contains(name)) {
            let path = self.path(name);
            remove(&path)?;
            // Folders that this leaves empty; others refuse.
            let parents = path.ancestors().skip(1);
            for parent in parents.take_while(|it| *it != self.dir) {
                if fs::remove_dir(parent).is_err() {
                    break;
                }
            }
        }
        for (done, name) in waiting.iter().enumerate() {
            let (from, to) = (self.partial(name), self.path(name));
            // A name stands for what is on the disk, also where the power fails right behind it.
            let file = File::options().write(true).open(&from);
            let synced = file.and_then(|it| it.sync_data());
            if let Err(error) = synced.and_then(|()| fs::rename(from, &to)) {
                self.waiting = waiting[done..].to_vec();
                return Err(Error::io_at(&to, error));
            }
        }
        Ok(())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        for name in &self.waiting {
            // A file that cannot be removed is left under a name that says what it is.
            let _ = remove(&self.partial(name));
        }
    }
}

/// Holds a folder itself, so that nothing is left behind; none where the system has no such locks.
fn lock(dir: &Path) -> Result<Option<File>> {
    let Ok(file) = File::open(dir) else {
        return Ok(None);
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(Error::usage(format!(
            "{}: another run writes into this folder: wait for its end, or name another folder",
            dir.display()
        ))),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

fn make(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir).map_err(|error| Error::io_at(dir, error))
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io_at(path, error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(dir)
            .expect("a folder")
            .map(|it| {
                it.expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn ok_files_appear_at_the_end_and_old_ones_go() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("old.csv"), "x").expect("written");
        fs::write(dir.path().join("mine.txt"), "x").expect("written");
        let mut folder = Folder::new(dir.path()).expect("a folder");
        let mut file = folder.create("new.csv").expect("a file");
        file.write_all(b"y").expect("written");
        assert_eq!(
            names(dir.path()),
            ["mine.txt", "new.csv.partial", "old.csv"]
        );
        let known = ["old.csv".to_owned(), "new.csv".to_owned()];
        folder.publish(&known).expect("renamed");
        assert_eq!(names(dir.path()), ["mine.txt", "new.csv"]);
    }

    #[test]
    fn err_nothing_is_left_of_a_failed_run() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut folder = Folder::new(dir.path()).expect("a folder");
        folder.create("a.csv").expect("a file");
        drop(folder);
        assert!(names(dir.path()).is_empty());
    }
}
