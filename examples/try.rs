//! Scratch.
use dealsift::grammar::GrammarFiles;
use dealsift::pipeline::Extractor;
use dealsift::source::{Event, Pages, SourceOptions, open};
use std::io::Write;
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
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let only = if args[0] == "-e" {
        args.remove(0);
        Some(args.remove(0))
    } else {
        None
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for e in open(&args, &SourceOptions::default(), &pages).unwrap() {
        match e {
            Event::Article(a) => {
                if let Some(only) = &only {
                    if a.id.starts_with(only.as_str()) {
                        let mut s = Vec::new();
                        dealsift::explain::explain(&extractor, &a, true, &mut s).unwrap();
                        out.write_all(anstream::adapter::strip_bytes(&s).into_vec().as_slice())
                            .unwrap();
                    }
                    continue;
                }
                for d in extractor.extract(&a) {
                    serde_json::to_writer(&mut out, &d).unwrap();
                    out.write_all(b"\n").unwrap();
                }
            }
            Event::Reject(r) => eprintln!("{} {}", r.place, r.reason),
            Event::Warning(w) => eprintln!("{w}"),
        }
    }
}
