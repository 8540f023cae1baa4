//! The lexicons of figures (`lexicon/currencies`, `scales`, `units`, `modality`, `designators`) as plain types.
//!
//! This reads and refuses; it does not compile anything. Every faulty entry is told, not only the first.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::{Fault, GrammarFiles, line_of};

/// Path of the currency lexicon.
pub const CURRENCIES: &str = "lexicon/currencies.toml";
/// Path of the number words.
pub const SCALES: &str = "lexicon/scales.toml";
/// Path of the units of measure.
pub const UNITS: &str = "lexicon/units.toml";
/// Path of the modality words.
pub const MODALITY: &str = "lexicon/modality.toml";
/// Path of the numbers that are names.
pub const DESIGNATORS: &str = "lexicon/designators.toml";

/// All lexicons of figures.
#[derive(Clone, Debug)]
pub struct FigureWords {
    /// Currencies as news writes them.
    pub currencies: Vec<Entry<CurrencyEntry>>,
    /// Words behind "pounds of" that tell money from a weight.
    pub of_money: Vec<String>,
    /// Number words.
    pub scales: ScaleFile,
    /// Units of measure.
    pub units: Vec<Entry<UnitEntry>>,
    /// Words that make a price or rate.
    pub per: Vec<Entry<PerEntry>>,
    /// Words that say how exact a figure is.
    pub cues: Vec<Entry<CueEntry>>,
    /// Words behind which "A to B" is a change and no range.
    pub change: Vec<String>,
    /// Numbers that are names.
    pub designators: DesignatorFile,
}

/// An entry with its line in the file.
#[derive(Clone, Debug)]
pub struct Entry<T> {
    /// From 1.
    pub line: usize,
    /// The entry.
    pub entry: T,
}

/// One currency; the fields are told in the head of `lexicon/currencies.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct CurrencyEntry {
    pub code: String,
    #[serde(default)]
    pub signs: Vec<String>,
    #[serde(default)]
    pub before: Vec<String>,
    #[serde(default)]
    pub weak: Vec<String>,
    #[serde(default)]
    pub abbreviations: Vec<String>,
    #[serde(default)]
    pub of: Vec<String>,
    #[serde(default)]
    pub units: Vec<String>,
    #[serde(default)]
    pub words: Vec<String>,
    #[serde(default = "yes")]
    pub alone: bool,
    #[serde(default)]
    pub ambiguous: bool,
    #[serde(default)]
    pub wordlike: bool,
    #[serde(default)]
    pub weight: bool,
    #[serde(default)]
    pub alone_from: u32,
    #[serde(default)]
    pub historic: bool,
    pub minor: Option<MinorEntry>,
    #[serde(rename = "match")]
    pub matches: Vec<String>,
    pub none: Vec<String>,
}

/// The small coin of a currency.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinorEntry {
    /// How many make one.
    pub per: u32,
    /// Its words, any case.
    pub words: Vec<String>,
    /// Its signs, exact case.
    pub signs: Vec<String>,
}

/// `lexicon/scales.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaleFile {
    /// Words for 0 to 19.
    pub cardinal: BTreeMap<String, u32>,
    /// Words for 20, 30, … 90.
    pub tens: BTreeMap<String, u32>,
    /// Words for parts of one, by their denominator.
    pub part: BTreeMap<String, u32>,
    /// Ordinals that are parts of one only behind tens ("twenty-first").
    pub rank: BTreeMap<String, u32>,
    /// Words and letters that multiply.
    pub scale: Vec<ScaleEntry>,
}

/// A word that multiplies what stands before it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaleEntry {
    /// The factor.
    pub value: Spanned<Decimal>,
    /// Words, any case.
    pub words: Vec<String>,
    /// Letters right behind the digits, exact case.
    pub short: Vec<String>,
    /// Letters that may also stand behind a space.
    #[serde(default)]
    pub spaced: Vec<String>,
    /// Letters right behind the digits, in money only.
    #[serde(default)]
    pub short_in_money: Vec<String>,
    /// Letters behind a space, in money only.
    #[serde(default)]
    pub spaced_in_money: Vec<String>,
    /// Examples with their value.
    #[serde(rename = "match")]
    pub matches: Vec<ScaleExample>,
    /// Near-misses.
    pub none: Vec<String>,
}

/// An example of a number word.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaleExample {
    /// With the figure in brackets.
    pub text: String,
    /// Its value.
    pub value: Decimal,
}

/// A unit of measure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitEntry {
    /// What the record shows.
    pub symbol: String,
    /// Coarse class: `mass`, `area`, `time`, …
    pub class: String,
    /// Words behind the number, any case.
    pub words: Vec<String>,
    /// Abbreviations behind the number, exact case.
    #[serde(default)]
    pub short: Vec<String>,
    /// Examples.
    #[serde(rename = "match")]
    pub matches: Vec<String>,
    /// Near-misses.
    pub none: Vec<String>,
}

