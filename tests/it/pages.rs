//! Web pages, whole: the pages of `tests/pages`, each with its articles in `NAME.expected.jsonl` beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::workdir::{Workdir, samples};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

fn lines(text: &str) -> Vec<BTreeMap<String, Value>> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// What `articles` prints of a file, and what it says.
fn articles(file: &Path, code: i32) -> (Vec<BTreeMap<String, Value>>, String) {
    let ran = Workdir::new()
        .run(&["articles", &file.display().to_string()])
        .ends_with(code);
    (lines(std::str::from_utf8(&ran.stdout).unwrap()), ran.stderr)
}

#[test]
fn ok_pages_give_the_articles_beside_them() {
    let mut seen = 0;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "html"))
        .collect();
    files.sort();
    for file in files {
        let Ok(expected) = std::fs::read_to_string(file.with_extension("expected.jsonl")) else {
            continue;
        };
        seen += 1;
        let (found, _) = articles(&file, 0);
        let expected = lines(&expected);
        assert_eq!(
            found.len(),
            expected.len(),
            "{}: {found:#?}",
            file.display()
        );
        for (found, expected) in found.iter().zip(&expected) {
            for (key, value) in expected {
                assert_eq!(&found[key], value, "{}: `{key}`", file.display());
            }
        }
    }
    assert!(seen >= 5, "{seen} pages");
}

#[test]
fn err_a_page_of_teasers_has_no_article() {
    let (found, said) = articles(&folder().join("front.html"), 3);
    assert_eq!(found.len(), 0, "{found:#?}");
    assert!(
        said.contains("a page of teasers, with no article text"),
        "{said}"
    );
}

#[test]
fn ok_the_page_of_the_samples_is_its_article_alone() {
    let (found, _) = articles(&samples().join("pages/tug-order.html"), 0);
    let [article] = found.as_slice() else {
        panic!("one article, not {found:#?}");
    };
    assert_eq!(
        article["title"],
        "Brightwater Towage orders six electric tugs"
    );
    assert_eq!(article["published"], "2025-03-11T06:45:00Z");
    assert_eq!(article["source"], "Quayside Daily");
    let address = "https://quayside-daily.example/ports/brightwater-electric-tugs";
    assert_eq!(
        (&article["url"], &article["canonical_url"]),
        (&address.into(), &address.into())
    );
    let text = article["text"].as_str().unwrap();
    assert!(
        text.starts_with("ROTTERDAM — Brightwater Towage ordered six"),
        "{text}"
    );
    assert!(text.ends_with("on batteries by 2032."), "{text}");
    assert_eq!(text.split("\n\n").count(), 5, "{text}");
}

#[test]
fn ok_a_page_in_an_older_encoding() {
    let dir = Workdir::new();
    let mut page = b"<!DOCTYPE html><html><head><title>Caf\xe9 chain sold</title>\
        <meta http-equiv=Content-Type content='text/html; charset=windows-1252'></head><body><article>".to_vec();
    for _ in 0..3 {
        page.extend(b"<p>\x93Caf\xe9 M\xfcller\x94 was sold to Brack Foods for \x80 5 million \x96 half in cash, half in shares.</p>");
    }
    dir.write("old.html", &page);
    let ran = dir.run(&["articles", "old.html"]).ends_with(0);
    let found = lines(std::str::from_utf8(&ran.stdout).unwrap());
    assert_eq!(found[0]["title"], "Café chain sold");
    let text = found[0]["text"].as_str().unwrap();
    assert!(
        text.starts_with("“Café Müller” was sold to Brack Foods for € 5 million – half"),
        "{text}"
    );
    assert_eq!(ran.stderr, "");
}

#[test]
fn ok_rows_whose_text_is_markup() {
    let dir = Workdir::new();
    dir.write(
        "a.jsonl",
        "{\"text\":\"<p>Acme Corp bought <b>Widget Ltd</b> for $3 million.</p><p>It pays in cash &amp; shares.</p>\"}\n\
         {\"text\":\"Acme < Widget <p> 5\"}\n",
    );
    let ran = dir.run(&["articles", "a.jsonl"]).ends_with(0);
    let found = lines(std::str::from_utf8(&ran.stdout).unwrap());
    assert_eq!(
        found[0]["text"],
        "Acme Corp bought Widget Ltd for $3 million.\n\nIt pays in cash & shares."
    );
    assert_eq!(found[1]["text"], "Acme < Widget <p> 5");
}

#[test]
fn err_hostile_pages_lose_themselves_alone() {
    let dir = Workdir::new();
    let good = std::fs::read(folder().join("bare.html")).unwrap();
    dir.write("in/a.html", &good);
    for (name, piece) in [
        ("b", "<div>"),
        ("c", "<b>"),
        ("d", "<a href=x><i>"),
        ("e", "<table><tr><td>"),
    ] {
        dir.write(
            &format!("in/{name}.html"),
            format!("<html>{}", piece.repeat(100_000)),
        );
    }
    dir.write("in/f.html", b"<html>\0\xff<p".repeat(300_000));
    dir.write("in/g.html", "<!DOCTYPE html>");
    dir.write(
        "in/h.html",
        "<html><body>".to_owned() + &"<p>".repeat(100_000) + "<div".repeat(1000).as_str(),
    );
    dir.write("in/z.html", &good);
    let ran = dir.run(&["articles", "in"]).ends_with(3);
    let found = lines(std::str::from_utf8(&ran.stdout).unwrap());
    let ids: Vec<&Value> = found.iter().map(|article| &article["id"]).collect();
    assert_eq!(ids, ["a.html", "z.html"]);
    for name in ["b", "c", "d", "e"] {
        let told = format!("in/{name}.html: elements nested more than");
        assert!(ran.stderr.contains(&told), "{}", ran.stderr);
    }
    assert_eq!(
        ran.stderr.matches("rejected: ").count(),
        7,
        "{}",
        ran.stderr
    );
}
