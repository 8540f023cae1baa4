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
use super::text::read_up_to;
use super::{Event, Input, Pages, Source, SourceOptions, date, fragment, reject};
use body::Body;
use head::Head;
pub(super) use plain::plain;

/// A page that waits to be read.
pub(super) struct Html<'a> {
    input: Option<Input>,
    longest: usize,
    pages: &'a Pages,
    waiting: VecDeque<Event>,
}

impl<'a> Html<'a> {
    pub fn new(input: Input, options: &SourceOptions, pages: &'a Pages) -> Self {
        Self {
            input: Some(input),
            longest: options.longest,
            pages,
            waiting: VecDeque::new(),
        }
    }

    fn read(&mut self, mut input: Input) {
        let mut bytes = Vec::new();
        let failed = read_up_to(&mut input.stream, self.longest + 1, &mut bytes)
            .map_err(|e| (input.stream.offset(), input.stream.explain(&e)))
            .err();
        if bytes.len() > self.longest {
            let reason = format!(
                "more than the {} bytes that are read as one page",
                self.longest
            );
            return self.waiting.push_back(reject(input.place, reason));
        }
        let (html, broken) = encoding::decode(&bytes, input.charset.as_deref());
        if broken > 0 {
            self.waiting.push_back(Event::Warning(format!(
                "{}: {broken} broken characters, read as U+FFFD",
                input.place
            )));
        }
        let url = input.url.as_deref();
        // A fault in a crate that takes a page apart loses this page and no other.
        let read = catch_unwind(AssertUnwindSafe(|| {
            articles(&html, &input.id, url, self.pages)
        }))
        .unwrap_or_else(|_| Err("internal error: the page could not be taken apart".to_owned()));
        match (read, failed) {
            (Ok(articles), None) => self
                .waiting
                .extend(articles.into_iter().map(Event::Article)),
            (Err(reason), None) => self.waiting.push_back(reject(input.place, reason)),
            (read, Some((offset, reason))) => {
                self.waiting
                    .extend(read.into_iter().flatten().map(Event::Article));
                let place = format!("{}@{offset}", input.place);
                self.waiting.push_back(reject(place, reason));
            }
        }
    }
}

impl Source for Html<'_> {
    fn next_event(&mut self) -> Option<Event> {
        if let Some(input) = self.input.take() {
            self.read(input);
        }
        self.waiting.pop_front()
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
