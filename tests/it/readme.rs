//! What the README shows is what the program does.

use std::path::Path;

use crate::workdir::{Workdir, sample};

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The cells of the rows of the table whose header begins so, header first.
fn table(header: &str) -> Vec<Vec<String>> {
    let text = readme();
    let lines = text.lines().skip_while(|it| !it.starts_with(header));
    let rows = lines.take_while(|it| it.starts_with('|'));
    let cells = |row: &str| {
        let row = row.trim().trim_start_matches('|');
        let cells = row.strip_suffix('|').unwrap_or(row).split('|');
        cells.map(|it| it.trim().to_owned()).collect()
    };
    rows.map(cells).collect()
}

#[test]
fn ok_the_rows_shown_are_those_of_the_samples() {
    let dir = Workdir::new();
    let csv = dir
        .run(&["extract", &sample(""), "--format", "csv"])
        .ends_with(0);
    let mut reader = csv::Reader::from_reader(csv.stdout.as_slice());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let shown = table("| article_id |");
    assert!(shown.len() > 3);
    let place = |name: &String| header.iter().position(|it| it == name).unwrap();
    let places: Vec<_> = shown[0].iter().map(place).collect();
    for due in &shown[2..] {
        let found = rows
            .iter()
            .any(|row| places.iter().zip(due).all(|(at, cell)| row[*at] == *cell));
        assert!(found, "not in the output: {due:?}");
    }
}

#[test]
fn ok_the_commands_shown_exist() {
    let dir = Workdir::new();
    let shown = table("| command |");
    assert!(shown.len() > 3);
    for row in &shown[2..] {
        let command = row[0]
            .trim_start_matches('`')
            .split([' ', '`'])
            .next()
            .unwrap();
        let help = dir.run(&[command, "--help"]).ends_with(0);
        assert!(help.text().contains("Usage: dealsift "), "{command}");
    }
}
