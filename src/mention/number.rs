//! Numbers, in digits and in words: `1,23,456`, `2 1/2`, `3.5 million`, `two dozen`, `half a billion`, `two-thirds`.
//!
//! Only the number itself is read here. Whether it counts anything, or is part of a name or of a sum of money, is for
//! `figure` to say. Known gaps: "one in ten", "2000 over 3", and groups split by tokenizers ("80 , 000").

use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_while_m_n};
use nom::character::complete::{char, digit1, satisfy};
use nom::combinator::{map_opt, not, opt, recognize, verify};
use nom::multi::{many_m_n, many1_count};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};
use rust_decimal::Decimal;

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
enum Numeral {
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
    words: Trie<Numeral>,
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

    /// Whether a number in words may begin with this byte.
    pub(crate) fn begins_with(&self, byte: u8) -> bool {
        matches!(byte, b'a' | b'A') || self.words.begins_with(byte)
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

    fn scale<'a>(&self, i: &'a str) -> Res<'a, Decimal> {
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
        let Ok((after, _)) = and(i) else {
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
                    Ok((after, _)) => after,
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

    /// " and a half" behind a number whose scale is `scale`: "one million and a half" adds half of a million, "one billion and a
    /// half million" half a million. "and a third of its shares" is something else.
    fn and_a_part<'a>(&self, i: &'a str, scale: Decimal) -> Res<'a, Decimal> {
        let (after, _) = and(i)?;
        let (rest, (part, _)) = self.part(after)?;
        let (rest, of) = match self.scales(rest, false) {
            (rest, Some(own)) if own < scale => (rest, own),
            (_, Some(_)) => return Err(nom::Err::Error(())),
            (rest, None) => (rest, scale),
        };
        let (_, ()) = not((blanks, tag_no_case("of"))).parse(rest)?;
        Ok((rest, times(part, of)?))
    }

    /// "fifths" behind "one hundred and thirty-two".
    fn parts_of<'a>(&self, i: &'a str, n: Decimal) -> Res<'a, Decimal> {
        let (at, _) = gap(i)?;
        let (rest, (of, plural)) = self.denominator(at)?;
        if !plural || of == 4 {
            return Err(nom::Err::Error(()));
        }
        let value = n
            .checked_div(Decimal::from(of))
            .ok_or(nom::Err::Error(()))?;
        Ok((rest, value.round_dp(12).normalize()))
    }

    /// "and a half" between a number and its scale.
    fn half_before_scale<'a>(&self, i: &'a str, n: Decimal) -> (&'a str, Decimal) {
        if let Ok((after, _)) = and(i)
            && let Ok((after, (part, _))) = self.part(after)
            && self.scales(after, false).1.is_some()
        {
            return (after, n + part);
        }
        (i, n)
    }

    fn below_hundred<'a>(&self, i: &'a str) -> Res<'a, u32> {
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
        let article = terminated(alt((tag_no_case("an"), tag_no_case("a"))), gap);
        let (rest, n) = match self.below_hundred(i) {
            Ok(found) => found,
            Err(_) => {
                let (rest, _) = { article }.parse(i)?;
                let (_, _) = self.scale(rest)?;
                // The gap is read again in front of the scale.
                (&i[i.len() - rest.len() - 1..], 1)
            }
        };
        let Ok((at, _)) = gap(rest) else {
            return Ok((rest, n));
        };
        match self.scale(at) {
            Ok((after, hundred)) if hundred == Decimal::ONE_HUNDRED => {
                let n = n.checked_mul(100).ok_or(nom::Err::Error(()))?;
                if let Ok((at, _)) = opt_and(after)
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

    /// "half a billion", "half-million", "quarter million", "three quarters of a million".
    fn part_of_scale<'a>(&self, i: &'a str) -> Res<'a, Raw> {
        let (rest, part) = match self.part(i) {
            Ok((rest, (part, _))) => (rest, part),
            Err(_) => match self.words.longest(i, Edge::Word, |n| {
                matches!(
                    n,
                    Numeral::Part {
                        of: 2 | 4,
                        plural: false
                    }
                )
            })? {
                (rest, Numeral::Part { of, .. }) => (rest, Decimal::ONE / Decimal::from(*of)),
                _ => return Err(nom::Err::Error(())),
            },
        };
        let (rest, _) = gap(rest)?;
        let (rest, _) = opt(terminated(tag_no_case("of"), gap)).parse(rest)?;
        let (rest, _) = opt(terminated(tag_no_case("a"), gap)).parse(rest)?;
        let (rest, scale) = self.scale(rest)?;
        let value = times(part, scale)?;
        let shape = if value.is_integer() {
            Shape::Whole
        } else {
            Shape::Fraction
        };
        Ok((rest, words_raw(value, shape, Some(scale))))
    }

    /// "two thirds", "one-fifth", "a quarter": the value, and whether it is more than one part.
    fn part<'a>(&self, i: &'a str) -> Res<'a, (Decimal, bool)> {
        let a = terminated(alt((tag_no_case("an"), tag_no_case("a"))), gap);
        let (rest, n) = match self.below_hundred(i) {
            Ok((rest, n)) => (gap(rest)?.0, n),
            Err(_) => ({ a }.parse(i)?.0, 1),
        };
        let (rest, (of, plural)) = self.denominator(rest)?;
        // "two quarters" are a stretch of time.
        if plural != (n != 1) || (n >= of && n != 1) || (of == 4 && n == 2) {
            return Err(nom::Err::Error(()));
        }
        let value = (Decimal::from(n) / Decimal::from(of))
            .round_dp(12)
            .normalize();
        Ok((rest, (value, n != 1)))
    }

    /// "fifths", "twenty-firsts": how many parts, and whether the word is a plural.
    fn denominator<'a>(&self, i: &'a str) -> Res<'a, (u32, bool)> {
        let part = |n: &Numeral| matches!(n, Numeral::Part { .. });
        if let Ok((rest, Numeral::Part { of, plural })) = self.words.longest(i, Edge::Word, part) {
            return Ok((rest, (*of, *plural)));
        }
        let tens = |n: &Numeral| matches!(n, Numeral::Tens(_));
        match self.words.longest(i, Edge::Word, tens)? {
            (rest, Numeral::Tens(tens)) => {
                let (rest, (unit, plural)) = self.ordinal_unit(rest)?;
                Ok((rest, (tens + unit, plural)))
            }
            _ => Err(nom::Err::Error(())),
        }
    }

    /// "-first", "-fifths" behind tens; "twenty fifths" with a blank are twenty of them.
    fn ordinal_unit<'a>(&self, i: &'a str) -> Res<'a, (u32, bool)> {
        let (at, hyphen) = gap(i)?;
        let fits = |n: &Numeral| match n {
            Numeral::Part { of: 3..=9, .. } => hyphen,
            Numeral::Rank { .. } => true,
            _ => false,
        };
        match self.words.longest(at, Edge::Word, fits)? {
            (rest, Numeral::Part { of, plural }) => Ok((rest, (*of, *plural))),
            (rest, Numeral::Rank { of, plural }) => Ok((rest, (*of, *plural))),
            _ => Err(nom::Err::Error(())),
        }
    }

    /// " point zero three", as the digits behind the point.
    fn point<'a>(&self, i: &'a str) -> Res<'a, Decimal> {
        let (mut rest, _) = (gap, tag_no_case("point"), gap).parse(i)?;
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

