//! Articles that stand in a run more than once: the same text, or one with small changes (cut, re-wrapped, paragraphs
//! moved). The first in the order of the input is kept, the others are copies of it.
//!
//! What is asked of a near copy: of the runs of three words in both texts about [`SIMILAR`] in common, of those in the
//! shorter text [`CONTAINED`], as a cut leaves little that is new, and of the figures of the text with fewer of them
//! [`FIGURES_SHARED`], as reports of a series repeat each other but for those. docs/QUALITY.md has what was measured.
//! Texts of fewer than [`WORDS`] words are copies only where they are the same.
//!
//! Earlier articles are found by bands (Indyk and Motwani, 1998): groups of four slots of the signature of which two
//! texts of similarity s have one in common with probability 1 - (1 - s^4)^20: 0.9995 at 0.75. What is held of an
//! article is 292 bytes, its id, and 80 to 160 bytes of index, in memory for the first [`IN_MEMORY`] articles and in
//! temporary files from then on. The answer does not depend on where it is held.

mod store;

use std::path::PathBuf;

use super::{FIGURES, SLOTS, Signature};
use crate::error::{Error, Result};
use store::Store;

/// Least similarity of a near copy.
pub const SIMILAR: f64 = 0.6;
/// Least share of the shorter text that the longer one has too.
pub const CONTAINED: f64 = 0.92;
/// Least share of the figures of the text with fewer of them that a near copy has too.
pub const FIGURES_SHARED: f64 = 0.85;
/// Fewest words of a text that can be a near copy.
pub const WORDS: u32 = 40;
/// Articles that are held in memory.
pub const IN_MEMORY: u32 = 500_000;

/// Slots in a band.
const ROWS: usize = 4;
/// Bands that are looked up; the slots behind them only confirm.
const BANDS: usize = 20;
/// Articles of one band that are looked at. A band that more articles share is boilerplate, and tells nothing.
const LOOKED_AT: u32 = 64;
/// Buckets of each band at the start.
const BUCKETS: u32 = 1 << 12;

/// The record of an article: signature, its number of words and figures, where its id stands, and for each band the
/// article before it in the same bucket.
const BYTES: usize = FIGURES_AT + 2 * FIGURES + 4 * BANDS;
// As it is told above and in docs/DECISIONS.md.
const _: () = assert!(BYTES == 292);
const EXACT_AT: usize = SLOTS;
const WORDS_AT: usize = EXACT_AT + 16;
const COUNT_AT: usize = WORDS_AT + 4;
const ID_AT: usize = COUNT_AT + 4;
const FIGURES_AT: usize = ID_AT + 12;
const NEXT_AT: usize = FIGURES_AT + 2 * FIGURES;

/// No article before this one in its bucket.
const NONE: u32 = u32::MAX;
/// The article is not in a bucket of the band.
const LEFT_OUT: u32 = u32::MAX - 1;

type Record = [u8; BYTES];

/// Of which article another is a copy.
#[derive(Clone, Debug, PartialEq)]
pub struct CopyOf {
    /// Id of the article that is kept.
    pub id: String,
    /// About which share of the two texts is the same, from 0 to 1, in hundredths.
    pub similarity: f64,
    /// The words are the same.
    pub exact: bool,
}

/// The articles of a run that are no copies.
#[derive(Debug)]
pub struct Copies {
    records: Store,
    ids: Store,
    ids_len: u64,
    /// For each band and bucket the last article in it.
    heads: Store,
    buckets: u32,
    count: u32,
    in_memory: u32,
    folder: PathBuf,
}

impl Copies {
    /// Of no article yet. Past `in_memory` articles, temporary files are made in `folder`.
    pub fn new(in_memory: u32, folder: impl Into<PathBuf>) -> Self {
        Self {
            records: Store::default(),
            ids: Store::default(),
            ids_len: 0,
            heads: Store::filled(BUCKETS as usize * 4 * BANDS),
            buckets: BUCKETS,
            count: 0,
            in_memory,
            folder: folder.into(),
        }
    }

