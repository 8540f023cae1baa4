//! Fractions in words: "two thirds", "half a billion", "three and a half", "one hundred and thirty-two fifths".

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{not, opt};
use nom::sequence::terminated;
use rust_decimal::Decimal;

use super::number::{
    Numeral, Numerals, Raw, Res, Shape, and, blanks, gap, no_case, times, words_raw,
};
use super::trie::Edge;

impl Numerals {
    /// " and a half" behind a number whose scale is `scale`: "one million and a half" adds half of a million, "one billion and a
    /// half million" half a million. "and a third of its shares" is something else.
    pub(super) fn and_a_part<'a>(&self, i: &'a str, scale: Decimal) -> Res<'a, Decimal> {
        let (after, ()) = and(i)?;
        let (rest, (part, _)) = self.part(after)?;
        let (rest, of) = match self.scales(rest, false) {
            (rest, Some(own)) if own < scale => (rest, own),
            (_, Some(_)) => return Err(nom::Err::Error(())),
            (rest, None) => (rest, scale),
        };
        let (_, ()) = not((blanks, no_case("of"))).parse(rest)?;
        Ok((rest, times(part, of)?))
    }

    /// "fifths" behind "one hundred and thirty-two".
    pub(super) fn parts_of<'a>(&self, i: &'a str, n: Decimal) -> Res<'a, Decimal> {
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

    /// "half a billion", "half-million", "quarter million", "three quarters of a million".
    pub(super) fn part_of_scale<'a>(&self, i: &'a str) -> Res<'a, Raw> {
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
        let (rest, _) = opt(terminated(no_case("of"), gap)).parse(rest)?;
        let (rest, _) = opt(terminated(no_case("a"), gap)).parse(rest)?;
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
    pub(super) fn part<'a>(&self, i: &'a str) -> Res<'a, (Decimal, bool)> {
        let a = terminated(alt((no_case("an"), no_case("a"))), gap);
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
    pub(super) fn denominator<'a>(&self, i: &'a str) -> Res<'a, (u32, bool)> {
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
    pub(super) fn ordinal_unit<'a>(&self, i: &'a str) -> Res<'a, (u32, bool)> {
        let (at, hyphen) = gap(i)?;
        let fits = |n: &Numeral| match n {
            Numeral::Part { of: 3..=9, .. } => hyphen,
            Numeral::Rank { .. } => true,
            _ => false,
        };
        match self.words.longest(at, Edge::Word, fits)? {
            (rest, Numeral::Part { of, plural } | Numeral::Rank { of, plural }) => {
                Ok((rest, (*of, *plural)))
            }
            _ => Err(nom::Err::Error(())),
        }
    }
}
