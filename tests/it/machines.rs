//! What machines read beside the records: log lines, numbers of a job, completions, man pages.

use serde_json::Value;

use crate::workdir::{Workdir, sample};

#[test]
fn ok_log_lines_are_json_where_asked_for() {
    let dir = Workdir::new();
    dir.write("in.jsonl", "{\"text\":\"Nothing here.\"}\nno\n");
    let ran = dir
        .run(&["extract", "in.jsonl", "--log-format", "json"])
        .ends_with(3);
    let lines: Vec<Value> = ran
        .stderr
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    let events: Vec<_> = lines
        .iter()
        .map(|it| it["event"].as_str().unwrap())
        .collect();
    assert_eq!(events, ["rejected", "finished"]);
    assert_eq!(lines[0]["place"], "in.jsonl:2");
    assert_eq!(
        (&lines[1]["articles"], &lines[1]["rejected"]),
        (&1.into(), &1.into())
    );
    let ran = dir.run(&["--log-format", "json", "extract", "absent.jsonl"]);
    let line: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!(
        (&line["level"], &line["event"]),
        (&"error".into(), &"failed".into())
    );
    assert!(line["message"].as_str().unwrap().contains("absent.jsonl"));
}

#[test]
fn ok_numbers_of_a_job_as_json_and_for_prometheus() {
    let dir = Workdir::new();
    let wire = sample("wire.jsonl");
    let deals = dir
        .run(&["extract", &wire, "-q", "--stats", "stats.json"])
        .ends_with(0)
        .json()
        .len();
    let stats: Value = serde_json::from_str(&dir.read("stats.json")).unwrap();
    assert_eq!(stats["deals"], deals);
    assert_eq!(stats["bytes"], std::fs::metadata(&wire).unwrap().len());
    assert_eq!(stats["stopped"], false);
    assert!(stats["grammar_hash"].as_str().unwrap().len() > 20);
    dir.run(&["extract", &wire, "-q", "--stats", "stats.prom"])
        .ends_with(0);
    let text = dir.read("stats.prom");
    assert!(
        text.contains(&format!(
            "# TYPE dealsift_deals gauge\ndealsift_deals {deals}\n"
        )),
        "{text}"
    );
}

#[test]
fn ok_completions_and_man_pages_know_every_command() {
    let dir = Workdir::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = dir.run(&["completions", shell]).ends_with(0);
        for word in ["summarize", "min-confidence"] {
            assert!(script.text().contains(word), "{shell}: {word}");
        }
    }
    let page = dir.run(&["man"]).ends_with(0);
    assert!(page.text().contains(".TH dealsift 1 "), "{}", page.text());
    dir.run(&["man", "-o", "man1"]).ends_with(0);
    let pages = dir.files("man1");
    assert!(
        pages.contains(&"dealsift-extract.1".to_owned()),
        "{pages:?}"
    );
}
