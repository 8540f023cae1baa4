//! Tables of summaries: what each groups deals by, and what they all tell of a group.

use std::borrow::Cow;

use super::{
    ARTICLE_ID, Column, DEAL_ID, KIND, PUBLISHED, STATUS, TITLE, Table, Type, URL, may, must,
};
use crate::deal::Role;

/// What every summary tells of its rows.
///
/// A row stands for one group in one currency, that of the primary amount, or for the deals of the group without one.
/// So no two currencies are ever added, and each deal is in one row of its group: counts may be summed over rows.
pub const MEASURES: [Column; 20] = [
    may(
        "currency",
        Type::Text,
        "Currency of the primary amounts, ISO 4217; none for deals without one",
    ),
    must("deals", Type::Count, "Deals in this row"),
    must("proposed", Type::Count, "Of these, proposed"),
    must("mou", Type::Count, "Of these, memoranda and frameworks"),
    must("agreed", Type::Count, "Of these, agreed"),
    must("completed", Type::Count, "Of these, completed"),
    must("cancelled", Type::Count, "Of these, cancelled"),
    must(
        "amounts",
        Type::Count,
        "Deals whose primary amount is summed here",
    ),
    must(
        "in_package",
        Type::Count,
        "Deals whose amount is left out, because that of their package is summed in the same column",
    ),
    must(
        "at_least",
        Type::Count,
        "Summed amounts that are lower bounds without an upper end: the true high is more",
    ),
    may(
        "firm_low",
        Type::Decimal,
        "Sum of agreed and completed amounts; an \"up to\" counts as nothing",
    ),
    may(
        "firm_high",
        Type::Decimal,
        "The same with upper ends of ranges; an \"up to\" counts in full, an \"at least\" as its figure",
    ),
    may(
        "firm_median",
        Type::Decimal,
        "Median of the agreed and completed amounts as written (lower ends of ranges); the mean of two middle ones is \
         rounded half to even at the sixth digit",
    ),
    may(
        "firm_largest",
        Type::Text,
        "deal_id of the agreed or completed deal with the largest amount, the first of several; `evidence.csv` has its words",
    ),
    may(
        "proposed_low",
        Type::Decimal,
        "As firm_low, of proposed deals",
    ),
    may(
        "proposed_high",
        Type::Decimal,
        "As firm_high, of proposed deals",
    ),
    may("mou_low", Type::Decimal, "As firm_low, of memoranda"),
    may("mou_high", Type::Decimal, "As firm_high, of memoranda"),
    may(
        "cancelled_low",
        Type::Decimal,
        "As firm_low, of cancelled deals",
    ),
    may(
        "cancelled_high",
        Type::Decimal,
        "As firm_high, of cancelled deals",
    ),
];

/// Columns that a summary groups by, for each way of grouping; none for the currency, which is in every summary.
pub mod summary_keys {
    use super::{Column, KIND, Role, STATUS, Type, may, must};

    /// By kind.
    pub const BY_KIND: &[Column] = &[KIND];
    /// By status.
    pub const BY_STATUS: &[Column] = &[STATUS];
    /// By party.
    pub const BY_PARTY: &[Column] = &[
        must("party", Type::Text, "Name of the party"),
        must(
            "role",
            Type::Choice(Role::NAMES),
            "What it does in the deals",
        ),
    ];
    /// By pair of parties.
    pub const BY_PAIR: &[Column] = &[
        must("buyer", Type::Text, "Who buys, invests or lends"),
        must(
            "seller",
            Type::Text,
            "Who sells, else who is bought or borrows",
        ),
    ];
    /// By class of product.
    pub const BY_CLASS: &[Column] = &[may(
        "class",
        Type::Text,
        "Coarse product class; none for deals without an item of a known class",
    )];
    /// By product.
    pub const BY_PRODUCT: &[Column] = &[may(
        "product",
        Type::Text,
        "As articles word it, in small letters; none for deals without an item",
    )];
    /// By currency.
    pub const BY_CURRENCY: &[Column] = &[];
    /// By country.
    pub const BY_COUNTRY: &[Column] = &[
        may(
            "country",
            Type::Text,
            "ISO 3166 alpha-2 code; none where the text does not tell it",
        ),
        must(
            "side",
            Type::Choice(&["buyer", "seller", "partner"]),
            "Buyers, investors and lenders; sellers, targets and borrowers; partners",
        ),
    ];
    /// By source.
    pub const BY_SOURCE: &[Column] = &[may("source", Type::Text, "Paper or agency")];
    /// By month.
    pub const BY_MONTH: &[Column] = &[may(
        "month",
        Type::Text,
        "Year and month of `published` in UTC, as 2026-11; none for articles without a date or with only its year",
    )];
    /// By quarter.
    pub const BY_QUARTER: &[Column] = &[may(
        "quarter",
        Type::Text,
        "Year and quarter of `published` in UTC, as 2026-Q4; none for articles without a date or with only its year",
    )];
}

