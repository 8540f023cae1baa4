//! SQL over the tables of a run, with exact decimals.

use crate::workdir::{Workdir, sample};

const TWO: &str = "{\"id\":\"a\",\"published\":\"2025-02-03\",\"text\":\"Meridia Airways has ordered 18 jets from Norvane \
                   Aerospace for $4.1 billion, the companies said.\"}\n{\"id\":\"b\",\"text\":\"Ostra Air has ordered two \
                   jets from Norvane Aerospace for $0.3 million, the companies said.\"}\n";

fn asked(dir: &Workdir, sql: &str, format: &str) -> String {
    let ran = dir
        .run(&["query", "out", sql, "--format", format])
        .ends_with(0);
    ran.text().to_owned()
}

fn of_two() -> Workdir {
    let dir = Workdir::new();
    dir.write("two.jsonl", TWO);
    dir.run(&["run", "two.jsonl", "-o", "out", "-q"])
        .ends_with(0);
    dir
}

#[test]
fn ok_flat_nested_and_summed_tables_can_be_asked() {
    let dir = of_two();
    assert_eq!(
        asked(
            &dir,
            "SELECT buyer, quantity, amount FROM deals ORDER BY amount",
            "csv"
        ),
        "buyer,quantity,amount\r\nOstra Air,2,300000\r\nMeridia Airways,18,4100000000\r\n"
    );
    assert_eq!(
        asked(
            &dir,
            "SELECT sum(value) AS all FROM amounts WHERE \"primary\"",
            "jsonl"
        ),
        "{\"all\":\"4100300000\"}\n"
    );
    assert_eq!(
        asked(
            &dir,
            "SELECT name FROM parties WHERE role = 'seller' AND deal_id IN (SELECT deal_id FROM records WHERE \
                     article_id = 'b')",
            "csv"
        ),
        "name\r\nNorvane Aerospace\r\n"
    );
    assert_eq!(
        asked(
            &dir,
            "SELECT published FROM deals WHERE published < '2025-02-04'",
            "jsonl"
        ),
        "{\"published\":\"2025-02-03T00:00:00Z\"}\n"
    );
    let table = asked(&dir, "SELECT currency, firm_low FROM by_currency", "table");
    assert_eq!(
        table,
        "| currency |   firm_low |\n|----------|------------|\n| USD      | 4100300000 |\n"
    );
}

#[test]
fn err_wrong_sql_and_folders_without_a_run_are_told() {
    let dir = of_two();
    let ran = dir
        .run(&["query", "out", "SELECT x FROM nothing"])
        .ends_with(2);
    assert!(
        ran.stderr.contains("The tables are amounts, by_class, "),
        "{}",
        ran.stderr
    );
    let ran = dir
        .run(&["query", &sample("pages"), "SELECT 1"])
        .ends_with(2);
    assert!(
        ran.stderr.contains("no tables of a run in this folder"),
        "{}",
        ran.stderr
    );
}
