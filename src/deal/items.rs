//! Items and sums read off noun groups.

use rust_decimal::Decimal;

use super::draft::{DraftAmount, DraftItem, Proof};
use super::entity::Entities;
use super::record::{Modality, Scope};
use crate::frame::{Chunk, ChunkKind, Classifier, NounGroup, Parsed};
use crate::grammar::{List, class};
use crate::mention::{Figure, Found, MoneyValue, PerKind};
use crate::span::Span;
use crate::text::{Tag, TokenKind};

/// How much or how many a noun group tells.
#[derive(Default)]
pub(super) struct Counted {
    pub(super) quantity: Option<Decimal>,
    pub(super) quantity_max: Option<Decimal>,
    pub(super) unit: Option<String>,
    pub(super) span: Option<Span>,
}

/// The first figure of a noun group that counts or measures; `models` are numbers that the article uses as names.
pub(super) fn counted(
    group: &NounGroup,
    classifier: &Classifier<'_>,
    models: &[String],
) -> Counted {
    for &f in &group.figures {
        let found = &classifier.figures[f];
        let mut unit = None;
        let (value, value_max, modality) = match &found.figure {
            // A third of something is not exact in six digits: it stays in words.
            Figure::Number(n) if n.value.scale() > 6 => continue,
            // "its 787 aircraft"
            Figure::Number(_) if is_model(found.span.of(classifier.text), models) => continue,
            // "half of its holding"
            Figure::Number(n) if found.span.of(classifier.text).eq_ignore_ascii_case("half") => {
                unit = Some("%".to_owned());
                (Decimal::from(50), None, n.modality)
            }
            Figure::Number(n) => (n.value, n.value_max, n.modality),
            Figure::Percent(p) => {
                unit = Some("%".to_owned());
                (p.value, p.value_max, p.modality)
            }
            Figure::Measure(m) if m.unit.class != "time" => {
                unit = Some(m.unit.symbol.clone());
                (m.value, m.value_max, m.modality)
            }
            _ => continue,
        };
        // "up to 40": the number is an upper end.
        let upper = modality == Modality::Max && value_max.is_none();
        return Counted {
            quantity: (!upper).then_some(value),
            quantity_max: if upper { Some(value) } else { value_max },
            unit,
            span: Some(found.cue.map_or(found.span, |c| c.cover(found.span))),
        };
    }
    Counted::default()
}

/// Three digits or more, as models have them: "737", "737-800".
fn is_long_number(word: &str) -> bool {
    let digits = word.split('-').next().unwrap_or(word);
    digits.len() >= 3 && digits.bytes().all(|b| b.is_ascii_digit())
}

fn is_model(figure: &str, models: &[String]) -> bool {
    models.iter().any(|m| m == figure)
}

