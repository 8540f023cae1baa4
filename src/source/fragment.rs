//! A piece of HTML as text: what feeds and mails carry as the body of an article.
//!
//! Paragraphs stay paragraphs and entities become letters; scripts, styles and comments are dropped. It knows nothing of
//! what is the article in a whole page.

use quick_xml::escape::resolve_html5_entity;

/// Elements that stand in paragraphs of their own.
const BLOCKS: [&str; 32] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
    "html",
];
/// Elements that begin a line.
const LINES: [&str; 4] = ["br", "li", "tr", "caption"];
/// Elements whose content is no text to read.
const DROPPED: [&str; 6] = ["noscript", "script", "style", "svg", "template", "title"];

/// The text of a piece of HTML, paragraphs parted by empty lines. What has no tags and no entities is only trimmed.
pub(super) fn text(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.trim().to_owned();
    }
    let mut out = Text::default();
    let mut rest = html;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        out.words(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('&') {
            let (letters, used) = reference(rest);
            out.letters(&letters);
            rest = &rest[used..];
        } else {
            rest = markup(rest, &mut out);
        }
    }
    out.words(rest);
    out.end()
}

/// The same in one line, as headlines are.
pub(super) fn line(html: &str) -> String {
    let text = text(html);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands behind the tag or comment at the start of `html`.
fn markup<'h>(html: &'h str, out: &mut Text) -> &'h str {
    let behind =
        |html: &'h str, end: &str| match memchr::memmem::find(html.as_bytes(), end.as_bytes()) {
            Some(at) => &html[at + end.len()..],
            None => "",
        };
    if let Some(comment) = html.strip_prefix("<!--") {
        return behind(comment, "-->");
    }
    if let Some(data) = html.strip_prefix("<![CDATA[") {
        let end = data.find("]]>").unwrap_or(data.len());
        out.words(&data[..end]);
        return behind(&data[end..], "]]>");
    }
    let inside = &html[1..];
    let is_end = inside.starts_with('/');
    let name = inside.trim_start_matches('/');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?')) {
        // A sign of less, not a tag.
        out.words("<");
        return inside;
    }
    let length = name.find(|c: char| !c.is_ascii_alphanumeric());
    let name = name[..length.unwrap_or(name.len())].to_ascii_lowercase();
    let rest = tag_end(html);
    if DROPPED.contains(&name.as_str())
        && !is_end
        && !html[..html.len() - rest.len()].ends_with("/>")
    {
        return behind_element(rest, &name);
    }
    if BLOCKS.contains(&name.as_str()) {
        out.gap(2);
    } else if LINES.contains(&name.as_str()) {
        out.gap(1);
    } else if matches!(name.as_str(), "td" | "th") {
        out.space = true;
    }
    rest
}

/// What stands behind a tag; a `>` in quotes is none of its end.
fn tag_end(html: &str) -> &str {
    let mut quote = None;
    for (i, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return &html[i + 1..],
            (None, b'"' | b'\'') if html[..i].trim_ascii_end().ends_with('=') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quote that nobody closed must not take the rest of the text along.
    html.find('>').map_or("", |at| &html[at + 1..])
}

/// What stands behind the end tag of an element that is dropped; all of it where there is none.
fn behind_element<'h>(html: &'h str, name: &str) -> &'h str {
    for at in memchr::memmem::find_iter(html.as_bytes(), b"</") {
        let tag = &html.as_bytes()[at + 2..];
        if tag.len() >= name.len() && tag[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
            return tag_end(&html[at..]);
        }
    }
    ""
}

/// The letters that the reference at the start of `html` stands for, and how long it is. An `&` that begins none stands
/// for itself.
fn reference(html: &str) -> (String, usize) {
    const LONGEST: usize = 40;
    let name = html.as_bytes()[1..].iter().take(LONGEST);
    let length = name
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'#')
        .count();
    let (name, behind) = html[1..].split_at(length);
    let found = entity(name);
    match found {
        Some(letters) if behind.starts_with(';') => (letters, length + 2),
        // Old pages leave the semicolon out of the common ones; a word that goes on is none of them.
        Some(letters) if name.starts_with('#') || is_old(name) => (letters, length + 1),
        _ => ("&".to_owned(), 1),
    }
}

