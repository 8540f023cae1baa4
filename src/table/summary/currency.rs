//! Deals by currency of their primary amount.

use polars::prelude::LazyFrame;

use super::{facts, measure};

/// A row for each currency in alphabetical order, then one for the deals without a primary amount.
pub(super) fn by_currency(records: LazyFrame) -> LazyFrame {
    measure(facts(records), &[])
}
