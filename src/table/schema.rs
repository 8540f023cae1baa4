//! Every table, its columns, their types and what they mean: once, as data. All writers and `schema` read it.
//! Those of summaries are in `summaries`. How the schema is shown is in `listing`, how a deal becomes a row in `row`.

use std::borrow::Cow;

use crate::deal::{Modality, Role, Scope, Status, Where};

/// Digits after the point in Arrow and Parquet.
pub const DECIMAL_SCALE: u32 = 6;
/// Digits in all.
pub const DECIMAL_PRECISION: u32 = 38;

mod merged;
mod review;
mod summaries;

pub use merged::{MERGED, MERGED_DEAL, NAME, NAMES};
pub use review::{CORRECTION, CORRECTIONS, SENTENCE, SENTENCES};
pub use summaries::{CONVERTED, LARGEST, MEASURES, SUMMARIES, in_one_currency, summary_keys};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Any text.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of texts; one cell joined by `; ` in CSV.
    Texts,
    /// An exact decimal number: `decimal128(38, 6)`, plain decimal text in JSON and CSV.
    Decimal,
    /// A rate of exchange: `decimal128(38, 12)`.
    Rate,
    /// A whole number from 0 up.
    Count,
    /// A number from 0 to 1.
    Share,
    /// Yes or no: `true` or `false`.
    Flag,
    /// A moment in UTC, to the microsecond; RFC 3339 in JSON and CSV.
    Moment,
    /// A list of records with these fields.
    List(&'static [Column]),
}

/// A column, or a field of a nested record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// As in the header.
    pub name: &'static str,
    /// What it holds.
    pub kind: Type,
    /// Whether a row may have none (an empty cell in CSV).
    pub nullable: bool,
    /// What it means.
    pub about: &'static str,
}

/// A table that a command writes.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name, and the name of its files without the ending.
    pub name: Cow<'static, str>,
    /// Folder inside the output folder; empty for the top.
    pub folder: Cow<'static, str>,
    /// Endings of the files that hold it.
    pub endings: &'static [&'static str],
    /// What a row is.
    pub about: Cow<'static, str>,
    /// Its columns, in groups that follow each other.
    pub columns: Cow<'static, [&'static [Column]]>,
}

impl Table {
    /// All columns in order.
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> {
        self.columns.iter().copied().flatten()
    }

    /// Path of the file with this ending, relative to the output folder, with `/` between folder and name.
    pub fn file(&self, ending: &str) -> String {
        if self.folder.is_empty() {
            format!("{}.{ending}", self.name)
        } else {
            format!("{}/{}.{ending}", self.folder, self.name)
        }
    }
}

const fn must(name: &'static str, kind: Type, about: &'static str) -> Column {
    Column {
        name,
        kind,
        nullable: false,
        about,
    }
}

const fn may(name: &'static str, kind: Type, about: &'static str) -> Column {
    Column {
        name,
        kind,
        nullable: true,
        about,
    }
}

const DEAL_ID: Column = must(
    "deal_id",
    Type::Text,
    "Id of the deal; stable over machines, runs and threads",
);
const ARTICLE_ID: Column = must("article_id", Type::Text, "Id of the article");
const TITLE: Column = may("title", Type::Text, "Headline of the article");
const URL: Column = may("url", Type::Text, "Address of the article");
const SOURCE: Column = may("source", Type::Text, "Paper or agency");
const PUBLISHED: Column = may(
    "published",
    Type::Moment,
    "When the article came out; none where it cannot be told",
);
const KIND: Column = must(
    "kind",
    Type::Text,
    "purchase, contract, investment, acquisition, financing, lease, licence, partnership or trade_agreement",
);
const STATUS: Column = must("status", Type::Choice(Status::NAMES), "How firm it is");
const CONFIDENCE: Column = must(
    "confidence",
    Type::Share,
    "Of the deals given 0.8, four in five are right",
);
const NUMBER: Column = must(
    "n",
    Type::Count,
    "Place in the record from 0, as in `parties[0]` of the evidence",
);

/// Fields of a party.
pub const PARTY: [Column; 4] = [
    must("name", Type::Text, "The fullest form in the article"),
    must(
        "role",
        Type::Choice(Role::NAMES),
        "What it does in the deal",
    ),
    may(
        "country",
        Type::Text,
        "ISO 3166 alpha-2 code where the text tells it",
    ),
    must(
        "mentions",
        Type::Texts,
        "Every form of the name in the article, in order of first use",
    ),
];

/// Fields of an item.
pub const ITEM: [Column; 6] = [
    must(
        "product",
        Type::Text,
        "As the article words it, without the number",
    ),
    may("class", Type::Text, "Coarse product class"),
    may("quantity", Type::Decimal, "How many or how much"),
    may(
        "quantity_max",
        Type::Decimal,
        "Upper end of a range, or the N of \"up to N\"",
    ),
    may("unit", Type::Text, "Measure of the quantity"),
    must("optional", Type::Flag, "An option on top of the firm part"),
];

