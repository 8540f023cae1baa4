//! Arrow IPC: the file form into files, the stream form into pipes. Record batches have a fixed number of deals, so that
//! the bytes do not depend on how many come at a time.

use std::io::Write;
use std::sync::Arc;

use polars::prelude::{ArrowSchema, CompatLevel, SchemaExt};
use polars_arrow::io::ipc::write::{FileWriter, StreamWriter, WriteOptions};

use super::parquet::ROW_GROUP;
use super::{Provenance, Sink};
use crate::deal::Deal;
use crate::error::{Error, Result};
use crate::table::build::{TableBuilder, polars_error, polars_schema};
use crate::table::{Rows, check};

/// The sink of records.
pub(super) struct Arrow<W: Write> {
    out: Form<W>,
    waiting: TableBuilder,
    /// Deals in a record batch.
    batch: usize,
}

enum Form<W: Write> {
    File(FileWriter<W>),
    Stream(StreamWriter<W>),
}

impl<W: Write> Arrow<W> {
    /// A file, which ends with an index of its batches.
    pub(super) fn file(out: W, provenance: &Provenance) -> Result<Self> {
        let mut writer = FileWriter::new(out, Arc::new(schema()), None, OPTIONS);
        writer.set_custom_schema_metadata(Arc::new(metadata(provenance)));
        writer.start().map_err(polars_error)?;
        Ok(Self::of(Form::File(writer), ROW_GROUP))
    }

    /// A stream, which can be read while it is written.
    pub(super) fn stream(out: W, provenance: &Provenance) -> Result<Self> {
        let mut writer = StreamWriter::new(out, OPTIONS);
        writer.set_custom_schema_metadata(Arc::new(metadata(provenance)));
        writer.start(&schema(), None).map_err(polars_error)?;
        Ok(Self::of(Form::Stream(writer), STREAMED))
    }

    fn of(out: Form<W>, batch: usize) -> Self {
        Self {
            out,
            waiting: TableBuilder::new(Rows::RECORDS),
            batch,
        }
    }

    /// Writes the deals that wait as a record batch.
    fn record_batch(&mut self) -> Result<()> {
        let mut batch = self.waiting.take()?;
        batch.rechunk_mut();
        for chunk in batch.iter_chunks(LEVEL(), false) {
            match &mut self.out {
                Form::File(out) => out.write(&chunk, None),
                Form::Stream(out) => out.write(&chunk, None),
            }
            .map_err(polars_error)?;
        }
        Ok(())
    }
}

/// Deals in a record batch of a stream: few, as the reader waits for them.
const STREAMED: usize = 100;

/// Not packed: every reader of Arrow takes that.
const OPTIONS: WriteOptions = WriteOptions { compression: None };

/// Plain strings and lists, not the views that polars uses: every reader of Arrow takes those.
const LEVEL: fn() -> CompatLevel = CompatLevel::oldest;

fn schema() -> ArrowSchema {
    polars_schema(Rows::RECORDS.table).to_arrow(LEVEL())
}

fn metadata(provenance: &Provenance) -> polars_arrow::datatypes::Metadata {
    let pairs = provenance.pairs();
    pairs
        .map(|(key, value)| (key.into(), value.into()))
        .into_iter()
        .collect()
}

impl<W: Write + Send> Sink for Arrow<W> {
    fn write(&mut self, deals: &[Deal]) -> Result<()> {
        for deal in deals {
            check(deal)?;
            self.waiting.push(deal)?;
            if self.waiting.height() == self.batch {
                self.record_batch()?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        if self.waiting.height() > 0 {
            self.record_batch()?;
        }
        let flush = |mut out: W| out.flush().map_err(|error| Error::io("output", error));
        match self.out {
            Form::File(mut out) => {
                out.finish().map_err(polars_error)?;
                flush(out.into_inner())
            }
            Form::Stream(mut out) => {
                out.finish().map_err(polars_error)?;
                flush(out.into_inner())
            }
        }
    }
}
