//! Sentences: spans over the article's text.
//!
//! A sentence ends at a full stop, question or exclamation mark that is followed by white space and a capital, a
//! digit or a quote, unless the word before is an abbreviation; and at every blank line or line that ends like a
//! heading. Known gap: an abbreviation that also ends the sentence joins it with the next one.

use crate::span::Span;

/// Words before a full stop that do not end a sentence, in lower case.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "sen", "rep", "gov", "gen", "lt", "col", "sgt", "capt", "st",
    "jr", "sr", "inc", "corp", "co", "ltd", "bros", "cos", "no", "nos", "vs", "jan", "feb", "mar",
    "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "approx", "est", "dept",
    "univ", "rs", "ft", "mt", "messrs", "hon", "rev", "adm", "pres", "assn", "intl", "pct", "mln",
    "bln", "cf", "fig", "u.s", "u.k", "u.n", "e.g", "i.e", "a.m", "p.m",
];

/// The sentences of a text, in order. White space around them is left out.
pub fn sentences(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut start = 0;
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'\n' => {
                if ends_line(text, start, i) {
                    push(text, start, i, &mut out);
                    start = i + 1;
                }
                i += 1;
            }
            b'.' | b'!' | b'?' => {
                let mut end = i + 1;
                // Closing quotes and brackets belong to the sentence.
                while let Some(c) = text[end..].chars().next() {
                    if matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '.' | '!' | '?') {
                        end += c.len_utf8();
                    } else {
                        break;
                    }
                }
                if breaks(text, start, i, end) {
                    push(text, start, end, &mut out);
                    start = end;
                }
                i = end;
            }
            _ => i += 1,
        }
    }
    push(text, start, text.len(), &mut out);
    out
}

/// Whether the line break at `at` ends a sentence: a blank line follows, or the next line starts like a new one.
fn ends_line(text: &str, start: usize, at: usize) -> bool {
    let rest = &text[at + 1..];
    let next_line = rest.split('\n').next().unwrap_or("");
    if next_line.trim().is_empty() {
        return true;
    }
    let before = text[start..at].trim_end();
    if before.is_empty() {
        return true;
    }
    let next = next_line.trim_start().chars().next().unwrap_or(' ');
    // A wrapped line goes on in lower case; a list mark or a capital behind a finished line starts anew.
    matches!(next, '-' | '*' | '•' | '–' | '·')
        || before.ends_with(['.', '!', '?', ':', '"', '”'])
        || (next.is_uppercase() && !before.ends_with([',', ';']) && line_is_short(before))
}

fn line_is_short(before: &str) -> bool {
    before.rsplit('\n').next().unwrap_or("").chars().count() < 60
}

fn breaks(text: &str, start: usize, mark: usize, end: usize) -> bool {
    let mut rest = text[end..].chars();
    match rest.next() {
        None => return true,
        Some(c) if c.is_whitespace() => {}
        // "…said.The next": no white space, but a capital behind a lower-case word.
        Some(c) => {
            let before = text[..mark].chars().next_back();
            return c.is_uppercase()
                && before.is_some_and(char::is_lowercase)
                && rest.next().is_some_and(char::is_lowercase)
                && text.as_bytes()[mark] == b'.'
                && text[..mark]
                    .rsplit(|c: char| !c.is_alphanumeric())
                    .next()
                    .is_some_and(|w| w.len() > 3);
        }
    }
    let Some(next) = text[end..].trim_start().chars().next() else {
        return true;
    };
    if text.as_bytes()[mark] != b'.' {
        return next.is_uppercase() || next.is_ascii_digit() || is_opening(next);
    }
    if !(next.is_uppercase() || next.is_ascii_digit() || is_opening(next) || next == '-') {
        return false;
    }
    let word = text[start..mark]
        .rsplit(|c: char| c.is_whitespace() || c == '(' || c == '"' || c == '“')
        .next()
        .unwrap_or("");
    if end > mark + 1 {
        return true;
    }
    let lower = word.to_lowercase();
    if ABBREVIATIONS.contains(&lower.as_str()) {
        // "… Corp. The" starts a sentence with a word that no name holds.
        return is_starter(&text[end..]);
    }
    let mut chars = word.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        // An initial: "J. Smith".
        return !c.is_uppercase() || is_starter(&text[end..]);
    }
    if word.contains('.') && word.split('.').all(|p| p.chars().count() <= 1) {
        return is_starter(&text[end..]);
    }
    true
}

fn is_opening(c: char) -> bool {
    matches!(
        c,
        '"' | '“' | '‘' | '\'' | '(' | '[' | '$' | '€' | '£' | '*' | '•'
    )
}

/// Whether the text starts with a word that starts sentences and no names.
fn is_starter(rest: &str) -> bool {
    let word: String = rest
        .trim_start()
        .chars()
        .take_while(|c| c.is_alphabetic())
        .collect();
    matches!(
        word.as_str(),
        "The"
            | "It"
            | "In"
            | "A"
            | "An"
            | "He"
            | "She"
            | "They"
            | "But"
            | "This"
            | "That"
            | "These"
            | "On"
            | "As"
            | "At"
            | "For"
            | "Its"
            | "And"
            | "We"
            | "If"
            | "While"
            | "After"
            | "Under"
            | "With"
            | "His"
            | "Her"
            | "Their"
            | "There"
            | "Both"
            | "Shares"
            | "However"
            | "Analysts"
            | "When"
            | "To"
            | "According"
            | "By"
    )
}

fn push(text: &str, start: usize, end: usize, out: &mut Vec<Span>) {
    let slice = &text[start..end];
    let lead = slice.len() - slice.trim_start().len();
    let trimmed = slice.trim();
    if !trimmed.is_empty() {
        out.push(Span::new(start + lead, start + lead + trimmed.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn ok_abbreviations_stay_inside() {
        assert_eq!(
            cut("Mr. Ray of Acme Corp. said so. The U.S. Navy paid $4.5 bln. It left."),
            [
                "Mr. Ray of Acme Corp. said so.",
                "The U.S. Navy paid $4.5 bln.",
                "It left."
            ]
        );
        assert_eq!(
            cut("They sold it to Harbour Inc. The price was low."),
            ["They sold it to Harbour Inc.", "The price was low."]
        );
    }

    #[test]
    fn ok_lines_and_quotes() {
        assert_eq!(
            cut("A heading\n\n\"We won.\" He left.\nwrapped line\ngoes on."),
            [
                "A heading",
                "\"We won.\"",
                "He left.",
                "wrapped line\ngoes on."
            ]
        );
    }
}
