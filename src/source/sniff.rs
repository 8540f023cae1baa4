//! Which format an input has: by its content first, then by its name.
//!
//! What is known and not read is told by name, so that a binary file or a web page is never taken for an article.

use super::stream::Stream;
use super::{
    FieldMap, Input, InputFormat, SourceOptions, archive, csv, feed, json_kind, mail, web,
};

/// First bytes of formats that are known and not read.
const FOREIGN: [(&[u8], &str); 3] = [
    (b"%PDF-", "a PDF file"),
    (b"FEA1", "a Feather file of the first version"),
    (b"\x89PNG", "a PNG image"),
];

/// The format that an input is read as: what its content says, or `told`, unless the options say otherwise.
///
/// What they force is the format of the articles: what holds other inputs is opened nevertheless.
///
/// # Errors
/// What it is, where it is nothing that is read.
pub(super) fn chosen(
    input: &Input,
    told: Option<InputFormat>,
    options: &SourceOptions,
) -> Result<InputFormat, String> {
    let found = match told {
        Some(format) => Ok(format),
        None => format(&input.stream, &input.id, &options.fields),
    };
    match (options.format, found) {
        (Some(forced), _) if forced.is_container() && input.depth == 0 => Ok(forced),
        (Some(forced), found) if !forced.is_container() => match found {
            Ok(found) if found.is_container() => Ok(found),
            _ => Ok(forced),
        },
        (_, found) => found,
    }
}

/// The format of a stream whose file is called `name`.
///
/// # Errors
/// What it is, where it is nothing that is read.
pub(super) fn format(
    stream: &Stream,
    name: &str,
    fields: &FieldMap,
) -> Result<InputFormat, String> {
    let head = stream.head();
    if let Some(container) = container(head, name)? {
        return Ok(container);
    }
    if let Some((_, what)) = FOREIGN.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(format!("{what}, which is not read"));
    }
    if head.starts_with(b"PAR1") {
        return Ok(InputFormat::Parquet);
    }
    if head.starts_with(b"ARROW1") || is_arrow_stream(head) {
        return Ok(InputFormat::Arrow);
    }
    if head.contains(&0) {
        return Err("not text: it holds NUL bytes".to_owned());
    }
    let extension = extension(name);
    let trimmed = head.trim_ascii_start();
    if is_page(trimmed) || matches!(extension.as_str(), "html" | "htm" | "xhtml") {
        return Ok(InputFormat::Html);
    }
    if trimmed.starts_with(b"<") && feed::is_feed(trimmed) {
        return Ok(InputFormat::Feed);
    }
    if begins(trimmed, b"<?xml") {
        return Err("an XML file that is neither a page nor a feed, which is not read".to_owned());
    }
    if mail::is_from_line(first_line(trimmed)) {
        return Ok(InputFormat::Mbox);
    }
    if mail::is_mail(trimmed) || extension == "eml" && !trimmed.is_empty() {
        return Ok(InputFormat::Eml);
    }
    if let Some(format) = json_kind::format(trimmed, &extension, fields) {
        return Ok(format);
    }
    if let Some(format) = csv::format(trimmed, &extension, fields) {
        return Ok(format);
    }
    Ok(InputFormat::Text)
}

/// What holds other inputs.
fn container(head: &[u8], name: &str) -> Result<Option<InputFormat>, String> {
    /// First members of zip archives that are documents, behind a head of 30 bytes.
    const DOCUMENTS: [&[u8]; 4] = [b"mimetype", b"[Content_Types].xml", b"_rels/", b"META-INF/"];
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let name = head.get(30..).unwrap_or_default();
        if DOCUMENTS.iter().any(|it| name.starts_with(it)) {
            return Err("an office document, book or program, which is not read".to_owned());
        }
        return Ok(Some(InputFormat::Zip));
    }
    // One whose start was lost is told by its name.
    let dialect = web::dialect(head).or(match extension(name).as_str() {
        "warc" | "wet" => Some(web::Dialect::Warc),
        "arc" => Some(web::Dialect::Arc),
        _ => None,
    });
    if let Some(dialect) = dialect.filter(|_| !head.is_empty()) {
        return Ok(Some(match dialect {
            web::Dialect::Warc => InputFormat::Warc,
            web::Dialect::Arc => InputFormat::Arc,
        }));
    }
    Ok(archive::tar::is_tar(head).then_some(InputFormat::Tar))
}

