//! The confidence of deals: what it is made of, and whose weights it has.

use std::collections::BTreeMap;

use crate::workdir::{Workdir, sample};

/// The points that `explain` shows for each deal, by its id.
fn points(explained: &str) -> BTreeMap<String, Vec<i32>> {
    let mut out = BTreeMap::new();
    let mut deal = String::new();
    for line in explained.lines() {
        if let Some(rest) = line.strip_prefix("deal ") {
            rest.split(' ').next().unwrap().clone_into(&mut deal);
        } else if let Some(parts) = line.strip_prefix("    confidence: ") {
            let points = parts
                .split(", ")
                .map(|p| p.rsplit(' ').next().unwrap().parse().unwrap())
                .collect();
            out.insert(deal.clone(), points);
        }
    }
    out
}

#[test]
fn ok_the_reasons_that_explain_shows_add_up_to_the_confidence() {
    let dir = Workdir::new();
    let wire = sample("wire.jsonl");
    let deals = dir.run(&["extract", &wire, "-q"]).ends_with(0).json();
    let reasons = points(dir.run(&["explain", &wire, "-q"]).ends_with(0).text());
    assert!(!deals.is_empty());
    let sums: Vec<(i32, f64)> = deals
        .iter()
        .map(|d| {
            let points = &reasons[d["deal_id"].as_str().unwrap()];
            assert!(points.len() > 3, "a base and some signs");
            (points.iter().sum(), d["confidence"].as_f64().unwrap())
        })
        .collect();
    for (points, confidence) in &sums {
        let odds = 1.0 / (1.0 + (-f64::from(*points) / 100.0).exp());
        assert!((odds - confidence).abs() < 0.02, "{points} {confidence}");
    }
}

#[test]
fn ok_deals_that_say_more_are_surer() {
    let dir = Workdir::new();
    dir.write(
        "a.txt",
        "Falcon Air ordered 18 jets from Oakline Corp for $2 billion on Monday.\n",
    );
    dir.write(
        "b.txt",
        "Falcon Air grew. Analysts saw its order for jets as bold, as it had said that it would buy no more of them.\n",
    );
    let sure = |file: &str| {
        let deals = dir.run(&["extract", file, "-q"]).ends_with(0).json();
        deals
            .first()
            .map_or(0.0, |d| d["confidence"].as_f64().unwrap())
    };
    assert!(sure("a.txt") > 0.5);
    assert!(sure("a.txt") > sure("b.txt"));
}

#[test]
fn ok_weights_are_a_grammar_file_that_can_be_replaced() {
    let dir = Workdir::new();
    dir.write("a.txt", "Falcon Air ordered 18 jets from Oakline Corp.\n");
    dir.write(
        "g/confidence.toml",
        "source = \"x\"\nlicence = \"x\"\nbase = 0\n[[sign]]\nname = \"purchase\"\npoints = 100\n",
    );
    let deals = dir
        .run(&["extract", "a.txt", "-q", "--grammars", "g"])
        .ends_with(0)
        .json();
    assert_eq!(deals[0]["confidence"], 0.731);
    dir.write(
        "g/confidence.toml",
        "source = \"x\"\nlicence = \"x\"\nbase = 0\n[[sign]]\nname = \"moon\"\npoints = 100\n",
    );
    let run = dir
        .run(&["extract", "a.txt", "-q", "--grammars", "g"])
        .ends_with(2);
    assert!(run.stderr.contains("confidence.toml:5"), "{}", run.stderr);
    assert!(run.stderr.contains("moon"), "{}", run.stderr);
}
