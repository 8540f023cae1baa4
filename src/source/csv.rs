//! Comma-separated values with a header row, quoted line breaks included; tabs and semicolons too.
//!
//! A row is read line by line, so that a quote that nobody closes costs its own line and not the rest of the file: a
//! row that does not come out with as many cells as the header has gives back all lines but its first.

use std::borrow::Cow;
use std::collections::VecDeque;

use csv_core::ReadRecordResult;

use super::fields::{Columns, Field, Kind};
use super::lines::{Lines, Next, too_long};
use super::row::Row;
use super::{Event, FieldMap, Input, InputFormat, Pages, Source, SourceOptions, reject};

/// What may part cells.
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];
const OVER_THE_BOUND: &str = "a quote that is not closed within the bound for a row";

pub(super) struct Csv<'a> {
    id: String,
    place: String,
    lines: Lines,
    options: &'a SourceOptions,
    pages: &'a Pages,
    parser: csv_core::Reader,
    delimiter: u8,
    record: Record,
    /// The column of each field, and how many columns there are; `None` before the header is read.
    header: Option<([Option<usize>; 6], usize)>,
    waiting: VecDeque<Event>,
    any: bool,
    ended: bool,
}

/// One record: its bytes as they stand in the file and its cells, unquoted.
#[derive(Default)]
struct Record {
    raw: Vec<u8>,
    first_line: u64,
    first_len: usize,
    cells: Vec<u8>,
    cells_len: usize,
    ends: Vec<usize>,
    ends_len: usize,
}

impl Record {
    fn clear(&mut self) {
        self.raw.clear();
        self.cells_len = 0;
        self.ends_len = 0;
    }

    fn cell(&self, i: usize) -> &[u8] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.cells[start..self.ends[i]]
    }

    fn is_multiline(&self) -> bool {
        self.raw.len() > self.first_len
    }
}

/// How a record ended.
enum Ended {
    Whole,
    /// Inside a quote, at the end of the file or at the bound.
    Open(&'static str),
    TooLong(u64),
    Failed(u64, String),
    Nothing,
}

impl<'a> Csv<'a> {
    pub fn new(
        input: Input,
        delimiter: Option<u8>,
        options: &'a SourceOptions,
        pages: &'a Pages,
    ) -> Self {
        let delimiter =
            delimiter.unwrap_or_else(|| delimiter_of(input.stream.head(), &options.fields));
        Self {
            id: input.id,
            place: input.place,
            lines: Lines::new(input.stream, options.longest),
            options,
            pages,
            parser: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            record: Record::default(),
            header: None,
            waiting: VecDeque::new(),
            any: false,
            ended: false,
        }
    }

    /// Reads lines until a record is whole.
    fn next_record(&mut self) -> Ended {
        self.parser.reset();
        self.record.clear();
        loop {
            match self.lines.next() {
                Next::Line => {
                    let first = self.record.raw.is_empty();
                    if first && self.lines.line().trim_ascii().is_empty() {
                        continue;
                    }
                    let line = self.lines.line();
                    if first {
                        self.record.first_line = self.lines.number();
                        self.record.first_len = line.len();
                    } else if self.record.raw.len() + line.len() > self.options.longest {
                        self.record.raw.extend_from_slice(line);
                        return Ended::Open(OVER_THE_BOUND);
                    }
                    let start = self.record.raw.len();
                    self.record.raw.extend_from_slice(line);
                    if let Some(used) = feed(&mut self.parser, &mut self.record, start) {
                        let rest = self.record.raw.split_off(start + used);
                        if !rest.trim_ascii().is_empty() {
                            // Lines that end in a bare carriage return count as one line here.
                            self.lines.unread(&rest, self.lines.number());
                        }
                        return Ended::Whole;
                    }
                }
                Next::TooLong(bytes) if self.record.raw.is_empty() => {
                    self.record.first_line = self.lines.number();
                    return Ended::TooLong(bytes);
                }
                Next::TooLong(bytes) => {
                    let place = format!("{}:{}", self.place, self.lines.number());
                    let reason = too_long(bytes, self.options.longest);
                    self.waiting.push_back(reject(place, reason));
                    // An empty line stands in for it, so that the lines behind keep their numbers.
                    self.record.raw.push(b'\n');
                    return Ended::Open(OVER_THE_BOUND);
                }
                Next::Failed(offset, reason) => return Ended::Failed(offset, reason),
                Next::End if self.record.raw.is_empty() => return Ended::Nothing,
                Next::End => {
                    // The last line has no newline: with one, the record ends, unless a quote holds it open.
                    let end = self.record.raw.len();
                    if !self.record.raw.ends_with(b"\n") {
                        self.record.raw.push(b'\n');
                        if feed(&mut self.parser, &mut self.record, end).is_some() {
                            return Ended::Whole;
                        }
                    }
                    return Ended::Open("a quote that is not closed");
                }
            }
        }
    }

