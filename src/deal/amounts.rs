//! Which sums of a sentence belong to which deal.
//!
//! A sum inside the clause of a frame is the frame's. Another one in the sentence joins the nearest frame before it if
//! a word of price stands by it and none of profit, debt and the like. A sentence without a frame gives its sum to the
//! deal that it refers back to: "The deal is worth $3 billion".

use std::collections::HashSet;

use super::draft::{Draft, DraftAmount};
use super::items::amount;
use super::record::Scope;
use crate::frame::{ChunkKind, NounGroup, Parsed};
use crate::grammar::Lexicon;
use crate::mention::{Document, Figure};

/// Nouns that tell what a sum is of, as base forms.
#[derive(Clone, Debug, Default)]
pub struct AmountWords {
    /// Deal, price, transaction.
    pub deal: HashSet<u32>,
    /// Profit, debt, budget.
    pub other: HashSet<u32>,
    /// Sales, which are no sale.
    pub plurals: HashSet<String>,
    /// Acquisition, bid.
    pub takeover: HashSet<u32>,
}

/// Whether the sum of a group may be of a kind of deal: "a pact with X, which spurned a $2 billion bid" has no price, as
/// that of a takeover is none of another kind.
fn fits_kind(group: &NounGroup, kind: &str, words: &AmountWords) -> bool {
    group.lemma == 0
        || !words.takeover.contains(&group.lemma)
        || matches!(kind, "acquisition" | "investment" | "purchase")
}