/// Words that make a price or rate of a figure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerEntry {
    /// `unit`, `annual` or `time`.
    pub kind: String,
    /// Nouns behind "a", "per", "/".
    pub nouns: Vec<String>,
    /// Words that stand right behind the figure.
    pub adverbs: Vec<String>,
    /// Examples.
    #[serde(rename = "match")]
    pub matches: Vec<String>,
    /// Near-misses.
    pub none: Vec<String>,
}

/// Words that say how exact a figure is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CueEntry {
    /// `approx`, `min` or `max`.
    pub modality: String,
    /// In front of the figure.
    pub before: Vec<String>,
    /// Behind it.
    pub after: Vec<String>,
    /// Examples.
    #[serde(rename = "match")]
    pub matches: Vec<String>,
    /// Near-misses.
    pub none: Vec<String>,
}

/// `lexicon/designators.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DesignatorFile {
    /// Words that make a label of the number behind them.
    pub label: WordList,
    /// Models of goods that are plain numbers.
    pub model: Vec<ModelEntry>,
    /// Names and set phrases with a number in them.
    pub name: WordList,
    /// Words beside "one" that make a pronoun of it.
    pub one: CompanyEntry,
    /// Words in front of "half" that make it none, and those behind that make it a number.
    pub half: CompanyEntry,
}

/// Words beside a doubtful number word.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyEntry {
    /// In front, lower case.
    pub before: Vec<String>,
    /// Behind, lower case.
    pub after: Vec<String>,
    /// Examples.
    #[serde(rename = "match")]
    pub matches: Vec<String>,
    /// Near-misses.
    pub none: Vec<String>,
}

/// Words with examples.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordList {
    /// The words.
    pub words: Vec<String>,
    /// Examples.
    #[serde(rename = "match")]
    pub matches: Vec<String>,
    /// Near-misses.
    pub none: Vec<String>,
}

