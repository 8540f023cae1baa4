//! Heads of ARC records: one line, of version 1 (`URL IP DATE TYPE LENGTH`) or 2 (with six more fields before the length).

use super::warc::{address, is_machinery};
use super::{Content, Head};

/// The address, the media type and the length. Addresses may hold blanks, so the others are counted from the end.
fn fields(line: &[u8]) -> Option<(String, &str, &str)> {
    let line = std::str::from_utf8(line).ok()?.trim_end();
    let parts: Vec<&str> = line.split(' ').collect();
    let is_date = |at: usize| {
        parts.len().checked_sub(at).is_some_and(|it| {
            let date = parts[it];
            (8..=18).contains(&date.len()) && date.bytes().all(|b| b.is_ascii_digit())
        })
    };
    // Where the type stands, from the end, and how many parts stand behind the address.
    let (kind, behind) = if is_date(8) && parts.len() >= 10 {
        (7, 9)
    } else if is_date(3) && parts.len() >= 5 {
        (2, 4)
    } else {
        return None;
    };
    let url = parts[..parts.len() - behind].join(" ");
    let scheme = url.split(':').next()?;
    let is_address = url.len() > scheme.len()
        && !scheme.is_empty()
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric());
    is_address.then(|| (url, parts[parts.len() - kind], parts[parts.len() - 1]))
}

/// Whether a line is the head of a record.
pub(super) fn begins(line: &[u8]) -> bool {
    // Nearly all lines that are none are told from one by their first bytes.
    line.first().is_some_and(u8::is_ascii_alphanumeric) && fields(line).is_some()
}

pub(super) fn head(line: &[u8]) -> Result<Head, String> {
    let (url, kind, length) = fields(line).ok_or("a record without a head")?;
    let length = length
        .parse()
        .map_err(|_| format!("expected a number as the length of a record, found `{length}`"))?;
    let uri = address(&url);
    let content = if uri.as_deref().is_some_and(is_machinery) {
        Content::Unwanted
    } else {
        let kind = kind.to_ascii_lowercase();
        Content::Either((kind.contains('/')).then_some(kind))
    };
    Ok(Head {
        uri,
        length,
        content,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_heads_of_both_versions() {
        for line in [
            "http://news.example/a b 10.0.0.1 20140216050221 text/html 1591\n",
            "http://news.example/a b 10.0.0.1 20140216050221 text/html 200 abc - 0 x.arc.gz 1591\r\n",
        ] {
            assert!(begins(line.as_bytes()));
            assert_eq!(
                head(line.as_bytes()),
                Ok(Head {
                    uri: Some("http://news.example/a%20b".to_owned()),
                    length: 1591,
                    content: Content::Either(Some("text/html".to_owned())),
                })
            );
        }
        let first = head(b"filedesc://x.arc 0.0.0.0 20140216050221 text/plain 75\n");
        assert_eq!(first.map(|it| it.content), Ok(Content::Unwanted));
    }

    #[test]
    fn err_no_heads() {
        for line in [
            "The deal was announced on 20140216050221 text/html 1591\n",
            "URL IP-address Archive-date Content-type Archive-length\n",
            "\n",
        ] {
            assert!(!begins(line.as_bytes()), "{line}");
        }
        let error = head(b"http://x.example/ 10.0.0.1 20140216050221 text/html -1\n");
        assert!(error.is_err_and(|it| it.ends_with("found `-1`")));
    }
}
