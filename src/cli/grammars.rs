//! `grammars`: the rules checked, listed and shown.

use std::fmt::Write;
use std::path::Path;

use super::Finish;
use super::args::{GrammarsCommand, ListFormat};
use super::output::print;
use crate::check;
use crate::error::{Error, Result};
use crate::grammar::{Cue, Example, Expect, GrammarFiles, Rule, Rules};
use crate::pipeline::Extractor;

pub(super) fn grammars(command: &GrammarsCommand) -> Result<Finish> {
    let text = match command {
        GrammarsCommand::Check { folder } => check(folder.as_deref())?,
        GrammarsCommand::List { folder, format } => {
            let rules = rules(folder.as_deref())?;
            match format {
                ListFormat::Table => table(&rules),
                ListFormat::Markdown => markdown(&rules),
            }
        }
        GrammarsCommand::Show { id, folder } => show(&rules(folder.as_deref())?, id)?,
    };
    print(&text)?;
    Ok(Finish::Clean)
}

fn rules(folder: Option<&Path>) -> Result<Rules> {
    Rules::load(&GrammarFiles::load(folder)?).map_err(Error::grammar)
}

/// Runs the examples of all rules; what does not come out as it should is a fault of the grammar.
fn check(folder: Option<&Path>) -> Result<String> {
    let files = GrammarFiles::load(folder)?;
    let extractor = Extractor::new(&files)?;
    let report = check::check(&extractor, &files);
    if report.failures.is_empty() {
        return Ok(format!(
            "{} examples, all as they should be\n",
            report.examples
        ));
    }
    Err(Error::grammar(report.failures))
}

/// A rule of any sort, as a list shows it.
struct Entry<'a> {
    id: &'a str,
    doc: &'a str,
    /// What it gives: a status, or that the deal is dropped.
    gives: &'a str,
    /// What it looks for, a line each.
    reads: Vec<String>,
    examples: &'a [Example],
    place: (&'a str, usize),
}

impl<'a> From<&'a Rule> for Entry<'a> {
    fn from(rule: &'a Rule) -> Self {
        Self {
            id: &rule.id,
            doc: &rule.doc,
            gives: rule.status.name(),
            reads: rule.patterns.iter().map(|it| it.text.clone()).collect(),
            examples: &rule.examples,
            place: (&rule.file, rule.line),
        }
    }
}

impl<'a> From<&'a Cue> for Entry<'a> {
    fn from(cue: &'a Cue) -> Self {
        let lists = [
            ("verbs", &cue.verbs),
            ("nouns", &cue.nouns),
            ("modifiers", &cue.modifiers),
            ("modals", &cue.modals),
            ("reporters", &cue.reporters),
        ];
        let lists = lists.into_iter().filter(|(_, words)| !words.is_empty());
        let mut reads: Vec<_> = lists
            .map(|(name, words)| format!("{name}: {}", words.join(", ")))
            .collect();
        for (set, what) in [
            (cue.negated, "a negation"),
            (cue.habitual, "the plain present"),
            (cue.past, "its verbs in the past only"),
            (cue.accepts, "its verbs over nouns that only propose"),
        ] {
            if set {
                reads.push(what.to_owned());
            }
        }
        Self {
            id: &cue.id,
            doc: &cue.doc,
            gives: cue.status.map_or("no deal", |status| status.name()),
            reads,
            examples: &cue.examples,
            place: (&cue.file, cue.line),
        }
    }
}

/// The parts of the rules with their headings, in the order in which they are used.
fn parts(rules: &Rules) -> Vec<(String, String, Vec<Entry<'_>>)> {
    let mut parts = Vec::new();
    for (kind, doc) in &rules.kinds {
        let frames = rules.frames.iter().filter(|rule| rule.kind == *kind);
        parts.push((kind.clone(), doc.clone(), frames.map(Entry::from).collect()));
    }
    let cues = rules.cues.iter().map(Entry::from).collect();
    parts.push((
        "status".to_owned(),
        "How firm a deal is, by the words around its trigger.".to_owned(),
        cues,
    ));
    let avoids = rules.avoids.iter().map(Entry::from).collect();
    parts.push((
        "avoid".to_owned(),
        "Readings that are no deals.".to_owned(),
        avoids,
    ));
    parts
}

