//! What a page says of itself: headline, date, source, its own address.
//!
//! In this order: JSON-LD, `OpenGraph` and the other metadata in the head, then what stands in the page. A date that does
//! not parse gives way to one that does; where none does, the first is kept as the page writes it.

use trafilatura::dom::{Document, NodeId};

use super::ld::{self, Described};
use super::{kept, tree, unescaped};
use crate::source::date;

/// What is known of a page apart from its text.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub title: Option<String>,
    /// The first heading of the first rank, which may be worded otherwise than the title.
    pub heading: Option<String>,
    pub published: Option<String>,
    pub source: Option<String>,
    pub canonical: Option<String>,
    /// The page says that it is one article.
    pub is_article: bool,
    /// The page says that it is a live blog.
    pub live: bool,
    /// The text of the article, in metadata.
    pub body: Option<String>,
}

/// Names of metadata that hold a date of publication, the surest first.
const DATES: [&str; 18] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date.published",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "published-date",
    "publish-date",
    "publishdate",
    "pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "date",
];

/// Reads the head and the marked parts of a page that stood at `url`.
pub(super) fn read(doc: &Document, url: Option<&str>) -> Head {
    let mut found = Found::default();
    tree::walk(doc, doc.root(), &mut |id| {
        found.element(doc, id);
        true
    });
    let described = ld::article(&found.scripts).unwrap_or_default();
    let is_article = described != Described::default()
        || found.meta("og:type").is_some_and(|t| t == "article")
        || found.meta("article:published_time").is_some();
    let site = found
        .meta("og:site_name")
        .or_else(|| described.publisher.clone())
        .or_else(|| found.meta("application-name"));
    let canonical = found
        .canonical
        .clone()
        .or_else(|| found.meta("og:url"))
        .and_then(|address| absolute(&address, url));
    let host = url.or(canonical.as_deref()).and_then(host);
    let heading = found.headings.first().cloned();
    let title = described
        .headline
        .clone()
        .or_else(|| found.meta("og:title"))
        .or_else(|| heading.clone())
        .or_else(|| found.meta("twitter:title"))
        .or_else(|| found.title.clone())
        .map(|title| bare_title(&title, heading.as_deref(), site.as_deref(), host));
    let mut dates = Vec::from_iter(described.published);
    dates.extend(DATES.iter().filter_map(|name| found.meta(name)));
    dates.append(&mut found.times);
    let published = dates
        .iter()
        .find(|text| date::parse(text).is_some())
        .or_else(|| dates.first())
        .cloned();
    Head {
        title,
        heading,
        published,
        source: site.or_else(|| host.map(|h| h.trim_start_matches("www.").to_owned())),
        canonical,
        is_article,
        live: described.live,
        body: described.body,
    }
}

#[derive(Default)]
struct Found {
    metas: Vec<(String, String)>,
    scripts: Vec<String>,
    headings: Vec<String>,
    times: Vec<String>,
    title: Option<String>,
    canonical: Option<String>,
}

impl Found {
    fn element(&mut self, doc: &Document, id: NodeId) {
        let attribute = |name: &str| doc.get_attribute(id, name);
        match doc.tag_name(id) {
            "meta" => {
                let name = attribute("property")
                    .or_else(|| attribute("name"))
                    .or_else(|| attribute("itemprop"));
                if let (Some(name), Some(content)) = (name, attribute("content"))
                    && let Some(content) = kept(&unescaped(&content))
                {
                    self.metas.push((name.trim().to_lowercase(), content));
                }
            }
            "link" if attribute("rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")) => {
                self.canonical = self.canonical.take().or_else(|| attribute("href"));
            }
            "script" => {
                if attribute("type").is_some_and(|t| t.to_lowercase().contains("ld+json")) {
                    self.scripts.push(doc.text_content(id));
                }
            }
            "title" if self.title.is_none() => self.title = kept(&doc.text_content(id)),
            "h1" => self.headings.extend(kept(&tree::line(doc, id))),
            "time" if !in_other(doc, id) => {
                let text = attribute("datetime").or_else(|| attribute("content"));
                self.times
                    .extend(kept(&text.unwrap_or_else(|| doc.text_content(id))));
            }
            _ => {
                if attribute("itemprop").is_some_and(|p| p == "datePublished") {
                    let text = attribute("content").or_else(|| attribute("datetime"));
                    let text = text.unwrap_or_else(|| doc.text_content(id));
                    self.times.splice(0..0, kept(&text));
                }
            }
        }
    }

    fn meta(&self, name: &str) -> Option<String> {
        let (_, content) = self.metas.iter().find(|(n, _)| n == name)?;
        Some(content.clone())
    }
}

/// Whether a time belongs to something beside the article.
fn in_other(doc: &Document, id: NodeId) -> bool {
    tree::inside(doc, id, |around| {
        matches!(doc.tag_name(around), "aside" | "nav" | "footer" | "li")
            || tree::marks(doc, around)
                .iter()
                .any(|mark| matches!(mark.as_str(), "comment" | "comments" | "related"))
    })
}

