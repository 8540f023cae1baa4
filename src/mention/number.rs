//! Numbers, in digits and in words: `1,23,456`, `2 1/2`, `3.5 million`, `two dozen`, `half a billion`, `two-thirds`.
//!
//! Only the number itself is read here. Whether it counts anything, or is part of a name or of a sum of money, is for
//! `figure` to say. Known gaps: "one in ten", "2000 over 3", and groups split by tokenizers ("80 , 000").

use nom::branch::alt;
use nom::character::complete::digit1;
use nom::combinator::{map_opt, verify};
use nom::sequence::terminated;
use nom::{IResult, Parser};
use rust_decimal::Decimal;

use super::digits::in_digits;
use super::trie::{Edge, Trie, blank};
use crate::grammar::figures::ScaleFile;

/// "No match" is the normal case in prose, so the error says nothing.
pub(crate) type Res<'a, T> = IResult<&'a str, T, ()>;

/// How a number is written, as far as it matters to readers of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A whole number.
    Whole,
    /// With a decimal point.
    Decimal,
    /// A part of one, or with one: "two thirds", "2 1/2", "half".
    Fraction,
}

/// A number as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Raw {
    pub value: Decimal,
    pub shape: Shape,
    /// What multiplied it ("million"), so that ranges can share it.
    pub scale: Option<Decimal>,
    /// In words rather than digits.
    pub words: bool,
    /// Groups by plain blanks ("10 000"), which only a unit or a currency makes sure of.
    pub loose: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Numeral {
    Small(u32),
    Tens(u32),
    Part {
        of: u32,
        plural: bool,
    },
    /// "first", "second": parts of one only behind tens.
    Rank {
        of: u32,
        plural: bool,
    },
    Scale(Decimal),
}

#[derive(Clone, Copy, Debug)]
struct Short {
    factor: Decimal,
    /// Only behind a currency.
    money: bool,
}

/// The number words, compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numerals {
    pub(super) words: Trie<Numeral>,
    glued: Trie<Short>,
    spaced: Trie<Short>,
}

impl Numerals {
    pub(crate) fn new(file: &ScaleFile) -> Self {
        let mut out = Self::default();
        for (word, n) in &file.cardinal {
            out.words.add(word, Numeral::Small(*n));
        }
        for (word, n) in &file.tens {
            out.words.add(word, Numeral::Tens(*n));
        }
        for (word, of) in &file.part {
            let plural = word.ends_with('s');
            out.words.add(word, Numeral::Part { of: *of, plural });
        }
        for (word, of) in &file.rank {
            let plural = word.ends_with('s');
            out.words.add(word, Numeral::Rank { of: *of, plural });
        }
        for entry in &file.scale {
            let factor = *entry.value.get_ref();
            for word in &entry.words {
                out.words.add(word, Numeral::Scale(factor));
            }
            let short = |money| Short { factor, money };
            for word in &entry.short {
                out.glued.add_exact(word, short(false));
            }
            for word in &entry.short_in_money {
                out.glued.add_exact(word, short(true));
            }
            for word in &entry.spaced {
                out.spaced.add_exact(word, short(false));
            }
            for word in &entry.spaced_in_money {
                out.spaced.add_exact(word, short(true));
            }
        }
        out
    }

