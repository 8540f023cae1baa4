//! The sentences of an article that hold the evidence of a deal, exact to the byte. What the words say is not looked at.

use std::collections::BTreeSet;

use super::record::Passage;
use crate::frame::Parsed;
use crate::mention::Document;
use crate::span::{Span, Where};

/// The title, where a proof stands in it, and each sentence of the body that shares a byte with a proof, in the order of
/// the text. A proof that no sentence holds is a passage of its own, so that every proof lies in passages.
pub(super) fn passages(
    document: &Document<'_>,
    parsed: &[Parsed<'_>],
    proofs: &[(Where, Span)],
) -> Vec<Passage> {
    let mut spans = BTreeSet::new();
    for &(place, span) in proofs {
        if place == Where::Title {
            spans.insert((place, 0, document.title.len() as u32));
            continue;
        }
        let mut held = false;
        for it in parsed.iter().map(|it| it.sentence) {
            if it.place == place && it.span.overlaps(span) {
                spans.insert((place, it.span.start, it.span.end));
                held = true;
            }
        }
        if !held {
            spans.insert((place, span.start, span.end));
        }
    }
    spans
        .into_iter()
        .map(|(place, start, end)| {
            let (span, text) = document.original(place, Span { start, end });
            Passage {
                place,
                start: span.start,
                end: span.end,
                text: text.to_owned(),
            }
        })
        .collect()
}