/// The item that a noun group names.
pub fn item(
    parsed: &Parsed<'_>,
    sentence: usize,
    chunk: usize,
    classifier: &Classifier<'_>,
    entities: &Entities,
    models: &[String],
    rule: &str,
) -> Option<DraftItem> {
    let lexicon = classifier.lexicon;
    let piece = &parsed.chunks[chunk];
    let group = piece.noun()?;
    let tokens = &parsed.sentence.tokens;
    let Counted {
        mut quantity,
        mut quantity_max,
        mut unit,
        span: mut quantity_span,
    } = counted(group, classifier, models);
    // The words: from behind determiners and figures to the head, with an "of" phrase where the head needs one.
    // "$2 million worth of trucks"
    let worth = piece.tokens.clone().find(|t| {
        tokens[*t]
            .text(classifier.text)
            .eq_ignore_ascii_case("worth")
    });
    // "a combined 70 percent stake": what stands before the figure is no part of the words.
    let figure = piece
        .tokens
        .clone()
        .find(|t| quantity_span.is_some_and(|q| q.end == tokens[*t].span.end));
    let from = worth
        .map(|w| w + 2)
        .or(figure.filter(|f| *f < group.head).map(|f| f + 1))
        .unwrap_or(piece.tokens.start);
    let start = (from..piece.tokens.end).find(|t| {
        !matches!(parsed.sentence.tags[*t], Tag::Determiner | Tag::Possessive)
            && (!matches!(tokens[*t].kind, TokenKind::Figure(_))
                // "32 787 Dreamliners": the second number is the model's.
                || quantity_span.is_some()
                    && Some(*t) != figure
                    && is_long_number(tokens[*t].text(classifier.text))
                || quantity_span.is_none() && is_model(tokens[*t].text(classifier.text), models))
            && (*t == group.head
                || is_long_number(tokens[*t].text(classifier.text))
                || !matches!(parsed.sentence.tags[*t], Tag::Adverb | Tag::Number)
                    && !is_empty_adjective(tokens[*t].text(classifier.text)))
    });
    let mut end = piece.tokens.end;
    let mut main = group;
    // "1.5 million tonnes per annum of LNG", "1.2 million tonnes a year of gas": the gas.
    let rate = |i: usize| {
        parsed
            .chunks
            .get(i)
            .and_then(|c| c.noun())
            .is_some_and(|n| {
                n.figures.is_empty()
                    && matches!(
                        lexicon.lemma(n.lemma),
                        "annum" | "year" | "month" | "day" | "week"
                    )
                    || n.figures.is_empty()
                        && tokens[n.head]
                            .text(classifier.text)
                            .eq_ignore_ascii_case("annum")
            })
    };
    let per = parsed.chunks.get(chunk + 1).and_then(Chunk::preposition) == Some("per");
    let skip = if quantity_span.is_none() {
        0
    } else if per && rate(chunk + 2) {
        2
    } else {
        usize::from(rate(chunk + 1))
    };
    // "50 of the planemaker's jets": the jets.
    let mut behind = chunk + skip + 2;
    while parsed
        .chunks
        .get(behind)
        .and_then(|c| c.noun())
        .is_some_and(|n| n.is_possessor)
    {
        behind += 1;
    }
    let next = parsed
        .chunks
        .get(behind)
        .filter(|c| c.noun().is_some_and(|n| !n.date));
    let mut span = start
        .filter(|s| *s < end)
        .map(|s| tokens[s].span.cover(tokens[end - 1].span));
    if let (Some(ChunkKind::Preposition(p)), Some(next)) =
        (parsed.chunks.get(chunk + skip + 1).map(|c| &c.kind), next)
    {
        let needs = start.is_none() || lexicon.is(List::Container, group.lemma);
        let stake = classifier.is_stake(group);
        let next_group = next.noun().expect("filtered");
        if p == "of" && !stake && (needs || quantity.is_none()) && !classifier.is_money(next_group)
        {
            if needs {
                let from = next
                    .tokens
                    .clone()
                    .find(|t| {
                        let word = tokens[*t].text(classifier.text);
                        // "two of eight jets": the jets; "two of its 787s": the 787s.
                        !matches!(parsed.sentence.tags[*t], Tag::Determiner | Tag::Possessive)
                            && (!matches!(tokens[*t].kind, TokenKind::Figure(_))
                                || quantity_span.is_some()
                                    && (is_long_number(word) || *t == next_group.head))
                    })
                    .unwrap_or(next.tokens.start);
                span = Some(tokens[from].span.cover(tokens[next.tokens.end - 1].span));
                main = next_group;
                if quantity_span.is_none() {
                    Counted {
                        quantity,
                        quantity_max,
                        unit,
                        span: quantity_span,
                    } = counted(next_group, classifier, models);
                }
            } else {
                end = next.tokens.end;
                span = start.map(|s| tokens[s].span.cover(tokens[end - 1].span));
            }
        }
    }
    let (product, span) = match span {
        Some(span) => (
            without_brackets(&tidy(span.of(classifier.text)))
                .trim_start_matches(['"', '“', '‘'])
                .to_owned(),
            span,
        ),
        // "30 percent of X": a stake.
        None if unit.as_deref() == Some("%") => ("stake".to_owned(), piece.span),
        None if unit.is_some() => (unit.take().unwrap_or_default(), piece.span),
        None => return None,
    };
    let company = |n: &usize| parsed.sentence.names[*n].kind.is_company();
    // "60 of Oakline's 737 MAX jets": Oakline's; MAX is a part of the model, but "150 Oakline jets" are 150.
    let of_model = |n: &usize| {
        let first = parsed.sentence.names[*n].tokens.start;
        first > 0
            && matches!(parsed.sentence.tags[first - 1], Tag::Number)
            && quantity_span.is_none_or(|q| q.end != tokens[first - 1].span.end)
            && is_long_number(tokens[first - 1].text(classifier.text))
    };
    let owner = main
        .possessor
        .and_then(|p| parsed.chunks[p].noun())
        .and_then(|n| n.head_name)
        .filter(|n| company(n));
    let maker = main
        .names
        .iter()
        .copied()
        .filter(|n| company(n) && Some(*n) != main.head_name && !of_model(n))
        .chain(owner)
        .find_map(|n| entities.of(sentence, n));
    let head = parsed.sentence.words[main.head];
    Some(DraftItem {
        product,
        class: if head.class & (class::STAKE | class::SECURITY) != 0 || unit.as_deref() == Some("%")
        {
            Some("stakes".to_owned())
        } else {
            lexicon.product_class(head.product).map(str::to_owned)
        },
        quantity,
        quantity_max,
        unit,
        bare: group.definite
            && group.possessor.is_none()
            && group.possessive.is_none()
            && !classifier.is_stake(group)
            && group.modifiers.is_empty()
            && group.head_name.is_none()
            && group.figures.is_empty()
            && end == piece.tokens.end,
        optional: lexicon.is(List::Option, group.lemma)
            || group.modifiers.iter().any(|(t, _)| {
                tokens[*t]
                    .text(classifier.text)
                    .eq_ignore_ascii_case("option")
            }),
        proof: Proof {
            place: parsed.sentence.place,
            span,
            rule: rule.to_owned(),
        },
        quantity_proof: quantity_span,
        maker,
        lemma: main.lemma,
    })
}

