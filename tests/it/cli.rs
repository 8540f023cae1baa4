//! The program as a user runs it, on the samples of the project and on small inputs of its own.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::Value;

use crate::workdir::{Workdir, sample, samples};

const ARTICLE: &str = "{\"id\":\"one\",\"title\":\"Meridia orders jets\",\"text\":\"Meridia Airways has ordered 18 jets \
                       from Norvane Aerospace for $4.1 billion, the companies said.\"}\n";

fn field<'a>(lines: &'a [Value], name: &str) -> Vec<&'a str> {
    lines.iter().map(|it| it[name].as_str().unwrap()).collect()
}

#[test]
fn ok_extract_gives_records_with_evidence() {
    let dir = Workdir::new();
    let ran = dir.run(&["extract", &sample("")]).ends_with(0);
    let deals = ran.json();
    assert!(deals.len() >= 20, "{} deals", deals.len());
    let articles = dir.run(&["articles", &sample("")]).ends_with(0).json();
    for deal in &deals {
        let article = articles.iter().find(|it| it["id"] == deal["article_id"]);
        let article = article.expect("the article of a deal");
        let evidence = deal["evidence"].as_array().unwrap();
        for field in ["kind", "status"] {
            assert!(
                evidence.iter().any(|it| it["field"] == field),
                "{field}: {deal}"
            );
        }
        for it in evidence {
            let text = article[it["where"].as_str().unwrap()].as_str().unwrap();
            let at = |name: &str| usize::try_from(it[name].as_u64().unwrap()).unwrap();
            assert_eq!(&text[at("start")..at("end")], it["text"].as_str().unwrap());
            assert!(!it["rule"].as_str().unwrap().is_empty());
        }
    }
    assert!(
        ran.stderr
            .contains(&format!(" articles, {} deals, 0 rejected, ", deals.len())),
        "{}",
        ran.stderr
    );
}

#[test]
fn ok_extract_reads_a_plain_order() {
    let dir = Workdir::new();
    let ran = dir
        .run_on(&["extract", "-", "-q"], ARTICLE.as_bytes())
        .ends_with(0);
    let deals = ran.json();
    assert_eq!(deals.len(), 1, "{}", ran.text());
    let deal = &deals[0];
    assert_eq!(
        (&deal["article_id"], &deal["kind"]),
        (&"one".into(), &"purchase".into())
    );
    assert_eq!(deal["amounts"][0]["value"], "4100000000");
    assert_eq!(deal["items"][0]["quantity"], "18");
    assert_eq!(ran.stderr, "");
}

#[test]
fn ok_pages_and_heads_become_articles() {
    let dir = Workdir::new();
    let page = dir
        .run(&["articles", &sample("page.txt")])
        .ends_with(0)
        .json();
    assert_eq!(
        field(&page, "id"),
        ["page.txt#1", "page.txt#2", "page.txt#3", "page.txt#4"]
    );
    assert!(
        page.iter()
            .all(|it| !it["text"].as_str().unwrap().contains("Related"))
    );
    let headed = dir
        .run(&["articles", &sample("texts/gas-supply.txt")])
        .ends_with(0)
        .json();
    assert_eq!(headed[0]["published"], "2025-02-05T08:40:00Z");
    assert!(
        headed[0]["url"]
            .as_str()
            .unwrap()
            .starts_with("http://wire.example/")
    );
}

#[test]
fn ok_mentions_have_offsets() {
    let dir = Workdir::new();
    let lines = dir
        .run_on(&["mentions", "-"], ARTICLE.as_bytes())
        .ends_with(0)
        .json();
    let text = serde_json::from_str::<Value>(ARTICLE).unwrap();
    let text = text["text"].as_str().unwrap();
    let keys: Vec<_> = lines[0].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "id",
            "amounts",
            "numbers",
            "quantities",
            "percentages",
            "parties",
            "dates"
        ]
    );
    let slices = |key: &str| -> Vec<&str> {
        let of = |it: &Value, name: &str| usize::try_from(it[name].as_u64().unwrap()).unwrap();
        let list = lines[0][key].as_array().unwrap();
        list.iter()
            .map(|it| &text[of(it, "start")..of(it, "end")])
            .collect()
    };
    assert_eq!(slices("amounts"), ["$4.1 billion"]);
    assert_eq!(slices("quantities"), ["18 jets"]);
    assert_eq!(slices("parties"), ["Meridia Airways", "Norvane Aerospace"]);
}

