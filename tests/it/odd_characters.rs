//! Sentences with characters that are not what they look like give the deals of their plain forms, and the evidence is
//! what stands in the article.

use dealsift::deal::{Deal, Where};
use dealsift::grammar::GrammarFiles;
use dealsift::pipeline::Extractor;
use dealsift::source::Article;

fn article(text: &str) -> Article {
    Article {
        id: "a".to_owned(),
        text: text.to_owned(),
        ..Article::default()
    }
}

/// Everything of a deal but its places.
fn told(mut deals: Vec<Deal>) -> Vec<String> {
    for deal in &mut deals {
        deal.deal_id.clear();
        deal.evidence.clear();
        deal.sentence.clear();
        deal.passages.clear();
    }
    deals.iter().map(|it| format!("{it:?}")).collect()
}

const PLAIN: [&str; 5] = [
    "Meridia Airways has ordered 500 jets from Norvane Aerospace for $4.1 billion.",
    "Skarholm Foods agreed to buy 1,200,000 tonnes of wheat from Caldera Grain for $300 million.",
    "Velbahn, a rail firm, has ordered 22 trams from Tramontis Rail for 96 million euros.",
    "Van Ostrade, the airline's owner, bought a 30 percent stake in Corvane Leasing for 5.5 million pounds.",
    "Meridia's board approved the $2.5 million purchase of Corvane Leasing.",
];

#[test]
fn ok_each_form_gives_the_deal_of_its_plain_form() {
    let extractor = Extractor::new(&GrammarFiles::built_in()).unwrap();
    for (number, odd) in [
        (
            0,
            "Meridia Airways has ordered ５００ jets from Norvane Aerospace for ＄４．１ billion.",
        ),
        (
            0,
            "Meridia Airways has ordered ٥٠٠ jets from Norvane Aerospace for $٤٫١ billion.",
        ),
        (
            0,
            "Meridia Airways has ordered ۵۰۰ jets from Norvane Aerospace for $۴٫۱ billion.",
        ),
        (
            0,
            "Meri\u{ad}dia Air\u{ad}ways has or\u{ad}dered 500 jets from Nor\u{ad}vane Aero\u{ad}space for $4.1 bil\u{ad}lion.",
        ),
        (
            0,
            "\u{feff}Meridia\u{a0}Airways has ordered\u{a0}500\u{a0}jets from Norvane\u{202f}Aerospace for $4.1\u{a0}billion.",
        ),
        (
            0,
            "Meridia Airways\u{200b} has ordered \u{200e}500\u{200f} jets from Norvane\u{2060} Aerospace for $\u{200b}4.1 billion.",
        ),
        (
            1,
            "Skarholm Foods agreed to buy 1\u{2009}200\u{2009}000 tonnes of wheat from Caldera Grain for $300 million.",
        ),
        (
            1,
            "Skarholm Foods agreed to buy 1\u{202f}200\u{202f}000 tonnes of wheat from Caldera Grain for $300\u{202f}million.",
        ),
        (
            1,
            "Skarholm Foods agreed to buy 1\u{a0}200\u{a0}000 tonnes of wheat from Caldera Grain for $300 million.",
        ),
        (
            1,
            "Skarholm Foods agreed to buy 1 200 000 tonnes of wheat from Caldera Grain for $300 million.",
        ),
        (
            1,
            "Skarholm Foods agreed to buy １，２００，０００ tonnes of wheat from Caldera Grain for $300 million.",
        ),
        (
            1,
            "Skarholm Foods agreed to buy ١٬٢٠٠٬٠٠٠ tonnes of wheat from Caldera Grain for $300 million.",
        ),
        (
            2,
            "Velbahn, a rail ﬁrm, has ordered 22 trams from Tramontis Rail for 96 million euros.",
        ),
        (
            2,
            "Velbahn, a rail firm, has ordered 22\u{2003}trams from Tramontis\u{3000}Rail for 96\u{2002}million euros.",
        ),
        (
            3,
            "Van Ostrade, the airline’s owner, bought a 30 percent stake in Corvane Leasing for 5.5 million pounds.",
        ),
        (
            3,
            "Van Ostrade, the airlineʼs owner, bought a 30 percent stake in Corvane Leasing for 5.5 million pounds.",
        ),
        (
            3,
            "Van Ostrade, the air\u{ad}line's owner, bought a 30\u{a0}percent stake in Corvane Leasing for 5.5\u{a0}million\u{a0}pounds.",
        ),
        (
            4,
            "Meridia’s board approved the $2.5\u{2011}million purchase of Corvane Leasing.",
        ),
    ] {
        let plain = extractor.extract(&article(PLAIN[number]));
        assert!(!plain.is_empty(), "{}", PLAIN[number]);
        let deals = extractor.extract(&article(odd));
        for deal in &deals {
            for it in &deal.evidence {
                assert_eq!(it.place, Where::Text);
                assert_eq!(&odd[it.start as usize..it.end as usize], it.text, "{odd}");
            }
        }
        let plain = told(plain);
        let deals: Vec<_> = told(deals)
            .into_iter()
            .map(|it| it.replace('’', "'"))
            .collect();
        assert_eq!(deals, plain, "{odd}");
    }
}

#[test]
fn ok_titles_and_mentions_keep_their_places() {
    let extractor = Extractor::new(&GrammarFiles::built_in()).unwrap();
    let mut article =
        article("\u{feff}Meri\u{ad}dia Airways has bought Corvane\u{a0}Leasing for $５ million.");
    article.title =
        Some("Meri\u{ad}dia Airways buys Corvane\u{a0}Leasing for $５ million".to_owned());
    let deals = extractor.extract(&article);
    assert_eq!(deals.len(), 1);
    assert_eq!(deals[0].parties[0].name, "Meridia Airways");
    let title = article.title.clone().unwrap();
    let evidence = &deals[0].evidence;
    assert!(evidence.iter().any(|it| it.text == "Meri\u{ad}dia Airways"));
    for it in evidence {
        let of = if it.place == Where::Title {
            &title
        } else {
            &article.text
        };
        assert_eq!(&of[it.start as usize..it.end as usize], it.text);
    }
    let mentions = extractor.mentions(&article);
    let sum = &mentions.amounts[0];
    assert_eq!(
        &article.text[sum.start as usize..sum.end as usize],
        "$５ million"
    );
    assert!(
        mentions
            .parties
            .iter()
            .any(|it| it.name == "Corvane\u{a0}Leasing")
    );
}
