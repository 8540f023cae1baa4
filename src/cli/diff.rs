//! `diff`: what two runs make different.

use std::fmt::Write;

use serde_json::json;

use super::Finish;
use super::args::{DiffArgs, RowsFormatArg};
use super::output::print;
use crate::deal::Deal;
use crate::error::Result;
use crate::sink::{CsvRows, Stored, harmless};
use crate::table::SEPARATOR;
use crate::table::diff::{Change, DealChange, Difference};

pub(super) fn diff(args: &DiffArgs) -> Result<Finish> {
    let read = |input: &str| Stored::open(input)?.collect::<Result<Vec<Deal>>>();
    let difference = Difference::between(&read(&args.old)?, &read(&args.new)?);
    print(&match args.format {
        RowsFormatArg::Table => table(&difference),
        RowsFormatArg::Csv => csv(&difference)?,
        RowsFormatArg::Jsonl => jsonl(&difference),
    })?;
    Ok(Finish::Clean)
}

fn table(difference: &Difference) -> String {
    let mut text = String::new();
    let widest = difference.counts.iter().map(|it| it.what.len()).max();
    let width = widest.unwrap_or(0);
    for count in &difference.counts {
        let (old, new) = (i128::from(count.old), i128::from(count.new));
        let change = match new - old {
            0 => String::new(),
            change => format!("  {change:+}"),
        };
        let _ = writeln!(text, "{:width$}  {old:>8} -> {new:>8}{change}", count.what);
    }
    let of = |change| difference.count(change);
    let _ = writeln!(
        text,
        "\n{} added, {} removed, {} changed, {} the same",
        of(Change::Added),
        of(Change::Removed),
        of(Change::Changed),
        difference.same
    );
    let mut article = "";
    for deal in &difference.deals {
        if deal.article_id != article {
            article = &deal.article_id;
            let _ = writeln!(text, "\n{article}");
        }
        lines(deal, &mut text);
    }
    text
}

fn lines(deal: &DealChange, text: &mut String) {
    let (mark, id) = match deal.change {
        Change::Added => ('+', &deal.new_deal_id),
        Change::Removed => ('-', &deal.old_deal_id),
        Change::Changed => ('~', &deal.new_deal_id),
    };
    let _ = writeln!(text, "{mark} {}", id.as_deref().unwrap_or_default());
    for field in &deal.fields {
        let (old, new) = (field.old.join(SEPARATOR), field.new.join(SEPARATOR));
        let name = field.field;
        let _ = match deal.change {
            Change::Added => writeln!(text, "    {name}: {new}"),
            Change::Removed => writeln!(text, "    {name}: {old}"),
            Change::Changed => {
                let or_none = |side: String| {
                    if side.is_empty() {
                        "none".to_owned()
                    } else {
                        side
                    }
                };
                writeln!(text, "    {name}: {} -> {}", or_none(old), or_none(new))
            }
        };
    }
}

/// A row for each field that differs.
fn csv(difference: &Difference) -> Result<String> {
    let header = [
        "change",
        "article_id",
        "old_deal_id",
        "new_deal_id",
        "field",
        "old",
        "new",
    ];
    let mut out = CsvRows::new(header)?;
    for deal in &difference.deals {
        for field in &deal.fields {
            let row = [
                deal.change.name(),
                &deal.article_id,
                deal.old_deal_id.as_deref().unwrap_or_default(),
                deal.new_deal_id.as_deref().unwrap_or_default(),
                field.field,
                &field.old.join(SEPARATOR),
                &field.new.join(SEPARATOR),
            ];
            out.row(row.map(|it| harmless(it).into_owned()))?;
        }
    }
    out.text()
}

/// The counts in one object, then one for each deal that differs.
fn jsonl(difference: &Difference) -> String {
    let mut text = String::new();
    let counts = json!({
        "counts": difference.counts,
        "added": difference.count(Change::Added),
        "removed": difference.count(Change::Removed),
        "changed": difference.count(Change::Changed),
        "same": difference.same,
    });
    let _ = writeln!(text, "{counts}");
    for deal in &difference.deals {
        let _ = writeln!(text, "{}", json!(deal));
    }
    text
}
