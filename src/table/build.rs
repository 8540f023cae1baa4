//! Rows as a polars table, exactly: decimals as whole millionths, lists as `list<struct>`, no float on the way.
//! It gathers rows batch by batch; a row that does not match the schema is a fault of this program and an error.

use std::path::Path;

use polars::prelude::{
    BooleanChunkedBuilder, ChunkedBuilder, DataFrame, DataType, Field, Float64Type, Int64Type,
    Int128Type, IntoColumn, IntoSeries, LazyFrame, ListChunked, NamedFrom, PlRefPath, PolarsError,
    PolarsResult, PrimitiveChunkedBuilder, ScanArgsParquet, Schema, Series, StringChunkedBuilder,
    StructChunked, TimeUnit, TimeZone,
};

use super::fx::RATE_SCALE;
use super::row::{Rows, Value, mantissa, micros};
use super::schema::{Column, DECIMAL_PRECISION, DECIMAL_SCALE, Table, Type};
use crate::deal::Deal;
use crate::error::{Error, Result};

/// Gathers rows of one table.
pub struct RowBuilder {
    table: &'static Table,
    height: usize,
    cells: Vec<Cells>,
}

impl RowBuilder {
    /// An empty one.
    pub fn new(table: &'static Table) -> Self {
        Self {
            table,
            height: 0,
            cells: table.columns().map(Cells::new).collect(),
        }
    }

    /// Rows gathered since the last `take`.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Adds a row, with a value for every column. The error tells what is wrong with it.
    pub fn push<'a>(&mut self, row: impl IntoIterator<Item = Value<'a>>) -> Result<(), String> {
        for (cells, value) in self.cells.iter_mut().zip(row) {
            cells.push(value)?;
        }
        self.height += 1;
        Ok(())
    }

    /// The rows gathered, each column in one chunk; the builder is empty afterwards.
    pub fn take(&mut self) -> Result<DataFrame> {
        let full = std::mem::replace(self, Self::new(self.table));
        let height = full.height;
        let columns: PolarsResult<Vec<_>> = full
            .cells
            .into_iter()
            .map(|cells| cells.finish().map(IntoColumn::into_column))
            .collect();
        columns
            .and_then(|columns| DataFrame::new(height, columns))
            .map_err(polars_error)
    }
}

/// Gathers the rows of deals for one table.
pub struct TableBuilder {
    of: Rows,
    rows: RowBuilder,
}

impl TableBuilder {
    /// An empty one for a table of deals.
    pub fn new(rows: Rows) -> Self {
        Self {
            of: rows,
            rows: RowBuilder::new(rows.table),
        }
    }

    /// Rows gathered since the last `take`.
    pub fn height(&self) -> usize {
        self.rows.height()
    }

    /// Adds the rows of a deal. The deal must have passed `check`.
    pub fn push(&mut self, deal: &Deal) -> Result<()> {
        for row in self.of.of(deal) {
            self.rows.push(row).map_err(|why| {
                Error::output(format!(
                    "article {}, deal {}, {why}",
                    deal.article_id, deal.deal_id
                ))
            })?;
        }
        Ok(())
    }

    /// The rows gathered, each column in one chunk; the builder is empty afterwards.
    pub fn take(&mut self) -> Result<DataFrame> {
        self.rows.take()
    }
}

/// The schema of a table in polars.
pub fn polars_schema(table: &Table) -> Schema {
    table
        .columns()
        .map(|column| Field::new(column.name.into(), data_type(column.kind)))
        .collect()
}

/// The rows of a Parquet file, read when they are needed.
pub fn scan_parquet(path: &Path) -> PolarsResult<LazyFrame> {
    let args = ScanArgsParquet {
        // The name of a folder may hold `*` or `[`.
        glob: false,
        ..ScanArgsParquet::default()
    };
    LazyFrame::scan_parquet(PlRefPath::try_from_path(path)?, args)
}

/// The polars type of a column.
pub fn data_type(kind: Type) -> DataType {
    match kind {
        Type::Text | Type::Choice(_) => DataType::String,
        Type::Texts => DataType::List(Box::new(DataType::String)),
        Type::Decimal => DataType::Decimal(DECIMAL_PRECISION as usize, DECIMAL_SCALE as usize),
        Type::Rate => DataType::Decimal(DECIMAL_PRECISION as usize, RATE_SCALE as usize),
        Type::Count => DataType::Int64,
        Type::Share => DataType::Float64,
        Type::Flag => DataType::Boolean,
        Type::Moment => DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)),
        Type::List(fields) => {
            let field = |it: &Column| Field::new(it.name.into(), data_type(it.kind));
            DataType::List(Box::new(DataType::Struct(
                fields.iter().map(field).collect(),
            )))
        }
    }
}

/// An error of polars as one of ours; a failed write stays one.
pub fn polars_error(error: PolarsError) -> Error {
    match error {
        PolarsError::IO { error, .. } => Error::io(
            "table",
            std::io::Error::new(error.kind(), error.to_string()),
        ),
        other => Error::output(format!("table: {other}")),
    }
}

