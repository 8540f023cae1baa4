//! From files, folders and standard input to articles, one after the other.
//!
//! [`open`] gives a [`Reader`]: an iterator of [`Event`]s in input order. Bad input never ends it; each bad line or
//! file is a [`Reject`] with its place, and reading goes on. Nothing but the article at hand is held in memory, and
//! 8 bytes for each id that was given out.
//!
//! The seam for formats: `sniff` tells a format from the first bytes, then the name; one match in `reader_of` gives the
//! `Source` that reads it. A format is one file here and one arm there.
//!
//! What holds other inputs (`archive`, `web`) gives them one after the other to `container`, which hands each to the same
//! match with its address and encoding where they are told. A member streams out of what holds it while it is read; what
//! must be seen to its end first (a record of a web archive, a zip inside something else) is `held`: 4 MiB in memory, the
//! rest in a temporary file without a name. `compress` takes off up to three layers of compression, with the bounds on
//! windows and on how much a few bytes may unpack to.

mod archive;
mod article;
#[cfg(feature = "tables")]
mod columnar;
mod compress;
mod container;
mod csv;
mod date;
mod encoding;
mod feed;
mod fields;
mod fragment;
mod frame;
mod given;
mod held;
mod html;
mod json;
mod json_kind;
mod jsonl;
mod lines;
mod mail;
mod newswire;
mod object;
mod page;
#[cfg(test)]
mod page_tests;
mod pages;
mod reader;
mod row;
mod sniff;
mod stream;
mod text;
mod walk;
mod web;
mod whole;

pub use article::{Article, ArticleLine, Precision, Published};
pub use date::published;
pub use fields::{Field, FieldMap};
pub use given::{GivenRow, GivenRows};
pub use pages::Pages;
pub use reader::{Reader, open, read_from};
pub use walk::size;

use stream::Stream;

/// Something that was read, or could not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An article.
    Article(Article),
    /// A line or file that could not be read; the rest goes on.
    Reject(Reject),
    /// Something worth knowing that lost nothing.
    Warning(String),
}

/// What could not be read, and why: a line of `rejects.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Reject {
    /// The input as it was named, then `:LINE` or `@BYTE` where it is one line or place in it.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFormat {
    /// A file that is one article or a page of several, with or without a newswire head.
    Text,
    /// An object a line.
    JsonLines,
    /// Objects in an array, one after the other, or one alone.
    Json,
    /// Comma-separated values with a header row; semicolons and tabs too.
    Csv,
    /// A web page.
    Html,
    /// Tab-separated values with a header row.
    Tsv,
    /// RSS, Atom or RDF.
    Feed,
    /// Mails one after the other.
    Mbox,
    /// One mail.
    Eml,
    /// Parquet.
    Parquet,
    /// Arrow IPC, a file or a stream.
    Arrow,
    /// A tar archive of inputs.
    Tar,
    /// A zip archive of inputs.
    Zip,
    /// A WARC or WET archive of the web.
    Warc,
    /// An ARC archive of the web.
    Arc,
}

impl InputFormat {
    /// Whether it holds other inputs instead of articles.
    fn is_container(self) -> bool {
        matches!(self, Self::Tar | Self::Zip | Self::Warc | Self::Arc)
    }
}

/// How inputs are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceOptions {
    /// Instead of what the content says.
    pub format: Option<InputFormat>,
    /// Names of fields and columns.
    pub fields: FieldMap,
    /// Longest line, row or text file that is read, in bytes.
    pub longest: usize,
}

impl Default for SourceOptions {
    fn default() -> Self {
        Self {
            format: None,
            fields: FieldMap::default(),
            longest: 64 << 20,
        }
    }
}

/// One opened input with its names.
struct Input {
    /// What ids are made of.
    id: String,
    /// What messages name.
    place: String,
    stream: Stream,
    /// Where it was fetched from, by what holds it (the target address of a WARC record).
    url: Option<String>,
    /// The encoding that what holds it names for it (the header of an HTTP response).
    charset: Option<String>,
    /// How many archives it stands in.
    depth: u8,
}

impl Input {
    /// A file of its own, which nothing holds.
    fn new(id: String, place: String, stream: Stream) -> Self {
        Self {
            id,
            place,
            stream,
            url: None,
            charset: None,
            depth: 0,
        }
    }
}

#[cfg(test)]
impl Pages {
    /// The built-in ones, read once for all tests.
    fn built_in() -> &'static Self {
        static PAGES: std::sync::LazyLock<Pages> = std::sync::LazyLock::new(|| {
            let files = crate::grammar::GrammarFiles::built_in();
            Pages::load(&files).expect("sound built-in pages")
        });
        &PAGES
    }
}

