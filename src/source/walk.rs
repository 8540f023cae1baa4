//! From what the user named (files, folders, globs, `-`) to single inputs, in order, found as they are needed.
//!
//! Folders are walked in byte order of the relative paths. Links are followed, loops of them refused. Names that
//! begin with a dot are passed over inside folders, not where they are named.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use super::Reject;

/// One input that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Standard input.
    Stdin,
    /// A file.
    File {
        /// The path relative to the folder given, with `/`, else the file's name.
        id: String,
        /// Where it is.
        path: PathBuf,
    },
    /// Something that is named or met, and cannot be read.
    Refused(Reject),
}

/// One input as the user named it, looked up.
enum Named {
    Stdin,
    /// A file or folder, and the folder that ids are relative to.
    Path(PathBuf, PathBuf),
    Refused(Reject),
}

/// All inputs.
pub(super) struct Walk {
    named: std::vec::IntoIter<Named>,
    folder: Option<(walkdir::IntoIter, PathBuf)>,
    any: bool,
}

impl Walk {
    /// Looks up what is named. Globs are looked up here, folders later.
    pub fn new(inputs: &[String]) -> Self {
        let named: Vec<Named> = inputs.iter().flat_map(|input| look_up(input)).collect();
        Self {
            any: named.iter().any(|n| !matches!(n, Named::Refused(_))),
            named: named.into_iter(),
            folder: None,
        }
    }

    /// Whether anything that is named exists.
    pub fn any(&self) -> bool {
        self.any
    }
}

/// Bytes of all inputs, before decompression; none where one of them has no size, such as standard input or a pipe.
pub fn size(inputs: &[String]) -> Option<u64> {
    let mut size = 0;
    for found in Walk::new(inputs) {
        match found {
            Found::Stdin => return None,
            Found::Refused(_) => {}
            Found::File { path, .. } => {
                let meta = std::fs::metadata(path)
                    .ok()
                    .filter(std::fs::Metadata::is_file)?;
                size += meta.len();
            }
        }
    }
    Some(size)
}

fn look_up(input: &str) -> Vec<Named> {
    if input == "-" {
        return vec![Named::Stdin];
    }
    let path = PathBuf::from(input);
    let missing = |reason: &str| {
        vec![Named::Refused(Reject {
            place: input.to_owned(),
            reason: reason.to_owned(),
        })]
    };
    match std::fs::metadata(&path) {
        Ok(meta) if meta.is_dir() => return vec![Named::Path(path.clone(), path)],
        Ok(_) => {
            let base = path.parent().unwrap_or(Path::new("")).to_path_buf();
            return vec![Named::Path(path, base)];
        }
        // A file of that very name goes before the pattern.
        Err(_) if input.contains(['*', '?', '[']) => {}
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return missing("no such file or folder");
        }
        Err(e) => return missing(&format!("cannot be opened: {e}")),
    }
    let matches = match glob::glob(input) {
        Ok(matches) => matches,
        Err(e) => return missing(&format!("no such file, and no sound pattern: {}", e.msg)),
    };
    let base = glob_base(input);
    let mut out = Vec::new();
    for entry in matches {
        match entry {
            // A folder that `**` found comes with the files inside, so it would be read twice.
            Ok(path) if input.contains("**") && path.is_dir() => {}
            Ok(path) => out.push(Named::Path(path, base.clone())),
            Err(e) => out.push(Named::Refused(Reject {
                place: e.path().display().to_string(),
                reason: format!("cannot be opened: {}", e.error()),
            })),
        }
    }
    out.sort_by(|a, b| match (a, b) {
        (Named::Path(a, _), Named::Path(b, _)) => a
            .as_os_str()
            .as_encoded_bytes()
            .cmp(b.as_os_str().as_encoded_bytes()),
        _ => Ordering::Equal,
    });
    if out.is_empty() {
        return missing("no file matches");
    }
    out
}

