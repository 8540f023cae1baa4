//! Summaries: counts by status, exact sums and medians of primary amounts, never two currencies added.
//!
//! Each summary is a function from the lazy table of records (`deals.parquet`) to a lazy table with the columns of
//! `schema`. What counts as low and high, and when a package silences its parts, is decided here, once for all.

mod currency;
mod kind;
mod month;
mod party;

use polars::prelude::{
    AnyValue, DataFrame, DataType, ExplodeOptions, Expr, JoinArgs, JoinType, LazyFrame, NULL,
    Scalar, SortMultipleOptions, SortOptions, UniqueKeepStrategy, col, cols, len, lit, when,
};

use super::build::{polars_error, polars_schema};
use super::schema::{self, DECIMAL_PRECISION, DECIMAL_SCALE, Table};
use crate::deal::Status;
use crate::error::{Error, Result};

/// One summary.
#[derive(Debug)]
pub struct Summary {
    /// Its columns and files.
    pub table: &'static Table,
    /// From the table of records to the summary, rows in a fixed order.
    pub of: fn(LazyFrame) -> LazyFrame,
}

/// All summaries; the command and the files of a run follow this list.
pub const SUMMARIES: [Summary; 4] = [
    Summary {
        table: &schema::BY_KIND,
        of: kind::by_kind,
    },
    Summary {
        table: &schema::BY_PARTY,
        of: party::by_party,
    },
    Summary {
        table: &schema::BY_CURRENCY,
        of: currency::by_currency,
    },
    Summary {
        table: &schema::BY_MONTH,
        of: month::by_month,
    },
];

/// The rows of a summary, with exactly the columns that the schema gives it.
pub fn collect(summary: &Summary, records: LazyFrame) -> Result<DataFrame> {
    let rows = (summary.of)(records).collect().map_err(polars_error)?;
    let (made, due) = (rows.schema(), polars_schema(summary.table));
    if **made == due {
        Ok(rows)
    } else {
        Err(Error::output(format!(
            "summary {} has columns {made:?}, not those of the schema",
            summary.table.name
        )))
    }
}

/// The columns of an amount in `facts`, and the groups of statuses whose sums stand apart.
const GROUPS: [(&str, &[Status]); 4] = [
    ("firm", &[Status::Agreed, Status::Completed]),
    ("proposed", &[Status::Proposed]),
    ("mou", &[Status::Mou]),
    ("cancelled", &[Status::Cancelled]),
];

/// A row a deal with its own columns, and of its primary amount (none without one): `currency`, `low`, `high`,
/// `figure` (as written) and `at_least` (a lower bound without an upper end); `group` tells which sums it belongs to.
fn facts(records: LazyFrame) -> LazyFrame {
    let records = records.with_row_index("row", None);
    let zero = decimal(0);
    let modality = || col("modality");
    let low = when(modality().eq(lit("max")).and(col("value_max").is_null()))
        .then(zero)
        .otherwise(col("value"));
    let amounts = records
        .clone()
        .select([col("row"), col("amounts")])
        .explode(cols(["amounts"]), EXPLODE)
        .unnest(cols(["amounts"]), None)
        .filter(col("primary"))
        .select([
            col("row"),
            col("currency"),
            low.alias("low"),
            when(col("value_max").is_null())
                .then(col("value"))
                .otherwise(col("value_max"))
                .alias("high"),
            col("value").alias("figure"),
            modality()
                .eq(lit("min"))
                .and(col("value_max").is_null())
                .alias("at_least"),
        ])
        .unique_generic(Some(vec![col("row")]), UniqueKeepStrategy::First);
    let group = GROUPS.iter().fold(lit(NULL), |other, (name, statuses)| {
        let one = statuses
            .iter()
            .map(|status| col("status").eq(lit(status.name())))
            .reduce(Expr::or);
        match one {
            Some(one) => when(one).then(lit(*name)).otherwise(other),
            None => other,
        }
    });
    records.with_column(group.alias("group")).join(
        amounts,
        [col("row")],
        [col("row")],
        JoinArgs::new(JoinType::Left),
    )
}

