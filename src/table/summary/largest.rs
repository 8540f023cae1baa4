//! The largest deals of each currency.

use polars::prelude::{
    Column, DataFrame, IntoLazy, JoinArgs, JoinType, LazyFrame, MaintainOrderJoin,
    SortMultipleOptions, UniqueKeepStrategy, all, col, cols, lit,
};

use super::{EXPLODE, Records, checked};
use crate::error::Result;
use crate::table::SEPARATOR;
use crate::table::build::polars_error;
use crate::table::schema::LARGEST;

/// The `top` largest firm deals of each currency by the upper end of their primary amounts, parts of packages too.
pub fn largest(records: &Records, top: u32) -> Result<DataFrame> {
    let is_firm = col("group").eq(lit("firm"));
    let ranked = records
        .facts()
        .filter(is_firm.and(col("figure").is_not_null()))
        .sort_by_exprs(
            [col("currency"), col("high"), col("row")],
            SortMultipleOptions::default().with_order_descending_multi([false, true, false]),
        )
        .select(["row", "currency", "low", "high"].map(col))
        .group_by_stable([col("currency")])
        .agg([all().as_expr().head(Some(top as usize))])
        .explode(cols(["row", "low", "high"]), EXPLODE)
        .collect()
        .map_err(polars_error)?;
    let ranks = ranks(&ranked)?;
    let mut ranked = ranked;
    let ranked = ranked.with_column(ranks).map_err(polars_error)?.clone();
    let named = names(&records.all, ranked.clone().lazy());
    let args = JoinArgs {
        maintain_order: MaintainOrderJoin::Left,
        ..JoinArgs::new(JoinType::Left)
    };
    let on = || [col("row")];
    let columns: Vec<_> = LARGEST.columns().map(|it| col(it.name)).collect();
    let link = lit("report.html#") + col("deal_id");
    let mut rows = ranked.lazy().join(
        records.all.clone().drop(cols(["parties"])),
        on(),
        on(),
        args.clone(),
    );
    if let Some(titles) = &records.titles {
        let id = [col("deal_id")];
        rows = rows
            .drop(cols(["title", "url"]))
            .join(titles.clone(), id.clone(), id, args.clone());
    }
    let rows = rows
        .join(named, on(), on(), args)
        .with_column(link.alias("link"))
        .select(columns)
        .collect()
        .map_err(polars_error)?;
    checked(rows, &LARGEST)
}

/// Places from 1 within each currency of rows that are sorted by it.
fn ranks(sorted: &DataFrame) -> Result<Column> {
    let currencies = sorted.column("currency").map_err(polars_error)?;
    let currencies = currencies.str().map_err(polars_error)?;
    let mut ranks: Vec<i64> = Vec::with_capacity(sorted.height());
    let mut before = None;
    for currency in currencies.iter() {
        let rank = match ranks.last() {
            Some(rank) if before == Some(currency) => rank + 1,
            _ => 1,
        };
        ranks.push(rank);
        before = Some(currency);
    }
    Ok(Column::new("rank".into(), ranks))
}

/// The names of the parties of these deals in one cell each, every name once.
fn names(records: &LazyFrame, rows: LazyFrame) -> LazyFrame {
    records
        .clone()
        .select([col("row"), col("parties")])
        .semi_join(rows, col("row"), col("row"))
        .explode(cols(["parties"]), EXPLODE)
        .unnest(cols(["parties"]), None)
        .select([col("row"), col("name")])
        .unique_stable_generic(None, UniqueKeepStrategy::First)
        .group_by_stable([col("row")])
        .agg([col("name").str().join(SEPARATOR, true).alias("parties")])
}
