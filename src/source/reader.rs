//! All inputs of a run as one stream of events, with ids made unique.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::stream::{Stream, unreadable};
use super::walk::{Found, Walk};
use super::{Event, Input, Pages, Source, SourceOptions, reader_of, reject, sniff};
use crate::error::{Error, Result};

/// Events of all inputs, in the order of the inputs.
pub struct Reader<'a> {
    walk: Walk,
    current: Option<Box<dyn Source + 'a>>,
    waiting: VecDeque<Event>,
    options: &'a SourceOptions,
    pages: &'a Pages,
    ids: Ids,
    bytes: Arc<AtomicU64>,
}

/// Looks up `inputs` (files, folders, globs, `-`) and gives what reads them.
///
/// # Errors
/// Where none of them exists; one that is missing among others is a [`super::Reject`].
pub fn open<'a>(
    inputs: &[String],
    options: &'a SourceOptions,
    pages: &'a Pages,
) -> Result<Reader<'a>> {
    let walk = Walk::new(inputs);
    if !walk.any() {
        let refused = walk.filter_map(|found| match found {
            Found::Refused(reject) => Some(format!("{}: {}", reject.place, reject.reason)),
            _ => None,
        });
        let message = refused.collect::<Vec<_>>().join("; ");
        return Err(match inputs {
            [] => Error::usage("no input is named"),
            _ => Error::input("nothing to read", message),
        });
    }
    Ok(Reader::over(walk, options, pages))
}

/// Reads what is no file: bytes in memory (`std::io::Cursor`), a download. `name` stands for the file's name: in ids,
/// in places, and where its ending helps to tell the format.
///
/// ```
/// use std::io::Cursor;
///
/// use dealsift::grammar::GrammarFiles;
/// use dealsift::source::{Event, Pages, SourceOptions, read_from};
///
/// let pages = Pages::load(&GrammarFiles::built_in()).expect("sound built-in files");
/// let options = SourceOptions::default();
/// let dump = Cursor::new(br#"{"text": "Falcon Air ordered 18 jets."}"#);
/// for event in read_from("dump.jsonl", dump, &options, &pages) {
///     match event {
///         Event::Article(article) => assert_eq!(article.id, "dump.jsonl:1"),
///         Event::Reject(reject) => eprintln!("{}: {}", reject.place, reject.reason),
///         Event::Warning(text) => eprintln!("{text}"),
///     }
/// }
/// ```
pub fn read_from<'a>(
    name: &str,
    input: impl Read + Send + 'static,
    options: &'a SourceOptions,
    pages: &'a Pages,
) -> Reader<'a> {
    let mut reader = Reader::over(Walk::new(&[]), options, pages);
    let stream = Stream::new(input, reader.bytes()).map_err(|e| unreadable(&e));
    reader.begin(name.to_owned(), name.to_owned(), stream);
    reader
}

impl<'a> Reader<'a> {
    fn over(walk: Walk, options: &'a SourceOptions, pages: &'a Pages) -> Self {
        Self {
            walk,
            current: None,
            waiting: VecDeque::new(),
            options,
            pages,
            ids: Ids::default(),
            bytes: Arc::default(),
        }
    }

    /// Bytes taken from the inputs so far, before decompression. It can be read while another thread reads on.
    pub fn bytes(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes)
    }

    /// Bytes taken from the inputs so far, before decompression.
    pub fn bytes_read(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    fn start(&mut self, found: Found) {
        let (id, path) = match found {
            Found::Refused(reject) => return self.waiting.push_back(Event::Reject(reject)),
            Found::Stdin => ("-".to_owned(), None),
            Found::File { id, path } => (id, Some(path)),
        };
        let place = path
            .as_ref()
            .map_or_else(|| "-".to_owned(), |p| p.display().to_string());
        let bytes = Arc::clone(&self.bytes);
        let stream = match &path {
            None => Stream::new(std::io::stdin(), bytes).map_err(|e| unreadable(&e)),
            Some(path) => match std::fs::File::open(path) {
                Ok(file) => Stream::of_file(file, bytes).map_err(|e| unreadable(&e)),
                Err(e) => Err(format!("cannot be opened: {e}")),
            },
        };
        self.begin(id, place, stream);
    }

    fn begin(&mut self, id: String, place: String, stream: Result<Stream, String>) {
        let stream = match stream {
            Ok(stream) => stream,
            Err(reason) => return self.waiting.push_back(reject(place, reason)),
        };
        let input = Input::new(id, place, stream);
        match sniff::chosen(&input, None, self.options) {
            Ok(format) => {
                self.current = Some(reader_of(format, input, self.options, self.pages));
            }
            Err(reason) => self.waiting.push_back(reject(input.place, reason)),
        }
    }
}

