//! Which sums of a sentence belong to which deal.
//!
//! A sum inside the clause of a frame is the frame's. Another one in the sentence joins the nearest frame before it if
//! a word of price stands by it and none of profit, debt and the like. A sentence without a frame gives its sum to the
//! deal that its words tie it to: "The deal is worth $3 billion".

mod late;
mod tie;

use std::collections::HashSet;

use rust_decimal::Decimal;

pub use late::late;
use tie::{Sum, back, is_tied, near};

use super::draft::{Draft, DraftAmount};
use super::entity::Entities;
use super::items::amount;
use super::record::{Modality, Scope};
use crate::frame::{ChunkKind, Clauses, NounGroup, Parsed};
use crate::grammar::Lexicon;
use crate::mention::{Document, Figure, Found, PerKind};
use crate::span::Where;
use crate::text::TokenKind;

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
    /// Loan, placement: what is lent or raised, and the price of nothing.
    pub funds: HashSet<u32>,
    /// Verbs with a price behind them: a deal may "reach" or "cost" it.
    pub verbs: HashSet<u32>,
    /// Verbs that tell how an account stands or changes: total, rise, fall.
    pub change: HashSet<u32>,
    /// Words before a noun of dealing that make it another deal: failed, rival.
    pub rival: HashSet<String>,
    /// Words before "price" or "value" that make it one of the market: closing.
    pub quoted: HashSet<String>,
}

/// Whether the sum of a group may be of a kind of deal: "a pact with X, which spurned a $2 billion bid" has no price, as
/// that of a takeover is none of another kind.
fn fits_kind(group: &NounGroup, kind: &str, words: &AmountWords) -> bool {
    if group.lemma != 0 && words.takeover.contains(&group.lemma) {
        return matches!(kind, "acquisition" | "investment" | "purchase");
    }
    if group.lemma != 0 && words.funds.contains(&group.lemma) {
        return matches!(kind, "financing" | "investment");
    }
    true
}

/// Whether the sum's own words say that it is of another deal than the one at hand: "a failed $1.7 billion bid".
fn is_rival(group: &NounGroup, p: &Parsed<'_>, text: &str, words: &AmountWords) -> bool {
    words.deal.contains(&group.lemma)
        && group.modifiers.iter().any(|(t, _)| {
            let word = p.sentence.tokens[*t].text(text).to_lowercase();
            words.rival.contains(&word)
        })
}

/// The sums in a group and in the brackets behind it, by their number.
fn sums(group: &NounGroup, figures: &[Found]) -> Vec<usize> {
    let inside = group.figures.iter().chain(&group.bracket_figures).copied();
    inside
        .filter(|f| matches!(figures[*f].figure, Figure::Money(_)))
        .collect()
}

