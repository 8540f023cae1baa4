//! Parquet files and Arrow IPC, files and streams of it: a row is an article. The one place of the readers where polars
//! stands.
//!
//! Arrow is read a batch at a time, and needs no seeking: a file is a stream with a footer behind it, which is not
//! asked. Parquet is read some rows of a row group at a time; what cannot be sought in (standard input, members of
//! archives) is put into a temporary file first. Held in memory are the compressed columns of one row group, of which
//! only the wanted ones, and a few megabytes of rows; or one batch. Both have bounds, which are checked before anything
//! is made of what a file claims. What polars makes of a broken file may still be a panic, which becomes a reject.

mod arrow;
mod delta;
mod footer;
mod parquet;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use polars::prelude::{AnyValue, ArrowField, DataType, Series, TimeUnit};
use polars_arrow::array::Array;
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema};

use super::fields::{Columns, Field, FieldMap, Kind};
use super::row::Row;
use super::stream::Stream;
use super::{Event, Input, Pages, Source, SourceOptions, reject};
use arrow::Arrow;
use parquet::Parquet;

/// Largest batch of Arrow, column of a row group of Parquet, and what either may unpack to, in bytes.
const LARGEST: u64 = 1 << 30;
/// Largest message of Arrow that says what follows.
const LARGEST_HEAD: u64 = 64 << 20;

/// Where something went wrong, where that is known, and what.
type Fault = (Option<u64>, String);

/// Gives rows some at a time: a series for each column that is wanted, all of one length.
trait Batches: Send {
    fn next_batch(&mut self) -> Result<Option<Vec<Series>>, Fault>;
}

pub(super) struct Columnar<'a> {
    id: String,
    place: String,
    longest: usize,
    pages: &'a Pages,
    table: Table,
    batches: Option<Box<dyn Batches>>,
    batch: Vec<Series>,
    /// The row of the batch that comes next, and the number of the last row given out.
    at: usize,
    row: u64,
    waiting: VecDeque<Event>,
}

impl<'a> Columnar<'a> {
    pub fn parquet(input: Input, options: &'a SourceOptions, pages: &'a Pages) -> Self {
        Self::new(input, options, pages, Parquet::open)
    }

    pub fn arrow(input: Input, options: &'a SourceOptions, pages: &'a Pages) -> Self {
        Self::new(input, options, pages, Arrow::open)
    }

    fn new<B: Batches + 'static>(
        input: Input,
        options: &'a SourceOptions,
        pages: &'a Pages,
        open: impl FnOnce(Stream, &FieldMap) -> Result<(B, Table), Fault>,
    ) -> Self {
        let (place, stream) = (input.place, input.stream);
        let mut new = Self {
            id: input.id,
            place,
            longest: options.longest,
            pages,
            table: Table::default(),
            batches: None,
            batch: Vec::new(),
            at: 0,
            row: 0,
            waiting: VecDeque::new(),
        };
        match caught(|| open(stream, &options.fields)) {
            Ok((batches, table)) => {
                let notice = table.notice.as_ref();
                let notice = notice.and_then(|it| options.fields.notice(&new.place, it));
                new.waiting.extend(notice.map(Event::Warning));
                new.table = table;
                new.batches = Some(Box::new(batches));
            }
            Err(fault) => new.refuse(fault),
        }
        new
    }

    fn refuse(&mut self, (at, reason): Fault) {
        let place = match at {
            Some(at) => format!("{}@{at}", self.place),
            None => self.place.clone(),
        };
        self.waiting.push_back(reject(place, reason));
    }

    fn read_row(&mut self) {
        let at = self.at;
        self.at += 1;
        self.row += 1;
        let number = self.row;
        let articles = self.table.row(&self.batch, at).and_then(|row| {
            if row.text.len() > self.longest {
                let longest = self.longest;
                return Err(format!("a text over the {longest} bytes that are read"));
            }
            row.articles(|| format!("{}:{number}", self.id), self.pages)
        });
        match articles {
            Ok(articles) => self
                .waiting
                .extend(articles.into_iter().map(Event::Article)),
            Err(reason) => {
                let place = format!("{}:{number}", self.place);
                self.waiting.push_back(reject(place, reason));
            }
        }
    }
}

