//! Items and sums read off noun groups.

use super::draft::{DraftAmount, DraftItem, Proof};
use super::entity::Entities;
use super::record::{Modality, Scope};
use crate::frame::{ChunkKind, Classifier, Parsed};
use crate::grammar::{Lexicon, List, class};
use crate::mention::{Figure, Found, MoneyValue, NameKind, PerKind};
use crate::span::Span;
use crate::text::{Tag, TokenKind};

/// The item that a noun group names.
pub fn item(
    parsed: &Parsed<'_>,
    sentence: usize,
    chunk: usize,
    classifier: &Classifier<'_>,
    entities: &Entities,
    lexicon: &Lexicon,
    rule: &str,
) -> Option<DraftItem> {
    let piece = &parsed.chunks[chunk];
    let group = piece.noun()?;
    let tokens = &parsed.sentence.tokens;
    let figures = classifier.figures;
    let mut quantity = None;
    let mut quantity_max = None;
    let mut unit = None;
    let mut quantity_span = None;
    for &f in &group.figures {
        let found = &figures[f];
        let (value, value_max, modality) = match &found.figure {
            // A third of something is not exact in six digits: it stays in words.
            Figure::Number(n) if n.value.scale() > 6 => continue,
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
        quantity_span = Some(found.cue.map_or(found.span, |c| c.cover(found.span)));
        // "up to 40": the number is an upper end.
        if modality == Modality::Max && value_max.is_none() {
            quantity_max = Some(value);
        } else {
            quantity = Some(value);
            quantity_max = value_max;
        }
        break;
    }
    // The words: from behind determiners and figures to the head, with an "of" phrase where the head needs one.
    let start = piece.tokens.clone().find(|t| {
        !matches!(parsed.sentence.tags[*t], Tag::Determiner | Tag::Possessive)
            && !matches!(tokens[*t].kind, TokenKind::Figure(_))
            && (*t == group.head
                || !matches!(parsed.sentence.tags[*t], Tag::Adverb | Tag::Number)
                    && !is_empty_adjective(tokens[*t].text(classifier.text)))
    });
    let mut end = piece.tokens.end;
    let lemma = lexicon.lemma(group.lemma);
    let next = parsed
        .chunks
        .get(chunk + 2)
        .filter(|c| c.noun().is_some_and(|n| !n.date));
    let mut span = start
        .filter(|s| *s < end)
        .map(|s| tokens[s].span.cover(tokens[end - 1].span));
    if let (Some(ChunkKind::Preposition(p)), Some(next)) =
        (parsed.chunks.get(chunk + 1).map(|c| &c.kind), next)
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
                        !matches!(parsed.sentence.tags[*t], Tag::Determiner | Tag::Possessive)
                            && !matches!(tokens[*t].kind, TokenKind::Figure(_))
                    })
                    .unwrap_or(next.tokens.start);
                span = Some(tokens[from].span.cover(tokens[next.tokens.end - 1].span));
                if quantity.is_none() {
                    for &f in &next_group.figures {
                        if let Figure::Number(n) = &figures[f].figure {
                            quantity = Some(n.value);
                            quantity_max = n.value_max;
                            quantity_span = Some(figures[f].span);
                        }
                    }
                }
            } else {
                end = next.tokens.end;
                span = start.map(|s| tokens[s].span.cover(tokens[end - 1].span));
            }
        }
    }
    let (product, span) = match span {
        Some(span) => (tidy(span.of(classifier.text)), span),
        // "30 percent of X": a stake.
        None if unit.as_deref() == Some("%") => ("stake".to_owned(), piece.span),
        None if unit.is_some() => (unit.take().unwrap_or_default(), piece.span),
        None => return None,
    };
    let maker = group
        .names
        .iter()
        .copied()
        .filter(|n| {
            matches!(
                parsed.sentence.names[*n].kind,
                NameKind::Organization | NameKind::Unknown
            ) && Some(*n) != group.head_name
        })
        .find_map(|n| entities.of(sentence, n));
    let head = parsed.sentence.words[group.head];
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
        optional: lemma == "option"
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
        lemma: group.lemma,
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
        None if money.value < rust_decimal::Decimal::ONE_THOUSAND => Scope::Unit,
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
