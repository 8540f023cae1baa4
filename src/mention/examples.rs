//! Runs the examples of figures: those of the lexicon entries, every alias of every currency with a number beside it, and
//! the value-grouped ones of `grammars/mentions/`.
//!
//! A `match` text marks in brackets what must be found, exactly there; in a `none` text there must be no such figure.

use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use super::calendar::DateValue;
use super::figure::{Figure, Figures, Found, Modality};
use super::line::per_name;
use crate::grammar::figures::{
    CURRENCIES, CurrencyEntry, DESIGNATORS, Entry, FigureWords, MODALITY, SCALES, UNITS,
};
use crate::grammar::{Fault, GrammarFiles, line_of, read_toml};
use crate::span::Span;

/// Which figures a file of examples is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Money,
    Percent,
    Measure,
    Date,
}

const FILES: [(&str, Kind); 5] = [
    ("mentions/number.toml", Kind::Number),
    ("mentions/money.toml", Kind::Money),
    ("mentions/percent.toml", Kind::Percent),
    ("mentions/measure.toml", Kind::Measure),
    ("mentions/date.toml", Kind::Date),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    value: Vec<Group>,
}

/// What the bracketed part of every text of a group says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    value: Option<Decimal>,
    value_max: Option<Decimal>,
    currency: Option<String>,
    modality: Option<Modality>,
    per: Option<String>,
    unit: Option<String>,
    points: Option<bool>,
    /// ISO date, for an article of `published`.
    date: Option<String>,
    published: Option<String>,
    texts: Vec<Spanned<String>>,
    /// Near-misses: in these there is no figure of the file's kind at all.
    #[serde(default)]
    none: Vec<Spanned<String>>,
}

/// Every example that does not hold, in the order of the files.
pub fn check(files: &GrammarFiles, words: &FigureWords, figures: &Figures) -> Vec<Fault> {
    let mut run = Run {
        figures,
        faults: Vec::new(),
    };
    for Entry { line, entry } in &words.currencies {
        run.currency(*line, entry);
    }
    run.scales(files, words);
    for Entry { line, entry } in &words.units {
        let place = Place::new(UNITS, *line, &entry.symbol);
        let unit =
            |f: &Found| matches!(&f.figure, Figure::Measure(m) if m.unit.symbol == entry.symbol);
        run.matches(&place, &entry.matches, Kind::Measure, &entry.symbol, unit);
        run.nones(&place, &entry.none, Kind::Measure);
    }
    for Entry { line, entry } in &words.per {
        let place = Place::new(UNITS, *line, &entry.kind);
        for text in &entry.matches {
            run.per(&place, text, &entry.kind);
        }
        for text in &entry.none {
            if run
                .figures
                .scan(text)
                .iter()
                .any(|f| per_of(&f.figure).is_some())
            {
                run.fault(&place, "no price or rate", format!("one in `{text}`"));
            }
        }
    }
    for Entry { line, entry } in &words.cues {
        let place = Place::new(MODALITY, *line, &entry.modality);
        let fits = |f: &Found| modality_of(&f.figure).is_some_and(|m| name_of(m) == entry.modality);
        for text in &entry.matches {
            run.one(&place, text, &entry.modality, |_| true, fits);
        }
        for text in &entry.none {
            run.one(&place, text, "no cue", |_| true, |f| f.cue.is_none());
        }
    }
    run.designators(files, words);
    for (file, kind) in FILES {
        run.file(files, file, kind);
    }
    run.faults
}

/// Where an example stands.
struct Place {
    file: &'static str,
    line: usize,
    rule: String,
}

impl Place {
    fn new(file: &'static str, line: usize, rule: &str) -> Self {
        Self {
            file,
            line,
            rule: rule.to_owned(),
        }
    }
}

struct Run<'a> {
    figures: &'a Figures,
    faults: Vec<Fault>,
}

