//! Sums that a sentence without a frame puts into a noun of dealing, for deals that have none: a headline's "$11 billion
//! merger", "to finance a $15 billion plane order with Oakline". Comes after merging, when it is known who the sides are.

use super::super::draft::Draft;
use super::super::entity::Entities;
use super::super::items::amount;
use super::super::record::{Modality, Scope};
use super::tie::Sum;
use super::{AmountWords, add, is_change, is_other, is_rival, is_tied, is_unit, scope, sums};
use crate::frame::Parsed;
use crate::grammar::{Lexicon, pos};
use crate::mention::{Document, Figure};

/// Whether a noun of dealing can mean a deal of a kind.
fn means(noun: &str, kind: &str) -> bool {
    match noun {
        "order" => matches!(kind, "purchase" | "contract" | "lease"),
        "contract" | "tender" => matches!(kind, "contract" | "purchase"),
        "merger" | "takeover" | "buyout" | "bid" | "acquisition" => kind == "acquisition",
        "offer" | "purchase" | "sale" => matches!(kind, "acquisition" | "purchase"),
        "stake" | "investment" => matches!(kind, "investment" | "acquisition"),
        "loan" | "financing" | "facility" | "grant" | "package" => kind == "financing",
        "venture" | "partnership" | "pact" => kind == "partnership",
        "deal" | "transaction" | "agreement" => !matches!(kind, "financing" | "trade_agreement"),
        "lease" => kind == "lease",
        "round" | "funding" => matches!(kind, "financing" | "investment"),
        _ => false,
    }
}

/// Gives deals without a sum the one that another sentence about the same sides tells.
pub fn late(
    drafts: &mut [Draft],
    document: &Document<'_>,
    parsed: &[Parsed<'_>],
    entities: &Entities,
    lexicon: &Lexicon,
    words: &AmountWords,
) {
    for (s, p) in parsed.iter().enumerate() {
        let figures = document.figures_of(p.sentence.place);
        let text = document.text_of(p.sentence.place);
        for (c, chunk) in p.chunks.iter().enumerate() {
            let Some(group) = chunk.noun() else { continue };
            let sums = sums(group, figures);
            let claimed = sums.iter().any(|f| {
                drafts.iter().any(|d| {
                    d.amounts.iter().any(|a| {
                        a.proof.place == p.sentence.place && a.proof.span.contains(figures[*f].span)
                    })
                })
            });
            if sums.is_empty()
                || claimed
                || is_rival(group, p, text, words)
                || is_change(p, c, text, lexicon)
                || is_other(p, c, text, lexicon, words)
            {
                continue;
            }
            let sum = Sum {
                p,
                c,
                group,
                text,
                unit: sums.iter().any(|f| is_unit(&figures[*f].figure)),
                other: false,
                rival: false,
            };
            // "Oakline's $3 billion offer" is Oakline's.
            let whose = group
                .possessor
                .and_then(|i| p.chunks[i].noun())
                .and_then(|n| n.head_name)
                .and_then(|n| entities.of(s, n));
            // "$35 billion firm orders" are a total of many.
            let owner = if words.deal.contains(&group.lemma) {
                (group.word.pos & pos::PLURAL == 0)
                    .then(|| owner(drafts, lexicon.lemma(group.lemma), &named(p, s, entities)))
                    .flatten()
            } else {
                only(drafts, s, &sum, words, lexicon)
            };
            let Some(owner) = owner.filter(|d| whose.is_none_or(|e| drafts[*d].has(e))) else {
                continue;
            };
            let mut first = None;
            for f in sums {
                let Figure::Money(money) = &figures[f].figure else {
                    continue;
                };
                let rule = drafts[owner].trigger.rule.clone();
                let told = scope(&sum, f, figures, lexicon);
                let mut found = amount(&figures[f], money, told, p.sentence.place, &rule);
                if found.modality == Modality::Exact {
                    found.modality = first.unwrap_or_default();
                }
                first = first.or(Some(found.modality));
                add(&mut drafts[owner], found);
            }
        }
    }
}

/// The only deal of an article, where a price a share is tied to a deal as such however far behind it. Totals that far
/// behind are mostly of something else.
fn only(
    drafts: &[Draft],
    s: usize,
    sum: &Sum<'_>,
    words: &AmountWords,
    lexicon: &Lexicon,
) -> Option<usize> {
    let [one] = drafts else { return None };
    let open = sum.unit && one.amounts.iter().all(|a| a.scope != Scope::Unit);
    (open && one.sentence < s && is_tied(sum, &one.kind, words, lexicon)).then_some(0)
}

/// Who a sentence names.
fn named(p: &Parsed<'_>, s: usize, entities: &Entities) -> Vec<usize> {
    let mut out: Vec<usize> = (0..p.sentence.names.len())
        .filter_map(|n| entities.of(s, n))
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// The one deal without a total that the noun can mean and whose sides are named: two of them, or one that has no other
/// such deal.
fn owner(drafts: &[Draft], noun: &str, named: &[usize]) -> Option<usize> {
    let sides = |d: &Draft| named.iter().filter(|e| d.has(**e)).count();
    let fitting: Vec<usize> = (0..drafts.len())
        .filter(|i| means(noun, &drafts[*i].kind) && sides(&drafts[*i]) > 0)
        .collect();
    let open = |i: &usize| {
        !drafts[*i].recalled && !drafts[*i].amounts.iter().any(|a| a.scope == Scope::Total)
    };
    let both: Vec<usize> = fitting
        .iter()
        .copied()
        .filter(|i| sides(&drafts[*i]) >= 2)
        .collect();
    match (both.as_slice(), fitting.as_slice()) {
        ([one], _) | ([], [one]) => Some(*one).filter(open),
        _ => None,
    }
}
