//! Articles and the built-in grammar for tests that call the library.

use std::path::Path;
use std::sync::LazyLock;

use dealsift::grammar::GrammarFiles;
use dealsift::pipeline::Extractor;
use dealsift::source::{Article, Event, Pages, SourceOptions, open};

/// The built-in grammar, compiled once for all tests.
pub static EXTRACTOR: LazyLock<Extractor> =
    LazyLock::new(|| Extractor::new(&GrammarFiles::built_in()).unwrap());

/// All articles of some files or folders.
pub fn read(inputs: &[&Path]) -> Vec<Article> {
    let inputs: Vec<String> = inputs.iter().map(|it| it.display().to_string()).collect();
    let pages = Pages::load(&GrammarFiles::built_in()).unwrap();
    open(&inputs, &SourceOptions::default(), &pages)
        .unwrap()
        .filter_map(|event| match event {
            Event::Article(article) => Some(article),
            Event::Reject(_) | Event::Warning(_) => None,
        })
        .collect()
}
