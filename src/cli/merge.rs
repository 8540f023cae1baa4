//! `merge`: deals of earlier runs, those that several articles tell put together.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::Finish;
use super::args::MergeArgs;
use super::extract::csv_text;
use super::log::LogFormat;
use crate::deal::corrections::Corrections;
use crate::error::{Error, Result};
use crate::grammar::GrammarFiles;
use crate::pipeline::Extractor;
use crate::sink::{Provenance, RunInfo, records_of, write_merged};
use crate::table::merge::{Entities, Entity, Folder, Merger, read};
use crate::table::schema::RECORDS;

pub(super) fn merge(args: &MergeArgs, log: LogFormat) -> Result<Finish> {
    let files = GrammarFiles::built_in();
    let mut merger = merger(&files, args.entities.as_deref())?;
    let mut corrections = match &args.corrections {
        Some(file) => Corrections::read(file, &Extractor::new(&files)?.kinds())?,
        None => Corrections::default(),
    };
    let filter = args.filter.filter()?;
    let mut records = 0_u64;
    for input in &args.deals {
        let file = deal_file(Path::new(input))?;
        merger.begin(Some(&file))?;
        read::deals(&file, |deal| {
            for deal in corrections.apply(vec![deal]) {
                records += 1;
                merger.push(&deal);
            }
        })?;
    }
    if !args.quiet {
        for warning in corrections.warnings() {
            eprintln!("{}", log.warning(&warning));
        }
    }
    let mut merged = merger.finish()?;
    merged.keep(&filter);
    let mut options = BTreeMap::new();
    if let Some(entities) = &args.entities {
        options.insert("entities".to_owned(), json!(entities));
    }
    if let Some(corrections) = &args.corrections {
        options.insert("corrections".to_owned(), json!(corrections));
    }
    args.filter.tell(&mut options);
    if args.raw_csv {
        options.insert("raw_csv".to_owned(), json!(true));
    }
    let info = RunInfo {
        provenance: Provenance {
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            grammar_hash: files.hash(),
            options,
        },
        inputs: args.deals.clone(),
    };
    let text = csv_text(args.raw_csv);
    let written = write_merged(&args.output, &merged, &info, text, args.overwrite)?;
    if !args.quiet {
        let (deals, copies) = (merged.len(), merged.copies().len());
        let fields = json!({ "records": records, "deals": deals, "copies": copies });
        let copies = copies_left_out(copies as u64);
        log.tell(
            &format!("{records} records, {deals} deals{copies}"),
            "info",
            "merged",
            fields,
        );
        tell_entities(merged.matched(), log);
        log.written(written.len() + 1, &args.output);
    }
    // The program ends: taking a million records apart would only take time.
    std::mem::forget(merged);
    Ok(Finish::Clean)
}

/// The count of copies behind that of the deals; nothing where there are none.
pub(super) fn copies_left_out(count: u64) -> String {
    match count {
        0 => String::new(),
        1 => ", 1 copy left out".to_owned(),
        count => format!(", {count} copies left out"),
    }
}

/// What puts deals together, with the entities of a file.
pub(super) fn merger(files: &GrammarFiles, entities: Option<&Path>) -> Result<Merger> {
    let folder = Folder::new(files)?;
    let entities = match entities {
        Some(path) => Entities::read(path, &folder)?,
        None => Entities::default(),
    };
    Ok(Merger::new(folder, entities))
}

/// Says which entities of a file were found.
pub(super) fn tell_entities(matched: &[(Entity, usize)], log: LogFormat) {
    if matched.is_empty() {
        return;
    }
    let found = matched.iter().filter(|it| it.1 > 0).count();
    let forms: usize = matched.iter().map(|it| it.1).sum();
    let all = matched.len();
    let missing: Vec<&str> = matched
        .iter()
        .filter(|it| it.1 == 0)
        .map(|it| it.0.name.as_str())
        .collect();
    let mut text = format!("{found} of {all} entities found, by {forms} forms of names");
    let (shown, rest) = missing.split_at(missing.len().min(SHOWN));
    if !shown.is_empty() {
        text += "\nnot found: ";
        text += &shown.join("; ");
    }
    if !rest.is_empty() {
        let _ = write!(text, "; and {} more", rest.len());
    }
    let fields = json!({ "entities": all, "found": found, "forms": forms, "not_found": missing });
    log.tell(&text, "info", "entities", fields);
}

/// Names that are listed at most.
const SHOWN: usize = 10;

/// The file of records that an argument names: itself, or that of the run in a folder.
fn deal_file(input: &Path) -> Result<PathBuf> {
    let endings: &[&str] = if cfg!(feature = "tables") {
        &["parquet", "jsonl"]
    } else {
        &["jsonl"]
    };
    records_of(input, endings).ok_or_else(|| {
        Error::usage(format!(
            "{}: expected a folder of a run with {}, found none",
            input.display(),
            RECORDS.file(endings[0])
        ))
    })
}
