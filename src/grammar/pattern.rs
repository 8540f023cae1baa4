//! The pattern notation of the frame files, read by `nom`.
//!
//! ```text
//! buyer:party {buy|acquire} target:company [from seller] [for|at amount]
//! buyer {place|sign} <order|contract> [with seller] for item:goods
//! <acquisition> of target by buyer
//! ```
//! `{…}` holds base forms of verbs, `<…>` of nouns, `@name` in either stands for a list of `lexicon/verbs.toml`.
//! A place is a role with the classes that may fill it. A bracket makes a place optional. The place before the
//! trigger is the subject (of a noun: its possessor), the one behind a verb its object, two there are indirect and
//! direct object; all others follow prepositions. `_=sale|auction` is a place that only these nouns fill.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::{char, space0, space1};
use nom::combinator::{all_consuming, cut, map, map_res, opt, value};
use nom::multi::{many0, separated_list1};
use nom::sequence::{delimited, preceded, terminated};
use nom::{Finish, IResult, Parser};

use super::terms::Role;

/// What a place fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// A party in a role.
    Party(Role),
    /// What changes hands.
    Item,
    /// A sum of money.
    Amount,
    /// Nothing: the place must be there, or may.
    Nothing,
}

/// What may stand in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A name, description or pronoun of a company, state, agency.
    Party,
    /// Two parties or more, joined.
    Parties,
    /// Bonds, notes, shares: what an issuer sells to the market.
    Security,
    /// The same without states.
    Company,
    /// A state, government, ministry or union of states.
    State,
    /// A business or asset that runs: unit, plant, network.
    Business,
    /// Goods, counted or known products.
    Goods,
    /// A stake, shares, a percentage of something.
    Stake,
    /// A stake that gives control or the rest: majority, controlling, half or more.
    Control,
    /// A sum.
    Money,
    /// Anything but a party, a sum or a date.
    Thing,
    /// Anything but a date.
    Any,
}

/// A place of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// What it fills.
    pub fill: Fill,
    /// What may fill it, the preferred first.
    pub classes: Vec<Class>,
    /// Base forms of the nouns that may, where only these may.
    pub words: Vec<String>,
    /// It may be missing.
    pub optional: bool,
}

/// A place behind a preposition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Any of these.
    pub prepositions: Vec<String>,
    /// The place.
    pub slot: Slot,
}

/// A pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    /// As written.
    pub text: String,
    /// Who acts.
    pub subject: Option<Slot>,
    /// Base forms of verbs; `@name` not yet resolved.
    pub verbs: Vec<String>,
    /// To whom.
    pub indirect: Option<Slot>,
    /// Base forms of nouns that are the object, or the trigger where there is no verb.
    pub nouns: Vec<String>,
    /// What is acted on.
    pub object: Option<Slot>,
    /// Prepositional phrases.
    pub phrases: Vec<Phrase>,
}

impl Pattern {
    /// All its places.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        [&self.subject, &self.indirect, &self.object]
            .into_iter()
            .flatten()
            .chain(self.phrases.iter().map(|p| &p.slot))
    }
}

/// Why a pattern cannot be read: where in it (bytes), what was expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// Byte offset in the pattern.
    pub at: usize,
    /// What a sound pattern has there.
    pub expected: String,
}

#[derive(Clone, Debug)]
enum Element {
    Verbs(Vec<String>),
    Nouns(Vec<String>),
    Place(Slot),
    Phrase(Phrase),
}

/// Reads one pattern.
///
/// # Errors
/// The place and what was expected there.
pub fn pattern(text: &str) -> Result<Pattern, PatternError> {
    let elements = all_consuming(delimited(
        space0,
        separated_list1(space1, cut(element)),
        space0,
    ))
    .parse(text)
    .finish()
    .map_err(|e| PatternError {
        at: text.len() - e.input.len(),
        expected: "a place such as `buyer:party`, a trigger such as `{buy|acquire}` or `<order>`, or a bracket such as `[from seller]`"
            .to_owned(),
    })?
    .1;
    assemble(text, elements)
}

