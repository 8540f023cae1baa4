//! Money words around a number: signs, codes, names and small coins.
//!
//! A bare `$` or "dollars" is USD and marked ambiguous; the article may know better. Known gaps: coins called by
//! nickname ("a grand", "five nickels") and small coins without their word ("15 dollars 50").

use iso_currency::{Currency, IntoEnumIterator};
use nom::Parser;
use nom::combinator::opt;
use rust_decimal::Decimal;

use super::number::{Numerals, Raw, Res, Shape, blanks, ends_word, gap, no_case};
use super::trie::{Edge, Trie};
use crate::grammar::figures::{CurrencyEntry, Entry};

/// An ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CurrencyCode([u8; 3]);

impl CurrencyCode {
    /// Takes three ASCII capitals.
    pub fn new(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_uppercase)
            .then_some(Self(bytes))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl std::fmt::Debug for CurrencyCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Display for CurrencyCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How a word, sign or code means a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Use {
    pub code: CurrencyCode,
    /// Another country's currency could be meant.
    pub ambiguous: bool,
    /// Only with a scale behind the number.
    scaled: bool,
    /// Only with no blank between.
    glued: bool,
    /// The word is a weight too.
    weight: bool,
    /// An ISO code, which may overrule a sign in front.
    iso: bool,
    /// "MEUR": millions.
    millions: bool,
    from: u32,
}

#[derive(Clone, Copy, Debug)]
struct Minor {
    code: CurrencyCode,
    per: u32,
    /// "cents" fit any currency behind its major unit.
    cents: bool,
    sign: bool,
}

/// A sum as it was read, with how far the reading came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sum {
    pub value: Decimal,
    pub raw: Raw,
    pub currency: Use,
    /// In cents or pence, so that a bare number before it is in cents as well.
    pub minor_per: Option<u32>,
}

/// The currency words, compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct MoneyWords {
    before: Trie<Use>,
    after: Trie<Use>,
    minor: Trie<Minor>,
    of_money: Vec<String>,
}

impl MoneyWords {
    pub(crate) fn new(entries: &[Entry<CurrencyEntry>], of_money: &[String]) -> Self {
        let mut out = Self {
            of_money: of_money.to_vec(),
            ..Self::default()
        };
        for Entry { entry, .. } in entries {
            if let Some(code) = CurrencyCode::new(&entry.code) {
                out.add(entry, code);
            }
        }
        for currency in Currency::iter().filter(|c| !c.is_special()) {
            let told = entries.iter().find(|e| e.entry.code == currency.code());
            if told.is_none()
                && let Some(code) = CurrencyCode::new(currency.code())
            {
                out.add_code(code, false);
            }
        }
        out
    }

    fn add(&mut self, entry: &CurrencyEntry, code: CurrencyCode) {
        let plain = Use {
            code,
            ambiguous: false,
            scaled: false,
            glued: false,
            weight: false,
            iso: false,
            millions: false,
            from: 0,
        };
        self.add_code(code, entry.wordlike);
        for sign in &entry.signs {
            let ambiguous = entry.ambiguous && sign.chars().count() == 1;
            self.before.add_exact(sign, Use { ambiguous, ..plain });
            self.after.add_exact(sign, Use { ambiguous, ..plain });
        }
        let ambiguous = entry.ambiguous;
        for word in &entry.before {
            self.before.add_exact(word, Use { ambiguous, ..plain });
        }
        for word in &entry.weak {
            self.before.add_exact(
                word,
                Use {
                    scaled: true,
                    glued: true,
                    ambiguous,
                    ..plain
                },
            );
        }
        for word in entry.abbreviations.iter().chain(&entry.words) {
            self.after.add(word, plain);
        }
        for unit in &entry.units {
            if entry.alone {
                let bare = Use {
                    ambiguous,
                    weight: entry.weight,
                    from: entry.alone_from,
                    ..plain
                };
                self.after.add(unit, bare);
            }
            for of in &entry.of {
                self.after.add(&format!("{of} {unit}"), plain);
            }
        }
        if let Some(minor) = &entry.minor {
            let of = |word: &str, sign| Minor {
                code,
                per: minor.per,
                cents: word.starts_with("cent"),
                sign,
            };
            for word in &minor.words {
                self.minor.add(word, of(word, false));
            }
            for sign in &minor.signs {
                self.minor.add_exact(sign, of(sign, true));
            }
        }
    }