/// Puts the sums of an article to its drafts.
pub fn attach(
    drafts: &mut [Draft],
    frame_chunks: &[Vec<usize>],
    document: &Document<'_>,
    parsed: &[Parsed<'_>],
    entities: &Entities,
    lexicon: &Lexicon,
    words: &AmountWords,
) {
    for (s, p) in parsed.iter().enumerate() {
        let figures = document.figures_of(p.sentence.place);
        let text = document.text_of(p.sentence.place);
        let here: Vec<usize> = (0..drafts.len())
            .filter(|d| drafts[*d].sentence == s)
            .collect();
        let mut last: Option<(usize, usize)> = None;
        for (c, chunk) in p.chunks.iter().enumerate() {
            let ChunkKind::Noun(group) = &chunk.kind else {
                continue;
            };
            let sums = sums(group, figures);
            if sums.is_empty() || is_change(p, c, text, lexicon) {
                continue;
            }
            let sum = Sum {
                p,
                c,
                group,
                text,
                unit: sums.iter().any(|f| is_unit(&figures[*f].figure)),
                other: is_other(p, c, text, lexicon, words),
                rival: is_rival(group, p, text, words),
            };
            if is_running_total(p, c, text, lexicon) {
                continue;
            }
            let valued = is_valuation(p, c, lexicon);
            let fits = |d: &usize| {
                let kind = drafts[*d].kind.as_str();
                !sum.rival
                    && fits_kind(group, kind, words)
                    && !(valued && matches!(kind, "investment" | "financing" | "partnership"))
            };
            let owner = here
                .iter()
                .copied()
                // A sum inside the trigger's own group, else inside its clause.
                .find(|d| drafts[*d].chunk == c)
                .or_else(|| {
                    here.iter()
                        .copied()
                        .find(|d| frame_chunks[*d].contains(&c))
                        .filter(fits)
                })
                // "will pay $1.4 billion in cash to buy"
                .or_else(|| paid_to(drafts, &here, &sum, lexicon).filter(fits))
                // "lined up $850 million debt": debt is what a financing is of.
                .filter(|d| !sum.other || drafts[*d].kind == "financing")
                .or_else(|| {
                    if sum.other || sum.rival {
                        None
                    } else {
                        near(drafts, &here, &sum, last, words, lexicon).filter(fits)
                    }
                })
                .or_else(|| {
                    if sum.other || sum.rival || !here.is_empty() {
                        None
                    } else {
                        back(drafts, s, &sum, words, lexicon, entities)
                            .filter(|d| sum.unit || fits(d))
                    }
                });
            let Some(owner) = owner else { continue };
            last = Some((c, owner));
            let first = sums.iter().find_map(|f| match &figures[*f].figure {
                Figure::Money(m) => Some(m.modality),
                _ => None,
            });
            for f in sums {
                let Figure::Money(money) = &figures[f].figure else {
                    continue;
                };
                let mut found = amount(
                    &figures[f],
                    money,
                    scope(&sum, f, figures, lexicon),
                    p.sentence.place,
                    &drafts[owner].trigger.rule,
                );
                // "about A$294 million ($294 million)": the same sum, no more exact.
                if found.modality == Modality::Exact && group.bracket_figures.contains(&f) {
                    found.modality = first.unwrap_or_default();
                }
                add(&mut drafts[owner], found);
            }
        }
    }
}

fn is_unit(figure: &Figure) -> bool {
    matches!(figure, Figure::Money(m) if m.per.is_some_and(|p| p.kind == PerKind::Unit)
        || m.per.is_none() && m.value < Decimal::ONE_THOUSAND)
}

/// "at least $200 billion, including $20 billion in new capital", "the first $5 million of a $16 million loan",
/// "$300 million in raw materials annually". None where nothing but the sum itself tells.
fn scope(sum: &Sum<'_>, figure: usize, figures: &[Found], lexicon: &Lexicon) -> Option<Scope> {
    if sum.unit || matches!(&figures[figure].figure, Figure::Money(m) if m.per.is_some()) {
        return None;
    }
    let p = sum.p;
    let tokens = &p.sentence.tokens;
    let is = |t: usize, words: &[&str]| {
        let word = tokens[t].text(sum.text);
        words.iter().any(|w| word.eq_ignore_ascii_case(w))
    };
    let alone = sum.group.lemma == 0;
    let begins = alone
        && sum.group.modifiers.iter().any(|(t, _)| {
            is(
                *t,
                &["initial", "first", "remaining", "upfront", "up-front"],
            )
        })
        || (p.chunks[sum.c].tokens.clone()).any(|t| alone && is(t, &["first"]));
    if begins || alone && sum.preposition(1) == Some("including") {
        return Some(Scope::Part);
    }
    if sum.staged() || contained(sum, lexicon) {
        return Some(Scope::Part);
    }
    let from = p.chunks[sum.c].tokens.end;
    // "1,050 crowns for each share"
    if from + 1 < tokens.len() && is(from, &["for"]) && is(from + 1, &["each", "every"]) {
        return Some(Scope::Unit);
    }
    let ends = |t: usize| {
        is(t, &[",", ";", "and", "that", "which"]) || matches!(tokens[t].kind, TokenKind::Figure(_))
    };
    let yearly = |t: usize| {
        is(t, &["annually", "yearly"])
            || is(t, &["year"])
                && is(t - 1, &["a", "per", "each", "every"])
                && !is(t - 2, &["than", "within", "in", "about", "nearly"])
                && (t + 1 >= tokens.len()
                    || !is(
                        t + 1,
                        &["after", "ago", "earlier", "later", "before", "from"],
                    ))
    };
    (from..(from + 8).min(tokens.len()))
        .take_while(|t| !ends(*t))
        .any(yearly)
        .then_some(Scope::Annual)
}

/// "The facility consists of an $80 million term loan and a $40 million credit line": the parts of a whole told before.
fn contained(sum: &Sum<'_>, lexicon: &Lexicon) -> bool {
    sum.verb()
        .and_then(|v| sum.p.chunks[v].verb())
        .is_some_and(|v| matches!(lexicon.lemma(v.lemma), "consist" | "comprise"))
}

/// The deal of the infinitive behind a sum that is paid: "will pay $1.4 billion in cash to buy".
fn paid_to(drafts: &[Draft], here: &[usize], sum: &Sum<'_>, lexicon: &Lexicon) -> Option<usize> {
    let verb = |i: usize| sum.p.chunks.get(i).and_then(|c| c.verb());
    let pays = verb(sum.c.checked_sub(1)?)
        .is_some_and(|v| matches!(lexicon.lemma(v.lemma), "pay" | "spend" | "offer" | "bid"));
    let next = (sum.c + 1..sum.p.chunks.len()).find(|i| {
        !matches!(
            sum.p.chunks[*i].kind,
            ChunkKind::Noun(_) | ChunkKind::Preposition(_)
        )
    })?;
    here.iter()
        .copied()
        .find(|d| pays && drafts[*d].chunk == next)
}

/// "bringing the total raised to $40 million", "taking its total funding to": what all rounds or orders come to.
fn is_running_total(p: &Parsed<'_>, c: usize, text: &str, lexicon: &Lexicon) -> bool {
    let to = c >= 2 && p.chunks[c - 1].preposition() == Some("to");
    let Some(verb) = (c.saturating_sub(9)..c)
        .rev()
        .find(|i| {
            p.chunks[*i].verb().is_some_and(|v| {
                matches!(lexicon.lemma(v.lemma), "bring" | "take" | "lift" | "push")
            })
        })
        .filter(|_| to)
    else {
        return false;
    };
    let tokens = &p.sentence.tokens;
    tokens[p.chunks[verb].tokens.end..p.chunks[c].tokens.start]
        .iter()
        .any(|t| {
            let word = t.text(text);
            ["total", "overall", "cumulative", "tally"]
                .iter()
                .any(|w| word.eq_ignore_ascii_case(w))
        })
}

/// "valuing the company at $2 billion", "at a valuation of $2 billion": what the whole company is worth, which a round or stake in it is not.
fn is_valuation(p: &Parsed<'_>, c: usize, lexicon: &Lexicon) -> bool {
    let valuation = c >= 2
        && p.chunks[c - 1].preposition() == Some("of")
        && p.chunks[c - 2]
            .noun()
            .is_some_and(|n| matches!(lexicon.lemma(n.lemma), "valuation"));
    if valuation {
        return true;
    }
    let at = c >= 3 && matches!(&p.chunks[c - 1].kind, ChunkKind::Preposition(w) if w == "at");
    at && p.chunks[c - 2].noun().is_some()
        && p.chunks[c.saturating_sub(5)..c - 2]
            .iter()
            .rev()
            .find_map(|k| k.verb())
            .is_some_and(|v| lexicon.lemma(v.lemma) == "value" && !v.passive)
}

/// The sum tells by how much a price changes or differs: "raised it by $2", "$14 higher".
fn is_change(p: &Parsed<'_>, c: usize, text: &str, lexicon: &Lexicon) -> bool {
    let after = p.chunks[c].tokens.clone().chain(
        p.chunks
            .get(c + 1)
            .map(|n| n.tokens.start..n.tokens.start + 1)
            .unwrap_or_default(),
    );
    let differs = after.into_iter().any(|t| {
        let word = p.sentence.tokens[t].text(text);
        ["higher", "lower", "cheaper", "below", "above"]
            .iter()
            .any(|w| word.eq_ignore_ascii_case(w))
    });
    let by = c >= 2
        && matches!(&p.chunks[c - 1].kind, ChunkKind::Preposition(w) if w == "by")
        && p.chunks[..c]
            .iter()
            .rev()
            .find_map(|k| k.verb())
            .is_some_and(|v| {
                !v.passive
                    && matches!(
                        lexicon.lemma(v.lemma),
                        "raise"
                            | "lower"
                            | "cut"
                            | "increase"
                            | "reduce"
                            | "lift"
                            | "boost"
                            | "rise"
                            | "fall"
                            | "sweeten"
                            | "trim"
                            | "drop"
                            | "grow"
                    )
            });
    differs || by
}

/// Adds a sum unless it stands there already; the clearer scope and the more exact wording win.
pub fn add(draft: &mut Draft, sum: DraftAmount) {
    if let Some(old) = draft.amounts.iter_mut().find(|a| {
        a.value == sum.value && a.value_max == sum.value_max && a.currency == sum.currency
    }) {
        if old.scope == Scope::Total && sum.scope != Scope::Total {
            old.scope = sum.scope;
        }
        // A headline leaves out "about" and "more than".
        let headline = old.proof.place == Where::Title || sum.modality == Modality::Approx;
        if old.modality == Modality::Exact && headline {
            old.modality = sum.modality;
        }
        return;
    }
    draft.amounts.push(sum);
}

/// Whether the words around a sum say that it is no price: "a profit of $5 million", "$5 million in debt", "its debt
/// is $5 million", "the closing price of $5".
fn is_other(p: &Parsed<'_>, c: usize, text: &str, lexicon: &Lexicon, words: &AmountWords) -> bool {
    let noun = |i: usize| p.chunks.get(i).and_then(|c| c.noun());
    let accounts = |i: usize| {
        noun(i).is_some_and(|n| {
            let head = p.sentence.tokens[n.head].span.of(text);
            words.plurals.contains(&head.to_lowercase())
        })
    };
    let lemma = |i: usize| noun(i).map_or(0, |n| n.lemma);
    // "the closing price", "its market value"
    let quoted = |i: usize| {
        noun(i).is_some_and(|n| {
            matches!(lexicon.lemma(n.lemma), "price" | "value" | "high" | "low")
                && n.modifiers.iter().any(|(t, _)| {
                    let word = p.sentence.tokens[*t].text(text).to_lowercase();
                    words.quoted.contains(&word)
                })
        })
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
        if accounts(c - 2) || quoted(c - 2) {
            return true;
        }
        let before = lemma(c - 2);
        if words.deal.contains(&before) {
            // "a gain on the deal of $5 million"
            return c >= 4
                && preposition(c - 3).is_some_and(|w| matches!(w, "on" | "from" | "for"))
                && words.other.contains(&lemma(c - 4));
        }
        if words.other.contains(&before) {
            return true;
        }
    }
    // "Its debt is $5 million", "Sales rose 5 percent to $3 billion": accounts, where the verb tells how they stand.
    let verb = (c.saturating_sub(4)..c)
        .rev()
        .find(|i| p.chunks[*i].verb().is_some());
    if let Some(v) = verb
        && p.chunks[v]
            .verb()
            .is_some_and(|g| g.copula || words.change.contains(&g.lemma))
        && Clauses::new(&p.chunks, lexicon)
            .subject(v, 0)
            .first()
            .is_some_and(|h| words.other.contains(&lemma(*h)) || accounts(*h) || quoted(*h))
    {
        return true;
    }
    preposition(c + 1).is_some_and(|w| matches!(w, "in" | "of"))
        && (words.other.contains(&lemma(c + 2)) || accounts(c + 2))
}
