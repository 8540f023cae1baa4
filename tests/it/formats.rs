//! Every format of rows, feeds and mails, as a user has them in one folder.

use serde_json::Value;

use crate::workdir::{Workdir, sample};

const ORDER: &str = "Meridia Airways has ordered 18 jets from Norvane Aerospace for $4.1 billion, the companies said.";

fn column<'a>(lines: &'a [Value], name: &str) -> Vec<&'a str> {
    let value = |it: &'a Value| it[name].as_str().unwrap_or("-");
    lines.iter().map(value).collect()
}

/// A folder with the same order in each format.
fn folder() -> Workdir {
    let dir = Workdir::new();
    dir.write(
        "in/array.json",
        format!("[{{\"maintext\":\"{ORDER}\"}},\n {{\"maintext\":\"{ORDER}\"}}]"),
    );
    dir.write(
        "in/feed.xml",
        format!(
            "<rss><channel><title>Wire</title><item><guid>g-1</guid><description>&lt;p&gt;{ORDER}&lt;/p&gt;</description></item></channel></rss>"
        ),
    );
    dir.write(
        "in/letters.mbox",
        format!("From a@b Thu Jul  3 13:50:00 2025\nFrom: Desk <a@b>\nSubject: Jets\n\n{ORDER}\n"),
    );
    dir.write(
        "in/mail.eml",
        format!("From: Desk <a@b>\nTo: c@d\nSubject: Jets\nMessage-ID: <m-1@b>\n\n{ORDER}\n"),
    );
    dir.write(
        "in/one.json",
        format!("{{\n  \"headline\": \"Jets\",\n  \"body\": \"{ORDER}\"\n}}\n"),
    );
    dir.write("in/table.tsv", format!("id\tcontent\nt-1\t{ORDER}\n"));
    dir.write("in/two.json", format!("{{\"body\":\"{ORDER}\"}}\n"));
    dir.write(
        "in/wrapped.json",
        format!("{{\"status\":\"ok\",\"articles\":[{{\"text\":\"{ORDER}\"}}]}}"),
    );
    dir
}

#[test]
fn ok_every_format_gives_its_articles() {
    let dir = folder();
    let ran = dir.run(&["articles", "in"]).ends_with(0);
    let lines = ran.json();
    assert_eq!(
        column(&lines, "id"),
        [
            "array.json:1",
            "array.json:2",
            "g-1",
            "letters.mbox:1",
            "m-1@b",
            "one.json",
            "t-1",
            "two.json",
            "wrapped.json:1",
        ]
    );
    assert!(column(&lines, "text").iter().all(|it| *it == ORDER));
}

#[test]
fn ok_guesses_are_told_once_and_are_no_rejects() {
    let dir = folder();
    let ran = dir.run(&["articles", "in"]).ends_with(0);
    for told in [
        "in/array.json: text is read from `maintext`",
        "in/one.json: title is read from `headline`, text from `body`",
        "in/table.tsv: text is read from `content`",
        "in/two.json: text is read from `body`",
    ] {
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
    dir.write("in/three.json", "{\"body\":\"One.\"}\n");
    let ran = dir.run(&["articles", "in"]).ends_with(0);
    assert_eq!(ran.stderr.matches("text is read from `body`").count(), 1);
    let ran = dir.run(&["articles", "in", "-q"]).ends_with(0);
    assert_eq!(ran.stderr, "");
}

#[test]
fn ok_formats_can_be_forced() {
    let dir = folder();
    for (format, file) in [
        ("json", "in/array.json"),
        ("feed", "in/feed.xml"),
        ("mbox", "in/letters.mbox"),
        ("eml", "in/mail.eml"),
        ("tsv", "in/table.tsv"),
        ("csv", "in/table.tsv"),
    ] {
        let bytes = std::fs::read(dir.path(file)).unwrap();
        let args = ["articles", "-", "--input-format", format, "-q"];
        let lines = dir.run_on(&args, &bytes).ends_with(0).json();
        assert!(!lines.is_empty(), "{format}");
        assert!(
            column(&lines, "text").iter().all(|it| *it == ORDER),
            "{format}"
        );
    }
}

#[test]
fn ok_the_samples_in_these_formats_hold_deals() {
    let dir = Workdir::new();
    for name in ["feed.xml", "letter.eml"] {
        let deals = dir.run(&["extract", &sample(name)]).ends_with(0).json();
        assert!(!deals.is_empty(), "{name}");
    }
}

#[test]
fn err_broken_ones_cost_themselves() {
    let dir = folder();
    dir.write("in/cut.json", "[{\"text\":\"One.\"},{\"text\":\"Tw");
    dir.write(
        "in/cut.xml",
        "<rss><channel><item><description>One.</description></item><item><descr",
    );
    dir.write("in/deep.json", "[".repeat(100_000));
    dir.write("in/x.parquet", b"PAR1\x15\x04");
    dir.write("in/y.arrow", b"ARROW1\0\0\xff\xff\xff\xff\x10\0\0\0");
    let ran = dir
        .run(&["articles", "in", "--rejects", "no.jsonl"])
        .ends_with(3);
    assert_eq!(ran.json().len(), 11);
    let rejects = dir.read("no.jsonl");
    for place in [
        "in/cut.json@",
        "in/cut.xml@",
        "in/deep.json@",
        "in/x.parquet",
        "in/y.arrow",
    ] {
        assert!(rejects.contains(place), "{place}: {rejects}");
    }
}

#[cfg(feature = "tables")]
#[test]
fn ok_a_table_that_was_written_is_read() {
    let dir = folder();
    dir.run(&["extract", "in", "-o", "deals.parquet"])
        .ends_with(0);
    let args = [
        "articles",
        "deals.parquet",
        "--field",
        "text=kind",
        "--field",
        "id=deal_id",
    ];
    let lines = dir.run(&args).ends_with(0).json();
    assert_eq!(lines.len(), 9);
    assert!(column(&lines, "text").iter().all(|it| *it == "purchase"));
    let bytes = std::fs::read(dir.path("deals.parquet")).unwrap();
    let piped = dir.run_on(
        &[
            "articles",
            "-",
            "--field",
            "text=kind",
            "--field",
            "id=deal_id",
        ],
        &bytes,
    );
    assert_eq!(piped.ends_with(0).json(), lines);
}
