//! One deal that several articles tell, from articles to `merged.csv`, in `run` and in `merge`. Names are invented.

use std::fs;

use crate::workdir::Workdir;

/// Four articles of two papers about one takeover, and one about a rival bid.
const ARTICLES: &str = r#"{"id":"one","source":"Caldera Post","published":"2026-04-08","title":"Skarholm in talks to buy Velbahn","text":"CALDERA - Skarholm Group plc is in talks to buy Velbahn AG, the two companies said on Wednesday."}
{"id":"two","source":"Northern Wire","published":"2026-04-24","title":"Skarholm agrees to buy Velbahn","text":"Skarholm Group agreed to buy Velbahn for $4.2 billion on Friday."}
{"id":"three","source":"Caldera Post","published":"2026-04-25","title":"Skarholm to pay $4.2 billion","text":"Skarholm agreed to acquire Velbahn AG for $4.2 billion, it said."}
{"id":"four","source":"Caldera Post","published":"2026-09-01","title":"Skarholm closes deal","text":"Skarholm Group has completed its acquisition of Velbahn AG for $4.1 billion."}
{"id":"five","source":"Northern Wire","published":"2026-04-20","title":"Rival bid","text":"Tramontis Rail SA offered to buy Velbahn AG for $3.9 billion on Monday."}
"#;

/// The rows of a CSV file, each with the names of its columns.
fn rows(dir: &Workdir, name: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let bytes = fs::read(dir.path(name)).unwrap();
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    reader.deserialize().map(|it| it.unwrap()).collect()
}

#[test]
fn ok_one_row_a_deal() {
    let dir = Workdir::new();
    dir.write("articles.jsonl", ARTICLES);
    let ran = dir
        .run(&["run", "articles.jsonl", "-o", "out", "--threads", "1"])
        .ends_with(0);
    assert!(
        ran.stderr.contains("5 deals, 2 of them different"),
        "{}",
        ran.stderr
    );
    let merged = rows(&dir, "out/merged.csv");
    assert_eq!(merged.len(), 2, "{merged:#?}");
    let deal = &merged[0];
    for (column, value) in [
        ("kind", "acquisition"),
        ("status", "completed"),
        (
            "status_history",
            "proposed 2026-04-08; agreed 2026-04-24; completed 2026-09-01",
        ),
        ("buyer", "Skarholm Group"),
        ("target", "Velbahn AG"),
        ("amount", "4200000000"),
        ("currency", "USD"),
        ("amount_reason", "told by most articles"),
        (
            "amounts_told",
            "USD 4200000000 (2 articles, 2026-04-24 to 2026-04-25); USD 4100000000 (1 article, 2026-09-01)",
        ),
        ("first_published", "2026-04-08T00:00:00Z"),
        ("last_published", "2026-09-01T00:00:00Z"),
        ("articles", "4"),
        ("sources", "2"),
        ("source_names", "Caldera Post; Northern Wire"),
        ("article_ids", "one; two; three; four"),
    ] {
        assert_eq!(deal[column], value, "{column}");
    }
    assert!(deal["deal_ids"].starts_with(&deal["merged_id"]));
    assert_eq!(
        (merged[1]["buyer"].as_str(), merged[1]["articles"].as_str()),
        ("Tramontis Rail SA", "1")
    );

    let names = rows(&dir, "out/names.csv");
    let of = |form: &str| {
        names
            .iter()
            .find(|it| it["form"] == form)
            .map(|it| it["name"].as_str())
    };
    assert_eq!(of("Skarholm Group plc"), Some("Skarholm Group"));
    assert_eq!(of("Skarholm"), Some("Skarholm Group"));
}

#[test]
fn ok_several_runs_and_each_deal_once() {
    let dir = Workdir::new();
    let lines: Vec<&str> = ARTICLES.lines().collect();
    dir.write("monday.jsonl", lines[..3].join("\n"));
    dir.write("tuesday.jsonl", lines[1..].join("\n"));
    dir.write("all.jsonl", ARTICLES);
    for name in ["monday", "tuesday", "all"] {
        dir.run(&["run", &format!("{name}.jsonl"), "-o", name, "-q"])
            .ends_with(0);
    }
    // In any order, folders and files.
    let merge = |deals: &[&str], out: &str| {
        let args = [&["merge"], deals, &["-o", out]].concat();
        dir.run(&args).ends_with(0)
    };
    merge(&["all"], "of-all");
    let ran = merge(&["tuesday/deals.jsonl", "monday"], "of-days");
    assert!(ran.stderr.contains("7 records, 2 deals"), "{}", ran.stderr);
    for file in ["merged.csv", "names.csv"] {
        assert_eq!(
            dir.read(&format!("of-all/{file}")),
            dir.read(&format!("of-days/{file}")),
            "{file}"
        );
        assert_eq!(
            dir.read(&format!("of-all/{file}")),
            dir.read(&format!("all/{file}")),
            "{file}"
        );
    }
    let told: serde_json::Value = serde_json::from_str(&dir.read("of-days/merge.json")).unwrap();
    assert_eq!(
        (&told["counts"]["records"], &told["counts"]["deals"]),
        (&5.into(), &2.into())
    );
    assert_eq!(told["inputs"][1], "monday");

    let ran = dir.run(&["merge", "all", "-o", "of-all"]).ends_with(2);
    assert!(ran.stderr.contains("--overwrite"), "{}", ran.stderr);
    dir.run(&["merge", "monday", "-o", "of-all", "--overwrite", "-q"])
        .ends_with(0);
    assert_ne!(
        dir.read("of-all/merged.csv"),
        dir.read("of-days/merged.csv")
    );
}