    fn place(&self) -> String {
        format!("{}:{}", self.place, self.record.first_line)
    }

    /// Refuses the record. Where it took several lines, the others are read again.
    fn refuse(&mut self, reason: String) {
        let place = self.place();
        self.waiting.push_back(reject(place, reason));
        if self.record.is_multiline() {
            let rest = &self.record.raw[self.record.first_len..];
            self.lines.unread(rest, self.record.first_line + 1);
        }
    }

    fn read_header(&mut self) {
        let names: Vec<String> = (0..self.record.ends_len)
            .map(|i| {
                String::from_utf8_lossy(self.record.cell(i))
                    .trim()
                    .to_owned()
            })
            .collect();
        let fields = &self.options.fields;
        let mut places = Columns::new(fields);
        let offers: Vec<_> = names.iter().map(|it| (it.clone(), Kind::Text)).collect();
        if let Some(notice) = places.learn(&offers)
            && let Some(notice) = fields.notice(&self.place, &notice)
        {
            self.waiting.push_back(Event::Warning(notice));
        }
        let columns = Field::ALL.map(|field| {
            let mut places = places.places(field).iter();
            places.find_map(|place| {
                let mut names = names.iter();
                names.position(|name| place.inner.is_none() && *name == place.name)
            })
        });
        if columns[Field::Text as usize].is_none() {
            self.ended = true;
            let reason = format!(
                "no column `{}` among {}",
                fields.name(Field::Text),
                names.join(", ")
            );
            let place = self.place();
            self.waiting.push_back(reject(place, reason));
        }
        self.header = Some((columns, names.len()));
    }

    fn read_row(&mut self, columns: [Option<usize>; 6], width: usize) {
        self.any = true;
        if self.record.ends_len != width {
            let found = self.record.ends_len;
            return self.refuse(format!(
                "expected {width} cells as in the header, found {found}"
            ));
        }
        if self.record.is_multiline() && !is_strict(&self.record.raw, self.delimiter) {
            let reason = "a quote that neither closes its cell nor is doubled";
            return self.refuse(reason.to_owned());
        }
        let record = &self.record;
        let cell = |field: Field| -> Result<Option<Cow<'_, str>>, String> {
            let Some(column) = columns[field as usize] else {
                return Ok(None);
            };
            let text = std::str::from_utf8(record.cell(column)).map_err(|e| {
                let name = self.options.fields.name(field);
                format!("`{name}`: invalid UTF-8 at its byte {}", e.valid_up_to())
            })?;
            Ok(Some(Cow::Borrowed(text)))
        };
        let row = || -> Result<Row<'_>, String> {
            Ok(Row {
                id: cell(Field::Id)?,
                title: cell(Field::Title)?,
                published: cell(Field::Published)?,
                url: cell(Field::Url)?,
                source: cell(Field::Source)?,
                text: cell(Field::Text)?.unwrap_or_default(),
            })
        };
        let line = record.first_line;
        let articles =
            row().and_then(|row| row.articles(|| format!("{}:{line}", self.id), self.pages));
        match articles {
            Ok(articles) => self
                .waiting
                .extend(articles.into_iter().map(Event::Article)),
            Err(reason) => {
                let place = self.place();
                self.waiting.push_back(reject(place, reason));
            }
        }
    }
}

/// Parses what stands in the record from `start` on. The result is how many bytes of it were used where that makes the
/// record whole.
fn feed(parser: &mut csv_core::Reader, record: &mut Record, start: usize) -> Option<usize> {
    let mut used = 0;
    loop {
        let (result, read, wrote, ended) = parser.read_record(
            &record.raw[start + used..],
            &mut record.cells[record.cells_len..],
            &mut record.ends[record.ends_len..],
        );
        used += read;
        record.cells_len += wrote;
        record.ends_len += ended;
        match result {
            ReadRecordResult::OutputFull => {
                let more = (record.cells.len() * 2).max(4096);
                record.cells.resize(more, 0);
            }
            ReadRecordResult::OutputEndsFull => {
                let more = (record.ends.len() * 2).max(16);
                record.ends.resize(more, 0);
            }
            ReadRecordResult::Record => return Some(used),
            ReadRecordResult::InputEmpty | ReadRecordResult::End => return None,
        }
    }
}

