//! The lines and bytes of a web archive, some of which can be given back to be read again.

use std::io::{self, BufRead, BufReader, Read};

use super::super::stream::Stream;
use super::Dialect;

/// Bytes of a line that are looked at at once.
const PIECE: usize = 64 << 10;

pub(super) struct Framed {
    stream: Stream,
    dialect: Dialect,
    /// What is read before the stream; the last first.
    back: Vec<BufReader<Box<dyn Read + Send>>>,
    /// Byte of the plain archive that comes next.
    at: u64,
    text: Vec<u8>,
    /// Whether the next piece begins a line.
    fresh: bool,
    begins: bool,
    ended: bool,
}

/// Whether a line has nothing on it.
pub(super) fn blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

impl Framed {
    pub fn new(stream: Stream, dialect: Dialect) -> Self {
        Self {
            stream,
            dialect,
            back: Vec::new(),
            at: 0,
            text: Vec::new(),
            fresh: true,
            begins: false,
            ended: false,
        }
    }

    pub fn stream(&self) -> &Stream {
        &self.stream
    }

    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub fn at(&self) -> u64 {
        self.at
    }

    /// The line read last, its newline included.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// Whether the line read last begins a record.
    pub fn begins(&self) -> bool {
        self.begins
    }

    /// Nothing more is read but what was given back.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// Whether the line read last is what the end of the archive left of a first line.
    pub fn is_cut_start(&self) -> bool {
        let mark = b"WARC/1.";
        let len = self.text.len().min(mark.len());
        self.dialect == Dialect::Warc
            && !self.text.ends_with(b"\n")
            && self.text[..len] == mark[..len]
    }

    /// The next bytes, none at the end.
    pub fn chunk(&mut self) -> io::Result<&[u8]> {
        while let Some(top) = self.back.last_mut() {
            if !top.fill_buf()?.is_empty() {
                break;
            }
            self.back.pop();
        }
        // Twice, as the borrow of a chunk that is returned would last for the whole function.
        match self.back.last_mut() {
            Some(top) => top.fill_buf(),
            None if self.ended => Ok(&[]),
            None => loop {
                match self.stream.fill_buf() {
                    Ok(_) => break self.stream.fill_buf(),
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                    Err(e) => return Err(e),
                }
            },
        }
    }

    pub fn consume(&mut self, amount: usize) {
        self.at += amount as u64;
        self.fresh = true;
        match self.back.last_mut() {
            Some(top) => top.consume(amount),
            None => self.stream.consume(amount),
        }
    }

    /// Gives back `bytes`, the first of which is byte `at`.
    pub fn unread(&mut self, bytes: impl Read + Send + 'static, at: u64) {
        self.back.push(BufReader::new(Box::new(bytes)));
        self.at = at;
        self.fresh = true;
    }

    /// Gives back the line read last.
    pub fn unread_line(&mut self) {
        let line = std::mem::take(&mut self.text);
        let at = self.at - line.len() as u64;
        self.unread(io::Cursor::new(line), at);
    }

    /// Reads the next line, or the next piece of one that is very long. `false` at the end.
    pub fn line(&mut self) -> io::Result<bool> {
        self.text.clear();
        self.begins = false;
        let fresh = self.fresh;
        loop {
            let room = PIECE - self.text.len();
            let chunk = self.chunk()?;
            let newline = memchr::memchr(b'\n', &chunk[..room.min(chunk.len())]);
            let used = newline.map_or(room.min(chunk.len()), |at| at + 1);
            let piece = chunk[..used].to_vec();
            self.text.extend_from_slice(&piece);
            self.consume(used);
            self.fresh = newline.is_some();
            if newline.is_some() || used == 0 || self.text.len() == PIECE {
                break;
            }
        }
        self.begins = fresh && self.dialect.begins(&self.text);
        Ok(!self.text.is_empty())
    }

    /// Goes to the next line that begins a record, or to the end.
    pub fn find_record(&mut self) -> io::Result<()> {
        while self.line()? {
            if self.begins {
                self.unread_line();
                break;
            }
        }
        Ok(())
    }
}
