//! Which words can begin a figure: the quick look that spares the parsers nine words in ten.

use iso_currency::{Currency, IntoEnumIterator};

use super::date;
use super::trie::{Edge, Trie};
use crate::grammar::figures::FigureWords;

/// The first words of all figures in words, and of set phrases that are none.
#[derive(Clone, Debug)]
pub(crate) struct Starts {
    words: Trie<()>,
    /// By the first two letters, folded; a second byte that is no letter counts as the 27th.
    pairs: Box<[bool; 26 * 27]>,
}

impl Starts {
    pub(crate) fn new(words: &FigureWords) -> Self {
        let mut trie = Trie::default();
        let mut any = |word: &str| trie.add(word, ());
        for word in date::first_words() {
            any(word);
        }
        let scales = &words.scales;
        for word in scales.cardinal.keys().chain(scales.tens.keys()) {
            any(word);
            any(&format!("a {word}"));
        }
        for (word, of) in &scales.part {
            if matches!(of, 2 | 4) {
                any(word);
            }
            any(&format!("a {word}"));
            any(&format!("an {word}"));
        }
        for word in scales.scale.iter().flat_map(|s| &s.words) {
            any(&format!("a {word}"));
        }
        any("minus");
        any("negative");
        for word in &words.designators.name.words {
            any(word);
        }
        for entry in words.currencies.iter().map(|e| &e.entry) {
            // "a dollar and 42 cents"
            for unit in entry.units.iter().filter(|_| entry.alone) {
                any(&format!("a {unit}"));
            }
        }
        for entry in words.currencies.iter().map(|e| &e.entry) {
            for word in entry.signs.iter().chain(&entry.before).chain(&entry.weak) {
                trie.add_exact(word, ());
            }
            trie.add_exact(&entry.code, ());
            trie.add_exact(&format!("M{}", entry.code), ());
        }
        for currency in Currency::iter() {
            trie.add_exact(currency.code(), ());
            trie.add_exact(&format!("M{}", currency.code()), ());
        }
        let mut pairs = Box::new([false; 26 * 27]);
        for first in b'a'..=b'z' {
            for second in (b'a'..=b'z').chain([b' ']) {
                if let Some(i) = pair(&[first, second]) {
                    pairs[i] = trie.reaches([first, second]);
                }
            }
        }
        Self { words: trie, pairs }
    }

    /// Whether the word at the start of `i` can begin a figure.
    pub(crate) fn fits(&self, i: &str) -> bool {
        let known = pair(i.as_bytes()).is_none_or(|pair| self.pairs[pair]);
        known && self.words.longest(i, Edge::NotLetter, |()| true).is_ok()
    }
}

fn pair(bytes: &[u8]) -> Option<usize> {
    let letter = |b: u8| usize::from(b.to_ascii_lowercase().wrapping_sub(b'a'));
    let first = letter(*bytes.first()?);
    let second = bytes.get(1).map_or(26, |b| letter(*b).min(26));
    (first < 26).then_some(first * 27 + second)
}
