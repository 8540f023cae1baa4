//! What the lines of web pages are, as `grammars/pages.toml` says: boilerplate, headings of parts without article text,
//! times, bylines.
//!
//! It looks at one line at a time; what follows from several is `page`.

use regex::{Regex, RegexSet};
use serde::Deserialize;
use toml::Spanned;

use crate::grammar::{Fault, GrammarFiles, line_of, read_toml};

const FILE: &str = "pages.toml";

/// Longest line that is looked up, in bytes.
const LONGEST: usize = 120;

/// What a line of a page is, apart from article text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Class {
    Noise,
    Section,
    Related,
    Time,
    DateLabel,
    Byline,
    Menu,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    line: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    class: Class,
    texts: Vec<Spanned<String>>,
    examples: Vec<Spanned<String>>,
    none: Vec<Spanned<String>>,
}

/// The phrases, compiled.
#[derive(Clone, Debug)]
pub struct Pages {
    phrases: RegexSet,
    classes: Vec<Class>,
    label: Option<Regex>,
    menu: Vec<String>,
}

impl Pages {
    /// Reads `pages.toml` and runs its examples.
    ///
    /// # Errors
    /// All faults of the file.
    pub fn load(files: &GrammarFiles) -> Result<Self, Vec<Fault>> {
        let fault = |line: usize, rule: &str, expected: &str, found: &str| Fault {
            file: FILE.to_owned(),
            line,
            rule: rule.to_owned(),
            expected: expected.to_owned(),
            found: found.to_owned(),
        };
        let Some(text) = files.get(FILE) else {
            return Err(vec![fault(0, "", "the file", "nothing")]);
        };
        let file: File = read_toml(FILE, text).map_err(|f| vec![f])?;
        let mut faults = Vec::new();
        let mut ids: Vec<&str> = Vec::new();
        let mut kept = Vec::new();
        for entry in &file.line {
            let id = entry.id.get_ref().as_str();
            let mut add = |span: std::ops::Range<usize>, expected: &str, found: &str| {
                faults.push(fault(line_of(text, span.start), id, expected, found));
            };
            if ids.contains(&id) {
                add(entry.id.span(), "an id of its own", "one that came before");
            }
            ids.push(id);
            for (list, name) in [
                (&entry.texts, "texts"),
                (&entry.examples, "examples"),
                (&entry.none, "none"),
            ] {
                if list.is_empty() {
                    add(
                        entry.id.span(),
                        &format!("something in `{name}`"),
                        "nothing",
                    );
                }
            }
            let mut sound = true;
            for phrase in &entry.texts {
                if let Err(what) = pattern(phrase.get_ref()) {
                    sound = false;
                    add(
                        phrase.span(),
                        "a phrase",
                        &format!("`{}`: {what}", phrase.get_ref()),
                    );
                }
            }
            if !sound {
                continue;
            }
            let Ok(alone) = Self::compile([entry]) else {
                add(
                    entry.id.span(),
                    "phrases that compile",
                    "too large an entry",
                );
                continue;
            };
            for (lines, wanted) in [(&entry.examples, true), (&entry.none, false)] {
                for line in lines {
                    if alone.matches(line.get_ref(), entry.class) != wanted {
                        let (expected, found) = if wanted {
                            ("a match", "none")
                        } else {
                            ("no match", "one")
                        };
                        add(
                            line.span(),
                            expected,
                            &format!("{found}: `{}`", line.get_ref()),
                        );
                    }
                }
            }
            kept.push(entry);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Self::compile(kept).map_err(|e| vec![fault(0, "", "phrases that compile", &e.to_string())])
    }

    fn compile<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Result<Self, regex::Error> {
        let (mut phrases, mut classes) = (Vec::new(), Vec::new());
        let (mut labels, mut menu) = (Vec::new(), Vec::new());
        for entry in entries {
            for phrase in &entry.texts {
                let phrase = phrase.get_ref();
                // Entries with a faulty phrase never come here.
                let regex = pattern(phrase).unwrap_or_default();
                match entry.class {
                    Class::Menu => menu.push(phrase.to_lowercase()),
                    Class::DateLabel => labels.push(regex),
                    class => {
                        phrases.push(format!("^{regex}$"));
                        classes.push(class);
                    }
                }
            }
        }
        let label = if labels.is_empty() {
            None
        } else {
            Some(Regex::new(&format!("^(?:{})[ :]+", labels.join("|")))?)
        };
        Ok(Self {
            phrases: RegexSet::new(phrases)?,
            classes,
            label,
            menu,
        })
    }

    /// What the line is, `None` where it could be article text.
    pub(super) fn class(&self, line: &str) -> Option<Class> {
        if line.len() > LONGEST {
            return None;
        }
        let folded = fold(line);
        // Every class keeps its first phrase; noise, which loses the line, must not hide a heading.
        let found = self.phrases.matches(&folded);
        let first = found
            .iter()
            .map(|i| self.classes[i])
            .min_by_key(|c| match c {
                Class::Related => 0,
                Class::Section => 1,
                Class::Time => 2,
                _ => 3,
            });
        first.or_else(|| self.is_menu(line).then_some(Class::Menu))
    }

    /// The line behind words such as "Published:".
    pub(super) fn without_date_label<'t>(&self, line: &'t str) -> &'t str {
        if line.len() > LONGEST || !line.is_ascii() {
            return line;
        }
        let folded = line.to_ascii_lowercase();
        match self.label.as_ref().and_then(|label| label.find(&folded)) {
            Some(found) => line[found.end()..].trim_start(),
            None => line,
        }
    }

    fn is_menu(&self, line: &str) -> bool {
        let mut count = 0;
        let words = line.split(|c: char| c.is_whitespace() || "|>/·•»›,".contains(c));
        for word in words.filter(|w| !w.is_empty()) {
            count += 1;
            if !self.menu.contains(&word.to_lowercase()) {
                return false;
            }
        }
        count > 1
    }

    /// Whether an entry matches a line on its own.
    fn matches(&self, line: &str, class: Class) -> bool {
        match class {
            Class::DateLabel => {
                let rest = self.without_date_label(line);
                rest != line && super::date::parse(rest).is_some()
            }
            class => self.class(line) == Some(class),
        }
    }
}

