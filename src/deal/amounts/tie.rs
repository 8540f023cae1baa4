//! What ties a sum to a deal: the nearest frame of its sentence, or words that mean a deal told before.

use super::super::draft::Draft;
use super::super::entity::Entities;
use super::{AmountWords, fits_kind};
use crate::frame::{Chunk, ChunkKind, Clauses, NounGroup, Parsed};
use crate::grammar::{Lexicon, class};

/// A sum where it stands.
pub(super) struct Sum<'a> {
    pub(super) p: &'a Parsed<'a>,
    pub(super) c: usize,
    pub(super) group: &'a NounGroup,
    pub(super) text: &'a str,
    /// It is a price a share or a piece.
    pub(super) unit: bool,
    /// Words beside it say that it is no price.
    pub(super) other: bool,
    /// Words in its group say that it is another deal's.
    pub(super) rival: bool,
}

impl Sum<'_> {
    pub(super) fn preposition(&self, back: usize) -> Option<&str> {
        self.p.chunks[self.c.checked_sub(back)?].preposition()
    }

    /// "an upfront payment of $30 million", "up to $250 million in milestone payments": a stage of what is paid.
    pub(super) fn staged(&self) -> bool {
        let stage = |t: &crate::text::Token| {
            let word = t.text(self.text);
            ["upfront", "up-front", "milestone", "milestones"]
                .iter()
                .any(|w| word.eq_ignore_ascii_case(w))
        };
        let last = self.p.chunks.len() - 1;
        let tokens = &self.p.sentence.tokens;
        let near = |from: usize, to: usize| {
            let (a, b) = (&self.p.chunks[from], &self.p.chunks[to.min(last)]);
            tokens[a.tokens.start..b.tokens.end].iter().any(stage)
        };
        let before = self.preposition(1) == Some("of") && near(self.c.saturating_sub(2), self.c);
        let inside = matches!(
            self.p.chunks.get(self.c + 1).and_then(Chunk::preposition),
            Some("in" | "as" | "on")
        ) && near(self.c, self.c + 2);
        let behind = tokens
            .get(self.p.chunks[self.c].tokens.end)
            .is_some_and(stage);
        before || inside || behind || near(self.c, self.c)
    }

    fn noun(&self, back: usize) -> Option<&NounGroup> {
        self.c
            .checked_sub(back)
            .and_then(|i| self.p.chunks[i].noun())
    }

    /// The verb that the sum is an object or a phrase of.
    pub(super) fn verb(&self) -> Option<usize> {
        for i in (0..self.c).rev() {
            match &self.p.chunks[i].kind {
                ChunkKind::Verb(_) => return Some(i),
                ChunkKind::Noun(_)
                | ChunkKind::Preposition(_)
                | ChunkKind::Comma
                | ChunkKind::Conjunction(_) => {}
                _ => return None,
            }
        }
        None
    }
}

/// A frame of the same sentence that a sum outside its clause belongs to.
pub(super) fn near(
    drafts: &[Draft],
    here: &[usize],
    sum: &Sum<'_>,
    last: Option<(usize, usize)>,
    words: &AmountWords,
    lexicon: &Lexicon,
) -> Option<usize> {
    let (p, c, group) = (sum.p, sum.c, sum.group);
    // "$18 a share, or $2 billion in all": beside the last one.
    if let Some((at, owner)) = last
        && c - at <= 3
        && (at + 1..c).all(|i| p.chunks[i].noun().is_none() && p.chunks[i].verb().is_none())
    {
        return Some(owner);
    }
    let fits = |d: &usize| fits_kind(group, &drafts[*d].kind, words);
    let deal = |n: Option<&NounGroup>| n.is_some_and(|n| words.deal.contains(&n.lemma));
    // "a deal that could reach $12 billion"
    let reaches = c > 0
        && p.chunks[c - 1]
            .verb()
            .is_some_and(|v| words.verbs.contains(&v.lemma))
        && Clauses::new(&p.chunks, lexicon)
            .subject(c - 1, 0)
            .first()
            .is_some_and(|h| deal(p.chunks[*h].noun()));
    let priced = matches!(sum.preposition(1), Some("for" | "worth" | "at" | "of"))
        || deal(Some(group))
        || reaches
        || sum.preposition(1).is_some() && deal(sum.noun(2));
    if !priced {
        return None;
    }
    here.iter()
        .copied()
        .filter(|d| drafts[*d].chunk < c && fits(d))
        .max_by_key(|d| drafts[*d].chunk)
        .or_else(|| {
            // "The $5 billion deal was announced in May, and an order for": of another clause.
            let same_clause = |d: &usize| {
                let mut verbs = 0;
                p.chunks[c..drafts[*d].chunk].iter().all(|k| {
                    verbs += usize::from(k.verb().is_some());
                    !(verbs > 0 && matches!(k.kind, ChunkKind::Conjunction(_)))
                })
            };
            here.first()
                .copied()
                .filter(|d| deal(Some(group)) && fits(d) && same_clause(d))
        })
}

