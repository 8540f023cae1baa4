//! Reads the rule files: taxonomy, index, word lists, frames, cues and avoid rules, with every fault at its line.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Cue, Example, Expect, Rule, Rules};
use crate::grammar::fault::{Fault, line_of};
use crate::grammar::files::GrammarFiles;
use crate::grammar::pattern::{list, pattern};
use crate::grammar::terms::Status;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameFile {
    kind: Spanned<String>,
    #[serde(default)]
    rule: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    id: Spanned<String>,
    doc: String,
    patterns: Vec<Spanned<String>>,
    #[serde(default = "agreed")]
    status: Status,
    /// An agreement as such: it gives way to what it is an agreement to do.
    #[serde(default)]
    generic: bool,
    #[serde(default)]
    examples: Vec<Example>,
}

fn agreed() -> Status {
    Status::Agreed
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CueFile {
    cue: Vec<CueEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CueEntry {
    id: Spanned<String>,
    doc: String,
    status: Option<Status>,
    #[serde(default)]
    verbs: String,
    #[serde(default)]
    nouns: String,
    #[serde(default)]
    modifiers: String,
    #[serde(default)]
    modals: String,
    #[serde(default)]
    negated: bool,
    #[serde(default)]
    past: bool,
    #[serde(default)]
    reporters: String,
    #[serde(default)]
    habitual: bool,
    #[serde(default)]
    accepts: bool,
    #[serde(default)]
    examples: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Taxonomy {
    kind: Vec<KindEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindEntry {
    name: String,
    doc: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    phase: Vec<Phase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phase {
    file: Spanned<String>,
    #[allow(dead_code)]
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordLists {
    #[allow(dead_code)]
    source: String,
    #[allow(dead_code)]
    licence: String,
    lists: BTreeMap<String, String>,
}

impl Rules {
    /// Reads taxonomy, index, word lists, frames, cues and avoid rules.
    ///
    /// # Errors
    /// Every fault of the files.
    pub fn load(files: &GrammarFiles) -> Result<Self, Vec<Fault>> {
        let mut loader = Loader {
            files,
            faults: Vec::new(),
            rules: Self::default(),
            lists: BTreeMap::new(),
            used: Vec::new(),
            known: PLACES.map(str::to_owned).to_vec(),
        };
        loader.load();
        if loader.faults.is_empty() {
            Ok(loader.rules)
        } else {
            Err(loader.faults)
        }
    }
}

struct Loader<'a> {
    files: &'a GrammarFiles,
    faults: Vec<Fault>,
    rules: Rules,
    lists: BTreeMap<String, String>,
    used: Vec<String>,
    /// Prepositions, and what the engine gives in their place.
    known: Vec<String>,
}

/// What stands in the place of a preposition: a possessor, a name before the noun, participles with "by".
const PLACES: [&str; 7] = ["'s", "mod", "as", "led by", "held by", "made by", "to do"];

#[derive(Deserialize)]
struct FunctionFile {
    classes: FunctionClasses,
}

#[derive(Deserialize)]
struct FunctionClasses {
    preposition: String,
}

impl Loader<'_> {
    fn read<T: serde::de::DeserializeOwned>(&mut self, path: &str) -> Option<T> {
        self.files.read(path).map_err(|f| self.faults.push(f)).ok()
    }

    fn fault(&mut self, file: &str, line: usize, rule: &str, expected: &str, found: &str) {
        self.faults.push(Fault {
            file: file.to_owned(),
            line,
            rule: rule.to_owned(),
            expected: expected.to_owned(),
            found: found.to_owned(),
        });
    }

    fn line(&self, file: &str, offset: usize) -> usize {
        self.files.get(file).map_or(0, |t| line_of(t, offset))
    }

    fn load(&mut self) {
        if let Some(taxonomy) = self.read::<Taxonomy>("taxonomy.toml") {
            self.rules.kinds = taxonomy.kind.into_iter().map(|k| (k.name, k.doc)).collect();
        }
        if let Some(lists) = self.read::<WordLists>("lexicon/verbs.toml") {
            self.lists = lists.lists;
        }
        if let Some(function) = self.read::<FunctionFile>("lexicon/function.toml") {
            self.known.extend(list(&function.classes.preposition));
        }
        let Some(index) = self.read::<Index>("index.toml") else {
            return;
        };
        let mut listed = Vec::new();
        for phase in index.phase {
            let file = phase.file.get_ref().clone();
            if self.files.get(&file).is_none() {
                let line = self.line("index.toml", phase.file.span().start);
                self.fault(
                    "index.toml",
                    line,
                    "",
                    "a file that is there",
                    &format!("`{file}`"),
                );
                continue;
            }
            if file.starts_with("frames/") {
                self.frames(&file);
            } else if file.starts_with("status/") || file.starts_with("avoid/") {
                self.cues(&file);
            }
            listed.push(file);
        }
        let unlisted: Vec<String> = ["frames/", "status/", "avoid/"]
            .iter()
            .flat_map(|f| self.files.under(f))
            .map(|(path, _)| path.to_owned())
            .filter(|path| !listed.contains(path))
            .collect();
        for path in unlisted {
            self.fault("index.toml", 0, "", &format!("a line for `{path}`"), "none");
        }
        self.whole_set();
    }

    fn frames(&mut self, file: &str) {
        let Some(parsed) = self.read::<FrameFile>(file) else {
            return;
        };
        let kind = parsed.kind.get_ref().clone();
        if !self.rules.kinds.iter().any(|(k, _)| *k == kind) {
            let line = self.line(file, parsed.kind.span().start);
            self.fault(
                file,
                line,
                "",
                "a kind of `taxonomy.toml`",
                &format!("`{kind}`"),
            );
        }
        for entry in parsed.rule {
            let line = self.line(file, entry.id.span().start);
            let id = entry.id.get_ref().clone();
            let mut patterns = Vec::new();
            for p in &entry.patterns {
                self.prepositions(file, &id, p);
                let at_line = self.line(file, p.span().start);
                match pattern(p.get_ref()) {
                    Ok(mut parsed) => {
                        self.resolve(file, at_line, &id, &mut parsed.verbs);
                        self.resolve(file, at_line, &id, &mut parsed.nouns);
                        patterns.push(parsed);
                    }
                    Err(e) => {
                        let found = match p.get_ref().get(e.at..) {
                            Some("") | None => "the end of the pattern".to_owned(),
                            Some(rest) => format!("`{rest}`"),
                        };
                        self.fault(file, at_line, &id, &e.expected, &found);
                    }
                }
            }
            if !id.starts_with(&format!("{kind}/")) {
                self.fault(
                    file,
                    line,
                    &id,
                    &format!("an id that starts with `{kind}/`"),
                    &format!("`{id}`"),
                );
            }
            for (what, there) in [
                (
                    "an example that matches",
                    entry.examples.iter().any(|e| e.expect == Expect::Match),
                ),
                (
                    "a near-miss (`expect = \"none\"`)",
                    entry.examples.iter().any(|e| e.expect == Expect::None),
                ),
            ] {
                if !there {
                    self.fault(file, line, &id, what, "none");
                }
            }
            self.rules.frames.push(Rule {
                id,
                kind: kind.clone(),
                doc: entry.doc,
                patterns,
                status: entry.status,
                generic: entry.generic,
                examples: entry.examples,
                file: file.to_owned(),
                line,
            });
        }
    }

    fn cues(&mut self, file: &str) {
        let Some(parsed) = self.read::<CueFile>(file) else {
            return;
        };
        let avoid = file.starts_with("avoid/");
        for entry in parsed.cue {
            let line = self.line(file, entry.id.span().start);
            let id = entry.id.get_ref().clone();
            if avoid == entry.status.is_some() {
                let expected = if avoid {
                    "no `status` in an avoid rule"
                } else {
                    "a `status`"
                };
                self.fault(file, line, &id, expected, "the opposite");
            }
            let has = |expect: Expect| entry.examples.iter().any(|e| e.expect == expect);
            // A cue shows what it changes beside what it leaves; an avoid rule what it drops beside what it keeps.
            let enough = if avoid {
                has(Expect::Match) && has(Expect::None)
            } else {
                entry.examples.len() >= 2 && has(Expect::Match)
            };
            if !enough {
                self.fault(file, line, &id, "an example and a near-miss", "fewer");
            }
            let mut words = |text: &str| {
                let mut words = list(text);
                self.resolve(file, line, &id, &mut words);
                words
            };
            let silent = [
                &entry.verbs,
                &entry.nouns,
                &entry.modifiers,
                &entry.modals,
                &entry.reporters,
            ]
            .iter()
            .all(|w| w.trim().is_empty())
                && !entry.negated
                && !entry.habitual;
            let cue = Cue {
                verbs: words(&entry.verbs),
                nouns: words(&entry.nouns),
                modifiers: words(&entry.modifiers),
                modals: words(&entry.modals),
                reporters: words(&entry.reporters),
                id: id.clone(),
                status: entry.status,
                doc: entry.doc,
                negated: entry.negated,
                past: entry.past,
                habitual: entry.habitual,
                accepts: entry.accepts,
                examples: entry.examples,
                file: file.to_owned(),
                line,
            };
            let idle = if avoid {
                entry.past || entry.accepts || !cue.reporters.is_empty() || !cue.modals.is_empty()
            } else {
                entry.habitual
            };
            if idle {
                let expected = "only keys that do something here: `past`, `accepts`, `reporters`, `modals` in a status cue, `habitual` in an avoid rule";
                self.fault(file, line, &cue.id, expected, "others");
            }
            if silent {
                self.fault(file, line, &cue.id, "words that it looks for", "none");
            }
            if avoid {
                self.rules.avoids.push(cue);
            } else {
                self.rules.cues.push(cue);
            }
        }
    }

    /// Prepositions that no text can hold would make a place that nothing fills.
    fn prepositions(&mut self, file: &str, rule: &str, text: &Spanned<String>) {
        let Ok(parsed) = pattern(text.get_ref()) else {
            return;
        };
        let line = self.line(file, text.span().start);
        for word in parsed.phrases.iter().flat_map(|p| &p.prepositions) {
            if !self.known.contains(word) {
                self.fault(file, line, rule, "a preposition of `lexicon/function.toml`, or `'s`, `mod`, `as`, `led_by`, `held_by`, `made_by`, `to_do`", &format!("`{word}`"));
            }
        }
    }

    /// Puts the words of `@name` in its place.
    fn resolve(&mut self, file: &str, line: usize, rule: &str, words: &mut Vec<String>) {
        let mut out = Vec::new();
        for word in words.drain(..) {
            if let Some(name) = word.strip_prefix('@') {
                if let Some(text) = self.lists.get(name) {
                    out.extend(list(text).into_iter().map(|w| w.replace('_', " ")));
                    self.used.push(name.to_owned());
                } else {
                    self.fault(
                        file,
                        line,
                        rule,
                        "a word list of `lexicon/verbs.toml`",
                        &format!("`@{name}`"),
                    );
                }
            } else {
                out.push(word.replace('_', " "));
            }
        }
        *words = out;
    }

    /// What can only be seen over all files: ids that are not unique, lists that nothing uses.
    fn whole_set(&mut self) {
        let mut seen: BTreeMap<String, (String, usize)> = BTreeMap::new();
        let ids: Vec<(String, String, usize)> = self
            .rules
            .frames
            .iter()
            .map(|r| (r.id.clone(), r.file.clone(), r.line))
            .chain(
                self.rules
                    .cues
                    .iter()
                    .chain(&self.rules.avoids)
                    .map(|c| (c.id.clone(), c.file.clone(), c.line)),
            )
            .collect();
        for (id, file, line) in ids {
            if let Some((other, at)) = seen.insert(id.clone(), (file.clone(), line)) {
                self.fault(
                    &file,
                    line,
                    &id,
                    "an id of its own",
                    &format!("the id of {other}:{at}"),
                );
            }
        }
        let unused: Vec<String> = self
            .lists
            .keys()
            .filter(|name| !self.used.contains(name))
            .cloned()
            .collect();
        for name in unused {
            self.fault(
                "lexicon/verbs.toml",
                0,
                "",
                "a list that some rule uses",
                &format!("`{name}`"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAMES: &str = "frames/lease.toml";

    /// The faults of the built-in grammar with one file changed by `change`.
    fn faults(file: &str, change: impl Fn(&str) -> String) -> Vec<Fault> {
        let built_in = GrammarFiles::built_in();
        let text = change(built_in.get(file).expect("a built-in file"));
        Rules::load(&built_in.with(file, &text)).expect_err("a fault")
    }

    /// The line of the built-in file on which a text stands.
    fn line_with(file: &str, text: &str) -> usize {
        let built_in = GrammarFiles::built_in();
        let whole = built_in.get(file).expect("a built-in file");
        line_of(whole, whole.find(text).expect("a text of the file"))
    }

    #[test]
    fn ok_the_built_in_grammar_is_sound() {
        let rules = Rules::load(&GrammarFiles::built_in()).expect("sound");
        assert_eq!(rules.kinds.len(), 9);
        assert!(
            rules
                .kinds
                .iter()
                .all(|(kind, _)| rules.frames.iter().any(|r| r.kind == *kind))
        );
    }

    #[test]
    fn err_a_pattern_has_its_line_rule_and_place() {
        let wrong = "customer:party {lease} item:goods";
        let first = "patterns = [\n";
        let found = faults(FRAMES, |t| {
            t.replacen(first, &format!("{first}  \"{wrong}\",\n"), 1)
        });
        let [fault] = &found[..] else {
            panic!("{found:?}")
        };
        assert_eq!(fault.line, line_with(FRAMES, first) + 1);
        assert!(fault.rule.starts_with("lease/"), "{fault}");
        assert!(fault.expected.contains("buyer:party"), "{fault}");
        assert_eq!(fault.found, format!("`{wrong}`"));
    }

    #[test]
    fn err_unknown_kinds_lists_and_keys() {
        let found = faults(FRAMES, |t| {
            t.replacen("kind = \"lease\"", "kind = \"rent\"", 1)
        });
        assert!(found.iter().any(|f| f.line == 1
            && f.expected == "a kind of `taxonomy.toml`"
            && f.found == "`rent`"));
        let found = faults(FRAMES, |t| t.replacen("{@sign", "{@signs", 1));
        assert!(
            found
                .iter()
                .any(|f| f.found == "`@signs`" && f.line > 0 && !f.rule.is_empty()),
            "{found:?}"
        );
        let found = faults(FRAMES, |t| t.replacen("doc = ", "dock = ", 1));
        assert!(
            found
                .iter()
                .any(|f| f.line == line_with(FRAMES, "doc = ") && f.found.contains("dock")),
            "{found:?}"
        );
    }

    #[test]
    fn err_rules_without_near_misses_and_ids_twice() {
        let found = faults(FRAMES, |t| {
            t.replace("expect = \"none\"", "expect = \"match\"")
        });
        assert!(
            found.iter().any(|f| f.expected.contains("near-miss")),
            "{found:?}"
        );
        let id = "id = \"lease/";
        let found = faults("frames/licence.toml", |t| {
            let own = t.find("id = \"licence/").expect("an id");
            format!(
                "{}{id}lease\"{}",
                &t[..own],
                &t[own..][t[own..].find('\n').expect("a line")..]
            )
        });
        assert!(
            found
                .iter()
                .any(|f| f.expected.starts_with("an id that starts with `licence/`")),
            "{found:?}"
        );
        assert!(
            found.iter().any(|f| f.expected == "an id of its own"),
            "{found:?}"
        );
    }

    #[test]
    fn err_a_file_that_the_index_lacks() {
        let found = faults("index.toml", |t| t.replacen(FRAMES, "frames/rent.toml", 1));
        assert!(
            found
                .iter()
                .any(|f| f.file == "index.toml" && f.found == "`frames/rent.toml`" && f.line > 0)
        );
        assert!(
            found
                .iter()
                .any(|f| f.expected == format!("a line for `{FRAMES}`")),
            "{found:?}"
        );
    }
}
