//! The text of an article, taken out of its page.
//!
//! The crate `trafilatura`, set to prefer precision, finds where the article stands; what remains of teasers, share
//! bars, bylines and offers is told line by line, with the phrases of `grammars/pages.toml` where words tell it.

use std::collections::HashMap;

use trafilatura::dom::{Document, NodeId};
use trafilatura::{ExtractionFocus, Options};

use super::head::Head;
use super::parts::{self, Part};
use super::tree::{self, Block, Kind};
use crate::source::date;
use crate::source::pages::{Class, Pages};

/// An article has a paragraph of this many bytes, or a few shorter ones.
const PROSE: usize = 60;
/// Blocks above which the headline, a byline or a date may still stand: below a summary, say.
const OPENING: usize = 2;
/// A text this short may be a teaser for one that stands in the metadata.
const SHORT: usize = 250;

/// The text of an article, and the date that stands above it.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub text: String,
    pub dated: Option<String>,
}

/// The text of a page that is one article.
///
/// # Errors
/// Where the page has none.
pub(super) fn of_page(mut doc: Document, head: &Head, pages: &Pages) -> Result<Body, String> {
    if !head.is_article && parts::is_listing(&doc) {
        return Err("a page of teasers, with no article text".to_owned());
    }
    prune(&mut doc);
    let links = Links::of(&doc);
    let mut options = Options::default()
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_focus(ExtractionFocus::FavorPrecision);
    // The page's date is read from what the page says, not from its text.
    options.html_date_mode = trafilatura::HtmlDateMode::Disabled;
    let mut found = trafilatura::extract_document(doc, &options)
        .map(|found| {
            let found = Document::parse(&found.content_html);
            let mut blocks = tree::blocks(&found, found.root(), &|_| false);
            for block in &mut blocks {
                block.linked = links.linked(&block.text);
            }
            clean(&blocks, head, pages)
        })
        .unwrap_or_default();
    if found.text.len() < SHORT
        && let Some(body) = &head.body
        && body.len() > 2 * found.text.len()
    {
        found.text.clone_from(body);
    }
    if found.text.is_empty() {
        return Err("a web page with no article text".to_owned());
    }
    Ok(found)
}

/// The text of one article of several.
pub(super) fn of_part(doc: &Document, part: &Part, head: &Head, pages: &Pages) -> Body {
    let skip = |id: NodeId| part.head.contains(&id) || is_beside(doc, id);
    let blocks = tree::blocks(doc, part.root, &skip);
    let own = Head {
        title: part.title.clone().or_else(|| head.title.clone()),
        ..Head::default()
    };
    clean(&blocks, &own, pages)
}

/// How much of each text of a page is links. The extractor does not tell: where it keeps links, it takes the sentences
/// of list points apart.
struct Links(HashMap<String, usize>);

impl Links {
    fn of(doc: &Document) -> Self {
        let blocks = tree::blocks(doc, doc.root(), &|_| false);
        let linked = blocks.into_iter().filter(|block| block.linked > 0);
        Self(
            linked
                .map(|block| (letters(&block.text), block.linked))
                .collect(),
        )
    }

    fn linked(&self, text: &str) -> usize {
        self.0.get(&letters(text)).copied().unwrap_or_default()
    }
}

/// Takes out what is never text of the article, wherever the extractor would look.
fn prune(doc: &mut Document) {
    let mut out = Vec::new();
    let teasers = parts::teasers(doc);
    tree::walk(doc, doc.root(), &mut |id| {
        let goes = is_beside(doc, id) || teasers.contains(&id);
        if goes {
            out.push(id);
        }
        !goes
    });
    for id in out {
        doc.remove(id, true);
    }
}

/// Whether an element stands beside the text of an article by what it is or is called: captions, menus, cookie
/// banners, share bars, newsletter boxes.
pub(super) fn is_beside(doc: &Document, id: NodeId) -> bool {
    const NAMES: [&str; 6] = ["nav", "aside", "figcaption", "dialog", "menu", "footer"];
    const WORDS: [&str; 14] = [
        "caption",
        "captions",
        "cookie",
        "cookies",
        "consent",
        "gdpr",
        "newsletter",
        "sharing",
        "share",
        "social",
        "related",
        "recirc",
        "breadcrumb",
        "breadcrumbs",
    ];
    let name = doc.tag_name(id);
    if NAMES.contains(&name) {
        return true;
    }
    // The names of large elements tell what they may hold, not what they are.
    matches!(
        name,
        "div" | "section" | "ul" | "ol" | "p" | "span" | "figure"
    ) && tree::marks(doc, id)
        .iter()
        .any(|mark| WORDS.contains(&mark.as_str()))
        && doc.text_content(id).len() < 1500
}

/// The blocks that are article text.
fn clean(blocks: &[Block], head: &Head, pages: &Pages) -> Body {
    let titles: Vec<String> = [&head.title, &head.heading]
        .into_iter()
        .flatten()
        .map(|title| letters(title))
        .collect();
    let mut out: Vec<Block> = Vec::new();
    let mut dated = None;
    let mut section = false;
    let mut announced = false;
    for (i, block) in blocks.iter().enumerate() {
        let class = pages.class(&block.text);
        let prose = is_prose(block);
        if out.len() < OPENING && is_opening(block, class, &titles)
            || out.is_empty() && block.is_link()
        {
            continue;
        }
        let date = pages.without_date_label(&block.text);
        if out.len() < OPENING && date::parse(date).is_some() {
            dated.get_or_insert_with(|| date.to_owned());
            continue;
        }
        let teaser = block.is_link()
            && (announced || !ends_sentence(&block.text) && block.text.len() > 20)
            || is_labelled(block, pages);
        match class {
            Some(Class::Noise | Class::Time | Class::Menu) => {
                announced = true;
                continue;
            }
            Some(Class::Section | Class::Related) => {
                section = !blocks.get(i + 1).is_some_and(is_prose);
                continue;
            }
            _ => {}
        }
        if section && !prose || teaser {
            continue;
        }
        section = false;
        announced = false;
        out.push(block.clone());
    }
    while out.last().is_some_and(|last| last.kind == Kind::Heading) {
        out.pop();
    }
    let enough = out.iter().any(|b| b.text.len() >= PROSE) || out.len() > 2;
    Body {
        text: if enough {
            tree::join(&out)
        } else {
            String::new()
        },
        dated,
    }
}

/// A link with a label before it: "Related: Acme looks for a buyer".
fn is_labelled(block: &Block, pages: &Pages) -> bool {
    block.text.split_once(':').is_some_and(|(label, rest)| {
        matches!(pages.class(label), Some(Class::Related | Class::Noise))
            && block.linked * 10 >= rest.trim().len() * 8
    })
}

/// What stands between the headline and the text: the headline again, who wrote it, what can be done with it.
fn is_opening(block: &Block, class: Option<Class>, titles: &[String]) -> bool {
    /// Letters of a headline; fewer may be part of it by chance.
    const HEADLINE: usize = 12;
    let letters = letters(&block.text);
    letters.len() >= HEADLINE && titles.iter().any(|title| title.contains(&letters))
        || titles.contains(&letters)
        || matches!(class, Some(Class::Byline | Class::Noise | Class::Time))
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_prose(block: &Block) -> bool {
    !block.is_link()
        && (block.text.len() > 160 || block.text.len() > 40 && ends_sentence(&block.text))
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(|c: char| "\"'”’)]»".contains(c))
        .ends_with(['.', '!', '?', '…'])
}
