//! The four-line head of newswire files: title, author, date and address, each behind `-- `.

use super::article::Published;
use super::date;

/// What the head tells, and where the body begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub title: Option<String>,
    pub published: Published,
    pub url: Option<String>,
    /// Byte offset of what follows the head.
    pub body: usize,
}

/// The head of a text, `None` where it has none. The third line must be a date or the fourth an address, so that four
/// lines of a dialog are not taken for one.
pub(super) fn head(text: &str) -> Option<Head> {
    let mut body = 0;
    let mut values = [""; 4];
    for value in &mut values {
        let line = text[body..].split_inclusive('\n').next()?;
        body += line.len();
        *value = line.trim_end().strip_prefix("--")?.trim();
    }
    let [title, _author, published, url] = values;
    let published = if published.is_empty() {
        Published::default()
    } else {
        date::published(published)
    };
    let is_address = url.starts_with("http://") || url.starts_with("https://");
    if published.at.is_none() && !is_address {
        return None;
    }
    let some = |s: &str| (!s.is_empty()).then(|| s.to_owned());
    Some(Head {
        title: some(title),
        published,
        url: some(url),
        body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_head() {
        let text = "-- Acme bids for Widget\n-- By Jo Doe\n-- Mon Oct 23, 2006 3:47am EDT\n-- http://wire.example/1\n\n \n Body.\n";
        let head = head(text).expect("a head");
        assert_eq!(head.title.as_deref(), Some("Acme bids for Widget"));
        assert_eq!(head.url.as_deref(), Some("http://wire.example/1"));
        assert!(head.published.at.is_some());
        assert_eq!(text[head.body..].trim(), "Body.");
    }

    #[test]
    fn ok_empty_author_and_date() {
        let head = head("-- Acme bids\r\n-- \r\n--\r\n-- https://wire.example/1\r\nBody.")
            .expect("a head");
        assert_eq!(head.published, Published::default());
        assert_eq!(head.title.as_deref(), Some("Acme bids"));
    }

    #[test]
    fn err_no_head() {
        for text in [
            "",
            "-- Acme bids\n-- By Jo Doe\n",
            "-- Who is it?\n-- Me.\n-- Come in.\n-- Thanks.\nShe sat down.",
            "Acme bids\n-- By Jo Doe\n-- Mon Oct 23, 2006 3:47am EDT\n-- http://wire.example/1\n",
        ] {
            assert_eq!(head(text), None, "{text}");
        }
    }
}
