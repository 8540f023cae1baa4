//! Where deals may have been missed: sentences that hold a name, a figure and a word of dealing and tell no deal, and
//! deals without a second party or a figure. A line each, for reading and sampling: this is where the next rules are.

use std::io::{self, Write};

use crate::deal::{Deal, Fate};
use crate::frame::{Chunk, Frame, Parsed};
use crate::mention::Figure;
use crate::pipeline::{Extractor, Seen};
use crate::source::Article;

/// Writes the misses of an article as lines of five fields parted by tabs: `sentence` or `deal`, the article's id, the
/// place (`text 10..90`), why no deal came of it or what the deal lacks, and the words.
///
/// # Errors
/// Where writing fails.
pub fn misses(extractor: &Extractor, article: &Article, out: &mut impl Write) -> io::Result<()> {
    extractor.analyse(article, None, |seen| {
        for (number, p) in seen.parsed.iter().enumerate() {
            if let Some(why) = why(extractor, &seen, number, p) {
                let (span, words) = seen.document.original(p.sentence.place, p.sentence.span);
                let place = p.sentence.place.name();
                line(
                    out,
                    "sentence",
                    &article.id,
                    &format!("{place} {}..{}", span.start, span.end),
                    &why,
                    words,
                )?;
            }
        }
        for deal in &seen.linked.deals {
            if let (Some(lack), Some(anchor)) = (lack(deal), deal.evidence.first()) {
                let place = anchor.place.name();
                let words = format!("{} {}", deal.kind, names(deal));
                line(
                    out,
                    "deal",
                    &article.id,
                    &format!("{place} {}..{}", anchor.start, anchor.end),
                    lack,
                    &words,
                )?;
            }
        }
        Ok(())
    })
}

fn line(
    out: &mut impl Write,
    what: &str,
    id: &str,
    place: &str,
    why: &str,
    words: &str,
) -> io::Result<()> {
    let words: Vec<&str> = words.split_whitespace().collect();
    writeln!(out, "{what}\t{id}\t{place}\t{why}\t{}", words.join(" "))
}

/// Why a sentence with a name, a figure and a word of dealing tells no deal; `None` where it tells one, or lacks any.
fn why(extractor: &Extractor, seen: &Seen<'_>, number: usize, p: &Parsed<'_>) -> Option<String> {
    let here = |f: &Frame| f.sentence == number;
    let told = |i: usize| !matches!(seen.linked.fates[i], Fate::NotEnough);
    if (0..seen.frames.len()).any(|i| here(&seen.frames[i]) && told(i)) {
        return None;
    }
    let figures = seen.document.figures_of(p.sentence.place);
    let counts = |c: &Chunk| {
        c.noun().is_some_and(|n| {
            n.figures
                .iter()
                .any(|f| !matches!(figures[*f].figure, Figure::Date(_)))
        })
    };
    let named = p.sentence.names.iter().any(|n| n.kind.can_be_party());
    if !named
        || !p.chunks.iter().any(counts)
        || !p.chunks.iter().any(|c| extractor.matcher.is_trigger(c))
    {
        return None;
    }
    let dropped = seen.dropped.iter().find(|d| here(&d.frame));
    Some(if let Some(d) = dropped {
        format!("dropped by {}", d.by)
    } else if seen.frames.iter().any(here) {
        "too little is named".to_owned()
    } else {
        "no rule".to_owned()
    })
}

/// What a deal lacks that most deals have.
fn lack(deal: &Deal) -> Option<&'static str> {
    let counted = deal
        .items
        .iter()
        .any(|i| i.quantity.is_some() || i.quantity_max.is_some());
    if deal.parties.len() < 2 {
        Some("one party")
    } else if deal.amounts.is_empty() && !counted {
        Some("no figure")
    } else {
        None
    }
}

fn names(deal: &Deal) -> String {
    let parties = deal.parties.iter();
    let named: Vec<String> = parties
        .map(|p| format!("{} {}", p.role.name(), p.name))
        .collect();
    named.join(", ")
}
