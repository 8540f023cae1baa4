//! Pages of several articles: which elements are articles of their own, the posts of a live blog, teasers.
//!
//! Known gap: several articles under one another with nothing but headings between them are read as one.

use trafilatura::dom::{Document, NodeId};

use super::head::{Head, absolute};
use super::{body, kept, tree};

/// An article of a page of several.
#[derive(Debug)]
pub(super) struct Part {
    pub root: NodeId,
    /// Elements of it that are no text: its headline, its time.
    pub head: Vec<NodeId>,
    pub title: Option<String>,
    pub published: Option<String>,
    pub source: Option<String>,
    pub url: Option<String>,
}

/// Text of its own that an article has and a teaser has not, in bytes: in one paragraph, and in several.
const OWN: usize = 350;
const OWN_PARAGRAPHS: usize = 200;
/// Posts that make a live blog.
const POSTS: usize = 3;

/// The articles of a page of several; fewer than two where it is not one.
pub(super) fn several(doc: &Document, head: &Head) -> Vec<Part> {
    let posts = posts(doc, head);
    if posts.len() >= POSTS {
        return posts;
    }
    let articles = tree::all(doc, doc.root(), &["article"]);
    let whole: Vec<NodeId> = articles
        .iter()
        .copied()
        .filter(|id| !is_aside(doc, *id) && is_whole(doc, *id))
        .collect();
    // One that holds others is only a frame for them.
    let inner = whole.iter().filter(|id| {
        !whole
            .iter()
            .any(|other| other != *id && tree::inside(doc, *other, |around| around == **id))
    });
    inner
        .map(|id| part(doc, *id, head))
        .filter(|part| part.title.is_some())
        .collect()
}

/// The posts of a live blog.
fn posts(doc: &Document, head: &Head) -> Vec<Part> {
    let is_post = |id: NodeId| {
        let marks = tree::marks(doc, id);
        let names = ["post", "entry", "update", "block", "item", "key"];
        doc.get_attribute(id, "itemprop")
            .is_some_and(|p| p.contains("liveBlogUpdate"))
            || marks.iter().any(|m| m == "liveblog" || m == "live")
                && marks.iter().any(|m| names.contains(&m.as_str()))
    };
    let live = head.live
        || tree::all(
            doc,
            doc.root(),
            &["div", "section", "article", "main", "ol", "ul", "body"],
        )
        .iter()
        .any(|id| {
            let marks = tree::marks(doc, *id);
            marks.iter().any(|m| m == "liveblog" || m == "live-blog")
                || marks
                    .windows(2)
                    .any(|w| w[0] == "live" && (w[1] == "blog" || w[1] == "updates"))
                || doc
                    .get_attribute(*id, "itemtype")
                    .is_some_and(|t| t.ends_with("LiveBlogPosting"))
        });
    if !live {
        return Vec::new();
    }
    let candidates = tree::all(doc, doc.root(), &["article", "li", "section", "div"]);
    // A post is the smallest element with one time of its own and text behind it.
    let holds = |id: NodeId| {
        let times = tree::all(doc, id, &["time"]).len();
        times == 1 && text_of_its_own(doc, id).0 > 0 && !is_aside(doc, id)
    };
    let mut posts: Vec<NodeId> = Vec::new();
    for id in candidates {
        if posts
            .iter()
            .any(|post| tree::inside(doc, id, |around| around == *post))
        {
            continue;
        }
        if holds(id) || is_post(id) && text_of_its_own(doc, id).0 > 0 {
            posts.push(id);
        }
    }
    posts.iter().map(|id| part(doc, *id, head)).collect()
}

