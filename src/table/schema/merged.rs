//! Columns of what is known over all articles: merged deals, and the names of parties.

use std::borrow::Cow;

use super::{
    AMOUNT_CURRENCY, AMOUNT_MAX, AMOUNT_MODALITY, BORROWER, Column, INVESTOR, ITEM_CLASS,
    ITEM_QUANTITY, ITEM_QUANTITY_MAX, ITEM_UNIT, LENDER, SELLER, Status, TARGET, Table, Type, may,
    must,
};

/// Columns of a merged deal.
pub const MERGED_DEAL: [Column; 32] = [
    must(
        "merged_id",
        Type::Text,
        "`deal_id` of the first article that tells of it",
    ),
    must("kind", Type::Text, "As in the deals"),
    must(
        "status",
        Type::Choice(Status::NAMES),
        "The latest: what is completed stays so, what is agreed is no longer proposed",
    ),
    must(
        "status_history",
        Type::Texts,
        "Each status with the day on which an article first tells it: `proposed 2026-04-08; agreed 2026-04-24`",
    ),
    may(
        "buyer",
        Type::Text,
        "Parties that most articles which tell of this role name, under their names of the run, joined by `; `",
    ),
    SELLER,
    INVESTOR,
    TARGET,
    LENDER,
    BORROWER,
    may(
        "partners",
        Type::Text,
        "Parties with the role partner, likewise",
    ),
    may(
        "product",
        Type::Text,
        "Of the item that most articles tell, no option where there is another",
    ),
    ITEM_CLASS,
    ITEM_QUANTITY,
    ITEM_QUANTITY_MAX,
    ITEM_UNIT,
    may(
        "amount",
        Type::Decimal,
        "The primary amount that stands for the deal in sums, in whole currency units; none where no article has one",
    ),
    AMOUNT_MAX,
    AMOUNT_CURRENCY,
    AMOUNT_MODALITY,
    may(
        "amount_reason",
        Type::Text,
        "Why this amount: the only one, the only firm one, told by most articles, an exact one, the latest",
    ),
    must(
        "amounts_told",
        Type::Texts,
        "All primary amounts, the chosen first, each with its articles and days: `USD 4000000000 (2 articles, 2026-03-09 to 2026-03-11)`",
    ),
    may(
        "date",
        Type::Text,
        "Day on which it was signed, else announced, where an article says so: ISO 8601",
    ),
    may(
        "first_published",
        Type::Moment,
        "First article that tells of it",
    ),
    may(
        "last_published",
        Type::Moment,
        "Last article that tells of it",
    ),
    must("articles", Type::Count, "Articles that tell of it"),
    must(
        "sources",
        Type::Count,
        "Papers and agencies that tell of it",
    ),
    must(
        "source_names",
        Type::Texts,
        "Their names, in alphabetical order",
    ),
    may(
        "part_of",
        Type::Text,
        "`merged_id` of the package that it belongs to",
    ),
    must("confidence", Type::Share, "The greatest of its deals"),
    must(
        "deal_ids",
        Type::Texts,
        "Its deals, in the order of their dates",
    ),
    must(
        "article_ids",
        Type::Texts,
        "Their articles, in the same order",
    ),
];

/// Merged deals.
pub static MERGED: Table = Table {
    name: Cow::Borrowed("merged"),
    folder: Cow::Borrowed(""),
    endings: &["csv", "parquet"],
    about: Cow::Borrowed("A row for each deal, however many articles tell of it"),
    columns: Cow::Borrowed(&[&MERGED_DEAL]),
};

/// Columns of the names of parties.
pub const NAME: [Column; 6] = [
    must(
        "name",
        Type::Text,
        "What the party is called in the merged deals",
    ),
    must("form", Type::Text, "How articles write it"),
    may(
        "country",
        Type::Text,
        "ISO 3166 alpha-2 code, of a state or where articles tell it",
    ),
    may("id", Type::Text, "From the file of `--entities`"),
    must(
        "is_name",
        Type::Flag,
        "It is the fullest form in some article",
    ),
    must(
        "deals",
        Type::Count,
        "Deals in whose articles it is written so",
    ),
];

/// Names of parties over all articles.
pub static NAMES: Table = Table {
    name: Cow::Borrowed("names"),
    folder: Cow::Borrowed(""),
    endings: &["csv"],
    about: Cow::Borrowed("A row for each party and each way in which articles write its name"),
    columns: Cow::Borrowed(&[&NAME]),
};
