//! A short signature of an article's text, by which copies of it are told: the same text but for white space, case and
//! marks has the same one, a text with small changes one that is alike in most slots.
//!
//! It is `MinHash` (Broder, 1997) over runs of three words: the share of slots in which two signatures agree is an
//! estimate of the share of such runs that two texts have in common. A slot keeps 8 bits of its minimum (Li and König,
//! 2010). Besides, it has the figures of the text, as reports of one series repeat each other but for their figures.
//!
//! Not done here: which text is a copy of which (`copies`).

use data_encoding::BASE64_NOPAD;

/// Slots of a signature.
pub const SLOTS: usize = 128;
/// Most figures that are kept: those with the smallest hashes, so that two texts keep the same ones of those they share.
pub const FIGURES: usize = 24;
/// Bytes of a signature but for its figures.
const FIXED: usize = 16 + SLOTS + 4;
/// Words in a run.
const RUN: usize = 3;
/// Longest line that is looked at for a credit or a notice of rights.
const LINE: usize = 300;

/// What is known of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// A hash of its words without case, the same only for the same words.
    pub exact: [u8; 16],
    /// Eight bits of the smallest hash of each slot.
    pub slots: [u8; SLOTS],
    /// Hashes of its figures, in order, without repeats.
    pub figures: Vec<u16>,
    /// How many words it has.
    pub words: u32,
}

impl Signature {
    /// As a text for a file: base64 of `exact`, `slots`, `words` and `figures`, numbers with the low byte first.
    pub fn encoded(&self) -> String {
        let mut bytes = Vec::with_capacity(FIXED + 2 * self.figures.len());
        bytes.extend(self.exact);
        bytes.extend(self.slots);
        bytes.extend(self.words.to_le_bytes());
        bytes.extend(self.figures.iter().flat_map(|it| it.to_le_bytes()));
        BASE64_NOPAD.encode(&bytes)
    }

    /// What `encoded` gave; none where the text is no signature.
    pub fn decoded(text: &str) -> Option<Self> {
        let bytes = BASE64_NOPAD.decode(text.as_bytes()).ok()?;
        let (exact, rest) = bytes.split_first_chunk()?;
        let (slots, rest) = rest.split_first_chunk()?;
        let (words, rest) = rest.split_first_chunk()?;
        let figures = rest.chunks_exact(2);
        let is_whole = figures.remainder().is_empty() && figures.len() <= FIGURES;
        let figures: Vec<u16> = figures
            .map(|it| u16::from_le_bytes([it[0], it[1]]))
            .collect();
        (is_whole && figures.is_sorted()).then_some(Self {
            exact: *exact,
            slots: *slots,
            figures,
            words: u32::from_le_bytes(*words),
        })
    }

    /// About which share of the runs of words in either text both have, from 0 to 1.
    pub fn similarity(&self, other: &Self) -> f64 {
        let pairs = self.slots.iter().zip(&other.slots);
        let agree = share(pairs.filter(|(one, other)| one == other).count(), SLOTS);
        // One in 256 agrees by chance.
        ((agree - 1.0 / 256.0) / (1.0 - 1.0 / 256.0)).max(0.0)
    }

    /// Which share of the figures of the text with fewer of them the other has too. 1 where one has none.
    pub fn figures_shared(&self, other: &Self) -> f64 {
        // Where one is full, it says nothing of hashes above its last.
        let bound = |it: &Self| match it.figures.last() {
            Some(last) if it.figures.len() == FIGURES => *last,
            _ => u16::MAX,
        };
        let bound = bound(self).min(bound(other));
        let within = |it: &Self| it.figures.iter().filter(|f| **f <= bound).count();
        let fewer = within(self).min(within(other));
        if fewer == 0 {
            return 1.0;
        }
        let both = self
            .figures
            .iter()
            .filter(|f| **f <= bound && other.figures.binary_search(f).is_ok());
        share(both.count(), fewer)
    }
}

fn share(part: usize, of: usize) -> f64 {
    f64::from(part as u32) / f64::from(of as u32)
}