    fn add_code(&mut self, code: CurrencyCode, wordlike: bool) {
        let by_code = Use {
            code,
            ambiguous: false,
            scaled: wordlike,
            glued: false,
            weight: false,
            iso: true,
            millions: false,
            from: 0,
        };
        self.before.add_exact(code.as_str(), by_code);
        self.after.add_exact(code.as_str(), by_code);
        if !wordlike {
            let in_millions = format!("M{code}");
            self.before.add_exact(
                &in_millions,
                Use {
                    millions: true,
                    ..by_code
                },
            );
            self.after.add_exact(
                &in_millions,
                Use {
                    millions: true,
                    ..by_code
                },
            );
        }
    }

    /// A currency and the number behind it: `US$1.2bn`, `EUR 40 million`, `Rs. 356 crore`, `$1,190.00 AUD`.
    pub(crate) fn prefixed<'a>(&self, i: &'a str, numerals: &Numerals) -> Res<'a, Sum> {
        let (mut rest, used) = self.before.longest(i, Edge::NotLetter, |_| true)?;
        let mut currency = *used;
        if let Ok((after, ())) = blanks(rest) {
            if currency.glued {
                return Err(nom::Err::Error(()));
            }
            rest = after;
        }
        // "SGD$4.90", "$ SGD4.90": the code tells which dollar.
        if let Ok((after, second)) = self.before.longest(rest, Edge::NotLetter, |_| true) {
            currency = if second.iso { *second } else { currency };
            rest = blanks(after).map_or(after, |found| found.0);
        }
        let (mut rest, raw) = numerals.number(rest, true, false)?;
        if currency.scaled && raw.scale.is_none() {
            return Err(nom::Err::Error(()));
        }
        if let Ok((at, _)) = opt(blanks).parse(rest)
            && let Ok((after, second)) = self.after.longest(at, Edge::Word, |u| u.iso && !u.scaled)
        {
            currency = *second;
            rest = after;
        }
        if !ends_figure(rest) {
            return Err(nom::Err::Error(()));
        }
        Ok(self.with_coins(rest, numerals, sum(raw, currency)?))
    }

    /// A currency behind `raw`: ` billion dollars`, ` MEUR`, `-euro`, `p`, ` cents`.
    pub(crate) fn suffixed<'a>(&self, i: &'a str, raw: Raw, numerals: &Numerals) -> Res<'a, Sum> {
        let at = opt(gap).parse(i)?.0;
        let glued = at.len() == i.len();
        if let Ok((rest, minor)) = self
            .minor
            .longest(at, Edge::Word, |m| glued || !m.sign || m.per == 0)
            && (!minor.sign || !is_screen(raw) || !at.starts_with('p'))
        {
            return Ok((rest, coins(raw, *minor)?));
        }
        let hyphen = i.starts_with('-');
        let enough = |u: &Use| {
            (!u.scaled || raw.scale.is_some())
                && (u.from == 0 || raw.value >= Decimal::from(u.from))
        };
        let (rest, used) = self.after.longest(at, Edge::Word, enough)?;
        if used.weight && (hyphen || self.is_weight(rest)) {
            return Err(nom::Err::Error(()));
        }
        // "75 USD million"
        let (rest, raw) = match (raw.scale, numerals.scales(rest, true)) {
            (None, (after, Some(scale))) if !rest.starts_with('-') => {
                let value = raw.value.checked_mul(scale).ok_or(nom::Err::Error(()))?;
                (
                    after,
                    Raw {
                        value: value.normalize(),
                        scale: Some(scale),
                        ..raw
                    },
                )
            }
            _ => (rest, raw),
        };
        Ok(self.with_coins(rest, numerals, sum(raw, *used)?))
    }

    /// "a dollar and 42 cents": an article for the one, but only where coins follow.
    pub(crate) fn one_and_coins<'a>(&self, i: &'a str, numerals: &Numerals) -> Res<'a, Sum> {
        let (rest, _) = (no_case("a"), blanks).parse(i)?;
        let (rest, used) = self.after.longest(rest, Edge::Word, |u| !u.weight)?;
        let raw = Raw {
            value: Decimal::ONE,
            shape: Shape::Whole,
            scale: None,
            words: true,
            loose: false,
        };
        let (end, whole) = self.with_coins(rest, numerals, sum(raw, *used)?);
        if end.len() == rest.len() {
            Err(nom::Err::Error(()))
        } else {
            Ok((end, whole))
        }
    }

    /// "pounds of copper" is a weight, "pounds of debt" is money; "20-pound bag" is for the caller to see.
    fn is_weight(&self, rest: &str) -> bool {
        let of: Res<()> = (blanks, no_case("of"), blanks).map(|_| ()).parse(rest);
        let Ok((rest, ())) = of else { return false };
        let word = rest.split(|c: char| !c.is_alphanumeric()).next();
        word.is_some_and(|word| !self.of_money.iter().any(|w| w.eq_ignore_ascii_case(word)))
    }

    /// " and forty-five cents" behind a sum in whole units.
    fn with_coins<'a>(&self, i: &'a str, numerals: &Numerals, sum: Sum) -> (&'a str, Sum) {
        if sum.raw.scale.is_some() || !sum.value.is_integer() {
            return (i, sum);
        }
        let coins = || {
            let (rest, ()) = blanks(i)?;
            let (rest, _) = opt((no_case("and"), blanks)).parse(rest)?;
            let (rest, raw) = numerals.number(rest, false, false)?;
            let (at, _) = opt(blanks).parse(rest)?;
            let fits = |m: &Minor| m.code == sum.currency.code || m.cents;
            if let Some(after) = rest.strip_prefix('c')
                && ends_word(after)
            {
                return Ok((after, (raw, 100)));
            }
            let (rest, minor) = self.minor.longest(at, Edge::Word, fits)?;
            Ok((rest, (raw, minor.per)))
        };
        let found: Res<(Raw, u32)> = coins();
        match found {
            Ok((rest, (raw, per))) if raw.value < Decimal::from(per) => {
                let value = (sum.value + raw.value / Decimal::from(per)).normalize();
                (rest, Sum { value, ..sum })
            }
            _ => (i, sum),
        }
    }
}

