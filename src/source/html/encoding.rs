//! Which encoding a page is in, and its text.
//!
//! In this order: bytes that are UTF-8 beyond doubt, what the server said, what the page says in its first bytes, what
//! the bytes look like. UTF-8 goes first as a declaration is wrong more often than other bytes are UTF-8 by chance. A
//! page that says UTF-8 and is not has its encoding told by its bytes, unless only few of them are broken.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

/// How far into a page its encoding may be declared.
const DECLARED: usize = 16 << 10;

/// The text, and how many characters of it could not be read.
pub(super) fn decode(bytes: &[u8], server: Option<&str>) -> (String, usize) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[length..]);
    }
    let declared = server
        .and_then(label)
        .or_else(|| declared(&bytes[..bytes.len().min(DECLARED)]));
    // Both write other letters with plain ASCII bytes, so that being UTF-8 says nothing.
    if let Some(encoding) = declared
        && (encoding == ISO_2022_JP
            || (encoding == UTF_16LE || encoding == UTF_16BE) && bytes.contains(&0))
    {
        return with(encoding, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), 0);
    }
    match declared {
        Some(encoding) if encoding != UTF_8 && !encoding.is_single_byte() => with(encoding, bytes),
        Some(encoding) if encoding != UTF_8 && !mostly_utf8(bytes) => with(encoding, bytes),
        _ if mostly_utf8(bytes) => with(UTF_8, bytes),
        _ => with(guess(bytes), bytes),
    }
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> (String, usize) {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let count = if broken {
        text.matches('\u{fffd}').count()
    } else {
        0
    };
    (text.into_owned(), count)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether far more of the bytes are UTF-8 than not: a page cut in a letter, or one with a few foreign bytes.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound > 2 * broken
}

fn label(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim_matches(['"', '\'', ' ']).as_bytes())
}

/// What `<meta charset>`, its older form, or an XML declaration says.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.to_ascii_lowercase();
    if head.trim_ascii_start().starts_with(b"<?xml") {
        let end = memchr::memmem::find(&head, b"?>").unwrap_or(head.len());
        if let Some(found) = value(&head[..end], b"encoding").and_then(label) {
            return Some(found);
        }
    }
    memchr::memmem::find_iter(&head, b"<meta").find_map(|at| {
        let tag = &head[at..];
        let end = memchr::memchr(b'>', tag).unwrap_or(tag.len());
        value(&tag[..end], b"charset").and_then(label)
    })
}

/// What stands behind `name=`.
fn value<'h>(tag: &'h [u8], name: &[u8]) -> Option<&'h str> {
    let at = memchr::memmem::find(tag, name)?;
    let rest = tag[at + name.len()..].trim_ascii_start();
    let rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest
        .strip_prefix(b"\"")
        .or_else(|| rest.strip_prefix(b"'"))
        .unwrap_or(rest);
    let word = |b: &u8| b.is_ascii_alphanumeric() || b"-_:.".contains(b);
    let end = rest.iter().position(|b| !word(b)).unwrap_or(rest.len());
    std::str::from_utf8(&rest[..end]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], server: Option<&str>) -> String {
        decode(bytes, server).0
    }

    #[test]
    fn ok_the_server_goes_before_the_page() {
        let page = b"<meta charset=windows-1252><p>\xcf\xf0\xe8\xe2\xe5\xf2";
        assert!(text(page, Some("windows-1251")).ends_with("<p>Привет"));
        assert!(text(page, None).ends_with("<p>Ïðèâåò"));
        assert!(text(page, Some("no-such-encoding")).ends_with("<p>Ïðèâåò"));
    }

    #[test]
    fn ok_every_way_to_declare_it() {
        for head in [
            "<meta charset=\"iso-8859-2\">",
            "<META CHARSET = 'ISO-8859-2' />",
            "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-2\">",
            "<meta name=a content=b><meta charset=latin2>",
            "<?xml version=\"1.0\" encoding=\"iso-8859-2\"?><html>",
        ] {
            let mut page = head.as_bytes().to_vec();
            page.extend(b"<p>\xb3\xf3d\xbc");
            assert!(text(&page, None).ends_with("łódź"), "{head}");
        }
    }

    #[test]
    fn ok_wide_encodings() {
        let page = b"<meta charset=shift_jis><p>\x93\xfa\x96\x7b";
        assert!(text(page, None).ends_with("日本"));
        let (bytes, _, _) = encoding_rs::EUC_KR.encode("<p>한국어 기사");
        assert!(text(&bytes, Some("EUC-KR")).ends_with("한국어 기사"));
        let utf16: Vec<u8> = "<p>é€".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&utf16, Some("utf-16le")), "<p>é€");
        let mut marked = vec![0xff, 0xfe];
        marked.extend(&utf16);
        assert_eq!(text(&marked, Some("windows-1252")), "<p>é€");
    }

    #[test]
    fn ok_a_wrong_declaration_harms_nothing() {
        let page = "<meta charset=iso-8859-1><p>“Acme” – 5 €";
        assert!(text(page.as_bytes(), None).ends_with("“Acme” – 5 €"));
        assert!(text(page.as_bytes(), Some("windows-1252")).ends_with("“Acme” – 5 €"));
        // It was decoded before, and says what it was.
        let page = "<meta charset=utf-16><p>é";
        assert!(text(page.as_bytes(), None).ends_with('é'));
        // windows-1252 that says UTF-8
        let page =
            b"<meta charset=utf-8><p>\x93Acme\x94 paid \x80 5m for M\xfcller, the caf\xe9 chain";
        let (read, broken) = decode(page, Some("utf-8"));
        assert!(
            read.ends_with("“Acme” paid € 5m for Müller, the café chain"),
            "{read}"
        );
        assert_eq!(broken, 0);
    }

    #[test]
    fn ok_told_by_the_bytes() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1251
            .encode("<p>Компания подписала договор о поставке газа на десять лет.");
        assert!(text(&bytes, None).contains("Компания подписала договор"));
        let (bytes, _, _) =
            encoding_rs::WINDOWS_1256.encode("<p>وقعت الشركة اتفاقية لتوريد الغاز لمدة عشر سنوات.");
        assert!(text(&bytes, None).contains("وقعت الشركة"));
    }

    #[test]
    fn err_broken_bytes_are_counted() {
        let mut page = "<p>é è ê ë ü ö ä ".as_bytes().to_vec();
        page.extend(b"\xff end");
        let (read, broken) = decode(&page, Some("utf-8"));
        assert!(read.ends_with("\u{fffd} end"));
        assert_eq!(broken, 1);
    }
}