/// The signature of a text. Lines that tell who wrote and edited it, and notices of rights, are passed over.
pub fn signature(text: &str) -> Signature {
    let mut words = Words::new(text.len());
    for line in text.lines().filter(|line| !is_boilerplate(line)) {
        words.line(line);
    }
    words.finish()
}

/// `(Reporting by A. Writer; Editing by B. Editor)`, `Copyright …`, `© …`.
fn is_boilerplate(line: &str) -> bool {
    let line = line.trim();
    if line.len() > LINE {
        return false;
    }
    let starts = |start: &str| {
        line.get(..start.len())
            .is_some_and(|it| it.eq_ignore_ascii_case(start))
    };
    line.starts_with('(') && line.ends_with(')') && line.contains("ing by ")
        || line.starts_with('©')
        || ["copyright", "(c) ", "all rights reserved"]
            .into_iter()
            .any(starts)
}

/// What is gathered of a text, word by word.
struct Words {
    /// All words in lower case, a blank behind each.
    plain: String,
    last: [u64; RUN],
    count: u32,
    least: [i16; SLOTS],
    figures: Vec<u16>,
}

impl Words {
    fn new(len: usize) -> Self {
        Self {
            plain: String::with_capacity(len),
            last: [0; RUN],
            count: 0,
            least: [i16::MAX; SLOTS],
            figures: Vec::new(),
        }
    }

    fn line(&mut self, line: &str) {
        let bytes = line.as_bytes();
        let mut start = self.plain.len();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            let used = if byte.is_ascii_alphanumeric() {
                self.plain.push(char::from(byte.to_ascii_lowercase()));
                1
            } else if byte.is_ascii() {
                // `1,200.5` is one word.
                let digit = |at: Option<usize>| {
                    at.and_then(|at| bytes.get(at))
                        .is_some_and(u8::is_ascii_digit)
                };
                if matches!(byte, b'.' | b',') && digit(at.checked_sub(1)) && digit(Some(at + 1)) {
                    self.plain.push(char::from(byte));
                } else {
                    self.word(start);
                    start = self.plain.len();
                }
                1
            } else {
                let Some(c) = line[at..].chars().next() else {
                    break;
                };
                // A soft hyphen and others of no width are no end of a word.
                let no_width = matches!(
                    c,
                    '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
                );
                if c.is_alphanumeric() {
                    self.plain.extend(c.to_lowercase());
                } else if !no_width {
                    self.word(start);
                    start = self.plain.len();
                }
                c.len_utf8()
            };
            at += used;
        }
        self.word(start);
    }

    /// Takes the word that begins at `start` of what was gathered, if there is one.
    fn word(&mut self, start: usize) {
        let word = &self.plain.as_bytes()[start..];
        let Some(first) = word.first() else { return };
        let hash = hash(word);
        if first.is_ascii_digit() {
            self.figures.push((hash >> 48) as u16);
        }
        self.plain.push(' ');
        self.last.rotate_left(1);
        self.last[RUN - 1] = hash;
        self.count = self.count.saturating_add(1);
        if self.count as usize >= RUN {
            self.run();
        }
    }

    fn run(&mut self) {
        let join = |sum: u64, word: &u64| mix(sum.rotate_left(21) ^ word);
        let joined = self.last.iter().fold(0, join);
        // Slots in four groups, each with its own 16 bits of the hash, so that two runs that are the same to one group
        // are hardly so to another. 16 bits and signs are what every processor compares eight at a time.
        for (group, least) in self.least.chunks_exact_mut(SLOTS / 4).enumerate() {
            let run = (joined >> (16 * group)) as u16;
            let xor = &SEEDS.xor[group * SLOTS / 4..][..SLOTS / 4];
            let times = &SEEDS.times[group * SLOTS / 4..][..SLOTS / 4];
            for ((least, xor), times) in least.iter_mut().zip(xor).zip(times) {
                let value = (run ^ xor).wrapping_mul(*times).cast_signed();
                *least = (*least).min(value);
            }
        }
    }

    fn finish(mut self) -> Signature {
        if (self.count as usize) < RUN {
            self.run();
        }
        self.figures.sort_unstable();
        self.figures.dedup();
        self.figures.truncate(FIGURES);
        let mut exact = [0; 16];
        exact.copy_from_slice(&blake3::hash(self.plain.as_bytes()).as_bytes()[..16]);
        Signature {
            exact,
            slots: self.least.map(|least| least.cast_unsigned() as u8),
            figures: self.figures,
            words: self.count,
        }
    }
}