/// Puts the sums of an article to its drafts.
pub fn attach(
    drafts: &mut [Draft],
    frame_chunks: &[Vec<usize>],
    document: &Document<'_>,
    parsed: &[Parsed<'_>],
    lexicon: &Lexicon,
    words: &AmountWords,
) {
    for (s, p) in parsed.iter().enumerate() {
        let figures = document.figures_of(p.sentence.place);
        let here: Vec<usize> = (0..drafts.len())
            .filter(|d| drafts[*d].sentence == s)
            .collect();
        let mut last: Option<(usize, usize)> = None;
        for (c, chunk) in p.chunks.iter().enumerate() {
            let ChunkKind::Noun(group) = &chunk.kind else {
                continue;
            };
            let sums: Vec<usize> = group
                .figures
                .iter()
                .chain(&group.bracket_figures)
                .copied()
                .filter(|f| matches!(figures[*f].figure, Figure::Money(_)))
                .collect();
            if sums.is_empty() {
                continue;
            }
            let other = is_other(p, c, document.text_of(p.sentence.place), words);
            let owner = here
                .iter()
                .copied()
                // A sum inside the trigger's own group, else inside its clause.
                .find(|d| drafts[*d].chunk == c)
                .or_else(|| here.iter().copied().find(|d| frame_chunks[*d].contains(&c)))
                // "lined up $850 million debt": debt is what a financing is of.
                .filter(|d| !other || drafts[*d].kind == "financing")
                .or_else(|| {
                    if other {
                        None
                    } else {
                        near(drafts, &here, p, c, last, words)
                    }
                })
                .or_else(|| {
                    if other || !here.is_empty() {
                        None
                    } else {
                        back(drafts, s, p, c, words, lexicon)
                    }
                });
            let Some(owner) = owner else { continue };
            last = Some((c, owner));
            for f in sums {
                let Figure::Money(money) = &figures[f].figure else {
                    continue;
                };
                let sum = amount(
                    &figures[f],
                    money,
                    None,
                    p.sentence.place,
                    &drafts[owner].trigger.rule,
                );
                add(&mut drafts[owner], sum);
            }
        }
    }
}

/// Adds a sum unless it stands there already; the clearer scope and the more exact wording win.
pub fn add(draft: &mut Draft, sum: DraftAmount) {
    if let Some(old) = draft.amounts.iter_mut().find(|a| {
        a.value == sum.value && a.value_max == sum.value_max && a.currency == sum.currency
    }) {
        if old.scope == Scope::Total && sum.scope != Scope::Total {
            old.scope = sum.scope;
        }
        if old.modality == crate::mention::Modality::Exact {
            old.modality = sum.modality;
        }
        return;
    }
    draft.amounts.push(sum);
}

/// Whether the words around a sum say that it is no price: "a profit of $5 million", "$5 million in debt".
fn is_other(p: &Parsed<'_>, c: usize, text: &str, words: &AmountWords) -> bool {
    let accounts = |i: usize| {
        p.chunks.get(i).and_then(|c| c.noun()).is_some_and(|n| {
            let head = p.sentence.tokens[n.head].span.of(text);
            words.plurals.contains(&head.to_lowercase())
        })
    };
    let lemma = |i: usize| {
        p.chunks
            .get(i)
            .and_then(|c| c.noun())
            .map_or(0, |n| n.lemma)
    };
    let group = p.chunks[c].noun();
    if group.is_some_and(|g| words.other.contains(&g.lemma)) {
        return true;
    }
    if group.is_some_and(|g| words.deal.contains(&g.lemma)) {
        return false;
    }
    let preposition = |i: usize| match p.chunks.get(i).map(|c| &c.kind) {
        Some(ChunkKind::Preposition(w)) => Some(w.as_str()),
        _ => None,
    };
    if c >= 2 && preposition(c - 1).is_some_and(|w| matches!(w, "of" | "to" | "at" | "by")) {
        if accounts(c - 2) {
            return true;
        }
        let before = lemma(c - 2);
        if words.deal.contains(&before) {
            return false;
        }
        if words.other.contains(&before) {
            return true;
        }
    }
    preposition(c + 1).is_some_and(|w| matches!(w, "in" | "of"))
        && (words.other.contains(&lemma(c + 2)) || accounts(c + 2))
}

/// A frame of the same sentence that a sum outside its clause belongs to.
fn near(
    drafts: &[Draft],
    here: &[usize],
    p: &Parsed<'_>,
    c: usize,
    last: Option<(usize, usize)>,
    words: &AmountWords,
) -> Option<usize> {
    // "$18 a share, or $2 billion in all": beside the last one.
    if let Some((at, owner)) = last
        && c - at <= 3
        && (at + 1..c).all(|i| p.chunks[i].noun().is_none() && p.chunks[i].verb().is_none())
    {
        return Some(owner);
    }
    let group = p.chunks[c].noun()?;
    let fits = |d: &usize| fits_kind(group, &drafts[*d].kind, words);
    let before = |i: usize| c.checked_sub(i).map(|j| &p.chunks[j].kind);
    let priced = matches!(before(1), Some(ChunkKind::Preposition(w)) if matches!(w.as_str(), "for" | "worth" | "at" | "of"))
        || words.deal.contains(&group.lemma)
        || matches!(before(2).zip(before(1)), Some((ChunkKind::Noun(n), ChunkKind::Preposition(_))) if words.deal.contains(&n.lemma));
    if !priced {
        return None;
    }
    here.iter()
        .copied()
        .filter(|d| drafts[*d].chunk < c && fits(d))
        .max_by_key(|d| drafts[*d].chunk)
        .or_else(|| {
            here.first()
                .copied()
                .filter(|d| words.deal.contains(&group.lemma) && fits(d))
        })
}

/// The earlier deal that a sentence refers back to by a definite noun of dealing.
fn back(
    drafts: &[Draft],
    s: usize,
    p: &Parsed<'_>,
    c: usize,
    words: &AmountWords,
    lexicon: &Lexicon,
) -> Option<usize> {
    let refers = p.chunks.iter().enumerate().any(|(i, chunk)| {
        chunk.noun().is_some_and(|n| {
            n.lemma != 0 && words.deal.contains(&n.lemma) && (n.definite || i == c)
        })
    }) || p.chunks.iter().take(c).any(|chunk| {
        chunk
            .verb()
            .is_some_and(|v| matches!(lexicon.lemma(v.lemma), "value" | "pay"))
    });
    if !refers {
        return None;
    }
    let group = p.chunks[c].noun()?;
    let fits = |d: &usize| fits_kind(group, &drafts[*d].kind, words);
    (0..drafts.len())
        .filter(|d| drafts[*d].sentence < s && s - drafts[*d].sentence <= 4 && fits(d))
        .max_by_key(|d| (drafts[*d].sentence, std::cmp::Reverse(drafts[*d].chunk)))
}
