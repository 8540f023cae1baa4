//! The bytes of one input: counted, decompressed and, where they are UTF-16, turned into UTF-8, all while they stream;
//! other encodings once a reader of text takes them ([`Stream::into_text`]).
//!
//! Compression is told by magic bytes alone. One layer of it is taken off, not several.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::encoding::{self, Decoded, Guessed};

/// How much of an input is looked at to tell its format.
const HEAD: usize = 64 << 10;
const BUFFER: usize = 256 << 10;

/// One input, ready to be read.
pub(super) struct Stream {
    reader: BufReader<Prefixed>,
    head: Vec<u8>,
    raw: Arc<AtomicU64>,
    compression: Option<&'static str>,
    /// UTF-16 without a mark.
    guessed: Option<&'static encoding_rs::Encoding>,
}

impl Stream {
    /// Looks at the first bytes of `file` and sets up what is needed to read it. Every byte taken from `file` is added
    /// to `total`.
    ///
    /// # Errors
    /// Where not even the first bytes can be read.
    pub fn new(file: impl Read + Send + 'static, total: Arc<AtomicU64>) -> io::Result<Self> {
        let raw = Arc::new(AtomicU64::new(0));
        let counted = Counted {
            inner: file,
            total,
            own: Arc::clone(&raw),
        };
        let mut file = Prefixed::new(Box::new(counted), 4);
        if let Some(error) = file.error.take() {
            return Err(error);
        }
        let magic: &[u8] = &file.head;
        let (plain, compression): (Box<dyn Read + Send>, _) = match magic {
            [0x1f, 0x8b, ..] => (
                Box::new(flate2::read::MultiGzDecoder::new(file)),
                Some("gzip"),
            ),
            // A skippable frame may stand before the first one with data.
            [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => (
                Box::new(zstd::stream::read::Decoder::new(file)?),
                Some("zstd"),
            ),
            _ => (Box::new(file), None),
        };
        let mut plain = Prefixed::new(plain, HEAD);
        let mut guessed = None;
        if let Some((encoding, is_guess)) = encoding::utf16(&plain.head) {
            guessed = is_guess.then_some(encoding);
            let decoder = encoding::Utf16::new(plain, encoding);
            plain = Prefixed::new(Box::new(decoder), HEAD);
        } else if plain.head.starts_with(b"\xef\xbb\xbf") {
            plain.at = 3;
        }
        let head = plain.head[plain.at..].to_vec();
        Ok(Self {
            reader: BufReader::with_capacity(BUFFER, plain),
            head,
            raw,
            compression,
            guessed,
        })
    }

    /// From here on the bytes are text: what is not UTF-8 is decoded.
    pub fn into_text(self, guessed: Guessed) -> Self {
        if let Some(encoding) = self.guessed {
            guessed.set(encoding);
        }
        let decoded = Box::new(Decoded::new(self.reader, guessed));
        Self {
            reader: BufReader::with_capacity(BUFFER, Prefixed::unseen(decoded)),
            ..self
        }
    }

    /// The first bytes, decompressed.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Bytes taken from the input so far, before decompression: where a read error struck.
    pub fn offset(&self) -> u64 {
        self.raw.load(Ordering::Relaxed)
    }

    /// What a read error means, in words.
    pub fn explain(&self, error: &io::Error) -> String {
        match (self.compression, error.kind()) {
            (Some(name), io::ErrorKind::UnexpectedEof) => {
                format!("the {name} stream is cut; what stands before the cut was read")
            }
            (
                Some(name),
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::Other,
            ) => {
                format!(
                    "the {name} stream is broken ({error}); what stands before the break was read"
                )
            }
            _ => format!("cannot be read: {error}"),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buf)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.reader.consume(amount);
    }
}

/// Counts what passes through, for a file and for the run.
struct Counted<R> {
    inner: R,
    total: Arc<AtomicU64>,
    own: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.total.fetch_add(n as u64, Ordering::Relaxed);
        self.own.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// A reader whose first bytes were looked at. An error that came up on the way is given again, once, at its place.
struct Prefixed {
    head: Vec<u8>,
    at: usize,
    error: Option<io::Error>,
    rest: Box<dyn Read + Send>,
}

impl Prefixed {
    /// Nothing of it was looked at.
    fn unseen(rest: Box<dyn Read + Send>) -> Self {
        Self {
            head: Vec::new(),
            at: 0,
            error: None,
            rest,
        }
    }