/// Fields of an amount.
pub const AMOUNT: [Column; 6] = [
    must("value", Type::Decimal, "In whole currency units"),
    may("value_max", Type::Decimal, "Upper end of a range"),
    must("currency", Type::Text, "ISO 4217"),
    must(
        "modality",
        Type::Choice(Modality::NAMES),
        "How exact: as written, about, at least, up to",
    ),
    must(
        "scope",
        Type::Choice(Scope::NAMES),
        "What it is the price of",
    ),
    must(
        "primary",
        Type::Flag,
        "The one total that stands for the deal in sums",
    ),
];

/// Fields of a date.
pub const DATE: [Column; 3] = [
    must(
        "kind",
        Type::Text,
        "announced, signed, closing, delivery, from or until",
    ),
    must("date", Type::Text, "ISO 8601: year, year-month or day"),
    must("precision", Type::Text, "year, month or day"),
];

/// Fields of a piece of evidence.
pub const EVIDENCE: [Column; 6] = [
    must(
        "field",
        Type::Text,
        "Path of the field in the record, such as `parties[0].role`",
    ),
    must("where", Type::Choice(Where::NAMES), "Headline or body"),
    must("start", Type::Count, "First byte, from 0"),
    must("end", Type::Count, "One past the last byte"),
    must("text", Type::Text, "Exactly that slice of the article"),
    must("rule", Type::Text, "Id of the rule that read it so"),
];

/// Fields of the deal record: one JSON line, one row of `deals.parquet`.
pub const RECORD: [Column; 18] = [
    DEAL_ID,
    ARTICLE_ID,
    TITLE,
    URL,
    SOURCE,
    PUBLISHED,
    may(
        "published_text",
        Type::Text,
        "What the source wrote about that",
    ),
    may(
        "published_precision",
        Type::Text,
        "year, month, day or second",
    ),
    KIND,
    STATUS,
    must("parties", Type::List(&PARTY), "Who"),
    must("items", Type::List(&ITEM), "What changes hands"),
    must("amounts", Type::List(&AMOUNT), "For how much"),
    must(
        "dates",
        Type::List(&DATE),
        "When, only what the article says",
    ),
    may(
        "part_of",
        Type::Text,
        "deal_id of the package that it belongs to",
    ),
    must(
        "evidence",
        Type::List(&EVIDENCE),
        "The words behind every field",
    ),
    CONFIDENCE,
    must(
        "corrections",
        Type::List(&CORRECTION),
        "What people put right, see --corrections",
    ),
];

const SELLER: Column = may("seller", Type::Text, "Likewise");
const INVESTOR: Column = may("investor", Type::Text, "Likewise");
const TARGET: Column = may("target", Type::Text, "Likewise");
const LENDER: Column = may("lender", Type::Text, "Likewise");
const BORROWER: Column = may("borrower", Type::Text, "Likewise");
const ITEM_CLASS: Column = may("class", Type::Text, "Of the same item");
const ITEM_QUANTITY: Column = may("quantity", Type::Decimal, "Of the same item");
const ITEM_QUANTITY_MAX: Column = may("quantity_max", Type::Decimal, "Of the same item");
const ITEM_UNIT: Column = may("unit", Type::Text, "Of the same item");
const AMOUNT_MAX: Column = may("amount_max", Type::Decimal, "Upper end of the same amount");
const AMOUNT_CURRENCY: Column = may("currency", Type::Text, "Of the same amount, ISO 4217");
const AMOUNT_MODALITY: Column = may(
    "modality",
    Type::Choice(Modality::NAMES),
    "Of the same amount",
);

/// Columns of `deals.csv`.
pub const FLAT: [Column; 27] = [
    DEAL_ID,
    ARTICLE_ID,
    PUBLISHED,
    SOURCE,
    KIND,
    STATUS,
    may(
        "buyer",
        Type::Text,
        "Parties with this role, joined by `; `",
    ),
    SELLER,
    INVESTOR,
    TARGET,
    LENDER,
    BORROWER,
    may("partners", Type::Text, "Parties with the role partner"),
    may(
        "product",
        Type::Text,
        "Of the first item that is no option, else of the first",
    ),
    ITEM_CLASS,
    ITEM_QUANTITY,
    ITEM_QUANTITY_MAX,
    ITEM_UNIT,
    may(
        "amount",
        Type::Decimal,
        "The primary amount, else the first total, else the first; in whole currency units",
    ),
    AMOUNT_MAX,
    AMOUNT_CURRENCY,
    AMOUNT_MODALITY,
    may("scope", Type::Choice(Scope::NAMES), "Of the same amount"),
    CONFIDENCE,
    TITLE,
    URL,
    may(
        "evidence",
        Type::Text,
        "The sentence that tells of the deal",
    ),
];

