//! One verb, declared once in its plain active clause, in all the forms that the engine derives, and under the words
//! that say how firm a deal is.

use dealsift::deal::{Deal, Role, Status};
use dealsift::grammar::GrammarFiles;
use dealsift::pipeline::Extractor;
use dealsift::source::Article;

fn deals(extractor: &Extractor, text: &str) -> Vec<Deal> {
    let article = Article {
        id: "form".to_owned(),
        text: text.to_owned(),
        ..Article::default()
    };
    extractor.extract(&article)
}

fn party(deal: &Deal, role: Role) -> Option<&str> {
    deal.parties
        .iter()
        .find(|p| p.role == role)
        .map(|p| p.name.as_str())
}

#[test]
fn ok_a_verb_in_all_its_forms() {
    let extractor = Extractor::new(&GrammarFiles::built_in()).unwrap();
    for text in [
        // Active, passive, relative.
        "Falcon Air bought Harbour Jet for $3 billion.",
        "Harbour Jet was bought by Falcon Air for $3 billion.",
        "Falcon Air, which bought Harbour Jet for $3 billion, flies to Norway.",
        "Harbour Jet, which was bought by Falcon Air for $3 billion, flies to Norway.",
        // Infinitive, gerund, participle.
        "Falcon Air agreed to buy Harbour Jet for $3 billion.",
        "After buying Harbour Jet for $3 billion, Falcon Air cut its prices.",
        "Falcon Air announced a deal with its banks after buying Harbour Jet for $3 billion.",
        "Harbour Jet, bought by Falcon Air for $3 billion, flies to Norway.",
        // Noun.
        "Falcon Air's purchase of Harbour Jet for $3 billion surprised rivals.",
        "The purchase of Harbour Jet by Falcon Air for $3 billion surprised rivals.",
        // With a name in the place of the reporting clause, an apposition, a date and a second verb between.
        "Falcon Air said it had bought Harbour Jet for $3 billion.",
        "Falcon Air, the national carrier, on Monday bought Harbour Jet for $3 billion.",
        "Falcon Air reported a profit and bought Harbour Jet for $3 billion.",
    ] {
        let found = deals(&extractor, text);
        let [deal] = &found[..] else {
            panic!("{text}: {} deals", found.len());
        };
        assert_eq!(deal.kind, "acquisition", "{text}");
        assert_eq!(party(deal, Role::Buyer), Some("Falcon Air"), "{text}");
        assert_eq!(party(deal, Role::Target), Some("Harbour Jet"), "{text}");
        assert_eq!(deal.amounts.len(), 1, "{text}");
        assert_eq!(deal.amounts[0].value.to_string(), "3000000000", "{text}");
    }
}

#[test]
fn ok_how_firm_it_is() {
    let extractor = Extractor::new(&GrammarFiles::built_in()).unwrap();
    for (words, status) in [
        ("agreed to buy", Status::Agreed),
        ("plans to buy", Status::Proposed),
        ("signed a deal to buy", Status::Agreed),
        ("is in talks to buy", Status::Proposed),
        ("is considering buying", Status::Proposed),
        ("may buy", Status::Proposed),
        ("signed a letter of intent to buy", Status::Mou),
        ("has completed the purchase of", Status::Completed),
        ("called off the purchase of", Status::Cancelled),
        ("dropped plans to buy", Status::Cancelled),
        ("decided not to buy", Status::Cancelled),
    ] {
        let text = format!("Falcon Air {words} Harbour Jet.");
        let found = deals(&extractor, &text);
        let [deal] = &found[..] else {
            panic!("{text}: {} deals", found.len());
        };
        assert_eq!(deal.status, status, "{text}");
        assert_eq!(party(deal, Role::Buyer), Some("Falcon Air"), "{text}");
    }
}

#[test]
fn err_what_is_no_deal() {
    let extractor = Extractor::new(&GrammarFiles::built_in()).unwrap();
    for text in [
        "Falcon Air did not buy Harbour Jet.",
        "Falcon Air's profit rose to $3 billion.",
        "Falcon Air buys fuel every day.",
        "A judge fined Falcon Air $3 billion.",
        "Shares of Falcon Air rose 3 percent to $41.",
        "Falcon Air has 90 jets.",
    ] {
        assert!(deals(&extractor, text).is_empty(), "{text}");
    }
}