impl Source for Columnar<'_> {
    fn next_event(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.batch.first().is_some_and(|it| self.at < it.len()) {
                self.read_row();
                continue;
            }
            let batches = self.batches.as_mut()?;
            match caught(|| batches.next_batch()) {
                Ok(Some(batch)) => {
                    self.batch = batch;
                    self.at = 0;
                }
                Ok(None) => {
                    self.batches = None;
                    self.batch = Vec::new();
                    if self.row == 0 {
                        let text = format!("{}: columns and no rows", self.place);
                        return Some(Event::Warning(text));
                    }
                }
                Err((at, reason)) => {
                    self.batches = None;
                    self.batch = Vec::new();
                    self.refuse((
                        at,
                        format!("{reason}; the {} rows before it were read", self.row),
                    ));
                }
            }
        }
    }
}

/// What `work` says, a panic in it as a fault.
fn caught<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    // What is half done is dropped by the caller.
    let result = catch_unwind(AssertUnwindSafe(work));
    result.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|it| (*it).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        let text = text.unwrap_or_default();
        Err((
            None,
            format!("broken in a way that is not foreseen: {text}"),
        ))
    })
}

fn broken(error: impl std::fmt::Display) -> Fault {
    (None, format!("broken: {error}"))
}

/// Which columns are read, and what they hold.
#[derive(Default)]
struct Table {
    /// Positions in the schema, rising.
    wanted: Vec<usize>,
    /// For each field the columns that may have it.
    places: [Vec<Place>; 6],
    notice: Option<String>,
}

/// A column, or a part of one.
#[derive(Clone)]
struct Place {
    /// In the schema, then among the wanted columns.
    column: usize,
    /// The name inside a struct.
    inner: Option<String>,
    /// Whether it holds moments and not times of some clock; polars itself forgets it.
    has_zone: bool,
}

impl Table {
    fn new(schema: &ArrowSchema, fields: &FieldMap) -> Result<Self, Fault> {
        let offers: Vec<(String, Kind)> = schema
            .iter_values()
            .map(|field| (field.name.to_string(), kind(&field.dtype)))
            .collect();
        let mut columns = Columns::new(fields);
        let mut table = Self {
            notice: columns.learn(&offers),
            ..Self::default()
        };
        let found = Field::ALL.map(|field| {
            let places = columns.places(field).iter().filter_map(|place| {
                let at = offers.iter().position(|(name, _)| *name == place.name)?;
                let is_there = match (&place.inner, &offers[at].1) {
                    (None, kind) => !matches!(kind, Kind::Object(_)),
                    (Some(inner), Kind::Object(fields)) => fields.iter().any(|it| it.0 == *inner),
                    (Some(_), _) => false,
                };
                let (_, field) = schema.get_at_index(at)?;
                is_there.then(|| Place {
                    column: at,
                    inner: place.inner.clone(),
                    has_zone: has_zone(&field.dtype, place.inner.as_deref()),
                })
            });
            places.collect::<Vec<_>>()
        });
        if found[Field::Text as usize].is_empty() {
            let names: Vec<_> = offers.into_iter().map(|it| it.0).collect();
            let text = fields.name(Field::Text);
            let names = names.join(", ");
            return Err((None, format!("no column `{text}` among {names}")));
        }
        let mut wanted: Vec<usize> = found.iter().flatten().map(|it| it.column).collect();
        wanted.sort_unstable();
        wanted.dedup();
        table.places = found;
        for place in table.places.iter_mut().flatten() {
            place.column = wanted.partition_point(|it| *it < place.column);
        }
        table.wanted = wanted;
        Ok(table)
    }

    fn row<'b>(&self, batch: &'b [Series], at: usize) -> Result<Row<'b>, String> {
        let value = |field: Field| -> Result<Option<Cow<'b, str>>, String> {
            for place in &self.places[field as usize] {
                let Some(series) = batch.get(place.column) else {
                    continue;
                };
                let found = match &place.inner {
                    None => cell(series, at, place.has_zone)?,
                    Some(inner) => {
                        let fields = series.struct_().map_err(|e| e.to_string())?;
                        let series = fields.field_by_name(inner).map_err(|e| e.to_string())?;
                        let text = cell(&series, at, place.has_zone)?;
                        text.map(|text| Cow::Owned(text.into_owned()))
                    }
                };
                if found.as_ref().is_some_and(|it| !it.trim().is_empty()) {
                    return Ok(found);
                }
            }
            Ok(None)
        };
        Ok(Row {
            id: value(Field::Id)?,
            title: value(Field::Title)?,
            published: value(Field::Published)?,
            url: value(Field::Url)?,
            source: value(Field::Source)?,
            text: value(Field::Text)?.unwrap_or_default(),
        })
    }
}

