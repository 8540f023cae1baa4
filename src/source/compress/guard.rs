//! Ends what unpacks to far more than it is. Memory is bounded without it; this bounds the time that a few kilobytes can
//! cost.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Failure;

/// Bytes out for a byte in, beyond which something is no text. gzip can give 1032, text gives 3 to 30.
const RATIO: u64 = 250;
/// One stream may give so much whatever its ratio.
const FREE: u64 = 32 << 20;
/// All streams in one input together may give so much whatever their ratio.
const FREE_IN_ALL: u64 = 1 << 30;

/// What all streams that are packed into one input took and gave.
#[derive(Debug, Default)]
pub(in super::super) struct Budget {
    /// Bytes taken from the input itself.
    pub taken: Arc<AtomicU64>,
    given: AtomicU64,
}

/// The plain bytes of one packed stream.
pub(in super::super) struct Guarded<R> {
    inner: R,
    /// Bytes taken from the packed stream.
    taken: Arc<AtomicU64>,
    given: u64,
    budget: Arc<Budget>,
    ended: bool,
}

impl<R> Guarded<R> {
    pub fn new(inner: R, taken: Arc<AtomicU64>, budget: Arc<Budget>) -> Self {
        Self {
            inner,
            taken,
            given: 0,
            budget,
            ended: false,
        }
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        let n = self.inner.read(out)?;
        self.given += n as u64;
        let all = self.budget.given.fetch_add(n as u64, Ordering::Relaxed) + n as u64;
        let over = |given: u64, free: u64, taken: &AtomicU64| {
            given > free && given / RATIO > taken.load(Ordering::Relaxed)
        };
        if over(self.given, FREE, &self.taken) || over(all, FREE_IN_ALL, &self.budget.taken) {
            self.ended = true;
            return Err(Failure::end(
                format!(
                    "unpacks to more than {RATIO} times its size, as no text does; left after {} bytes",
                    self.given
                ),
                None,
            ));
        }
        Ok(n)
    }
}
