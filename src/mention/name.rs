//! Names: capitalised runs of words read by a `nom` grammar, with the kind of thing that each most likely names.
//!
//! There is no list of companies. A name is known by its shape: legal forms, words such as "Bank" or "Airways" at
//! its ends, titles of persons, first names, and the public lists of countries, blocs and cities.

mod kind;

use nom::branch::alt;
use nom::combinator::{opt, verify};
use nom::multi::{many0, many1};
use nom::sequence::{pair, preceded};
use nom::{IResult, Parser};

use kind::{classify, is_institution, starts_title};

use super::words::{Tagged, Units, unit};
use crate::grammar::{Known, Names, class, pos};
use crate::span::Span;
use crate::text::Tag;

/// What a name most likely names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// A company, agency, fund or other organization, by its form.
    Organization,
    /// A state or its government, by its index in the list.
    State(usize),
    /// A union of states or an institution of theirs, by its index.
    Bloc(usize),
    /// A part of a state.
    Region,
    /// A city.
    City,
    /// A person.
    Person,
    /// A model of a product: a name with digits, or a plural behind a number.
    Model,
    /// Listed as no party: days, exchanges, agencies.
    Doubtful,
    /// A capitalised name that nothing tells more about; mostly a company.
    Unknown,
}

impl NameKind {
    /// Whether such a name can be a party of a deal.
    pub fn can_be_party(self) -> bool {
        matches!(
            self,
            NameKind::Organization
                | NameKind::State(_)
                | NameKind::Bloc(_)
                | NameKind::Region
                | NameKind::Unknown
        )
    }

    /// Whether it is a company's for all that its form tells: no state, no person.
    pub fn is_company(self) -> bool {
        matches!(self, NameKind::Organization | NameKind::Unknown)
    }
}

/// A name in a sentence.
#[derive(Clone, Debug)]
pub struct Name {
    /// First token and one past the last, in the sentence.
    pub tokens: std::ops::Range<usize>,
    /// Where it stands in the text.
    pub span: Span,
    /// What it names.
    pub kind: NameKind,
    /// The form is an adjective of a state (Bahraini).
    pub adjective: bool,
    /// It has a legal form.
    pub legal_form: bool,
}

type Parsed<'a, 't, T> = IResult<Units<'a, 't>, T>;

/// The names of a sentence, in order.
pub fn names(units: &[Tagged<'_>], spans: &[Span], names: &Names) -> Vec<Name> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < units.len() {
        let starts = starts_name(units, i, names);
        if !starts {
            i += 1;
            continue;
        }
        let Ok((rest, ())) = name(Units(&units[i..]), names) else {
            i += 1;
            continue;
        };
        let end = units.len() - rest.0.len();
        split(units, spans, i..end, names, &mut out);
        i = end;
    }
    out
}

