//! Runs every example of the grammar: each with its own rule alone, then with all rules, so that clashes show.
//!
//! Used by the test suite and by `grammars check`, so that a rule can be tested without Rust.

use std::fmt;

use crate::deal::Deal;
use crate::grammar::figures::FigureWords;
use crate::grammar::{Example, Expect, Fault, GrammarFiles, Status, line_of};
use crate::mention::examples;
use crate::pipeline::Extractor;
use crate::source::{Article, Pages};

/// One example to run.
#[derive(Clone, Debug)]
pub struct Case {
    /// `RULE::NUMBER::alone` or `RULE::NUMBER::together`.
    pub name: String,
    /// Where it stands.
    pub file: String,
    /// Line of its text.
    pub line: usize,
    /// Its rule or cue.
    pub rule: String,
    /// Only this frame rule runs; all where it is none.
    only: Option<usize>,
    /// The kind that must come, where the rule says one.
    kind: Option<String>,
    text: String,
    parts: Vec<(String, String)>,
    expect: Expect,
    status: Option<Status>,
}

/// What came of the whole grammar.
#[derive(Clone, Debug, Default)]
pub struct CheckReport {
    /// Examples that ran, each alone and together counted.
    pub examples: usize,
    /// What went wrong.
    pub failures: Vec<Fault>,
}

/// Runs all examples.
pub fn check(extractor: &Extractor, files: &GrammarFiles) -> CheckReport {
    let mut report = CheckReport::default();
    for case in cases(extractor, files) {
        report.examples += 1;
        report.failures.extend(case.run(extractor).err());
    }
    match FigureWords::load(files) {
        Ok(words) => report
            .failures
            .extend(examples::check(files, &words, &extractor.figures)),
        Err(faults) => report.failures.extend(faults),
    }
    report
        .failures
        .extend(Pages::load(files).err().unwrap_or_default());
    report
}

/// All examples of frame rules, status cues and avoid rules, in file order.
pub fn cases(extractor: &Extractor, files: &GrammarFiles) -> Vec<Case> {
    let mut out = Vec::new();
    for (r, rule) in extractor.rules.frames.iter().enumerate() {
        for (n, example) in rule.examples.iter().enumerate() {
            for only in [Some(r), None] {
                out.push(case(
                    files,
                    &rule.file,
                    &rule.id,
                    n,
                    example,
                    only,
                    Some(&rule.kind),
                ));
            }
        }
    }
    for cue in extractor.rules.cues.iter().chain(&extractor.rules.avoids) {
        for (n, example) in cue.examples.iter().enumerate() {
            out.push(case(files, &cue.file, &cue.id, n, example, None, None));
        }
    }
    out
}

fn case(
    files: &GrammarFiles,
    file: &str,
    rule: &str,
    number: usize,
    example: &Example,
    only: Option<usize>,
    kind: Option<&String>,
) -> Case {
    let (text, parts) = plain_text(&example.text);
    let line = files.get(file).map_or(0, |whole| {
        whole.find(&example.text).map_or(0, |at| line_of(whole, at))
    });
    let how = if only.is_some() { "alone" } else { "together" };
    Case {
        name: format!("{rule}::{}::{how}", number + 1),
        file: file.to_owned(),
        line,
        rule: rule.to_owned(),
        only,
        kind: kind.cloned(),
        text,
        parts,
        expect: example.expect,
        status: example.status,
    }
}

/// The sentence without its marks, and the marked parts: `[buyer:Acme Corp] left` gives `Acme Corp left`.
fn plain_text(marked: &str) -> (String, Vec<(String, String)>) {
    let mut text = String::new();
    let mut parts = Vec::new();
    let mut rest = marked;
    while let Some(open) = rest.find('[') {
        text.push_str(&rest[..open]);
        let inside = &rest[open + 1..];
        let (Some(close), Some(colon)) = (inside.find(']'), inside.find(':')) else {
            break;
        };
        if colon < close {
            parts.push((
                inside[..colon].to_owned(),
                inside[colon + 1..close].to_owned(),
            ));
            text.push_str(&inside[colon + 1..close]);
        } else {
            text.push_str(&inside[..close]);
        }
        rest = &inside[close + 1..];
    }
    text.push_str(rest);
    (text, parts)
}

