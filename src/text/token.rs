//! Tokens: words, numbers and marks as spans over the article's text.
//!
//! A word may hold dots of an abbreviation (`U.S.`), inner hyphens and apostrophes (`Coca-style`, `O'Neil`); the
//! possessive ending is a token of its own. Numbers keep their separators (`1,200.5`), codes such as `777-300ER`
//! or `A320` stay one word.

use crate::span::Span;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, perhaps with digits, hyphens, dots inside.
    Word,
    /// Digits with separators.
    Number,
    /// The possessive ending.
    Possessive,
    /// One mark.
    Mark,
    /// Several tokens that a later stage reads as one figure, with the number of that figure.
    Figure(u32),
}

/// A token of a sentence.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    /// First letter is a capital.
    pub capital: bool,
    /// All letters are capitals, two or more.
    pub all_caps: bool,
    /// White space stands before it.
    pub space_before: bool,
}

impl Token {
    /// Its text.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        self.span.of(text)
    }
}

/// Cuts a piece of text into tokens, appended to `out`.
pub fn tokens(text: &str, piece: Span, out: &mut Vec<Token>) {
    let end = piece.end as usize;
    let mut at = piece.start as usize;
    let mut space_before = true;
    while at < end {
        let c = char_at(text, at);
        if c.is_whitespace() || c == '\u{feff}' || c == '\u{ad}' {
            at += c.len_utf8();
            space_before = true;
            continue;
        }
        let start = at;
        let kind = if c.is_alphanumeric() {
            at = word_end(text, at, end);
            if text[start..at]
                .bytes()
                .all(|b| b.is_ascii_digit() || b == b',' || b == b'.')
            {
                TokenKind::Number
            } else {
                TokenKind::Word
            }
        } else if is_apostrophe(c) && !space_before && contraction_len(text, at, end) > 0 {
            at += contraction_len(text, at, end);
            TokenKind::Word
        } else if is_apostrophe(c) && possessive_len(text, at, end) > 0 && !space_before {
            at += possessive_len(text, at, end);
            TokenKind::Possessive
        } else {
            at += c.len_utf8();
            TokenKind::Mark
        };
        let slice = &text[start..at];
        let letters = || slice.chars().filter(|c| c.is_alphabetic());
        out.push(Token {
            span: Span::new(start, at),
            kind,
            capital: kind == TokenKind::Word && letters().next().is_some_and(char::is_uppercase),
            all_caps: kind == TokenKind::Word
                && letters().count() >= 2
                && letters().all(char::is_uppercase),
            space_before,
        });
        space_before = false;
    }
}

fn char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or(' ')
}

/// Whether a character is an apostrophe as news writes it.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´')
}

/// Bytes of a possessive ending at `at`: `'s`, or `'` behind an s.
fn possessive_len(text: &str, at: usize, end: usize) -> usize {
    let apostrophe = char_at(text, at).len_utf8();
    let rest = &text[at + apostrophe..end];
    let next = rest.chars().next();
    let after = |n: usize| rest.chars().nth(n).is_none_or(|c| !c.is_alphanumeric());
    if next.is_some_and(|c| c == 's' || c == 'S') && after(1) {
        apostrophe + 1
    } else if text[..at].ends_with(['s', 'S']) && after(0) {
        apostrophe
    } else {
        0
    }
}

/// Bytes of a contracted verb that starts with an apostrophe at `at`: "they're", "we've".
fn contraction_len(text: &str, at: usize, end: usize) -> usize {
    let apostrophe = char_at(text, at).len_utf8();
    let rest = &text[at + apostrophe..end];
    let before = text.get(at.saturating_sub(3)..at).unwrap_or("");
    let not = before.eq_ignore_ascii_case("can").then_some("t");
    ["re", "ve", "ll", "d", "m"]
        .into_iter()
        .chain(not)
        .find(|s| {
            rest.strip_prefix(s)
                .is_some_and(|r| !r.starts_with(char::is_alphanumeric))
        })
        .map_or(0, |s| apostrophe + s.len())
}

/// Whether the rest of a word behind its n is that of "didn't".
fn is_contracted_not(rest: &str) -> bool {
    rest.strip_prefix(is_apostrophe)
        .and_then(|r| r.strip_prefix(['t', 'T']))
        .is_some_and(|r| !r.starts_with(char::is_alphanumeric))
}

/// A letter or two, a hyphen and a digit: the rest of "F/A-18" behind its slash.
fn is_model_tail(rest: &str) -> bool {
    let tail = rest.trim_start_matches(|c: char| c.is_ascii_uppercase());
    (1..=2).contains(&(rest.len() - tail.len()))
        && tail
            .strip_prefix('-')
            .is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()))
}

