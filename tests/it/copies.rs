//! `run` leaves out copies and what is not in English, and says so; `extract` leaves out only the latter.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::workdir::Workdir;

const STORY: [&str; 6] = [
    "Meridia Airways has ordered 18 jets from Norvane Aerospace for $4.1 billion, the companies said on Tuesday.",
    "The carrier will use the jets on its routes across the northern sea, where the number of travellers grew by a fifth in two years.",
    "Norvane will build them at its plant in Port Caldera, which employs 3,400 people and was widened last spring.",
    "The first of the jets is due to be handed over in 2027, and the last of them four years after that.",
    "A spokesman for the airline said that it had looked at offers of two other makers before it chose.",
    "Shares in Norvane rose 3.2 percent in early trade, while those of the airline stood where they were.",
];

const FRENCH: &str = "Le groupe a annoncé mardi avoir signé un accord avec la société Norvane pour la fourniture de \
                      dix-huit avions, pour un montant de quatre milliards de dollars. La livraison doit commencer.";

/// A dump with a story, copies of it and two articles that are none.
fn dump() -> String {
    let mut swapped = STORY;
    swapped.swap(1, 3);
    let other = "Skarholm Foods agreed to buy the dairy maker Hallmere for $300 million, it said.";
    let mut lines = String::new();
    for (id, text) in [
        ("first", STORY.join("\n\n")),
        ("other", other.to_owned()),
        ("wrapped", STORY.join(" ").replace(" the ", "\nthe ")),
        ("swapped", swapped.join("\n\n")),
        ("cut", STORY[..5].join("\n\n") + "\n\n(Reporting by Jo Doe)"),
        ("french", FRENCH.to_owned()),
        ("short", "Acme kauft Widget.".to_owned()),
    ] {
        let _ = writeln!(lines, "{}", json!({"id": id, "title": id, "text": text}));
    }
    lines
}

