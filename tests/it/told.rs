//! Deals that are told in another way than subject, verb, object: relative clauses, passives whose subject has phrases of
//! its own, people who sign, rounds and licences over two sentences; and general talk that tells none.

use dealsift::deal::{Deal, Role, Status};
use dealsift::grammar::GrammarFiles;
use dealsift::pipeline::Extractor;
use dealsift::source::Article;

fn deals(text: &str) -> Vec<Deal> {
    let extractor = Extractor::new(&GrammarFiles::built_in()).unwrap();
    let article = Article {
        id: "told".to_owned(),
        text: text.to_owned(),
        ..Article::default()
    };
    extractor.extract(&article)
}

#[track_caller]
fn told(text: &str, kind: &str, sides: &[(Role, &str)]) -> Deal {
    let mut found = deals(text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    let deal = found.remove(0);
    assert_eq!(deal.kind, kind, "{text}");
    let mut have: Vec<(Role, &str)> = deal
        .parties
        .iter()
        .map(|p| (p.role, p.name.as_str()))
        .collect();
    have.sort_by_key(|(_, n)| n.to_string());
    let mut want = sides.to_vec();
    want.sort_by_key(|(_, n)| n.to_string());
    assert_eq!(have, want, "{text}");
    deal
}

#[test]
fn ok_relative_clauses_with_a_subject_of_their_own() {
    for text in [
        "Harbour Jet, which Falcon Air bought for $3 billion, makes small jets.",
        "Analysts praised Harbour Jet, which Falcon Air will buy for $3 billion.",
    ] {
        told(
            text,
            "acquisition",
            &[(Role::Buyer, "Falcon Air"), (Role::Target, "Harbour Jet")],
        );
    }
}

#[test]
fn ok_phrases_of_a_passive_subject() {
    told(
        "A 10 percent stake in Meridor Steel was bought by Corvane Ltd.",
        "investment",
        &[
            (Role::Investor, "Corvane Ltd"),
            (Role::Target, "Meridor Steel"),
        ],
    );
}

#[test]
fn ok_people_sign_for_their_companies() {
    for text in [
        "The memorandum was signed by Omar Rahal, chief executive of Falcon Air, and Lena Moss, chairman of Oakline Corp.",
        "The memorandum was signed by Omar Rahal for Falcon Air and Lena Moss for Oakline Corp.",
    ] {
        let deal = told(
            text,
            "partnership",
            &[
                (Role::Partner, "Falcon Air"),
                (Role::Partner, "Oakline Corp"),
            ],
        );
        assert_eq!(deal.status, Status::Mou, "{text}");
    }
}

#[test]
fn err_people_who_sign_for_nobody() {
    assert!(deals("The memorandum was signed by Omar Rahal and Lena Moss in Lisbon.").is_empty());
}

#[test]
fn ok_an_agreement_for_the_supply_of_goods() {
    let deal = told(
        "Falcon Air signed a memorandum with Oakline Corp for the supply of 12 trains.",
        "purchase",
        &[(Role::Seller, "Oakline Corp"), (Role::Buyer, "Falcon Air")],
    );
    assert_eq!(deal.items[0].product, "trains");
}

#[test]
fn ok_a_round_without_its_company_is_of_the_one_that_raises() {
    let deal = told(
        "Harbour Labs has raised $20 million in a Series A round. Falcon Ventures led the round.",
        "investment",
        &[
            (Role::Target, "Harbour Labs"),
            (Role::Investor, "Falcon Ventures"),
        ],
    );
    assert_eq!(deal.amounts.len(), 1);
}

#[test]
fn ok_who_pays_for_a_licence_gets_it() {
    told(
        "Halden Pharma and Oakline Labs announced a licensing agreement for a drug. Halden Pharma will pay \
         Oakline Labs $30 million.",
        "licence",
        &[
            (Role::Buyer, "Halden Pharma"),
            (Role::Seller, "Oakline Labs"),
        ],
    );
}

#[test]
fn err_general_talk() {
    for text in [
        "Falcon Air may sell assets.",
        "Falcon Air grew by buying jets.",
        "The market allows investors to buy shares in Oakline Corp.",
        "China will invest $5 billion in exploration.",
        "Falcon Air appointed Lena Moss as chief executive.",
        "Falcon Air runs a school in partnership with Oakline Corp.",
    ] {
        let found = deals(text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}
