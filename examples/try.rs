//! Scratch.
use dealsift::grammar::GrammarFiles;
use dealsift::pipeline::Extractor;
use dealsift::source::{Event, Pages, SourceOptions, open};
fn main() {
    let files = GrammarFiles::with_folder(std::path::Path::new("grammars")).unwrap();
    let extractor = match Extractor::new(&files) {
        Ok(e) => e,
        Err(e) => {
            eprintln!("{e}");
            std::process::exit(2)
        }
    };
    let pages = Pages::load(&files).unwrap();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut args = args;
    let only = if args[0] == "-e" {
        args.remove(0);
        Some(args.remove(0))
    } else {
        None
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for e in open(&args, &SourceOptions::default(), &pages).unwrap() {
        match e {
            Event::Article(a) if only.is_some() => {
                if a.id.starts_with(only.as_deref().unwrap()) {
                    dealsift::explain::explain(
                        &extractor,
                        &a,
                        true,
                        &mut anstream::StripStream::new(&mut out),
                    )
                    .unwrap()
                }
            }
            Event::Article(a) => {
                for d in extractor.extract(&a) {
                    use std::io::Write;
                    serde_json::to_writer(&mut out, &d).unwrap();
                    out.write_all(b"\n").unwrap();
                }
            }
            Event::Reject(r) => eprintln!("{} {}", r.place, r.reason),
            Event::Warning(w) => eprintln!("{w}"),
        }
    }
}
