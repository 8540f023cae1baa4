//! Markup in a field of a row, as plain text.
//!
//! Exports and feeds hold bodies as pieces of HTML. They are the article already, so nothing is taken out but what a
//! reader does not see; picking the article out of a page is not done here.

use std::borrow::Cow;

use crate::source::fragment;

/// Elements that a body may begin with, and of which it must hold one that ends a line.
const BLOCKS: [&str; 17] = [
    "article",
    "blockquote",
    "body",
    "br",
    "div",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "html",
    "ol",
    "p",
    "section",
    "table",
    "ul",
    "!doctype",
];
const INLINE: [&str; 8] = ["a", "b", "em", "i", "img", "span", "strong", "font"];

/// The text of a field; a field that is markup beyond doubt becomes the text that a reader of it sees.
///
/// It is where the first thing in it is a tag of HTML and a tag that ends a line stands in it. `a <b> c` and a text
/// that only mentions a tag stay byte for byte what they are.
pub(in crate::source) fn plain(text: Cow<'_, str>) -> Cow<'_, str> {
    if !is_markup(&text) {
        return text;
    }
    let read = fragment::text(&text);
    if read.is_empty() {
        return text;
    }
    Cow::Owned(read)
}

fn is_markup(text: &str) -> bool {
    let text = text.trim_start();
    let first = text.strip_prefix('<').map(name);
    let begins = first.is_some_and(|name| in_list(&BLOCKS, name) || in_list(&INLINE, name));
    begins
        && text
            .match_indices('<')
            .any(|(at, _)| in_list(&BLOCKS, name(&text[at + 1..])))
}

fn in_list(list: &[&str], name: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The name that a tag begins with, empty where it is none.
fn name(tag: &str) -> &str {
    let end = tag
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '!')
        .unwrap_or(tag.len());
    let closed = tag[end..].starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/');
    if closed { &tag[..end] } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_markup_becomes_text() {
        for (markup, text) in [
            (
                "<p>Acme bought <a href=\"x\">Widget</a> for &pound;3m.</p><p>It closes in May.</p>",
                "Acme bought Widget for £3m.\n\nIt closes in May.",
            ),
            ("\n <DIV>One<br/>Two</DIV>", "One\nTwo"),
            (
                "<strong>PORT</strong> – Acme bought.<br>More.",
                "PORT – Acme bought.\nMore.",
            ),
            (
                "<img src=a.png /><p>Acme&nbsp;Corp &amp; Co</p><script>x()</script>",
                "Acme\u{a0}Corp & Co",
            ),
        ] {
            assert_eq!(plain(markup.into()), text, "{markup}");
        }
    }

    #[test]
    fn err_text_stays_byte_for_byte() {
        for text in [
            "Acme bought Widget.\n\n  It <p> closes.",
            "<b> is a tag of HTML",
            "<Acme> bought <p>",
            "<3 Acme<br>",
            "<p></p>",
            "a < b &amp; c",
            "",
        ] {
            assert!(
                matches!(plain(text.into()), Cow::Borrowed(t) if t == text),
                "{text:.40}"
            );
        }
    }
}