    fn new(mut rest: Box<dyn Read + Send>, wanted: usize) -> Self {
        let mut head = vec![0; wanted];
        let mut len = 0;
        let mut error = None;
        while len < wanted {
            match rest.read(&mut head[len..]) {
                Ok(0) => break,
                Ok(n) => len += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => {
                    error = Some(e);
                    break;
                }
            }
        }
        head.truncate(len);
        Self {
            head,
            at: 0,
            error,
            rest,
        }
    }
}

impl Read for Prefixed {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.at < self.head.len() {
            let n = buf.len().min(self.head.len() - self.at);
            buf[..n].copy_from_slice(&self.head[self.at..self.at + n]);
            self.at += n;
            if self.at == self.head.len() {
                self.head = Vec::new();
                self.at = 0;
            }
            return Ok(n);
        }
        match self.error.take() {
            Some(error) => {
                // Whatever a decoder would say when asked again after its error is worth nothing.
                self.rest = Box::new(io::empty());
                Err(error)
            }
            None => self.rest.read(buf),
        }
    }
}

#[cfg(test)]
impl Stream {
    /// Over bytes in memory.
    pub(super) fn of_bytes(bytes: &[u8]) -> Self {
        Self::new(io::Cursor::new(bytes.to_vec()), Arc::default()).expect("a readable start")
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(bytes: Vec<u8>) -> (Vec<u8>, Option<String>, u64) {
        let total = Arc::new(AtomicU64::new(0));
        let mut stream =
            Stream::new(io::Cursor::new(bytes), Arc::clone(&total)).expect("a readable start");
        let mut out = Vec::new();
        let error = stream.read_to_end(&mut out).err();
        let error = error.map(|e| format!("@{}: {}", stream.offset(), stream.explain(&e)));
        (out, error, total.load(Ordering::Relaxed))
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).expect("memory");
        encoder.finish().expect("memory")
    }

    fn noise(len: usize) -> Vec<u8> {
        let mut x = 1u32;
        (0..len)
            .map(|_| {
                x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                b'a' + (x >> 24) as u8 % 26
            })
            .collect()
    }

    #[test]
    fn ok_plain_gzip_zstd_and_members() {
        let text = noise(200_000);
        let mut two = gzip(&text[..150_000]);
        two.extend(gzip(&text[150_000..]));
        let mut frames = zstd::encode_all(&text[..7], 1).expect("memory");
        frames.extend(zstd::encode_all(&text[7..], 1).expect("memory"));
        for bytes in [text.clone(), gzip(&text), two, frames] {
            let len = bytes.len() as u64;
            let (out, error, total) = read(bytes);
            assert!(out == text);
            assert_eq!((error, total), (None, len));
        }
    }

    #[test]
    fn ok_byte_order_marks() {
        let utf16: Vec<u8> = [0xfeff]
            .into_iter()
            .chain("Acme – 5 €".encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(read(utf16).0, "Acme – 5 €".as_bytes());
        assert_eq!(read(b"\xef\xbb\xbfAcme".to_vec()).0, b"Acme");
        assert_eq!(read(b"\xfe\xff\0A\0c".to_vec()).0, b"Ac");
    }

    #[test]
    fn err_cut_streams_keep_what_came_before() {
        let text = noise(600_000);
        for (name, bytes) in [
            ("gzip", gzip(&text)),
            (
                "zstd",
                zstd::encode_all(text.as_slice(), 1).expect("memory"),
            ),
        ] {
            let cut = bytes.len() * 2 / 3;
            let (out, error, _) = read(bytes[..cut].to_vec());
            assert!(
                out.len() > 200_000 && text.starts_with(&out),
                "{name}: {}",
                out.len()
            );
            assert_eq!(
                error.as_deref(),
                Some(
                    format!(
                        "@{cut}: the {name} stream is cut; what stands before the cut was read"
                    )
                    .as_str()
                )
            );
        }
    }

    #[test]
    fn err_cut_inside_the_first_look() {
        let bytes = gzip(&noise(1000));
        let (out, error, _) = read(bytes[..bytes.len() - 9].to_vec());
        assert!(error.is_some_and(|e| e.contains("cut")));
        assert!(!out.is_empty());
    }

    #[test]
    fn err_broken_stream() {
        let mut bytes = gzip(&noise(1000));
        let at = bytes.len() - 6;
        bytes[at] ^= 0xff; // The checksum.
        let (out, error, _) = read(bytes);
        assert_eq!(out, noise(1000));
        assert!(error.is_some_and(|e| e.contains("gzip stream is broken")));
    }
}