fn ids(deals: &str) -> Vec<String> {
    let deals = deals
        .lines()
        .map(|it| serde_json::from_str::<Value>(it).unwrap());
    deals
        .map(|it| it["article_id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn ok_a_run_keeps_the_first_of_copies() {
    let dir = Workdir::new();
    dir.write("d.jsonl", dump());
    for threads in ["1", "3"] {
        let args = [
            "run",
            "d.jsonl",
            "-o",
            "out",
            "--overwrite",
            "--threads",
            threads,
        ];
        let ran = dir.run(&args).ends_with(0);
        assert_eq!(ids(&dir.read("out/deals.jsonl")), ["first", "other"]);
        let copies = dir.read("out/copies.csv");
        let rows: Vec<Vec<&str>> = copies.lines().map(|it| it.split(',').collect()).collect();
        assert_eq!(rows[0], ["article_id", "copy_of", "similarity", "exact"]);
        assert_eq!(rows[1], ["wrapped", "first", "1", "true"]);
        assert_eq!(
            (&rows[2][..2], rows[2][3]),
            (&["swapped", "first"][..], "false")
        );
        assert_eq!(
            (&rows[3][..2], rows[3][3]),
            (&["cut", "first"][..], "false")
        );
        assert_eq!(rows.len(), 4);
        let told = "6 articles, 2 deals, 3 copies left out, 1 not in English, 0 rejected, ";
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
        let run: Value = serde_json::from_str(&dir.read("out/run.json")).unwrap();
        let counts = &run["counts"];
        assert_eq!(
            (
                &counts["articles"],
                &counts["copies"],
                &counts["not_english"]
            ),
            (&json!(6), &json!(3), &json!(1))
        );
    }
}

#[test]
fn ok_a_run_keeps_copies_where_asked() {
    let dir = Workdir::new();
    dir.write("d.jsonl", dump());
    dir.run(&["run", "d.jsonl", "-o", "out", "--keep-copies"])
        .ends_with(0);
    assert_eq!(
        ids(&dir.read("out/deals.jsonl")),
        ["first", "other", "wrapped", "swapped", "cut"]
    );
    assert_eq!(dir.read("out/copies.csv").lines().count(), 1);
    let run: Value = serde_json::from_str(&dir.read("out/run.json")).unwrap();
    assert_eq!(run["options"]["keep_copies"], true);
}

#[test]
fn ok_a_merge_knows_copies_of_another_run() {
    let dir = Workdir::new();
    let lines = dump();
    let of = |id: &str| {
        let is_it = |line: &&str| line.contains(&format!(r#""id":"{id}""#));
        lines.lines().find(is_it).unwrap()
    };
    dir.write(
        "monday.jsonl",
        format!("{}\n{}\n", of("first"), of("other")),
    );
    dir.write(
        "tuesday.jsonl",
        format!("{}\n{}\n", of("wrapped"), of("other")),
    );
    dir.write("friday.jsonl", of("cut"));
    for name in ["monday", "tuesday", "friday"] {
        dir.run(&["run", &format!("{name}.jsonl"), "-o", name, "-q"])
            .ends_with(0);
    }
    let args = [
        "merge",
        "monday",
        "tuesday/deals.jsonl",
        "friday",
        "-o",
        "out",
    ];
    let ran = dir.run(&args).ends_with(0);
    let told = "5 records, 2 deals, 2 copies left out";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    let copies = dir.read("out/copies.csv");
    let rows: Vec<Vec<&str>> = copies
        .lines()
        .skip(1)
        .map(|it| it.split(',').collect())
        .collect();
    assert_eq!(rows[0], ["wrapped", "first", "1", "true"]);
    assert_eq!(
        (&rows[1][..2], rows[1][3]),
        (&["cut", "first"][..], "false")
    );
    assert_eq!(rows.len(), 2, "what both runs hold is no copy");
    let merged = dir.read("out/merged.csv");
    assert!(
        merged.contains(",first\r\n") && merged.contains(",other\r\n"),
        "{merged}"
    );

    // Without the files of signatures, deals are known by what they tell alone.
    for name in ["monday", "tuesday", "friday"] {
        std::fs::remove_file(dir.path(&format!("{name}/signatures.csv"))).unwrap();
    }
    let ran = dir
        .run(&[&args[..], &["--overwrite"]].concat())
        .ends_with(0);
    assert!(
        ran.stderr.contains("5 records, 2 deals\n"),
        "{}",
        ran.stderr
    );

    dir.write(
        "monday/signatures.csv",
        "article_id,signature\r\nfirst,AAAA\r\n",
    );
    let ran = dir
        .run(&[&args[..], &["--overwrite"]].concat())
        .ends_with(1);
    assert!(
        ran.stderr
            .contains("signatures.csv, row 1: expected the id of an article and its signature"),
        "{}",
        ran.stderr
    );
}

#[test]
fn ok_extract_skips_other_languages_and_no_copies() {
    let dir = Workdir::new();
    let dump = dump();
    let ran = dir
        .run_on(&["extract", "-", "-v"], dump.as_bytes())
        .ends_with(0);
    assert_eq!(
        ids(ran.text()),
        ["first", "other", "wrapped", "swapped", "cut"]
    );
    for told in [
        "not in English: french: `fr`",
        "1 not in English, 0 rejected",
    ] {
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
    }
    let args = ["extract", "-", "--any-language"];
    let ran = dir.run_on(&args, dump.as_bytes()).ends_with(0);
    assert!(ran.stderr.contains("7 articles, "), "{}", ran.stderr);
}

#[test]
fn ok_articles_tells_languages_and_skips_none() {
    let dir = Workdir::new();
    let lines = dir
        .run_on(&["articles", "-"], dump().as_bytes())
        .ends_with(0)
        .json();
    let languages: Vec<_> = lines.iter().map(|it| it["language"].as_str()).collect();
    let en = Some("en");
    assert_eq!(languages, [en, en, en, en, en, Some("fr"), None]);
    let keys: Vec<_> = lines[0].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "id",
            "title",
            "published",
            "published_text",
            "url",
            "canonical_url",
            "source",
            "language",
            "text"
        ]
    );
    let mentions = dir
        .run_on(&["mentions", "-"], dump().as_bytes())
        .ends_with(0)
        .json();
    assert_eq!(mentions.len(), 7);
}
