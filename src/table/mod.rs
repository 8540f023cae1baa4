//! Deals as tables: the columns, the rows made of a record, polars tables of many, summaries, and rates of exchange.

#[cfg(feature = "tables")]
pub mod build;
pub mod diff;
mod filter;
pub mod frictionless;
pub mod fx;
mod listing;
pub mod merge;
mod row;
pub mod schema;
#[cfg(feature = "tables")]
pub mod summary;
mod totals;

pub use filter::{Day, Filter};
pub use listing::{SchemaFormat, schema};
pub use row::{Rows, SEPARATOR, Value, check, mantissa, micros};
pub(crate) use row::{flat_amount, flat_item};
pub use totals::{Total, Totals};