/// What parts the cells of a file: what gives its header a column for the text, else what its header has most of. The
/// comma, where nothing says otherwise.
fn delimiter_of(head: &[u8], fields: &FieldMap) -> u8 {
    let header = header(head);
    let count = |delimiter| memchr::memchr_iter(delimiter, header).count();
    let most = DELIMITERS.into_iter().rev().max_by_key(|it| count(*it));
    let with_text = DELIMITERS
        .into_iter()
        .filter(|delimiter| count(*delimiter) > 0)
        .find(|delimiter| {
            let names = cells(header, *delimiter).into_iter();
            let offers: Vec<_> = names.map(|name| (name, Kind::Text)).collect();
            Columns::have_text(fields, &offers)
        });
    with_text.or(most).unwrap_or(b',')
}

/// Which kind of table a file is that begins with `head` and has a name with this ending; `None` where it is none.
pub(super) fn format(head: &[u8], ending: &str, fields: &FieldMap) -> Option<InputFormat> {
    // A paragraph with commas is no header.
    const LONGEST: usize = 2000;
    let header = header(head);
    match ending {
        _ if head.is_empty() => return None,
        "csv" => return Some(InputFormat::Csv),
        "tsv" | "tab" => return Some(InputFormat::Tsv),
        _ if header.len() > LONGEST => return None,
        _ => {}
    }
    let is_header = DELIMITERS.into_iter().any(|delimiter| {
        let names = cells(header, delimiter);
        let has_text = names.len() > 1 && names.iter().any(|it| it == fields.name(Field::Text));
        has_text || Columns::known(fields, &names) > 1
    });
    is_header.then_some(InputFormat::Csv)
}

/// The first line that has something on it.
fn header(head: &[u8]) -> &[u8] {
    let head = head.trim_ascii_start();
    head.split(|b| *b == b'\n').next().unwrap_or_default()
}

/// The cells of a header, as far as telling formats needs them: names hold no line breaks and no delimiters.
fn cells(header: &[u8], delimiter: u8) -> Vec<String> {
    let cells = header.split(|b| *b == delimiter);
    cells
        .map(|cell| {
            let cell = String::from_utf8_lossy(cell);
            cell.trim().trim_matches('"').trim().to_owned()
        })
        .collect()
}

/// Whether each quote that opens a cell is closed right before a delimiter or the end of the row. Asked of rows that take
/// several lines: a quote that nobody closed runs on to the next one in the file, and leaves this mark.
fn is_strict(raw: &[u8], delimiter: u8) -> bool {
    let mut at = 0;
    while at < raw.len() {
        if raw[at] == b'"' {
            at += 1;
            loop {
                match memchr::memchr(b'"', &raw[at..]) {
                    None => return false,
                    Some(quote) => at += quote + 1,
                }
                if raw.get(at) != Some(&b'"') {
                    break;
                }
                at += 1;
            }
            let behind = raw.get(at);
            if behind.is_some_and(|b| *b != delimiter && !matches!(b, b'\r' | b'\n')) {
                return false;
            }
        }
        match memchr::memchr(delimiter, &raw[at..]) {
            None => return true,
            Some(found) => at += found + 1,
        }
    }
    true
}