fn kind(dtype: &ArrowDataType) -> Kind {
    use ArrowDataType as D;
    match dtype {
        D::Null => Kind::Null,
        D::Utf8 | D::LargeUtf8 | D::Utf8View | D::Binary | D::LargeBinary | D::BinaryView => {
            Kind::Text
        }
        D::Dictionary(_, values, _) => kind(values),
        D::Struct(fields) => {
            let fields = fields.iter();
            Kind::Object(
                fields
                    .map(|it| (it.name.to_string(), kind(&it.dtype)))
                    .collect(),
            )
        }
        D::Int8
        | D::Int16
        | D::Int32
        | D::Int64
        | D::UInt8
        | D::UInt16
        | D::UInt32
        | D::UInt64
        | D::Float32
        | D::Float64
        | D::Date32
        | D::Date64
        | D::Timestamp(..) => Kind::Number,
        _ => Kind::Other,
    }
}

fn has_zone(dtype: &ArrowDataType, inner: Option<&str>) -> bool {
    match (dtype, inner) {
        (ArrowDataType::Timestamp(_, zone), None) => zone.is_some(),
        (ArrowDataType::Struct(fields), Some(inner)) => {
            let mut fields = fields.iter();
            fields.any(|it| it.name == inner && has_zone(&it.dtype, None))
        }
        _ => false,
    }
}

/// A cell as text; `None` where it is null, or of a type that is no text, number or time.
fn cell(series: &Series, at: usize, has_zone: bool) -> Result<Option<Cow<'_, str>>, String> {
    let value = series.get(at).map_err(|e| e.to_string())?;
    Ok(match value {
        AnyValue::String(text) => Some(Cow::Borrowed(text)),
        AnyValue::StringOwned(text) => Some(Cow::Owned(text.to_string())),
        AnyValue::Binary(bytes) => {
            let text = std::str::from_utf8(bytes);
            Some(Cow::Borrowed(text.map_err(|e| {
                let name = series.name();
                format!("`{name}`: invalid UTF-8 at its byte {}", e.valid_up_to())
            })?))
        }
        AnyValue::Date(days) => {
            let days = Span::new().try_days(days);
            let day = days.and_then(|it| jiff::civil::date(1970, 1, 1).checked_add(it));
            day.ok().map(|day| Cow::Owned(day.to_string()))
        }
        AnyValue::Datetime(moment, unit, _) | AnyValue::DatetimeOwned(moment, unit, _) => {
            time(moment, unit, has_zone)
        }
        AnyValue::Float32(number) => Some(Cow::Owned(number.to_string())),
        AnyValue::Float64(number) => Some(Cow::Owned(number.to_string())),
        AnyValue::UInt64(number) => Some(Cow::Owned(number.to_string())),
        other if other.is_integer() => {
            let number: Option<i64> = other.extract();
            number.map(|it| Cow::Owned(it.to_string()))
        }
        _ => None,
    })
}

/// A moment; without a zone, a time of day says nothing of when it was.
fn time(moment: i64, unit: TimeUnit, has_zone: bool) -> Option<Cow<'static, str>> {
    let at = match unit {
        TimeUnit::Milliseconds => Timestamp::from_millisecond(moment),
        TimeUnit::Microseconds => Timestamp::from_microsecond(moment),
        TimeUnit::Nanoseconds => Timestamp::from_nanosecond(moment.into()),
    };
    let at = at.ok()?;
    Some(Cow::Owned(if has_zone {
        at.to_string()
    } else {
        TimeZone::UTC.to_datetime(at).to_string()
    }))
}

/// A column of polars, in a type that [`cell`] reads.
fn series(field: &ArrowField, arrays: Vec<Box<dyn Array>>) -> Result<Series, Fault> {
    let series = Series::try_from((field, arrays)).map_err(broken)?;
    match series.dtype() {
        DataType::Categorical(..) | DataType::Enum(..) => {
            series.cast(&DataType::String).map_err(broken)
        }
        _ => Ok(series),
    }
}
