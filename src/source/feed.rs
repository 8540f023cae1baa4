//! RSS, Atom and RDF feeds: each entry is an article.
//!
//! A feed is read whole, up to the bound for one text, and a broken one as far as it goes. Elements that nobody closed
//! are forgiven. Entities that the document defines itself are never expanded.

use std::borrow::Cow;
use std::collections::VecDeque;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event as Xml};
use quick_xml::reader::Reader;

use super::row::Row;
use super::whole::Whole;
use super::{Event, Input, Pages, SourceOptions, fragment, reject};

/// How far up an end tag looks for what it ends.
const ENDS: usize = 256;

pub(super) fn source<'a>(input: Input, options: &SourceOptions, pages: &'a Pages) -> Whole<'a> {
    Whole::new(input, options, pages, "feed", read)
}

fn read(bytes: &[u8], input: &Input, cut: bool, pages: &Pages, out: &mut VecDeque<Event>) {
    let mut walk = Walk::default();
    let broken = walk.read(&decode(bytes));
    let any = !walk.items.is_empty();
    for (i, item) in walk.items.into_iter().enumerate() {
        let number = i + 1;
        let row = item.row(walk.title.as_deref());
        match row.articles(|| format!("{}:{number}", input.id), pages) {
            Ok(articles) => out.extend(articles.into_iter().map(Event::Article)),
            Err(reason) => {
                let reason = format!("entry {number}: {reason}");
                out.push_back(reject(input.place.as_str(), reason));
            }
        }
    }
    // The cut itself says enough.
    if cut {
        return;
    }
    if let Some((offset, reason)) = broken {
        let place = format!("{}@{offset}", input.place);
        out.push_back(reject(place, reason));
    } else if !any {
        out.push_back(reject(input.place.as_str(), "a feed without entries"));
    }
}

/// Whether what begins so is a feed, by its first element.
pub(super) fn is_feed(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event() {
            Ok(Xml::Start(tag)) => {
                let (_, local) = name_of(&tag);
                return matches!(local.as_str(), "rss" | "feed" | "RDF");
            }
            Ok(Xml::Empty(_) | Xml::Eof | Xml::CData(_) | Xml::End(_)) | Err(_) => return false,
            Ok(Xml::Text(text)) if !text.trim().is_empty() => return false,
            Ok(_) => {}
        }
    }
}

/// UTF-8 where it is, else what the declaration says, else windows-1252.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let declared = head.split_once("encoding=").and_then(|(_, rest)| {
        let quote = rest.chars().next()?;
        let name = rest[quote.len_utf8()..].split(quote).next()?;
        encoding_rs::Encoding::for_label(name.as_bytes())
    });
    let encoding = declared.unwrap_or(encoding_rs::WINDOWS_1252);
    encoding.decode(bytes).0
}

/// What is kept of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Title,
    Link,
    Id,
    Published,
    Updated,
    Content,
    Summary,
    Source,
    FeedTitle,
}

#[derive(Default)]
struct Item {
    values: Vec<(Part, String)>,
}

impl Item {
    /// The first value of a part.
    fn take(&mut self, part: Part) -> Option<String> {
        let at = self.values.iter().position(|(it, _)| *it == part)?;
        Some(self.values.swap_remove(at).1)
    }

    fn row(mut self, feed: Option<&str>) -> Row<'static> {
        let link = self.take(Part::Link);
        let text = self.take(Part::Content);
        let text = text.or_else(|| self.take(Part::Summary));
        let published = self.take(Part::Published);
        let source = self.take(Part::Source);
        Row {
            id: self.take(Part::Id).or_else(|| link.clone()).map(Into::into),
            title: self.take(Part::Title).map(Into::into),
            published: published
                .or_else(|| self.take(Part::Updated))
                .map(Into::into),
            url: link.map(Into::into),
            source: source.or_else(|| feed.map(str::to_owned)).map(Into::into),
            text: text.unwrap_or_default().into(),
        }
    }
}

/// A value that is being read.
struct Capture {
    part: Part,
    /// Elements that are open around its content.
    depth: usize,
    kind: Content,
    value: String,
}

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Plain,
    Html,
    /// Elements of the document itself.
    Xhtml,
}

/// The state of going through a feed.
#[derive(Default)]
struct Walk {
    title: Option<String>,
    items: Vec<Item>,
    open: Vec<String>,
    item: Option<(Item, usize)>,
    capture: Option<Capture>,
}