    /// A number. `money` says that a currency stands in front, `list` that digits and a comma do ("22,24").
    pub(crate) fn number<'a>(&self, i: &'a str, money: bool, list: bool) -> Res<'a, Raw> {
        if i.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return self.in_words(i);
        }
        let (rest, raw) = in_digits(i, list)?;
        let (rest, scale) = self.scales(rest, money);
        let Some(scale) = scale else {
            return Ok((rest, raw));
        };
        let value = times(raw.value, scale)?;
        let raw = Raw {
            value,
            scale: Some(scale),
            shape: if value.is_integer() {
                Shape::Whole
            } else {
                raw.shape
            },
            ..raw
        };
        Ok(self.tail(rest, raw))
    }

    /// Scale words and letters behind a number, multiplied: `bn`, ` million`, `-million`, ` lakh crore`.
    pub(crate) fn scales<'a>(&self, i: &'a str, money: bool) -> (&'a str, Option<Decimal>) {
        let fits = |s: &Short| money || !s.money;
        if let Ok((rest, short)) = self.glued.longest(i, Edge::Word, fits) {
            return (rest, Some(short.factor));
        }
        let mut rest = i;
        let mut product: Option<Decimal> = None;
        for _ in 0..2 {
            let Ok((word, _)) = gap(rest) else { break };
            let factor = match self.scale(word) {
                Ok((after, factor)) => {
                    rest = after;
                    factor
                }
                Err(_) => match self.spaced.longest(word, Edge::Word, fits) {
                    Ok((after, short)) => {
                        rest = after;
                        short.factor
                    }
                    Err(_) => break,
                },
            };
            product = times(product.unwrap_or(Decimal::ONE), factor).ok();
        }
        (rest, product)
    }

    pub(super) fn scale<'a>(&self, i: &'a str) -> Res<'a, Decimal> {
        match self
            .words
            .longest(i, Edge::Word, |n| matches!(n, Numeral::Scale(_)))?
        {
            (rest, Numeral::Scale(factor)) => Ok((rest, *factor)),
            _ => Err(nom::Err::Error(())),
        }
    }

    /// "and a half" behind a scaled number, and "and 21" behind "3 hundred".
    fn tail<'a>(&self, i: &'a str, raw: Raw) -> (&'a str, Raw) {
        let Some(scale) = raw.scale else {
            return (i, raw);
        };
        if let Ok((rest, add)) = self.and_a_part(i, scale) {
            let (value, shape) = (raw.value + add, Shape::Fraction);
            return (
                rest,
                Raw {
                    value,
                    shape,
                    ..raw
                },
            );
        }
        let Ok((after, ())) = and(i) else {
            return (i, raw);
        };
        let below: Res<u32> = map_opt(digit1, |d: &str| d.parse().ok()).parse(after);
        if let Ok((rest, n)) = below
            && Decimal::from(n) < scale
            && scale <= Decimal::ONE_HUNDRED
            && ends_word(rest)
            && !rest.starts_with('.')
            && self.scales(rest, false).1.is_none()
        {
            return (
                rest,
                Raw {
                    value: raw.value + Decimal::from(n),
                    ..raw
                },
            );
        }
        if let Ok((rest, n)) = self.in_words(after)
            && n.value < scale
            && n.shape == Shape::Whole
        {
            return (
                rest,
                Raw {
                    value: raw.value + n.value,
                    ..raw
                },
            );
        }
        (i, raw)
    }

    /// "two hundred and fifty thousand", "five and a half million", "half a billion", "two thirds", "nine point four".
    fn in_words<'a>(&self, i: &'a str) -> Res<'a, Raw> {
        if let Ok(found) = self.part_of_scale(i) {
            return Ok(found);
        }
        if let Ok((rest, (part, _))) = self.part(i) {
            return Ok((rest, words_raw(part, Shape::Fraction, None)));
        }
        let mut total = Decimal::ZERO;
        let mut last: Option<Decimal> = None;
        let mut top = None;
        let mut rest = i;
        loop {
            let at = match last {
                None => rest,
                Some(_) => match opt_and(rest) {
                    Ok((after, ())) => after,
                    Err(_) => break,
                },
            };
            if last.is_some() && self.part(at).is_ok() {
                break;
            }
            let Ok((after, n)) = self.below_thousand(at) else {
                break;
            };
            let (after, n) = self.half_before_scale(after, Decimal::from(n));
            let (after, scale) = self.scales(after, false);
            let add = times(n, scale.unwrap_or(Decimal::ONE))?;
            // Each group is smaller than the scale of the one before: "3 hundred and 2 hundred" are two numbers.
            if last.is_some_and(|l| add >= l) {
                break;
            }
            if at.starts_with(['a', 'A']) && scale.is_none() && n < Decimal::ONE_HUNDRED {
                break;
            }
            total += add;
            top = top.or(scale);
            rest = after;
            last = Some(scale.unwrap_or(if n >= Decimal::ONE_HUNDRED {
                Decimal::ZERO
            } else {
                Decimal::ONE
            }));
            if scale.is_none() {
                break;
            }
        }
        if last.is_none() {
            return Err(nom::Err::Error(()));
        }
        if let Ok((after, digits)) = self.point(rest) {
            return Ok((after, words_raw(total + digits, Shape::Decimal, top)));
        }
        let shape = if total.is_integer() {
            Shape::Whole
        } else {
            Shape::Fraction
        };
        let raw = words_raw(total, shape, top);
        if let Ok((after, add)) = self.and_a_part(rest, top.unwrap_or(Decimal::ONE)) {
            return Ok((after, words_raw(total + add, Shape::Fraction, top)));
        }
        if let Ok((after, part)) = self.parts_of(rest, total) {
            return Ok((after, words_raw(part, Shape::Fraction, None)));
        }
        Ok((rest, raw))
    }

    /// "and a half" between a number and its scale.
    fn half_before_scale<'a>(&self, i: &'a str, n: Decimal) -> (&'a str, Decimal) {
        if let Ok((after, ())) = and(i)
            && let Ok((after, (part, _))) = self.part(after)
            && self.scales(after, false).1.is_some()
        {
            return (after, n + part);
        }
        (i, n)
    }

    pub(super) fn below_hundred<'a>(&self, i: &'a str) -> Res<'a, u32> {
        let small = |n: &Numeral| matches!(n, Numeral::Small(_) | Numeral::Tens(_));
        let (rest, numeral) = self.words.longest(i, Edge::Word, small)?;
        match numeral {
            Numeral::Small(n) => Ok((rest, *n)),
            Numeral::Tens(tens) => {
                // "the twenty-first century"
                if self.ordinal_unit(rest).is_ok() {
                    return Err(nom::Err::Error(()));
                }
                let unit = |n: &Numeral| matches!(n, Numeral::Small(1..=9));
                if let Ok((at, hyphen)) = gap(rest)
                    && let Ok((after, Numeral::Small(n))) = self.words.longest(at, Edge::Word, unit)
                    // "sixty six-seat planes" are sixty.
                    && (hyphen || !is_compound(after))
                {
                    return Ok((after, tens + n));
                }
                Ok((rest, *tens))
            }
            _ => Err(nom::Err::Error(())),
        }
    }

    /// Up to "nine hundred and ninety-nine"; "a" is one where a scale follows, which the caller sees to.
    fn below_thousand<'a>(&self, i: &'a str) -> Res<'a, u32> {
        let article = terminated(alt((no_case("an"), no_case("a"))), gap);
        let (rest, n) = if let Ok(found) = self.below_hundred(i) {
            found
        } else {
            let (rest, _) = { article }.parse(i)?;
            let (_, _) = self.scale(rest)?;
            // The gap is read again in front of the scale.
            (&i[i.len() - rest.len() - 1..], 1)
        };
        let Ok((at, _)) = gap(rest) else {
            return Ok((rest, n));
        };
        match self.scale(at) {
            Ok((after, hundred)) if hundred == Decimal::ONE_HUNDRED => {
                let n = n.checked_mul(100).ok_or(nom::Err::Error(()))?;
                if let Ok((at, ())) = opt_and(after)
                    && self.part(at).is_err()
                    && let Ok((rest, below)) = self.below_hundred(at)
                    // "one hundred and two hundred" are two numbers.
                    && self.hundred_behind(rest).is_err()
                {
                    return Ok((rest, n + below));
                }
                Ok((after, n))
            }
            _ => Ok((rest, n)),
        }
    }

    fn hundred_behind<'a>(&self, i: &'a str) -> Res<'a, Decimal> {
        let (at, _) = gap(i)?;
        verify(|i| self.scale(i), |f: &Decimal| *f == Decimal::ONE_HUNDRED).parse(at)
    }

    /// " point zero three", as the digits behind the point.
    fn point<'a>(&self, i: &'a str) -> Res<'a, Decimal> {
        let (mut rest, _) = (gap, no_case("point"), gap).parse(i)?;
        let mut digits: i128 = 0;
        let mut places = 0;
        let mut any = false;
        while let Ok((after, n)) = self.below_hundred(rest) {
            let width = if n > 9 { 2 } else { 1 };
            if places + width > 12 {
                break;
            }
            digits = digits * 10_i128.pow(width) + i128::from(n);
            places += width;
            any = true;
            rest = after;
            match gap(rest) {
                Ok((at, _)) if self.below_hundred(at).is_ok() => rest = at,
                _ => break,
            }
        }
        match Decimal::try_from_i128_with_scale(digits, places) {
            Ok(value) if any => Ok((rest, value)),
            _ => Err(nom::Err::Error(())),
        }
    }
}

