//! The tables by which people look over a run: the sentences behind its deals, and what became of their corrections.

use std::borrow::Cow;

use super::{Column, DEAL_ID, Table, Type, may, must};
use crate::deal::Where;
use crate::deal::corrections::Outcome;

/// Fields of a sentence of the article.
pub const SENTENCE: [Column; 4] = [
    must("where", Type::Choice(Where::NAMES), "Headline or body"),
    must("start", Type::Count, "First byte, from 0"),
    must("end", Type::Count, "One past the last byte"),
    must("text", Type::Text, "Exactly that slice of the article"),
];

const WHO: Column = may("who", Type::Text, "Who says so");
const WHEN: Column = may("when", Type::Text, "Since when, as that person wrote it");

/// Fields of a correction.
pub const CORRECTION: [Column; 5] = [
    must(
        "field",
        Type::Text,
        "Path of the field as the article was read; that of a whole entry where it was taken out",
    ),
    may("from", Type::Text, "What stood there"),
    may("to", Type::Text, "What stands there now"),
    WHO,
    WHEN,
];

/// The sentences behind the deals, exact as the evidence is.
pub static SENTENCES: Table = Table {
    name: Cow::Borrowed("sentences"),
    folder: Cow::Borrowed(""),
    endings: &["csv"],
    about: Cow::Borrowed(
        "A row for each sentence, and for the headline, that holds evidence of a deal, exact to the byte",
    ),
    columns: Cow::Borrowed(&[&[DEAL_ID], &SENTENCE]),
};

/// What became of the lines of a file of corrections.
pub static CORRECTIONS: Table = Table {
    name: Cow::Borrowed("corrections"),
    folder: Cow::Borrowed(""),
    endings: &["csv"],
    about: Cow::Borrowed(
        "A row for each line of the file that --corrections named, and what became of it",
    ),
    columns: Cow::Borrowed(&[&[
        must("deal_id", Type::Text, "Id of the deal that it means"),
        must("field", Type::Text, "Path of the field, or `deal`"),
        may(
            "value",
            Type::Text,
            "What shall stand there; `drop` takes it out",
        ),
        may("was", Type::Text, "What the person saw there"),
        WHO,
        WHEN,
        must(
            "outcome",
            Type::Choice(Outcome::NAMES),
            "applied; applied_anew: likewise, though it read otherwise than the person saw; unneeded: it reads so already; \
             changed: left alone, as another entry may stand in its place; no_field, no_deal: what it means is not there",
        ),
    ]]),
};
