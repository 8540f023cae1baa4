//! Arrow IPC, read message by message as it streams. A file is a stream with a mark before it and a footer behind it,
//! which is not asked.

use std::io::{Cursor, Read};

use polars::polars_utils::bool::UnsafeBool;
use polars::prelude::Series;
use polars_arrow::io::ipc::read::common::{read_dictionary, read_record_batch};
use polars_arrow::io::ipc::read::{Dictionaries, StreamMetadata, read_stream_metadata};
use polars_arrow_format::ipc::planus::ReadAsRoot;
use polars_arrow_format::ipc::{MessageHeaderRef, MessageRef, RecordBatchRef};

use super::super::fields::FieldMap;
use super::super::stream::Stream;
use super::{Batches, Fault, LARGEST, LARGEST_HEAD, Table, broken, series};

/// Arrow IPC.
pub(super) struct Arrow {
    stream: Stream,
    metadata: StreamMetadata,
    wanted: Vec<usize>,
    dictionaries: Dictionaries,
    is_file: bool,
    /// Bytes of the stream so far, after decompression.
    at: u64,
}

/// A message of Arrow IPC and the bytes behind it.
struct Message {
    head: Vec<u8>,
    body: Vec<u8>,
}

impl Arrow {
    pub fn open(mut stream: Stream, fields: &FieldMap) -> Result<(Self, Table), Fault> {
        let is_file = stream.head().starts_with(b"ARROW1");
        let mut at = 0;
        if is_file {
            let mut magic = [0; 8];
            fill(&mut stream, &mut magic, &mut at)?;
        }
        let head = match message_head(&mut stream, &mut at) {
            Err((None, reason)) if reason.is_empty() => return Err(broken("it is empty")),
            other => other?.ok_or_else(|| broken("no schema"))?,
        };
        let length = u32::try_from(head.len()).map_err(broken)?.to_le_bytes();
        let framed = [&[0xff; 4][..], &length, &head].concat();
        let metadata = read_stream_metadata(&mut framed.as_slice()).map_err(broken)?;
        let table = Table::new(&metadata.schema, fields)?;
        let arrow = Self {
            stream,
            metadata,
            wanted: table.wanted.clone(),
            dictionaries: Dictionaries::default(),
            is_file,
            at,
        };
        Ok((arrow, table))
    }

    fn next_message(&mut self) -> Result<Option<Message>, Fault> {
        let Some(head) = message_head(&mut self.stream, &mut self.at)? else {
            return Ok(None);
        };
        let length = MessageRef::read_as_root(&head)
            .and_then(|it| it.body_length())
            .map_err(broken)?;
        let length = u64::try_from(length).map_err(broken)?;
        if length > LARGEST {
            let reason =
                format!("a batch of {length} bytes, more than the {LARGEST} that are read");
            return Err((Some(self.at), reason));
        }
        let mut body = vec![0; usize::try_from(length).map_err(broken)?];
        fill(&mut self.stream, &mut body, &mut self.at)?;
        Ok(Some(Message { head, body }))
    }
}

