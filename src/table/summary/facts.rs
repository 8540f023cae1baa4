//! What is counted and summed of each deal.

use polars::prelude::{
    JoinArgs, JoinType, LazyFrame, MaintainOrderJoin, NULL, UniqueKeepStrategy, col, cols, lit,
    when,
};

use super::{EXPLODE, decimal};
use crate::deal::Status;
use crate::table::totals::{GROUPS, group};

/// A row a deal with what it is grouped by, and of its primary amount (none without one): `currency`, `low`, `high`,
/// `figure` (as written) and `at_least` (a lower bound without an upper end); `group` tells which sums it belongs to.
pub(super) fn facts(records: LazyFrame) -> LazyFrame {
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
    let group = Status::ALL.iter().fold(lit(NULL), |other, status| {
        when(col("status").eq(lit(status.name())))
            .then(lit(GROUPS[group(*status)]))
            .otherwise(other)
    });
    let own = [
        "row",
        "deal_id",
        "part_of",
        "kind",
        "status",
        "source",
        "published",
        "published_precision",
    ];
    let mut own: Vec<_> = own.map(col).to_vec();
    own.push(group.alias("group"));
    records.select(own).join(
        amounts,
        [col("row")],
        [col("row")],
        JoinArgs {
            maintain_order: MaintainOrderJoin::Left,
            ..JoinArgs::new(JoinType::Left)
        },
    )
}