/// The earlier deal that a sum in a sentence of its own is of, where words tie it to one: "The deal is worth $3 billion".
pub(super) fn back(
    drafts: &[Draft],
    s: usize,
    sum: &Sum<'_>,
    words: &AmountWords,
    lexicon: &Lexicon,
    entities: &Entities,
) -> Option<usize> {
    // "Oakline's $3 billion offer" is Oakline's.
    let owner = sum.group.possessor.and_then(|i| sum.p.chunks[i].noun());
    let named: Vec<usize> = owner
        .and_then(|n| n.head_name)
        .into_iter()
        .chain(sum.group.names.iter().copied())
        .filter_map(|n| entities.of(s, n))
        .collect();
    let fits = |d: &usize| {
        let draft = &drafts[*d];
        fits_kind(sum.group, &draft.kind, words) && named.iter().all(|e| draft.has(*e))
    };
    (0..drafts.len())
        .filter(|d| drafts[*d].sentence < s && s - drafts[*d].sentence <= 4 && fits(d))
        .max_by_key(|d| (drafts[*d].sentence, std::cmp::Reverse(drafts[*d].chunk)))
        .filter(|d| is_tied(sum, &drafts[*d].kind, words, lexicon))
}

/// Whether a price is paid in a kind of deal.
fn is_price(kind: &str) -> bool {
    !matches!(kind, "financing" | "partnership" | "trade_agreement")
}

/// Whether the words of its sentence tie a sum to a deal told before.
pub(super) fn is_tied(sum: &Sum<'_>, kind: &str, words: &AmountWords, lexicon: &Lexicon) -> bool {
    let p = sum.p;
    let deal = |i: usize| {
        p.chunks[i].noun().is_some_and(|n| {
            words.deal.contains(&n.lemma)
                && !words
                    .plurals
                    .contains(&p.sentence.tokens[n.head].text(sum.text).to_lowercase())
                && (n.definite || n.possessive.is_some() || n.possessor.is_some())
        })
    };
    if sum.staged() {
        return matches!(kind, "licence" | "partnership" | "acquisition");
    }
    // "a $60 million contract"
    if words.deal.contains(&sum.group.lemma) {
        return true;
    }
    // "approval of the deal, worth $3 billion", "a deal at $75 a share"
    if sum.preposition(1).is_some() {
        let apposed = sum.c >= 3 && matches!(p.chunks[sum.c - 2].kind, ChunkKind::Comma);
        if sum.preposition(1) == Some("worth") && apposed && deal(sum.c - 3) {
            return true;
        }
        if sum.unit
            && sum.noun(2).is_some_and(|n| {
                words.takeover.contains(&n.lemma) || lexicon.lemma(n.lemma) == "deal"
            })
        {
            return true;
        }
    }
    // "stocks worth $1 billion": of the stocks.
    if sum.preposition(1) == Some("worth")
        && sum.noun(2).is_some_and(|n| !words.deal.contains(&n.lemma))
    {
        return false;
    }
    // "The deal, …", "Under the deal, …"
    if (0..p.chunks.len().min(4).min(sum.c)).any(|i| {
        deal(i)
            && p.chunks[..i]
                .iter()
                .all(|c| c.verb().is_none() && !matches!(c.kind, ChunkKind::That))
            && p.chunks[i..sum.c]
                .iter()
                .all(|c| !matches!(c.kind, ChunkKind::Subordinator(_) | ChunkKind::That))
    }) {
        return true;
    }
    // "the value of his latest offer at $15", "giving the transaction a value of $34 billion"
    if sum.preposition(1).is_some()
        && sum.noun(2).is_some_and(|n| words.deal.contains(&n.lemma))
        && (sum.c.saturating_sub(4)..sum.c).any(deal)
    {
        return true;
    }
    // "5 million shares at $4 each"
    if sum.unit
        && sum.preposition(1) == Some("at")
        && sum
            .noun(2)
            .is_some_and(|n| n.word.class & class::SECURITY != 0 && !n.figures.is_empty())
    {
        return true;
    }
    let Some(v) = sum.verb() else { return false };
    let Some(verb) = p.chunks[v].verb() else {
        return false;
    };
    match lexicon.lemma(verb.lemma) {
        "fetch" => return true,
        "pay" => return !verb.passive && is_price(kind),
        "invest" => return !verb.passive && kind == "investment",
        "receive" | "get" | "offer" => return sum.unit,
        "fund" | "finance" => return false,
        // "A deal could value the unit at $2 billion"
        "value" => {
            return kind == "acquisition"
                && Clauses::new(&p.chunks, lexicon)
                    .subject(v, 0)
                    .first()
                    .and_then(|h| p.chunks[*h].noun())
                    .is_some_and(|n| words.deal.contains(&n.lemma));
        }
        _ => {}
    }
    Clauses::new(&p.chunks, lexicon)
        .subject(v, 0)
        .first()
        .is_some_and(|h| deal(*h))
}
