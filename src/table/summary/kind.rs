//! Deals by kind.

use polars::prelude::LazyFrame;

use super::{facts, measure};

/// A row for each kind and currency, in alphabetical order.
pub(super) fn by_kind(records: LazyFrame) -> LazyFrame {
    measure(facts(records), &["kind"])
}
