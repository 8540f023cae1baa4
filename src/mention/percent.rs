//! Percentages: what stands behind a number to make it one.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::combinator::opt;

use super::number::{Res, blanks, ends_word, gap, no_case};

/// `%`, ` percent`, `-percent`, ` per cent`, ` pct`, ` percentage points`; whether points are meant.
pub(crate) fn percent_sign(i: &str) -> Res<'_, bool> {
    let (rest, _) = opt(gap).parse(i)?;
    let points = (
        alt((no_case("percentage"), no_case("percent"), tag("%"))),
        gap,
        alt((no_case("points"), no_case("point"))),
    );
    if let Ok((rest, _)) = { points }.parse(rest)
        && ends_word(rest)
    {
        return Ok((rest, true));
    }
    if let Ok((rest, _)) = tag::<_, _, ()>("%").parse(rest) {
        return Ok((rest, false));
    }
    let per_cent = (
        no_case("per"),
        alt((blanks, tag("-").map(|_| ()))),
        no_case("cent"),
    )
        .map(|_| ());
    let word = alt((no_case("percent"), no_case("pct"))).map(|_| ());
    let (rest, ()) = alt((word, per_cent)).parse(rest)?;
    if ends_word(rest) {
        Ok((rest, false))
    } else {
        Err(nom::Err::Error(()))
    }
}
