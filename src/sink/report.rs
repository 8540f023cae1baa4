//! The report of a run: one HTML page that needs nothing but itself, made of `deals.jsonl` and `sentences.csv` as they
//! stream by.
//!
//! What articles say reaches the page as JSON in which no tag can begin, and its script makes text nodes of it alone. The
//! page's policy lets nothing in but its own style and script, by their hashes, so that not even a fault in the script
//! could load or run what an article holds. Known gap: a page has the first deals of a run only, where there are many.

mod card;
mod merged;
mod read;
mod segments;

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::table::schema::{CORRECTIONS, MERGED, RECORDS, SENTENCES, Table};
use crate::table::{Filter, Totals};
use card::{Rules, card};
use read::Deals;

/// The file of a run that holds it.
pub(super) const REPORT: &str = "report.html";
/// The most deals that a page has unless it is asked for more.
pub const DEALS_ON_A_PAGE: usize = 10_000;

const PAGE: &str = include_str!("report/page.html");
const STYLE: &str = include_str!("report/page.css");
const SCRIPT: &str = concat!(
    include_str!("report/core.js"),
    include_str!("report/charts.js"),
    include_str!("report/table.js"),
    include_str!("report/card.js"),
    include_str!("report/edit.js"),
    include_str!("report/main.js"),
);

/// What a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported {
    /// Deals of the run that were asked for.
    pub all: u64,
    /// Of these, on the page.
    pub shown: u64,
}

/// Writes the report of the run in a folder: of the deals that pass the filter no more than so many.
///
/// # Errors
/// Where the folder holds no run, one of a version that kept no sentences, or files that do not belong together.
pub fn report(dir: &Path, out: impl Write, limit: usize, filter: &Filter) -> Result<Reported> {
    let path = dir.join("run.json");
    let text = std::fs::read(&path).map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            return Error::usage(format!(
                "{} holds no run: there is no run.json",
                dir.display()
            ));
        }
        Error::io_at(&path, error)
    })?;
    let run = serde_json::from_slice(&text)
        .map_err(|error| Error::input(path.display().to_string(), error.to_string()))?;
    let at = |table: &Table, ending| dir.join(table.file(ending));
    let files = Files {
        deals: at(&RECORDS, "jsonl"),
        sentences: at(&SENTENCES, "csv"),
        corrections: at(&CORRECTIONS, "csv"),
        merged: at(&MERGED, "csv"),
    };
    write(out, &files, &run, limit, filter)
}

/// The files that a report is made of.
pub(super) struct Files {
    pub deals: PathBuf,
    pub sentences: PathBuf,
    pub corrections: PathBuf,
    /// Need not be there: older runs have none.
    pub merged: PathBuf,
}

/// Writes a report; `run` is what `run.json` holds.
pub(super) fn write(
    out: impl Write,
    files: &Files,
    run: &Json,
    limit: usize,
    filter: &Filter,
) -> Result<Reported> {
    let mut out = BufWriter::new(out);
    // A carriage return would not be there for a browser, which hashes what it read.
    let (style, script) = (STYLE.replace('\r', ""), SCRIPT.replace('\r', ""));
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        hash(&style),
        hash(&script)
    );
    let mut reported = Reported { all: 0, shown: 0 };
    let mut rest = PAGE;
    while let Some((before, name, after)) = placeholder(rest) {
        put(&mut out, before)?;
        match name {
            "policy" => put(&mut out, &policy)?,
            "style" => put(&mut out, &style)?,
            "script" => put(&mut out, &script)?,
            _ => reported = write_data(&mut Harmless(&mut out), files, run, limit, filter)?,
        }
        rest = after;
    }
    put(&mut out, rest)?;
    out.flush().map_err(failed)?;
    Ok(reported)
}

/// What stands before the next `{{name}}`, its name, and what stands behind it.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name, after))
}

fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    format!("sha256-{}", data_encoding::BASE64.encode(&digest))
}

fn put(out: &mut impl Write, text: &str) -> Result<()> {
    out.write_all(text.as_bytes()).map_err(failed)
}

fn failed(error: io::Error) -> Error {
    Error::io(REPORT, error)
}

/// JSON in which no tag, comment or entity can begin: `<`, `>` and `&` stand in strings only, and become escapes there.
struct Harmless<W>(W);

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|b| matches!(b, b'<' | b'>' | b'&')) {
            self.0.write_all(&rest[..at])?;
            write!(self.0, "\\u{:04x}", rest[at])?;
            rest = &rest[at + 1..];
        }
        self.0.write_all(rest)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn json(out: &mut impl Write, value: &impl Serialize) -> Result<()> {
    serde_json::to_writer(out, value).map_err(|error| failed(error.into()))
}