fn assemble(text: &str, elements: Vec<Element>) -> Result<Pattern, PatternError> {
    let fault = |expected: &str| PatternError {
        at: 0,
        expected: expected.to_owned(),
    };
    let mut pattern = Pattern {
        text: text.to_owned(),
        ..Pattern::default()
    };
    let mut places = Vec::new();
    let mut triggered = false;
    for element in elements {
        match element {
            Element::Verbs(words) => {
                if triggered {
                    return Err(fault("one verb trigger, before any noun"));
                }
                triggered = true;
                pattern.verbs = words;
            }
            Element::Nouns(words) => {
                if !pattern.nouns.is_empty() {
                    return Err(fault("one noun trigger"));
                }
                triggered = true;
                pattern.nouns = words;
            }
            Element::Place(slot) if !triggered => {
                if pattern.subject.replace(slot).is_some() {
                    return Err(fault("one place before the trigger"));
                }
            }
            Element::Place(slot) => places.push(slot),
            Element::Phrase(phrase) => {
                if !triggered {
                    return Err(fault("a trigger before the first preposition"));
                }
                pattern.phrases.push(phrase);
            }
        }
    }
    if !triggered {
        return Err(fault("a trigger in `{}` or `<>`"));
    }
    let mut places = places.into_iter();
    match (places.next(), places.next(), places.next()) {
        (None, ..) => {}
        (Some(one), None, _) if !pattern.verbs.is_empty() => {
            if pattern.nouns.is_empty() {
                pattern.object = Some(one);
            } else {
                pattern.indirect = Some(one);
            }
        }
        (Some(first), Some(second), None)
            if !pattern.verbs.is_empty() && pattern.nouns.is_empty() =>
        {
            pattern.indirect = Some(first);
            pattern.object = Some(second);
        }
        _ => {
            return Err(fault(
                "at most an indirect and a direct object behind a verb, none behind a noun",
            ));
        }
    }
    Ok(pattern)
}

type Parsed<'a, T> = IResult<&'a str, T>;

fn element(input: &str) -> Parsed<'_, Element> {
    alt((
        map(words('{', '}'), Element::Verbs),
        map(words('<', '>'), Element::Nouns),
        map(
            delimited((char('['), space0), cut(phrase), (space0, cut(char(']')))),
            |mut p| {
                p.slot.optional = true;
                Element::Phrase(p)
            },
        ),
        map(
            delimited((char('('), space0), cut(slot), (space0, cut(char(')')))),
            |mut s| {
                s.optional = true;
                Element::Place(s)
            },
        ),
        map(phrase, Element::Phrase),
        map(slot, Element::Place),
    ))
    .parse(input)
}

fn words<'a>(
    open: char,
    close: char,
) -> impl Parser<&'a str, Output = Vec<String>, Error = nom::error::Error<&'a str>> {
    delimited(
        char(open),
        // A bar asks for a word behind it.
        cut(map(
            (word, many0(preceded(char('|'), cut(word)))),
            |(first, more)| std::iter::once(first).chain(more).collect(),
        )),
        cut(char(close)),
    )
}

fn word(input: &str) -> Parsed<'_, String> {
    map(
        take_while1(|c: char| c.is_alphanumeric() || matches!(c, '-' | '@' | '_' | ' ')),
        |w: &str| w.trim().to_owned(),
    )
    .parse(input)
}

fn bare_word(input: &str) -> Parsed<'_, String> {
    map(
        take_while1(|c: char| c.is_alphanumeric() || c == '-'),
        str::to_owned,
    )
    .parse(input)
}

fn phrase(input: &str) -> Parsed<'_, Phrase> {
    let preposition = map(
        take_while1(|c: char| c.is_alphabetic() || matches!(c, '\'' | '_')),
        |p: &str| p.replace('_', " "),
    );
    let (input, prepositions) =
        terminated(separated_list1(char('|'), preposition), space1).parse(input)?;
    let (input, slot) = slot(input)?;
    Ok((input, Phrase { prepositions, slot }))
}