#[test]
fn ok_threads_change_no_byte() {
    let dir = Workdir::new();
    let mut dump = Vec::new();
    let wire = std::fs::read_to_string(samples().join("wire.jsonl")).unwrap();
    for round in 0..60 {
        dump.extend(
            wire.replace("\"id\": \"", &format!("\"id\": \"{round}-"))
                .into_bytes(),
        );
        dump.extend(b"broken\n");
    }
    dir.write("dump.jsonl", dump);
    let run = |threads: &str| {
        let ran = dir
            .run(&["extract", "dump.jsonl", "--threads", threads])
            .ends_with(3);
        let told: Vec<_> = ran.stderr.lines().map(str::to_owned).collect();
        (ran.stdout, told[..told.len() - 1].to_vec())
    };
    let one = run("1");
    assert!(one.0.len() > 100_000);
    assert_eq!(one, run("2"));
    assert_eq!(one, run("5"));
}

#[test]
fn ok_compressed_inputs_are_the_same_inputs() {
    let dir = Workdir::new();
    let plain = std::fs::read(samples().join("wire.jsonl")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&plain).unwrap();
    dir.write("wire.jsonl.gz", gzip.finish().unwrap());
    dir.write(
        "wire.jsonl.zst",
        zstd::encode_all(plain.as_slice(), 3).unwrap(),
    );
    let due = dir.run_on(&["extract", "-"], &plain).ends_with(0).stdout;
    assert!(!due.is_empty());
    for file in ["wire.jsonl.gz", "wire.jsonl.zst"] {
        assert_eq!(
            dir.run(&["extract", file]).ends_with(0).stdout,
            due,
            "{file}"
        );
        let bytes = std::fs::read(dir.path(file)).unwrap();
        assert_eq!(
            dir.run_on(&["extract", "-"], &bytes).ends_with(0).stdout,
            due,
            "{file}"
        );
    }
}

#[test]
fn ok_fields_may_have_other_names() {
    let dir = Workdir::new();
    dir.write(
        "in.csv",
        "key,body\n7,Acme Corp bought Widget Ltd for $5 million.\n",
    );
    let args = [
        "articles",
        "in.csv",
        "--field",
        "text=body",
        "--field",
        "id=key",
    ];
    let lines = dir.run(&args).ends_with(0).json();
    assert_eq!((&lines[0]["id"], lines.len()), (&"7".into(), 1));
    let ran = dir
        .run(&["articles", "in.csv", "--field", "body=text"])
        .ends_with(2);
    assert!(
        ran.stderr.contains("expected one of id, title"),
        "{}",
        ran.stderr
    );
}

#[test]
fn ok_output_file_appears_when_it_is_whole() {
    let dir = Workdir::new();
    let ran = dir
        .run(&["extract", &sample("wire.jsonl"), "-o", "deals.csv"])
        .ends_with(0);
    assert_eq!(ran.text(), "");
    assert_eq!(dir.files(""), ["deals.csv", "deals.schema.json"]);
    let csv = dir.read("deals.csv");
    assert!(
        csv.starts_with("deal_id,article_id,published,source,kind,status,buyer,"),
        "{csv}"
    );
    let bad = [
        "extract",
        &sample("wire.jsonl"),
        "missing",
        "-o",
        "other.jsonl",
        "--on-error",
        "fail",
    ];
    dir.run(&bad).ends_with(1);
    assert_eq!(dir.files(""), ["deals.csv", "deals.schema.json"]);
}

#[test]
fn ok_confidence_is_a_floor() {
    let dir = Workdir::new();
    let wire = sample("wire.jsonl");
    let all = dir.run(&["extract", &wire]).ends_with(0).json();
    let sure = dir
        .run(&["extract", &wire, "--min-confidence", "0.6"])
        .ends_with(0)
        .json();
    assert!(sure.len() < all.len() && !sure.is_empty());
    assert!(
        sure.iter()
            .all(|it| it["confidence"].as_f64().unwrap() >= 0.6)
    );
    dir.run(&["extract", &wire, "--min-confidence", "60"])
        .ends_with(2);
}