const KEYS: [Column; 2] = [DEAL_ID, NUMBER];
const EVIDENCE_KEYS: [Column; 2] = [DEAL_ID, ARTICLE_ID];

/// The deal records, nested: `deals.parquet`; `deals.jsonl` holds the same.
pub static RECORDS: Table = Table {
    name: Cow::Borrowed("deals"),
    folder: Cow::Borrowed(""),
    endings: &["jsonl", "parquet"],
    about: Cow::Borrowed("A row a deal, everything in it"),
    columns: Cow::Borrowed(&[&RECORD]),
};

/// The flat table of deals.
pub static DEALS: Table = Table {
    name: Cow::Borrowed("deals"),
    folder: Cow::Borrowed(""),
    endings: &["csv"],
    about: Cow::Borrowed("A row a deal, one item and one amount of it"),
    columns: Cow::Borrowed(&[&FLAT]),
};

/// Parties of all deals.
pub static PARTIES: Table = Table {
    name: Cow::Borrowed("parties"),
    folder: Cow::Borrowed(""),
    endings: &["csv"],
    about: Cow::Borrowed("A row for each party of each deal"),
    columns: Cow::Borrowed(&[&KEYS, &PARTY]),
};

/// Items of all deals.
pub static ITEMS: Table = Table {
    name: Cow::Borrowed("items"),
    folder: Cow::Borrowed(""),
    endings: &["csv"],
    about: Cow::Borrowed("A row for each item of each deal"),
    columns: Cow::Borrowed(&[&KEYS, &ITEM]),
};

/// Amounts of all deals.
pub static AMOUNTS: Table = Table {
    name: Cow::Borrowed("amounts"),
    folder: Cow::Borrowed(""),
    endings: &["csv"],
    about: Cow::Borrowed("A row for each amount of each deal"),
    columns: Cow::Borrowed(&[&KEYS, &AMOUNT]),
};

/// Dates of all deals.
pub static DATES: Table = Table {
    name: Cow::Borrowed("dates"),
    folder: Cow::Borrowed(""),
    endings: &["csv"],
    about: Cow::Borrowed("A row for each date of each deal"),
    columns: Cow::Borrowed(&[&KEYS, &DATE]),
};

/// Evidence of all deals; its text is exact, never made harmless for spreadsheets.
pub static EVIDENCES: Table = Table {
    name: Cow::Borrowed("evidence"),
    folder: Cow::Borrowed(""),
    endings: &["csv"],
    about: Cow::Borrowed("A row for each piece of evidence of each deal, exact to the byte"),
    columns: Cow::Borrowed(&[&EVIDENCE_KEYS, &EVIDENCE]),
};

/// Articles that were read before.
pub static COPIES: Table = Table {
    name: Cow::Borrowed("copies"),
    folder: Cow::Borrowed(""),
    endings: &["csv"],
    about: Cow::Borrowed(
        "A row for each article whose deals are left out, as it is a copy of one that came before",
    ),
    columns: Cow::Borrowed(&[&[
        must("article_id", Type::Text, "Id of the copy"),
        must(
            "copy_of",
            Type::Text,
            "Id of the article whose deals are kept",
        ),
        must(
            "similarity",
            Type::Share,
            "About which share of the runs of three words in either text both have",
        ),
        must(
            "exact",
            Type::Flag,
            "The words are the same, case, marks and white space apart",
        ),
    ]]),
};

/// By which a merge knows copies of articles of another run.
pub static SIGNATURES: Table = Table {
    name: Cow::Borrowed("signatures"),
    folder: Cow::Borrowed(""),
    endings: &["csv"],
    about: Cow::Borrowed(
        "A row for each article with deals: what `merge` knows its copies in other runs by",
    ),
    columns: Cow::Borrowed(&[&[
        ARTICLE_ID,
        must(
            "signature",
            Type::Text,
            "base64 of a hash of the words (16 bytes), a MinHash (128), the number of words (4) and hashes of figures (2 each)",
        ),
    ]]),
};

/// Every table of a run, but for the summaries.
static PLAIN: [&Table; 13] = [
    &RECORDS,
    &DEALS,
    &PARTIES,
    &ITEMS,
    &AMOUNTS,
    &DATES,
    &EVIDENCES,
    &SENTENCES,
    &COPIES,
    &SIGNATURES,
    &CORRECTIONS,
    &MERGED,
    &NAMES,
];

/// Every table of a run.
pub fn tables() -> impl Iterator<Item = &'static Table> {
    PLAIN.into_iter().chain(SUMMARIES.iter().copied())
}
