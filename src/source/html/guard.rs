//! What a page may cost: its scripts and styles are left out, and one that nests too deep or has too many elements is
//! refused before it is parsed.
//!
//! An HTML parser walks its open elements for many tags, so a page of 100,000 open tags costs ten thousand million
//! steps, and whatever walks a tree by recursion needs stack for its depth. Browsers stop at a depth of 512 too.
//!
//! The depth is told without parsing, so it is an estimate: elements that HTML closes by itself (`<p>`, `<li>`, …) are
//! not counted, and an end tag closes what stands open inside its element.

use std::borrow::Cow;

/// Deepest nesting that is read.
const DEEPEST: usize = 400;
/// Most elements that are read. A long live page has some 20,000.
const MOST: usize = 50_000;
/// Most that the depths of all elements may add up to: what walks up from each, or copies the text of each, costs that much.
const WEIGHT: usize = 1_000_000;
/// Most bytes without scripts and styles. A long live page has some two million.
const LONGEST: usize = 8 << 20;

/// Elements that have no end tag, or whose end HTML tells by itself.
const UNCOUNTED: [&str; 28] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "optgroup", "option", "p", "param", "path", "source", "tbody", "td", "tfoot", "th", "thead",
    "tr", "track", "use", "wbr",
];

/// Elements that HTML opens again and again after they were left open.
const FORMATTING: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Elements whose content is no text of the page.
const DROPPED: [&str; 3] = ["script", "style", "svg"];

/// The page without scripts, styles and comments.
///
/// # Errors
/// Where it is too large or nests too deep.
pub(super) fn slim(html: &str) -> Result<Cow<'_, str>, String> {
    let bytes = html.as_bytes();
    let mut out: Vec<&str> = Vec::new();
    let mut from = 0;
    let mut at = 0;
    let (mut elements, mut weight) = (0, 0);
    let mut open: Vec<&str> = Vec::new();
    let mut formatting = 0_usize;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + found;
        at = start + 1;
        let rest = &bytes[at..];
        if rest.starts_with(b"!--") {
            let end = memchr::memmem::find(&rest[3..], b"-->");
            at = end.map_or(bytes.len(), |end| at + 3 + end + 3);
            out.push(&html[from..start]);
            from = at;
            continue;
        }
        let closes = rest.first() == Some(&b'/');
        let name_at = at + usize::from(closes);
        let length = bytes[name_at..]
            .iter()
            .position(|b| !b.is_ascii_alphanumeric())
            .unwrap_or(bytes.len() - name_at);
        let name = &html[name_at..name_at + length];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let name = known(name);
        at = tag_end(bytes, name_at + length);
        if closes {
            if FORMATTING.contains(&name) {
                formatting = formatting.saturating_sub(1);
            }
            if let Some(depth) = open.iter().rposition(|o| o.eq_ignore_ascii_case(name)) {
                open.truncate(depth);
            }
            continue;
        }
        elements += 1;
        weight += open.len();
        if weight > WEIGHT {
            return Err(format!(
                "{elements} elements nested {} deep on average, at byte {start}",
                weight / elements
            ));
        }
        if elements > MOST {
            return Err(format!(
                "more than the {MOST} elements that are read of a page, at byte {start}"
            ));
        }
        if DROPPED.contains(&name) && !data(name, &html[start..at]) {
            let end = end_of(bytes, at, name);
            out.push(&html[from..start]);
            from = end;
            at = end;
            continue;
        }
        if UNCOUNTED.contains(&name) {
            continue;
        }
        formatting += usize::from(FORMATTING.contains(&name));
        open.push(name);
        if open.len() > DEEPEST || formatting > DEEPEST {
            return Err(format!(
                "elements nested more than {DEEPEST} deep, at byte {start}"
            ));
        }
    }
    out.push(&html[from..]);
    let length: usize = out.iter().map(|piece| piece.len()).sum();
    if length > LONGEST {
        return Err(format!(
            "{length} bytes without scripts, of a page no more than {LONGEST} are read"
        ));
    }
    Ok(match out.as_slice() {
        [whole] => Cow::Borrowed(*whole),
        pieces => Cow::Owned(pieces.concat()),
    })
}