fn words_raw(value: Decimal, shape: Shape, scale: Option<Decimal>) -> Raw {
    Raw {
        value: value.normalize(),
        shape,
        scale,
        words: true,
        loose: false,
    }
}

fn times<'a>(a: Decimal, b: Decimal) -> Result<Decimal, nom::Err<()>>
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

/// One or more blanks.
pub(crate) fn blanks(i: &str) -> Res<'_, ()> {
    match blank(i.as_bytes(), 0) {
        0 => Err(nom::Err::Error(())),
        width => Ok((&i[width..], ())),
    }
}

fn and(i: &str) -> Res<'_, ()> {
    let (rest, _) = (blanks, tag_no_case("and"), blanks).parse(i)?;
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

fn three(i: &str) -> Res<'_, &str> {
    terminated(digits_of(3), not(satisfy(|c| c.is_ascii_digit()))).parse(i)
}

fn digits_of<'a>(n: usize) -> impl Parser<&'a str, Output = &'a str, Error = ()> {
    take_while_m_n(n, n, |c: char| c.is_ascii_digit())
}

fn up_to_three(i: &str) -> Res<'_, &str> {
    take_while_m_n(1, 3, |c: char| c.is_ascii_digit()).parse(i)
}

/// `1,234,567`.
fn grouped(i: &str) -> Res<'_, &str> {
    recognize((up_to_three, many1_count(preceded(char(','), three)))).parse(i)
}