/// Writes the data of the page: deals first, as they stream by, then what is known at their end.
fn write_data(
    out: &mut impl Write,
    files: &Files,
    run: &Json,
    limit: usize,
    filter: &Filter,
) -> Result<Reported> {
    let mut deals = Deals::open(files)?;
    let mut totals = Totals::default();
    let mut rules = Rules::default();
    let mut reported = Reported { all: 0, shown: 0 };
    let mut shown = HashSet::new();
    put(out, "{\"deals\":[")?;
    loop {
        let mut article = deals.article()?;
        if article.is_empty() {
            break;
        }
        article.retain(|it| filter.passes(it));
        totals.add(&article);
        reported.all += article.len() as u64;
        for deal in article {
            if reported.shown == limit as u64 {
                break;
            }
            put(out, if reported.shown == 0 { "\n" } else { ",\n" })?;
            json(out, &card(&deal, &mut rules))?;
            reported.shown += 1;
            shown.insert(deal.deal_id);
        }
    }
    deals.end()?;
    put(out, "\n],\"all\":")?;
    json(out, &reported.all)?;
    for (name, value) in [
        ("rules", serde_json::json!(rules.names)),
        ("totals", serde_json::json!(totals.rows())),
        ("corrections", corrections(&files.corrections)?),
        ("merged", merged::merged(&files.merged, &shown)?),
        ("run", about(run)),
    ] {
        put(out, &format!(",\n\"{name}\":"))?;
        json(out, &value)?;
    }
    put(out, "}")?;
    Ok(reported)
}

/// What of `run.json` a page tells.
fn about(run: &Json) -> Json {
    let count = |name: &str| run["counts"][name].as_u64().unwrap_or_default();
    let text = |name: &str| run[name].as_str().unwrap_or_default();
    let inputs: Vec<_> = run["inputs"].as_array().into_iter().flatten().collect();
    serde_json::json!({
        "tool_version": text("tool_version"),
        "grammar_hash": text("grammar_hash"),
        "inputs": inputs.iter().filter_map(|it| it.as_str()).collect::<Vec<_>>(),
        "articles": count("articles"),
        "copies": count("copies"),
        "not_english": count("not_english"),
        "rejected": count("rejected"),
    })
}

/// What became of the lines of the run's corrections, as objects; none where the run is older than they are.
fn corrections(path: &Path) -> Result<Json> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Json::Array(vec![])),
        Err(error) => return Err(Error::io_at(path, error)),
    };
    let names: Vec<_> = CORRECTIONS.columns().map(|it| it.name).collect();
    let mut lines = Vec::new();
    for row in csv::Reader::from_reader(file).into_records() {
        let row =
            row.map_err(|error| Error::input(path.display().to_string(), error.to_string()))?;
        let cells = names.iter().zip(row.iter());
        let line = cells.map(|(name, cell)| ((*name).to_owned(), cell.into()));
        lines.push(Json::Object(line.collect()));
    }
    Ok(Json::Array(lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_no_tag_can_begin_in_the_data() {
        let mut out = Vec::new();
        let text = "</script><!-- <script>alert(1)</script> & \u{2028} \"q\" \\";
        json(&mut Harmless(&mut out), &serde_json::json!({ "a<b": text })).expect("memory");
        let written = String::from_utf8(out).expect("text");
        assert!(!written.contains(['<', '>', '&']), "{written}");
        let back: Json = serde_json::from_str(&written).expect("JSON");
        assert_eq!(back["a<b"], text);
    }

    #[test]
    fn ok_the_page_has_each_part_once_and_no_way_out() {
        let mut names = Vec::new();
        let mut rest = PAGE;
        while let Some((_, name, after)) = placeholder(rest) {
            names.push(name);
            rest = after;
        }
        assert_eq!(names, ["policy", "style", "data", "script"]);
        // The script builds elements; it never reads markup, and the style loads nothing.
        for word in [
            "innerHTML",
            "outerHTML",
            "insertAdjacent",
            "document.write",
            "eval(",
            "</script",
            "{{",
        ] {
            assert!(!SCRIPT.contains(word), "{word}");
        }
        for word in ["url(", "@import", "</style", "{{"] {
            assert!(!STYLE.contains(word), "{word}");
        }
        assert!(!PAGE.contains("://") && !STYLE.contains("://") && !SCRIPT.contains("://"));
    }
}