#[test]
fn ok_entities_are_put_on_parties_and_told() {
    let dir = Workdir::new();
    dir.write("articles.jsonl", ARTICLES);
    dir.write("ids.csv", "name,alias,id\nSkarholm Holdings,Skarholm,LEI-1\nSkarholm Holdings,Tramontis Rail,LEI-1\nOstrade,,LEI-2\n");
    let args = [
        "run",
        "articles.jsonl",
        "-o",
        "out",
        "--entities",
        "ids.csv",
    ];
    let ran = dir.run(&args).ends_with(0);
    assert!(
        ran.stderr.contains("1 of 2 entities found") && ran.stderr.contains("not found: Ostrade"),
        "{}",
        ran.stderr
    );
    let merged = rows(&dir, "out/merged.csv");
    assert_eq!(merged[0]["buyer"], "Skarholm Holdings");
    let names = rows(&dir, "out/names.csv");
    let with_id = |form: &str| {
        names
            .iter()
            .any(|it| it["form"] == form && it["id"] == "LEI-1")
    };
    assert!(
        with_id("Skarholm Group plc") && with_id("Tramontis Rail SA"),
        "{names:#?}"
    );
    let told: serde_json::Value = serde_json::from_str(&dir.read("out/run.json")).unwrap();
    assert_eq!(told["options"]["entities"], "ids.csv");
}

#[test]
fn err_faults_name_file_and_line() {
    let dir = Workdir::new();
    dir.write("bad.jsonl", "\n{\"deal_id\":\"a\"}\n");
    dir.write("ids.csv", "name,alias,id\nVelbahn,,1\nPell,Velbahn AG,2\n");
    dir.write("none/readme.txt", "no run");
    for (args, told) in [
        (
            vec!["merge", "bad.jsonl", "-o", "out"],
            "bad.jsonl:2: expected a deal record: missing field `article_id`",
        ),
        (vec!["merge", "gone.jsonl", "-o", "out"], "gone.jsonl"),
    ] {
        let ran = dir.run(&args).ends_with(1);
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
    }
    let ran = dir.run(&["merge", "none", "-o", "out"]).ends_with(2);
    assert!(
        ran.stderr.contains("none: expected a folder of a run"),
        "{}",
        ran.stderr
    );
    let ran = dir
        .run(&["merge", "bad.jsonl", "-o", "out", "--entities", "ids.csv"])
        .ends_with(1);
    assert!(
        ran.stderr
            .contains("ids.csv:3: `Velbahn AG` has the id 1 already, and here 2"),
        "{}",
        ran.stderr
    );
    assert!(!dir.path("out/merged.csv").exists());
}

#[cfg(feature = "tables")]
#[test]
fn ok_parquet_of_a_run_says_the_same_as_its_lines() {
    use polars::prelude::{DataType, ParquetReader, SerReader};

    let dir = Workdir::new();
    dir.write("articles.jsonl", ARTICLES);
    let samples = crate::workdir::sample("");
    dir.run(&["run", "articles.jsonl", &samples, "-o", "out", "-q"])
        .ends_with(0);
    for (deals, to) in [
        ("out/deals.parquet", "by-parquet"),
        ("out/deals.jsonl", "by-lines"),
    ] {
        dir.run(&["merge", deals, "-o", to, "-q"]).ends_with(0);
    }
    for file in ["merged.csv", "names.csv"] {
        assert_eq!(
            dir.read(&format!("by-parquet/{file}")),
            dir.read(&format!("by-lines/{file}")),
            "{file}"
        );
    }
    let file = fs::File::open(dir.path("by-lines/merged.parquet")).unwrap();
    let table = ParquetReader::new(file).finish().unwrap();
    assert_eq!(table.height(), rows(&dir, "by-lines/merged.csv").len());
    assert_eq!(
        table.column("amount").unwrap().dtype(),
        &DataType::Decimal(38, 6)
    );
    let ids = table.column("deal_ids").unwrap().list().unwrap();
    let lengths = (0..ids.len()).map(|row| ids.get_as_series(row).unwrap().len());
    assert_eq!(lengths.max(), Some(4));

    dir.write("not.parquet", "PAR1 and nothing else");
    let ran = dir
        .run(&["merge", "not.parquet", "-o", "out2"])
        .ends_with(1);
    assert!(ran.stderr.contains("not.parquet"), "{}", ran.stderr);
}

#[test]
fn ok_corrections_come_before_deals_are_put_together() {
    let dir = Workdir::new();
    dir.write("articles.jsonl", ARTICLES);
    dir.run(&["run", "articles.jsonl", "-o", "out", "-q"])
        .ends_with(0);
    let rival = rows(&dir, "out/deals.csv")
        .into_iter()
        .find(|it| it["article_id"] == "five")
        .unwrap();
    let file = format!(
        "deal_id,field,value,who,when\n{},deal,drop,ann,2026-10-01\nabsent,status,agreed,ann,2026-10-01\n",
        rival["deal_id"]
    );
    dir.write("corrections.csv", file);
    let args = [
        "merge",
        "out",
        "-o",
        "put",
        "--corrections",
        "corrections.csv",
    ];
    let ran = dir.run(&args).ends_with(0);
    assert!(ran.stderr.contains("4 records, 1 deals"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("warning: ") && ran.stderr.contains("absent"),
        "{}",
        ran.stderr
    );
    assert_eq!(rows(&dir, "put/merged.csv").len(), 1);
}
