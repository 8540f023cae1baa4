//! Numbers that are no figures: parts of codes and names ("A320", "777-300ER", "Flight 370"), web addresses, telephone
//! numbers, times of day, ordinals, share codes ("0857.HK").

use super::cue::{trim_end, word_before};
use super::trie::{Backward, Edge, Trie};
use crate::grammar::figures::{CompanyEntry, DesignatorFile};

/// The words and shapes that make a name of a number, compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels {
    words: Backward<()>,
    names: Trie<()>,
    /// Shapes of digits that name a model; `#` is any digit.
    models: Vec<String>,
    /// Where "one" is a pronoun.
    pub(super) one: Company,
    /// Where "half" is a number by itself.
    pub(super) half: Company,
}

/// The words beside a doubtful number word that settle it.
#[derive(Clone, Debug, Default)]
pub(super) struct Company {
    before: Vec<String>,
    after: Vec<String>,
}

impl Company {
    fn new(entry: &CompanyEntry) -> Self {
        Self {
            before: entry.before.clone(),
            after: entry.after.clone(),
        }
    }

    /// "the one", "one who": a word of either list is enough.
    pub(super) fn is_pronoun(&self, before: &str, after: &str) -> bool {
        self.before.iter().any(|w| w == before) || self.after.iter().any(|w| w == after)
    }

    /// "the first half", "half way": a number needs a word of the one list behind it and none of the other in front.
    pub(super) fn is_other(&self, before: &str, after: &str) -> bool {
        self.before.iter().any(|w| w == before) || !self.after.iter().any(|w| w == after)
    }
}

impl Labels {
    pub(crate) fn new(file: &DesignatorFile) -> Self {
        let mut out = Self::default();
        for word in &file.label.words {
            out.words.add_exact(word, ());
        }
        for word in &file.name.words {
            // "3M" is a company, "3m people" are three million.
            if word.bytes().any(|b| b.is_ascii_uppercase()) {
                out.names.add_exact(word, ());
            } else {
                out.names.add(word, ());
            }
        }
        out.one = Company::new(&file.one);
        out.half = Company::new(&file.half);
        out.models = file
            .model
            .iter()
            .map(|m| m.shape.get_ref().clone())
            .collect();
        out
    }

    /// The end of a set phrase that starts at `at`: "9/11", "one of", "Formula One".
    pub(crate) fn name(&self, text: &str, at: usize) -> Option<usize> {
        let (rest, ()) = self
            .names
            .longest(&text[at..], Edge::Word, |()| true)
            .ok()?;
        Some(text.len() - rest.len())
    }

    /// Whether the word in front makes a label of a number at `at`: "Flight 370", "No. 2".
    pub(crate) fn is_labelled(&self, text: &str, at: usize) -> bool {
        self.words.longest(text, trim_end(text, at)).is_some()
    }

    /// The end of a code, address, time or name in digits that starts at `at`, where a digit stands.
    pub(crate) fn code(&self, text: &str, at: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        if in_word(text, at) || in_address(text, at) {
            return Some(token_end(bytes, at));
        }
        telephone(bytes, at)
            .or_else(|| share_code(bytes, at))
            .or_else(|| time_of_day(text, at))
            .or_else(|| ordinal(bytes, at))
            .or_else(|| postcode(bytes, at))
            .or_else(|| marker(bytes, at))
            .or_else(|| self.model(bytes, at))
    }

    fn model(&self, bytes: &[u8], at: usize) -> Option<usize> {
        self.models.iter().find_map(|shape| {
            let end = at + shape.len();
            let written = bytes.get(at..end)?;
            let fits = |(s, w): (u8, &u8)| {
                if s == b'#' {
                    w.is_ascii_digit()
                } else {
                    s == *w
                }
            };
            let whole = shape.bytes().zip(written).all(fits)
                && !bytes.get(end).is_some_and(u8::is_ascii_digit);
            // Letters behind belong to the name: "660-9s".
            whole.then(|| run(bytes, end, u8::is_ascii_alphanumeric))
        })
    }
}

fn run(bytes: &[u8], from: usize, wanted: impl Fn(&u8) -> bool) -> usize {
    from + bytes[from.min(bytes.len())..]
        .iter()
        .take_while(|b| wanted(b))
        .count()
}