fn is_empty_adjective(word: &str) -> bool {
    [
        "new",
        "additional",
        "further",
        "more",
        "extra",
        "other",
        "such",
        "several",
        "brand-new",
    ]
    .iter()
    .any(|a| word.eq_ignore_ascii_case(a))
}

/// "Airbus ( EAD.PA ) jets" is "Airbus jets".
fn without_brackets(text: &str) -> String {
    let Some((before, rest)) = text.split_once(" (") else {
        return text.to_owned();
    };
    match rest.split_once(") ") {
        Some((_, after)) => format!("{before} {after}"),
        None => text.to_owned(),
    }
}

/// White space folded to single blanks.
pub fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A sum as a draft amount.
pub fn amount(
    found: &Found,
    money: &MoneyValue,
    scope: Option<Scope>,
    place: crate::span::Where,
    rule: &str,
) -> DraftAmount {
    let scope = scope.unwrap_or(match money.per.map(|p| p.kind) {
        Some(PerKind::Unit) => Scope::Unit,
        Some(PerKind::Annual | PerKind::Time) => Scope::Annual,
        // Deals of less than a thousand are not news: "an offer of $14.50" is a price a share.
        None if money.value < Decimal::ONE_THOUSAND => Scope::Unit,
        None => Scope::Total,
    });
    let span: Span = found.cue.map_or(found.span, |c| c.cover(found.span));
    DraftAmount {
        value: money.value,
        value_max: money.value_max,
        currency: money.currency.as_str().to_owned(),
        modality: money.modality,
        scope,
        proof: Proof {
            place,
            span,
            rule: rule.to_owned(),
        },
    }
}