/// `1,23,45,678`.
fn indian(i: &str) -> Res<'_, &str> {
    let two = |i| {
        terminated(
            preceded(char(','), digits_of(2)),
            not(satisfy(|c: char| c.is_ascii_digit())),
        )
        .parse(i)
    };
    let lead = take_while_m_n(1, 2, |c: char| c.is_ascii_digit());
    recognize((lead, many1_count(two), char(','), three)).parse(i)
}

/// `1 234 567` with no-break, thin or narrow blanks; with plain ones it is loose.
fn by_blanks(i: &str) -> Res<'_, &str> {
    let sep = alt((tag("\u{a0}"), tag("\u{202f}"), tag("\u{2009}"), tag(" ")));
    recognize((up_to_three, many1_count(preceded(sep, three)))).parse(i)
}

/// `1.234.567` and `1.234,56`, as much of Europe writes.
fn european(i: &str) -> Res<'_, (&str, Option<&str>)> {
    let dots = preceded(char('.'), three);
    let many = recognize((up_to_three, many_m_n(2, 8, dots)));
    let one = recognize((
        up_to_three,
        many_m_n(1, 8, preceded(char('.'), digits_of(3))),
    ));
    let comma = || {
        preceded(
            char(','),
            terminated(
                take_while_m_n(1, 2, |c: char| c.is_ascii_digit()),
                not(satisfy(|c| c.is_ascii_digit())),
            ),
        )
    };
    alt((
        (one, comma()).map(|(int, frac)| (int, Some(frac))),
        (many, opt(comma())),
    ))
    .parse(i)
}

/// `1,3` for 1.3; not where a list goes on.
fn decimal_comma(i: &str) -> Res<'_, (&str, &str)> {
    let digit = || satisfy(|c: char| c.is_ascii_digit());
    let frac = terminated(
        take_while_m_n(1, 2, |c: char| c.is_ascii_digit()),
        not(digit()),
    );
    let (rest, (int, _, frac)) = (up_to_three, char(','), frac).parse(i)?;
    not((alt((char(','), char('-'), char('/'))), digit())).parse(rest)?;
    Ok((rest, (int, frac)))
}

fn in_digits(i: &str, list: bool) -> Res<'_, Raw> {
    let digits = |value, shape| Raw {
        value,
        shape,
        scale: None,
        words: false,
        loose: false,
    };
    if let Ok((rest, (part, _))) = fraction(i) {
        return Ok((rest, digits(part, Shape::Fraction)));
    }
    if let Ok((rest, frac)) = preceded(char('.'), digit1::<_, ()>).parse(i) {
        return Ok((rest, digits(decimal("", frac)?, Shape::Decimal)));
    }
    if let Ok((rest, (int, frac))) = european(i) {
        let shape = if frac.is_some() {
            Shape::Decimal
        } else {
            Shape::Whole
        };
        return Ok((rest, digits(decimal(int, frac.unwrap_or(""))?, shape)));
    }
    if !list
        && grouped(i).is_err()
        && let Ok((rest, (int, frac))) = decimal_comma(i)
        && ends_word(rest)
        && indian(i).is_err()
    {
        return Ok((rest, digits(decimal(int, frac)?, Shape::Decimal)));
    }
    let (rest, int) = alt((grouped, indian, by_blanks, digit1)).parse(i)?;
    let loose = int.contains(' ');
    let (rest, frac) = opt(preceded(char('.'), digit1)).parse(rest)?;
    let whole = decimal(int, frac.unwrap_or(""))?;
    if frac.is_some() {
        let (rest, value) = power(rest, whole);
        return Ok((rest, digits(value, Shape::Decimal)));
    }
    if int.len() < 4
        && let Ok((rest, part)) = mixed(rest)
    {
        return Ok((rest, digits(whole + part, Shape::Fraction)));
    }
    let (rest, value) = power(rest, whole);
    Ok((
        rest,
        Raw {
            loose,
            ..digits(value, Shape::Whole)
        },
    ))
}

