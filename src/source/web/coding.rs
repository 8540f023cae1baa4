//! How a body was coded for its way: in chunks, and packed. Many archives say so of bodies that were decoded when they
//! were stored, so what does not look coded is taken as it is. gzip and zstd are taken off by every [`Stream`].
//!
//! [`Stream`]: super::super::stream::Stream

use std::io::{self, BufRead, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::super::compress::{Budget, Failure, Guarded};

/// A body in chunks; from the first that is none on, the bytes as they are.
pub(super) struct Chunked<R> {
    inner: R,
    state: State,
    /// Bytes that were taken for the size of a chunk, and are none.
    plain: Cursor<Vec<u8>>,
}

enum State {
    /// Before the size of the first chunk.
    First,
    /// In a chunk, with bytes left.
    Inside(u64),
    /// Not in chunks, or no longer.
    Plain,
    Ended,
}

impl<R: BufRead> Chunked<R> {
    pub fn new(inner: R) -> Self {
        Self {
            inner,
            state: State::First,
            plain: Cursor::default(),
        }
    }

    /// Reads the size of the next chunk.
    fn size(&mut self, first: bool) -> io::Result<State> {
        const LONGEST: u64 = 256;
        let mut line = Vec::new();
        if !first {
            // The empty line that ends the chunk before.
            (&mut self.inner).take(2).read_until(b'\n', &mut line)?;
        }
        let start = line.len();
        if line.trim_ascii().is_empty() {
            (&mut self.inner)
                .take(LONGEST)
                .read_until(b'\n', &mut line)?;
        }
        let digits = line[start..].split(|b| *b == b';').next();
        let size = std::str::from_utf8(digits.unwrap_or_default())
            .ok()
            .and_then(|it| u64::from_str_radix(it.trim(), 16).ok());
        Ok(match size {
            Some(0) => State::Ended,
            Some(size) if line.ends_with(b"\n") => State::Inside(size),
            _ if line[start..].is_empty() && line.trim_ascii().is_empty() => State::Ended,
            _ => {
                self.plain = Cursor::new(line);
                State::Plain
            }
        })
    }
}

impl<R: BufRead> Read for Chunked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state {
                State::First => self.state = self.size(true)?,
                State::Inside(0) => self.state = self.size(false)?,
                State::Inside(left) => {
                    let most = left.min(out.len() as u64) as usize;
                    let n = self.inner.read(&mut out[..most])?;
                    self.state = match n {
                        0 if most > 0 => State::Ended,
                        n => State::Inside(left - n as u64),
                    };
                    return Ok(n);
                }
                State::Plain => {
                    let n = self.plain.read(out)?;
                    return if n == 0 { self.inner.read(out) } else { Ok(n) };
                }
                State::Ended => return Ok(0),
            }
        }
    }
}

/// A body without one of its encodings.
pub(super) fn decoded(
    encoding: &str,
    mut body: Box<dyn Read + Send>,
    budget: &Arc<Budget>,
) -> io::Result<Box<dyn Read + Send>> {
    const LOOK: u64 = 16 << 10;
    if !matches!(encoding, "br" | "deflate") {
        return Ok(body);
    }
    let mut start = Vec::new();
    (&mut body).take(LOOK).read_to_end(&mut start)?;
    let is_zlib =
        matches!(*start, [a, b, ..] if a & 15 == 8 && (u16::from(a) << 8 | u16::from(b)) % 31 == 0);
    let open = |packed: Box<dyn Read + Send>| -> Box<dyn Read + Send> {
        if encoding == "br" {
            Box::new(brotli_decompressor::Decompressor::new(packed, 4096))
        } else if is_zlib {
            Box::new(flate2::read::ZlibDecoder::new(packed))
        } else {
            Box::new(flate2::read::DeflateDecoder::new(packed))
        }
    };
    // Markup is no packed stream, though the first bytes of some could be unpacked.
    let is_markup = start.trim_ascii_start().starts_with(b"<") && start.is_ascii();
    let first = open(Box::new(Cursor::new(start.clone()))).read(&mut [0; 64]);
    let is_packed = !is_markup && first.is_ok_and(|n| n > 0);
    let whole = Box::new(Cursor::new(start).chain(body));
    if !is_packed {
        return Ok(whole);
    }
    let taken = Arc::new(AtomicU64::new(0));
    let counted = Counted(whole, Arc::clone(&taken));
    let plain = Worded(open(Box::new(counted)), encoding.to_owned());
    Ok(Box::new(Guarded::new(plain, taken, Arc::clone(budget))))
}

/// Counts what passes through.
struct Counted(Box<dyn Read + Send>, Arc<AtomicU64>);

impl Read for Counted {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.0.read(out)?;
        self.1.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Errors of a decoder, in words.
struct Worded(Box<dyn Read + Send>, String);

impl Read for Worded {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.read(out).map_err(|error| {
            if error.kind() == io::ErrorKind::Interrupted {
                return error;
            }
            let text = format!(
                "the body, packed as `{}`, is cut or broken ({error}); what stands before that was read",
                self.1
            );
            Failure::end(text, None)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Write};

    use super::*;

    fn chunked(bytes: &[u8]) -> String {
        let mut out = String::new();
        // Small reads, so that every border is met.
        let reader = BufReader::with_capacity(3, bytes);
        Chunked::new(reader)
            .read_to_string(&mut out)
            .expect("memory");
        out
    }

    #[test]
    fn ok_chunks() {
        assert_eq!(
            chunked(b"4\r\nAcme\r\n7;x=y\r\n bought\r\n0\r\n\r\n"),
            "Acme bought"
        );
        assert_eq!(chunked(b"4\nAcme\n0\n\n"), "Acme");
        assert_eq!(chunked(b""), "");
    }

    #[test]
    fn err_no_chunks_and_wrong_ones() {
        assert_eq!(chunked(b"<p>Acme</p>"), "<p>Acme</p>");
        assert_eq!(chunked(b"4\r\nAcme bought Widget"), "Acme bought Widget");
        assert_eq!(chunked(b"4\r\nAcme\r\n<p>x"), "Acme\r\n<p>x");
        assert_eq!(chunked(b"ff\r\nAcme"), "Acme");
        assert_eq!(chunked(b"4\r\nAcme"), "Acme");
    }

    fn unpacked(encoding: &str, bytes: &[u8]) -> Result<String, String> {
        let body = Box::new(Cursor::new(bytes.to_vec()));
        let mut body = decoded(encoding, body, &Arc::default()).expect("memory");
        let mut out = String::new();
        body.read_to_string(&mut out).map_err(|e| e.to_string())?;
        Ok(out)
    }

    #[test]
    fn ok_packed_bodies_and_such_as_are_not() {
        let level = flate2::Compression::fast();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), level);
        zlib.write_all(b"<p>Acme").expect("memory");
        let zlib = zlib.finish().expect("memory");
        let raw = &zlib[2..zlib.len() - 4];
        // A last block of bytes as they are, made by hand.
        let brotli = b"\x0b\x03\x80<p>Acme\x03";
        for (encoding, bytes) in [
            ("deflate", zlib.as_slice()),
            ("deflate", raw),
            ("br", brotli.as_slice()),
            ("br", b"<p>Acme"),
            ("deflate", b"<p>Acme"),
            ("identity", b"<p>Acme"),
        ] {
            assert_eq!(
                unpacked(encoding, bytes).as_deref(),
                Ok("<p>Acme"),
                "{encoding}"
            );
        }
        let error = unpacked("deflate", &zlib[..zlib.len() - 6]);
        assert!(error.is_err_and(|it| it.contains("packed as `deflate`")));
    }
}
