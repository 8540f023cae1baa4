//! Web pages: from the bytes of a page to its articles.
//!
//! [`encoding`] turns bytes into text, [`guard`] refuses what would cost too much to parse, [`tree`] and [`head`] read
//! the tree of elements and what the page says of itself, [`parts`] tells a page of several articles, and [`body`]
//! takes the article's text out of the rest with the crate `trafilatura`.
//!
//! Not done here: scripts are not run, and nothing is fetched. A page whose text a script would bring has only what its
//! metadata hold.

mod body;
mod encoding;
mod guard;
mod head;
mod ld;
mod parts;
mod plain;
mod tree;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};

use trafilatura::dom::Document;

use super::article::{Article, Published};
use super::whole::Whole;
use super::{Event, Input, Pages, SourceOptions, date, fragment, reject};
use body::Body;
use head::Head;
pub(super) use plain::plain;

pub(super) fn source<'a>(input: Input, options: &SourceOptions, pages: &'a Pages) -> Whole<'a> {
    Whole::new(input, options, pages, "page", read)
}

fn read(bytes: &[u8], input: &Input, cut: bool, pages: &Pages, out: &mut VecDeque<Event>) {
    let (html, broken) = encoding::decode(bytes, input.charset.as_deref());
    if broken > 0 {
        out.push_back(Event::Warning(format!(
            "{}: {broken} broken characters, read as U+FFFD",
            input.place
        )));
    }
    let url = input.url.as_deref();
    // A fault in a crate that takes a page apart loses this page and no other.
    let read = catch_unwind(AssertUnwindSafe(|| articles(&html, &input.id, url, pages)))
        .unwrap_or_else(|_| Err("internal error: the page could not be taken apart".to_owned()));
    match read {
        Ok(articles) => out.extend(articles.into_iter().map(Event::Article)),
        // The cut itself says enough.
        Err(_) if cut => {}
        Err(reason) => out.push_back(reject(input.place.as_str(), reason)),
    }
}

/// The articles of a page that stood at `url`.
///
/// # Errors
/// Where it holds none, and why.
fn articles(
    html: &str,
    id: &str,
    url: Option<&str>,
    pages: &Pages,
) -> Result<Vec<Article>, String> {
    let html = guard::slim(html)?;
    let doc = Document::parse(&html);
    let head = head::read(&doc, url);
    let parts = parts::several(&doc, &head);
    let mut articles: Vec<Article> = Vec::new();
    for part in &parts {
        let body = body::of_part(&doc, part, &head, pages);
        if body.text.is_empty() {
            continue;
        }
        let mut article = article(&head, url, body);
        article.title = part.title.clone().or(article.title);
        article.source = part.source.clone().or(article.source);
        if let Some(published) = &part.published {
            article.published = date::published(published);
        }
        if part.url.is_some() {
            article.canonical_url.clone_from(&part.url);
        }
        articles.push(article);
    }
    // What looked like several is one where the others turn out to have no text of their own.
    if articles.len() < 2 {
        let body = body::of_page(doc, &head, pages)?;
        articles = vec![article(&head, url, body)];
    }
    let several = articles.len() > 1;
    for (i, article) in articles.iter_mut().enumerate() {
        article.id = if several {
            format!("{id}#{}", i + 1)
        } else {
            id.to_owned()
        };
    }
    Ok(articles)
}

fn article(head: &Head, url: Option<&str>, body: Body) -> Article {
    let published = head.published.as_ref().or(body.dated.as_ref());
    Article {
        id: String::new(),
        title: head.title.clone(),
        published: published.map_or_else(Published::default, |text| date::published(text)),
        url: url.map(str::to_owned).or_else(|| head.canonical.clone()),
        canonical_url: head.canonical.clone(),
        source: head.source.clone(),
        text: body.text,
    }
}

/// One space between words, none around them.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// `text` where it holds more than white space.
fn kept(text: &str) -> Option<String> {
    Some(squeeze(text)).filter(|text| !text.is_empty())
}

/// A text that may hold character references or markup, as JSON-LD and metadata of careless pages do.
fn unescaped(text: &str) -> Cow<'_, str> {
    if text.contains('&') && text.contains(';') || text.contains("</") {
        Cow::Owned(fragment::text(text))
    } else {
        Cow::Borrowed(text)
    }
}
