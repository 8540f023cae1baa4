//! A response as it came over the wire: its status, its media type and its body.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use super::super::compress::Budget;
use super::super::held::{Held, HeldReader};
use super::{Content, coding};

/// Bytes of a head at most.
const LARGEST: u64 = 1 << 20;
/// Fields of a head at most.
const FIELDS: usize = 1000;

/// What was fetched.
pub(super) struct Fetched {
    /// In small letters, without parameters.
    pub media: Option<String>,
    pub charset: Option<String>,
    pub body: Box<dyn Read + Send>,
}

/// The body of a record as what it is. `None` where it is no answer to be read: a redirect, an error.
///
/// # Errors
/// Why a response cannot be read.
pub(super) fn open(
    content: Content,
    held: Held,
    budget: &Arc<Budget>,
) -> Result<Option<Fetched>, String> {
    let mut reader = held
        .into_reader()
        .map(BufReader::new)
        .map_err(|e| format!("cannot be read: {e}"))?;
    let media = match content {
        Content::Unwanted => return Ok(None),
        Content::Http => return response(reader, budget),
        Content::Plain(media) => media,
        Content::Either(media) => {
            let start = reader
                .fill_buf()
                .map_err(|e| format!("cannot be read: {e}"))?;
            if start.starts_with(b"HTTP/") {
                return response(reader, budget);
            }
            media
        }
    };
    Ok(Some(Fetched {
        media,
        charset: None,
        body: Box::new(reader),
    }))
}

fn response(
    mut reader: BufReader<HeldReader>,
    budget: &Arc<Budget>,
) -> Result<Option<Fetched>, String> {
    let head = head(&mut reader).map_err(|e| format!("cannot be read: {e}"))?;
    // The parser knows no version but 1.x, and no status without a reason.
    let line_end = memchr::memchr(b'\n', &head).map_or(head.len(), |at| at + 1);
    let first = String::from_utf8_lossy(&head[..line_end]);
    let mut words = first.split_whitespace();
    let status = words
        .next()
        .filter(|it| it.starts_with("HTTP/"))
        .and_then(|_| words.next()?.get(..3)?.parse::<u16>().ok());
    let Some(status) = status else {
        let found: String = first.trim().chars().take(40).collect();
        return Err(format!("expected a response of HTTP, found `{found}`"));
    };
    if status != 200 {
        return Ok(None);
    }
    let mut whole = b"HTTP/1.1 200 OK\r\n".to_vec();
    whole.extend_from_slice(&head[line_end..]);
    whole.extend_from_slice(b"\r\n\r\n");
    let mut fields = vec![httparse::EMPTY_HEADER; FIELDS];
    let mut parsed = httparse::Response::new(&mut fields);
    httparse::ParserConfig::default()
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true)
        .parse_response(&mut parsed, &whole)
        .map_err(|e| format!("a broken head of a response ({e})"))?;
    let values = |name| values(parsed.headers, name);
    let told = values("content-type").next_back().map(|it| media_type(&it));
    let (media, charset) = told.map_or((None, None), |(media, charset)| {
        (Some(media).filter(|it| !it.is_empty()), charset)
    });
    let chunked = values("transfer-encoding").any(|it| it.contains("chunked"));
    let encodings: Vec<String> = values("content-encoding")
        .flat_map(|it| {
            it.split(',')
                .map(|it| it.trim().to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    let mut body: Box<dyn Read + Send> = if chunked {
        Box::new(coding::Chunked::new(reader))
    } else {
        Box::new(reader)
    };
    // The one that was applied last comes off first.
    for encoding in encodings.iter().rev() {
        body =
            coding::decoded(encoding, body, budget).map_err(|e| format!("cannot be read: {e}"))?;
    }
    Ok(Some(Fetched {
        media,
        charset,
        body,
    }))
}

/// All values of a field, in small letters.
fn values<'a>(
    fields: &'a [httparse::Header<'a>],
    name: &'a str,
) -> impl DoubleEndedIterator<Item = String> + 'a {
    let named = fields
        .iter()
        .filter(move |it| it.name.eq_ignore_ascii_case(name));
    named.map(|it| {
        String::from_utf8_lossy(it.value)
            .trim()
            .to_ascii_lowercase()
    })
}

/// The bytes up to the empty line, which is passed over.
fn head(reader: &mut BufReader<HeldReader>) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut reader = reader.take(LARGEST);
    loop {
        let start = head.len();
        reader.read_until(b'\n', &mut head)?;
        let line = &head[start..];
        if line.is_empty() || line.trim_ascii().is_empty() && start > 0 {
            head.truncate(start);
            return Ok(head);
        }
    }
}

/// The type and the charset of a `Content-Type`, in small letters.
pub(super) fn media_type(value: &str) -> (String, Option<String>) {
    let mut parts = value.split(';');
    let media = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty())
            .then(|| value.to_ascii_lowercase())
    });
    (media, charset)
}