    /// Of which earlier article this one is a copy. One that is none is kept, and later ones may be copies of it.
    ///
    /// # Errors
    /// Where a temporary file cannot be written or read.
    pub fn take(&mut self, id: &str, signature: &Signature) -> Result<Option<CopyOf>> {
        let (copy, next) = self.look(signature).map_err(unusable)?;
        if copy.is_none() {
            self.keep(id, signature, next).map_err(unusable)?;
        }
        Ok(copy)
    }

    /// The same, but it is never kept.
    ///
    /// # Errors
    /// Where a temporary file cannot be read.
    pub fn find(&self, signature: &Signature) -> Result<Option<CopyOf>> {
        Ok(self.look(signature).map_err(unusable)?.0)
    }

    /// Keeps an article, whether or not it is a copy.
    ///
    /// # Errors
    /// Where a temporary file cannot be written or read.
    pub fn add(&mut self, id: &str, signature: &Signature) -> Result<()> {
        let (_, next) = self.look(signature).map_err(unusable)?;
        self.keep(id, signature, next).map_err(unusable)
    }

    /// Of which kept article a text is a copy, and the article before it in the bucket of each band.
    fn look(&self, signature: &Signature) -> std::io::Result<(Option<CopyOf>, [u32; BANDS])> {
        let mut best: Option<(f64, u32, bool)> = None;
        let mut looked: Vec<u32> = Vec::new();
        let mut next = [LEFT_OUT; BANDS];
        for (band, next) in next.iter_mut().enumerate() {
            let key = &signature.slots[band * ROWS..][..ROWS];
            let head = self.head(band, key)?;
            let (mut at, mut same) = (head, 0);
            while at != NONE && same < LOOKED_AT {
                let record = self.record(at)?;
                if record[band * ROWS..][..ROWS] == *key {
                    same += 1;
                    if !looked.contains(&at) {
                        looked.push(at);
                        let (similarity, exact) = alike(signature, &record);
                        let better = best.is_none_or(|(most, first, is_exact)| {
                            (exact, similarity, first) > (is_exact, most, at)
                        });
                        if (exact || similarity > 0.0) && better {
                            best = Some((similarity, at, exact));
                        }
                    }
                }
                at = u32_at(&record, NEXT_AT + 4 * band);
            }
            if same < LOOKED_AT {
                *next = head;
            }
        }
        let copy = |(similarity, at, exact): (f64, u32, bool)| {
            Ok(CopyOf {
                id: self.id(at)?,
                similarity: (similarity * 100.0).round() / 100.0,
                exact,
            })
        };
        let copy: Option<std::io::Result<CopyOf>> = best.map(copy);
        Ok((copy.transpose()?, next))
    }

    fn keep(&mut self, id: &str, signature: &Signature, next: [u32; BANDS]) -> std::io::Result<()> {
        if self.count >= LEFT_OUT {
            return Err(std::io::Error::other("more than four billion articles"));
        }
        let mut record: Record = [0; BYTES];
        record[..SLOTS].copy_from_slice(&signature.slots);
        record[EXACT_AT..][..16].copy_from_slice(&signature.exact);
        put(&mut record, WORDS_AT, signature.words);
        put(&mut record, COUNT_AT, signature.figures.len() as u32);
        record[ID_AT..][..8].copy_from_slice(&self.ids_len.to_le_bytes());
        put(&mut record, ID_AT + 8, id.len() as u32);
        for (place, figure) in record[FIGURES_AT..NEXT_AT]
            .chunks_exact_mut(2)
            .zip(&signature.figures)
        {
            place.copy_from_slice(&figure.to_le_bytes());
        }
        for (band, next) in next.iter().enumerate() {
            put(&mut record, NEXT_AT + 4 * band, *next);
        }
        self.ids.write(self.ids_len, id.as_bytes())?;
        self.ids_len += id.len() as u64;
        self.records.write(place(self.count), &record)?;
        for (band, next) in next.iter().enumerate() {
            if *next != LEFT_OUT {
                let at = self.bucket(band, &signature.slots[band * ROWS..][..ROWS]);
                self.heads.write(at, &self.count.to_le_bytes())?;
            }
        }
        self.count += 1;
        if self.count == self.in_memory {
            for store in [&mut self.records, &mut self.ids, &mut self.heads] {
                store.move_to_disk(&self.folder)?;
            }
        }
        if self.count > self.buckets {
            self.grow()?;
        }
        Ok(())
    }