const EXPLODE: ExplodeOptions = ExplodeOptions {
    empty_as_null: true,
    keep_nulls: true,
};

/// Groups facts by `keys` and currency and measures each group, in the order of the keys.
fn measure(facts: LazyFrame, keys: &[&str]) -> LazyFrame {
    // The amount of a part is left out where that of its package is summed in the same column: for parties only
    // where the package has the same party in the same role, for other keys wherever the package stands.
    let mut own = vec![col("part_of"), col("group")];
    let mut package = vec![col("deal_id"), col("group")];
    if keys.contains(&"role") {
        own.extend(keys.iter().map(|key| col(*key)));
        package.extend(keys.iter().map(|key| col(*key)));
    }
    // Few deals are packages: only those that some deal names go into the join with all deals.
    let named = facts
        .clone()
        .filter(col("part_of").is_not_null())
        .select([col("part_of").alias("deal_id")])
        .unique_generic(None, UniqueKeepStrategy::Any);
    let packages = facts
        .clone()
        .filter(col("figure").is_not_null())
        .select(&package)
        .inner_join(named, col("deal_id"), col("deal_id"))
        .unique_generic(None, UniqueKeepStrategy::Any)
        .with_column(lit(true).alias("in_package"));
    let in_package = || {
        col("in_package")
            .fill_null(lit(false))
            .and(col("figure").is_not_null())
    };
    let counted = |name: &str| {
        when(in_package().not())
            .then(col(name))
            .otherwise(lit(NULL))
            .alias(name)
    };
    let facts = facts
        .join(packages, own, package, JoinArgs::new(JoinType::Left))
        .with_columns([
            counted("low"),
            counted("high"),
            counted("figure"),
            counted("at_least"),
            in_package().alias("in_package"),
        ]);

    let count = |expr: Expr| expr.sum().cast(DataType::Int64);
    let mut measures = vec![len().cast(DataType::Int64).alias("deals")];
    for status in Status::ALL {
        let is = col("status").eq(lit(status.name()));
        measures.push(count(is).alias(status.name()));
    }
    measures.push(count(col("figure").is_not_null()).alias("amounts"));
    measures.push(count(col("in_package")).alias("in_package"));
    measures.push(count(col("at_least").fill_null(lit(false))).alias("at_least"));
    for (group, _) in GROUPS {
        let of = |name: &str| {
            col(name).filter(col("group").eq(lit(group)).and(col("figure").is_not_null()))
        };
        for end in ["low", "high"] {
            // A sum of nothing is none, not zero.
            let sum = when(of(end).len().gt(lit(0)))
                .then(of(end).sum())
                .otherwise(lit(NULL));
            measures.push(sum.alias(format!("{group}_{end}")));
        }
        if group == "firm" {
            measures.push(median(of("figure")).alias("firm_median"));
        }
    }

    let mut by: Vec<Expr> = keys.iter().map(|key| col(*key)).collect();
    by.push(col("currency"));
    facts
        .group_by(&by)
        .agg(measures)
        .sort_by_exprs(&by, order())
}

/// The exact median: polars' own goes through floats.
fn median(values: Expr) -> Expr {
    let sorted = values.sort(SortOptions::default());
    let length = || sorted.clone().len().cast(DataType::Int64);
    // Places, not money: the division is true and its result cut.
    let at = |place: Expr| {
        let half = (place / lit(2_i64)).cast(DataType::Int64);
        sorted.clone().get(half, true)
    };
    let (lower, upper) = (at(length() - lit(1_i64)), at(length()));
    when(length().eq(lit(0_i64)))
        .then(lit(NULL))
        .otherwise((lower + upper) * decimal(500_000))
}

/// A decimal constant of so many millionths.
fn decimal(millionths: i128) -> Expr {
    let (precision, scale) = (DECIMAL_PRECISION as usize, DECIMAL_SCALE as usize);
    lit(Scalar::new(
        DataType::Decimal(precision, scale),
        AnyValue::Decimal(millionths, precision, scale),
    ))
}

/// Ascending, none last.
fn order() -> SortMultipleOptions {
    SortMultipleOptions::default()
        .with_nulls_last(true)
        .with_maintain_order(true)
}
