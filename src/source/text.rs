//! Text files: one article, or a page of several.
//!
//! The bytes are UTF-8 by now; a few that are not are replaced, and told.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::whole::Whole;
use super::{Event, Input, Pages, SourceOptions, newswire, page, reject};
use crate::source::Article;

pub(super) fn source<'a>(input: Input, options: &SourceOptions, pages: &'a Pages) -> Whole<'a> {
    Whole::new(input, options, pages, "text", read)
}

fn read(bytes: &[u8], input: &Input, cut: bool, pages: &Pages, out: &mut VecDeque<Event>) {
    let (text, broken) = decode(bytes);
    if broken > 0 {
        out.push_back(Event::Warning(format!(
            "{}: {broken} broken UTF-8 sequences, read as U+FFFD",
            input.place
        )));
    }
    let (articles, nothing) = match newswire::head(&text) {
        Some(head) => {
            let articles = newswire_article(&text, head, input.id.clone());
            (articles, "no text below the head")
        }
        None => (page::split_text(&text, &input.id, pages), "no text"),
    };
    // The cut itself says enough.
    if articles.is_empty() && !cut {
        out.push_back(reject(input.place.as_str(), nothing));
    }
    out.extend(articles.into_iter().map(Event::Article));
}

fn newswire_article(text: &str, head: newswire::Head, id: String) -> Vec<Article> {
    let body = text[head.body..].trim();
    if body.is_empty() {
        return Vec::new();
    }
    vec![Article {
        id,
        title: head.title,
        published: head.published,
        url: head.url,
        canonical_url: None,
        source: None,
        text: body.to_owned(),
    }]
}

/// The text, and how many broken sequences of UTF-8 were replaced in it.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, usize) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), 0);
    }
    let chunks = bytes.utf8_chunks();
    let broken = chunks.filter(|chunk| !chunk.invalid().is_empty()).count();
    (String::from_utf8_lossy(bytes), broken)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::source::events_of;

    fn events(bytes: &[u8], options: &SourceOptions) -> Vec<Event> {
        let input = Input::of_bytes("a.txt", bytes);
        events_of(source(input, options, Pages::built_in()))
    }

    fn one(bytes: &[u8]) -> Article {
        match events(bytes, &SourceOptions::default()).as_slice() {
            [Event::Article(article)] => article.clone(),
            other => panic!("one article, not {other:?}"),
        }
    }

    #[test]
    fn ok_encodings() {
        assert_eq!(one("Price: 5 €.".as_bytes()).text, "Price: 5 €.");
        assert_eq!(one(b"\xef\xbb\xbfPrice: 5.").text, "Price: 5.");
        let utf16: Vec<u8> = [0xfeff]
            .into_iter()
            .chain("Price: 5 €.".encode_utf16())
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(one(&utf16).text, "Price: 5 €.");
    }

    #[test]
    fn ok_newswire() {
        let article = one(b"-- Acme bids for Widget\n-- By Jo Doe\n-- Mon Oct 23, 2006 3:47am EDT\n-- http://wire.example/1\n\n \n\n PARIS (Wire) - Acme bid.\n\n More.");
        assert_eq!(article.id, "a.txt");
        assert_eq!(article.title.as_deref(), Some("Acme bids for Widget"));
        assert_eq!(article.url.as_deref(), Some("http://wire.example/1"));
        assert_eq!(
            article.published.at.map(|at| at.to_string()).as_deref(),
            Some("2006-10-23T07:47:00Z")
        );
        assert_eq!(article.text, "PARIS (Wire) - Acme bid.\n\n More.");
    }

    #[test]
    fn ok_few_broken_bytes_are_told() {
        let mut bytes = "Zażółć gęślą jaźń. ".repeat(3).into_bytes();
        bytes.push(0xff);
        let events = events(&bytes, &SourceOptions::default());
        assert!(matches!(&events[0], Event::Warning(w) if w.contains("1 broken")));
        assert!(matches!(&events[1], Event::Article(a) if a.text.starts_with("Zażółć")));
    }

    #[test]
    fn err_no_text_and_too_much() {
        let no_text = |bytes| match events(bytes, &SourceOptions::default()).as_slice() {
            [Event::Reject(r)] => r.reason.clone(),
            other => panic!("one reject, not {other:?}"),
        };
        assert_eq!(no_text(b""), "no text");
        assert_eq!(no_text(b" \n\n"), "no text");
        assert_eq!(
            no_text(b"-- A\n-- B\n-- July 3, 2025\n-- http://x\n \n"),
            "no text below the head"
        );
        let options = SourceOptions {
            longest: 100,
            ..SourceOptions::default()
        };
        assert!(matches!(
            events(&[b'a'; 101], &options).as_slice(),
            [Event::Reject(r)] if r.place == "in/a.txt" && r.reason.contains("100 bytes")
        ));
    }

    #[test]
    fn err_cut_stream_keeps_what_came_before() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        encoder
            .write_all(&b"Acme bought Widget. ".repeat(100))
            .expect("memory");
        let packed = encoder.finish().expect("memory");
        let events = events(&packed[..500], &SourceOptions::default());
        assert!(
            matches!(&events[0], Event::Article(a) if a.text.starts_with("Acme bought Widget."))
        );
        assert!(matches!(&events[1], Event::Reject(r) if r.place == "in/a.txt@500"));
    }
}
