//! CSV by RFC 4180: UTF-8 without a byte order mark, a header, lines that end in CR LF, line breaks inside a cell kept.
//! An absent value is an empty cell.

use std::borrow::Cow;
use std::io::Write;

use csv::{Terminator, Writer, WriterBuilder};

use super::Sink;
use crate::deal::{Deal, FORMULA_STARTS, plain};
use crate::error::{Error, Result};
use crate::table::schema::Table;
use crate::table::{Rows, SEPARATOR, Value};

/// What is done to text that a spreadsheet might take for a formula.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvText {
    /// A `'` is put before it.
    #[default]
    Harmless,
    /// It stays as it is.
    Exact,
}

/// Text with a `'` before it where a spreadsheet would run it: where it begins with `=`, `+`, `-` or `@`, or with a
/// tab or carriage return, which spreadsheets skip.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA_STARTS) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Rows of texts as CSV in memory, in the form of all CSV files; what is done to the texts is the caller's matter.
pub struct CsvRows(Writer<Vec<u8>>);

impl CsvRows {
    /// With a header.
    pub fn new<T: AsRef<[u8]>>(header: impl IntoIterator<Item = T>) -> Result<Self> {
        let mut rows = Self(writer(Vec::new()));
        rows.row(header)?;
        Ok(rows)
    }

    /// Adds a row.
    pub fn row<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<()> {
        let done = self.0.write_record(cells);
        done.map_err(|error| Error::output(format!("rows: {error}")))
    }

    /// All of it.
    pub fn text(self) -> Result<String> {
        let bytes = self.0.into_inner().map_err(|it| it.to_string());
        bytes
            .and_then(|it| String::from_utf8(it).map_err(|it| it.to_string()))
            .map_err(Error::output)
    }
}

fn writer<W: Write>(out: W) -> Writer<W> {
    WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(out)
}

/// A CSV writer that knows how to print values. The name of the table stands in its errors.
pub(super) struct Cells<W: Write> {
    out: Writer<W>,
    name: String,
    text: CsvText,
}

impl<W: Write> Cells<W> {
    /// A writer that has written the header.
    pub(super) fn new(out: W, table: &Table, text: CsvText) -> Result<Self> {
        let mut cells = Self {
            out: writer(out),
            name: table.name.to_string(),
            text,
        };
        let header = table.columns().map(|column| column.name);
        let header = cells.out.write_record(header);
        cells.done(header)?;
        Ok(cells)
    }

    /// Writes one row; its values are those of the columns of the table.
    pub(super) fn row<'a>(&mut self, row: impl IntoIterator<Item = Value<'a>>) -> Result<()> {
        for value in row {
            let cell = cell(value, self.text);
            let cell = self.out.write_field(cell.as_bytes());
            self.done(cell)?;
        }
        let end = self.out.write_record(None::<&[u8]>);
        self.done(end)
    }

    pub(super) fn flush(&mut self) -> Result<()> {
        self.out
            .flush()
            .map_err(|error| Error::io(&self.name, error))
    }

    fn done(&self, result: csv::Result<()>) -> Result<()> {
        result.map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => Error::io(&self.name, error),
            other => Error::output(format!("{}: {other:?}", self.name)),
        })
    }
}

fn cell(value: Value<'_>, text: CsvText) -> Cow<'_, str> {
    let words = |words| match text {
        CsvText::Harmless => match words {
            Cow::Borrowed(words) => harmless(words),
            Cow::Owned(words) => Cow::Owned(harmless(&words).into_owned()),
        },
        CsvText::Exact => words,
    };
    match value {
        Value::Text(it) => words(it),
        Value::Texts(it) => words(Cow::Owned(it.join(SEPARATOR))),
        Value::Decimal(it) => Cow::Owned(plain(it)),
        Value::Count(it) => Cow::Owned(it.to_string()),
        Value::Share(it) => Cow::Owned(it.to_string()),
        Value::Flag(it) => Cow::Borrowed(if it { "true" } else { "false" }),
        Value::Moment(it) => it,
        // No flat table has nested columns; a test holds the schema to that.
        Value::Null | Value::Rows(_) => Cow::Borrowed(""),
    }
}

/// The sink of one flat table.
pub(super) struct CsvTable<W: Write> {
    cells: Cells<W>,
    rows: Rows,
    written: u64,
}

impl<W: Write> CsvTable<W> {
    pub(super) fn new(out: W, rows: Rows, text: CsvText) -> Result<Self> {
        Ok(Self {
            cells: Cells::new(out, rows.table, text)?,
            rows,
            written: 0,
        })
    }

    pub(super) fn add(&mut self, deal: &Deal) -> Result<()> {
        for row in self.rows.of(deal) {
            self.cells.row(row)?;
            self.written += 1;
        }
        Ok(())
    }

    pub(super) fn table(&self) -> &'static Table {
        self.rows.table
    }

    /// Ends the table and tells how many rows it has.
    pub(super) fn end(&mut self) -> Result<u64> {
        self.cells.flush()?;
        Ok(self.written)
    }
}

impl<W: Write + Send> Sink for CsvTable<W> {
    /// Flushes, so that the next program in a pipeline sees the deals of a batch at once.
    fn write(&mut self, deals: &[Deal]) -> Result<()> {
        deals.iter().try_for_each(|deal| self.add(deal))?;
        self.cells.flush()
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.end().map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::schema::{Type, tables};

    #[test]
    fn ok_only_what_a_spreadsheet_would_run_is_changed() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            ("-:12", "'-:12"),
            ("@home", "'@home"),
            ("\t=1", "'\t=1"),
            ("a=b", "a=b"),
            ("'quoted'", "'quoted'"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), cell);
        }
    }

    #[test]
    fn ok_no_table_that_becomes_csv_has_nested_columns() {
        let flat = tables().filter(|it| it.endings.contains(&"csv"));
        for table in flat {
            assert!(
                table.columns().all(|it| !matches!(it.kind, Type::List(_))),
                "{}",
                table.name
            );
        }
    }

    #[test]
    fn ok_numbers_are_never_changed() {
        let minus = "-4.50".parse().expect("a number");
        assert_eq!(cell(Value::Decimal(minus), CsvText::Harmless), "-4.5");
    }
}
