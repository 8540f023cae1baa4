//! Which names of one article are one party.

use std::collections::BTreeMap;

use dealsift::source::Article;

use crate::articles::EXTRACTOR;

/// Every way in which the deals of `text` name their parties, by the name that is printed.
fn parties(text: &str) -> BTreeMap<String, Vec<String>> {
    let article = Article {
        id: "names".into(),
        text: text.into(),
        ..Article::default()
    };
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for party in EXTRACTOR
        .extract(&article)
        .into_iter()
        .flat_map(|d| d.parties)
    {
        let mentions = out.entry(party.name).or_default();
        mentions.extend(party.mentions);
        mentions.sort();
        mentions.dedup();
    }
    out
}

#[test]
fn ok_short_forms_are_the_same_party() {
    let found = parties(
        "Oakline Capital Partners Inc has a new chairman. Oakline Capital said on Monday it will buy Harbour Jet.",
    );
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        ["Harbour Jet", "Oakline Capital Partners Inc"]
    );
}

#[test]
fn ok_a_full_name_is_no_short_form_of_a_longer_one() {
    let found = parties(
        "Oakline Capital Inc bought 12 trucks from Meridor Steel. Oakline Corp ordered 18 jets from Falcon Works.",
    );
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        [
            "Falcon Works",
            "Meridor Steel",
            "Oakline Capital Inc",
            "Oakline Corp"
        ]
    );
}

#[test]
fn ok_an_adjective_at_the_start_of_a_sentence_is_no_part_of_a_name() {
    let found = parties(
        "Troubled Harbour Jet is for sale. Falcon Air said on Monday it will buy Harbour Jet.",
    );
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        ["Falcon Air", "Harbour Jet"]
    );
}

#[test]
fn ok_a_states_adjective_stands_apart_from_a_name_but_not_from_a_scrap_of_one() {
    let found = parties("German SFG bought 12 trucks from Swiss Re, an insurer.");
    assert_eq!(found.keys().collect::<Vec<_>>(), ["SFG", "Swiss Re"]);
}

#[test]
fn ok_an_adjective_before_the_head_of_a_company_name_is_part_of_it() {
    let found = parties("General Turbines will sell 18 jets to Falcon Air.");
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        ["Falcon Air", "General Turbines"]
    );
}

#[test]
fn ok_a_heading_in_capitals_is_no_part_of_a_name() {
    let found = parties("TALKS Falcon Air will buy Harbour Jet.");
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        ["Falcon Air", "Harbour Jet"]
    );
}