/// The host of an address.
pub(super) fn host(url: &str) -> Option<&str> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    let end = rest.find(['/', '?', '#', ':']).unwrap_or(rest.len());
    Some(&rest[..end]).filter(|host| !host.is_empty())
}

/// An address as a whole one, where it is or `base` makes it so.
pub(super) fn absolute(address: &str, base: Option<&str>) -> Option<String> {
    let address = address.trim();
    if host(address).is_some() {
        return Some(address.to_owned());
    }
    let base = base?;
    let host = host(base)?;
    let scheme = &base[..base.find("//")?];
    if address.starts_with("//") {
        return Some(format!("{scheme}{address}"));
    }
    address
        .starts_with('/')
        .then(|| format!("{scheme}//{host}{address}"))
}

/// A title without the name of its site: "Acme buys Widget - Harbour Post".
fn bare_title(
    title: &str,
    heading: Option<&str>,
    site: Option<&str>,
    host: Option<&str>,
) -> String {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let site = site.map(&letters);
    let host = host.map(|h| letters(h.trim_start_matches("www.")));
    let mut title = title.trim();
    for mark in [
        " | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", ": ",
    ] {
        // The name of the site may have parts itself, so the longest tail is tried first.
        for (at, _) in title.match_indices(mark) {
            let (front, tail) = (title[..at].trim(), letters(&title[at..]));
            let named = site.as_ref().is_some_and(|s| tail == *s)
                || host.as_ref().is_some_and(|h| {
                    // "Harbour Post" of harbourpost.example
                    tail.len() > 3 && (h.starts_with(&tail) || tail.starts_with(h.as_str()))
                })
                || mark != ": " && heading.is_some_and(|h| h == front);
            if named && !front.is_empty() {
                title = front;
                break;
            }
        }
    }
    title.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> Head {
        read(
            &Document::parse(html),
            Some("https://www.harbour-post.example/a/b?c"),
        )
    }

    #[test]
    fn ok_metadata_in_their_order() {
        let head = of(
            "<title>T - Harbour Post</title><meta property=og:title content='Acme &amp;amp; Widget merge'>\
             <meta property='og:site_name' content='Harbour Post'><meta name=date content='soon'>\
             <meta property='article:published_time' content='2025-07-04T10:00:00Z'>\
             <link rel=canonical href='/a/b'><h1>Acme, Widget <b>to</b> merge</h1><time datetime=2020-01-01>",
        );
        assert_eq!(head.title.as_deref(), Some("Acme & Widget merge"));
        assert_eq!(head.heading.as_deref(), Some("Acme, Widget to merge"));
        assert_eq!(head.published.as_deref(), Some("2025-07-04T10:00:00Z"));
        assert_eq!(head.source.as_deref(), Some("Harbour Post"));
        assert_eq!(
            head.canonical.as_deref(),
            Some("https://www.harbour-post.example/a/b")
        );
        assert!(head.is_article);
    }

    #[test]
    fn ok_what_stands_in_the_page() {
        let head = of(
            "<title>Acme buys Widget</title><aside><time datetime=2020-01-01>a</time></aside>\
             <span itemprop=datePublished content=2025-07-04>4 July</span><time>noon</time>",
        );
        assert_eq!(head.title.as_deref(), Some("Acme buys Widget"));
        assert_eq!(head.published.as_deref(), Some("2025-07-04"));
        assert_eq!(head.source.as_deref(), Some("harbour-post.example"));
        assert!(!head.is_article);
        assert_eq!(
            of("<time>5 hours ago</time>").published.as_deref(),
            Some("5 hours ago")
        );
        assert_eq!(of("<p>x").published, None);
    }

    #[test]
    fn ok_titles_without_their_site() {
        for (title, bare) in [
            ("Acme buys Widget | Harbour Post", "Acme buys Widget"),
            (
                "Acme buys Widget - Markets - Harbour Post",
                "Acme buys Widget - Markets",
            ),
            (
                "Acme buys Widget – harbour-post.example",
                "Acme buys Widget",
            ),
            ("Acme - Widget deal is off", "Acme - Widget deal is off"),
            ("Harbour Post", "Harbour Post"),
        ] {
            let read = bare_title(
                title,
                None,
                Some("Harbour Post"),
                Some("www.harbour-post.example"),
            );
            assert_eq!(read, bare, "{title}");
        }
        assert_eq!(
            bare_title("Acme buys | News", Some("Acme buys"), None, None),
            "Acme buys"
        );
    }

    #[test]
    fn err_addresses() {
        assert_eq!(absolute("javascript:x", Some("https://a.example")), None);
        assert_eq!(absolute("b", None), None);
        assert_eq!(
            absolute("//b.example/c", Some("http://a.example")).as_deref(),
            Some("http://b.example/c")
        );
        assert_eq!(host("https:///x"), None);
    }
}
