//! Parquet, some rows of a row group at a time, so that neither the size of the file nor that of its row groups matters
//! but for the compressed bytes of the wanted columns.

use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use polars::prelude::Series;
use polars_arrow::datatypes::ArrowSchema;
use polars_buffer::Buffer;
use polars_parquet::parquet::page::{CompressedPage, split_buffer};
use polars_parquet::parquet::read::deserialize_metadata;
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, FileMetadata, Filter, PageReader,
    column_iter_to_arrays, infer_schema,
};

use super::super::fields::FieldMap;
use super::super::stream::Stream;
use super::{Batches, Fault, LARGEST, Table, broken, series};
use super::{delta, footer};

/// Most of an input that is put into a temporary file.
const LARGEST_SPOOL: u64 = 64 << 30;
/// Largest footer.
const LARGEST_FOOTER: u64 = 16 << 20;
/// What is kept in memory of it.
const SPOOLED: usize = 32 << 20;
/// Bytes of rows of Parquet that are unpacked at a time.
const SLICE: u64 = 8 << 20;
/// Rows of Parquet that are unpacked at a time.
const SLICE_ROWS: u64 = 8192;
/// The encoding of texts that share bytes with those before them.
const DELTA_BYTE_ARRAY: i32 = 7;
/// Largest page, packed or not.
const MOST_PAGE: usize = 256 << 20;

/// What Parquet is read from.
trait Sought: Read + Seek + Send {}

impl<T: Read + Seek + Send> Sought for T {}

/// Parquet.
pub(super) struct Parquet {
    file: Box<dyn Sought>,
    length: u64,
    metadata: FileMetadata,
    schema: ArrowSchema,
    wanted: Vec<usize>,
    group: usize,
    /// The wanted columns of the row group, as they stand in the file.
    chunks: Vec<Vec<Buffer<u8>>>,
    /// Rows of the group that were read.
    done: u64,
}

impl Parquet {
    pub fn open(stream: Stream, fields: &FieldMap) -> Result<(Self, Table), Fault> {
        let mut file: Box<dyn Sought> = match stream.file() {
            Some(file) => Box::new(Shared::new(file, &stream)),
            None => spool(stream)?,
        };
        let failed = |e: std::io::Error| (None, format!("cannot be read: {e}"));
        let length = file.seek(SeekFrom::End(0)).map_err(failed)?;
        let mut end = [0; 8];
        if length >= 12 {
            file.seek(SeekFrom::End(-8)).map_err(failed)?;
            file.read_exact(&mut end).map_err(failed)?;
        }
        if end[4..] != *b"PAR1" {
            return Err((
                Some(length),
                "no end of a Parquet file: it is cut, or none".to_owned(),
            ));
        }
        let size = u32::from_le_bytes([end[0], end[1], end[2], end[3]]);
        if u64::from(size) > LARGEST_FOOTER.min(length - 12) {
            return Err((
                Some(length - 8),
                format!("broken: a footer of {size} bytes"),
            ));
        }
        let start = length - 8 - u64::from(size);
        let mut bytes = vec![0; size as usize];
        let read = file.seek(SeekFrom::Start(start));
        read.and_then(|_| file.read_exact(&mut bytes))
            .map_err(failed)?;
        let bytes = footer::sound(&bytes);
        let bytes = bytes.map_err(|reason| (Some(start), format!("broken: {reason}")))?;
        let metadata = deserialize_metadata(Buffer::from(bytes)).map_err(broken)?;
        let schema = infer_schema(&metadata).map_err(broken)?;
        let table = Table::new(&schema, fields)?;
        let parquet = Self {
            file,
            length,
            metadata,
            schema,
            wanted: table.wanted.clone(),
            group: 0,
            chunks: Vec::new(),
            done: 0,
        };
        Ok((parquet, table))
    }

    /// Reads the wanted columns of the group.
    fn read_chunks(&mut self) -> Result<(), Fault> {
        let group = &self.metadata.row_groups[self.group];
        let mut chunks = Vec::new();
        for column in &self.wanted {
            let (name, _) = self
                .schema
                .get_at_index(*column)
                .ok_or_else(|| broken("no column"))?;
            let leaves = group.columns_under_root_iter(name);
            let mut parts = Vec::new();
            for leaf in leaves.into_iter().flatten() {
                let range = leaf.byte_range();
                let size = range.end.saturating_sub(range.start);
                let at = Some(range.start);
                if range.end > self.length {
                    return Err((at, format!("`{name}` reaches beyond the file")));
                }
                if size > LARGEST {
                    let reason = format!(
                        "`{name}` has {size} bytes in one row group, more than the {LARGEST} that are held"
                    );
                    return Err((at, reason));
                }
                let mut bytes = vec![0; usize::try_from(size).map_err(broken)?];
                let read = self.file.seek(SeekFrom::Start(range.start));
                let read = read.and_then(|_| self.file.read_exact(&mut bytes));
                read.map_err(|e| (at, format!("cannot be read: {e}")))?;
                let bytes = Buffer::from(bytes);
                check(&bytes, leaf).map_err(|reason| (at, format!("`{name}`: {reason}")))?;
                parts.push(bytes);
            }
            chunks.push(parts);
        }
        self.chunks = chunks;
        Ok(())
    }
}