fn is_old(name: &str) -> bool {
    matches!(name, "amp" | "lt" | "gt" | "quot" | "nbsp" | "copy" | "reg")
}

/// The letters that an entity stands for, by its name without `&` and `;`.
pub(super) fn entity(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_html5_entity(name).map(str::to_owned);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    let code = code.ok()?;
    // Numbers in this range are bytes of windows-1252 in all pages that have them.
    if let (128..=159, Ok(byte)) = (code, u8::try_from(code)) {
        let bytes = [byte];
        let (letters, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        return Some(letters.into_owned());
    }
    char::from_u32(code)
        .filter(|c| *c != '\0')
        .map(String::from)
}

/// Text that grows by words, with the gaps between them.
#[derive(Default)]
struct Text {
    out: String,
    /// A space is due before the next word.
    space: bool,
    /// So many line breaks are.
    breaks: usize,
}

impl Text {
    fn words(&mut self, text: &str) {
        // A non-breaking space is a letter here: it may part thousands.
        let is_space = |c: char| c.is_ascii_whitespace();
        let mut begins = true;
        for word in text.split(is_space) {
            if !begins {
                self.space = true;
            }
            begins = false;
            if !word.is_empty() {
                self.letters(word);
            }
        }
    }

    fn letters(&mut self, letters: &str) {
        if self.out.is_empty() {
            // Nothing stands before the first word.
        } else if self.breaks > 0 {
            self.out
                .push_str(if self.breaks > 1 { "\n\n" } else { "\n" });
        } else if self.space {
            self.out.push(' ');
        }
        self.space = false;
        self.breaks = 0;
        self.out.push_str(letters);
    }

    fn gap(&mut self, breaks: usize) {
        self.breaks = self.breaks.max(breaks);
    }

    fn end(self) -> String {
        self.out.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_paragraphs_lines_and_entities() {
        for (html, expected) in [
            ("Acme bought Widget.", "Acme bought Widget."),
            (
                "<p>Acme\n bought <b>Widget</b>.</p>\n<p>It paid &euro;5&nbsp;million &amp; more.</p>",
                "Acme bought Widget.\n\nIt paid €5\u{a0}million & more.",
            ),
            ("One<br>two<br/>three", "One\ntwo\nthree"),
            ("<ul><li>One<li>Two</ul>", "One\nTwo"),
            (
                "<table><tr><td>A</td><td>5</td></tr><tr><td>B</td></tr></table>",
                "A 5\nB",
            ),
            (
                "&#8220;It&#x2019;s&#148; &#0; &unknown; AT&T &lt;b&gt;",
                "“It’s” &#0; &unknown; AT&T <b>",
            ),
            ("a < b and c<d &", "a < b and c"),
            ("R&D &ampere &copy 2025", "R&D &ampere © 2025"),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
        assert_eq!(
            line("<b>Acme</b>\nbuys &quot;Widget&quot;<br>"),
            "Acme buys \"Widget\""
        );
    }

    #[test]
    fn ok_what_is_not_read() {
        for (html, expected) in [
            (
                "<style>p { x }</style>One<script>if (a < b) { \"</p>\" }</SCRIPT > two",
                "One two",
            ),
            ("One<!-- <p> -- > --> two", "One two"),
            ("<a href=\"x>y\" title='>'>One</a>", "One"),
            ("<p class=\"a>One</p> two", "One\n\ntwo"),
            ("One <script>two", "One"),
            ("<![CDATA[One <b>two]]> three", "One <b>two three"),
            ("One<!-- two", "One"),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }

    #[test]
    fn err_many_open_tags_end_soon() {
        for piece in [
            "<div>",
            "<p class=\"",
            "<script",
            "&",
            "<",
            "<!--",
            "</",
            "<a b='",
        ] {
            let html = piece.repeat(100_000);
            assert!(text(&html).len() <= html.len(), "{piece}");
        }
    }
}