/// A hash that is the same on every machine and in every version. FNV-1a, and a last stir for its high bits.
fn hash(bytes: &[u8]) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325;
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    mix(bytes.iter().fold(start, step))
}

/// The finisher of `SplitMix64`.
const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// One permutation of the 16-bit numbers for each slot.
struct Seeds {
    xor: [u16; SLOTS],
    times: [u16; SLOTS],
}

static SEEDS: Seeds = seeds();

const fn seeds() -> Seeds {
    let mut seeds = Seeds {
        xor: [0; SLOTS],
        times: [0; SLOTS],
    };
    let mut slot = 0;
    while slot < SLOTS {
        let random = mix((slot as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        seeds.xor[slot] = (random >> 32) as u16;
        seeds.times[slot] = random as u16 | 1;
        slot += 1;
    }
    seeds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(from: usize, to: usize) -> String {
        let sentence = |n: usize| {
            format!(
                "Company{n} said on day{} it bought plant{} of Rival{n} for ${n}.{} million. ",
                n * 7,
                n * 3,
                n % 10
            )
        };
        (from..to).map(sentence).collect()
    }

    #[test]
    fn ok_same_words_same_signature() {
        let one = signature("Acme Corp. bought Widget, the baker,\nfor $1,200.5 million.");
        let two = signature(
            "  ACME Corp bought \u{201c}Widget\u{201d} the baker \n\n for $1,200.5 mil\u{ad}lion\n(Reporting by Jo Doe; Editing by Al Roe)\n",
        );
        assert_eq!(one, two);
        assert_ne!(
            one.exact,
            signature("Acme Corp. bought Widget, the baker, for $1,200.6 million.").exact
        );
    }

    #[test]
    fn ok_what_a_file_holds_is_the_signature() {
        for text in ["", "Acme bought 12 jets.", &story(0, 40)] {
            let made = signature(text);
            let text = made.encoded();
            assert_eq!(Signature::decoded(&text), Some(made));
            assert_eq!(Signature::decoded(&text[..text.len() - 4]), None);
            assert_eq!(Signature::decoded(&format!("{text}=")), None);
        }
    }

    #[test]
    fn ok_the_estimate_is_near_the_truth() {
        // Of 100 sentences 80 are shared: 0.8 of all.
        let (whole, cut) = (signature(&story(0, 100)), signature(&story(0, 80)));
        let near = whole.similarity(&cut);
        assert!((0.70..0.90).contains(&near), "{near}");
        let half = whole.similarity(&signature(&story(50, 150)));
        assert!((0.20..0.46).contains(&half), "{half}");
        let other = whole.similarity(&signature(&story(200, 300)));
        assert!(other < 0.1, "{other}");
        assert!((whole.similarity(&whole) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn ok_figures_are_shared_or_not() {
        let (whole, cut) = (signature(&story(0, 100)), signature(&story(0, 80)));
        assert!(whole.figures_shared(&cut) > 0.6);
        let text = |value: &str| signature(&format!("The index closed at {value} points."));
        assert!(text("12,345.6").figures_shared(&text("12,345.7")) < 0.1);
        assert!((text("12,345.6").figures_shared(&text("12,345.6")) - 1.0).abs() < 1e-9);
        assert!((text("many").figures_shared(&text("12,345.7")) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn ok_few_words_have_a_signature() {
        assert_eq!(signature("").words, 0);
        assert_ne!(signature("Acme").slots, signature("Widget").slots);
        assert_ne!(signature("Acme").exact, signature("").exact);
    }

    proptest::proptest! {
        #[test]
        fn ok_nothing_panics(text in "\\PC{0,80}") {
            let _ = signature(&text);
        }
    }
}
