//! The tree of elements: walks over it, and its text in blocks.

use trafilatura::dom::{Document, NodeId};

use super::squeeze;

/// Deepest level that is walked. The parser adds a few levels to what [`super::guard`] lets through.
const DEEPEST: usize = 480;

/// Elements that end a line.
const BREAKS: [&str; 9] = ["br", "div", "h1", "h2", "h3", "li", "p", "pre", "table"];

/// Longest point of a list, in bytes.
const POINT: usize = 160;

/// Elements without text for a reader.
const SILENT: [&str; 16] = [
    "audio", "button", "canvas", "form", "head", "iframe", "input", "math", "noscript", "object",
    "script", "select", "style", "svg", "template", "video",
];

/// Elements that stand in a line of text.
const INLINE: [&str; 33] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "mark", "nobr", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var",
];

/// What a block of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Heading,
    Paragraph,
    /// A point of a list, or a row of a table.
    Item,
}

/// A run of text that a line break or an element ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub text: String,
    pub kind: Kind,
    /// Bytes of `text` inside links, about.
    pub linked: usize,
}

impl Block {
    /// Whether nearly all of it is links.
    pub fn is_link(&self) -> bool {
        self.linked * 10 >= self.text.len() * 8
    }
}

/// Calls `visit` for `root` and everything in it, in order; where it says `false`, what is inside is left out.
pub(super) fn walk(doc: &Document, root: NodeId, visit: &mut impl FnMut(NodeId) -> bool) {
    let mut stack = vec![root];
    while let Some(id) = stack.pop() {
        if visit(id) {
            stack.extend(doc.child_nodes(id).into_iter().rev());
        }
    }
}

/// All elements of these names inside `root`, in order.
pub(super) fn all(doc: &Document, root: NodeId, names: &[&str]) -> Vec<NodeId> {
    let mut found = Vec::new();
    walk(doc, root, &mut |id| {
        if names.contains(&doc.tag_name(id)) {
            found.push(id);
        }
        true
    });
    found
}

pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The text of an element in one line.
pub(super) fn line(doc: &Document, id: NodeId) -> String {
    let blocks = blocks(doc, id, &|_| false);
    let texts: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
    texts.join(" ")
}

/// The words of an element's class and id, in lower case, parted at whatever is no letter or digit.
pub(super) fn marks(doc: &Document, id: NodeId) -> Vec<String> {
    let text = format!("{} {}", doc.class_name(id), doc.id_attr(id));
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Whether an element or one around it is so.
pub(super) fn inside(doc: &Document, id: NodeId, is: impl Fn(NodeId) -> bool) -> bool {
    std::iter::successors(Some(id), |id| doc.parent(*id)).any(is)
}

/// The text of `root` in blocks, without elements for which `skip` says so.
pub(super) fn blocks(doc: &Document, root: NodeId, skip: &dyn Fn(NodeId) -> bool) -> Vec<Block> {
    let mut writer = Writer {
        doc,
        skip,
        out: Vec::new(),
        text: String::new(),
        linked: 0,
        kind: Kind::Paragraph,
    };
    writer.node(root, false, 0);
    writer.flush();
    writer.out
}

/// Blocks as a text: an empty line between paragraphs, none between the points of a list.
pub(super) fn join(blocks: &[Block]) -> String {
    let mut out = String::new();
    // A long point is a paragraph of a page that is laid out by tables or lists.
    let is_point = |block: &Block| block.kind == Kind::Item && block.text.len() < POINT;
    let mut after_point = false;
    for block in blocks {
        if !out.is_empty() {
            let list = after_point && is_point(block);
            out.push_str(if list { "\n" } else { "\n\n" });
        }
        out.push_str(&block.text);
        after_point = is_point(block);
    }
    out
}

struct Writer<'d> {
    doc: &'d Document,
    skip: &'d dyn Fn(NodeId) -> bool,
    out: Vec<Block>,
    text: String,
    linked: usize,
    kind: Kind,
}

