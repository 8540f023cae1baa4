//! Deal records of earlier runs: JSON lines, the evidence skipped; Parquet is in `parquet`.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crossbeam_channel::Sender;
use serde::Deserialize;

use crate::deal::{Amount, Deal, DealDate, Item, Party, Status};
use crate::error::{Error, Result};

/// What merging needs of a record.
#[derive(Deserialize)]
struct Line {
    deal_id: String,
    article_id: String,
    source: Option<String>,
    published: Option<String>,
    published_precision: Option<String>,
    kind: String,
    status: Status,
    parties: Vec<Party>,
    items: Vec<Item>,
    amounts: Vec<Amount>,
    dates: Vec<DealDate>,
    part_of: Option<String>,
    confidence: f64,
}

impl From<Line> for Deal {
    fn from(it: Line) -> Self {
        Self {
            source: it.source,
            published: it.published,
            published_precision: it.published_precision,
            parties: it.parties,
            items: it.items,
            amounts: it.amounts,
            dates: it.dates,
            part_of: it.part_of,
            confidence: it.confidence,
            ..Self::bare(it.deal_id, it.article_id, it.kind, it.status)
        }
    }
}

/// Hands the records of a `deals.jsonl` or `deals.parquet` to `take`, without title, address and evidence; the content tells
/// which it is.
///
/// # Errors
/// Where the file cannot be read or something in it is no deal record; the error names file and line or row.
pub fn deals(path: &Path, take: impl FnMut(Deal)) -> Result<()> {
    if !is_parquet(path)? {
        return jsonl(path, take);
    }
    #[cfg(feature = "tables")]
    return super::parquet::parquet(path, take);
    #[cfg(not(feature = "tables"))]
    Err(Error::usage(format!(
        "{}: this build of dealsift has no Parquet: build it with the feature `tables`",
        path.display()
    )))
}

/// How Parquet files begin.
pub const PARQUET: &[u8] = b"PAR1";

/// Whether a file is Parquet, by how it begins.
pub fn is_parquet(path: &Path) -> Result<bool> {
    let mut start = Vec::new();
    File::open(path)
        .and_then(|file| file.take(PARQUET.len() as u64).read_to_end(&mut start))
        .map_err(|error| Error::io_at(path, error))?;
    Ok(start == PARQUET)
}

/// Lines are parsed by a thread of its own, as that is half of the work.
fn jsonl(path: &Path, mut take: impl FnMut(Deal)) -> Result<()> {
    let file = File::open(path).map_err(|error| Error::io_at(path, error))?;
    let (send, receive) = crossbeam_channel::bounded(BATCHES);
    std::thread::scope(|scope| {
        let parser = scope.spawn(move || parse(file, path, &send));
        for batch in receive {
            Vec::into_iter(batch).for_each(&mut take);
        }
        parser.join().unwrap_or_else(|_| {
            Err(Error::output(format!(
                "{}: reading it failed",
                path.display()
            )))
        })
    })
}

/// Records that are handed over at once, and how many times so many may wait.
const BATCH: usize = 500;
const BATCHES: usize = 8;

fn parse(file: File, path: &Path, send: &Sender<Vec<Deal>>) -> Result<()> {
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut line = Vec::new();
    let mut batch = Vec::with_capacity(BATCH);
    for number in 1_u64.. {
        line.clear();
        let read = reader.read_until(b'\n', &mut line);
        if read.map_err(|error| Error::io_at(path, error))? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let deal: Line = serde_json::from_slice(&line).map_err(|error| {
            Error::input(
                format!("{}:{number}", path.display()),
                format!("expected a deal record: {error}"),
            )
        })?;
        batch.push(deal.into());
        if batch.len() == BATCH {
            // The other side waits until this thread ends.
            let _ = send.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
        }
    }
    let _ = send.send(batch);
    Ok(())
}