impl Source for Csv<'_> {
    fn next_event(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.ended {
                return None;
            }
            match (self.next_record(), self.header) {
                (Ended::Whole, None) => self.read_header(),
                (Ended::Whole, Some((columns, width))) => self.read_row(columns, width),
                (Ended::Open(reason), _) => {
                    self.any = true;
                    self.refuse(reason.to_owned());
                }
                (Ended::TooLong(bytes), _) => {
                    self.any = true;
                    return Some(reject(self.place(), too_long(bytes, self.options.longest)));
                }
                (Ended::Failed(offset, reason), _) => {
                    self.ended = true;
                    return Some(reject(format!("{}@{offset}", self.place), reason));
                }
                (Ended::Nothing, header) => {
                    self.ended = true;
                    if header.is_none() {
                        return Some(reject(self.place.as_str(), "no text"));
                    }
                    if !self.any {
                        let text = format!("{}: a header and no rows", self.place);
                        return Some(Event::Warning(text));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::shown;

    fn events(bytes: &[u8], options: &SourceOptions) -> Vec<String> {
        let input = Input::of_bytes("d.csv", bytes);
        let source = Csv::new(input, None, options, Pages::built_in());
        shown(source, |a| {
            format!("{} {} {:?}", a.id, a.title.unwrap_or_default(), a.text)
        })
    }

    fn read(text: &str) -> Vec<String> {
        events(text.as_bytes(), &SourceOptions::default())
    }

    #[test]
    fn ok_quotes_line_breaks_and_line_numbers() {
        let text = "title,text\r\n\r\nA,\"One,\r\n\"\"two\"\"\r\n\"\r\nB,Three\r\nC,\"Four\"";
        assert_eq!(
            read(text),
            [
                "d.csv:3 A \"One,\\r\\n\\\"two\\\"\\r\\n\"",
                "d.csv:6 B \"Three\"",
                "d.csv:7 C \"Four\"",
            ]
        );
    }

    #[test]
    fn ok_tabs_semicolons_and_guessed_columns() {
        assert_eq!(
            read("Headline\tBody\nA\t\"One,\ttwo;\"\nB\tThree\n"),
            [
                "? in/d.csv: title is read from `Headline`, text from `Body`",
                "d.csv:2 A \"One,\\ttwo;\"",
                "d.csv:3 B \"Three\""
            ]
        );
        assert_eq!(
            read("\"title\";\"text\"\n\"A\";\"One, two, three;\nfour\"\nB;Five\n"),
            [
                "d.csv:2 A \"One, two, three;\\nfour\"",
                "d.csv:4 B \"Five\""
            ]
        );
        assert_eq!(
            read("title;text\nA;\"One\nB;Two\n"),
            [
                "! in/d.csv:2: a quote that is not closed",
                "d.csv:3 B \"Two\""
            ]
        );
    }

    #[test]
    fn ok_long_cells_and_many_columns() {
        let long = "x, y\n".repeat(5000);
        let names: Vec<String> = (0..100).map(|i| format!("c{i},")).collect();
        let names = names.concat();
        let text = format!("{names}text\n{}\"{long}\"\n", "1,".repeat(100));
        assert_eq!(read(&text), [format!("d.csv:2  {long:?}")]);
    }

    #[test]
    fn err_bad_rows_and_the_next_is_read() {
        let text = "id,title,text\n1,A,\n2,B\n3,C,Three\n4,D,Four,more\n5,E,Five\n";
        assert_eq!(
            read(text),
            [
                "! in/d.csv:2: no text",
                "! in/d.csv:3: expected 3 cells as in the header, found 2",
                "3 C \"Three\"",
                "! in/d.csv:5: expected 3 cells as in the header, found 4",
                "5 E \"Five\"",
            ]
        );
        let latin = b"id,text\n1,caf\xe9\n2,ok\n";
        assert_eq!(
            events(latin, &SourceOptions::default()),
            [
                "! in/d.csv:2: `text`: invalid UTF-8 at its byte 3",
                "2  \"ok\""
            ]
        );
    }

    #[test]
    fn err_open_quote_costs_its_line_only() {
        let text = "id,title,text\n1,A,\"One\n2,B,Two\n3,C,Three\n";
        assert_eq!(
            read(text),
            [
                "! in/d.csv:2: a quote that is not closed",
                "2 B \"Two\"",
                "3 C \"Three\""
            ]
        );
        // The next quoted cell closes it.
        let text = "id,title,text\n1,A,\"One\n2,B,\"Two\"\n3,C,\"Three\"\n";
        assert_eq!(
            read(text),
            [
                "! in/d.csv:2: a quote that neither closes its cell nor is doubled",
                "2 B \"Two\"",
                "3 C \"Three\"",
            ]
        );
    }

    #[test]
    fn err_bound_on_rows() {
        let options = SourceOptions {
            longest: 100,
            ..SourceOptions::default()
        };
        let text = format!(
            "id,text\n1,\"{}2,Two\n3,{}\n4,Four\n",
            "a\n".repeat(60),
            "b".repeat(200)
        );
        let told = events(text.as_bytes(), &options);
        assert!(
            told[0].starts_with("! in/d.csv:2: a quote that is not closed"),
            "{}",
            told[0]
        );
        assert!(told.contains(&"2  \"Two\"".to_owned()), "{told:?}");
        assert!(
            told.iter()
                .any(|t| t.starts_with("! in/d.csv:63: 203 bytes")),
            "{told:?}"
        );
        assert_eq!(told.last().map(String::as_str), Some("4  \"Four\""));
    }

    #[test]
    fn err_headers() {
        assert_eq!(read(""), ["! in/d.csv: no text"]);
        assert_eq!(read("text\n"), ["? in/d.csv: a header and no rows"]);
        assert_eq!(
            read("id,teaser\n1,x\n"),
            ["! in/d.csv:1: no column `text` among id, teaser"]
        );
    }
}