/// Where the word that starts at `at` ends.
fn word_end(text: &str, at: usize, end: usize) -> usize {
    let mut i = at;
    let mut previous = ' ';
    while i < end {
        let c = char_at(text, i);
        let len = c.len_utf8();
        // "did|n't", but "can|'t".
        if i > at && matches!(c, 'n' | 'N') && is_contracted_not(&text[i + len..end]) {
            let can = text[at..i].eq_ignore_ascii_case("ca");
            return if can { i + len } else { i };
        }
        if c.is_alphanumeric() || c == '\u{ad}' {
            previous = c;
            i += len;
            continue;
        }
        let next = if i + len < end {
            char_at(text, i + len)
        } else {
            ' '
        };
        let joins = match c {
            // A separator between digits, or a dot inside an abbreviation.
            ',' => {
                previous.is_ascii_digit()
                    && next.is_ascii_digit()
                    && text[at..i]
                        .bytes()
                        .all(|b| b.is_ascii_digit() || b == b',' || b == b'.')
            }
            '.' => {
                (previous.is_ascii_digit() && next.is_ascii_digit())
                    || (previous.is_alphabetic()
                        && next.is_alphabetic()
                        && (is_initialism(&text[at..i]) || next.is_lowercase()))
                    || is_ticker(&text[at..i], &text[i + 1..end])
                    || (is_initialism(&text[at..i])
                        && !next.is_alphanumeric()
                        && text[at..i].contains('.'))
            }
            '-' | '‑' | '–' => {
                next.is_alphanumeric()
                    && !(next.is_uppercase() && is_slug(&text[..i], at))
                    && (previous.is_alphanumeric() || previous == '.' && c == '-')
                    && !(c == '–' && (previous.is_ascii_digit() || next.is_ascii_digit()))
            }
            // "F/A-18": a model, where "GM/Ford" are two names.
            '/' => i - at == 1 && previous.is_ascii_uppercase() && is_model_tail(&text[i + 1..end]),
            '&' => previous.is_uppercase() && next.is_uppercase() && i - at <= 3,
            c if is_apostrophe(c) => {
                next.is_alphabetic()
                    && previous.is_alphabetic()
                    && possessive_len(text, i, end) == 0
                    && contraction_len(text, i, end) == 0
            }
            _ => false,
        };
        if !joins {
            break;
        }
        previous = c;
        i += len;
    }
    i
}

/// A stock's ticker and its market: `ABCD` before the dot, `N` or `HK` behind it.
fn is_ticker(code: &str, rest: &str) -> bool {
    let market = rest.bytes().take_while(u8::is_ascii_uppercase).count();
    code.len() >= 2
        && (1..=2).contains(&market)
        && rest[market..]
            .chars()
            .next()
            .is_none_or(|c| !c.is_alphanumeric())
        && code
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Single letters with dots between: `U`, `U.S`.
fn is_initialism(s: &str) -> bool {
    let mut parts = s.split('.');
    parts.all(|p| {
        let mut chars = p.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    })
}

/// Whether the word that starts at `at` and ends the text is one that agencies put before a headline: "EXCLUSIVE-Falcon
/// Air to buy", "UPDATE 2-Falcon Air".
fn is_slug(text: &str, at: usize) -> bool {
    let is = |word: &str, list: &[&str]| list.iter().any(|w| word.eq_ignore_ascii_case(w));
    let word = &text[at..];
    if word.len() == 1 && word.bytes().all(|b| b.is_ascii_digit()) {
        let before = text[..at].trim_end().rsplit(' ').next().unwrap_or("");
        return is(before, &["update", "wrapup", "refile", "corrected"]);
    }
    is(
        word,
        &[
            "analysis",
            "brief",
            "corrected",
            "exclusive",
            "factbox",
            "focus",
            "insight",
            "refile",
            "timeline",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        tokens(text, Span::new(0, text.len()), &mut out);
        out.iter().map(|t| t.text(text)).collect()
    }

    #[test]
    fn ok_words_and_marks() {
        assert_eq!(
            cut("Falcon Air's board, the U.S. carrier, ordered 1,200.5 777-300ERs."),
            [
                "Falcon",
                "Air",
                "'s",
                "board",
                ",",
                "the",
                "U.S.",
                "carrier",
                ",",
                "ordered",
                "1,200.5",
                "777-300ERs",
                "."
            ]
        );
        assert_eq!(
            cut("the carriers’ order (RTA)"),
            ["the", "carriers", "’", "order", "(", "RTA", ")"]
        );
        assert_eq!(
            cut("AT&T bought O'Hara Corp."),
            ["AT&T", "bought", "O'Hara", "Corp", "."]
        );
    }

    #[test]
    fn ok_slugs_are_no_part_of_a_name() {
        assert_eq!(
            cut("Exclusive-Falcon Air, UPDATE 2-Oakline, Focus-grouped"),
            [
                "Exclusive",
                "-",
                "Falcon",
                "Air",
                ",",
                "UPDATE",
                "2",
                "-",
                "Oakline",
                ",",
                "Focus-grouped"
            ]
        );
    }

    #[test]
    fn ok_contractions_are_two_words() {
        assert_eq!(
            cut("They’re sure it didn't, can't and won't."),
            [
                "They", "’re", "sure", "it", "did", "n't", ",", "can", "'t", "and", "wo", "n't",
                "."
            ]
        );
    }

    #[test]
    fn ok_names_with_apostrophes_are_one_word() {
        assert_eq!(
            cut("D'Arcy of L'Oreal and O'Reilly's"),
            ["D'Arcy", "of", "L'Oreal", "and", "O'Reilly", "'s"]
        );
    }
}