impl Run<'_> {
    fn fault(&mut self, place: &Place, expected: &str, found: String) {
        self.faults.push(Fault {
            file: place.file.to_owned(),
            line: place.line,
            rule: place.rule.clone(),
            expected: expected.to_owned(),
            found,
        });
    }

    /// The one bracketed figure of `text` is found there, alone of those that `counts` lets count, and `fits`.
    fn one(
        &mut self,
        place: &Place,
        text: &str,
        expected: &str,
        counts: impl Fn(&Found) -> bool,
        fits: impl Fn(&Found) -> bool,
    ) {
        let Some((plain, span)) = unbracket(text) else {
            self.fault(place, "one figure in brackets", format!("`{text}`"));
            return;
        };
        let found: Vec<Found> = self
            .figures
            .scan(&plain)
            .into_iter()
            .filter(counts)
            .collect();
        match &found[..] {
            [one] if one.span == span && fits(one) => {}
            [] => self.fault(place, expected, format!("nothing in `{text}`")),
            [one] if one.span == span => {
                self.fault(place, expected, format!("{:?} in `{text}`", one.figure));
            }
            many => {
                let spans: Vec<&str> = many.iter().map(|f| f.span.of(&plain)).collect();
                self.fault(place, expected, format!("{spans:?} in `{text}`"));
            }
        }
    }

    fn matches(
        &mut self,
        place: &Place,
        texts: &[String],
        kind: Kind,
        expected: &str,
        fits: impl Fn(&Found) -> bool,
    ) {
        for text in texts {
            self.one(place, text, expected, |f| is(kind, &f.figure), &fits);
        }
    }

    fn nones(&mut self, place: &Place, texts: &[String], kind: Kind) {
        for text in texts {
            let found = self.figures.scan(text);
            if let Some(one) = found.iter().find(|f| is(kind, &f.figure)) {
                let found = format!("`{}` in `{text}`", one.span.of(text));
                self.fault(place, "no such figure", found);
            }
        }
    }

    fn currency(&mut self, line: usize, entry: &CurrencyEntry) {
        let place = Place::new(CURRENCIES, line, &entry.code);
        let code =
            |f: &Found| matches!(&f.figure, Figure::Money(m) if m.currency.as_str() == entry.code);
        self.matches(&place, &entry.matches, Kind::Money, &entry.code, code);
        self.nones(&place, &entry.none, Kind::Money);
        let mut texts = Vec::new();
        for word in entry.signs.iter().chain(&entry.before) {
            texts.push(format!("it paid [{word} 5 million] in all"));
            texts.push(format!("it paid [{word}5.2bn] in all"));
        }
        for word in &entry.weak {
            texts.push(format!("it paid [{word}5.2bn] in all"));
        }
        let bare = entry.units.iter().filter(|_| entry.alone);
        let of = entry
            .of
            .iter()
            .flat_map(|of| entry.units.iter().map(move |unit| format!("{of} {unit}")));
        let behind = entry.abbreviations.iter().chain(&entry.words).chain(bare);
        for word in behind.cloned().chain(of) {
            texts.push(format!("it paid [5 million {word}] in all"));
        }
        texts.push(format!("it paid [{} 5 million] in all", entry.code));
        texts.push(format!("it paid [5 million {}] in all", entry.code));
        self.matches(&place, &texts, Kind::Money, &entry.code, code);
    }

    fn scales(&mut self, files: &GrammarFiles, words: &FigureWords) {
        let file = files.get(SCALES).unwrap_or_default();
        for scale in &words.scales.scale {
            let line = line_of(file, scale.value.span().start);
            let place = Place::new(SCALES, line, &scale.value.get_ref().to_string());
            for example in &scale.matches {
                let value = |f: &Found| value_of(&f.figure).is_some_and(|v| v.0 == example.value);
                let expected = example.value.to_string();
                self.one(
                    &place,
                    &example.text,
                    &expected,
                    |f| is(Kind::Number, &f.figure),
                    value,
                );
            }
            self.nones(&place, &scale.none, Kind::Number);
        }
    }

    fn designators(&mut self, files: &GrammarFiles, words: &FigureWords) {
        let all = &words.designators;
        let lists = [("label", &all.label), ("name", &all.name)];
        for (rule, list) in lists {
            let place = Place::new(DESIGNATORS, 0, rule);
            self.matches(&place, &list.matches, Kind::Number, "a number", |_| true);
            self.nones(&place, &list.none, Kind::Number);
        }
        for (rule, entry) in [("one", &all.one), ("half", &all.half)] {
            let place = Place::new(DESIGNATORS, 0, rule);
            self.matches(&place, &entry.matches, Kind::Number, "a number", |_| true);
            self.nones(&place, &entry.none, Kind::Number);
        }
        let file = files.get(DESIGNATORS).unwrap_or_default();
        for model in &all.model {
            let line = line_of(file, model.shape.span().start);
            let place = Place::new(DESIGNATORS, line, model.shape.get_ref());
            self.matches(&place, &model.matches, Kind::Number, "a number", |_| true);
            self.nones(&place, &model.none, Kind::Number);
        }
    }

    fn per(&mut self, place: &Place, text: &str, kind: &str) {
        let Some((plain, span)) = unbracket(text) else {
            self.fault(place, "one figure in brackets", format!("`{text}`"));
            return;
        };
        // The brackets hold the amount and the words that make a price of it.
        let found = self.figures.scan(&plain);
        let fits = found.iter().any(|f| {
            f.span.start == span.start
                && per_of(&f.figure).is_some_and(|p| p.1.end == span.end && p.0 == kind)
        });
        if !fits {
            self.fault(place, kind, format!("{found:?} in `{text}`"));
        }
    }

    fn file(&mut self, files: &GrammarFiles, file: &'static str, kind: Kind) {
        let Some(text) = files.get(file) else {
            self.fault(&Place::new(file, 0, ""), "the file", "none".to_owned());
            return;
        };
        let parsed: File = match read_toml(file, text) {
            Ok(parsed) => parsed,
            Err(fault) => {
                self.faults.push(fault);
                return;
            }
        };
        for group in parsed.value {
            let published = group.published.as_deref().and_then(|p| p.parse().ok());
            let expected = expectation(&group);
            for example in &group.texts {
                let place = Place::new(file, line_of(text, example.span().start), &expected);
                let fits = |f: &Found| group.fits(&f.figure, published);
                self.one(
                    &place,
                    example.get_ref(),
                    &expected,
                    |f| is(kind, &f.figure),
                    fits,
                );
            }
            for example in &group.none {
                let place = Place::new(file, line_of(text, example.span().start), "none");
                self.nones(&place, std::slice::from_ref(example.get_ref()), kind);
            }
        }
    }
}