#[test]
fn err_bad_inputs_are_told_counted_and_skipped() {
    let dir = Workdir::new();
    dir.write(
        "in.jsonl",
        format!("{{\"text\": \"Nothing.\"}}\nbroken\n{ARTICLE}"),
    );
    let ran = dir
        .run(&[
            "extract",
            "in.jsonl",
            "missing.txt",
            "--rejects",
            "bad.jsonl",
        ])
        .ends_with(3);
    assert_eq!(field(&ran.json(), "article_id"), ["one"]);
    assert!(
        ran.stderr.contains("rejected: in.jsonl:2: "),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("2 articles, 1 deals, 2 rejected, "),
        "{}",
        ran.stderr
    );
    let rejects: Vec<Value> = dir
        .read("bad.jsonl")
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    assert_eq!(field(&rejects, "place"), ["in.jsonl:2", "missing.txt"]);

    let ran = dir
        .run(&["extract", "in.jsonl", "--on-error", "fail"])
        .ends_with(1);
    assert!(ran.stderr.contains("in.jsonl:2: "), "{}", ran.stderr);
    let ran = dir.run(&["extract", "missing.txt"]).ends_with(1);
    assert!(
        ran.stderr.contains("missing.txt: no such file or folder"),
        "{}",
        ran.stderr
    );
}

#[test]
fn err_unknown_options_and_faulty_grammars_are_refused() {
    let dir = Workdir::new();
    dir.write("in.jsonl", ARTICLE);
    dir.write(
        "rules/frames/purchase.toml",
        "kind = \"purchase\"\n[[rule]]\nid = \"purchase/x\"\ndoc = \"X\"\npatterns = [\"{buy\"]\n",
    );
    for args in [
        &["extract", "in.jsonl", "--no-such-option"][..],
        &["extract"],
        &["no-such-command"],
        &["extract", "in.jsonl", "--threads", "0"],
        &["extract", "in.jsonl", "--format", "pdf"],
        &["extract", "in.jsonl", "--grammars", "nowhere"],
        &["grammars", "show", "no/such-rule"],
    ] {
        let ran = dir.run(args).ends_with(2);
        assert_eq!((ran.text(), ran.stderr.is_empty()), ("", false), "{args:?}");
    }
    let ran = dir
        .run(&["extract", "in.jsonl", "--grammars", "rules"])
        .ends_with(2);
    assert!(
        ran.stderr
            .contains("frames/purchase.toml:5: rule `purchase/x`: expected "),
        "{}",
        ran.stderr
    );
}