/// All that a source gives.
#[cfg(test)]
fn events_of(mut source: impl Source) -> Vec<Event> {
    std::iter::from_fn(|| source.next_event()).collect()
}

/// What a source gives, a line each: an article as `show` has it, `! PLACE: REASON` of a reject, `? TEXT` of a warning.
#[cfg(test)]
fn shown(source: impl Source, show: impl Fn(Article) -> String) -> Vec<String> {
    let events = events_of(source).into_iter();
    let shown = events.map(|event| match event {
        Event::Article(article) => show(article),
        Event::Reject(r) => format!("! {}: {}", r.place, r.reason),
        Event::Warning(text) => format!("? {text}"),
    });
    shown.collect()
}

/// The same, with `ID: TEXT` of an article.
#[cfg(test)]
fn told(source: impl Source) -> Vec<String> {
    shown(source, |article| {
        format!("{}: {}", article.id, article.text)
    })
}

#[cfg(test)]
impl Input {
    /// Bytes as if they stood in the file `in/NAME`.
    fn of_bytes(name: &str, bytes: &[u8]) -> Self {
        let place = format!("in/{name}");
        Self::new(name.to_owned(), place, Stream::of_bytes(bytes))
    }
}

#[cfg(test)]
impl<S: Source + ?Sized> Source for Box<S> {
    fn next_event(&mut self) -> Option<Event> {
        (**self).next_event()
    }
}

/// What reads one input. Ids need not be unique yet.
trait Source: Send {
    /// The next thing in the input, `None` at its end, and from then on.
    fn next_event(&mut self) -> Option<Event>;
}

/// The one place where a format meets what reads it.
fn reader_of<'a>(
    format: InputFormat,
    input: Input,
    options: &'a SourceOptions,
    pages: &'a Pages,
) -> Box<dyn Source + 'a> {
    let depth = input.depth;
    let container = |members: Box<dyn container::Members>| -> Box<dyn Source + 'a> {
        Box::new(container::Container::new(members, depth, options, pages))
    };
    match format {
        InputFormat::Text => text_of(input, |input| text::source(input, options, pages)),
        InputFormat::JsonLines => {
            text_of(input, |input| jsonl::JsonLines::new(input, options, pages))
        }
        InputFormat::Csv => text_of(input, |input| csv::Csv::new(input, None, options, pages)),
        InputFormat::Html => Box::new(html::source(input, options, pages)),
        InputFormat::Json => text_of(input, |input| json::Json::new(input, options, pages)),
        InputFormat::Tsv => text_of(input, |input| {
            csv::Csv::new(input, Some(b'\t'), options, pages)
        }),
        InputFormat::Feed => Box::new(feed::source(input, options, pages)),
        InputFormat::Mbox => Box::new(mail::Mbox::new(input, options, pages)),
        InputFormat::Eml => Box::new(mail::eml(input, options, pages)),
        InputFormat::Tar => container(Box::new(archive::tar::Tar::new(input))),
        InputFormat::Zip => container(Box::new(archive::zip::Zip::new(input))),
        InputFormat::Warc => container(Box::new(web::Web::new(input, web::Dialect::Warc))),
        InputFormat::Arc => container(Box::new(web::Web::new(input, web::Dialect::Arc))),
        #[cfg(feature = "tables")]
        InputFormat::Parquet => Box::new(columnar::Columnar::parquet(input, options, pages)),
        #[cfg(feature = "tables")]
        InputFormat::Arrow => Box::new(columnar::Columnar::arrow(input, options, pages)),
        #[cfg(not(feature = "tables"))]
        InputFormat::Parquet | InputFormat::Arrow => {
            let reason = "a Parquet or Arrow file, which this build does not read: it is one without the feature `tables`";
            Box::new(Refused(Some(reject(input.place, reason))))
        }
    }
}

/// An input of which nothing is read.
#[cfg(not(feature = "tables"))]
struct Refused(Option<Event>);

#[cfg(not(feature = "tables"))]
impl Source for Refused {
    fn next_event(&mut self) -> Option<Event> {
        self.0.take()
    }
}

/// A format that is text: its bytes are decoded, and the encoding is told where it had to be guessed.
fn text_of<'a, S: Source + 'a>(
    mut input: Input,
    source: impl FnOnce(Input) -> S,
) -> Box<dyn Source + 'a> {
    let guessed = encoding::Guessed::default();
    input.stream = input.stream.into_text(guessed.clone());
    let place = input.place.clone();
    Box::new(encoding::Told::new(source(input), guessed, place))
}

fn reject(place: impl Into<String>, reason: impl Into<String>) -> Event {
    Event::Reject(Reject {
        place: place.into(),
        reason: reason.into(),
    })
}