impl Walk {
    /// Goes through it all. The result is where and why it broke, where it did.
    fn read(&mut self, text: &str) -> Option<(u64, String)> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        loop {
            match reader.read_event() {
                Ok(Xml::Start(tag)) => self.start(&tag, false),
                Ok(Xml::Empty(tag)) => self.start(&tag, true),
                Ok(Xml::End(tag)) => self.end(tag.name().as_ref()),
                Ok(Xml::Text(text)) => self.text(&text.xml10_content()),
                Ok(Xml::CData(text)) => self.text(&text.xml10_content()),
                Ok(Xml::GeneralRef(name)) => {
                    let name = name.xml10_content();
                    match fragment::entity(&name) {
                        Some(letters) => self.text(&letters),
                        // One that the document defines itself: nothing is expanded.
                        None => self.text(&format!("&{name};")),
                    }
                }
                Ok(Xml::Eof) => break,
                Ok(_) => {}
                Err(error) => {
                    let reason = format!("broken XML: {error}; the entries before it were read");
                    return Some((reader.error_position(), reason));
                }
            }
        }
        let is_cut = self.item.is_some() || self.capture.is_some();
        is_cut.then(|| {
            let reason = "the feed ends inside an entry; those before it were read";
            (text.len() as u64, reason.to_owned())
        })
    }

    fn start(&mut self, tag: &BytesStart<'_>, is_empty: bool) {
        let depth = self.open.len();
        if let Some(capture) = &mut self.capture {
            capture.value.push('<');
            capture.value.push_str(tag.local_name().as_ref());
            capture.value.push('>');
        } else if let Some((item, at)) = &mut self.item {
            if depth == *at + 1 {
                self.capture = part_of_item(tag, item, depth + 1);
            }
        } else {
            let (prefix, local) = name_of(tag);
            let is_plain = matches!(prefix.as_str(), "" | "atom" | "rss" | "a10");
            if is_plain && matches!(local.as_str(), "item" | "entry") {
                self.item = Some((Item::default(), depth));
            } else if is_plain && local == "title" && self.title.is_none() {
                let parent = self
                    .open
                    .last()
                    .map(|it| it.rsplit(':').next().unwrap_or(it));
                if matches!(parent, Some("channel" | "feed")) {
                    self.capture = Some(Capture {
                        part: Part::FeedTitle,
                        depth: depth + 1,
                        kind: Content::Html,
                        value: String::new(),
                    });
                }
            }
        }
        if !is_empty {
            return self.open.push(tag.name().as_ref().to_owned());
        }
        if self
            .capture
            .as_ref()
            .is_some_and(|it| it.depth == depth + 1)
        {
            self.finish_capture();
        }
        if self.item.as_ref().is_some_and(|(_, at)| *at == depth) {
            self.finish_item();
        }
    }

    fn end(&mut self, name: &str) {
        let mut last = self.open.iter().rev().take(ENDS);
        let Some(up) = last.position(|it| it == name) else {
            return;
        };
        if let Some(capture) = &mut self.capture {
            let local = name.rsplit(':').next().unwrap_or(name);
            capture.value.push_str("</");
            capture.value.push_str(local);
            capture.value.push('>');
        }
        self.open.truncate(self.open.len() - up - 1);
        let depth = self.open.len();
        if self.capture.as_ref().is_some_and(|it| it.depth > depth) {
            self.finish_capture();
        }
        if self.item.as_ref().is_some_and(|(_, at)| *at >= depth) {
            self.finish_item();
        }
    }

    fn text(&mut self, text: &str) {
        let Some(capture) = &mut self.capture else {
            return;
        };
        if capture.kind == Content::Xhtml {
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            capture.value.push_str(&text);
        } else {
            capture.value.push_str(text);
        }
    }

    fn finish_capture(&mut self) {
        let Some(capture) = self.capture.take() else {
            return;
        };
        // The end tag of the element itself was added last.
        let value = match capture.value.rsplit_once("</") {
            Some((value, end)) if end.ends_with('>') => value,
            _ => &capture.value,
        };
        let is_html = capture.kind != Content::Plain || value.contains("</");
        let value = match capture.part {
            Part::Content | Part::Summary if is_html => fragment::text(value),
            Part::Title | Part::FeedTitle | Part::Source if is_html => fragment::line(value),
            _ => value.trim().to_owned(),
        };
        if value.is_empty() {
            return;
        }
        match (capture.part, &mut self.item) {
            (Part::FeedTitle, _) => self.title = Some(value),
            (part, Some((item, _))) => item.values.push((part, value)),
            (_, None) => {}
        }
    }

    fn finish_item(&mut self) {
        self.finish_capture();
        self.items.extend(self.item.take().map(|(item, _)| item));
    }
}

/// The prefix and the rest of the name of an element.
fn name_of(tag: &BytesStart<'_>) -> (String, String) {
    let name = tag.name();
    let name: &str = name.as_ref();
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    (prefix.to_owned(), local.to_owned())
}

