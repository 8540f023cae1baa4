//! Deals by party and role. Names are taken as the records give them; forms of one name over articles are not joined.

use polars::prelude::{LazyFrame, UniqueKeepStrategy, col, cols};

use super::{EXPLODE, facts, measure};

/// A row for each party, role and currency, in alphabetical order. A deal counts once for each party and role.
pub(super) fn by_party(records: LazyFrame) -> LazyFrame {
    let facts = facts(records);
    let parties = facts
        .clone()
        .select([col("row"), col("parties")])
        .explode(cols(["parties"]), EXPLODE)
        .unnest(cols(["parties"]), None)
        .filter(col("name").is_not_null())
        .select([col("row"), col("name").alias("party"), col("role")])
        .unique_generic(None, UniqueKeepStrategy::Any);
    measure(
        facts.inner_join(parties, col("row"), col("row")),
        &["party", "role"],
    )
}
