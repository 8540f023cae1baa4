//! The bytes of one input: counted, unpacked and, where they are UTF-16, turned into UTF-8, all while they stream;
//! other encodings once a reader of text takes them ([`Stream::into_text`]).
//!
//! Compression is told by magic bytes alone. A few layers of it are taken off, and what lies below more is refused.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::compress::{Budget, Codec, Failure, Guarded, MAGIC, Members, Starts};
use super::encoding::{self, Decoded, Guessed};

/// How much of an input is looked at to tell its format.
const HEAD: usize = 64 << 10;
const BUFFER: usize = 256 << 10;
/// Layers of compression that are taken off.
const LAYERS: usize = 3;
/// Place of a failure that is not known.
const NOWHERE: u64 = u64::MAX;

/// One input, ready to be read.
pub(super) struct Stream {
    reader: BufReader<Prefixed>,
    head: Vec<u8>,
    raw: Arc<AtomicU64>,
    total: Arc<AtomicU64>,
    failed_at: u64,
    layers: usize,
    starts: Option<Starts>,
    budget: Arc<Budget>,
    file: Option<Arc<Mutex<File>>>,
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
        let budget = Arc::new(Budget::default());
        let raw = Arc::clone(&budget.taken);
        Self::build(Counted::new(file, total, raw), budget)
    }

    /// A file. What is added to it from now on is not read.
    ///
    /// # Errors
    /// Where not even the first bytes can be read.
    pub fn of_file(file: File, total: Arc<AtomicU64>) -> io::Result<Self> {
        let meta = file.metadata()?;
        // Files that the system makes up while they are read have no length.
        if !meta.is_file() || meta.len() == 0 {
            return Self::new(file, total);
        }
        let whole = file.try_clone()?;
        let mut stream = Self::new(Whole::new(file, meta.len()), total)?;
        stream.file = Some(Arc::new(Mutex::new(whole)));
        Ok(stream)
    }

    /// What stands inside another input.
    ///
    /// # Errors
    /// Where not even the first bytes can be read.
    pub fn inside(bytes: impl Read + Send + 'static, budget: Arc<Budget>) -> io::Result<Self> {
        let raw = Arc::new(AtomicU64::new(0));
        Self::build(Counted::new(bytes, Arc::default(), raw), budget)
    }

    fn build<R: Read + Send + 'static>(file: Counted<R>, budget: Arc<Budget>) -> io::Result<Self> {
        let (raw, total) = (Arc::clone(&file.own), Arc::clone(&file.total));
        let mut file = Prefixed::new(Box::new(file), MAGIC);
        if file.head.is_empty()
            && let Some(error) = file.error.take()
        {
            return Err(error);
        }
        let (mut layers, mut starts) = (0, None);
        while let Some(codec) = Codec::of(&file.head) {
            layers += 1;
            if layers > LAYERS {
                return Err(Failure::end(
                    format!("more than {LAYERS} layers of compression, which are not taken off"),
                    None,
                ));
            }
            let members = Members::new(codec, Box::new(file), layers == 1);
            starts = (layers == 1).then(|| members.starts());
            let guarded = Guarded::new(members, Arc::clone(&raw), Arc::clone(&budget));
            file = Prefixed::new(Box::new(guarded), MAGIC);
        }
        let mut plain = Prefixed::new(Box::new(file), HEAD);
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
            total,
            failed_at: NOWHERE,
            layers,
            starts,
            budget,
            file: None,
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

    /// What all streams in the same input share.
    pub fn budget(&self) -> Arc<Budget> {
        Arc::clone(&self.budget)
    }

    /// Where bytes taken from the input are counted: for itself, and for the run.
    pub fn counters(&self) -> (Arc<AtomicU64>, Arc<AtomicU64>) {
        (Arc::clone(&self.raw), Arc::clone(&self.total))
    }

    /// The file itself, where its bytes are those that are read here.
    pub fn file(&self) -> Option<Arc<Mutex<File>>> {
        self.file.clone().filter(|_| self.layers == 0)
    }

    /// Where the read error struck that came last, in bytes of the input before decompression.
    pub fn offset(&self) -> u64 {
        if self.failed_at == NOWHERE {
            self.raw.load(Ordering::Relaxed)
        } else {
            self.failed_at
        }
    }

    /// Byte `plain` of what is read as a place in the input: `BYTE` itself, or where the packed member begins that holds
    /// it, `+` how far in it stands. To be asked for places in rising order.
    pub fn locate(&self, plain: u64) -> String {
        match self.starts.as_ref().and_then(|it| it.locate(plain)) {
            Some((packed, 0)) => packed.to_string(),
            Some((packed, inside)) => format!("{packed}+{inside}"),
            None if self.layers > 0 => format!("0+{plain}"),
            None => plain.to_string(),
        }
    }

    /// What a read error means, in words.
    #[allow(clippy::unused_self)] // Asked of the stream that failed.
    pub fn explain(&self, error: &io::Error) -> String {
        unreadable(error)
    }

    fn note<T>(failed_at: &mut u64, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result {
            *failed_at = Failure::of(error).and_then(|it| it.at).unwrap_or(NOWHERE);
        }
        result
    }
}

/// What a read error means, in words.
pub(super) fn unreadable(error: &io::Error) -> String {
    match Failure::of(error) {
        Some(failure) => failure.to_string(),
        None => format!("cannot be read: {error}"),
    }
}

/// Whether reading on behind an error gives what stands behind a hole.
pub(super) fn goes_on(error: &io::Error) -> bool {
    Failure::of(error).is_some_and(|failure| failure.goes_on)
}

impl Read for Stream {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        Self::note(&mut self.failed_at, self.reader.read(buf))
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Self::note(&mut self.failed_at, self.reader.fill_buf())
    }

    fn consume(&mut self, amount: usize) {
        self.reader.consume(amount);
    }
}

/// A file of a length that is known when it is opened. That it has become another one meanwhile is an error at the end.
struct Whole {
    file: File,
    len: u64,
    read: u64,
    ended: bool,
}

impl Whole {
    fn new(file: File, len: u64) -> Self {
        Self {
            file,
            len,
            read: 0,
            ended: false,
        }
    }
}

impl Read for Whole {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        let most = (buf.len() as u64).min(self.len - self.read) as usize;
        if most == 0 && !buf.is_empty() {
            self.ended = true;
            let now = self.file.metadata()?.len();
            if now > self.len {
                let text = format!(
                    "grew while it was read; its first {} bytes, which it had when it was opened, were read",
                    self.len
                );
                return Err(Failure::end(text, Some(self.len)));
            }
            return Ok(0);
        }
        let n = self.file.read(&mut buf[..most])?;
        self.read += n as u64;
        if n == 0 && most > 0 {
            self.ended = true;
            let text = format!(
                "was cut while it was read; of {} bytes {} were left",
                self.len, self.read
            );
            return Err(Failure::end(text, Some(self.read)));
        }
        Ok(n)
    }
}

/// Counts what passes through, for a file and for the run.
struct Counted<R> {
    inner: R,
    total: Arc<AtomicU64>,
    own: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    fn new(inner: R, total: Arc<AtomicU64>, own: Arc<AtomicU64>) -> Self {
        Self { inner, total, own }
    }
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
                if !goes_on(&error) {
                    self.rest = Box::new(io::empty());
                }
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
