//! Parquet: nested records in row groups of bounded size, zstd, with what made them in the metadata of the file.

use std::io::Write;

use polars::io::parquet::write::{
    BatchedWriter, KeyValueMetadata, ParquetCompression, ParquetWriter,
};
use polars::prelude::{CompatLevel, DataFrame, PlSmallStr, Schema, SchemaExt};
use polars_parquet::write::schema_to_metadata_key;

use super::{Provenance, Sink};
use crate::deal::Deal;
use crate::error::Result;
use crate::table::build::{TableBuilder, polars_error, polars_schema};
use crate::table::schema::Table;
use crate::table::{Rows, check};

/// Deals in a row group, and so the most that a writer holds.
pub(super) const ROW_GROUP: usize = 10_000;

/// A Parquet file of one table, written part by part.
pub(super) struct ParquetFile<W: Write>(BatchedWriter<W>);

impl<W: Write> ParquetFile<W> {
    pub(super) fn new(out: W, table: &Table, provenance: &Provenance) -> Result<Self> {
        Self::with_schema(out, &polars_schema(table), provenance)
    }

    fn with_schema(out: W, schema: &Schema, provenance: &Provenance) -> Result<Self> {
        let pairs = provenance.pairs();
        let mut pairs = pairs.map(|(key, value)| (key.to_owned(), value)).to_vec();
        // Without a schema of ours polars writes one of string views, which pandas cannot read inside lists.
        let arrow = schema_to_metadata_key(&schema.to_arrow(CompatLevel::oldest()));
        pairs.extend(arrow.value.map(|value| (arrow.key, value)));
        ParquetWriter::new(out)
            .with_compression(ParquetCompression::Zstd(None))
            .with_key_value_metadata(Some(KeyValueMetadata::from_static(pairs)))
            .batched(schema)
            .map(Self)
            .map_err(polars_error)
    }

    /// Writes a row group.
    pub(super) fn write(&mut self, part: &mut DataFrame) -> Result<()> {
        part.rechunk_mut();
        self.0.write_batch(part).map_err(polars_error)
    }

    /// Writes the foot of the file.
    pub(super) fn finish(self) -> Result<()> {
        self.0.finish().map(|_| ()).map_err(polars_error)
    }
}

/// The sink of records.
pub(super) struct Parquet<W: Write> {
    file: ParquetFile<W>,
    waiting: TableBuilder,
    written: u64,
    /// Columns that are left out.
    dropped: Vec<PlSmallStr>,
}

impl<W: Write> Parquet<W> {
    pub(super) fn new(out: W, provenance: &Provenance) -> Result<Self> {
        Self::without(&[], out, provenance)
    }

    /// One of records without these columns; names of no column are none.
    pub(super) fn without(columns: &[&str], out: W, provenance: &Provenance) -> Result<Self> {
        let mut schema = polars_schema(Rows::RECORDS.table);
        let names = columns.iter().map(|it| PlSmallStr::from(*it));
        let dropped: Vec<_> = names
            .filter(|it| schema.shift_remove(it).is_some())
            .collect();
        Ok(Self {
            file: ParquetFile::with_schema(out, &schema, provenance)?,
            waiting: TableBuilder::new(Rows::RECORDS),
            written: 0,
            dropped,
        })
    }

    pub(super) fn add(&mut self, deal: &Deal) -> Result<()> {
        self.waiting.push(deal)?;
        if self.waiting.height() >= ROW_GROUP {
            self.row_group()?;
        }
        Ok(())
    }

    fn row_group(&mut self) -> Result<()> {
        self.written += self.waiting.height() as u64;
        let rows = self.waiting.take()?;
        self.file
            .write(&mut rows.drop_many(self.dropped.iter().cloned()))
    }

    /// Ends the file and tells how many rows it has.
    pub(super) fn end(mut self) -> Result<u64> {
        if self.waiting.height() > 0 {
            self.row_group()?;
        }
        self.file.finish()?;
        Ok(self.written)
    }
}

impl<W: Write + Send> Sink for Parquet<W> {
    fn write(&mut self, deals: &[Deal]) -> Result<()> {
        for deal in deals {
            check(deal)?;
            self.add(deal)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.end().map(|_| ())
    }
}