/// Refuses pages that unpack to more than is held, and texts that claim more bytes of the ones before them than there are:
/// memory is taken by what both claim.
fn check(bytes: &Buffer<u8>, column: &ColumnChunkMetadata) -> Result<(), String> {
    let pages = || PageReader::new(Cursor::new(bytes.clone()), column, Vec::new(), MOST_PAGE);
    let mut has_deltas = false;
    for page in pages() {
        let CompressedPage::Data(page) = page.map_err(|e| format!("broken: {e}"))? else {
            continue;
        };
        let size = page.uncompressed_size();
        if size > MOST_PAGE {
            return Err(format!(
                "a page that unpacks to {size} bytes, more than the {MOST_PAGE} that are held"
            ));
        }
        has_deltas |= page.header().encoding().0 == DELTA_BYTE_ARRAY;
    }
    if has_deltas {
        check_deltas(pages()).map_err(|e| format!("broken: {e}"))?;
    }
    Ok(())
}

fn check_deltas(pages: PageReader) -> Result<(), String> {
    let mut pages = BasicDecompressor::new(pages, Vec::new());
    pages.read_dict_page().map_err(|e| e.to_string())?;
    while let Some(page) = pages.next() {
        let page = page.map_err(|e| e.to_string())?;
        if page.page().header().encoding().0 == DELTA_BYTE_ARRAY {
            let page = page.decompress(&mut pages).map_err(|e| e.to_string())?;
            let parts = split_buffer(&page).map_err(|e| e.to_string())?;
            delta::check(parts.values, LARGEST)?;
        }
    }
    Ok(())
}

impl Batches for Parquet {
    fn next_batch(&mut self) -> Result<Option<Vec<Series>>, Fault> {
        loop {
            let Some(group) = self.metadata.row_groups.get(self.group) else {
                return Ok(None);
            };
            let rows = group.num_rows() as u64;
            if self.done >= rows {
                self.group += 1;
                self.done = 0;
                self.chunks = Vec::new();
                continue;
            }
            if self.done == 0 {
                self.read_chunks()?;
            }
            return self.slice(rows).map(Some);
        }
    }
}

impl Parquet {
    /// The next rows of the group.
    fn slice(&mut self, rows: u64) -> Result<Vec<Series>, Fault> {
        let group = &self.metadata.row_groups[self.group];
        let mut unpacked = 1;
        let mut columns = Vec::new();
        for column in &self.wanted {
            let field = self.schema.get_at_index(*column);
            let (name, field) = field.ok_or_else(|| broken("no column"))?;
            let leaves: Vec<_> = group
                .columns_under_root_iter(name)
                .into_iter()
                .flatten()
                .collect();
            for leaf in &leaves {
                unpacked += u64::try_from(leaf.uncompressed_size()).unwrap_or_default();
            }
            columns.push((leaves, field));
        }
        let count = (SLICE * rows / unpacked).clamp(1, SLICE_ROWS);
        let end = rows.min(self.done + count);
        let range = (self.done as usize, end as usize);
        self.done = end;
        let chunks = self.chunks.iter();
        let columns = columns
            .into_iter()
            .zip(chunks)
            .map(|((leaves, field), chunks)| {
                let (pages, types) = leaves
                    .iter()
                    .zip(chunks)
                    .map(|(leaf, bytes)| {
                        let bytes = Cursor::new(bytes.clone());
                        let pages = PageReader::new(bytes, leaf, Vec::new(), MOST_PAGE);
                        let primitive = &leaf.descriptor().descriptor.primitive_type;
                        (BasicDecompressor::new(pages, Vec::new()), primitive)
                    })
                    .unzip();
                let filter = Some(Filter::new_ranged(range.0, range.1));
                let (arrays, _) =
                    column_iter_to_arrays(pages, types, field.clone(), filter).map_err(broken)?;
                series(field, arrays)
            });
        let columns: Vec<_> = columns.collect::<Result<_, Fault>>()?;
        let height = range.1 - range.0;
        match columns.iter().find(|it| it.len() != height) {
            None => Ok(columns),
            Some(it) => {
                let reason = format!("`{}` has {} values for {height} rows", it.name(), it.len());
                Err(broken(reason))
            }
        }
    }
}

/// A file that the reader of the input holds too, and does not read on. What is taken from it is counted.
struct Shared {
    file: Arc<Mutex<File>>,
    taken: Arc<AtomicU64>,
    total: Arc<AtomicU64>,
}

impl Shared {
    fn new(file: Arc<Mutex<File>>, stream: &Stream) -> Self {
        let (taken, total) = stream.counters();
        // What was looked at is read once more.
        let seen = taken.swap(0, Ordering::Relaxed);
        total.fetch_sub(seen, Ordering::Relaxed);
        Self { file, taken, total }
    }
}

impl Read for Shared {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = lock(&self.file).read(buf)?;
        self.taken.fetch_add(n as u64, Ordering::Relaxed);
        self.total.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        lock(&self.file).seek(to)
    }
}

fn lock(file: &Mutex<File>) -> MutexGuard<'_, File> {
    file.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts a stream that cannot be sought in where that can be done.
fn spool(mut stream: Stream) -> Result<Box<dyn Sought>, Fault> {
    let mut file = tempfile::spooled_tempfile(SPOOLED);
    let mut buffer = vec![0; 256 << 10];
    let mut total = 0;
    loop {
        let n = match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
            // The part that says what the file holds is its end.
            Err(e) => {
                let reason = stream.explain(&e);
                let reason = reason.split(';').next().unwrap_or_default();
                return Err((
                    Some(stream.offset()),
                    format!("{reason}; nothing can be read of it"),
                ));
            }
        };
        total += n as u64;
        if total > LARGEST_SPOOL {
            return Err((
                None,
                format!("more than the {LARGEST_SPOOL} bytes that are put into a temporary file"),
            ));
        }
        let written = file.write_all(&buffer[..n]);
        written.map_err(|e| (None, format!("cannot be put into a temporary file: {e}")))?;
    }
    Ok(Box::new(file))
}