/// A shape of digits that is a model's name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelEntry {
    /// `#` is any digit, everything else itself.
    pub shape: Spanned<String>,
    /// Examples.
    #[serde(rename = "match")]
    pub matches: Vec<String>,
    /// Near-misses.
    pub none: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CurrencyFile {
    of_money: Vec<String>,
    currency: Vec<Spanned<CurrencyEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitFile {
    unit: Vec<Spanned<UnitEntry>>,
    per: Vec<Spanned<PerEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModalityFile {
    cue: Vec<Spanned<CueEntry>>,
    change: ChangeEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeEntry {
    words: Vec<String>,
}

const fn yes() -> bool {
    true
}

impl FigureWords {
    /// Reads the five files.
    ///
    /// # Errors
    /// Every fault found, of all files.
    pub fn load(files: &GrammarFiles) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let currencies = read::<CurrencyFile>(files, CURRENCIES, &mut faults);
        let scales = read::<ScaleFile>(files, SCALES, &mut faults);
        let units = read::<UnitFile>(files, UNITS, &mut faults);
        let modality = read::<ModalityFile>(files, MODALITY, &mut faults);
        let designators = read::<DesignatorFile>(files, DESIGNATORS, &mut faults);
        let (Some(currencies), Some(scales), Some(units), Some(modality), Some(designators)) =
            (currencies, scales, units, modality, designators)
        else {
            return Err(faults);
        };
        let text = |file| files.get(file).unwrap_or_default();
        let words = Self {
            currencies: entries(text(CURRENCIES), currencies.currency),
            of_money: currencies.of_money,
            scales,
            units: entries(text(UNITS), units.unit),
            per: entries(text(UNITS), units.per),
            cues: entries(text(MODALITY), modality.cue),
            change: modality.change.words,
            designators,
        };
        words.check_currencies(&mut faults);
        words.check_rest(files, &mut faults);
        if faults.is_empty() {
            Ok(words)
        } else {
            Err(faults)
        }
    }

    fn check_currencies(&self, faults: &mut Vec<Fault>) {
        let mut seen = BTreeMap::new();
        for Entry { line, entry } in &self.currencies {
            let mut fault = |expected: &str, found: String| {
                faults.push(Fault {
                    file: CURRENCIES.to_owned(),
                    line: *line,
                    rule: entry.code.clone(),
                    expected: expected.to_owned(),
                    found,
                });
            };
            if let Some(first) = seen.insert(entry.code.as_str(), *line) {
                fault(
                    "each currency once",
                    format!("it again (first in line {first})"),
                );
            }
            let shaped =
                entry.code.len() == 3 && entry.code.bytes().all(|b| b.is_ascii_uppercase());
            let known = iso_currency::Currency::from_code(&entry.code).is_some();
            if !shaped {
                fault("a code of three capitals", format!("`{}`", entry.code));
            } else if !known && !entry.historic {
                fault(
                    "a code of ISO 4217, or `historic = true`",
                    format!("`{}`", entry.code),
                );
            } else if known && entry.historic {
                fault("no `historic`, as ISO 4217 has the code", "it".to_owned());
            }
            if entry.matches.is_empty() || entry.none.is_empty() {
                fault("a `match` and a `none` example", "none".to_owned());
            }
            if entry.minor.as_ref().is_some_and(|m| m.per < 2) {
                fault(
                    "a small coin of which two or more make one",
                    "less".to_owned(),
                );
            }
            let texts = [
                &entry.signs,
                &entry.before,
                &entry.weak,
                &entry.abbreviations,
                &entry.of,
                &entry.units,
                &entry.words,
            ];
            if texts
                .iter()
                .any(|list| list.iter().any(|w| w.trim() != w || w.is_empty()))
            {
                fault(
                    "words without space at their ends",
                    "an empty or padded one".to_owned(),
                );
            }
        }
    }

    fn check_rest(&self, files: &GrammarFiles, faults: &mut Vec<Fault>) {
        let mut fault = |file: &str, line: usize, rule: &str, expected: &str, found: String| {
            faults.push(Fault {
                file: file.to_owned(),
                line,
                rule: rule.to_owned(),
                expected: expected.to_owned(),
                found,
            });
        };
        for Entry { line, entry } in &self.units {
            if entry.words.is_empty() || entry.matches.is_empty() || entry.none.is_empty() {
                let expected = "words, a `match` and a `none` example";
                fault(UNITS, *line, &entry.symbol, expected, "less".to_owned());
            }
        }
        for Entry { line, entry } in &self.per {
            if !matches!(entry.kind.as_str(), "unit" | "annual" | "time") {
                let found = format!("`{}`", entry.kind);
                fault(UNITS, *line, "", "`unit`, `annual` or `time`", found);
            }
        }
        for Entry { line, entry } in &self.cues {
            if !matches!(entry.modality.as_str(), "approx" | "min" | "max") {
                let found = format!("`{}`", entry.modality);
                fault(MODALITY, *line, "", "`approx`, `min` or `max`", found);
            }
        }
        let scales = files.get(SCALES).unwrap_or_default();
        for scale in &self.scales.scale {
            let line = line_of(scales, scale.value.span().start);
            if *scale.value.get_ref() < Decimal::TWO {
                let found = scale.value.get_ref().to_string();
                fault(SCALES, line, "", "a factor above one", found);
            }
        }
        for (word, parts) in &self.scales.part {
            if *parts < 2 {
                fault(SCALES, 0, word, "two parts or more", parts.to_string());
            }
        }
        let designators = files.get(DESIGNATORS).unwrap_or_default();
        for model in &self.designators.model {
            let line = line_of(designators, model.shape.span().start);
            let shape = model.shape.get_ref();
            let begins = shape
                .bytes()
                .next()
                .is_some_and(|b| b == b'#' || b.is_ascii_digit());
            if !begins {
                let expected = "a shape that begins with a digit or `#`";
                fault(DESIGNATORS, line, "", expected, format!("`{shape}`"));
            }
        }
    }
}

fn read<T: DeserializeOwned>(
    files: &GrammarFiles,
    file: &str,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    files.read(file).map_err(|fault| faults.push(fault)).ok()
}

fn entries<T>(text: &str, spanned: Vec<Spanned<T>>) -> Vec<Entry<T>> {
    spanned
        .into_iter()
        .map(|s| Entry {
            line: line_of(text, s.span().start),
            entry: s.into_inner(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_with(file: &str, text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(&path, text).expect("written");
        let files = GrammarFiles::with_folder(folder.path()).expect("readable");
        let faults = FigureWords::load(&files).err().unwrap_or_default();
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn err_every_faulty_currency_is_told_with_its_line() {
        let text = "of_money = []\n[[currency]]\ncode = \"ZZZ\"\nmatch = [\"[ZZZ 5]\"]\nnone = [\"a\"]\n\n[[currency]]\ncode = \"EUR\"\nmatch = []\nnone = []\n";
        assert_eq!(
            faults_with(CURRENCIES, text),
            [
                "lexicon/currencies.toml:2: rule `ZZZ`: expected a code of ISO 4217, or `historic = true`, found `ZZZ`",
                "lexicon/currencies.toml:7: rule `EUR`: expected a `match` and a `none` example, found none",
            ]
        );
    }

    #[test]
    fn err_a_misspelt_key_is_told() {
        let text =
            "[[currency]]\ncode = \"EUR\"\nsign = [\"€\"]\nmatch = [\"[€5]\"]\nnone = [\"a\"]\n";
        let faults = faults_with(CURRENCIES, text);
        assert!(
            faults[0].starts_with("lexicon/currencies.toml:3: expected one of"),
            "{faults:?}"
        );
    }

    #[test]
    fn ok_the_built_in_files_are_sound() {
        let words = FigureWords::load(&GrammarFiles::built_in()).expect("sound lexicons");
        assert!(words.currencies.len() > 100);
    }
}