/// The end of the run of letters, digits and inner hyphens at `at`.
pub(crate) fn token_end(bytes: &[u8], at: usize) -> usize {
    let mut end = run(bytes, at, u8::is_ascii_alphanumeric);
    while let [mark, next, ..] = bytes[end..]
        && matches!(mark, b'-' | b'.' | b'/' | b'_' | b':')
        && next.is_ascii_alphanumeric()
    {
        end = run(bytes, end + 1, u8::is_ascii_alphanumeric);
    }
    end.max(at + 1)
}

/// Behind a letter, or a letter and a hyphen: "F-16", "SCP-173", "COVID-19"; behind "#" and "_". Lower-case words
/// with a hyphen are English, not codes: "mid-2011", "sub-20".
fn in_word(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    match bytes[..at] {
        // "#1"; "±0.01", "2×10"
        [.., b'#' | b'_' | b'\\' | b'@'] | [.., 0xC2, 0xB1] | [.., 0xC3, 0x97] => true,
        [.., before, b'-'] if before.is_ascii_alphabetic() => !word_before(text, at - 1)
            .bytes()
            .all(|b| b.is_ascii_lowercase()),
        [.., before, b'-' | b'/' | b'.' | b':'] if before.is_ascii_digit() => true,
        [.., before, b'.' | b'/'] if before.is_ascii_alphabetic() => {
            bytes[at - 1] == b'/' && before.is_ascii_uppercase()
        }
        [.., before] => before.is_ascii_alphanumeric(),
        [] => false,
    }
}

/// Inside a web or mail address.
fn in_address(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let mut from = at;
    while from > 0
        && at - from < 120
        && !bytes[from - 1].is_ascii_whitespace()
        && bytes[from - 1].is_ascii()
    {
        from -= 1;
    }
    if at - from < 4 {
        return false;
    }
    text.get(from..at).is_some_and(|before| {
        before.contains("://")
            || before.contains("www.")
            || before.contains('@')
            || before.contains(".com/")
    })
}

/// `+44 20 7542 1234`, `(212) 555-1234`, `212-555-1234`.
fn telephone(bytes: &[u8], at: usize) -> Option<usize> {
    let plus = at > 0 && bytes[at - 1] == b'+';
    let bracket = at > 0 && bytes[at - 1] == b'(';
    let mut groups = [0_usize; 8];
    let mut n = 0;
    let mut i = at;
    let mut end = at;
    let mut hyphens = 0;
    while n < groups.len() {
        let next = run(bytes, i, u8::is_ascii_digit);
        if next == i {
            break;
        }
        groups[n] = next - i;
        n += 1;
        end = next;
        i = match bytes[next..] {
            [b'-' | b'.' | b'/', d, ..] if d.is_ascii_digit() => {
                hyphens += 1;
                next + 1
            }
            [b')', b' ', d, ..] if bracket && d.is_ascii_digit() => next + 2,
            [b')', b'-', d, ..] if bracket && d.is_ascii_digit() => next + 2,
            [b' ', d, ..] if (plus || bracket || hyphens > 0) && d.is_ascii_digit() => next + 1,
            [b' ', b'(', b'0', b')', b' ', d, ..] if plus && d.is_ascii_digit() => next + 5,
            [b' ', b'(', b'0', b')', d, ..] if plus && d.is_ascii_digit() => next + 4,
            _ => break,
        };
    }
    let digits: usize = groups[..n].iter().sum();
    let international = plus && digits >= 7;
    let bracketed = bracket && n >= 3 && groups[0] == 3 && groups[1] == 3 && groups[2] == 4;
    let american = n >= 3
        && hyphens >= 2
        && groups[..2].contains(&3)
        && groups[..n].contains(&4)
        && digits >= 10;
    let local = n == 2 && hyphens == 1 && groups[0] == 3 && groups[1] == 4;
    (international || bracketed || american || local).then_some(end)
}

/// `0857.HK`, `600028.SS`.
fn share_code(bytes: &[u8], at: usize) -> Option<usize> {
    let dot = run(bytes, at, u8::is_ascii_digit);
    let letters = run(bytes, dot + 1, u8::is_ascii_uppercase);
    let fits = bytes.get(dot) == Some(&b'.')
        && (3..=6).contains(&(dot - at))
        && (1..=3).contains(&letters.saturating_sub(dot + 1))
        && !bytes.get(letters).is_some_and(u8::is_ascii_alphanumeric);
    fits.then_some(letters)
}

