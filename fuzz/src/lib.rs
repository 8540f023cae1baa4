//! What the fuzz targets share: bytes go through the public reader, and whatever it says of them must hold.
//!
//! A target is a format that is forced (or none) and a name; the seeds of each stand in `corpus/`. Not here: what later
//! stages make of a text, which `tests/it/properties.rs` tries.

use std::collections::{BTreeSet, HashSet};
use std::io::Cursor;
use std::sync::{LazyLock, Mutex, Once};

use dealsift::grammar::GrammarFiles;
use dealsift::source::{Article, ArticleLine, Event, InputFormat, Pages, SourceOptions, read_from};

/// Few, so that limits are met by inputs of a few kilobytes.
const LONGEST: usize = 8 << 10;
/// Events of one input that are looked at: what is packed can hold millions of bad lines.
const MOST: usize = 20_000;

static PAGES: LazyLock<Pages> =
    LazyLock::new(|| Pages::load(&GrammarFiles::built_in()).expect("sound built-in pages"));

/// Whether the bytes can hold more than they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Packed {
    /// What comes out is no more than what goes in.
    No,
    /// Compressed, or an archive that may be.
    Yes,
}

/// Reads bytes as a file called `name` would be, and panics where what comes out is not as it should be.
pub fn read(name: &str, format: Option<InputFormat>, packed: Packed, bytes: &[u8]) {
    read_up_to(LONGEST, name, format, packed, bytes);
}

/// The same with texts up to a length of its own.
pub fn read_up_to(
    longest: usize,
    name: &str,
    format: Option<InputFormat>,
    packed: Packed,
    bytes: &[u8],
) {
    // Options remember what was told; each run has its own.
    let options = || SourceOptions {
        format,
        longest,
        ..SourceOptions::default()
    };
    let events = events(name, &options(), bytes);
    judge(name, packed, bytes, &events);
    // The same bytes give the same events; trying that with all of them would halve the speed.
    if bytes.len() % 16 == 7 {
        assert_eq!(
            events,
            self::events(name, &options(), bytes),
            "a second run"
        );
    }
}

/// Readers catch panics of the crates below them and make rejects of them; the fuzzer must not end at those. One that
/// nobody catches ends it nevertheless, and so does every panic of our own.
fn leave_to_the_reader() {
    static ONCE: Once = Once::new();
    static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    ONCE.call_once(|| {
        let fail = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map(ToString::to_string);
            let place = place.unwrap_or_default();
            if !place.contains("/.cargo/registry/") {
                return fail(panic);
            }
            if TOLD.lock().is_ok_and(|mut told| told.insert(place)) {
                eprintln!("in a crate below: {panic}");
            }
        }));
    });
}

fn events(name: &str, options: &SourceOptions, bytes: &[u8]) -> Vec<Event> {
    leave_to_the_reader();
    let mut reader = read_from(name, Cursor::new(bytes.to_vec()), options, &PAGES);
    let events = reader.by_ref().take(MOST + 1).collect::<Vec<_>>();
    if events.len() <= MOST {
        assert!(reader.next().is_none(), "more behind the end");
    }
    events
}

fn judge(name: &str, packed: Packed, bytes: &[u8], events: &[Event]) {
    let mut ids = HashSet::new();
    let mut text = 0;
    for event in events {
        match event {
            Event::Article(article) => {
                assert!(
                    ids.insert(article.id.as_str()),
                    "an id twice: {}",
                    article.id
                );
                text += article.text.len();
                judge_article(article);
            }
            Event::Reject(reject) => {
                assert!(reject.place.starts_with(name), "no place: {reject:?}");
                assert!(!reject.reason.is_empty(), "no reason: {reject:?}");
            }
            Event::Warning(text) => assert!(!text.is_empty(), "an empty warning"),
        }
    }
    if packed == Packed::No {
        // A row of a line break alone is one event at most, and so is the end.
        assert!(
            events.len() <= 2 * bytes.len() + 2,
            "{} events",
            events.len()
        );
        assert!(ids.len() <= bytes.len(), "{} articles", ids.len());
        // A byte of an older encoding is up to three of UTF-8; so is one that is no UTF-8, replaced.
        assert!(text <= 4 * bytes.len() + 64, "{text} bytes of text");
    }
}

fn judge_article(article: &Article) {
    assert!(!article.id.is_empty(), "an empty id");
    assert!(!article.text.trim().is_empty(), "no text: {article:?}");
    assert!(article.title.as_deref() != Some(""), "an empty title");
    let published = &article.published;
    assert_eq!(published.at.is_some(), published.precision.is_some());
    assert!(published.at.is_none() || published.text.is_some());
    let line = serde_json::to_string(&ArticleLine::new(article, None)).expect("a line");
    assert!(!line.contains('\n'), "a line break in {line}");
}
