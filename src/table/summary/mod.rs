//! Summaries: counts by status, exact sums and medians of primary amounts, never two currencies added.
//!
//! `Records` are the deals of one or more tables of records (`deals.parquet`); a `Summary` groups them by one
//! or more dimensions and has the columns of `schema`. What counts as low and high is decided in `facts`, when a
//! package silences its parts in `measure`, once for all. Amounts in another currency are `table::fx`'s matter.

mod convert;
mod dimension;
mod facts;
mod largest;
mod measure;

use std::borrow::Cow;

use polars::prelude::{
    AnyValue, DataFrame, DataType, ExplodeOptions, Expr, IntoLazy, JoinArgs, JoinType, LazyFrame,
    Scalar, SortMultipleOptions, col, lit,
};

use super::build::{polars_error, polars_schema};
use super::schema::{DECIMAL_PRECISION, DECIMAL_SCALE, MEASURES, SUMMARIES, Table};
use crate::error::{Error, Result};

pub use convert::{Conversion, Converted};
pub use dimension::Dimension;
pub use largest::largest;

/// Deals to sum up.
pub struct Records {
    /// The records with a column `row` before them.
    all: LazyFrame,
    /// What is counted and summed of each, see `facts`.
    facts: DataFrame,
    /// Titles and addresses by `deal_id`, where the records have none.
    titles: Option<LazyFrame>,
}

impl Records {
    /// All of the records.
    pub fn new(records: LazyFrame) -> Result<Self> {
        let all = records.with_row_index("row", None);
        let facts = facts::facts(all.clone()).collect().map_err(polars_error)?;
        Ok(Self {
            all,
            facts,
            titles: None,
        })
    }

    /// The same, with titles and addresses from a table that has them by `deal_id`, each id once.
    #[must_use]
    pub fn with_titles(mut self, titles: LazyFrame) -> Self {
        self.titles = Some(titles.select(["deal_id", "title", "url"].map(col)));
        self
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.facts.height()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn facts(&self) -> LazyFrame {
        self.facts.clone().lazy()
    }
}

/// One summary: its files and columns, and what it groups by.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Its columns and files.
    pub table: Cow<'static, Table>,
    dimensions: Vec<Dimension>,
}

impl Summary {
    /// One for each dimension alone.
    pub fn all() -> Vec<Self> {
        Dimension::ALL.iter().map(|it| Self::by(&[*it])).collect()
    }

    /// Deals by these dimensions together.
    pub fn by(dimensions: &[Dimension]) -> Self {
        let names: Vec<_> = dimensions.iter().map(|it| it.name()).collect();
        let name = format!("by_{}", names.join("_"));
        let table = SUMMARIES.iter().find(|it| it.name == name);
        let table = table.map_or_else(
            || {
                let mut columns: Vec<_> = dimensions.iter().map(|it| it.columns()).collect();
                columns.push(&MEASURES);
                Cow::Owned(Table {
                    name: name.into(),
                    folder: Cow::Borrowed("summary"),
                    endings: &["csv", "parquet"],
                    about: format!("A row for each {} and currency", names.join(", ")).into(),
                    columns: columns.into(),
                })
            },
            |table| Cow::Borrowed(*table),
        );
        Self {
            table,
            dimensions: dimensions.to_vec(),
        }
    }

    /// Its rows in the order of the keys, none last, with exactly the columns of the schema. `top` keeps the groups
    /// with the most deals, whatever their currencies, the first ones of those with as many.
    pub fn rows(&self, records: &Records, top: Option<u32>) -> Result<DataFrame> {
        let dimensions = self.dimensions.iter();
        let facts = dimensions.fold(records.facts(), |facts, it| it.add(facts, &records.all));
        let keys: Vec<_> = self.keys().collect();
        let is_many = self.dimensions.iter().any(|it| it.is_many());
        let mut rows = measure::measure(facts, &keys, is_many);
        if let Some(top) = top {
            rows = self.keep(rows, top);
        }
        let rows = rows.collect().map_err(polars_error)?;
        checked(rows, &self.table)
    }

    fn keys(&self) -> impl Iterator<Item = &'static str> {
        let columns = self.dimensions.iter().flat_map(|it| it.columns());
        columns.map(|it| it.name)
    }

    fn keep(&self, rows: LazyFrame, top: u32) -> LazyFrame {
        // The currency is the group where there is no other.
        let mut by: Vec<_> = self.keys().map(col).collect();
        if by.is_empty() {
            by.push(col("currency"));
        }
        let mut most = vec![col("deals")];
        most.extend(by.iter().cloned());
        let mut descending = vec![false; most.len()];
        descending[0] = true;
        let groups = rows
            .clone()
            .group_by(&by)
            .agg([col("deals").sum()])
            .sort_by_exprs(&most, order().with_order_descending_multi(descending))
            .limit(top)
            .select(&by);
        let args = JoinArgs {
            nulls_equal: true,
            maintain_order: polars::prelude::MaintainOrderJoin::Left,
            ..JoinArgs::new(JoinType::Semi)
        };
        rows.join(groups, &by, &by, args)
    }
}

/// The rows where their columns are those of the table.
fn checked(rows: DataFrame, table: &Table) -> Result<DataFrame> {
    let (made, due) = (rows.schema(), polars_schema(table));
    if **made == due {
        Ok(rows)
    } else {
        Err(Error::output(format!(
            "summary {} has columns {made:?}, not those of the schema",
            table.name
        )))
    }
}

const EXPLODE: ExplodeOptions = ExplodeOptions {
    empty_as_null: true,
    keep_nulls: true,
};

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
