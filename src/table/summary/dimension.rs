//! What deals are grouped by.

use std::str::FromStr;

use polars::prelude::{
    DataType, Expr, JoinArgs, JoinType, LazyFrame, NULL, UniqueKeepStrategy, col, cols, lit, when,
};

use super::EXPLODE;
use crate::deal::Role;
use crate::error::{Error, Result};
use crate::table::schema::{Column, summary_keys as keys};

/// One way of grouping deals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// By kind.
    Kind,
    /// By status.
    Status,
    /// By party and what it does.
    Party,
    /// By who buys from whom.
    Pair,
    /// By class of product.
    Class,
    /// By product.
    Product,
    /// By nothing but the currency.
    Currency,
    /// By country of each side.
    Country,
    /// By source.
    Source,
    /// By month of the article.
    Month,
    /// By quarter of the article.
    Quarter,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Kind,
        Self::Status,
        Self::Party,
        Self::Pair,
        Self::Class,
        Self::Product,
        Self::Currency,
        Self::Country,
        Self::Source,
        Self::Month,
        Self::Quarter,
    ];

    /// As in `--by`, and in the names of files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Status => "status",
            Self::Party => "party",
            Self::Pair => "pair",
            Self::Class => "class",
            Self::Product => "product",
            Self::Currency => "currency",
            Self::Country => "country",
            Self::Source => "source",
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }

    /// The columns that it groups by.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Kind => keys::BY_KIND,
            Self::Status => keys::BY_STATUS,
            Self::Party => keys::BY_PARTY,
            Self::Pair => keys::BY_PAIR,
            Self::Class => keys::BY_CLASS,
            Self::Product => keys::BY_PRODUCT,
            Self::Currency => keys::BY_CURRENCY,
            Self::Country => keys::BY_COUNTRY,
            Self::Source => keys::BY_SOURCE,
            Self::Month => keys::BY_MONTH,
            Self::Quarter => keys::BY_QUARTER,
        }
    }

    /// Whether a deal may stand in several groups.
    pub(super) const fn is_many(self) -> bool {
        matches!(
            self,
            Self::Party | Self::Pair | Self::Class | Self::Product | Self::Country
        )
    }

    /// Facts with the columns that it groups by: a row for each deal and group.
    pub(super) fn add(self, facts: LazyFrame, records: &LazyFrame) -> LazyFrame {
        let many = match self {
            Self::Kind | Self::Status | Self::Source | Self::Currency => return facts,
            Self::Month => return facts.with_column(month()),
            Self::Quarter => return facts.with_column(quarter()),
            Self::Party => {
                parties(records).select([col("row"), col("name").alias("party"), col("role")])
            }
            Self::Pair => {
                // The first of these that a deal has.
                let buyers = first_of(records, [Role::Buyer, Role::Investor, Role::Lender]);
                let sellers = first_of(records, [Role::Seller, Role::Target, Role::Borrower]);
                let buyers = buyers.select([col("row"), col("name").alias("buyer")]);
                let sellers = sellers.select([col("row"), col("name").alias("seller")]);
                buyers.inner_join(sellers, col("row"), col("row"))
            }
            Self::Country => {
                parties(records).select([col("row"), col("country"), side().alias("side")])
            }
            Self::Class => items(records).select([col("row"), col("class")]),
            Self::Product => {
                items(records).select([col("row"), col("product").str().to_lowercase()])
            }
        };
        let many = many.unique_generic(None, UniqueKeepStrategy::Any);
        facts.inner_join(many, col("row"), col("row"))
    }
}

impl FromStr for Dimension {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.name() == name);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Error::usage(format!("no summary by `{name}`: it is one of {names}"))
        })
    }
}

fn parties(records: &LazyFrame) -> LazyFrame {
    entries(records, "parties").filter(col("name").is_not_null())
}

/// A row for each item; one with nothing in it for a deal without items.
fn items(records: &LazyFrame) -> LazyFrame {
    entries(records, "items")
}

fn entries(records: &LazyFrame, list: &str) -> LazyFrame {
    records
        .clone()
        .select([col("row"), col(list)])
        .explode(cols([list]), EXPLODE)
        .unnest(cols([list]), None)
}

/// The parties of each deal with the first of these roles that any of its parties has.
fn first_of(records: &LazyFrame, roles: [Role; 3]) -> LazyFrame {
    let rank = roles
        .iter()
        .enumerate()
        .fold(lit(NULL), |other, (n, role)| {
            when(col("role").eq(lit(role.name())))
                .then(lit(n as u32))
                .otherwise(other)
        });
    let ranked = parties(records)
        .with_column(rank.alias("rank"))
        .filter(col("rank").is_not_null());
    let first = ranked
        .clone()
        .group_by([col("row")])
        .agg([col("rank").min()]);
    let keys = [col("row"), col("rank")];
    ranked.join(first, keys.clone(), keys, JoinArgs::new(JoinType::Semi))
}

fn side() -> Expr {
    let is = |roles: [Role; 3]| {
        let [a, b, c] = roles.map(|it| col("role").eq(lit(it.name())));
        a.or(b).or(c)
    };
    when(is([Role::Buyer, Role::Investor, Role::Lender]))
        .then(lit("buyer"))
        .when(is([Role::Seller, Role::Target, Role::Borrower]))
        .then(lit("seller"))
        .otherwise(lit("partner"))
}

fn month() -> Expr {
    dated(col("published").dt().strftime("%Y-%m")).alias("month")
}

fn quarter() -> Expr {
    let year = col("published").dt().strftime("%Y");
    let number = col("published").dt().quarter().cast(DataType::String);
    dated(year + lit("-Q") + number).alias("quarter")
}

/// None where no more than the year is known.
fn dated(text: Expr) -> Expr {
    let known = col("published_precision").neq_missing(lit("year"));
    when(known).then(text).otherwise(lit(NULL))
}