/// `2:49pm`, `8.30 a.m.`, `5 p.m.`, `1430 GMT`.
fn time_of_day(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let hours = run(bytes, at, u8::is_ascii_digit);
    let (digits, colon) = match bytes[hours..] {
        [mark @ (b':' | b'.'), a, b, ..]
            if hours - at <= 2 && a.is_ascii_digit() && b.is_ascii_digit() =>
        {
            let end = run(bytes, hours + 1, u8::is_ascii_digit);
            if end != hours + 3 {
                return None;
            }
            (end, mark == b':')
        }
        _ => (hours, false),
    };
    let rest = &text[digits..];
    let word = rest.trim_start_matches(' ');
    let zone = [
        "GMT",
        "EST",
        "EDT",
        "BST",
        "CET",
        "ET",
        "IST",
        "UTC",
        "PST",
        "PDT",
        "local time",
    ];
    let half = ["a.m.", "p.m.", "a.m", "p.m", "am", "pm", "AM", "PM"];
    let ends = |w: &str| {
        word.strip_prefix(w)
            .is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric()))
    };
    let end_of = |w: &str| text.len() - word.len() + w.len();
    if hours - at <= 2
        && rest.len() - word.len() <= 1
        && let Some(w) = half.iter().find(|w| ends(w))
    {
        return Some(end_of(w));
    }
    if (colon || digits - at == 4)
        && let Some(w) = zone.iter().find(|w| ends(w))
    {
        return Some(end_of(w));
    }
    // A bare "2:49" or "1:4" is a time, score or ratio.
    if colon
        || bytes[hours..].first() == Some(&b':')
            && bytes.get(hours + 1).is_some_and(u8::is_ascii_digit)
    {
        return Some(run(bytes, digits.max(hours + 1), u8::is_ascii_digit));
    }
    None
}

/// `20th`, `1st`.
fn ordinal(bytes: &[u8], at: usize) -> Option<usize> {
    let end = run(bytes, at, u8::is_ascii_digit);
    let suffix = bytes.get(end..end + 2)?.to_ascii_lowercase();
    let fits = matches!(&suffix[..], b"st" | b"nd" | b"rd" | b"th")
        && !bytes.get(end + 2).is_some_and(u8::is_ascii_alphanumeric);
    fits.then_some(end + 2)
}

/// The digits of "FL 33139" and of "TYO: 9640".
fn postcode(bytes: &[u8], at: usize) -> Option<usize> {
    let end = run(bytes, at, u8::is_ascii_digit);
    let capital = |b: &u8| b.is_ascii_uppercase();
    let before = bytes[..at].strip_suffix(b" ").unwrap_or(&bytes[..at]);
    let state = matches!(before, [.., edge, a, b] if !edge.is_ascii_alphanumeric() && capital(a) && capital(b));
    let exchange = matches!(before, [.., a, b, b':'] if capital(a) && capital(b));
    let alone = !bytes
        .get(end)
        .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b',' | b'.'));
    ((state && end - at == 5 && alone) || (exchange && (3..=6).contains(&(end - at))))
        .then_some(end)
}

/// The mark of an entry in a list: "; (4) to open", a line that begins with "4. Open" or "4) Open"; and "501(c)(3)".
fn marker(bytes: &[u8], at: usize) -> Option<usize> {
    let end = run(bytes, at, u8::is_ascii_digit);
    if end - at > 3 {
        return None;
    }
    if let [b'(', letter, b')', ..] = bytes[end..]
        && letter.is_ascii_alphabetic()
    {
        return Some(end);
    }
    let line = matches!(bytes[..at], [] | [.., b'\n'] | [.., b'\n', b' ']);
    if line && matches!(bytes[end..], [b'.' | b')', b' ', next, ..] if !next.is_ascii_digit()) {
        return Some(end);
    }
    if bytes[..at].last() != Some(&b'(') || bytes.get(end) != Some(&b')') || end - at > 2 {
        return None;
    }
    let before = bytes[..at - 1].trim_ascii_end();
    let listed = matches!(before, [] | [.., b';' | b',' | b':' | b'.' | b')'])
        || before.ends_with(b" and")
        || before.ends_with(b" or");
    listed.then_some(end)
}