impl Iterator for Reader<'_> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if let Some(source) = &mut self.current {
                match source.next_event() {
                    None => self.current = None,
                    Some(Event::Article(mut article)) => {
                        if let Some(unique) = self.ids.unique(&article.id) {
                            self.waiting.push_back(Event::Warning(format!(
                                "the id `{}` came before; this article is `{unique}`",
                                article.id
                            )));
                            article.id = unique;
                            self.waiting.push_back(Event::Article(article));
                            continue;
                        }
                        return Some(Event::Article(article));
                    }
                    Some(event) => return Some(event),
                }
                continue;
            }
            let found = self.walk.next()?;
            self.start(found);
        }
    }
}

/// The ids given out, by a hash of 64 bits each. Two ids of one hash would only give the second a needless `~2`.
#[derive(Default)]
pub(super) struct Ids {
    seen: HashSet<u64>,
    repeats: HashMap<u64, u64>,
}

impl Ids {
    /// `None` where the id is new, else the id with the first free `~N`.
    pub(super) fn unique(&mut self, id: &str) -> Option<String> {
        let key = hash(id);
        if self.seen.insert(key) {
            return None;
        }
        let count = self.repeats.entry(key).or_insert(1);
        loop {
            *count += 1;
            let unique = format!("{id}~{count}");
            if self.seen.insert(hash(&unique)) {
                return Some(unique);
            }
        }
    }
}