impl Writer<'_> {
    fn node(&mut self, id: NodeId, in_link: bool, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        if self.doc.is_text(id) {
            let text = self.doc.text_content(id);
            if in_link {
                self.linked += squeeze(&text).len();
            }
            return self.text.push_str(&text);
        }
        let name = self.doc.tag_name(id);
        if SILENT.contains(&name) || !name.is_empty() && (self.skip)(id) {
            return;
        }
        match name {
            "br" | "hr" => return self.flush(),
            // The root has no name.
            "" => return self.children(id, in_link, depth),
            "wbr" => return,
            // A cell of a row with more than a figure or a name in it lays out the page.
            "td" | "th" if all(self.doc, id, &BREAKS).is_empty() => {
                self.children(id, in_link, depth);
                return self.text.push_str(" | ");
            }
            _ => {}
        }
        if INLINE.contains(&name) {
            return self.children(id, in_link || name == "a", depth);
        }
        self.flush();
        let kind = match name {
            "li" | "dt" | "dd" | "tr" => Kind::Item,
            _ if is_heading(name) => Kind::Heading,
            _ => self.kind,
        };
        let around = std::mem::replace(&mut self.kind, kind);
        self.children(id, in_link, depth);
        self.flush();
        self.kind = around;
    }

    fn children(&mut self, id: NodeId, in_link: bool, depth: usize) {
        for child in self.doc.child_nodes(id) {
            self.node(child, in_link, depth + 1);
        }
    }

    fn flush(&mut self) {
        let mut text = squeeze(&self.text);
        let length = text.trim_end_matches([' ', '|']).len();
        text.truncate(length);
        let before = length - text.trim_start_matches([' ', '|']).len();
        text.drain(..before);
        if text.contains(char::is_alphanumeric) {
            self.out.push(Block {
                text,
                kind: self.kind,
                linked: self.linked,
            });
        }
        self.text.clear();
        self.linked = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> Vec<Block> {
        let doc = Document::parse(html);
        blocks(&doc, doc.root(), &|_| false)
    }

    #[test]
    fn ok_blocks_as_a_reader_sees_them() {
        let blocks = of(
            "<h2>Ferries <em>sold</em></h2> <p>Acme <a href=x>sold\n 3 fer<b>ries</b></a>.<br>Widget paid.</p>\
             <ul><li>one <p>more</p></li><li>two</li></ul><table><tr><th>Ship<td>$3m</tr></table>\
             <script>no()</script><div>— • —</div>tail",
        );
        let told: Vec<(&str, Kind)> = blocks.iter().map(|b| (b.text.as_str(), b.kind)).collect();
        assert_eq!(
            told,
            [
                ("Ferries sold", Kind::Heading),
                ("Acme sold 3 ferries.", Kind::Paragraph),
                ("Widget paid.", Kind::Paragraph),
                ("one", Kind::Item),
                ("more", Kind::Item),
                ("two", Kind::Item),
                ("Ship | $3m", Kind::Item),
                ("tail", Kind::Paragraph),
            ]
        );
        assert_eq!(
            join(&blocks),
            "Ferries sold\n\nAcme sold 3 ferries.\n\nWidget paid.\n\none\nmore\ntwo\nShip | $3m\n\ntail"
        );
    }

    #[test]
    fn ok_what_is_a_link() {
        let blocks =
            of("<p><a href=x>Acme buys Widget</a> »</p><p>Acme <a href=x>buys</a> Widget</p>");
        assert!(blocks[0].is_link());
        assert!(!blocks[1].is_link());
    }

    #[test]
    fn ok_deep_trees_end() {
        let html = "<div>".repeat(3000) + "deep" + &"</div>".repeat(3000) + "<p>flat";
        assert_eq!(of(&html).first().map(|b| b.text.as_str()), Some("flat"));
    }
}
