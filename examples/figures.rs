//! Prints the figures of JSON lines with `id` and `text` from stdin, for the scorers.

use std::io::{BufRead, Write};

use anyhow::Context;
use dealsift::grammar::GrammarFiles;
use dealsift::mention::{Figures, line::FigureLine};

fn main() -> anyhow::Result<()> {
    let figures = Figures::load(&GrammarFiles::built_in())
        .map_err(|faults| anyhow::anyhow!("{faults:#?}"))?;
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