fn table(rules: &Rules) -> String {
    let parts = parts(rules);
    let entries = || parts.iter().flat_map(|(_, _, entries)| entries);
    let width = |of: fn(&Entry<'_>) -> usize| entries().map(of).max().unwrap_or(0);
    let (ids, gives) = (width(|it| it.id.len()), width(|it| it.gives.len()));
    let mut text = String::new();
    for it in entries() {
        let _ = writeln!(text, "{:ids$}  {:gives$}  {}", it.id, it.gives, it.doc);
        for line in &it.reads {
            let _ = writeln!(text, "{:ids$}  {:gives$}    {line}", "", "");
        }
    }
    text
}

fn markdown(rules: &Rules) -> String {
    let mut text = String::from(
        "# Rules\n\nWritten by `dealsift grammars list --format markdown`; the rules themselves are in `grammars/`.\n",
    );
    let cell = |text: &str| text.replace('|', "\\|").replace(['\n', '\r'], " ");
    for (name, doc, entries) in parts(rules) {
        let _ = write!(text, "\n## {name}\n\n{doc}\n\n");
        let _ = write!(
            text,
            "| rule | what it reads | gives | patterns |\n|---|---|---|---|\n"
        );
        for it in entries {
            let reads: Vec<_> = it
                .reads
                .iter()
                .map(|line| format!("`{}`", cell(line)))
                .collect();
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {} |",
                it.id,
                cell(it.doc),
                it.gives,
                reads.join("<br>")
            );
        }
    }
    text
}

fn show(rules: &Rules, id: &str) -> Result<String> {
    let parts = parts(rules);
    let entries = || parts.iter().flat_map(|(_, _, entries)| entries);
    let mut found: Vec<_> = entries().filter(|it| it.id == id).collect();
    if found.is_empty() {
        found = entries().filter(|it| it.id.starts_with(id)).collect();
    }
    if found.is_empty() {
        return Err(Error::usage(format!(
            "no rule `{id}`: `dealsift grammars list` tells them all"
        )));
    }
    let mut text = String::new();
    for it in found {
        if !text.is_empty() {
            text.push('\n');
        }
        let (file, line) = it.place;
        let _ = writeln!(text, "{} ({file}:{line})\n  {}", it.id, it.doc);
        let _ = writeln!(text, "  gives: {}", it.gives);
        for line in &it.reads {
            let _ = writeln!(text, "  reads: {line}");
        }
        for example in it.examples {
            let expect = match example.expect {
                Expect::Match => "match",
                Expect::None => "none",
                Expect::KnownMiss => "known miss",
                Expect::KnownFalseAlarm => "known false alarm",
            };
            let status = example.status.map_or("", |status| status.name());
            let space = if status.is_empty() { "" } else { ", " };
            let _ = writeln!(text, "  {expect}{space}{status}: {}", example.text);
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::GrammarFiles;

    #[test]
    fn ok_every_rule_is_listed_and_shown() {
        let rules = Rules::load(&GrammarFiles::built_in()).expect("a sound grammar");
        let (table, page) = (table(&rules), markdown(&rules));
        for rule in &rules.frames {
            assert!(
                table.contains(&rule.id) && page.contains(&rule.id),
                "{}",
                rule.id
            );
            let shown = show(&rules, &rule.id).expect("a rule that is there");
            assert!(shown.contains(&rule.doc) && shown.contains(&rule.examples[0].text));
        }
        assert!(show(&rules, "nothing/such").is_err_and(|error| error.is_usage()));
    }
}