/// The folder above the first part of a pattern that is one.
fn glob_base(pattern: &str) -> PathBuf {
    Path::new(pattern)
        .components()
        .take_while(|part| {
            !part
                .as_os_str()
                .as_encoded_bytes()
                .iter()
                .any(|b| b"*?[".contains(b))
        })
        .collect()
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some((walk, base)) = &mut self.folder {
                let Some(entry) = walk.next() else {
                    self.folder = None;
                    continue;
                };
                match entry {
                    Ok(entry) if entry.file_name().as_encoded_bytes().starts_with(b".") => {
                        if entry.file_type().is_dir() {
                            walk.skip_current_dir();
                        }
                    }
                    Ok(entry) if entry.file_type().is_dir() => {}
                    // Opening a pipe would wait for somebody to write into it.
                    Ok(entry) if !entry.file_type().is_file() => {
                        return Some(Found::Refused(Reject {
                            place: entry.path().display().to_string(),
                            reason: "no file, but a pipe, socket or device".to_owned(),
                        }));
                    }
                    Ok(entry) => {
                        return Some(Found::File {
                            id: relative(entry.path(), base),
                            path: entry.into_path(),
                        });
                    }
                    Err(e) => {
                        let place = e.path().unwrap_or(base).display().to_string();
                        let reason = if e.loop_ancestor().is_some() {
                            "a link that leads back to a folder above it".to_owned()
                        } else {
                            let cause = e.io_error().map(ToString::to_string);
                            format!("cannot be opened: {}", cause.unwrap_or_default())
                        };
                        return Some(Found::Refused(Reject { place, reason }));
                    }
                }
                continue;
            }
            match self.named.next()? {
                Named::Stdin => return Some(Found::Stdin),
                Named::Refused(reject) => return Some(Found::Refused(reject)),
                Named::Path(path, base) if path.is_dir() => {
                    self.folder = Some((walk(&path), base));
                }
                Named::Path(path, base) => {
                    return Some(Found::File {
                        id: relative(&path, &base),
                        path,
                    });
                }
            }
        }
    }
}

fn walk(folder: &Path) -> walkdir::IntoIter {
    walkdir::WalkDir::new(folder)
        .follow_links(true)
        .min_depth(1)
        .sort_by(|a, b| order_key(a).cmp(&order_key(b)))
        .into_iter()
}

/// Entries of a folder in the byte order of whole paths: `a.txt` stands before `a/b`, as `.` goes before `/`.
fn order_key(entry: &walkdir::DirEntry) -> Vec<u8> {
    let mut name = entry.file_name().as_encoded_bytes().to_vec();
    let kind = entry.file_type();
    if kind.is_dir() || kind.is_symlink() && entry.path().is_dir() {
        name.push(b'/');
    }
    name
}

fn relative(path: &Path, base: &Path) -> String {
    path.strip_prefix(base)
        .unwrap_or(path)
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn ids(inputs: &[String]) -> Vec<String> {
        Walk::new(inputs)
            .map(|found| match found {
                Found::Stdin => "-".to_owned(),
                Found::File { id, .. } => id,
                Found::Refused(reject) => format!("! {}", reject.reason),
            })
            .collect()
    }

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a scratch folder");
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder");
            fs::write(path, "x").expect("a file");
        }
        dir
    }

    #[test]
    fn ok_folder_in_byte_order_of_whole_paths() {
        let dir = folder(&["a/b.txt", "a.txt", "a-b/c", "B.txt", "a/.hidden", ".git/x"]);
        let name = dir.path().display().to_string();
        assert_eq!(ids(&[name]), ["B.txt", "a-b/c", "a.txt", "a/b.txt"]);
    }

    #[test]
    fn ok_files_globs_and_standard_input() {
        let dir = folder(&["x/1.txt", "x/2.txt", "y/1.txt", "y/z/3.txt", "[a].txt"]);
        let name = |tail: &str| format!("{}/{tail}", dir.path().display());
        assert_eq!(ids(&[name("y/1.txt"), "-".to_owned()]), ["1.txt", "-"]);
        assert_eq!(ids(&[name("x/*.txt")]), ["1.txt", "2.txt"]);
        assert_eq!(ids(&[name("*/1.txt")]), ["x/1.txt", "y/1.txt"]);
        assert_eq!(
            ids(&[name("**/*")]),
            ["[a].txt", "x/1.txt", "x/2.txt", "y/1.txt", "y/z/3.txt"]
        );
        assert_eq!(ids(&[name("[a].txt")]), ["[a].txt"]);
    }

    #[test]
    fn err_missing_is_refused_and_the_rest_goes_on() {
        let dir = folder(&["1.txt"]);
        let name = |tail: &str| format!("{}/{tail}", dir.path().display());
        assert_eq!(
            ids(&[name("0.txt"), name("*.csv"), name("1.txt")]),
            ["! no such file or folder", "! no file matches", "1.txt"]
        );
        assert!(!Walk::new(&[name("0.txt"), name("*.csv")]).any());
    }

    #[cfg(unix)]
    #[test]
    fn err_loop_of_links() {
        let dir = folder(&["a/1.txt"]);
        std::os::unix::fs::symlink(dir.path(), dir.path().join("a/up")).expect("a link");
        let name = dir.path().display().to_string();
        assert_eq!(
            ids(&[name]),
            ["a/1.txt", "! a link that leads back to a folder above it"]
        );
    }
}