macro_rules! summaries {
    ($($name:ident $file:literal $about:literal;)*) => {
        $(
            #[doc = concat!("Summary `", $file, "`.")]
            pub static $name: Table = Table {
                name: Cow::Borrowed($file),
                folder: Cow::Borrowed("summary"),
                endings: &["csv", "parquet"],
                about: Cow::Borrowed($about),
                columns: Cow::Borrowed(&[summary_keys::$name, &MEASURES]),
            };
        )*

        /// Every summary of a run.
        pub static SUMMARIES: &[&Table] = &[$(&$name,)* &LARGEST];
    };
}

summaries! {
    BY_KIND "by_kind" "A row for each kind of deal and currency";
    BY_STATUS "by_status" "A row for each status and currency";
    BY_PARTY "by_party" "A row for each party, role and currency; a deal is counted once for each of its parties";
    BY_PAIR "by_pair" "A row for each pair of who buys from whom, and currency; deals that tell both sides";
    BY_CLASS "by_class" "A row for each class of product and currency; a deal is counted once for each of its classes";
    BY_PRODUCT "by_product" "A row for each product and currency; a deal is counted once for each of its products";
    BY_CURRENCY "by_currency" "A row for each currency, and one for deals without a primary amount";
    BY_COUNTRY "by_country" "A row for each country, side and currency; a deal is counted once for each country on each side";
    BY_SOURCE "by_source" "A row for each source and currency";
    BY_MONTH "by_month" "A row for each month in which articles came out, and currency";
    BY_QUARTER "by_quarter" "A row for each quarter in which articles came out, and currency";
}

/// The largest deals of each currency.
pub static LARGEST: Table = Table {
    name: Cow::Borrowed("largest"),
    folder: Cow::Borrowed("summary"),
    endings: &["csv", "parquet"],
    about: Cow::Borrowed(
        "The largest agreed and completed deals of each currency, with where to read of them",
    ),
    columns: Cow::Borrowed(&[&[
        must("currency", Type::Text, "ISO 4217"),
        must("rank", Type::Count, "From 1, by the upper end"),
        must(
            "low",
            Type::Decimal,
            "The primary amount; an \"up to\" counts as nothing",
        ),
        must("high", Type::Decimal, "Its upper end"),
        KIND,
        STATUS,
        must(
            "parties",
            Type::Text,
            "Names of all parties, joined by `; `",
        ),
        DEAL_ID,
        ARTICLE_ID,
        PUBLISHED,
        TITLE,
        URL,
        must(
            "link",
            Type::Text,
            "Its card on the page of the run, with the evidence",
        ),
    ]]),
};

const CONVERTED_FOLDER: &str = "summary/converted";

/// The same summary of converted amounts.
pub fn in_one_currency(summary: &Table) -> Table {
    Table {
        folder: Cow::Borrowed(CONVERTED_FOLDER),
        ..summary.clone()
    }
}

/// The converted amounts.
pub static CONVERTED: Table = Table {
    name: Cow::Borrowed("amounts"),
    folder: Cow::Borrowed(CONVERTED_FOLDER),
    endings: &["csv", "parquet"],
    about: Cow::Borrowed(
        "A row for each primary amount that is converted by `--to`, with the rate and its date",
    ),
    columns: Cow::Borrowed(&[&[
        DEAL_ID,
        must(
            "day",
            Type::Text,
            "The day whose rate is taken: when the deal was signed, else announced, else told",
        ),
        must("currency", Type::Text, "As the article has it, ISO 4217"),
        must(
            "low",
            Type::Decimal,
            "The primary amount; an \"up to\" counts as nothing",
        ),
        must("high", Type::Decimal, "Its upper end"),
        must(
            "rate",
            Type::Rate,
            "What one unit of it is worth, rounded to twelve digits",
        ),
        must(
            "rate_date",
            Type::Text,
            "The day of the rate: the same, or the last one before with a rate",
        ),
        must("to", Type::Text, "What it is converted to, ISO 4217"),
        must(
            "converted_low",
            Type::Decimal,
            "Rounded once, half to even, to the smallest unit of the currency",
        ),
        must("converted_high", Type::Decimal, "Likewise"),
    ]]),
};