fn part(doc: &Document, root: NodeId, head: &Head) -> Part {
    let mut skipped = Vec::new();
    let heading = tree::all(doc, root, &["h1", "h2", "h3", "h4"])
        .into_iter()
        .find(|id| kept(&tree::line(doc, *id)).is_some());
    let title = heading.and_then(|id| kept(&tree::line(doc, id)));
    skipped.extend(heading);
    let link = heading.and_then(|id| {
        tree::all(doc, id, &["a"]).first().copied().or_else(|| {
            let parent = doc.parent(id)?;
            (doc.tag_name(parent) == "a").then_some(parent)
        })
    });
    let url = link
        .and_then(|id| doc.get_attribute(id, "href"))
        .and_then(|href| absolute(&href, head.canonical.as_deref()));
    let time = tree::all(doc, root, &["time"]).first().copied();
    let published = time.and_then(|id| {
        let text = doc.get_attribute(id, "datetime");
        kept(&text.unwrap_or_else(|| doc.text_content(id)))
    });
    skipped.extend(time);
    Part {
        root,
        head: skipped,
        title,
        published,
        source: None,
        url,
    }
}

/// Whether an element has a text that is more than a teaser's.
fn is_whole(doc: &Document, id: NodeId) -> bool {
    let (paragraphs, bytes) = text_of_its_own(doc, id);
    bytes >= if paragraphs > 1 { OWN_PARAGRAPHS } else { OWN }
}

/// Paragraphs of an element outside links, lists of links and the articles in it, and their bytes.
fn text_of_its_own(doc: &Document, root: NodeId) -> (usize, usize) {
    let skip = |id: NodeId| id != root && doc.tag_name(id) == "article" || body::is_beside(doc, id);
    let blocks = tree::blocks(doc, root, &skip);
    let mut found = (0, 0);
    for block in &blocks {
        if block.kind != tree::Kind::Heading && !block.is_link() && block.text.len() >= 40 {
            found.0 += 1;
            found.1 += block.text.len();
        }
    }
    found
}

/// Whether an element stands among comments or in a part of the page that is beside the article.
fn is_aside(doc: &Document, id: NodeId) -> bool {
    const WORDS: [&str; 6] = [
        "comment", "comments", "related", "sidebar", "disqus", "replies",
    ];
    tree::inside(doc, id, |around| {
        matches!(doc.tag_name(around), "aside" | "nav" | "footer")
            || doc.tag_name(around) != "body"
                && tree::marks(doc, around)
                    .iter()
                    .any(|mark| WORDS.contains(&mark.as_str()))
    })
}

/// Articles of a page that are nothing but a linked headline with a line or two, where another is whole.
pub(super) fn teasers(doc: &Document) -> Vec<NodeId> {
    let articles = tree::all(doc, doc.root(), &["article"]);
    let (teasers, others): (Vec<NodeId>, Vec<NodeId>) = articles
        .into_iter()
        .partition(|id| linked_heading(doc, *id) && !is_whole(doc, *id));
    let whole = others.iter().any(|id| is_whole(doc, *id));
    if whole { teasers } else { Vec::new() }
}

fn linked_heading(doc: &Document, root: NodeId) -> bool {
    let headings = tree::all(doc, root, &["h1", "h2", "h3", "h4", "h5", "h6"]);
    headings.first().is_some_and(|id| is_linked(doc, *id))
}

fn is_linked(doc: &Document, heading: NodeId) -> bool {
    !tree::all(doc, heading, &["a"]).is_empty()
        || tree::inside(doc, heading, |around| doc.tag_name(around) == "a")
}

/// Whether a page is a list of headlines that lead to articles, with no text of its own.
pub(super) fn is_listing(doc: &Document) -> bool {
    const HEADLINES: usize = 4;
    const RUN: usize = 3;
    let mut linked = 0;
    let (mut run, mut longest) = (0, 0);
    tree::walk(doc, doc.root(), &mut |id| {
        let name = doc.tag_name(id);
        if matches!(name, "nav" | "aside" | "footer") {
            return false;
        }
        if tree::is_heading(name) {
            run = 0;
            linked += usize::from(is_linked(doc, id));
            return false;
        }
        if name == "p" && doc.text_content(id).trim().len() >= 60 {
            run += 1;
            longest = longest.max(run);
        }
        true
    });
    linked >= HEADLINES && longest < RUN
}