/// The hasher with its fixed keys, so that every run gives the same ids.
fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::source::{InputFormat, events_of};

    /// `ID` of each article, `! PLACE: REASON` of each reject with the folder cut off, `? TEXT` of each warning.
    fn read(folder: &Path, inputs: &[&str]) -> Vec<String> {
        let inputs: Vec<String> = inputs
            .iter()
            .map(|i| folder.join(i).display().to_string())
            .collect();
        let (options, pages) = (SourceOptions::default(), Pages::built_in());
        let base = format!("{}/", folder.display());
        open(&inputs, &options, pages)
            .expect("inputs that exist")
            .map(|event| match event {
                Event::Article(article) => article.id,
                Event::Reject(r) => format!("! {}: {}", r.place.replace(&base, ""), r.reason),
                Event::Warning(text) => format!("? {text}"),
            })
            .collect()
    }

    #[test]
    fn ok_bytes_in_memory_are_read_as_a_file_is() {
        let (options, pages) = (SourceOptions::default(), Pages::built_in());
        let bytes = b"{\"text\":\"One.\"}\nno\n";
        let input = std::io::Cursor::new(bytes);
        let mut events = read_from("a.jsonl", input, &options, pages);
        assert!(matches!(events.next(), Some(Event::Article(a)) if a.id == "a.jsonl:1"));
        assert!(matches!(events.next(), Some(Event::Reject(r)) if r.place == "a.jsonl:2"));
        assert!(events.next().is_none());
        assert_eq!(events.bytes_read(), bytes.len() as u64);
    }

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a scratch folder");
        for (file, bytes) in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder");
            fs::write(path, bytes).expect("a file");
        }
        dir
    }

    #[test]
    fn ok_ids_of_a_folder() {
        let dir = folder(&[
            (
                "in/a.jsonl",
                b"{\"text\":\"One.\"}\n\n{\"id\":7,\"text\":\"Two.\"}\n",
            ),
            ("in/sub/b.csv", b"id,text\n,One.\nk,Two.\n"),
            ("in/sub/c.txt", b"Acme bought Widget.\n"),
        ]);
        assert_eq!(
            read(dir.path(), &["in"]),
            ["a.jsonl:1", "7", "sub/b.csv:2", "k", "sub/c.txt"]
        );
        assert_eq!(read(dir.path(), &["in/sub/c.txt"]), ["c.txt"]);
    }

    #[test]
    fn ok_repeated_ids_are_told_and_numbered() {
        let dir = folder(&[(
            "a.jsonl",
            b"{\"id\":\"x\",\"text\":\"1\"}\n{\"id\":\"x~2\",\"text\":\"2\"}\n{\"id\":\"x\",\"text\":\"3\"}\n{\"id\":\"x\",\"text\":\"4\"}\n",
        )]);
        assert_eq!(
            read(dir.path(), &["a.jsonl"]),
            [
                "x",
                "x~2",
                "? the id `x` came before; this article is `x~3`",
                "x~3",
                "? the id `x` came before; this article is `x~4`",
                "x~4",
            ]
        );
    }

    #[test]
    fn err_bad_neighbours_lose_nothing() {
        let dir = folder(&[
            ("in/1.txt", b""),
            ("in/2.bin", b"PK\x03\x04\0\0\0\0"),
            (
                "in/3.jsonl",
                b"{\"text\":\"One.\"}\n{broken\n{\"text\":\"Two.\"}\n",
            ),
            ("in/4.txt", b"Acme bought Widget.\n"),
        ]);
        let events = read(dir.path(), &["in", "missing.txt"]);
        assert_eq!(events.len(), 7, "{events:#?}");
        assert_eq!(events[0], "! in/1.txt: no text");
        assert!(
            events[1].starts_with("! in/2.bin: a zip archive"),
            "{}",
            events[1]
        );
        assert_eq!(events[2], "3.jsonl:1");
        assert!(events[3].starts_with("! in/3.jsonl:2: "), "{}", events[3]);
        assert_eq!(events[4], "3.jsonl:3");
        assert_eq!(events[5], "4.txt");
        assert_eq!(events[6], "! missing.txt: no such file or folder");
    }

    /// Reads the first article, does something to the folder, and reads the rest.
    fn meanwhile(files: &[(&str, &[u8])], change: impl FnOnce(&Path)) -> Vec<String> {
        let dir = folder(files);
        let (options, pages) = (SourceOptions::default(), Pages::built_in());
        let inputs = [dir.path().display().to_string()];
        let mut reader = open(&inputs, &options, pages).expect("a folder");
        assert!(matches!(reader.next(), Some(Event::Article(_))));
        change(dir.path());
        let base = format!("{}/", dir.path().display());
        let rest = reader.map(|event| match event {
            Event::Article(article) => article.id,
            Event::Reject(r) => format!("! {}: {}", r.place.replace(&base, ""), r.reason),
            Event::Warning(text) => format!("? {text}"),
        });
        rest.collect()
    }

    #[test]
    fn err_files_that_vanish_grow_or_shrink_meanwhile() {
        let one = b"{\"text\":\"One.\"}\n".as_slice();
        let told = meanwhile(&[("a.jsonl", one), ("b.jsonl", one)], |dir| {
            fs::remove_file(dir.join("b.jsonl")).expect("a file");
        });
        // Seen as gone while the folder is read, or when it is opened.
        assert!(
            told.len() <= 1 && told.iter().all(|it| it.contains("cannot be opened")),
            "{told:?}"
        );

        // More than is read ahead.
        let lines = one.repeat(100_000);
        let told = meanwhile(&[("a.jsonl", &lines), ("b.jsonl", one)], |dir| {
            let mut file = fs::OpenOptions::new();
            let mut file = file.append(true).open(dir.join("a.jsonl")).expect("a file");
            std::io::Write::write_all(&mut file, one).expect("room");
        });
        assert_eq!(told.len(), 99_999 + 2);
        assert!(
            told[99_999].starts_with("! a.jsonl@1600000: grew while it was read"),
            "{}",
            told[99_999]
        );
        assert_eq!(told[100_000], "b.jsonl:1");

        let told = meanwhile(&[("a.jsonl", &lines), ("b.jsonl", one)], |dir| {
            let file = fs::OpenOptions::new().write(true).open(dir.join("a.jsonl"));
            file.expect("a file").set_len(1_000_000).expect("a length");
        });
        let cut = &told[told.len() - 2];
        assert!(
            cut.starts_with("! a.jsonl@1000000: was cut while it was read"),
            "{cut}"
        );
        assert_eq!(told[told.len() - 1], "b.jsonl:1");
    }

    #[test]
    fn err_nothing_exists() {
        let (options, pages) = (SourceOptions::default(), Pages::built_in());
        let error = open(&["/no/such/file".to_owned()], &options, pages).err();
        assert!(error.is_some_and(|e| e.is_input()));
        assert!(
            open(&[], &options, pages)
                .err()
                .is_some_and(|e| e.is_usage())
        );
    }

    #[test]
    fn ok_bytes_are_counted() {
        let dir = folder(&[
            ("a.txt", b"Acme bought Widget.\n"),
            ("b.txt", b"No deal today.\n"),
        ]);
        let (options, pages) = (SourceOptions::default(), Pages::built_in());
        let inputs = [dir.path().display().to_string()];
        let mut reader = open(&inputs, &options, pages).expect("a folder");
        assert_eq!(reader.by_ref().count(), 2);
        assert_eq!(reader.bytes_read(), 35);
    }

    #[test]
    fn ok_a_reader_can_move_to_another_thread() {
        fn is_send<T: Send>(_: &T) {}
        let dir = folder(&[("a.txt", b"Acme bought Widget.\n")]);
        let (options, pages) = (SourceOptions::default(), Pages::built_in());
        let inputs = [dir.path().display().to_string()];
        is_send(&open(&inputs, &options, pages).expect("a folder"));
    }

    /// All events of bytes that are read as `format`.
    fn forced(bytes: &[u8], format: InputFormat, pages: &Pages) -> usize {
        let options = SourceOptions {
            longest: 60,
            ..SourceOptions::default()
        };
        let Ok(stream) = Stream::new(std::io::Cursor::new(bytes.to_vec()), Arc::default()) else {
            return 0;
        };
        let input = Input::new("x".to_owned(), "x".to_owned(), stream);
        events_of(reader_of(format, input, &options, pages)).len()
    }

    #[test]
    fn ok_any_bytes_end_without_a_panic() {
        static PIECES: &[&[u8]] = &[
            b"id,text",
            b"\"",
            b",",
            b"\n",
            b"\r\n",
            b"\r",
            b"{\"text\":",
            b"\"a\"",
            b"}",
            b"\xff",
            b"\xef\xbb\xbf",
            b"\xff\xfe",
            b"\x1f\x8b\x08",
            b"-- a",
            b"PAR1",
            b"ARROW1\0\0",
            b"\xff\xff\xff\xff\x08\0\0\0",
            b"<item>",
            b"</item><rss>",
            b"&amp;",
            b"<![CDATA[",
            b"From a Thu Jul  3 13:50:00 2025\n",
            b"Subject: =?utf-8?q?=C3?=\n",
            b"5 hours ago",
            b"Acme buys Widget Ltd",
            b"\0",
            b"\xc3\xa9",
        ];
        let pages = Pages::built_in();
        let strategy = proptest::collection::vec(proptest::sample::select(PIECES), 0..40);
        proptest::proptest!(|(parts in strategy)| {
            let bytes = parts.concat();
            for format in [
                InputFormat::Text,
                InputFormat::JsonLines,
                InputFormat::Json,
                InputFormat::Feed,
                InputFormat::Parquet,
                InputFormat::Arrow,
                InputFormat::Mbox,
                InputFormat::Eml,
                InputFormat::Csv,
                InputFormat::Html,
            ] {
                // Every line gives an event or two at most: reading comes to an end.
                proptest::prop_assert!(forced(&bytes, format, pages) <= 2 * parts.len() + 2);
            }
        });
    }
}