    /// Twice as many buckets, and every article in its new one.
    fn grow(&mut self) -> std::io::Result<()> {
        self.buckets *= 2;
        let on_disk = self.heads.is_on_disk();
        self.heads = Store::default();
        if on_disk {
            self.heads.move_to_disk(&self.folder)?;
        }
        self.heads
            .fill(u64::from(self.buckets) * 4 * BANDS as u64)?;
        for number in 0..self.count {
            let mut record = self.record(number)?;
            for band in 0..BANDS {
                if u32_at(&record, NEXT_AT + 4 * band) == LEFT_OUT {
                    continue;
                }
                let key = &record[band * ROWS..][..ROWS];
                let head = self.head(band, key)?;
                let at = self.bucket(band, key);
                self.heads.write(at, &number.to_le_bytes())?;
                put(&mut record, NEXT_AT + 4 * band, head);
            }
            self.records.write(place(number), &record)?;
        }
        Ok(())
    }

    /// Where the head of a key's bucket stands.
    fn bucket(&self, band: usize, key: &[u8]) -> u64 {
        let hash = key.iter().fold(band as u32, |hash, byte| {
            (hash ^ u32::from(*byte))
                .wrapping_mul(0x0100_0193)
                .rotate_left(7)
        });
        let hash = hash ^ (hash >> 15);
        let bucket = hash & (self.buckets - 1);
        4 * (u64::from(bucket) * BANDS as u64 + band as u64)
    }

    fn head(&self, band: usize, key: &[u8]) -> std::io::Result<u32> {
        let mut head = [0; 4];
        self.heads.read(self.bucket(band, key), &mut head)?;
        Ok(u32::from_le_bytes(head))
    }

    fn record(&self, number: u32) -> std::io::Result<Record> {
        let mut record = [0; BYTES];
        self.records.read(place(number), &mut record)?;
        Ok(record)
    }

    fn id(&self, number: u32) -> std::io::Result<String> {
        let record = self.record(number)?;
        let mut at = [0; 8];
        at.copy_from_slice(&record[ID_AT..][..8]);
        let mut id = vec![0; u32_at(&record, ID_AT + 8) as usize];
        self.ids.read(u64::from_le_bytes(at), &mut id)?;
        Ok(String::from_utf8_lossy(&id).into_owned())
    }
}

fn unusable(error: std::io::Error) -> Error {
    Error::io("the temporary files of signatures", error)
}

fn place(number: u32) -> u64 {
    u64::from(number) * BYTES as u64
}

