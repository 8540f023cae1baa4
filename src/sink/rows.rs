//! Rows of a polars table as values, as CSV, as JSON lines and as a table for people.

use std::borrow::Cow;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use polars::prelude::{AnyValue, Column, DataFrame, TimeUnit};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::csv::{CsvRows, harmless};
use super::screen::{add, markdown};
use crate::deal::plain_scaled;
use crate::error::{Error, Result};
use crate::table::build::polars_error;
use crate::table::{SEPARATOR, Value};

/// How rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowsFormat {
    /// A Markdown table, cut to this width where there is one.
    Table(Option<u16>),
    /// CSV with a header.
    Csv,
    /// A JSON object a row.
    Jsonl,
}

/// All rows as text that ends in a line break.
pub(super) fn print(rows: &DataFrame, format: RowsFormat) -> Result<String> {
    let names: Vec<String> = rows
        .get_column_names()
        .iter()
        .map(ToString::to_string)
        .collect();
    match format {
        RowsFormat::Table(width) => {
            let columns = rows.columns().iter().enumerate();
            let figures: Vec<_> = columns
                .filter(|(_, it)| it.dtype().is_numeric() || it.dtype().is_decimal())
                .map(|(n, _)| n)
                .collect();
            let mut table = markdown(names, &figures, width);
            each(rows, |cells| {
                add(&mut table, cells.iter().map(text));
                Ok(())
            })?;
            Ok(format!("{table}\n"))
        }
        RowsFormat::Csv => {
            let mut out = CsvRows::new(&names)?;
            each(rows, |cells| {
                out.row(cells.iter().map(|cell| match cell {
                    AnyValue::String(text) => harmless(text).into_owned(),
                    other => text(other),
                }))
            })?;
            out.text()
        }
        RowsFormat::Jsonl => {
            let mut lines = String::new();
            each(rows, |cells| {
                let fields = names.iter().cloned().zip(cells.iter().map(json));
                lines += &Json::Object(fields.collect()).to_string();
                lines.push('\n');
                Ok(())
            })?;
            Ok(lines)
        }
    }
}

fn each(rows: &DataFrame, mut row: impl FnMut(&[AnyValue]) -> Result<()>) -> Result<()> {
    for n in 0..rows.height() {
        let cells: Result<Vec<_>> = rows
            .columns()
            .iter()
            .map(|it| it.get(n).map_err(polars_error))
            .collect();
        row(&cells?)?;
    }
    Ok(())
}

/// A cell of a column that the schema has.
pub(super) fn value(column: &Column, row: usize) -> Result<Value<'_>> {
    let wrong = |what: String| Error::output(format!("column {}: {what}", column.name()));
    Ok(match column.get(row).map_err(polars_error)? {
        AnyValue::Null => Value::Null,
        AnyValue::String(text) => Value::from(text),
        AnyValue::StringOwned(text) => Value::Text(Cow::Owned(text.to_string())),
        AnyValue::Int64(count) => Value::Count(count.unsigned_abs()),
        AnyValue::Float64(share) => Value::Share(share),
        AnyValue::Boolean(flag) => Value::Flag(flag),
        AnyValue::Decimal(mantissa, _, scale) => {
            let value = Decimal::try_from_i128_with_scale(mantissa, scale as u32);
            Value::Decimal(value.map_err(|why| wrong(why.to_string()))?)
        }
        AnyValue::Datetime(at, unit, _) | AnyValue::DatetimeOwned(at, unit, _) => {
            let moment = moment(at, unit).ok_or_else(|| wrong(format!("{at} is no moment")))?;
            Value::Moment(Cow::Owned(moment))
        }
        other => return Err(wrong(format!("{other:?} has no CSV form"))),
    })
}

/// Any cell as plain text; entries of lists are parted by `; `.
fn text(cell: &AnyValue) -> String {
    match cell {
        AnyValue::Null => String::new(),
        AnyValue::List(entries) => {
            let entries: Vec<_> = entries.iter().map(|it| text(&it)).collect();
            entries.join(SEPARATOR)
        }
        _ => match json(cell) {
            Json::String(text) => text,
            other => other.to_string(),
        },
    }
}

/// Any cell as JSON; decimals as text, as in the records.
fn json(cell: &AnyValue) -> Json {
    match cell {
        AnyValue::Null => Json::Null,
        AnyValue::Boolean(it) => (*it).into(),
        AnyValue::String(it) => (*it).into(),
        AnyValue::StringOwned(it) => it.as_str().into(),
        AnyValue::Decimal(mantissa, _, scale) => plain_scaled(*mantissa, *scale).into(),
        AnyValue::Float64(it) => (*it).into(),
        AnyValue::Float32(it) => f64::from(*it).into(),
        AnyValue::Datetime(at, unit, _) | AnyValue::DatetimeOwned(at, unit, _) => {
            moment(*at, *unit).into()
        }
        AnyValue::Date(days) => Date::from_str("1970-01-01")
            .ok()
            .and_then(|it| it.checked_add(jiff::Span::new().days(*days)).ok())
            .map(|it| it.to_string())
            .into(),
        AnyValue::List(entries) => entries.iter().map(|it| json(&it)).collect(),
        AnyValue::Struct(..) | AnyValue::StructOwned(_) => {
            let fields = cell._iter_struct_av().map(|it| json(&it));
            let names = match cell {
                AnyValue::Struct(_, _, fields) => {
                    fields.iter().map(|it| it.name.to_string()).collect()
                }
                AnyValue::StructOwned(it) => it.1.iter().map(|it| it.name.to_string()).collect(),
                _ => Vec::new(),
            };
            Json::Object(names.into_iter().zip(fields).collect())
        }
        other => match other.extract::<i64>() {
            Some(number) => number.into(),
            None => other.to_string().into(),
        },
    }
}

fn moment(at: i64, unit: TimeUnit) -> Option<String> {
    let at = match unit {
        TimeUnit::Microseconds => Timestamp::from_microsecond(at),
        TimeUnit::Milliseconds => Timestamp::from_millisecond(at),
        TimeUnit::Nanoseconds => Timestamp::from_nanosecond(i128::from(at)),
    };
    at.ok().map(|it| it.to_string())
}
