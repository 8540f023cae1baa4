//! An Excel workbook: a sheet for each table. Numbers and moments are such in their cells; beside a decimal stands its
//! exact text, as a cell holds no more than 15 digits of it.
//!
//! Rows wait in temporary files. The workbook is the same bytes for the same deals.

use std::io::Write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{Provenance, Sink};
use crate::deal::{Deal, plain};
use crate::error::{Error, Result};
use crate::table::schema::{Column, Table, Type};
use crate::table::{Rows, SEPARATOR, Value, check};

/// The sheets, in order.
const SHEETS: [Rows; 6] = Rows::FLAT;

/// Rows of a worksheet, the header among them.
const MOST_ROWS: u32 = 1_048_576;
/// Characters of a cell.
const MOST_CHARACTERS: usize = 32_767;

/// The sink of a workbook.
pub(super) struct Xlsx<W> {
    out: W,
    book: Workbook,
    rows: [u32; SHEETS.len()],
    moment: Format,
}

impl<W: Write> Xlsx<W> {
    pub(super) fn new(out: W, provenance: &Provenance) -> Result<Self> {
        let mut book = Workbook::new();
        // The time of writing would make every workbook another one.
        let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(broken)?;
        let pairs = provenance
            .pairs()
            .map(|(key, value)| format!("{key}={value}"));
        let properties = DocProperties::new()
            .set_creation_datetime(&made)
            .set_comment(pairs.join(" "));
        book.set_properties(&properties);
        for rows in SHEETS {
            let sheet = book.add_worksheet_with_constant_memory().map_err(broken)?;
            sheet.set_name(rows.table.name.as_ref()).map_err(broken)?;
            begin(sheet, rows.table).map_err(broken)?;
        }
        Ok(Self {
            out,
            book,
            rows: [1; SHEETS.len()],
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        })
    }

    fn add(&mut self, deal: &Deal) -> Result<()> {
        for (n, (rows, next)) in SHEETS.iter().zip(&mut self.rows).enumerate() {
            let sheet = self.book.worksheet_from_index(n).map_err(broken)?;
            for row in rows.of(deal) {
                if *next == MOST_ROWS {
                    return Err(Error::output(format!(
                        "a worksheet holds {MOST_ROWS} rows, which is too few for the table {}: write CSV or Parquet",
                        rows.table.name
                    )));
                }
                write(sheet, *next, rows.table, row, &self.moment).map_err(broken)?;
                *next += 1;
            }
        }
        Ok(())
    }
}

fn begin(sheet: &mut Worksheet, table: &Table) -> std::result::Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let mut at = 0;
    let mut head = |name: &str, width: f64| {
        sheet.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, name, &bold)?;
        at += 1;
        Ok::<_, XlsxError>(())
    };
    for column in table.columns() {
        head(column.name, width(column))?;
        if column.kind == Type::Decimal {
            head(&format!("{} (exact)", column.name), 20.0)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn width(column: &Column) -> f64 {
    match (column.kind, column.name) {
        (_, "evidence" | "title" | "text") => 60.0,
        (Type::Decimal | Type::Moment, _) => 20.0,
        (Type::Count | Type::Share | Type::Flag, _) => 10.0,
        (Type::Choice(_), _) => 14.0,
        _ => 24.0,
    }
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    table: &Table,
    values: Vec<Value<'_>>,
    moment: &Format,
) -> std::result::Result<(), XlsxError> {
    let mut at: u16 = 0;
    for (column, value) in table.columns().zip(values) {
        match value {
            Value::Null | Value::Rows(_) => {}
            Value::Text(text) => {
                sheet.write_string(row, at, cut(&text))?;
            }
            Value::Texts(texts) => {
                sheet.write_string(row, at, cut(&texts.join(SEPARATOR)))?;
            }
            Value::Decimal(number) => {
                let exact = plain(number);
                // Only for looking at: what is exact stands beside it.
                sheet.write_number(row, at, exact.parse::<f64>().unwrap_or(f64::NAN))?;
                sheet.write_string(row, at + 1, &exact)?;
            }
            Value::Count(count) => {
                // Places in texts and records, far below 2^53.
                #[allow(clippy::cast_precision_loss)]
                sheet.write_number(row, at, count as f64)?;
            }
            Value::Share(share) => {
                sheet.write_number(row, at, share)?;
            }
            Value::Flag(flag) => {
                sheet.write_boolean(row, at, flag)?;
            }
            Value::Moment(text) => {
                match ExcelDateTime::parse_from_str(text.trim_end_matches('Z')) {
                    Ok(at_moment) => {
                        sheet.write_datetime_with_format(row, at, &at_moment, moment)?;
                    }
                    // Before 1900 there are no dates in a workbook.
                    Err(_) => {
                        sheet.write_string(row, at, text.as_ref())?;
                    }
                }
            }
        }
        at += if column.kind == Type::Decimal { 2 } else { 1 };
    }
    Ok(())
}

/// Text that fits into a cell.
fn cut(text: &str) -> String {
    if text.chars().count() <= MOST_CHARACTERS {
        return text.to_owned();
    }
    text.chars()
        .take(MOST_CHARACTERS - 1)
        .chain(['…'])
        .collect()
}

// As `map_err` hands it over.
#[allow(clippy::needless_pass_by_value)]
fn broken(error: XlsxError) -> Error {
    Error::output(format!("workbook: {error}"))
}

impl<W: Write + Send> Sink for Xlsx<W> {
    fn write(&mut self, deals: &[Deal]) -> Result<()> {
        for deal in deals {
            check(deal)?;
            self.add(deal)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        for (n, (rows, next)) in SHEETS.iter().zip(self.rows).enumerate() {
            let decimals = rows.table.columns().filter(|it| it.kind == Type::Decimal);
            let columns = rows.table.columns().count() + decimals.count();
            let sheet = self.book.worksheet_from_index(n).map_err(broken)?;
            let last = u16::try_from(columns - 1).unwrap_or(u16::MAX);
            sheet.autofilter(0, 0, next - 1, last).map_err(broken)?;
        }
        let bytes = self.book.save_to_buffer().map_err(broken)?;
        self.out
            .write_all(&bytes)
            .and_then(|()| self.out.flush())
            .map_err(|error| Error::io("output", error))
    }
}
