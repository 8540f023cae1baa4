//! `diff`: what two runs make different.

use serde_json::json;

use crate::workdir::{Workdir, sample};

const OLD: &str = "{\"id\":\"a\",\"text\":\"Meridia Airways has ordered 18 jets from Norvane Aerospace for $4.1 billion, the \
                   companies said.\"}\n{\"id\":\"b\",\"text\":\"Ostra Air has ordered two jets from Norvane Aerospace for $300 \
                   million, the companies said.\"}\n";

fn runs(dir: &Workdir, new: &str) {
    for (name, text) in [("old", OLD), ("new", new)] {
        dir.write("in.jsonl", text);
        dir.run(&["run", "in.jsonl", "-o", name, "-q"]).ends_with(0);
    }
}

#[test]
fn ok_the_same_run_differs_in_nothing() {
    let dir = Workdir::new();
    runs(&dir, OLD);
    let ran = dir.run(&["diff", "old", "new"]).ends_with(0);
    assert!(
        ran.text()
            .ends_with("\n0 added, 0 removed, 0 changed, 2 the same\n"),
        "{}",
        ran.text()
    );
}

#[test]
fn ok_deals_that_came_went_and_changed() {
    let dir = Workdir::new();
    let new = OLD
        .replace("ordered 18 jets", "ordered 20 jets")
        .replace("\"b\"", "\"c\"");
    runs(&dir, &new);
    let lines = dir
        .run(&["diff", "old", "new", "--format", "jsonl"])
        .ends_with(0)
        .json();
    let whole = &lines[0];
    assert_eq!(
        [
            &whole["added"],
            &whole["removed"],
            &whole["changed"],
            &whole["same"]
        ],
        [1, 1, 1, 0]
    );
    assert_eq!(
        whole["counts"][0],
        json!({"what": "deals", "old": 2, "new": 2})
    );
    let changed = &lines[1];
    assert_eq!(changed["change"], "changed");
    assert_eq!(changed["old_deal_id"], changed["new_deal_id"]);
    assert_eq!(
        changed["fields"],
        json!([{"field": "items", "old": ["18 jets [aircraft]"], "new": ["20 jets [aircraft]"]}])
    );
    assert_eq!(
        (&lines[2]["change"], &lines[2]["article_id"]),
        (&json!("added"), &json!("c"))
    );
    assert_eq!(
        (&lines[3]["change"], &lines[3]["article_id"]),
        (&json!("removed"), &json!("b"))
    );
    let csv = dir
        .run(&["diff", "old", "new", "--format", "csv"])
        .ends_with(0);
    let header = "change,article_id,old_deal_id,new_deal_id,field,old,new\r\nchanged,a,";
    assert!(csv.text().starts_with(header), "{}", csv.text());
}

#[test]
fn err_what_is_no_run() {
    let dir = Workdir::new();
    dir.write("no.jsonl", "{\"deal_id\": 1}\n");
    let ran = dir.run(&["diff", "no.jsonl", "no.jsonl"]).ends_with(1);
    assert!(
        ran.stderr.contains("no.jsonl:1: no record of a deal"),
        "{}",
        ran.stderr
    );
    let ran = dir
        .run(&["diff", &sample("pages"), "no.jsonl"])
        .ends_with(2);
    assert!(
        ran.stderr
            .contains("no run in this folder: expected deals.jsonl"),
        "{}",
        ran.stderr
    );
}