/// What an element right below an entry begins.
fn part_of_item(tag: &BytesStart<'_>, item: &mut Item, depth: usize) -> Option<Capture> {
    let (prefix, local) = name_of(tag);
    let part = match (prefix.as_str(), local.as_str()) {
        ("" | "atom" | "rss" | "a10", "title") => Part::Title,
        ("" | "atom" | "rss" | "a10", "link") => Part::Link,
        ("", "guid") | ("" | "atom" | "a10", "id") | ("dc", "identifier") => Part::Id,
        ("", "pubDate")
        | ("" | "atom" | "a10", "published" | "issued")
        | ("dc", "date")
        | ("dcterms", "created" | "issued") => Part::Published,
        ("" | "atom" | "a10", "updated" | "modified") | ("dcterms", "modified") => Part::Updated,
        ("content", "encoded") | ("" | "atom" | "a10", "content") | ("xhtml", "body") => {
            Part::Content
        }
        ("", "description") | ("" | "atom" | "a10", "summary") => Part::Summary,
        ("", "source") => Part::Source,
        _ => return None,
    };
    let kind = match attribute(tag, "type").as_deref() {
        Some("xhtml" | "application/xhtml+xml") => Content::Xhtml,
        Some("html" | "text/html") => Content::Html,
        Some("text" | "text/plain") => Content::Plain,
        _ if prefix == "xhtml" => Content::Xhtml,
        _ => Content::Html,
    };
    if part == Part::Link
        && let Some(address) = attribute(tag, "href")
    {
        let rel = attribute(tag, "rel");
        if rel.as_deref().is_none_or(|rel| rel == "alternate") {
            item.values.push((Part::Link, address));
        }
        return None;
    }
    if matches!(part, Part::Source) && prefix.is_empty() && attribute(tag, "url").is_none() {
        // The one of Atom holds elements: the feed that an entry came from.
        return None;
    }
    Some(Capture {
        part,
        depth,
        kind,
        value: String::new(),
    })
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.html_attributes();
    let found = attributes
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|it| AsRef::<str>::as_ref(&it.key) == name)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::source::{Article, events_of};

    fn events(bytes: &[u8]) -> Vec<Event> {
        let input = Input::of_bytes("f.xml", bytes);
        events_of(source(input, &SourceOptions::default(), Pages::built_in()))
    }

    fn articles(text: &str) -> Vec<Article> {
        assert!(is_feed(text.as_bytes()));
        let event = |event| match event {
            Event::Article(article) => article,
            other => panic!("articles alone, not {other:?}"),
        };
        events(text.as_bytes()).into_iter().map(event).collect()
    }

    fn one(bytes: &[u8]) -> Article {
        match events(bytes).as_slice() {
            [Event::Article(article)] => article.clone(),
            other => panic!("one article, not {other:?}"),
        }
    }

    const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="x">
