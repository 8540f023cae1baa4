//! Arrow data in and out: text columns of what is given, and records as record batches by the schema of `dealsift::table::schema`.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, LargeListArray,
    LargeStringArray, RecordBatch, StructArray, TimestampMicrosecondArray,
};
use arrow_buffer::OffsetBuffer;
use arrow_cast::cast;
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use dealsift::deal::Deal;
use dealsift::table::schema::{Column, DECIMAL_PRECISION, DECIMAL_SCALE, RECORDS, Type};
use dealsift::table::{Rows, Value, mantissa, micros};

/// What failed, for people.
pub type Fault = String;

const SCALE: i8 = DECIMAL_SCALE as i8;
const PRECISION: u8 = DECIMAL_PRECISION as u8;

/// A column of an input as text; `None` where the input has no such column and it is not asked for by name.
pub fn texts(
    batch: &RecordBatch,
    name: &str,
    is_needed: bool,
) -> Result<Option<LargeStringArray>, Fault> {
    let Some(column) = batch.column_by_name(name) else {
        if is_needed {
            let schema = batch.schema();
            let names: Vec<_> = schema
                .fields()
                .iter()
                .map(|it| it.name().as_str())
                .collect();
            return Err(format!("no column `{name}` among {}", names.join(", ")));
        }
        return Ok(None);
    };
    let fault = |why| format!("column `{name}`: {why}");
    let column = match column.data_type() {
        // Moments are told in UTC, whatever the zone of the column.
        DataType::Timestamp(unit, Some(_)) => {
            let utc = DataType::Timestamp(*unit, Some("UTC".into()));
            cast(column, &utc).map_err(|why| fault(why.to_string()))?
        }
        kind if is_text(kind) => Arc::clone(column),
        other => {
            return Err(fault(format!(
                "expected text, whole numbers, dates or moments, found {other}"
            )));
        }
    };
    let column = cast(&column, &DataType::LargeUtf8).map_err(|why| fault(why.to_string()))?;
    let column = column.as_any().downcast_ref::<LargeStringArray>();
    column
        .cloned()
        .map(Some)
        .ok_or_else(|| fault("no text".to_owned()))
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => is_text(values),
        DataType::Null
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Date32
        | DataType::Date64
        | DataType::Timestamp(..) => true,
        kind => kind.is_integer(),
    }
}

/// The schema of the records, as Arrow files of the command have it.
pub fn record_schema() -> SchemaRef {
    Arc::new(Schema::new(
        RECORDS.columns().map(field).collect::<Vec<_>>(),
    ))
}

fn field(column: &Column) -> Field {
    Field::new(column.name, data_type(column.kind), true)
}

fn data_type(kind: Type) -> DataType {
    match kind {
        Type::Text | Type::Choice(_) => DataType::LargeUtf8,
        Type::Texts => DataType::LargeList(entry(DataType::LargeUtf8)),
        Type::Decimal | Type::Rate => DataType::Decimal128(PRECISION, SCALE),
        Type::Count => DataType::Int64,
        Type::Share => DataType::Float64,
        Type::Flag => DataType::Boolean,
        Type::Moment => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Type::List(fields) => DataType::LargeList(entry(DataType::Struct(fields_of(fields)))),
    }
}

fn fields_of(columns: &[Column]) -> Fields {
    columns.iter().map(field).collect()
}

fn entry(kind: DataType) -> Arc<Field> {
    Arc::new(Field::new("item", kind, true))
}

/// Records as one batch.
pub fn record_batch(deals: &[Deal]) -> Result<RecordBatch, Fault> {
    let mut cells: Vec<Cells> = RECORDS.columns().map(|it| Cells::new(it.kind)).collect();
    for deal in deals {
        for row in Rows::RECORDS.of(deal) {
            for (to, value) in cells.iter_mut().zip(row) {
                to.push(value).map_err(|why| {
                    format!("article {}, deal {}: {why}", deal.article_id, deal.deal_id)
                })?;
            }
        }
    }
    let columns = cells
        .into_iter()
        .map(Cells::finish)
        .collect::<Result<_, _>>()?;
    RecordBatch::try_new(record_schema(), columns).map_err(|why| why.to_string())
}