#[test]
fn ok_a_closed_pipe_is_no_failure() {
    let dir = Workdir::new();
    let wire = std::fs::read(samples().join("wire.jsonl")).unwrap();
    dir.write("dump.jsonl", wire.repeat(200));
    let mut child = dir
        .command(&["extract", "dump.jsonl", "--quiet"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    lines.read_line(&mut first).unwrap();
    drop(lines);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    serde_json::from_str::<Value>(&first).unwrap();
}

#[cfg(unix)]
#[test]
fn ok_a_signal_leaves_whole_records() {
    let dir = Workdir::new();
    let mut child = dir
        .command(&["extract", "-", "-o", "deals.jsonl"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let filler = format!("{{\"text\":\"{}\"}}\n", "Nothing. ".repeat(1000));
    stdin.write_all(ARTICLE.as_bytes()).unwrap();
    // The input stays open and the program waits for more of it.
    stdin.write_all(filler.repeat(50).as_bytes()).unwrap();
    std::thread::sleep(std::time::Duration::from_secs(2));
    let id = child.id().to_string();
    std::process::Command::new("kill")
        .args(["-TERM", &id])
        .status()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("interrupted after "), "{stderr}");
    assert_eq!(dir.files(""), ["deals.jsonl"]);
    assert!(
        dir.read("deals.jsonl")
            .lines()
            .all(|it| serde_json::from_str::<Value>(it).is_ok())
    );
}

#[test]
fn ok_run_writes_a_folder_and_guards_it() {
    let dir = Workdir::new();
    let samples = sample("");
    let ran = dir.run(&["run", &samples, "-o", "out"]).ends_with(0);
    assert!(ran.stderr.contains("files in out"), "{}", ran.stderr);
    let files = dir.files("out");
    let mut due = vec![
        "amounts.csv",
        "copies.csv",
        "dates.csv",
        "deals.csv",
        "deals.jsonl",
        "evidence.csv",
        "items.csv",
    ];
    due.extend([
        "merged.csv",
        "names.csv",
        "parties.csv",
        "rejects.jsonl",
        "run.json",
    ]);
    if cfg!(feature = "tables") {
        due.extend([
            "deals.parquet",
            "merged.parquet",
            "summary/by_kind.csv",
            "summary/by_month.parquet",
        ]);
    }
    for file in due {
        assert!(
            files.iter().any(|it| it == file),
            "{file} is not in {files:?}"
        );
    }
    assert_eq!(
        dir.read("out/deals.jsonl").into_bytes(),
        dir.run(&["extract", &samples]).ends_with(0).stdout
    );
    let run: Value = serde_json::from_str(&dir.read("out/run.json")).unwrap();
    assert_eq!(
        run["counts"]["deals"],
        dir.read("out/deals.jsonl").lines().count()
    );

    let ran = dir.run(&["run", &samples, "-o", "out"]).ends_with(2);
    assert!(ran.stderr.contains("--overwrite"), "{}", ran.stderr);
    dir.run(&[
        "run",
        &samples,
        "-o",
        "out",
        "--overwrite",
        "--threads",
        "1",
    ])
    .ends_with(0);
    assert_eq!(dir.files("out"), files);
}

#[test]
fn ok_rules_are_checked_and_a_wrong_example_is_told() {
    let dir = Workdir::new();
    let ran = dir.run(&["grammars", "check"]).ends_with(0);
    assert!(
        ran.text().contains(" examples, all as they should be"),
        "{}",
        ran.text()
    );
    let file = "frames/lease.toml";
    let base = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("grammars");
    let rules = std::fs::read_to_string(base.join(file)).unwrap();
    let wrong = rules.replacen(
        "examples = [",
        "examples = [\n  { text = \"Nothing is leased here.\" },",
        1,
    );
    assert_ne!(rules, wrong);
    dir.write(&format!("rules/{file}"), wrong);
    let ran = dir.run(&["grammars", "check", "rules"]).ends_with(2);
    assert!(ran.stderr.contains(&format!("{file}:")), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("Nothing is leased here."),
        "{}",
        ran.stderr
    );
}

#[test]
fn ok_rules_and_schema_are_shown() {
    let dir = Workdir::new();
    let list = dir.run(&["grammars", "list"]).ends_with(0);
    let first = list.text().split_whitespace().next().unwrap().to_owned();
    let shown = dir.run(&["grammars", "show", &first]).ends_with(0);
    assert!(shown.text().contains("  match"), "{}", shown.text());
    let page = dir
        .run(&["grammars", "list", "--format", "markdown"])
        .ends_with(0);
    assert!(page.text().starts_with("# Rules\n") && page.text().contains(&first));
    let schema = dir.run(&["schema", "--format", "json"]).ends_with(0);
    let schema: Value = serde_json::from_str(schema.text()).unwrap();
    assert_eq!(schema["properties"]["status"]["enum"][4], "cancelled");
}

#[cfg(feature = "tables")]
#[test]
fn ok_extract_writes_parquet() {
    let dir = Workdir::new();
    dir.run(&["extract", &sample("wire.jsonl"), "-o", "deals.parquet"])
        .ends_with(0);
    let bytes = std::fs::read(dir.path("deals.parquet")).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let piped = dir
        .run(&["extract", &sample("wire.jsonl"), "--format", "parquet"])
        .ends_with(0);
    assert_eq!(piped.stdout, bytes);
}

#[test]
fn ok_the_same_deals_pass_a_filter_everywhere() {
    let dir = Workdir::new();
    let line = |id: &str, day: &str, text: &str| {
        serde_json::json!({"id": id, "published": day, "title": "News", "text": text}).to_string()
    };
    let articles = [
        line(
            "a",
            "2026-03-31",
            "Meridia Airways ordered 18 jets from Norvane Corp for $2 billion.",
        ),
        line(
            "b",
            "2026-04-01",
            "MERIDIA AIRWAYS ordered 4 trains from Tramontis SA for $90 million.",
        ),
        line(
            "c",
            "2026-04-30",
            "Skarholm Group agreed to buy Velbahn AG for $4.2 billion.",
        ),
        line(
            "d",
            "",
            "Meridia Airways ordered 6 ferries from Ostrade Inc for $60 million.",
        ),
    ];
    dir.write("d.jsonl", articles.join("\n"));
    let of = |text: &str| -> Vec<String> {
        let deals = text
            .lines()
            .map(|it| serde_json::from_str::<serde_json::Value>(it).unwrap());
        deals
            .map(|it| it["article_id"].as_str().unwrap().to_owned())
            .collect()
    };
    dir.run(&["run", "d.jsonl", "-o", "all", "-q"]).ends_with(0);
    assert_eq!(of(&dir.read("all/deals.jsonl")), ["a", "b", "c", "d"]);
    for (options, due) in [
        (&["--since", "2026-04"][..], &["b", "c"][..]),
        (&["--until", "2026-04-01"], &["a", "b"]),
        (
            &[
                "--since",
                "2026-04",
                "--until",
                "2026-04",
                "--kind",
                "acquisition",
            ],
            &["c"],
        ),
        (&["--party", "meridia airways"], &["a", "b", "d"]),
        (
            &[
                "--kind",
                "acquisition",
                "--kind",
                "purchase",
                "--party",
                "Ostrade Inc",
            ],
            &["d"],
        ),
        (&["--status", "completed"], &[]),
    ] {
        let run = |args: &[&str]| dir.run(&[args, options].concat()).ends_with(0);
        assert_eq!(
            of(&String::from_utf8(run(&["extract", "d.jsonl", "-q"]).stdout).unwrap()),
            due,
            "{options:?}"
        );
        run(&["run", "d.jsonl", "-o", "run", "--overwrite", "-q"]);
        assert_eq!(of(&dir.read("run/deals.jsonl")), due, "{options:?}");
        run(&["merge", "all", "-o", "merged", "--overwrite", "-q"]);
        for folder in ["run", "merged"] {
            let merged = dir.read(&format!("{folder}/merged.csv"));
            let mut ids: Vec<&str> = merged
                .lines()
                .skip(1)
                .filter_map(|it| it.rsplit(',').next())
                .collect();
            ids.sort_unstable();
            assert_eq!(ids, due, "{folder} {options:?}");
        }
        let has_velbahn = dir.read("merged/names.csv").contains("Velbahn AG");
        assert_eq!(has_velbahn, due.contains(&"c"), "{options:?}");
        run(&["report", "all", "-o", "page.html", "-q"]);
        let page = dir.read("page.html");
        for id in ["a", "b", "c", "d"] {
            let is_there = page.contains(&format!("\"article\":\"{id}\""));
            assert_eq!(is_there, due.contains(&id), "{id} {options:?}");
        }
    }
    let ran = dir
        .run(&["extract", "d.jsonl", "--since", "spring"])
        .ends_with(2);
    assert!(
        ran.stderr
            .contains("--since: `spring` is no year, month or day"),
        "{}",
        ran.stderr
    );
}

#[cfg(unix)]
#[test]
fn err_two_runs_in_one_folder_and_a_run_that_is_killed() {
    let dir = Workdir::new();
    dir.write("d.jsonl", ARTICLE);
    dir.run(&["run", "d.jsonl", "-o", "out", "-q"]).ends_with(0);
    let before = dir.files("out");
    let deals = dir.read("out/deals.jsonl");
    let mut child = dir
        .command(&["run", "-", "-o", "out", "--overwrite"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(ARTICLE.as_bytes()).unwrap();
    while !dir.path("out/deals.jsonl.partial").exists() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    for args in [
        &["run", "d.jsonl", "-o", "out", "--overwrite"][..],
        &["merge", "out", "-o", "out", "--overwrite"],
    ] {
        let ran = dir.run(args).ends_with(2);
        assert!(
            ran.stderr
                .contains("out: another run writes into this folder"),
            "{}",
            ran.stderr
        );
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What was there is as it was; what is left of the killed run says what it is, and is in nobody's way.
    let is_whole = |it: &&String| !it.ends_with(".partial");
    assert_eq!(
        dir.files("out").iter().filter(is_whole).count(),
        before.len()
    );
    assert_eq!(dir.read("out/deals.jsonl"), deals);
    dir.run(&["run", "d.jsonl", "-o", "out", "--overwrite", "-q"])
        .ends_with(0);
    assert_eq!(dir.files("out"), before);
}