/// The name in lower case where it is one that matters, else as it stands.
fn known(name: &str) -> &str {
    let lists = [UNCOUNTED.as_slice(), &FORMATTING, &DROPPED];
    let mut names = lists.into_iter().flatten();
    names
        .find(|known| known.eq_ignore_ascii_case(name))
        .copied()
        .unwrap_or(name)
}

/// Whether a script is metadata, which is wanted.
fn data(name: &str, tag: &str) -> bool {
    name == "script" && tag.to_ascii_lowercase().contains("ld+json")
}

/// Behind the `>` of a tag, with quoted values passed over.
fn tag_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        match bytes[at] {
            b'>' => return at + 1,
            b'=' => {
                at += 1;
                while at < bytes.len() && bytes[at].is_ascii_whitespace() {
                    at += 1;
                }
                if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
                    let end = memchr::memchr(*quote, &bytes[at + 1..]);
                    at = end.map_or(bytes.len(), |end| at + 1 + end + 1);
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Behind the end tag of an element whose content is passed over.
fn end_of(bytes: &[u8], mut at: usize, name: &str) -> usize {
    while let Some(found) = memchr::memmem::find(&bytes[at..], b"</") {
        let start = at + found + 2;
        let is_it = bytes
            .get(start..start + name.len())
            .is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
            && !bytes
                .get(start + name.len())
                .is_some_and(u8::is_ascii_alphanumeric);
        if is_it {
            return memchr::memchr(b'>', &bytes[start..])
                .map_or(bytes.len(), |end| start + end + 1);
        }
        at = start;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_only_what_is_no_text_goes() {
        for (page, slim_page) in [
            ("<p>One", "<p>One"),
            ("<p>1 < 2 & 3 > 2</p>", "<p>1 < 2 & 3 > 2</p>"),
            ("a<script>if (a<b) '</p>'</script>b", "ab"),
            ("a<SCRIPT src='x'></Script >b<style>p{}</style>c", "abc"),
            ("a<!-- <p>no --><svg><text>x</text></svg>b", "ab"),
            (
                "a<p title='<script>'>b</p>c<script>no",
                "a<p title='<script>'>b</p>c",
            ),
            (
                "<script type=\"application/ld+json\">{}</script>",
                "<script type=\"application/ld+json\">{}</script>",
            ),
            ("<scripted>a</scripted>", "<scripted>a</scripted>"),
            ("é<!--", "é"),
        ] {
            assert_eq!(slim(page).as_deref(), Ok(slim_page), "{page}");
        }
    }

    #[test]
    fn ok_sloppy_pages_are_read() {
        let list = "<ul><li>a".to_owned() + &"<li><p>b<br>".repeat(10_000) + "</ul>";
        assert!(slim(&list).is_ok());
        // Left open inside, closed outside.
        assert!(slim(&"<div><span>x</div>".repeat(10_000)).is_ok());
        assert!(slim(&"<div>x</div></div>".repeat(10_000)).is_ok());
        assert!(slim(&("<div>".repeat(300) + &"</div>".repeat(300))).is_ok());
    }

    #[test]
    fn err_deep_or_endless() {
        for piece in [
            "<div>",
            "<b>",
            "<a href=x>",
            "<x-y>",
            "<ul><li>",
            "<font size=1></x>",
            "<table><tr><td>",
        ] {
            let reason = slim(&piece.repeat(100_000)).expect_err(piece);
            assert!(
                reason.contains("nested more than 400 deep, at byte "),
                "{reason}"
            );
        }
        // Closed by the element around them, and opened again by the parser in the next.
        let reason = slim(&"<div><font size=1></div>".repeat(100_000)).expect_err("formatting");
        assert!(reason.contains("nested"), "{reason}");
        let reason = slim(&"<p>x".repeat(300_000)).expect_err("elements");
        assert!(reason.contains("more than the 50000 elements"), "{reason}");
        let piece = "<div>".repeat(300) + &"</div>".repeat(300);
        let reason = slim(&piece.repeat(100)).expect_err("weight");
        assert!(reason.contains("deep on average"), "{reason}");
        let reason = slim(&"x".repeat(9 << 20)).expect_err("bytes");
        assert!(reason.contains("bytes without scripts"), "{reason}");
    }
}
