//! The body of a record, also where its length is told wrong.

use std::io;

use super::super::held::Held;
use super::framed::{Framed, blank};
use super::{Content, Dialect, Head};

/// Largest body that is held; a larger one is passed over.
const LARGEST: u64 = 1 << 30;
/// Longest line that can begin a record.
const LINE: usize = 4096;

/// What stands behind the head of a record.
pub(super) struct Body {
    /// All of it; nothing where nobody wants it.
    pub held: Held,
    /// What is wrong with it.
    pub note: Option<String>,
    /// What ended it early, or stands right behind it.
    pub error: Option<io::Error>,
}

/// Looks in the bytes of a body for a line that begins another record.
struct Marks {
    dialect: Dialect,
    line: Vec<u8>,
    /// Where in the body the line begins.
    begin: u64,
    at: u64,
    /// Where the first record begins in the body.
    found: Option<u64>,
}

impl Marks {
    /// Takes bytes; gives how many of them stand before the end of a line that begins the first record.
    fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        if self.found.is_some() {
            return None;
        }
        let mut start = 0;
        for newline in memchr::memchr_iter(b'\n', bytes) {
            let end = newline + 1;
            self.keep(&bytes[start..end]);
            start = end;
            if self.dialect.begins(&self.line) {
                self.found = Some(self.begin);
                return Some(start);
            }
            self.line.clear();
            self.begin = self.at;
        }
        self.keep(&bytes[start..]);
        None
    }

    /// Takes bytes of one line.
    fn keep(&mut self, bytes: &[u8]) {
        let room = LINE.saturating_sub(self.line.len()).min(bytes.len());
        self.line.extend_from_slice(&bytes[..room]);
        self.at += bytes.len() as u64;
    }
}

/// Reads the body behind `head`.
///
/// # Errors
/// Only such as do not come from the archive: no room for what must be held.
pub(super) fn body(framed: &mut Framed, head: &Head) -> io::Result<Body> {
    let wanted = head.content != Content::Unwanted;
    let mut out = Body {
        held: Held::default(),
        note: None,
        error: None,
    };
    if head.length > LARGEST {
        if wanted {
            out.note = Some(format!(
                "a record of {} bytes, more than the {LARGEST} that are read",
                head.length
            ));
        }
        out.error = framed.find_record().err();
        return Ok(out);
    }
    let begin = framed.at();
    let mut marks = Marks {
        dialect: framed.dialect(),
        line: Vec::new(),
        begin: 0,
        at: 0,
        found: None,
    };
    let mut left = head.length;
    while left > 0 {
        let chunk = match framed.chunk() {
            Ok([]) => {
                out.note = Some(format!(
                    "the archive ends in this record, of which {left} bytes are missing"
                ));
                break;
            }
            Ok(chunk) => chunk,
            Err(error) => {
                out.error = Some(error);
                break;
            }
        };
        let chunk = &chunk[..chunk.len().min(usize::try_from(left).unwrap_or(usize::MAX))];
        let known = marks.found.is_some();
        let mark = marks.feed(chunk);
        if wanted || known {
            out.held.add(chunk)?;
        } else if let Some(behind) = mark {
            out.held.add(&marks.line)?;
            out.held.add(&chunk[behind..])?;
        }
        left -= chunk.len() as u64;
        let used = chunk.len();
        framed.consume(used);
    }
    let whole = left == 0;
    // What a record that is not wanted holds from the mark on, or a wanted one in all.
    let mark = marks.found.map(|at| (at, if wanted { at } else { 0 }));
    let next = if whole {
        ahead(framed, &mut out)?
    } else {
        Ahead::Missing
    };
    match (next, mark) {
        (Ahead::Record, _) | (Ahead::Missing, None) => {}
        // Another record stands in this one, whose length is told too long.
        (next, Some((at, in_held))) => {
            let mut tail = out.held.tail(in_held)?;
            if let Ahead::Other(more) = next {
                tail.add(&more)?;
            }
            framed.unread(tail.into_reader()?, begin + at);
            out.held.cut(in_held)?;
            out.note = Some(format!(
                "its length is told as {} bytes, but another record begins behind {at}",
                head.length
            ));
        }
        // There is more of it, up to the next record.
        (Ahead::Other(more), None) => {
            let mut len = head.length + more.len() as u64;
            if wanted {
                out.held.add(&more)?;
            }
            loop {
                match framed.line() {
                    Ok(true) if framed.begins() => {
                        framed.unread_line();
                        break;
                    }
                    Ok(true) => {
                        len += framed.text().len() as u64;
                        if wanted && out.held.len() < LARGEST {
                            out.held.add(framed.text())?;
                        }
                    }
                    Ok(false) => break,
                    Err(error) => {
                        out.error = Some(error);
                        break;
                    }
                }
            }
            out.note = Some(format!(
                "its length is told as {} bytes, but the next record begins behind {len}",
                head.length
            ));
        }
    }
    if !wanted {
        out.held = Held::default();
    }
    Ok(out)
}

/// What stands behind a body.
enum Ahead {
    /// The next record, or the end.
    Record,
    /// Something else, which was read.
    Other(Vec<u8>),
    /// Nothing more can be read.
    Missing,
}

fn ahead(framed: &mut Framed, out: &mut Body) -> io::Result<Ahead> {
    let mut passed = Vec::new();
    loop {
        match framed.line() {
            Ok(false) => return Ok(Ahead::Record),
            Ok(true) if framed.begins() || framed.is_cut_start() => {
                framed.unread_line();
                return Ok(Ahead::Record);
            }
            Ok(true) => {
                passed.extend_from_slice(framed.text());
                // Few empty lines part records; many of them are as odd as anything else.
                if !blank(framed.text()) || passed.len() > LINE {
                    return Ok(Ahead::Other(passed));
                }
            }
            // The body is whole, and the rest of its packed member is not.
            Err(error) => {
                out.error = Some(error);
                return Ok(Ahead::Record);
            }
        }
    }
}