fn starts_name(units: &[Tagged<'_>], i: usize, names: &Names) -> bool {
    let u = &units[i];
    u.tag == Tag::Name
        // Names that start with a figure: "3i Group", "21st Century Media".
        || (u.tag == Tag::Number
            && u.text.bytes().all(|b| b.is_ascii_digit())
            && u.text.len() <= 2
            && units.get(i + 1).is_some_and(|n| n.tag == Tag::Name && names.is_legal_form(n.text)))
}

/// `name := part (joint part)* legal?`
fn name<'a, 't>(input: Units<'a, 't>, names: &Names) -> Parsed<'a, 't, ()> {
    let whole = input;
    let (mut input, _) = part(input)?;
    loop {
        let taken = &whole.0[..whole.0.len() - input.0.len()];
        let next = preceded(
            |i| joint(i, taken, names),
            verify(part, |words: &[&Tagged<'t>]| !words.is_empty()),
        )
        .parse(input);
        match next {
            Ok((rest, _)) => input = rest,
            Err(_) => break,
        }
    }
    // "Falcon Air plc"
    let (input, _) = opt(unit(|u: &Tagged<'_>| {
        u.tag != Tag::Name
            && u.text.len() >= 3
            && u.text.bytes().all(|b| b.is_ascii_lowercase())
            && names.is_legal_form(u.text)
    }))
    .parse(input)?;
    let (input, _) = opt(|i| legal_tail(i, names)).parse(input)?;
    Ok((input, ()))
}

/// A run of capitalised words, with the dots of abbreviations, and numbers inside ("Channel 4 Media").
fn part<'a, 't>(input: Units<'a, 't>) -> Parsed<'a, 't, Vec<&'a Tagged<'t>>> {
    let word = |i| {
        let (i, w) = unit(|u: &Tagged<'_>| u.tag == Tag::Name).parse(i)?;
        let (i, _) = opt(abbreviation_dot).parse(i)?;
        Ok((i, w))
    };
    let number = |i| {
        let (rest, n) = unit(|u: &Tagged<'_>| {
            u.tag == Tag::Number && u.text.bytes().all(|b| b.is_ascii_digit()) && u.text.len() == 1
        })
        .parse(i)?;
        Ok((rest, n))
    };
    let (input, mut words) = many1(word).parse(input)?;
    let (input, more) = many0(pair(number, many1(word))).parse(input)?;
    for (n, w) in more {
        words.push(n);
        words.extend(w);
    }
    Ok((input, words))
}

/// The dot behind "Inc" or "Corp" that is no end of sentence.
fn abbreviation_dot<'a, 't>(input: Units<'a, 't>) -> Parsed<'a, 't, &'a Tagged<'t>> {
    let last = input.0.len() <= 1;
    unit(move |u: &Tagged<'_>| u.text == "." && !u.space_before && !last).parse(input)
}

/// What joins the parts of one name.
fn joint<'a, 't>(input: Units<'a, 't>, taken: &[Tagged<'t>], names: &Names) -> Parsed<'a, 't, ()> {
    let last = &taken[taken.len() - 1];
    let org_head = is_institution(last.text);
    let particle = |i| {
        unit(|u: &Tagged<'_>| {
            matches!(
                u.text,
                "de" | "del"
                    | "della"
                    | "di"
                    | "da"
                    | "do"
                    | "dos"
                    | "du"
                    | "la"
                    | "le"
                    | "van"
                    | "von"
                    | "der"
                    | "bin"
                    | "ibn"
                    | "bint"
                    | "al"
                    | "el"
                    | "y"
                    | "e"
                    | "und"
                    | "et"
            )
        })
        .parse(i)
        .map(|(i, _)| (i, ()))
    };
    let of = |i| {
        let (i, u) = unit(|u: &Tagged<'_>| matches!(u.text, "of" | "for" | "on")).parse(i)?;
        let allowed = org_head && (u.text == "of" || u.text == "for" || is_committee(last.text));
        let (i, _) = opt(unit(|u: &Tagged<'_>| u.text == "the")).parse(i)?;
        if allowed { Ok((i, ())) } else { fail(i) }
    };
    let ampersand = |i: Units<'a, 't>| {
        let (i, _) = unit(|u: &Tagged<'_>| u.text == "&" || u.text == "+").parse(i)?;
        Ok((i, ()))
    };
    // "Roads and Transport Authority": both sides common words, an organization word at the end.
    let and = |i: Units<'a, 't>| {
        let (rest, _) = unit(|u: &Tagged<'_>| u.text == "and").parse(i)?;
        let (_, right) = part(rest)?;
        let ends_org = right.iter().rev().find(|u| u.text != ".").is_some_and(|u| {
            u.word.class & class::ORGANIZATION != 0 || names.is_legal_form(u.text)
        });
        let common = |u: &Tagged<'_>| u.word.pos & (pos::NOUN | pos::ADJECTIVE | pos::ING) != 0;
        let after_institution = taken[..taken.len() - 1]
            .iter()
            .any(|u| matches!(u.text, "of" | "for") || is_institution(u.text));
        if common(last)
            && !names.is_legal_form(last.text)
            && ((ends_org
                && last.word.class & class::ORGANIZATION == 0
                && !org_head
                && common(right[0]))
                || (after_institution && right.iter().all(|u| common(u))))
        {
            Ok((rest, ()))
        } else {
            fail(i)
        }
    };
    alt((ampersand, of, particle, and)).parse(input)
}

fn fail<'a, 't, T>(input: Units<'a, 't>) -> Parsed<'a, 't, T> {
    Err(nom::Err::Error(nom::error::Error::new(
        input,
        nom::error::ErrorKind::Verify,
    )))
}

/// ", Inc." behind a name.
fn legal_tail<'a, 't>(input: Units<'a, 't>, names: &Names) -> Parsed<'a, 't, ()> {
    let (input, _) = unit(|u: &Tagged<'_>| u.text == ",").parse(input)?;
    let (input, _) = unit(|u: &Tagged<'_>| {
        matches!(
            u.text,
            "Inc"
                | "Incorporated"
                | "LLC"
                | "Ltd"
                | "Limited"
                | "LP"
                | "L.P."
                | "PLC"
                | "S.A."
                | "N.V."
                | "LLP"
                | "Corp"
        ) && names.is_legal_form(u.text)
    })
    .parse(input)?;
    let (input, _) = opt(abbreviation_dot).parse(input)?;
    Ok((input, ()))
}

fn is_committee(word: &str) -> bool {
    matches!(
        word,
        "Committee" | "Commission" | "Council" | "Board" | "Conference"
    )
}

/// Cuts a run of capitalised words into the names that it holds and tells what each is.
fn split(
    units: &[Tagged<'_>],
    spans: &[Span],
    range: std::ops::Range<usize>,
    names: &Names,
    out: &mut Vec<Name>,
) {
    let words = &units[range.clone()];
    // "Gulf Jet Chairman Ali Noor": the title and what follows is a person of the name before.
    if let Some(k) = (1..words.len()).find(|k| starts_title(words, *k, names)) {
        let before_is_title = names.is_title(words[k - 1].text);
        if !before_is_title {
            split(units, spans, range.start..range.start + k, names, out);
            push_person(spans, range.start + k..range.end, out);
            return;
        }
    }
    // "Oakline Inc. Harbour": the legal form ends a name; what follows is another.
    if let Some(k) = (1..words.len()).find(|k| {
        names.is_legal_form(words[k - 1].text)
            && *k >= 2
            && words[*k].text == "."
            && words.get(k + 1).is_some_and(|n| {
                n.tag == Tag::Name
                    && !names.is_legal_form(n.text)
                    && n.word.class & class::ORGANIZATION == 0
            })
    }) {
        push(units, spans, range.start..range.start + k, names, out);
        split(units, spans, range.start + k + 1..range.end, names, out);
        return;
    }
    // A name that stands twice in a row, as captions run into the text.
    let half = words.len() / 2;
    if half >= 2
        && words.len() == half * 2
        && (0..half).all(|k| words[k].text == words[k + half].text)
    {
        push(units, spans, range.start..range.start + half, names, out);
        push(units, spans, range.start + half..range.end, names, out);
        return;
    }
    // "OAKLINE TROUBLES OAKLINE": the same, where the name is in capitals too.
    let last = words.len() - 1;
    if last >= 2
        && words[0].text == words[last].text
        && words
            .iter()
            .all(|u| u.text.bytes().all(|b| b.is_ascii_uppercase()))
    {
        push(units, spans, range.start + last..range.end, names, out);
        return;
    }
    // "RAISING CASH Falcon Air": a heading in capitals that ran into the text.
    let shout = words
        .iter()
        .take_while(|u| u.text.len() > 1 && u.text.bytes().all(|b| b.is_ascii_uppercase()))
        .count();
    // One such word is a heading where it is a longer word of English and no company's head follows.
    let heading = shout >= 2
        || shout == 1
            && words[0].text.len() >= 5
            && words.get(1).is_some_and(|u| {
                u.word.class & class::ORGANIZATION == 0 && !names.is_legal_form(u.text)
            });
    if heading
        && shout < words.len()
        && words[..shout]
            .iter()
            .any(|u| u.word.pos & (pos::NOUN | pos::VERB | pos::ADJECTIVE) != 0)
    {
        split(units, spans, range.start + shout..range.end, names, out);
        return;
    }
    // A state's adjective or name before a name of another kind stands on its own: "German Falkenau", "Bahrain Telecom"
    // stays whole because its rest is no name.
    for n in (1..=names.longest().min(words.len().saturating_sub(1))).rev() {
        let lead = joined(&words[..n]);
        let Some(known) = names.known(&lead) else {
            continue;
        };
        let rest = &words[n..];
        let rest_is_plain = rest.iter().all(|u| {
            u.word.pos & (pos::NOUN | pos::ADJECTIVE) != 0
                && !(u.text.len() > 1 && u.text.bytes().all(|b| b.is_ascii_uppercase()))
                || u.text == "."
                || names.is_legal_form(u.text)
                || u.word.class & class::ORGANIZATION != 0
        });
        let cut = match known {
            // "Swiss Re": too short to be a name of its own, unless it is an abbreviation.
            Known::State(_, true) => !(rest_is_plain || rest.len() == 1 && is_scrap(rest[0].text)),
            _ => false,
        };
        if cut && rest[0].tag == Tag::Name {
            push(units, spans, range.start..range.start + n, names, out);
            push(units, spans, range.start + n..range.end, names, out);
            return;
        }
        break;
    }
    // "Falkenau A330": who makes it, and the model.
    if let Some(k) = (1..words.len()).find(|k| has_digit(words[*k].text))
        && !words[..k].iter().any(|u| has_digit(u.text))
        && words[k].tag == Tag::Name
        && classify(words, units.get(range.end), names).0 == NameKind::Model
    {
        push(units, spans, range.start..range.start + k, names, out);
        push(units, spans, range.start + k..range.end, names, out);
        return;
    }
    push(units, spans, range, names, out);
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

fn is_scrap(word: &str) -> bool {
    word.len() <= 3 && word.bytes().any(|b| b.is_ascii_lowercase())
}

fn push_person(spans: &[Span], range: std::ops::Range<usize>, out: &mut Vec<Name>) {
    out.push(Name {
        span: spans[range.start].cover(spans[range.end - 1]),
        tokens: range,
        kind: NameKind::Person,
        adjective: false,
        legal_form: false,
    });
}

fn joined(words: &[Tagged<'_>]) -> String {
    let mut s = String::new();
    for (i, u) in words.iter().enumerate() {
        if i > 0 && u.space_before {
            s.push(' ');
        }
        s.push_str(u.text);
    }
    s
}

fn push(
    units: &[Tagged<'_>],
    spans: &[Span],
    range: std::ops::Range<usize>,
    names: &Names,
    out: &mut Vec<Name>,
) {
    let words = &units[range.clone()];
    if words.iter().all(|u| u.tag != Tag::Name) {
        // Only marks or figures are left of a run.
        return;
    }
    let behind = units.get(range.end);
    let (mut kind, adjective, legal_form) = classify(words, behind, names);
    let article = range
        .start
        .checked_sub(1)
        .is_some_and(|i| matches!(units[i].text, "the" | "The"));
    if matches!(kind, NameKind::State(_)) && !article && names.needs_article(&joined(words)) {
        kind = NameKind::Unknown;
    }
    out.push(Name {
        span: spans[range.start].cover(spans[range.end - 1]),
        tokens: range,
        kind,
        adjective,
        legal_form,
    });
}