<channel><title>Harbour &amp; Sea</title><link>http://sea.example/</link>
<image><title>Logo</title></image>
<item><title>Acme orders 3 &amp;quot;big&amp;quot; ferries</title><link>http://sea.example/1</link>
<guid isPermaLink="false">sea-1</guid><pubDate>Thu, 03 Jul 2025 13:50:00 GMT</pubDate>
<media:title>Not this</media:title>
<description>Short.</description>
<content:encoded><![CDATA[<p>Acme ordered <b>3 ferries</b>.</p><p>It pays &euro;5&nbsp;million.</p>]]></content:encoded></item>
<item><title>Second</title><link>http://sea.example/2</link><description>&lt;p&gt;One &amp;amp; two.&lt;/p&gt;</description></item>
</channel></rss>"#;

    #[test]
    fn err_what_is_declared_with_broken_bytes() {
        for quote in [&b"\xff"[..], b"", b"'"] {
            let head = [b"<?xml version='1.0' encoding=".as_slice(), quote].concat();
            let body = b"<rss><item><description>Caf\xe9.</description></item></rss>";
            let events = events(&[&head, b"latin1?>".as_slice(), body].concat());
            assert!(!events.is_empty(), "{quote:?}");
        }
    }

    #[test]
    fn ok_rss() {
        let articles = articles(RSS);
        assert_eq!(articles.len(), 2);
        let first = &articles[0];
        assert_eq!(first.id, "sea-1");
        assert_eq!(
            first.title.as_deref(),
            Some("Acme orders 3 \"big\" ferries")
        );
        assert_eq!(first.url.as_deref(), Some("http://sea.example/1"));
        assert_eq!(first.source.as_deref(), Some("Harbour & Sea"));
        assert_eq!(
            first.published.at.map(|at| at.to_string()).as_deref(),
            Some("2025-07-03T13:50:00Z")
        );
        assert_eq!(
            first.text,
            "Acme ordered 3 ferries.\n\nIt pays €5\u{a0}million."
        );
        assert_eq!(articles[1].id, "http://sea.example/2");
        assert_eq!(articles[1].text, "One & two.");
    }

    #[test]
    fn ok_atom() {
        let articles = articles(
            r#"<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">Trade &amp;amp; Rail</title>
<entry><id>urn:1</id><title>A &lt; B</title><link rel="self" href="http://x/self"/><link href="http://x/1?a=1&amp;b=2"/>
<updated>2025-07-04T00:00:00Z</updated><published>2025-07-03T10:00:00+02:00</published>
<source><title>Elsewhere</title><id>urn:other</id></source>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One &lt;b&gt; &amp;amp; two.</p><p>Three<br/>four.</p></div></content></entry>
<entry><id>urn:2</id><summary>Plain &amp; simple.</summary><updated>2025-07-04T00:00:00Z</updated></entry></feed>"#,
        );
        assert_eq!(articles[0].id, "urn:1");
        assert_eq!(articles[0].url.as_deref(), Some("http://x/1?a=1&b=2"));
        assert_eq!(articles[0].source.as_deref(), Some("Trade & Rail"));
        assert_eq!(
            articles[0].published.text.as_deref(),
            Some("2025-07-03T10:00:00+02:00")
        );
        assert_eq!(articles[0].text, "One <b> &amp; two.\n\nThree\nfour.");
        assert_eq!(articles[1].text, "Plain & simple.");
        assert_eq!(
            articles[1].published.text.as_deref(),
            Some("2025-07-04T00:00:00Z")
        );
    }

    #[test]
    fn ok_rdf_other_encodings_and_open_elements() {
        let rdf = "<?xml version='1.0' encoding='windows-1251'?><rdf:RDF xmlns:rdf='r' xmlns='http://purl.org/rss/1.0/' xmlns:dc='d'>\
            <channel rdf:about='x'><title>T</title></channel>\
            <item rdf:about='i'><title>A<br></title><link>http://x/1</link><dc:date>2025-07-03</dc:date><description>One<br>two \u{1}</description></item></rdf:RDF>";
        let mut bytes = rdf.replace('\u{1}', "@").into_bytes();
        let at = bytes.iter().position(|b| *b == b'@').expect("the mark");
        bytes[at] = 0xc0; // А in windows-1251.
        let article = one(&bytes);
        assert_eq!(article.text, "One\ntwo А");
        assert_eq!(article.title.as_deref(), Some("A"));
        assert_eq!(article.source.as_deref(), Some("T"));
        assert_eq!(article.published.text.as_deref(), Some("2025-07-03"));
    }

    #[test]
    fn ok_what_is_a_feed() {
        assert!(is_feed(
            b"<!-- x --><?xml-stylesheet href='x'?><!DOCTYPE rss><rss>"
        ));
        for other in [
            "<html><rss>",
            "<?xml version='1.0'?><urlset>",
            "rss",
            "<rss/>",
            "",
        ] {
            assert!(!is_feed(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn err_a_cut_feed_keeps_what_came_before() {
        let cut = RSS.find("Second").expect("the second entry");
        let events = events(&RSS.as_bytes()[..cut]);
        assert!(matches!(&events[0], Event::Article(a) if a.id == "sea-1"));
        let Event::Reject(reject) = &events[1] else {
            panic!("a reject, not {:?}", events[1]);
        };
        assert_eq!(reject.place, format!("in/f.xml@{cut}"));
        assert!(
            reject.reason.contains("inside an entry"),
            "{}",
            reject.reason
        );
    }

    #[test]
    fn err_entries_without_text_and_none() {
        let text = "<rss><channel><item><title>A</title></item><item><description>One.</description></item></channel></rss>";
        let events = events(text.as_bytes());
        assert!(matches!(&events[0], Event::Reject(r) if r.reason == "entry 1: no text"));
        assert!(matches!(&events[1], Event::Article(a) if a.id == "f.xml:2"));
        let none = super::tests::events(b"<rss><channel></channel></rss>");
        assert!(matches!(&none[..], [Event::Reject(r)] if r.reason.contains("without entries")));
    }

    #[test]
    fn err_entities_of_the_document_are_not_expanded() {
        let mut bomb = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a0 'boom'>".to_owned();
        for n in 1..30 {
            let refs = format!("&a{};", n - 1).repeat(10);
            let _ = write!(bomb, "<!ENTITY a{n} '{refs}'>");
        }
        bomb += "<!ENTITY f SYSTEM 'file:///etc/hostname'>]><rss><channel><item><description>&a29; &f;</description></item></channel></rss>";
        let article = one(bomb.as_bytes());
        assert_eq!(article.text, "&a29; &f;");
    }

    #[test]
    fn err_any_depth() {
        for piece in [
            "<item>",
            "<a>",
            "<a></b>",
            "<item><description>",
            "</a>",
            "<![CDATA[",
            "<!--",
            "<a b=",
        ] {
            let text = format!("<rss><channel>{}", piece.repeat(100_000));
            assert!(!events(text.as_bytes()).is_empty(), "{piece}");
        }
    }
}
