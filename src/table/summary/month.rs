//! Deals by the month in which their article came out.

use polars::prelude::{LazyFrame, NULL, col, lit, when};

use super::{facts, measure};

/// A row for each month and currency in order of time, then those of articles without a month.
pub(super) fn by_month(records: LazyFrame) -> LazyFrame {
    let known = col("published_precision").neq_missing(lit("year"));
    let month = when(known)
        .then(col("published").dt().strftime("%Y-%m"))
        .otherwise(lit(NULL));
    measure(facts(records).with_column(month.alias("month")), &["month"])
}
