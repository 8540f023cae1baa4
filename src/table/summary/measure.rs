//! The measures of a group of deals.

use polars::prelude::{
    DataType, Expr, JoinArgs, JoinType, LazyFrame, NULL, SortOptions, UniqueKeepStrategy, col, len,
    lit, when,
};

use super::{decimal, order};
use crate::deal::Status;
use crate::table::totals::GROUPS;

/// Groups facts by `keys` and currency and measures each group, in the order of the keys. `is_many`: a deal may stand
/// in several groups.
pub(super) fn measure(facts: LazyFrame, keys: &[&str], is_many: bool) -> LazyFrame {
    // The amount of a part is left out where that of its package is summed in the same column: wherever the package
    // stands, but for keys of which a deal has many (its parties) only where the package has the same ones.
    let mut own = vec![col("part_of"), col("group")];
    let mut package = vec![col("deal_id"), col("group")];
    if is_many {
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
        .join(
            packages,
            own,
            package,
            JoinArgs {
                nulls_equal: true,
                ..JoinArgs::new(JoinType::Left)
            },
        )
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
    for group in GROUPS {
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
            // They are sorted.
            measures.push(of("deal_id").first().alias("firm_largest"));
        }
    }

    let largest_first = order().with_order_descending_multi([true, false]);
    let facts = facts.sort_by_exprs([col("high"), col("row")], largest_first);
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