impl Case {
    /// Runs it.
    ///
    /// # Errors
    /// A fault that says what was expected and what was found.
    pub fn run(&self, extractor: &Extractor) -> Result<(), Fault> {
        let article = Article {
            id: "example".to_owned(),
            text: self.text.clone(),
            ..Article::default()
        };
        let deals = extractor.extract_with(&article, self.only);
        let mine: Vec<&Deal> = deals
            .iter()
            .filter(|d| self.kind.is_none() || by_rule(d, &self.rule))
            .collect();
        let problem = self.problem(&deals);
        let (fine, expected) = match self.expect {
            Expect::Match => (
                problem.is_none(),
                problem.clone().unwrap_or_else(|| "one deal".to_owned()),
            ),
            Expect::None => (mine.is_empty(), "no deal by this rule".to_owned()),
            Expect::KnownMiss => (
                problem.is_some(),
                "still a miss: it is found now, so drop `known_miss`".to_owned(),
            ),
            Expect::KnownFalseAlarm => (
                !mine.is_empty(),
                "still a false alarm: it is gone now, so make it `none`".to_owned(),
            ),
        };
        if fine {
            return Ok(());
        }
        Err(Fault {
            file: self.file.clone(),
            line: self.line,
            rule: self.name.clone(),
            expected,
            found: format!("{} in \"{}\"", Shown(&deals), self.text),
        })
    }

    /// What is wrong with the deals of an example that must match.
    fn problem(&self, deals: &[Deal]) -> Option<String> {
        let [deal] = deals else {
            return Some("exactly one deal".to_owned());
        };
        if let Some(kind) = &self.kind
            && deal.kind != *kind
        {
            return Some(format!("kind `{kind}`"));
        }
        if let Some(status) = self.status
            && deal.status != status
        {
            return Some(format!("status `{}`", status.name()));
        }
        for (label, text) in &self.parts {
            let there = match label.as_str() {
                "item" if evidence(deal, "items[").any(|e| text == e) => true,
                "item" => deal.items.iter().any(|i| {
                    text.ends_with(&i.product)
                        || text.contains(&i.product)
                        || i.product.contains(text.as_str())
                }),
                "amount" => evidence(deal, "amounts[")
                    .any(|e| text.contains(e) || e.contains(text.as_str())),
                role => deal.parties.iter().any(|p| {
                    p.role.name() == role
                        && (p.name == *text || p.mentions.contains(text) || text.ends_with(&p.name))
                }),
            };
            if !there {
                return Some(format!("{label} \"{text}\""));
            }
        }
        let count =
            |wanted: &dyn Fn(&str) -> bool| self.parts.iter().filter(|(l, _)| wanted(l)).count();
        let amounts = count(&|l| l == "amount");
        let items = count(&|l| l == "item");
        let parties = self.parts.len() - amounts - items;
        for (what, expected, found) in [
            ("parties", parties, deal.parties.len()),
            ("items", items, deal.items.len()),
            ("amounts", amounts, deal.amounts.len()),
        ] {
            if expected != found {
                return Some(format!("{expected} {what}"));
            }
        }
        None
    }
}

fn by_rule(deal: &Deal, rule: &str) -> bool {
    deal.evidence
        .iter()
        .any(|e| e.field == "kind" && e.rule == rule)
}

fn evidence<'d>(deal: &'d Deal, field: &'d str) -> impl Iterator<Item = &'d str> {
    deal.evidence
        .iter()
        .filter(move |e| e.field.starts_with(field))
        .map(|e| e.text.as_str())
}

struct Shown<'a>(&'a [Deal]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("no deal");
        }
        for (i, deal) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{} {}", deal.kind, deal.status.name())?;
            for p in &deal.parties {
                write!(f, ", {} {}", p.role.name(), p.name)?;
            }
            for item in &deal.items {
                write!(f, ", item {}", item.product)?;
            }
            for a in &deal.amounts {
                write!(f, ", amount {} {}", a.value, a.currency)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_marks_are_taken_out() {
        let (text, parts) = plain_text("[buyer:Acme Corp] ordered [item:18 jets].");
        assert_eq!(text, "Acme Corp ordered 18 jets.");
        assert_eq!(
            parts,
            [
                ("buyer".to_owned(), "Acme Corp".to_owned()),
                ("item".to_owned(), "18 jets".to_owned())
            ]
        );
    }
}
