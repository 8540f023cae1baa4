//! Longest match of many phrases at one place, without an allocation.
//!
//! Phrases are folded to ASCII lower case when they go in, and so is the text while it is walked; an entry may ask for
//! its exact case. A space of a phrase stands for one or more blanks of the text, but for no blank line.

use nom::IResult;

/// Phrases with a value each.
#[derive(Clone, Debug)]
pub(crate) struct Trie<T> {
    roots: Box<[u32; 256]>,
    nodes: Vec<Node<T>>,
}

#[derive(Clone, Debug)]
struct Node<T> {
    next: Vec<(u8, u32)>,
    entries: Vec<Entry<T>>,
}

#[derive(Clone, Debug)]
struct Entry<T> {
    exact: Option<Box<str>>,
    value: T,
}

/// What may follow the last byte of a phrase that ends in a letter or digit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    /// No letter and no digit.
    Word,
    /// No letter.
    NotLetter,
}

const NONE: u32 = u32::MAX;

impl<T> Default for Trie<T> {
    fn default() -> Self {
        Self {
            roots: Box::new([NONE; 256]),
            nodes: Vec::new(),
        }
    }
}

impl<T> Trie<T> {
    /// Adds a phrase that matches in any case.
    pub(crate) fn add(&mut self, phrase: &str, value: T) {
        self.put(phrase, None, value);
    }

    /// Adds a phrase that matches in its own case only.
    pub(crate) fn add_exact(&mut self, phrase: &str, value: T) {
        self.put(phrase, Some(phrase.into()), value);
    }

    fn put(&mut self, phrase: &str, exact: Option<Box<str>>, value: T) {
        let mut at = NONE;
        for byte in phrase.bytes().map(|b| b.to_ascii_lowercase()) {
            let next = self.step(at, byte);
            at = if next == NONE {
                let new = self.nodes.len() as u32;
                self.nodes.push(Node {
                    next: Vec::new(),
                    entries: Vec::new(),
                });
                if at == NONE {
                    self.roots[usize::from(byte)] = new;
                } else {
                    self.nodes[at as usize].next.push((byte, new));
                }
                new
            } else {
                next
            };
        }
        if at != NONE {
            self.nodes[at as usize].entries.push(Entry { exact, value });
        }
    }

    fn step(&self, at: u32, byte: u8) -> u32 {
        if at == NONE {
            return self.roots[usize::from(byte)];
        }
        let next = &self.nodes[at as usize].next;
        next.iter().find(|(b, _)| *b == byte).map_or(NONE, |n| n.1)
    }

    /// Whether a phrase may begin with these two bytes: it goes on with the second, or ends or blanks follow the first.
    pub(crate) fn reaches(&self, pair: [u8; 2]) -> bool {
        let first = self.step(NONE, pair[0]);
        if first == NONE {
            return false;
        }
        if pair[1].is_ascii_alphabetic() {
            return self.step(first, pair[1]) != NONE;
        }
        true
    }

    /// The longest phrase at the start of `input` that `accept` takes, as a nom parser would give it.
    pub(crate) fn longest<'a, 't>(
        &'t self,
        input: &'a str,
        edge: Edge,
        accept: impl Fn(&T) -> bool,
    ) -> IResult<&'a str, &'t T, ()> {
        let bytes = input.as_bytes();
        let mut node = NONE;
        let mut i = 0;
        let mut best = None;
        while i < bytes.len() {
            let (byte, width) = match blank(bytes, i) {
                0 => (bytes[i].to_ascii_lowercase(), 1),
                width => (b' ', width),
            };
            node = self.step(node, byte);
            if node == NONE {
                break;
            }
            i += width;
            let entries = &self.nodes[node as usize].entries;
            if entries.is_empty() || !edge_at(bytes, i, edge) {
                continue;
            }
            let written = &input[..i];
            let fits = |e: &&Entry<T>| {
                e.exact.as_deref().is_none_or(|exact| same(exact, written)) && accept(&e.value)
            };
            if let Some(entry) = entries.iter().find(fits) {
                best = Some((i, &entry.value));
            }
        }
        match best {
            Some((end, value)) => Ok((&input[end..], value)),
            None => Err(nom::Err::Error(())),
        }
    }
}

/// Phrases that end where one looks, walked backwards.
#[derive(Clone, Debug, Default)]
pub(crate) struct Backward<T>(Trie<T>);

impl<T> Backward<T> {
    /// Adds a phrase that matches in any case.
    pub(crate) fn add(&mut self, phrase: &str, value: T) {
        self.0.add(
            &phrase.bytes().rev().map(char::from).collect::<String>(),
            value,
        );
    }

