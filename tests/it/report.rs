//! The report of a run and the corrections laid over it, as commands. What the page does in a browser is tested by
//! `.ci/report`.

use serde_json::Value;

use crate::workdir::{Workdir, sample};

/// What a page has as its data.
fn data(page: &str) -> Value {
    let (_, rest) = page
        .split_once("<script id=\"data\" type=\"application/json\">")
        .unwrap();
    let (data, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(data).unwrap()
}

/// The run of an article, as JSON lines with these fields.
fn run_on(dir: &Workdir, article: &Value) {
    dir.write("in.jsonl", format!("{article}\n"));
    dir.run(&["run", "in.jsonl", "-o", "out", "--overwrite"])
        .ends_with(0);
}

#[test]
fn ok_a_run_writes_the_page_that_the_command_makes() {
    let dir = Workdir::new();
    dir.run(&["run", &sample(""), "-o", "out"]).ends_with(0);
    let page = dir.read("out/report.html");
    let told = dir
        .run(&["report", "out", "-o", "again.html"])
        .ends_with(0)
        .stderr;
    assert_eq!(page, dir.read("again.html"));
    let shown = dir.run(&["report", "out", "-o", "-"]).ends_with(0);
    assert_eq!(page, shown.text());

    let data = data(&page);
    let deals = data["deals"].as_array().unwrap();
    let lines = dir.read("out/deals.jsonl");
    assert_eq!(deals.len(), lines.lines().count());
    assert_eq!(told, format!("{} deals in again.html\n", deals.len()));
    assert_eq!(data["all"], deals.len());
    let run: Value = serde_json::from_str(&dir.read("out/run.json")).unwrap();
    assert_eq!(data["run"]["articles"], run["counts"]["articles"]);

    // The pieces of the sentences are the sentences, and marks are the words of the evidence.
    for (deal, line) in deals.iter().zip(lines.lines()) {
        let record: Value = serde_json::from_str(line).unwrap();
        assert_eq!(deal["id"], record["deal_id"]);
        let evidence = record["evidence"].as_array().unwrap();
        let mut words = vec![String::new(); evidence.len()];
        for passage in deal["passages"].as_array().unwrap() {
            for piece in passage[2].as_array().unwrap() {
                for mark in piece.get(1).and_then(Value::as_array).into_iter().flatten() {
                    let mark = usize::try_from(mark.as_u64().unwrap()).unwrap();
                    words[mark] += piece[0].as_str().unwrap();
                }
            }
        }
        for (n, it) in evidence.iter().enumerate() {
            assert_eq!(words[n], it["text"].as_str().unwrap());
            assert_eq!(deal["evidence"][n][0], it["field"]);
            let rule = deal["evidence"][n][1].as_u64().unwrap();
            assert_eq!(data["rules"][usize::try_from(rule).unwrap()], it["rule"]);
        }
    }
}

#[cfg(feature = "tables")]
#[test]
fn ok_its_totals_are_those_of_the_summary() {
    let dir = Workdir::new();
    dir.run(&["run", &sample(""), "-o", "out"]).ends_with(0);
    let data = data(&dir.read("out/report.html"));
    let text = dir.read("out/summary/by_currency.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let totals = data["totals"].as_array().unwrap();
    assert!(rows.len() > 3 && rows.len() == totals.len());
    for (row, total) in rows.iter().zip(totals) {
        let cell = |name: &str| &row[header.iter().position(|it| it == name).unwrap()];
        assert_eq!(total["currency"].as_str().unwrap_or(""), cell("currency"));
        for name in ["deals", "amounts", "in_package", "at_least"] {
            assert_eq!(total[name].to_string(), cell(name), "{name}");
        }
        for name in ["firm", "proposed", "mou", "cancelled"] {
            for (n, end) in ["low", "high"].iter().enumerate() {
                let sum = total[name][n].as_str().unwrap_or("");
                assert_eq!(sum, cell(&format!("{name}_{end}")), "{name}_{end}");
            }
        }
    }
}

#[test]
fn err_what_an_article_holds_cannot_leave_its_place() {
    let dir = Workdir::new();
    let evil = "</script><script>alert(1)</script><!--";
    run_on(
        &dir,
        &serde_json::json!({
            "id": "a", "title": format!("Ostra Air orders jets {evil}"), "url": "javascript:alert(1)", "source": evil,
            "text": format!("Ostra Air ordered 18 jets from Norvane Aerospace for $4.1 billion {evil}, it said."),
        }),
    );
    let page = dir.read("out/report.html");
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(!page.contains("alert(1)</script>") && !page.contains("<!--"));
    let data = data(&page);
    assert_eq!(data["deals"][0]["source"], evil);
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
}

#[test]
fn ok_a_page_may_be_bounded_and_left_out() {
    let dir = Workdir::new();
    dir.run(&["run", &sample(""), "-o", "out", "--no-report"])
        .ends_with(0);
    assert!(!dir.path("out/report.html").exists());
    let told = dir
        .run(&["report", "out", "--limit", "3"])
        .ends_with(0)
        .stderr;
    let data = data(&dir.read("out/report.html"));
    assert_eq!(data["deals"].as_array().unwrap().len(), 3);
    let all = data["all"].as_u64().unwrap();
    assert!(all > 3);
    assert_eq!(
        told,
        format!("the first 3 of {all} deals in out/report.html\n")
    );
    dir.run(&[
        "run",
        &sample(""),
        "-o",
        "out",
        "--no-report",
        "--overwrite",
    ])
    .ends_with(0);
    assert!(!dir.path("out/report.html").exists(), "of an older run");
}

#[test]
fn err_a_folder_without_a_run_or_with_files_of_two() {
    let dir = Workdir::new();
    dir.write("none/a.txt", "");
    let ran = dir.run(&["report", "none"]).ends_with(2);
    assert_eq!(
        ran.stderr,
        "dealsift: none holds no run: there is no run.json\n"
    );
    assert_eq!(dir.files("none"), ["a.txt"]);

    dir.run(&["run", &sample("wire.jsonl"), "-o", "out"])
        .ends_with(0);
    dir.run(&["run", &sample("desk.csv"), "-o", "other"])
        .ends_with(0);
    dir.write("out/sentences.csv", dir.read("other/sentences.csv"));
    let ran = dir.run(&["report", "out"]).ends_with(1);
    assert!(
        ran.stderr
            .contains("sentences.csv: expected the sentences in the order of deals.jsonl"),
        "{}",
        ran.stderr
    );
    std::fs::remove_file(dir.path("out/sentences.csv")).unwrap();
    let ran = dir.run(&["report", "out"]).ends_with(2);
    assert!(ran.stderr.contains("kept no sentences"), "{}", ran.stderr);
}

#[test]
fn ok_corrections_are_applied_recorded_told_and_shown() {
    let dir = Workdir::new();
    dir.run(&["run", &sample("wire.jsonl"), "-o", "before"])
        .ends_with(0);
    let lines = |folder: &str| -> Vec<Value> {
        let text = dir.read(&format!("{folder}/deals.jsonl"));
        text.lines()
            .map(|it| serde_json::from_str(it).unwrap())
            .collect()
    };
    let before = lines("before");
    let id = |n: usize| before[n]["deal_id"].as_str().unwrap();
    let buyer = before[0]["parties"][0]["name"].as_str().unwrap();
    dir.write(
        "fix.csv",
        format!(
            "deal_id,field,value,was,who,when\n{0},parties[0].name,Meridia Group,{buyer},Ada,2026-11-25\n\
             {0},status,completed,proposed,,\n{1},deal,drop,,Ada,\nno-such-deal,deal,drop,,,\n",
            id(0),
            id(1)
        ),
    );
    let args = [
        "run",
        &sample("wire.jsonl"),
        "-o",
        "after",
        "--corrections",
        "fix.csv",
    ];
    let ran = dir.run(&args).ends_with(0);
    let warnings: Vec<_> = ran
        .stderr
        .lines()
        .filter(|it| it.starts_with("warning"))
        .collect();
    assert_eq!(
        warnings,
        [
            format!(
                "warning: fix.csv:3: {}, status: it read otherwise than `was` says, and is corrected nevertheless",
                id(0)
            ),
            "warning: fix.csv:5: no-such-deal, deal: no such deal: its article is not in the input, is a copy, or has \
             changed"
                .to_owned()
        ]
    );

    let after = lines("after");
    assert_eq!(after.len(), before.len() - 1);
    assert_eq!(after[0]["parties"][0]["name"], "Meridia Group");
    assert_eq!(
        after[0]["corrections"],
        serde_json::json!([
            {"field": "parties[0].name", "from": buyer, "to": "Meridia Group", "who": "Ada", "when": "2026-11-25"},
            {"field": "status", "from": "agreed", "to": "completed", "who": null, "when": null},
        ])
    );
    assert_eq!(after[1], before[2], "what is not named is not touched");
    assert!(dir.read("after/deals.csv").contains("Meridia Group"));
    let log = dir.read("after/corrections.csv");
    let outcomes: Vec<_> = log
        .lines()
        .skip(1)
        .map(|it| it.rsplit(',').next().unwrap())
        .collect();
    assert_eq!(outcomes, ["applied", "applied_anew", "applied", "no_deal"]);
    let data = data(&dir.read("after/report.html"));
    assert_eq!(data["corrections"].as_array().unwrap().len(), 4);
    assert_eq!(
        data["deals"][0]["corrections"][0]["from"],
        before[0]["parties"][0]["name"]
    );
    let run: Value = serde_json::from_str(&dir.read("after/run.json")).unwrap();
    assert_eq!(run["options"]["corrections"], "fix.csv");
}

#[test]
fn err_a_faulty_file_of_corrections_ends_a_run_before_it_begins() {
    let dir = Workdir::new();
    dir.write(
        "fix.csv",
        "deal_id,field,value\nd,status,done\nd,kind,gift\n",
    );
    let ran = dir
        .run(&[
            "run",
            &sample("wire.jsonl"),
            "-o",
            "out",
            "--corrections",
            "fix.csv",
        ])
        .ends_with(2);
    assert!(
        ran.stderr
            .contains("fix.csv:2: status: expected proposed, mou, agreed"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("fix.csv:3: kind: expected purchase,"),
        "{}",
        ran.stderr
    );
    assert!(!dir.path("out").exists());
}
