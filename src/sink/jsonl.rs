//! JSON lines: a record a line, fields in the order of the record, decimals as plain text.

use std::io::{BufWriter, Write};

use serde::Serialize;

use super::Sink;
use crate::deal::Deal;
use crate::error::{Error, Result};

/// Writes a JSON value a line. The name of the output stands in its errors.
pub(super) struct Lines<W: Write> {
    out: BufWriter<W>,
    name: &'static str,
}

impl<W: Write> Lines<W> {
    pub(super) fn new(out: W, name: &'static str) -> Self {
        Self {
            out: BufWriter::new(out),
            name,
        }
    }

    pub(super) fn line(&mut self, value: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut self.out, value)
            .map_err(std::io::Error::from)
            .and_then(|()| self.out.write_all(b"\n"))
            .map_err(|error| Error::io(self.name, error))
    }

    pub(super) fn flush(&mut self) -> Result<()> {
        self.out
            .flush()
            .map_err(|error| Error::io(self.name, error))
    }
}

/// The sink of records.
pub(super) struct Jsonl<W: Write>(Lines<W>);

impl<W: Write> Jsonl<W> {
    pub(super) fn new(out: W) -> Self {
        Self(Lines::new(out, "deals"))
    }
}

impl<W: Write + Send> Sink for Jsonl<W> {
    /// Flushes, so that the next program in a pipeline sees the deals of a batch at once.
    fn write(&mut self, deals: &[Deal]) -> Result<()> {
        deals.iter().try_for_each(|deal| self.0.line(deal))?;
        self.0.flush()
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.0.flush()
    }
}