fn slot(input: &str) -> Parsed<'_, Slot> {
    let (input, fill) =
        map_res(take_while1(|c: char| c.is_alphabetic() || c == '_'), fill).parse(input)?;
    let (input, classes) =
        opt(preceded(char(':'), cut(separated_list1(char('|'), class)))).parse(input)?;
    let (input, words) = opt(preceded(
        char('='),
        cut(separated_list1(char('|'), bare_word)),
    ))
    .parse(input)?;
    // A bare role that goes on with "|" is a list of prepositions, not a place.
    let (input, ()) = value((), nom::combinator::not(char('|'))).parse(input)?;
    let classes = classes.unwrap_or_else(|| {
        vec![match fill {
            Fill::Party(_) => Class::Party,
            Fill::Item => Class::Thing,
            Fill::Amount => Class::Money,
            Fill::Nothing => Class::Any,
        }]
    });
    Ok((
        input,
        Slot {
            fill,
            classes,
            words: words.unwrap_or_default(),
            optional: false,
        },
    ))
}

fn fill(name: &str) -> Result<Fill, ()> {
    match name {
        "item" => Ok(Fill::Item),
        "amount" => Ok(Fill::Amount),
        "_" => Ok(Fill::Nothing),
        _ => Role::parse(name).map(Fill::Party).ok_or(()),
    }
}

fn class(input: &str) -> Parsed<'_, Class> {
    alt((
        value(Class::Parties, tag("parties")),
        value(Class::Party, tag("party")),
        value(Class::Security, tag("security")),
        value(Class::Company, tag("company")),
        value(Class::State, tag("state")),
        value(Class::Business, tag("business")),
        value(Class::Goods, tag("goods")),
        value(Class::Stake, tag("stake")),
        value(Class::Control, tag("control")),
        value(Class::Money, tag("money")),
        value(Class::Thing, tag("thing")),
        value(Class::Any, tag("any")),
    ))
    .parse(input)
}

/// Words between blanks, for word lists of rules.
pub fn list(input: &str) -> Vec<String> {
    let parsed: Parsed<'_, Vec<String>> = many0(preceded(
        nom::character::complete::multispace0,
        map(take_while1(|c: char| !c.is_whitespace()), str::to_owned),
    ))
    .parse(input);
    parsed.map(|(_, l)| l).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_clause() {
        let p = pattern(
            "buyer:party {buy|acquire} target:company|business [from seller] [for|at amount]",
        )
        .unwrap();
        assert_eq!(p.verbs, ["buy", "acquire"]);
        assert_eq!(p.subject.unwrap().fill, Fill::Party(Role::Buyer));
        assert_eq!(p.object.unwrap().classes, [Class::Company, Class::Business]);
        assert_eq!(p.phrases.len(), 2);
        assert_eq!(p.phrases[1].prepositions, ["for", "at"]);
        assert!(p.phrases[0].slot.optional);
    }

    #[test]
    fn ok_noun_with_support_verb() {
        let p = pattern("buyer {place} <order> with seller for item:goods").unwrap();
        assert_eq!(p.nouns, ["order"]);
        assert!(p.object.is_none() && !p.phrases[0].slot.optional);
        let p = pattern("buyer {award} seller <contract>").unwrap();
        assert_eq!(p.indirect.unwrap().fill, Fill::Party(Role::Seller));
    }

    #[test]
    fn ok_a_place_for_a_word() {
        let p = pattern("seller {put_up} target:business for _=sale|auction").unwrap();
        let slot = &p.phrases[0].slot;
        assert_eq!(
            (slot.fill, slot.classes.as_slice()),
            (Fill::Nothing, [Class::Any].as_slice())
        );
        assert_eq!(slot.words, ["sale", "auction"]);
        let text = "seller {put} target for _=";
        assert_eq!(pattern(text).unwrap_err().at, text.len());
    }

    #[test]
    fn err_has_its_place() {
        let e = pattern("buyer {buy|} target").unwrap_err();
        assert_eq!(e.at, "buyer {buy|".len());
        assert_eq!(pattern("customer {buy} target").unwrap_err().at, 0);
        assert!(
            pattern("buyer target")
                .unwrap_err()
                .expected
                .contains("trigger")
        );
    }
}