/// The last part of a name behind a dot, that of the compression left off.
fn extension(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let name = [".gz", ".zst", ".zstd", ".bz2", ".xz"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(&name);
    match name.rsplit_once('.') {
        Some((_, end)) => end.to_owned(),
        None => String::new(),
    }
}

/// Whether a file begins as a web page does, comments and an XML declaration before it passed over.
fn is_page(mut head: &[u8]) -> bool {
    loop {
        let rest = if begins(head, b"<!--") {
            memchr::memmem::find(head, b"-->").map(|at| &head[at + 3..])
        } else if begins(head, b"<?xml") {
            memchr::memmem::find(head, b"?>").map(|at| &head[at + 2..])
        } else {
            break;
        };
        // A comment that goes on out of sight: nothing else that is read begins with one.
        let Some(rest) = rest else {
            return begins(head, b"<!--");
        };
        head = rest.trim_ascii_start();
    }
    [b"<!doctype html".as_slice(), b"<html", b"<head", b"<body"]
        .iter()
        .any(|mark| begins(head, mark))
}

fn begins(head: &[u8], mark: &[u8]) -> bool {
    head.get(..mark.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(mark))
}

/// The mark of a message, its length, and that it is some kilobytes at most: the schema.
fn is_arrow_stream(head: &[u8]) -> bool {
    match head {
        [0xff, 0xff, 0xff, 0xff, a, b, c, 0, ..] => (*a, *b, *c) != (0, 0, 0),
        _ => false,
    }
}

fn first_line(head: &[u8]) -> &[u8] {
    head.split(|b| *b == b'\n').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniffed(name: &str, content: &str) -> Result<InputFormat, String> {
        let stream = Stream::of_bytes(content.as_bytes());
        format(&stream, name, &FieldMap::default())
    }

    #[test]
    fn ok_content_goes_before_name() {
        use InputFormat::{Csv, Eml, Feed, Html, Json, JsonLines, Mbox, Text, Tsv};
        let long = format!("{{\"text\": \"{}\"}}", "x".repeat(100_000));
        for (name, content, expected) in [
            ("a.txt", "{\"text\":\"x\"}\n", JsonLines),
            ("a.txt", "{broken\n{\"text\":\"x\"}\n", JsonLines),
            ("a.txt", long.as_str(), JsonLines),
            ("a.txt", "{ \"id\" : \"cut in the mid", JsonLines),
            ("a.txt", "{\"quoted\" words}\n", Text),
            ("a.txt", "{so it began}\nand went on\n", Text),
            ("a.jsonl", "{broken\n", JsonLines),
            ("a.jsonl.gz", "broken\n", JsonLines),
            ("a.json", "{\"text\":\"x\"}\n{\"text\":\"y\"}\n", JsonLines),
            ("a.json", "{\"text\":\"x\"}\n", Json),
            ("a.jsonl", "{\"text\":\"x\"}\n", JsonLines),
            ("a.jsonl", "{\n  \"text\": \"x\"\n}\n", Json),
            ("a.json", "[{\"text\":\"x\"}]", Json),
            ("-", "[\n  {\n \"text\": \"x\"}]", Json),
            ("a.json", "[]", Json),
            ("a.txt", "[Photo: a ship]\nIt sank.\n", Text),
            ("-", "{\n  \"text\": \"x\"\n}\n", Json),
            ("-", "{\n  \"text\": \"cut", Json),
            ("-", "{\"status\":\"ok\",\"articles\":[{\"text\":\"x", Json),
            (
                "-",
                "{\"status\":\"ok\",\"articles\":[{\"text\":\"x\"}]}",
                Json,
            ),
            (
                "-",
                "{\"status\":\"ok\",\"articles\":[{\"text\":\"x\"},\n{\"text\":\"y",
                Json,
            ),
            (
                "-",
                "{\"text\":\"x\",\"related\":[{\"text\":\"x\"}]}",
                JsonLines,
            ),
            ("a.txt", "id,title,text\n1,A,B\n", Csv),
            ("a.txt", "id\ttitle\ttext\n1\tA\tB\n", Csv),
            ("a.txt", "\"headline\";\"body\"\n\"A\";\"B\"\n", Csv),
            ("a.txt", "Headline, of a body\n", Text),
            ("a.tsv", "headline\tbody\n", Tsv),
            ("a.txt", "Paris, text\n", Csv),
            ("a.txt", "In Paris, Rome, Bonn\n", Text),
            ("a.csv", "headline,body\n", Csv),
            ("a.csv.zst", "headline;body\n", Csv),
            ("a.xml", "<?xml version='1.0'?>\n<rss version='2.0'>", Feed),
            (
                "a",
                "<!-- x --><feed xmlns='http://www.w3.org/2005/Atom'>",
                Feed,
            ),
            ("a", "From x@y Thu Jul  3 13:50:00 2025\nFrom: x\n", Mbox),
            ("a.txt", "From the 13:50 train\nin 2025\n", Text),
            ("a", "From: x@y\nTo: z\nSubject: A\n\nText.", Eml),
            ("a.eml", "Subject: A\n\nText.", Eml),
            ("a", "Acme bought Widget.\n", Text),
            ("a", "", Text),
            ("a.txt", "\n<!DOCTYPE html><title>A</title>", Html),
            (
                "a",
                "<?xml version=\"1.0\"?>\n<!-- a -->\n<HTML lang=en>",
                Html,
            ),
            ("a.html", "<p>Acme bought Widget.", Html),
        ] {
            assert_eq!(
                sniffed(name, content),
                Ok(expected),
                "{name}: {content:.40}"
            );
        }
    }

    #[test]
    fn err_what_is_not_read() {
        for (name, content) in [
            ("a.txt", "<?xml version=\"1.0\"?><invoice/>"),
            ("a.txt", "FEA1\x15"),
            ("a.txt", "a\0b"),
        ] {
            assert!(sniffed(name, content).is_err(), "{content:?}");
        }
    }
}
