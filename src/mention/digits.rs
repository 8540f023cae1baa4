//! Numbers in digits: separators of several traditions, decimals, fractions.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while_m_n};
use nom::character::complete::{char, digit1, satisfy};
use nom::combinator::{map_opt, not, opt, recognize};
use nom::multi::{many_m_n, many1_count};
use nom::sequence::{preceded, terminated};
use rust_decimal::Decimal;

use super::number::{Raw, Res, Shape, ends_word, gap};

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

/// A number in digits. `list` says that digits and a comma stand in front ("22,24").
pub(crate) fn in_digits(i: &str, list: bool) -> Res<'_, Raw> {
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