/// `e10` behind digits.
fn power(i: &str, value: Decimal) -> (&str, Decimal) {
    let e: Res<u32> = preceded(
        char('e'),
        map_opt(digit1, |d: &str| d.parse().ok().filter(|n| *n < 20)),
    )
    .parse(i);
    match e {
        Ok((rest, n)) if ends_word(rest) => {
            let power = Decimal::try_from_i128_with_scale(10_i128.pow(n), 0).ok();
            match power.and_then(|p| value.checked_mul(p)) {
                Some(value) => (rest, value.normalize()),
                None => (i, value),
            }
        }
        _ => (i, value),
    }
}

/// The fraction behind a whole number: `½`, ` 1/2`, `-1/2`.
fn mixed(i: &str) -> Res<'_, Decimal> {
    if let Ok(found) = vulgar(i) {
        return Ok(found);
    }
    let (rest, _) = gap(i)?;
    if let Ok(found) = vulgar(rest) {
        return Ok(found);
    }
    let (rest, (part, below_one)) = fraction(rest)?;
    if below_one {
        Ok((rest, part))
    } else {
        Err(nom::Err::Error(()))
    }
}

/// `3/4`, with a denominator that prose uses; and whether it is below one.
fn fraction(i: &str) -> Res<'_, (Decimal, bool)> {
    if let Ok((rest, part)) = vulgar(i) {
        return Ok((rest, (part, true)));
    }
    let digits = |i| {
        map_opt(
            take_while_m_n(1, 3, |c: char| c.is_ascii_digit()),
            |d: &str| d.parse::<u32>().ok(),
        )
        .parse(i)
    };
    let (rest, (n, _, d)) = (digits, char('/'), digits).parse(i)?;
    not(alt((satisfy(char::is_alphanumeric), char('/')))).parse(rest)?;
    if matches!(d, 2..=10 | 12 | 16 | 20 | 32 | 40 | 64 | 100 | 128) && n > 0 && n < d {
        let value = (Decimal::from(n) / Decimal::from(d))
            .round_dp(12)
            .normalize();
        Ok((rest, (value, true)))
    } else {
        Err(nom::Err::Error(()))
    }
}

fn vulgar(i: &str) -> Res<'_, Decimal> {
    let parts = |c: char| {
        let (n, d) = match c {
            '½' => (1, 2),
            '⅓' => (1, 3),
            '⅔' => (2, 3),
            '¼' => (1, 4),
            '¾' => (3, 4),
            '⅕' => (1, 5),
            '⅖' => (2, 5),
            '⅗' => (3, 5),
            '⅘' => (4, 5),
            '⅛' => (1, 8),
            '⅜' => (3, 8),
            '⅝' => (5, 8),
            '⅞' => (7, 8),
            _ => return None,
        };
        Some(
            (Decimal::from(n) / Decimal::from(d))
                .round_dp(12)
                .normalize(),
        )
    };
    map_opt(nom::character::complete::anychar, parts).parse(i)
}

/// The digits of both sides of the point; separators are passed over. Fails above 27 digits.
fn decimal(int: &str, frac: &str) -> Result<Decimal, nom::Err<()>> {
    let mut mantissa: i128 = 0;
    let mut digits = 0;
    for byte in int.bytes().chain(frac.bytes()).filter(u8::is_ascii_digit) {
        mantissa = mantissa * 10 + i128::from(byte - b'0');
        digits += u32::from(mantissa > 0);
        if digits > 27 {
            return Err(nom::Err::Error(()));
        }
    }
    Decimal::try_from_i128_with_scale(mantissa, frac.len() as u32)
        .map(|d| d.normalize())
        .map_err(|_| nom::Err::Error(()))
}
