//! Who the parties are, over the sentences of an article: names that the article explains elsewhere, descriptions,
//! "the two companies", who awards a contract, and the rounds that several sentences tell.

use dealsift::deal::{Deal, Role};
use dealsift::grammar::GrammarFiles;
use dealsift::pipeline::Extractor;
use dealsift::source::Article;

fn deals(text: &str) -> Vec<Deal> {
    let extractor = Extractor::new(&GrammarFiles::built_in()).unwrap();
    let article = Article {
        id: "parties".to_owned(),
        text: text.to_owned(),
        ..Article::default()
    };
    extractor.extract(&article)
}

fn names(deal: &Deal, role: Role) -> Vec<&str> {
    deal.parties
        .iter()
        .filter(|p| p.role == role)
        .map(|p| p.name.as_str())
        .collect()
}

#[track_caller]
fn one(text: &str) -> Deal {
    let mut found = deals(text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found.remove(0)
}

#[test]
fn ok_a_company_that_is_named_like_a_person() {
    let deal = one(
        "Charles Harbour ( CHH.N ) agreed to buy Meridor Steel for $3 billion. The lender said that \
         it would borrow half of it.",
    );
    assert_eq!(names(&deal, Role::Buyer), ["Charles Harbour"]);
}

#[test]
fn err_a_surname_is_no_company() {
    let found = deals(
        "Chief Executive Daniel Corvane spoke in Leeds. Corvane formed a partnership with Oakline Corp.",
    );
    assert!(
        found
            .iter()
            .all(|d| d.parties.iter().all(|p| p.name != "Corvane")),
        "{found:?}"
    );
}

#[test]
fn ok_the_maker_in_a_model_sells_it() {
    for text in [
        "Falcon Air placed an order for 18 Oakline N90 jets.",
        "Falcon Air placed an order for 70 Oakline 660-800 jets.",
        "Falcon Air placed an order for 70 Oakline ( OAK.N ) jets.",
    ] {
        let deal = one(text);
        assert_eq!(names(&deal, Role::Seller), ["Oakline"], "{text}");
        assert_eq!(deal.items.len(), 1, "{text}");
    }
}

#[test]
fn ok_who_is_urged_is_who_sells() {
    let deal = one(
        "Oakline Corp makes pumps. Falcon Partners, which owns shares of Oakline, urged the company to sell its \
         chemicals unit to Meridor Group.",
    );
    assert_eq!(names(&deal, Role::Seller), ["Oakline Corp"]);
}

#[test]
fn ok_the_two_companies_are_those_joined_before() {
    let deal = one(
        "Falcon Air and Harbour Jet ended a dispute on Monday. The two companies agreed to merge.",
    );
    assert_eq!(names(&deal, Role::Partner), ["Falcon Air", "Harbour Jet"]);
}

#[test]
fn ok_who_announces_a_contract_of_another_awards_it() {
    let deal = one("Oakline Corp won a $30 million contract for dredging, Meridor Group said.");
    assert_eq!(names(&deal, Role::Buyer), ["Meridor Group"]);
    let own = one("Oakline Corp won a $30 million contract for dredging, Oakline said.");
    assert!(names(&own, Role::Buyer).is_empty());
}

#[test]
fn ok_the_government_is_that_of_the_article() {
    let deal =
        one("The Norwegian government met in Oslo. The government lent Harbour Jet $30 million.");
    assert_eq!(names(&deal, Role::Lender), ["Norway"]);
    let deal = one("The government lent Harbour Jet $30 million.");
    assert_eq!(names(&deal, Role::Lender), ["government"]);
}

#[test]
fn ok_a_round_told_in_two_sentences() {
    let deal = one(
        "Norlane raised $2 million in a pre-seed funding round led by Village Partners, with participation from \
         Elm Fund, TA Ventures and Harbour Capital. The round was joined by Gamma Ventures.",
    );
    assert_eq!(deal.kind, "investment");
    assert_eq!(names(&deal, Role::Target), ["Norlane"]);
    assert_eq!(
        names(&deal, Role::Investor),
        [
            "Village Partners",
            "Elm Fund",
            "TA Ventures",
            "Harbour Capital",
            "Gamma Ventures"
        ]
    );
}

#[test]
fn err_two_contracts_of_one_buyer_stay_apart() {
    let found = deals(
        "Meridor Group awarded Oakline Corp a $30 million contract for dredging. Meridor Group also awarded a \
         $74 million contract for pumps to Corvane Ltd.",
    );
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn ok_a_group_is_its_members() {
    for text in [
        "Oakline Corp sold Meridor Steel for $3 billion to a group of investors led by Falcon Partners.",
        "Oakline Corp sold Meridor Steel for $3 billion to a little-known firm called Falcon Partners.",
        "A consortium including Falcon Partners bought Meridor Steel from Oakline Corp for $3 billion.",
    ] {
        let deal = one(text);
        assert_eq!(names(&deal, Role::Buyer), ["Falcon Partners"], "{text}");
        assert_eq!(names(&deal, Role::Seller), ["Oakline Corp"], "{text}");
    }
}

#[test]
fn ok_whose_business_it_was_sells_it() {
    let deal = one("Falcon Group bought Oakline's Meridor steel unit for $3 billion.");
    assert_eq!(names(&deal, Role::Seller), ["Oakline"]);
}

#[test]
fn ok_a_list_goes_on_before_the_verb_of_its_clause() {
    let deal = one(
        "The sale of a controlling stake in Meridor Steel by Oakline Corp and Harbour Group has stalled.",
    );
    assert_eq!(
        names(&deal, Role::Seller),
        ["Oakline Corp", "Harbour Group"]
    );
}

#[test]
fn ok_an_airline_named_like_a_nation() {
    let deal =
        one("Norwegian Airlines cut fares. Norwegian ordered 18 Oakline N90 jets for $2 billion.");
    assert_eq!(names(&deal, Role::Buyer), ["Norwegian Airlines"]);
}
