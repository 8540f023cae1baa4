//! A plain reading of a text, with the way back: characters of no width are left out, digits and marks of other scripts
//! and widths are those of ASCII, ligatures are their letters, odd blanks are plain ones, or commas where they stand
//! between groups of three digits.
//!
//! All later stages read the plain text, so that "1 200 000" with thin spaces, "５００" and "air\u{ad}line" need no rule of
//! their own. What they find is told by its place in the text as it was, which is never changed. Quotes and dashes stay:
//! the tokenizer knows them. Nearly every text is plain already, and costs one look at each character.

use std::borrow::Cow;

use crate::span::Span;

/// A plain reading of a text.
#[derive(Clone, Debug)]
pub struct Folded<'t> {
    original: &'t str,
    plain: Cow<'t, str>,
    /// Where the two differ; empty where they do not.
    pieces: Vec<Piece>,
}

/// A stretch of the plain text and where it begins in the original; it goes to the next one.
#[derive(Clone, Copy, Debug)]
struct Piece {
    plain: u32,
    original: u32,
    /// Its bytes are not those of the original, so that only its ends have a place there.
    changed: bool,
}

impl<'t> Folded<'t> {
    /// The plain reading of `text`.
    pub fn new(text: &'t str) -> Self {
        let Some(first) = text
            .char_indices()
            .find(|(_, c)| !c.is_ascii() && is_odd(*c))
        else {
            return Self {
                original: text,
                plain: Cow::Borrowed(text),
                pieces: Vec::new(),
            };
        };
        let mut plain = String::with_capacity(text.len());
        plain.push_str(&text[..first.0]);
        let mut pieces = vec![Piece {
            plain: 0,
            original: 0,
            changed: false,
        }];
        let mut copied = true;
        for (at, c) in text[first.0..].char_indices() {
            let at = first.0 + at;
            let odd = !c.is_ascii() && is_odd(c);
            if odd || !copied {
                pieces.push(Piece {
                    plain: plain.len() as u32,
                    original: at as u32,
                    changed: odd,
                });
            }
            copied = !odd;
            if !odd {
                plain.push(c);
            } else if is_blank(c) && groups_digits(&plain, &text[at + c.len_utf8()..]) {
                plain.push(',');
            } else {
                push(c, &mut plain);
            }
        }
        Self {
            original: text,
            plain: Cow::Owned(plain),
            pieces,
        }
    }

    /// The text as later stages read it.
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// Where a span of the plain text stands in the original.
    pub fn original_span(&self, span: Span) -> Span {
        if self.pieces.is_empty() {
            return span;
        }
        if span.start == span.end {
            let at = self.start(span.start) as usize;
            return Span::new(at, at);
        }
        Span::new(self.start(span.start) as usize, self.end(span.end) as usize)
    }

    /// What stands in the original where `span` of the plain text does.
    pub fn original_text(&self, span: Span) -> &'t str {
        self.original_span(span).of(self.original)
    }

    fn piece(&self, at: u32) -> usize {
        self.pieces
            .partition_point(|p| p.plain <= at)
            .saturating_sub(1)
    }

    fn start(&self, at: u32) -> u32 {
        let piece = self.pieces[self.piece(at)];
        if piece.changed {
            piece.original
        } else {
            piece.original + (at - piece.plain)
        }
    }

    /// The end of what stands before `at`.
    fn end(&self, at: u32) -> u32 {
        let n = self.piece(at.saturating_sub(1));
        let piece = self.pieces[n];
        if piece.changed {
            let next = self.pieces.get(n + 1);
            next.map_or(self.original.len() as u32, |next| next.original)
        } else {
            piece.original + (at - piece.plain)
        }
    }
}

/// Whether a character reads otherwise than it is written.
fn is_odd(c: char) -> bool {
    is_blank(c) || is_nothing(c) || other(c).is_some() || ligature(c).is_some()
}

