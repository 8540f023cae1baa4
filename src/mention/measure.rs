//! Units of measure behind a number, and what makes a price or rate of a figure ("a barrel", "per year", "each").

use std::sync::Arc;

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::combinator::opt;

use super::number::{Res, blanks, gap, no_case};
use super::trie::{Edge, Trie};
use crate::grammar::figures::{Entry, PerEntry, UnitEntry};

/// A unit of measure.
#[derive(Debug, PartialEq, Eq)]
pub struct Unit {
    /// As the record shows it: `tonnes`, `MW`, `sq ft`.
    pub symbol: String,
    /// Coarse class: `mass`, `power`, `area`, `time`, …
    pub class: String,
}

/// What an amount is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PerKind {
    /// A share, barrel, tonne, piece.
    Unit,
    /// A year.
    Annual,
    /// Another time: a month, week, day.
    Time,
}

/// The units, compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnitWords {
    units: Trie<Arc<Unit>>,
    per: Trie<PerKind>,
    adverbs: Trie<PerKind>,
}

impl UnitWords {
    pub(crate) fn new(units: &[Entry<UnitEntry>], per: &[Entry<PerEntry>]) -> Self {
        let mut out = Self::default();
        for Entry { entry, .. } in units {
            let unit = Arc::new(Unit {
                symbol: entry.symbol.clone(),
                class: entry.class.clone(),
            });
            for word in &entry.words {
                out.units.add(word, Arc::clone(&unit));
            }
            for word in &entry.short {
                out.units.add_exact(word, Arc::clone(&unit));
            }
        }
        for Entry { entry, .. } in per {
            let kind = match entry.kind.as_str() {
                "annual" => PerKind::Annual,
                "time" => PerKind::Time,
                _ => PerKind::Unit,
            };
            for noun in &entry.nouns {
                out.per.add(noun, kind);
            }
            for adverb in &entry.adverbs {
                out.adverbs.add(adverb, kind);
            }
        }
        out
    }

    /// ` tonnes`, `MW`, `-megawatt`; and whether it touches the number.
    pub(crate) fn unit<'a>(&self, i: &'a str) -> Res<'a, (Arc<Unit>, bool)> {
        let (at, _) = opt(gap).parse(i)?;
        let (rest, unit) = self.units.longest(at, Edge::Word, |_| true)?;
        Ok((rest, (Arc::clone(unit), at.len() == i.len())))
    }

    /// ` a share`, `-a-share`, `/barrel`, ` per unit`, ` each`, ` annually`, right behind a figure. What is given is the
    /// text from the first word of it and its kind.
    pub(crate) fn per<'a>(&self, i: &'a str) -> Res<'a, (&'a str, PerKind)> {
        let (at, _) = opt(gap).parse(i)?;
        let at = cash(at);
        if let Ok((rest, kind)) = self.adverbs.longest(at, Edge::Word, |_| true)
            && at.len() < i.len()
        {
            return Ok((rest, (at, *kind)));
        }
        if let Ok((noun, _)) = (tag::<_, _, ()>("/"), opt(blanks)).parse(at) {
            let (rest, kind) = self.noun(noun)?;
            return Ok((rest, (at, kind)));
        }
        let each = (
            opt((no_case("for"), blanks)),
            alt((no_case("per"), no_case("every"), no_case("each"))),
            gap,
        );
        if let Ok((noun, (wants_for, _, _))) = { each }.parse(at) {
            let found = self.noun(noun).or_else(|e| {
                if wants_for.is_some() {
                    Err(e)
                } else {
                    any_noun(noun)
                }
            });
            let (rest, kind) = found?;
            return Ok((rest, (at, kind)));
        }
        let (noun, _) = (alt((no_case("an"), no_case("a"))), gap).parse(at)?;
        let (rest, kind) = self.noun(noun)?;
        if is_comparison(rest) || at.len() == i.len() {
            return Err(nom::Err::Error(()));
        }
        Ok((rest, (at, kind)))
    }

    fn noun<'a>(&self, i: &'a str) -> Res<'a, PerKind> {
        let (rest, kind) = self.per.longest(i, Edge::Word, |_| true)?;
        Ok((rest, *kind))
    }
}

/// "per" takes any noun, but not "per cent".
fn any_noun(i: &str) -> Res<'_, PerKind> {
    let (rest, word) = take_while1(|c: char| c.is_alphabetic()).parse(i)?;
    if word.len() < 2 || word.eq_ignore_ascii_case("cent") {
        return Err(nom::Err::Error(()));
    }
    Ok((rest, PerKind::Unit))
}

/// "in cash", "cash" between an amount and "per share".
fn cash(i: &str) -> &str {
    let words = (
        opt((no_case("in"), blanks)),
        alt((no_case("cash"), no_case("stock"), no_case("shares"))),
        blanks,
    );
    { words }.parse(i).map_or(i, |(rest, _)| rest)
}

/// "a year earlier", "a year ago" compare; they are no rate.
fn is_comparison(i: &str) -> bool {
    let word = (
        gap,
        alt((
            no_case("ago"),
            no_case("earlier"),
            no_case("before"),
            no_case("prior"),
            no_case("later"),
            no_case("previously"),
            no_case("from now"),
        )),
    );
    { word }.parse(i).is_ok()
}