/// Lower case, straight quotes, no marks around it, one space between words.
fn fold(line: &str) -> String {
    let marks = |c: char| !c.is_alphanumeric() && !matches!(c, '©' | '(');
    let end = |c: char| !c.is_alphanumeric();
    let line = line.trim_start_matches(marks).trim_end_matches(end);
    let mut out = String::with_capacity(line.len());
    for word in line.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            match c {
                '’' | '‘' => out.push('\''),
                c => out.extend(c.to_lowercase()),
            }
        }
    }
    // "Comments (3)" and "Filed under: Business" are the same phrases as without the marks.
    out.replace([':', '(', ')'], " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A phrase as a regular expression.
fn pattern(phrase: &str) -> Result<String, String> {
    if phrase.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    let mut out = String::new();
    let mut first = true;
    // What stands in brackets may hold spaces, and is then one piece.
    let mut rest = phrase.trim();
    while !rest.is_empty() {
        let (piece, optional, tail) = if let Some(inner) = rest.strip_prefix('[') {
            let (inner, tail) = inner.split_once(']').ok_or("`[` without `]`")?;
            (inner, true, tail)
        } else {
            let end = rest.find([' ', '[']).unwrap_or(rest.len());
            (&rest[..end], false, &rest[end..])
        };
        let alternatives: Result<Vec<String>, String> = piece
            .split('|')
            .map(|alternative| {
                alternative
                    .split(' ')
                    .map(word)
                    .collect::<Result<Vec<_>, _>>()
            })
            .map(|words| words.map(|w| w.join(" ")))
            .collect();
        let group = format!("(?:{})", alternatives?.join("|"));
        if piece == "..." {
            out.push_str(if first { ".*" } else { "(?: .*)?" });
        } else {
            // An optional first piece brings the space behind it.
            let (before, after) = match (first, optional) {
                (true, true) => ("(?:", " )?"),
                (false, true) => ("(?: ", ")?"),
                (true, false) => ("", ""),
                (false, false) => (" ", ""),
            };
            out.extend([before, &group, after]);
        }
        first = first && optional;
        rest = tail.trim_start();
    }
    Ok(out)
}

fn word(word: &str) -> Result<String, String> {
    const NUMBER: &str = r"\d[\d.,]*k?m?";
    const NAME: &str = r"\S+(?: \S+){0,5}";
    Ok(match word {
        "<n>" => NUMBER.to_owned(),
        "<name>" => NAME.to_owned(),
        "..." => ".*".to_owned(),
        "" => return Err("an empty alternative".to_owned()),
        _ => match word.strip_prefix("<n>") {
            Some(unit) => format!("{NUMBER}{}", regex::escape(unit)),
            None if word.contains(['<', '>', ']']) => {
                return Err(format!("`{word}` is neither a word nor `<n>` nor `<name>`"));
            }
            None => {
                let folded = word.to_lowercase().replace(['(', ')'], "");
                regex::escape(&folded)
            }
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages() -> Pages {
        Pages::load(&GrammarFiles::built_in()).unwrap_or_else(|faults| {
            let text: Vec<String> = faults.iter().map(ToString::to_string).collect();
            panic!("sound built-in pages:\n{}", text.join("\n"))
        })
    }

    #[test]
    fn ok_examples_with_all_entries() {
        let text = GrammarFiles::built_in();
        let file: File = read_toml(FILE, text.get(FILE).expect("the file")).expect("sound TOML");
        let pages = pages();
        for entry in &file.line {
            for example in &entry.examples {
                assert!(
                    pages.matches(example.get_ref(), entry.class),
                    "{}: {} is {:?}",
                    entry.id.get_ref(),
                    example.get_ref(),
                    pages.class(example.get_ref())
                );
            }
        }
    }

    #[test]
    fn ok_prose_is_nothing() {
        let pages = pages();
        for line in [
            "Acme bought Widget.",
            "Sharing the cost",
            "Acme and Widget agree to share a port",
            "3 March 2011",
            "",
        ] {
            assert_eq!(pages.class(line), None, "{line}");
        }
    }

    #[test]
    fn err_faults_have_line_and_rule() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let text = "[[line]]\nid = \"a\"\nclass = \"noise\"\ntexts = [\"<x> y\", \"[open\"]\nexamples = [\"b\"]\nnone = [\"c\"]\n\n[[line]]\nid = \"a\"\nclass = \"time\"\ntexts = [\"now\"]\nexamples = [\"then\"]\nnone = [\"Now!\"]\n";
        std::fs::write(dir.path().join(FILE), text).expect("a file");
        let files = GrammarFiles::with_folder(dir.path()).expect("a folder");
        let faults = Pages::load(&files).expect_err("a faulty file");
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "pages.toml:4: rule `a`: expected a phrase, found `<x> y`: `<x>` is neither a word nor `<n>` nor `<name>`",
                "pages.toml:4: rule `a`: expected a phrase, found `[open`: `[` without `]`",
                "pages.toml:9: rule `a`: expected an id of its own, found one that came before",
                "pages.toml:12: rule `a`: expected a match, found none: `then`",
                "pages.toml:13: rule `a`: expected no match, found one: `Now!`",
            ]
        );
    }

    #[test]
    fn err_wrong_class() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let text = "[[line]]\nid = \"a\"\nclass = \"nose\"\ntexts = []\nexamples = []\nnone = []\n";
        std::fs::write(dir.path().join(FILE), text).expect("a file");
        let files = GrammarFiles::with_folder(dir.path()).expect("a folder");
        let faults = Pages::load(&files).expect_err("a faulty file");
        assert_eq!(faults[0].line, 3);
    }
}