/// The cells of one column that wait to become a series.
enum Cells {
    Text(StringChunkedBuilder),
    Decimal(&'static str, PrimitiveChunkedBuilder<Int128Type>),
    Count(PrimitiveChunkedBuilder<Int64Type>),
    Share(PrimitiveChunkedBuilder<Float64Type>),
    Flag(BooleanChunkedBuilder),
    Moment(PrimitiveChunkedBuilder<Int64Type>),
    Texts(Lists, StringChunkedBuilder),
    List(Lists, Vec<Cells>),
}

/// Where the lists of a column end in the column of all their entries.
struct Lists {
    name: &'static str,
    lengths: Vec<usize>,
}

impl Lists {
    fn finish(self, entries: &Series) -> Series {
        let mut lists = Vec::with_capacity(self.lengths.len());
        let mut rest = entries.clone();
        for length in self.lengths {
            let (list, after) = rest.split_at(i64::try_from(length).unwrap_or(i64::MAX));
            lists.push(list);
            rest = after;
        }
        if lists.is_empty() {
            let none = ListChunked::full_null_with_dtype(self.name.into(), 0, entries.dtype());
            return none.into_series();
        }
        Series::new(self.name.into(), lists)
    }
}

impl Cells {
    fn new(column: &Column) -> Self {
        let name = column.name;
        let lists = Lists {
            name,
            lengths: Vec::new(),
        };
        match column.kind {
            Type::Text | Type::Choice(_) => Self::Text(StringChunkedBuilder::new(name.into(), 0)),
            Type::Texts => Self::Texts(lists, StringChunkedBuilder::new(name.into(), 0)),
            // Rates are made by polars, never of deals.
            Type::Decimal | Type::Rate => {
                Self::Decimal(name, PrimitiveChunkedBuilder::new(name.into(), 0))
            }
            Type::Count => Self::Count(PrimitiveChunkedBuilder::new(name.into(), 0)),
            Type::Share => Self::Share(PrimitiveChunkedBuilder::new(name.into(), 0)),
            Type::Flag => Self::Flag(BooleanChunkedBuilder::new(name.into(), 0)),
            Type::Moment => Self::Moment(PrimitiveChunkedBuilder::new(name.into(), 0)),
            Type::List(fields) => Self::List(lists, fields.iter().map(Self::new).collect()),
        }
    }

    fn push(&mut self, value: Value<'_>) -> Result<(), String> {
        match (self, value) {
            (Self::Text(to), Value::Text(text)) => to.append_value(text),
            (Self::Text(to), Value::Null) => to.append_null(),
            (Self::Decimal(name, to), Value::Decimal(value)) => {
                let number = mantissa(value);
                to.append_value(number.ok_or_else(|| format!("{name}: {value} does not fit"))?);
            }
            (Self::Decimal(_, to), Value::Null) => to.append_null(),
            (Self::Count(to), Value::Count(count)) => {
                to.append_value(i64::try_from(count).map_err(|why| why.to_string())?);
            }
            (Self::Share(to), Value::Share(share)) => to.append_value(share),
            (Self::Flag(to), Value::Flag(flag)) => to.append_value(flag),
            (Self::Moment(to), Value::Moment(moment)) => to.append_value(micros(&moment)?),
            (Self::Moment(to), Value::Null) => to.append_null(),
            (Self::Texts(lists, to), Value::Texts(texts)) => {
                lists.lengths.push(texts.len());
                for text in texts {
                    to.append_value(text);
                }
            }
            (Self::List(lists, fields), Value::Rows(rows)) => {
                lists.lengths.push(rows.len());
                for row in rows {
                    for (to, value) in fields.iter_mut().zip(row) {
                        to.push(value)?;
                    }
                }
            }
            (_, value) => return Err(format!("{value:?} stands in a column of another type")),
        }
        Ok(())
    }

    fn finish(self) -> PolarsResult<Series> {
        Ok(match self {
            Self::Text(from) => from.finish().into_series(),
            Self::Decimal(_, from) => from
                .finish()
                .into_decimal(DECIMAL_PRECISION as usize, DECIMAL_SCALE as usize)?
                .into_series(),
            Self::Count(from) => from.finish().into_series(),
            Self::Share(from) => from.finish().into_series(),
            Self::Flag(from) => from.finish().into_series(),
            Self::Moment(from) => from
                .finish()
                .into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC))
                .into_series(),
            Self::Texts(lists, from) => lists.finish(&from.finish().into_series()),
            Self::List(lists, fields) => {
                let length = lists.lengths.iter().sum();
                let fields: PolarsResult<Vec<_>> = fields.into_iter().map(Self::finish).collect();
                let entries =
                    StructChunked::from_series(lists.name.into(), length, fields?.iter())?;
                lists.finish(&entries.into_series())
            }
        })
    }
}
