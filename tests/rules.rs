//! A named test for each example of the grammar, made at run time from the grammar files.

use std::sync::Arc;

use dealsift::check::cases;
use dealsift::grammar::GrammarFiles;
use dealsift::pipeline::Extractor;
use libtest_mimic::{Arguments, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let files = GrammarFiles::built_in();
    let extractor = Arc::new(Extractor::new(&files).expect("the built-in grammar is sound"));
    let trials = cases(&extractor, &files)
        .into_iter()
        .map(|case| {
            let extractor = Arc::clone(&extractor);
            Trial::test(case.name.clone(), move || {
                case.run(&extractor)
                    .map_err(|fault| fault.to_string().into())
            })
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit();
}
