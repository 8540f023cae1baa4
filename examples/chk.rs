//! Scratch.
use dealsift::grammar::GrammarFiles;
use dealsift::pipeline::Extractor;
fn main() {
    let files = GrammarFiles::with_folder(std::path::Path::new("grammars")).unwrap();
    let extractor = match Extractor::new(&files) {
        Ok(e) => e,
        Err(e) => {
            eprintln!("{e}");
            std::process::exit(2)
        }
    };
    let r = dealsift::check::check(&extractor, &files);
    for f in &r.failures {
        eprintln!("{f}");
    }
    eprintln!("{} examples, {} failures", r.examples, r.failures.len());
}