    /// Adds a phrase that matches in its own case only.
    pub(crate) fn add_exact(&mut self, phrase: &str, value: T) {
        let turned = phrase.bytes().rev().map(char::from).collect::<String>();
        self.0.add_exact(&turned, value);
    }

    /// The longest phrase that ends at `end` of `text` on word borders; where it starts, and its value.
    pub(crate) fn longest(&self, text: &str, end: usize) -> Option<(usize, &T)> {
        let bytes = text.as_bytes();
        let mut node = NONE;
        let mut i = end;
        let mut best = None;
        while i > 0 {
            let mut byte = bytes[i - 1].to_ascii_lowercase();
            i -= 1;
            if is_blank(byte) {
                byte = b' ';
                while i > 0 && is_blank(bytes[i - 1]) && end - i < 80 {
                    i -= 1;
                }
            }
            node = self.0.step(node, byte);
            if node == NONE {
                break;
            }
            let border =
                i == 0 || !bytes[i - 1].is_ascii_alphanumeric() || !byte.is_ascii_alphanumeric();
            if !border {
                continue;
            }
            let fits = |e: &&Entry<T>| {
                e.exact.as_deref().is_none_or(|exact| {
                    exact.len() == end - i && exact.bytes().rev().eq(bytes[i..end].iter().copied())
                })
            };
            if let Some(entry) = self.0.nodes[node as usize].entries.iter().find(fits) {
                best = Some((i, &entry.value));
            }
        }
        best
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// How many bytes of blanks start at `i`; none where they hold a blank line.
pub(crate) fn blank(bytes: &[u8], i: usize) -> usize {
    let mut at = i;
    let mut lines = 0;
    while at < bytes.len() && at - i < 16 {
        match &bytes[at..] {
            [b'\n', ..] => {
                lines += 1;
                at += 1;
            }
            [b' ' | b'\t' | b'\r', ..] => at += 1,
            // No-break space, thin space, narrow no-break space.
            [0xC2, 0xA0, ..] => at += 2,
            [0xE2, 0x80, 0x89 | 0xAF, ..] => at += 3,
            _ => break,
        }
    }
    if lines > 1 { 0 } else { at - i }
}

fn edge_at(bytes: &[u8], i: usize, edge: Edge) -> bool {
    if !bytes[i - 1].is_ascii_alphanumeric() {
        return true;
    }
    match bytes.get(i) {
        Some(b) if b.is_ascii_digit() => edge == Edge::NotLetter,
        // A letter outside ASCII goes on with the word ("crème"); curly quotes, dashes and signs do not.
        Some(b) => !b.is_ascii_alphabetic() && !(0xC3..=0xCF).contains(b),
        None => true,
    }
}

fn same(exact: &str, written: &str) -> bool {
    exact == written || (exact.contains(' ') && exact.split(' ').eq(written.split_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trie() -> Trie<u8> {
        let mut trie = Trie::default();
        trie.add("us dollars", 1);
        trie.add("us", 2);
        trie.add_exact("Rs", 3);
        trie
    }

    #[test]
    fn ok_the_longest_phrase_wins_over_any_blanks() {
        let trie = trie();
        let found = trie.longest("US\n Dollars more", Edge::Word, |_| true);
        assert_eq!(found, Ok((" more", &1)));
        assert_eq!(trie.longest("us.", Edge::Word, |_| true), Ok((".", &2)));
    }

    #[test]
    fn ok_a_digit_may_follow_where_asked() {
        let trie = trie();
        assert_eq!(
            trie.longest("Rs20", Edge::NotLetter, |_| true),
            Ok(("20", &3))
        );
        assert!(trie.longest("Rs20", Edge::Word, |_| true).is_err());
    }

    #[test]
    fn err_wrong_case_part_of_a_word_or_a_blank_line() {
        let trie = trie();
        assert!(trie.longest("rs 20", Edge::Word, |_| true).is_err());
        assert!(trie.longest("used", Edge::Word, |_| true).is_err());
        assert_eq!(
            trie.longest("us\n\ndollars", Edge::Word, |_| true),
            Ok(("\n\ndollars", &2))
        );
    }

    #[test]
    fn ok_backward_finds_what_ends_here() {
        let mut back = Backward::default();
        back.add("more than", 1);
        back.add("than", 2);
        assert_eq!(back.longest("no more than", 12), Some((3, &1)));
        assert_eq!(back.longest("rather than", 11), Some((7, &2)));
        assert_eq!(back.longest("nomore athan", 12), None);
    }
}
