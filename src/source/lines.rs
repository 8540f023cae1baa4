//! Lines of a stream with their numbers, none of them held in memory beyond a bound.

use std::io::BufRead;

use super::stream::{Stream, goes_on};

/// Reads lines one by one into one buffer.
pub(super) struct Lines {
    stream: Stream,
    buf: Vec<u8>,
    number: u64,
    limit: usize,
    ended: bool,
    /// Bytes given back, to be read again before the stream.
    back: Vec<u8>,
    back_at: usize,
}

/// What came next.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// A line, in [`Lines::line`].
    Line,
    /// A line over the bound, of so many bytes; it was passed over.
    TooLong(u64),
    /// The stream failed at this byte of the input; [`Lines::line`] holds what came of the line.
    Failed(u64, String),
    /// There is nothing more.
    End,
}

impl Lines {
    pub fn new(stream: Stream, limit: usize) -> Self {
        Self {
            stream,
            buf: Vec::new(),
            number: 0,
            limit,
            ended: false,
            back: Vec::new(),
            back_at: 0,
        }
    }

    /// The line read last, its newline included where it has one.
    pub fn line(&self) -> &[u8] {
        &self.buf
    }

    /// Its number, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Whether there is nothing more, as far as is known.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Gives back bytes that begin with line `number`.
    pub fn unread(&mut self, bytes: &[u8], number: u64) {
        let mut back = bytes.to_vec();
        back.extend_from_slice(&self.back[self.back_at..]);
        self.back = back;
        self.back_at = 0;
        self.number = number - 1;
    }

    /// Reads the next line.
    pub fn next(&mut self) -> Next {
        self.buf.clear();
        let mut passed = 0u64;
        loop {
            let from_back = self.back_at < self.back.len();
            let chunk = if from_back {
                &self.back[self.back_at..]
            } else if self.ended {
                &[]
            } else {
                match self.stream.fill_buf() {
                    Ok(chunk) => chunk,
                    Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                    Err(e) => {
                        // What stands behind a hole comes next.
                        self.ended = !goes_on(&e);
                        self.number += 1;
                        return Next::Failed(self.stream.offset(), self.stream.explain(&e));
                    }
                }
            };
            if chunk.is_empty() {
                self.ended = true;
                break;
            }
            let newline = memchr::memchr(b'\n', chunk);
            let used = newline.map_or(chunk.len(), |at| at + 1);
            if passed > 0 || self.buf.len() + used > self.limit {
                passed += (self.buf.len() + used) as u64;
                self.buf.clear();
            } else {
                self.buf.extend_from_slice(&chunk[..used]);
            }
            if from_back {
                self.back_at += used;
            } else {
                self.stream.consume(used);
            }
            if newline.is_some() {
                break;
            }
        }
        if passed > 0 {
            self.number += 1;
            // A line that was over the bound left a large buffer behind.
            self.buf.shrink_to(1 << 20);
            return Next::TooLong(passed);
        }
        if self.buf.is_empty() {
            return Next::End;
        }
        self.number += 1;
        Next::Line
    }
}

/// What is wrong with a line over the bound.
pub(super) fn too_long(bytes: u64, limit: usize) -> String {
    format!("{bytes} bytes in one line, more than the {limit} that are read")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8], limit: usize) -> Lines {
        Lines::new(Stream::of_bytes(bytes), limit)
    }

    #[test]
    fn ok_numbers_and_last_line_without_newline() {
        let mut lines = lines(b"a\n\nbc", 10);
        let mut seen = Vec::new();
        while lines.next() == Next::Line {
            seen.push((lines.number(), lines.line().to_vec()));
        }
        assert_eq!(
            seen,
            [
                (1, b"a\n".to_vec()),
                (2, b"\n".to_vec()),
                (3, b"bc".to_vec())
            ]
        );
        assert_eq!(lines.next(), Next::End);
    }

    #[test]
    fn ok_bytes_given_back_are_read_again() {
        let mut lines = lines(b"a\nb\nc\n", 10);
        lines.next();
        lines.next();
        lines.unread(b"x\nb\n", 1);
        for expected in ["x\n", "b\n", "c\n"] {
            assert_eq!(lines.next(), Next::Line);
            assert_eq!(lines.line(), expected.as_bytes());
        }
        assert_eq!(lines.number(), 3);
    }

    #[test]
    fn err_long_line_is_passed_over() {
        let mut text = vec![b'x'; 700_000];
        text.extend(b"\nab\n");
        let mut lines = lines(&text, 1000);
        assert_eq!(lines.next(), Next::TooLong(700_001));
        assert_eq!(lines.next(), Next::Line);
        assert_eq!((lines.number(), lines.line()), (2, b"ab\n".as_slice()));
    }
}
