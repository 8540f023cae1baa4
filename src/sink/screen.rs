//! Deals as a Markdown table for people: what matters most, a line a deal, cut to the width of the terminal. It holds
//! all lines until the end, as their widths are not known before.

use std::io::Write;

use comfy_table::presets::ASCII_MARKDOWN;
use comfy_table::{CellAlignment, ContentArrangement, Row, Table};

use super::Sink;
use crate::deal::{Deal, Role, plain};
use crate::error::{Error, Result};
use crate::table::{SEPARATOR, flat_amount, flat_item};

/// The sink of lines.
pub(super) struct Screen<W> {
    out: W,
    table: Table,
}

const HEADER: [&str; 8] = [
    "article", "kind", "status", "from", "to", "what", "amount", "sure",
];

impl<W: Write> Screen<W> {
    pub(super) fn new(out: W, width: Option<u16>) -> Self {
        Self {
            out,
            table: markdown(HEADER.map(str::to_owned), &[6, 7], width),
        }
    }
}

/// An empty Markdown table with figures in some columns, cut to a width where there is one.
pub(super) fn markdown(
    header: impl IntoIterator<Item = String>,
    figures: &[usize],
    width: Option<u16>,
) -> Table {
    let mut table = Table::new();
    table.load_preset(ASCII_MARKDOWN);
    table.set_header(header.into_iter().map(|it| in_a_line(&it)));
    for column in figures {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    if let Some(width) = width {
        table.set_width(width);
        table.set_content_arrangement(ContentArrangement::Dynamic);
    }
    table
}

/// Adds a row of one line.
pub(super) fn add(table: &mut Table, cells: impl IntoIterator<Item = String>) {
    let mut row = Row::from(
        cells
            .into_iter()
            .map(|it| in_a_line(&it))
            .collect::<Vec<_>>(),
    );
    row.max_height(1);
    table.add_row(row);
}

/// Text that is one cell of a Markdown table, and nothing that a terminal would obey.
fn in_a_line(text: &str) -> String {
    let words: Vec<_> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .collect();
    let words: Vec<_> = words.into_iter().filter(|it| !it.is_empty()).collect();
    words.join(" ").replace('|', "\\|")
}

impl<W: Write + Send> Sink for Screen<W> {
    fn write(&mut self, deals: &[Deal]) -> Result<()> {
        for deal in deals {
            add(&mut self.table, cells(deal));
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        writeln!(self.out, "{}", self.table)
            .and_then(|()| self.out.flush())
            .map_err(|error| Error::io("output", error))
    }
}

fn cells(deal: &Deal) -> [String; 8] {
    let names = |roles: &[Role]| {
        let names = deal.parties.iter().filter(|it| roles.contains(&it.role));
        names
            .map(|it| it.name.as_str())
            .collect::<Vec<_>>()
            .join(SEPARATOR)
    };
    let item = flat_item(deal).map(|it| {
        let quantity = it.quantity.or(it.quantity_max).map(plain);
        let words = [quantity.as_deref(), it.unit.as_deref(), Some(&it.product)];
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    });
    let amount = flat_amount(deal).map(|it| {
        let max = it.value_max.map(|it| format!("-{}", grouped(&plain(it))));
        format!(
            "{} {}{}",
            it.currency,
            grouped(&plain(it.value)),
            max.unwrap_or_default()
        )
    });
    [
        deal.article_id.clone(),
        deal.kind.clone(),
        deal.status.name().to_owned(),
        names(&[Role::Seller, Role::Target, Role::Lender]),
        names(&[Role::Buyer, Role::Investor, Role::Borrower, Role::Partner]),
        item.unwrap_or_default(),
        amount.unwrap_or_default(),
        format!("{:.2}", deal.confidence),
    ]
}

/// Digits in groups of three: `1,250,000.5`.
fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut text = String::new();
    for (n, digit) in whole.chars().enumerate() {
        let left = whole.len() - n;
        if n > 0 && left % 3 == 0 && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_figures_are_grouped() {
        for (number, text) in [
            ("0", "0"),
            ("999", "999"),
            ("1250000.5", "1,250,000.5"),
            ("-123456", "-123,456"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn ok_a_row_is_a_line_of_the_width() {
        let mut table = markdown(["a".to_owned(), "long".to_owned()], &[], Some(40));
        add(
            &mut table,
            ["x|y\n\u{1b}[31mz".to_owned(), "word ".repeat(40)],
        );
        let text = table.to_string();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines.iter().all(|it| it.chars().count() <= 40), "{text}");
        assert!(lines[2].contains("x\\|y [31mz"), "{text}");
    }
}
