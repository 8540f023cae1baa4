//! What holds for any text, tried on texts made at random: of any characters, and of pieces of news put together anyhow.

use std::sync::LazyLock;

use dealsift::deal::Deal;
use dealsift::source::Article;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::articles::{EXTRACTOR, read};
use crate::evidence;
use crate::workdir::samples;

/// Who acts in news. Names are invented.
const WHO: [&str; 12] = [
    "Falcon Air",
    "Oakline Corp",
    "Meridor Group Inc.",
    "Société Vérane SA",
    "the carrier",
    "it",
    "they",
    "France",
    "the government",
    "Falcon Air's unit",
    "Qatar's Meridor Group",
    "the planemaker",
];
/// What they do.
const DOES: [&str; 20] = [
    "ordered",
    "bought",
    "agreed to buy",
    "has sold",
    "was acquired by",
    "signed",
    "placed an order for",
    "to lease",
    "lent",
    "will invest",
    "is in talks to buy",
    "won a contract from",
    "awarded",
    "took over",
    "called off plans to buy",
    "did not buy",
    ", which supplied",
    "signed a memorandum with",
    "completed the purchase of",
    "raised",
];
/// What they do it to, and for how much.
const WHAT: [&str; 14] = [
    "18 jets",
    "a 20 percent stake",
    "its steel plant",
    "$2 billion",
    "€3.5bn",
    "between $10 and $20 million",
    "up to 40 trucks",
    "250,000 tonnes of wheat",
    "Rs 356 crore",
    "1.2 bln dlrs",
    "a loan of 3 million euros",
    "shares",
    "maintenance services",
    "12% of it",
];
/// What stands between.
const LINK: [&str; 16] = [
    "from",
    "to",
    "for",
    "with",
    "by",
    "of",
    "in",
    "and",
    "worth",
    "about",
    "on March 3, 2011",
    "this year",
    "said",
    ",",
    "\n\n",
    "–",
];

fn piece(of: &'static [&'static str]) -> BoxedStrategy<String> {
    let known = prop::sample::select(of).prop_map(str::to_owned);
    prop_oneof![19 => known, 1 => "\\PC{0,8}"].boxed()
}

/// Clauses with too much behind them, now and then broken by any characters.
fn news() -> impl Strategy<Value = String> {
    let more = (
        piece(&LINK),
        prop_oneof![piece(&WHO), piece(&WHAT), piece(&DOES)],
    );
    let more = more.prop_map(|(link, piece)| format!(" {link} {piece}"));
    let sentence = (
        piece(&WHO),
        piece(&DOES),
        prop_oneof![piece(&WHAT), piece(&WHO)],
        prop::collection::vec(more, 0..4),
    );
    let sentence = sentence
        .prop_map(|(who, does, what, more)| format!("{who} {does} {what}{}", more.concat()));
    prop::collection::vec(
        (
            sentence,
            prop::sample::select(&[". ", ".", ", ", "\n\n", ""][..]),
        ),
        0..6,
    )
    .prop_map(|all| {
        all.into_iter()
            .map(|(sentence, end)| sentence + end)
            .collect()
    })
}

/// The texts of the samples.
static SAMPLES: LazyLock<Vec<String>> =
    LazyLock::new(|| read(&[&samples()]).into_iter().map(|it| it.text).collect());

/// The text of a sample with strange characters put into it.
fn spoiled_sample() -> impl Strategy<Value = String> {
    let at = (any::<prop::sample::Index>(), ".{1,3}");
    (
        prop::sample::select(&SAMPLES[..]),
        prop::collection::vec(at, 0..12),
    )
        .prop_map(|(mut text, strange)| {
            for (at, piece) in strange {
                let mut place = at.index(text.len() + 1);
                while !text.is_char_boundary(place) {
                    place -= 1;
                }
                text.insert_str(place, &piece);
            }
            text
        })
}

fn article(title: Option<String>, text: String) -> Article {
    Article {
        id: "any".to_owned(),
        title,
        text,
        ..Article::default()
    }
}

fn sound_deals(article: &Article) -> Vec<Deal> {
    let deals = EXTRACTOR.extract(article);
    for deal in &deals {
        evidence::is_exact(article, deal);
    }
    deals
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn ok_any_characters_are_read(title in proptest::option::of(any::<String>()), text in any::<String>()) {
        sound_deals(&article(title, text));
    }

    #[test]
    fn ok_any_news_has_exact_evidence(title in proptest::option::of(news()), text in news()) {
        sound_deals(&article(title, text));
    }

    #[test]
    fn ok_spoiled_samples_have_exact_evidence(text in spoiled_sample()) {
        sound_deals(&article(None, text));
    }

    #[test]
    fn ok_white_space_at_the_end_changes_no_deal(text in news(), space in "[ \n\t\r]{1,6}") {
        let plain = sound_deals(&article(None, text.clone()));
        prop_assert_eq!(sound_deals(&article(None, text + &space)), plain);
    }
}

/// The properties above would hold of texts without any deal too.
#[test]
fn ok_made_up_news_holds_deals() {
    let mut runner = TestRunner::deterministic();
    let texts = (0..200).map(|_| news().new_tree(&mut runner).unwrap().current());
    let with_deals = texts
        .filter(|text| !sound_deals(&article(None, text.clone())).is_empty())
        .count();
    assert!(with_deals > 50, "deals in {with_deals} of 200 texts only");
}