fn put(record: &mut Record, at: usize, value: u32) {
    record[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

fn u32_at(record: &Record, at: usize) -> u32 {
    let mut bytes = [0; 4];
    bytes.copy_from_slice(&record[at..at + 4]);
    u32::from_le_bytes(bytes)
}

/// How alike a text and a kept one are, 0 where it is no copy, and whether their words are the same.
fn alike(signature: &Signature, record: &Record) -> (f64, bool) {
    if record[EXACT_AT..][..16] == signature.exact {
        return (1.0, true);
    }
    let words = (signature.words, u32_at(record, WORDS_AT));
    let fewer = words.0.min(words.1);
    if fewer < WORDS {
        return (0.0, false);
    }
    let mut kept = Signature {
        exact: [0; 16],
        slots: [0; SLOTS],
        figures: Vec::new(),
        words: 0,
    };
    kept.slots.copy_from_slice(&record[..SLOTS]);
    let similarity = signature.similarity(&kept);
    // Of a share of all that is in common, the share of the shorter text.
    let both = f64::from(words.0) + f64::from(words.1);
    let contained = similarity / (1.0 + similarity) * both / f64::from(fewer);
    if similarity < SIMILAR || contained < CONTAINED {
        return (0.0, false);
    }
    let figures = record[FIGURES_AT..NEXT_AT].chunks_exact(2);
    let figures = figures.take(u32_at(record, COUNT_AT) as usize);
    kept.figures = figures
        .map(|it| u16::from_le_bytes([it[0], it[1]]))
        .collect();
    if signature.figures_shared(&kept) < FIGURES_SHARED {
        return (0.0, false);
    }
    (similarity, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::signature;

    /// Sentences of a story of its own for each seed.
    fn story(seed: u32, sentences: u32) -> Vec<String> {
        let mut random = seed;
        let mut next = move |below: u32| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 8) % below
        };
        (0..sentences)
            .map(|_| {
                format!(
                    "Firm{} of town{} bought plant{} from group{} for ${}.{} million on day{}.",
                    next(900),
                    next(900),
                    next(900),
                    next(900),
                    next(900),
                    next(10),
                    next(300)
                )
            })
            .collect()
    }

    /// What each text is a copy of, and how much.
    fn told(texts: &[String], in_memory: u32) -> Vec<Option<CopyOf>> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut copies = Copies::new(in_memory, folder.path());
        let of = |(n, text): (usize, &String)| copies.take(&format!("a{n}"), &signature(text));
        let told = texts.iter().enumerate().map(of);
        told.map(|it| it.expect("files that can be used")).collect()
    }

    #[test]
    fn ok_copies_of_all_kinds_and_no_others() {
        let lines = story(1, 30);
        let mut swapped = lines.clone();
        swapped.swap(4, 20);
        let texts = [
            lines.join("\n\n"),
            story(2, 30).join(" "),
            lines.join(" ").to_uppercase(),
            swapped.join("\n"),
            lines[..24].join("\n"),
            [&lines[..], &story(3, 60)[..]].concat().join("\n"),
        ];
        let told = told(&texts, 100);
        assert_eq!((&told[0], &told[1]), (&None, &None));
        let copy = |n: usize| told[n].clone().expect("a copy");
        assert_eq!(
            copy(2),
            CopyOf {
                id: "a0".to_owned(),
                similarity: 1.0,
                exact: true
            }
        );
        for n in [3, 4] {
            assert_eq!((copy(n).id.as_str(), copy(n).exact), ("a0", false));
            assert!(copy(n).similarity > 0.7, "{:?}", copy(n));
        }
        assert_eq!(told[5], None, "a third of it");
    }

    #[test]
    fn err_reports_of_a_series_are_no_copies() {
        let report = |index: u32, move_: u32| {
            format!(
                "The Caldera stock index closed at {index}.20 points on the day, a change of {move_}.5 percent, as \
                 shares in banks, builders and shippers moved with those of the region. Traders said that volumes were \
                 thin before the holiday and that few investors were ready to buy. The index of small companies stood \
                 at {index}.75. Prices are those of the last trade and are given without any warranty."
            )
        };
        let told = told(&[report(4120, 2), report(4377, 3)], 100);
        assert_eq!(told, [None, None]);
    }

    #[test]
    fn err_short_texts_are_copies_only_when_the_same() {
        let text = |who: &str| format!("{who} bought Widget for $5 million, it said on Tuesday.");
        let told = told(&[text("Acme"), text("Acne"), text("ACME")], 100);
        assert_eq!(told[1], None);
        assert!(told[2].as_ref().is_some_and(|it| it.exact && it.id == "a0"));
    }

    #[test]
    fn ok_on_disk_it_is_the_same() {
        let mut texts = Vec::new();
        for n in 0..5000 {
            let lines = story(n % 4600, 12);
            texts.push(if n < 4600 {
                lines.join(" ")
            } else {
                lines[..10].join("\n")
            });
        }
        let memory = told(&texts, u32::MAX);
        assert!(memory[4600..].iter().filter(|it| it.is_some()).count() >= 395);
        assert!(memory[..4600].iter().all(Option::is_none));
        for bound in [1, 4000, 4097] {
            assert!(told(&texts, bound) == memory, "{bound}");
        }
    }

    #[test]
    fn ok_a_band_that_all_share_is_left() {
        // All the same but for one sentence and its figures: no copies, and nothing that takes ever longer.
        let common = story(9, 3).join(" ");
        let texts: Vec<_> = (0..400)
            .map(|n| format!("{common} {}", story(100 + n, 9).join(" ")))
            .collect();
        assert!(told(&texts, 10).iter().all(Option::is_none));
    }
}
