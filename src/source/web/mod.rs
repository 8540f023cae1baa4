//! Web archives: WARC and WET, and ARC before them. Each page that was fetched well becomes an input of its own.
//!
//! Read are responses of status 200, resources and conversions (the texts of WET) of a type that can hold articles.
//! Requests, redirects, images, `robots.txt` and what else a crawl leaves are passed over. The day of the crawl is no date
//! of an article and is not used. Behind a broken record, and where a record says a wrong length, reading goes on at the
//! next line that begins a record.

mod arc;
mod body;
mod coding;
mod framed;
mod http;
#[cfg(test)]
mod tests;
mod warc;

use std::collections::VecDeque;
use std::io;

use super::container::{Member, Members};
use super::held::Held;
use super::stream::{Stream, goes_on};
use super::{Input, InputFormat, reject};
use body::{Body, body};
use framed::{Framed, blank};

/// Which of the two kinds of archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Warc,
    Arc,
}

/// What the head of a record tells.
#[derive(Debug, PartialEq)]
struct Head {
    /// The address of what was fetched.
    uri: Option<String>,
    /// Bytes of the body.
    length: u64,
    content: Content,
}

/// What the body of a record is.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    /// Nothing that holds articles.
    Unwanted,
    /// A response with its head.
    Http,
    /// The thing itself, and its media type where it is told.
    Plain(Option<String>),
    /// Either of them, as it begins.
    Either(Option<String>),
}

impl Dialect {
    /// Whether a line begins a record beyond reasonable doubt.
    fn begins(self, line: &[u8]) -> bool {
        match self {
            Self::Warc => warc::begins(line),
            Self::Arc => arc::begins(line),
        }
    }
}

/// Whether a file begins as a web archive does.
pub(super) fn dialect(head: &[u8]) -> Option<Dialect> {
    if head.starts_with(b"WARC/") {
        Some(Dialect::Warc)
    } else {
        head.starts_with(b"filedesc://").then_some(Dialect::Arc)
    }
}

/// The records of an archive.
pub(super) struct Web {
    id: String,
    place: String,
    framed: Framed,
    waiting: VecDeque<Member>,
    any: bool,
    ended: bool,
}

impl Web {
    pub fn new(input: Input, dialect: Dialect) -> Self {
        Self {
            id: input.id,
            place: input.place,
            framed: Framed::new(input.stream, dialect),
            waiting: VecDeque::new(),
            any: false,
            ended: false,
        }
    }

    fn reject(&mut self, at: &str, reason: impl Into<String>) {
        let place = format!("{}@{at}", self.place);
        self.waiting.push_back(Member::Event(reject(place, reason)));
    }

    fn failed(&mut self, error: &io::Error) {
        let stream = self.framed.stream();
        let (at, reason) = (stream.offset().to_string(), stream.explain(error));
        self.reject(&at, reason);
        if !goes_on(error) {
            self.framed.end();
        }
    }

    /// Reads one record.
    fn record(&mut self) -> io::Result<()> {
        let plain = loop {
            let at = self.framed.at();
            if !self.framed.line()? {
                self.ended = true;
                if !self.any {
                    self.reject("0", "no record");
                }
                return Ok(());
            }
            if !blank(self.framed.text()) {
                break at;
            }
        };
        self.any = true;
        let at = self.framed.stream().locate(plain);
        let dialect = self.framed.dialect();
        if !dialect.begins(self.framed.text()) {
            let found = String::from_utf8_lossy(self.framed.text());
            let found: String = found.trim().chars().take(40).collect();
            let reason = format!(
                "expected the start of a record, found `{found}`; reading goes on at the next one"
            );
            self.reject(&at, reason);
            return self.framed.find_record();
        }
        let head = match dialect {
            Dialect::Warc => warc::head(&mut self.framed)?,
            Dialect::Arc => arc::head(self.framed.text()),
        };
        let head = match head {
            Ok(head) => head,
            Err(reason) => {
                self.reject(&at, format!("{reason}; reading goes on at the next record"));
                return self.framed.find_record();
            }
        };
        let Body { held, note, error } = body(&mut self.framed, &head)?;
        if let Some(note) = note {
            let whose = head.uri.as_deref().map(|it| format!("!{it}"));
            self.reject(&format!("{at}{}", whose.unwrap_or_default()), note);
        }
        if head.content != Content::Unwanted && held.len() > 0 {
            self.member(&at, head, held);
        }
        error.map_or(Ok(()), Err)
    }

    /// Hands on what was fetched.
    fn member(&mut self, at: &str, head: Head, held: Held) {
        let name = head.uri.as_deref().unwrap_or_default();
        let place = format!("{}@{at}!{name}", self.place);
        let budget = self.framed.stream().budget();
        let fetched = match http::open(head.content, held, &budget) {
            Ok(Some(fetched)) => fetched,
            Ok(None) => return,
            Err(reason) => return self.waiting.push_back(Member::Event(reject(place, reason))),
        };
        let Some(kind) = kind(fetched.media.as_deref()) else {
            return;
        };
        let stream = match Stream::inside(fetched.body, budget) {
            Ok(stream) => stream,
            Err(error) => {
                let reason = super::stream::unreadable(&error);
                return self.waiting.push_back(Member::Event(reject(place, reason)));
            }
        };
        if stream.head().trim_ascii().is_empty() || is_image(stream.head()) {
            return;
        }
        let id = match &head.uri {
            Some(uri) => uri.clone(),
            None => format!("{}!{at}", self.id),
        };
        let mut input = Input::new(id, place, stream);
        input.url = head.uri;
        input.charset = fetched.charset;
        self.waiting.push_back(match kind {
            Kind::Known(format) => Member::Open(Box::new(input), Some(format)),
            Kind::Maybe => Member::Maybe(Box::new(input)),
        });
    }
}

impl Members for Web {
    fn next_member(&mut self) -> Option<Member> {
        loop {
            if let Some(member) = self.waiting.pop_front() {
                return Some(member);
            }
            if self.ended {
                return None;
            }
            if let Err(error) = self.record() {
                self.failed(&error);
            }
        }
    }
}

/// What a media type promises.
#[derive(Debug, PartialEq)]
enum Kind {
    Known(InputFormat),
    /// Articles or anything else: its content tells, and what is no format that is read is passed over.
    Maybe,
}

/// `None` for what holds no articles.
fn kind(media: Option<&str>) -> Option<Kind> {
    let Some(media) = media else {
        return Some(Kind::Maybe);
    };
    Some(match media {
        "text/html" | "application/xhtml+xml" => Kind::Known(InputFormat::Html),
        "text/plain" | "text/markdown" => Kind::Known(InputFormat::Text),
        "text/xml"
        | "application/xml"
        | "text/csv"
        | "text/tab-separated-values"
        | "message/rfc822" => Kind::Maybe,
        _ if media.contains("json") || media.ends_with("+xml") && media != "image/svg+xml" => {
            Kind::Maybe
        }
        _ => return None,
    })
}

/// Servers say of many things that they are pages.
fn is_image(head: &[u8]) -> bool {
    const MAGIC: [&[u8]; 6] = [
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"RIFF",
        b"%PDF-",
        b"PK\x03\x04",
    ];
    MAGIC.iter().any(|magic| head.starts_with(magic))
}
