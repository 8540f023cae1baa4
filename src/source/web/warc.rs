//! Heads of WARC records, of any version.

use std::io;

use super::framed::{Framed, blank};
use super::{Content, Head, http};

/// Bytes of a head at most.
const LARGEST: usize = 1 << 20;

/// `WARC/1.0`
pub(super) fn begins(line: &[u8]) -> bool {
    let version = line.trim_ascii_end().strip_prefix(b"WARC/");
    version.is_some_and(|it| {
        (1..8).contains(&it.len()) && it.iter().all(|b| b.is_ascii_digit() || *b == b'.')
    })
}

/// Reads the head behind its first line.
pub(super) fn head(framed: &mut Framed) -> io::Result<Result<Head, String>> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut size = 0;
    loop {
        if !framed.line()? {
            return Ok(Err("the archive ends in the head of a record".to_owned()));
        }
        if framed.begins() {
            framed.unread_line();
            return Ok(Err("a record that ends in its head".to_owned()));
        }
        let line = framed.text();
        if blank(line) {
            return Ok(read(&fields));
        }
        size += line.len();
        if size > LARGEST {
            return Ok(Err(
                "a record with a head of more than a mebibyte".to_owned()
            ));
        }
        let line = String::from_utf8_lossy(line);
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
}

fn read(fields: &[(String, String)]) -> Result<Head, String> {
    let field = |name: &str| {
        let found = fields.iter().find(|(it, _)| it == name);
        found.map(|(_, value)| value.as_str())
    };
    let length = field("content-length").ok_or("a record without a length")?;
    let length = length
        .parse()
        .map_err(|_| format!("expected a number as the length of a record, found `{length}`"))?;
    let uri = field("warc-target-uri").and_then(address);
    let media = field("content-type").map(|it| http::media_type(it).0);
    let is_http = media.as_deref() == Some("application/http");
    let kind = field("warc-type").unwrap_or_default();
    let content = match kind.to_ascii_lowercase().as_str() {
        _ if uri.as_deref().is_some_and(is_machinery) => Content::Unwanted,
        "response" if is_http || media.is_none() => Content::Http,
        "response" | "resource" if is_http => Content::Http,
        "response" => Content::Either(media),
        "resource" => Content::Plain(media),
        "conversion" => Content::Plain(Some(media.unwrap_or_else(|| "text/plain".to_owned()))),
        _ => Content::Unwanted,
    };
    Ok(Head {
        uri,
        length,
        content,
    })
}

/// An address as it should be written: some programs put it in angle brackets, or leave blanks in it.
pub(super) fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = text.strip_prefix('<').and_then(|it| it.strip_suffix('>'));
    let text = bare.unwrap_or(text).replace(' ', "%20");
    (!text.is_empty()).then_some(text)
}

/// What is fetched on the way to pages.
pub(super) fn is_machinery(uri: &str) -> bool {
    let path = uri.split(['?', '#']).next().unwrap_or(uri);
    path.ends_with("/robots.txt")
        || ["dns:", "filedesc:", "metadata:"]
            .iter()
            .any(|scheme| uri.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(lines: &[(&str, &str)]) -> Result<Head, String> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        read(&lines.iter().map(own).collect::<Vec<_>>())
    }

    #[test]
    fn ok_kinds_of_records() {
        let plain = |media: &str| Content::Plain(Some(media.to_owned()));
        for (kind, media, content) in [
            (
                "response",
                "application/http; msgtype=response",
                Content::Http,
            ),
            (
                "response",
                "text/dns",
                Content::Either(Some("text/dns".to_owned())),
            ),
            ("resource", "text/html", plain("text/html")),
            ("conversion", "text/plain", plain("text/plain")),
            (
                "request",
                "application/http; msgtype=request",
                Content::Unwanted,
            ),
            ("revisit", "application/http", Content::Unwanted),
            ("", "", Content::Unwanted),
        ] {
            let head = head(&[
                ("content-length", "5"),
                ("warc-type", kind),
                ("content-type", media),
                ("warc-target-uri", "<http://news.example/a b>"),
            ]);
            let head = head.expect("a sound head");
            assert_eq!(head.content, content, "{kind}");
            assert_eq!(head.uri.as_deref(), Some("http://news.example/a%20b"));
        }
        let robots = head(&[
            ("content-length", "5"),
            ("warc-type", "response"),
            ("warc-target-uri", "https://news.example/robots.txt"),
        ]);
        assert_eq!(robots.expect("a sound head").content, Content::Unwanted);
    }

    #[test]
    fn err_lengths() {
        assert_eq!(head(&[]), Err("a record without a length".to_owned()));
        assert!(head(&[("content-length", "-1")]).is_err());
        assert!(head(&[("content-length", "99999999999999999999")]).is_err());
    }

    #[test]
    fn ok_first_lines() {
        for line in ["WARC/1.0\r\n", "WARC/1.1\n", "WARC/0.18\n"] {
            assert!(begins(line.as_bytes()), "{line}");
        }
        for line in [
            "WARC/\n",
            "WARC/1.0 is a format\n",
            "warc/1.0\n",
            " WARC/1.0\n",
        ] {
            assert!(!begins(line.as_bytes()), "{line}");
        }
    }
}