/// Blanks that are not the plain one.
fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Characters that are not seen: soft hyphens, joiners, marks of direction, variation and order.
fn is_nothing(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

/// The character that one is read as.
fn other(c: char) -> Option<char> {
    let digit = |zero: u32| char::from_digit(c as u32 - zero, 10);
    match c {
        '٠'..='٩' => digit(0x660),
        '۰'..='۹' => digit(0x6f0),
        '٫' => Some('.'),
        '٬' => Some(','),
        // Full-width forms of ASCII.
        '！'..='～' => char::from_u32(c as u32 - 0xfee0),
        '￠' => Some('¢'),
        '￡' => Some('£'),
        '￥' => Some('¥'),
        '￦' => Some('₩'),
        '﹩' => Some('$'),
        '٪' | '﹪' => Some('%'),
        '−' | '‐' | '\u{2011}' | '﹣' => Some('-'),
        'ʼ' => Some('’'),
        '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        _ => None,
    }
}

fn push(c: char, plain: &mut String) {
    if is_blank(c) {
        plain.push(' ');
    } else if let Some(letters) = ligature(c) {
        plain.push_str(letters);
    } else if let Some(other) = other(c) {
        plain.push(other);
    }
}

/// Whether a blank stands between groups of digits: one to three before it, three and no more behind.
fn groups_digits(before: &str, behind: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || other(c).is_some_and(|c| c.is_ascii_digit());
    let group = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let lead = before[..before.len() - group].chars().next_back();
    // "A320 200", "3.5 200": no group of a number.
    let starts = lead.is_none_or(|c| !c.is_alphanumeric() && c != '.');
    let behind = behind.chars().take_while(|c| is_digit(*c)).take(4).count();
    (1..=3).contains(&group) && behind == 3 && starts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The plain text, and what stands in the original for a part of it.
    fn part<'t>(text: &'t str, part: &str) -> (&'t str, String) {
        let folded = Folded::new(text);
        let start = folded.plain().find(part).expect("the part");
        let found = folded.original_text(Span::new(start, start + part.len()));
        (found, folded.plain().to_owned())
    }

    #[test]
    fn ok_plain_text_is_borrowed() {
        for text in ["", "Acme’s “offer” – €5 for café №1 同社"] {
            assert!(matches!(Folded::new(text).plain, Cow::Borrowed(_)));
        }
    }

    #[test]
    fn ok_parts_are_found_where_they_stood() {
        for (text, plain, original) in [
            ("the air\u{ad}line said", "airline", "air\u{ad}line"),
            ("\u{feff}Acme", "Acme", "Acme"),
            ("Acme\u{200b}", "Acme", "Acme"),
            (
                "bought 1\u{2009}200\u{202f}000 tons",
                "1,200,000",
                "1\u{2009}200\u{202f}000",
            ),
            ("5\u{a0}million", "5 million", "5\u{a0}million"),
            ("in 2009\u{a0}100 cars", "2009 100", "2009\u{a0}100"),
            ("A320\u{a0}200 jets", "A320 200", "A320\u{a0}200"),
            ("ＵＳ＄５００ million", "US$500", "ＵＳ＄５００"),
            ("pays ٥٠٠٫٥ million", "500.5", "٥٠٠٫٥"),
            ("an oﬃce and a ﬂeet", "office", "oﬃce"),
            ("an oﬃce and a ﬂeet", "fleet", "ﬂeet"),
            ("an oﬃce and a ﬂeet", "ic", "ﬃc"),
            ("fell −5 percent", "-5", "−5"),
        ] {
            assert_eq!(part(text, plain).0, original, "{text}");
        }
    }

    #[test]
    fn ok_the_rest_is_as_it_was() {
        let (_, plain) = part("“So” – it said\u{a0}– paid €5\u{ad}0.", "€50");
        assert_eq!(plain, "“So” – it said – paid €50.");
    }

    proptest::proptest! {
        #[test]
        fn ok_spans_are_sound(text in "[a-z0-9 ﬁ\u{ad}\u{a0}\u{2009}５٥é“.]{0,30}", a in 0usize..40, b in 0usize..40) {
            let folded = Folded::new(&text);
            let plain = folded.plain();
            let a = plain.floor_char_boundary(a.min(plain.len()));
            let b = plain.floor_char_boundary(b.min(plain.len()));
            let span = Span::new(a.min(b), a.max(b));
            let original = folded.original_text(span);
            // Reading the part again gives the part, but for blanks that need their neighbours and letters of a ligature.
            if !text.contains(['ﬁ', '\u{a0}', '\u{2009}']) {
                let again = Folded::new(original);
                proptest::prop_assert_eq!(again.plain(), span.of(plain));
            }
        }
    }
}