impl Group {
    fn fits(&self, figure: &Figure, published: Option<jiff::civil::Date>) -> bool {
        if let Figure::Date(value) = figure {
            let date = value.resolve(published).map(|r| r.iso());
            return date.is_some() && date == self.date;
        }
        let currency = match figure {
            Figure::Money(m) => Some(m.currency.as_str()),
            _ => None,
        };
        let unit = match figure {
            Figure::Measure(m) => Some(m.unit.symbol.as_str()),
            _ => None,
        };
        let points = match figure {
            Figure::Percent(p) => Some(p.points),
            _ => None,
        };
        value_of(figure) == self.value.map(|v| (v, self.value_max))
            && currency == self.currency.as_deref()
            && unit == self.unit.as_deref()
            && points.unwrap_or(false) == self.points.unwrap_or(false)
            && modality_of(figure) == Some(self.modality.unwrap_or_default())
            && per_of(figure).map(|p| p.0) == self.per.as_deref()
    }
}

fn expectation(group: &Group) -> String {
    let value = group.value.map(|v| v.to_string());
    let max = group.value_max.map(|v| format!("to {v}"));
    let modality = group.modality.map(|m| name_of(m).to_owned());
    let parts = [
        &modality,
        &value,
        &max,
        &group.currency,
        &group.unit,
        &group.per,
        &group.date,
    ];
    parts
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" ")
}

fn is(kind: Kind, figure: &Figure) -> bool {
    match figure {
        Figure::Number(_) => kind == Kind::Number,
        Figure::Money(_) => kind == Kind::Money,
        Figure::Percent(_) => kind == Kind::Percent,
        Figure::Measure(_) => kind == Kind::Measure,
        Figure::Date(_) => kind == Kind::Date,
    }
}

fn value_of(figure: &Figure) -> Option<(Decimal, Option<Decimal>)> {
    match figure {
        Figure::Number(n) => Some((n.value, n.value_max)),
        Figure::Money(m) => Some((m.value, m.value_max)),
        Figure::Percent(p) => Some((p.value, p.value_max)),
        Figure::Measure(m) => Some((m.value, m.value_max)),
        Figure::Date(DateValue::Year(year)) => Some((Decimal::from(*year), None)),
        Figure::Date(_) => None,
    }
}

fn modality_of(figure: &Figure) -> Option<Modality> {
    match figure {
        Figure::Number(n) => Some(n.modality),
        Figure::Money(m) => Some(m.modality),
        Figure::Percent(p) => Some(p.modality),
        Figure::Measure(m) => Some(m.modality),
        Figure::Date(_) => None,
    }
}

fn per_of(figure: &Figure) -> Option<(&'static str, Span)> {
    let per = match figure {
        Figure::Money(m) => m.per,
        Figure::Measure(m) => m.per,
        _ => None,
    };
    per.map(|p| (per_name(p.kind), p.span))
}

fn name_of(modality: Modality) -> &'static str {
    match modality {
        Modality::Exact => "exact",
        Modality::Approx => "approx",
        Modality::Min => "min",
        Modality::Max => "max",
    }
}

/// The text without its one pair of brackets, and where that stood.
fn unbracket(text: &str) -> Option<(String, Span)> {
    let (before, rest) = text.split_once('[')?;
    let (inside, after) = rest.split_once(']')?;
    let span = Span::new(before.len(), before.len() + inside.len());
    Some((format!("{before}{inside}{after}"), span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_every_example_of_the_built_in_grammar_holds() {
        let files = GrammarFiles::built_in();
        let words = FigureWords::load(&files).expect("sound lexicons");
        let figures = Figures::new(&words);
        let faults = check(&files, &words, &figures);
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(
            faults.is_empty(),
            "{} faults:\n{}",
            told.len(),
            told.join("\n")
        );
    }

    #[test]
    fn err_a_wrong_example_is_told_with_its_line() {
        let files = GrammarFiles::built_in();
        let mut words = FigureWords::load(&files).expect("sound lexicons");
        let figures = Figures::new(&words);
        words.currencies.truncate(1);
        words.currencies[0].entry.matches = vec!["[EUR 5 million]".to_owned()];
        let faults = check(&files, &words, &figures);
        let first = faults.first().map(ToString::to_string).unwrap_or_default();
        assert!(first.starts_with("lexicon/currencies.toml:"), "{first}");
        assert!(first.contains("expected USD, found Money"), "{first}");
    }
}