pub(super) fn words_raw(value: Decimal, shape: Shape, scale: Option<Decimal>) -> Raw {
    Raw {
        value: value.normalize(),
        shape,
        scale,
        words: true,
        loose: false,
    }
}

pub(super) fn times<'a>(a: Decimal, b: Decimal) -> Result<Decimal, nom::Err<()>>
where
    (): 'a,
{
    let product = a.checked_mul(b).ok_or(nom::Err::Error(()))?;
    Ok(product.normalize())
}

/// Blanks, a hyphen, or a hyphen between blanks; whether it was a bare hyphen.
pub(crate) fn gap(i: &str) -> Res<'_, bool> {
    let bytes = i.as_bytes();
    let first = blank(bytes, 0);
    match bytes.get(first) {
        Some(b'-') => {
            let second = blank(bytes, first + 1);
            if (first == 0) == (second == 0) {
                Ok((&i[first + 1 + second..], first == 0))
            } else {
                Err(nom::Err::Error(()))
            }
        }
        Some(_) if first > 0 => Ok((&i[first..], false)),
        _ => Err(nom::Err::Error(())),
    }
}

/// A word in any case of ASCII letters. (nom's own folds by Unicode, which costs a tenth of a scan.)
pub(crate) fn no_case<'a>(wanted: &'static str) -> impl Fn(&'a str) -> Res<'a, &'a str> + Copy {
    move |i: &'a str| match i.get(..wanted.len()) {
        Some(head) if head.eq_ignore_ascii_case(wanted) => Ok((&i[wanted.len()..], head)),
        _ => Err(nom::Err::Error(())),
    }
}

/// One or more blanks.
pub(crate) fn blanks(i: &str) -> Res<'_, ()> {
    match blank(i.as_bytes(), 0) {
        0 => Err(nom::Err::Error(())),
        width => Ok((&i[width..], ())),
    }
}

pub(super) fn and(i: &str) -> Res<'_, ()> {
    // "three-and-a-half" too.
    let (rest, _) = (gap, no_case("and"), gap).parse(i)?;
    Ok((rest, ()))
}

fn opt_and(i: &str) -> Res<'_, ()> {
    and(i).or_else(|_| gap(i).map(|(rest, _)| (rest, ())))
}

/// Whether a word goes on with a hyphen and a letter: "six-seat".
fn is_compound(i: &str) -> bool {
    let mut bytes = i.bytes();
    bytes.next() == Some(b'-') && bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
}

/// Whether no letter or digit follows.
pub(crate) fn ends_word(i: &str) -> bool {
    !i.starts_with(|c: char| c.is_alphanumeric())
}
