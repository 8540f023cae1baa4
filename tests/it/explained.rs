//! `explain --misses`: where deals may have been missed.

use crate::workdir::Workdir;

#[test]
fn ok_misses_are_sentences_and_deals_that_lack_something() {
    let dir = Workdir::new();
    let text = "Meridia Airways ordered 18 jets from Norvane Aerospace for $4.1 billion. Orders of Norvane Aerospace \
                grew by 12 percent. Corvane Ltd will lease four jets. The weather was fine.";
    dir.write("a.txt", text);
    let ran = dir
        .run(&["explain", "--misses", "a.txt", "-q"])
        .ends_with(0);
    let lines: Vec<Vec<String>> = ran
        .text()
        .lines()
        .map(|l| l.split('\t').map(str::to_owned).collect())
        .collect();
    assert!(lines.iter().all(|l| l.len() == 5), "{lines:?}");
    let of = |what: &str| -> Vec<&Vec<String>> { lines.iter().filter(|l| l[0] == what).collect() };
    let sentences = of("sentence");
    assert_eq!(sentences.len(), 1, "{lines:?}");
    let (place, words) = (&sentences[0][2], &sentences[0][4]);
    assert_eq!(words, "Orders of Norvane Aerospace grew by 12 percent.");
    let (start, end) = place
        .strip_prefix("text ")
        .and_then(|p| p.split_once(".."))
        .expect("a place");
    let slice = &text[start.parse().unwrap()..end.parse().unwrap()];
    assert_eq!(slice.trim_end_matches('.'), words.trim_end_matches('.'));
    let deals = of("deal");
    assert_eq!(deals.len(), 1, "{lines:?}");
    assert_eq!(
        (deals[0][3].as_str(), deals[0][4].as_str()),
        ("one party", "lease buyer Corvane Ltd")
    );
}