/// The cells of one column.
enum Cells {
    Text(Vec<Option<String>>),
    Decimal(Vec<Option<i128>>),
    Count(Vec<i64>),
    Share(Vec<f64>),
    Flag(Vec<bool>),
    Moment(Vec<Option<i64>>),
    Texts(Vec<usize>, Vec<Option<String>>),
    List(Vec<usize>, &'static [Column], Vec<Cells>),
}

impl Cells {
    fn new(kind: Type) -> Self {
        match kind {
            Type::Text | Type::Choice(_) => Self::Text(Vec::new()),
            Type::Texts => Self::Texts(Vec::new(), Vec::new()),
            Type::Decimal | Type::Rate => Self::Decimal(Vec::new()),
            Type::Count => Self::Count(Vec::new()),
            Type::Share => Self::Share(Vec::new()),
            Type::Flag => Self::Flag(Vec::new()),
            Type::Moment => Self::Moment(Vec::new()),
            Type::List(fields) => {
                let cells = fields.iter().map(|it| Self::new(it.kind)).collect();
                Self::List(Vec::new(), fields, cells)
            }
        }
    }

    fn push(&mut self, value: Value<'_>) -> Result<(), Fault> {
        match (self, value) {
            (Self::Text(to), Value::Text(text)) => to.push(Some(text.into_owned())),
            (Self::Text(to), Value::Null) => to.push(None),
            (Self::Decimal(to), Value::Decimal(value)) => {
                let number = mantissa(value).ok_or_else(|| format!("{value} does not fit"))?;
                to.push(Some(number));
            }
            (Self::Decimal(to), Value::Null) => to.push(None),
            (Self::Count(to), Value::Count(count)) => {
                to.push(i64::try_from(count).map_err(|why| why.to_string())?);
            }
            (Self::Share(to), Value::Share(share)) => to.push(share),
            (Self::Flag(to), Value::Flag(flag)) => to.push(flag),
            (Self::Moment(to), Value::Moment(moment)) => to.push(Some(micros(&moment)?)),
            (Self::Moment(to), Value::Null) => to.push(None),
            (Self::Texts(lengths, to), Value::Texts(texts)) => {
                lengths.push(texts.len());
                to.extend(texts.iter().cloned().map(Some));
            }
            (Self::List(lengths, _, to), Value::Rows(rows)) => {
                lengths.push(rows.len());
                for row in rows {
                    for (to, value) in to.iter_mut().zip(row) {
                        to.push(value)?;
                    }
                }
            }
            (_, value) => return Err(format!("{value:?} stands in a column of another type")),
        }
        Ok(())
    }

    fn finish(self) -> Result<ArrayRef, Fault> {
        let list = |lengths: Vec<usize>, entries: ArrayRef| {
            let offsets = OffsetBuffer::<i64>::from_lengths(lengths);
            let list =
                LargeListArray::try_new(entry(entries.data_type().clone()), offsets, entries, None);
            list.map(|it| Arc::new(it) as ArrayRef)
        };
        let array: Result<ArrayRef, _> = match self {
            Self::Text(from) => Ok(Arc::new(LargeStringArray::from(from))),
            Self::Decimal(from) => Decimal128Array::from(from)
                .with_precision_and_scale(PRECISION, SCALE)
                .map(|it| Arc::new(it) as ArrayRef),
            Self::Count(from) => Ok(Arc::new(Int64Array::from(from))),
            Self::Share(from) => Ok(Arc::new(Float64Array::from(from))),
            Self::Flag(from) => Ok(Arc::new(BooleanArray::from(from))),
            Self::Moment(from) => Ok(Arc::new(
                TimestampMicrosecondArray::from(from).with_timezone("UTC"),
            )),
            Self::Texts(lengths, from) => list(lengths, Arc::new(LargeStringArray::from(from))),
            Self::List(lengths, fields, from) => {
                let length = lengths.iter().sum();
                let arrays = from
                    .into_iter()
                    .map(Self::finish)
                    .collect::<Result<Vec<_>, _>>()?;
                StructArray::try_new_with_length(fields_of(fields), arrays, None, length)
                    .and_then(|entries| list(lengths, Arc::new(entries)))
            }
        };
        array.map_err(|why| why.to_string())
    }
}
