//! The packed bytes of a stream, with the last ones kept: behind a broken member its decoder may have read into the
//! next one, which is found by looking again.

use std::io::{self, BufRead, Read};

use super::Codec;

/// Bytes read at a time.
const CHUNK: usize = 64 << 10;
/// Bytes kept behind the one read last. A decoder that runs on into the next member fails long before that.
const KEPT: usize = 256 << 10;
/// Bytes in memory before those that need not be kept go.
const FULL: usize = 1 << 20;

pub(super) struct Tap {
    inner: Box<dyn Read + Send>,
    buf: Vec<u8>,
    at: usize,
    /// Where in the stream `buf` begins.
    base: u64,
    ended: bool,
    /// What went wrong below; decoders are not trusted to hand it on as it is.
    error: Option<io::Error>,
}

impl Tap {
    pub fn new(inner: Box<dyn Read + Send>) -> Self {
        Self {
            inner,
            buf: Vec::new(),
            at: 0,
            base: 0,
            ended: false,
            error: None,
        }
    }

    /// How many bytes were taken.
    pub fn position(&self) -> u64 {
        self.base + self.at as u64
    }

    /// Whether all bytes were taken.
    pub fn at_end(&self) -> bool {
        self.ended && self.at == self.buf.len()
    }

    /// The error that reading met, once.
    pub fn take_error(&mut self) -> Option<io::Error> {
        self.error.take()
    }

    /// The next bytes, as many as asked for where there are so many.
    pub fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.buf.len() - self.at < wanted && !self.ended {
            self.more()?;
        }
        let end = self.buf.len().min(self.at + wanted);
        Ok(&self.buf[self.at..end])
    }

    /// Passes over zeros, with which tapes and blocks are filled up.
    pub fn skip_zeros(&mut self) -> io::Result<()> {
        loop {
            let rest = self.fill_buf()?;
            let zeros = rest.iter().take_while(|byte| **byte == 0).count();
            if zeros == 0 {
                return Ok(());
            }
            self.consume(zeros);
        }
    }

    /// Goes to the next member that begins at `from` or behind; `from` may lie a little way back.
    pub fn find(&mut self, codec: Codec, from: u64) -> io::Result<bool> {
        let mut from = from.max(self.base);
        loop {
            let start = (from - self.base) as usize;
            let rest = self.buf.get(start..).unwrap_or_default();
            let found = memchr::memmem::find_iter(rest, codec.magic())
                .find(|at| codec.begins(&rest[*at..]));
            if let Some(at) = found {
                self.at = start + at;
                return Ok(true);
            }
            self.at = self.buf.len();
            if self.ended {
                return Ok(false);
            }
            // The mark may stand across the border.
            let behind = self.buf.len().saturating_sub(super::MAGIC);
            from = self.base + start.max(behind) as u64;
            self.more()?;
        }
    }

    fn more(&mut self) -> io::Result<()> {
        let failed = || io::Error::other("the input failed");
        if self.error.is_some() {
            return Err(failed());
        }
        if self.buf.len() >= FULL {
            let gone = self.at.saturating_sub(KEPT);
            self.buf.drain(..gone);
            self.base += gone as u64;
            self.at -= gone;
        }
        let len = self.buf.len();
        self.buf.resize(len + CHUNK, 0);
        let read = loop {
            match self.inner.read(&mut self.buf[len..]) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.buf.truncate(len + read.as_ref().map_or(0, |n| *n));
        match read {
            Ok(0) => self.ended = true,
            Ok(_) => {}
            Err(error) => {
                self.error = Some(error);
                return Err(failed());
            }
        }
        Ok(())
    }
}

impl Read for Tap {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let rest = self.fill_buf()?;
        let n = rest.len().min(out.len());
        out[..n].copy_from_slice(&rest[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Tap {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buf.len() && !self.ended {
            self.more()?;
        }
        Ok(&self.buf[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = self.buf.len().min(self.at + amount);
    }
}
