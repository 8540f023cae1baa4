//! Prints what was read: a stand-in for `dealsift articles` until the command is wired.
use std::io::Write;

use dealsift::grammar::GrammarFiles;
use dealsift::source::{ArticleLine, Event, Pages, SourceOptions, open};

fn main() -> anyhow::Result<()> {
    let quiet = std::env::var_os("QUIET").is_some();
    let inputs: Vec<String> = std::env::args().skip(1).collect();
    let pages = Pages::load(&GrammarFiles::built_in()).map_err(dealsift::error::Error::grammar)?;
    let options = SourceOptions::default();
    let start = std::time::Instant::now();
    let mut reader = open(&inputs, &options, &pages)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let (mut articles, mut rejects, mut dated, mut split) = (0u64, 0u64, 0u64, 0u64);
    for event in reader.by_ref() {
        match event {
            Event::Article(article) => {
                articles += 1;
                dated += u64::from(article.published.at.is_some());
                split += u64::from(article.id.contains('#'));
                if !quiet {
                    serde_json::to_writer(&mut out, &ArticleLine::from(&article))?;
                    out.write_all(b"\n")?;
                }
            }
            Event::Reject(reject) => {
                rejects += 1;
                eprintln!("{}", serde_json::to_string(&reject)?);
            }
            Event::Warning(text) => eprintln!("warning: {text}"),
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    eprintln!(
        "{articles} articles ({dated} dated, {split} from pages), {rejects} rejects, {} bytes, {seconds:.3} s",
        reader.bytes_read()
    );
    Ok(())
}