fn sum(raw: Raw, currency: Use) -> Result<Sum, nom::Err<()>> {
    let (value, scale) = if currency.millions {
        let million = Decimal::from(1_000_000);
        let value = raw.value.checked_mul(million).ok_or(nom::Err::Error(()))?;
        (value.normalize(), Some(million))
    } else {
        (raw.value, raw.scale)
    };
    Ok(Sum {
        value,
        raw: Raw {
            value,
            scale,
            ..raw
        },
        currency,
        minor_per: None,
    })
}

fn coins(raw: Raw, minor: Minor) -> Result<Sum, nom::Err<()>> {
    let value = raw
        .value
        .checked_div(Decimal::from(minor.per))
        .ok_or(nom::Err::Error(()))?;
    let currency = Use {
        code: minor.code,
        ambiguous: minor.cents,
        scaled: false,
        glued: false,
        weight: false,
        iso: false,
        millions: false,
        from: 0,
    };
    Ok(Sum {
        value: value.normalize(),
        raw,
        currency,
        minor_per: Some(minor.per),
    })
}

/// Lines of a screen ("1080p") are no pence.
fn is_screen(raw: Raw) -> bool {
    [480, 576, 720, 1080, 1440, 2160]
        .iter()
        .any(|n| raw.value == Decimal::from(*n))
}

/// Nothing behind a figure with a currency in front may go on with it.
fn ends_figure(rest: &str) -> bool {
    ends_word(rest)
}