impl Batches for Arrow {
    fn next_batch(&mut self) -> Result<Option<Vec<Series>>, Fault> {
        loop {
            let start = self.at;
            let at = |(_, reason)| (Some(start), reason);
            let message = match self.next_message() {
                // A stream may end without saying so, a file may not.
                Ok(None) => return Ok(None),
                Err((None, reason)) if reason.is_empty() && !self.is_file => return Ok(None),
                Err((None, reason)) if reason.is_empty() => {
                    return Err((Some(start), "the file is cut".to_owned()));
                }
                other => other?,
            };
            let Some(message) = message else {
                return Ok(None);
            };
            let root = MessageRef::read_as_root(&message.head)
                .map_err(broken)
                .map_err(at)?;
            let mut body = Cursor::new(&message.body);
            let mut scratch = Vec::new();
            match root.header().map_err(broken).map_err(at)? {
                Some(MessageHeaderRef::RecordBatch(batch)) => {
                    check(batch, &message.body).map_err(at)?;
                    let batch = read_record_batch(
                        batch,
                        &self.metadata.schema,
                        &self.metadata.ipc_schema,
                        Some(&self.wanted),
                        None,
                        &self.dictionaries,
                        self.metadata.version,
                        &mut body,
                        0,
                        &mut scratch,
                        UnsafeBool::default(),
                    );
                    let arrays = batch.map_err(broken).map_err(at)?.into_arrays();
                    let columns = self.wanted.iter().zip(arrays).map(|(column, array)| {
                        let field = self.metadata.schema.get_at_index(*column);
                        let (_, field) = field.ok_or_else(|| broken("a column too many"))?;
                        series(field, vec![array])
                    });
                    let columns: Result<Vec<_>, _> = columns.collect();
                    return columns.map(Some).map_err(at);
                }
                Some(MessageHeaderRef::DictionaryBatch(batch)) => {
                    let inner = batch.data().map_err(broken)?;
                    let inner = inner.ok_or_else(|| broken("a dictionary without data"))?;
                    check(inner, &message.body).map_err(at)?;
                    read_dictionary(
                        batch,
                        &self.metadata.schema,
                        &self.metadata.ipc_schema,
                        &mut self.dictionaries,
                        &mut body,
                        0,
                        &mut scratch,
                        UnsafeBool::default(),
                    )
                    .map_err(broken)
                    .map_err(at)?;
                }
                _ => return Err(at(broken("a message that is no batch"))),
            }
        }
    }
}

/// The next message without its body, `None` at the end mark.
///
/// # Errors
/// With an empty reason where the stream ends before it.
fn message_head(stream: &mut Stream, at: &mut u64) -> Result<Option<Vec<u8>>, Fault> {
    let mut word = [0; 4];
    let start = *at;
    if let Err((place, reason)) = fill(stream, &mut word, at) {
        // Nothing at all is the end of a stream.
        return Err(if *at == start && place.is_none() {
            (None, String::new())
        } else {
            (place, reason)
        });
    }
    if word == [0xff; 4] {
        fill(stream, &mut word, at)?;
    }
    let length = u32::from_le_bytes(word);
    if u64::from(length) > LARGEST_HEAD {
        return Err((Some(start), "broken: no message begins there".to_owned()));
    }
    if length == 0 {
        return Ok(None);
    }
    let mut head = vec![0; length as usize];
    fill(stream, &mut head, at)?;
    Ok(Some(head))
}

/// Fills `buf`, growing with what really comes.
fn fill(stream: &mut Stream, buf: &mut [u8], at: &mut u64) -> Result<(), Fault> {
    let mut filled = 0;
    while filled < buf.len() {
        match stream.read(&mut buf[filled..]) {
            Ok(0) => {
                let place = (filled > 0).then_some(*at);
                return Err((place, "it is cut".to_owned()));
            }
            Ok(n) => {
                filled += n;
                *at += n as u64;
            }
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err((Some(stream.offset()), stream.explain(&e))),
        }
    }
    Ok(())
}

/// Refuses a batch whose buffers lie outside its body or unpack to more than is held: memory is taken by these figures.
fn check(batch: RecordBatchRef<'_>, body: &[u8]) -> Result<(), Fault> {
    let is_packed = batch.compression().map_err(broken)?.is_some();
    let mut total = 0u64;
    for buffer in batch.buffers().map_err(broken)?.into_iter().flatten() {
        let range = usize::try_from(buffer.offset()).ok().and_then(|start| {
            let end = start.checked_add(usize::try_from(buffer.length()).ok()?)?;
            body.get(start..end)
        });
        let bytes = range.ok_or_else(|| broken("a buffer outside its batch"))?;
        let Some(unpacked) = bytes.first_chunk().filter(|_| is_packed) else {
            continue;
        };
        // -1 says that this one is not packed.
        let unpacked = i64::from_le_bytes(*unpacked).max(0);
        total = total.saturating_add(u64::try_from(unpacked).map_err(broken)?);
    }
    if total > LARGEST {
        return Err((
            None,
            format!("a batch that unpacks to {total} bytes, more than the {LARGEST} that are held"),
        ));
    }
    Ok(())
}
