//! Prints the figures of JSON lines with `id` and `text` from stdin, for the scorers.

use std::io::{BufRead, Write};

use anyhow::Context;
use dealsift::grammar::GrammarFiles;
use dealsift::mention::{Figures, line::FigureLine};

fn main() -> anyhow::Result<()> {
    let figures = Figures::load(&GrammarFiles::built_in())
        .map_err(|faults| anyhow::anyhow!("{faults:#?}"))?;
    if std::env::args().any(|a| a == "--time") {
        return time(&figures);
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().context("no text")?;
        let mut printed = serde_json::json!({"id": row["id"]});
        let found = serde_json::to_value(FigureLine::of(&figures, text, None))?;
        if let (Some(to), serde_json::Value::Object(from)) = (printed.as_object_mut(), found) {
            to.extend(from);
        }
        writeln!(out, "{printed}")?;
    }
    Ok(())
}

/// Scanning alone, over all texts of stdin.
fn time(figures: &Figures) -> anyhow::Result<()> {
    let mut texts = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        texts.push(row["text"].as_str().context("no text")?.to_owned());
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let start = std::time::Instant::now();
    let found: usize = texts.iter().map(|t| figures.scan(t).len()).sum();
    let spent = start.elapsed();
    writeln!(
        std::io::stderr(),
        "{found} figures in {bytes} bytes in {spent:?}"
    )?;
    Ok(())
}
