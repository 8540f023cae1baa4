//! Merging of deals made by hand: which are put together. Names are invented.

mod rows;

use super::*;

/// What came of merging, all of it.
#[derive(Debug, PartialEq)]
struct All {
    deals: Vec<MergedDeal>,
    names: Vec<OwnName>,
    matched: Vec<(Entity, usize)>,
}

#[derive(Debug, PartialEq)]
struct OwnName {
    name: String,
    form: String,
    country: Option<String>,
    id: Option<String>,
    is_name: bool,
    deals: u64,
}
use crate::deal::{Amount, Item, Modality, Party, Role, Scope, Status};
use crate::grammar::GrammarFiles;

/// A record by a short notation: the day it was published, its kind and status, and its parties as `role:name`, where a
/// name may have forms behind `|`.
fn deal(id: &str, day: &str, kind: &str, status: Status, parties: &[&str]) -> Deal {
    let party = |text: &&str| {
        let (role, names) = text.split_once(':').expect("a role");
        let mentions: Vec<String> = names.split('|').map(str::to_owned).collect();
        Party {
            name: mentions[0].clone(),
            role: Role::parse(role).expect(role),
            country: None,
            mentions,
        }
    };
    Deal {
        source: Some(format!("Paper {}", &id[..1])),
        published: (!day.is_empty()).then(|| format!("{day}T08:00:00Z")),
        published_precision: (!day.is_empty()).then(|| "second".into()),
        parties: parties.iter().map(party).collect(),
        confidence: 0.5,
        ..Deal::bare(id.into(), format!("article-{id}"), kind.into(), status)
    }
}

fn total(value: &str, currency: &str) -> Amount {
    Amount {
        value: value.parse().expect("a number"),
        value_max: None,
        currency: currency.into(),
        modality: Modality::Exact,
        scope: Scope::Total,
        primary: true,
    }
}

fn item(quantity: &str, product: &str) -> Item {
    Item {
        product: product.into(),
        class: None,
        quantity: Some(quantity.parse().expect("a number")),
        quantity_max: None,
        unit: None,
        optional: false,
    }
}

fn priced(deal: Deal, value: &str, currency: &str) -> Deal {
    Deal {
        amounts: vec![total(value, currency)],
        ..deal
    }
}

fn merge_with(deals: &[Deal], entities: &str) -> All {
    let folder = Folder::new(&GrammarFiles::built_in()).expect("the built-in lists");
    let entities = match entities {
        "" => Entities::default(),
        text => Entities::parse(text.as_bytes(), "ids.csv", &folder).expect("a sound file"),
    };
    let mut merger = Merger::new(folder, entities);
    for it in deals {
        merger.push(it);
    }
    let merged = merger.finish().expect("merged");
    let own = |it: Name<'_>| OwnName {
        name: it.name.to_owned(),
        form: it.form.to_owned(),
        country: it.country.map(str::to_owned),
        id: it.id.map(str::to_owned),
        is_name: it.is_name,
        deals: it.deals,
    };
    All {
        deals: merged.deals().collect(),
        names: merged.names().map(own).collect(),
        matched: merged.matched().to_vec(),
    }
}

/// The ids of the deals that were put together, in order.
fn merged(deals: &[Deal]) -> Vec<String> {
    let merged = merge_with(deals, "");
    let mut groups: Vec<String> = merged
        .deals
        .iter()
        .map(|it| it.deal_ids.join(" "))
        .collect();
    groups.sort();
    groups
}

use Status::{Agreed, Cancelled, Completed, Proposed};

#[test]
fn ok_one_takeover_by_many_articles() {
    let deals = [
        deal(
            "a",
            "2026-03-01",
            "acquisition",
            Proposed,
            &["buyer:Ostra Air SE|Ostra", "target:Pell Corp"],
        ),
        priced(
            deal(
                "b",
                "2026-03-20",
                "acquisition",
                Agreed,
                &["target:Pell", "buyer:Ostra Air"],
            ),
            "4000000000",
            "USD",
        ),
        priced(
            deal(
                "c",
                "2026-09-02",
                "acquisition",
                Completed,
                &["buyer:OSTRA AIR", "target:Pell Corp."],
            ),
            "3700000000",
            "USD",
        ),
        priced(
            deal(
                "d",
                "2026-03-21",
                "acquisition",
                Agreed,
                &["buyer:Ostra", "target:Pell"],
            ),
            "4000000000",
            "USD",
        ),
    ];
    let merged = merge_with(&deals, "");
    let [one] = merged.deals.as_slice() else {
        panic!("{:#?}", merged.deals);
    };
    assert_eq!(one.id, "a");
    assert_eq!(one.deal_ids, ["a", "b", "d", "c"]);
    assert_eq!(one.status, Completed);
    assert_eq!(
        one.history,
        [
            "proposed 2026-03-01",
            "agreed 2026-03-20",
            "completed 2026-09-02"
        ]
    );
    assert_eq!(one.articles, 4);
    assert_eq!(one.sources, ["Paper a", "Paper b", "Paper c", "Paper d"]);
    assert_eq!(one.parties[&Role::Buyer], ["Ostra Air SE"]);
    assert_eq!(one.parties[&Role::Target], ["Pell"]);
    let amount = one.amount.as_ref().expect("an amount");
    assert_eq!(
        (amount.value.to_string().as_str(), one.amount_reason),
        ("4000000000", Some("told by most articles"))
    );
    assert_eq!(
        one.amounts_told,
        [
            "USD 4000000000 (2 articles, 2026-03-20 to 2026-03-21)",
            "USD 3700000000 (1 article, 2026-09-02)"
        ]
    );
}

#[test]
fn err_rival_bids_stay_apart() {
    let bid = |id: &str, day: &str, buyer: &str| {
        let buyer = format!("buyer:{buyer}");
        deal(
            id,
            day,
            "acquisition",
            Proposed,
            &[&buyer, "target:Pell Corp"],
        )
    };
    let deals = [
        bid("a", "2026-03-01", "Ostra"),
        bid("b", "2026-03-01", "Norrland Metals"),
        bid("c", "2026-03-02", "Ostra"),
        bid("d", "2026-03-02", "Norrland Metals"),
        // Told of both: it goes to one of them and does not make one of them.
        deal(
            "e",
            "2026-03-03",
            "acquisition",
            Proposed,
            &["buyer:Ostra", "buyer:Norrland Metals", "target:Pell Corp"],
        ),
    ];
    let groups = merged(&deals);
    assert_eq!(groups.len(), 2, "{groups:?}");
    assert!(
        groups.iter().any(|it| it.starts_with("a c"))
            && groups.iter().any(|it| it.starts_with("b d")),
        "{groups:?}"
    );
}

#[test]
fn err_what_one_article_keeps_apart_no_other_joins() {
    let takeover = ["buyer:Skarholm", "target:Velbahn AG"];
    let takeover = |id: &str, day: &str| deal(id, day, "acquisition", Agreed, &takeover);
    let partners = ["partner:Skarholm", "partner:Velbahn AG"];
    let merger = deal("b", "2026-03-04", "acquisition", Agreed, &partners);
    let mut deals = [
        takeover("a", "2026-03-04"),
        merger,
        takeover("c", "2026-03-01"),
    ];
    assert_eq!(merged(&deals), ["c a b"]);
    deals[1].article_id = deals[0].article_id.clone();
    assert_eq!(merged(&deals), ["b", "c a"]);
}

#[test]
fn ok_two_companies_do_not_buy_each_other_within_weeks() {
    let bid =
        |id: &str, day: &str, parties: &[&str]| deal(id, day, "acquisition", Proposed, parties);
    let deals = [
        bid("a", "2026-03-01", &["buyer:Ostra", "target:Pell"]),
        // Misread: one of the two is the other way round.
        bid("b", "2026-03-02", &["buyer:Pell", "target:Ostra"]),
        // A part of a company is not the company.
        bid(
            "c",
            "2026-03-02",
            &["buyer:Ostra", "seller:Pell", "target:search business"],
        ),
        // A merger has no direction.
        bid("d", "2026-03-03", &["partner:Pell", "partner:Ostra"]),
        bid("e", "2027-03-03", &["buyer:Pell", "target:Ostra"]),
    ];
    assert_eq!(merged(&deals), ["a b d", "c", "e"]);
}

#[test]
fn err_who_sells_to_whom_makes_another_deal() {
    let order = |id: &str, parties: &[&str]| deal(id, "2026-03-01", "purchase", Agreed, parties);
    let deals = [
        order("a", &["buyer:Ostra", "seller:Pell"]),
        order("b", &["buyer:Pell", "seller:Ostra"]),
    ];
    assert_eq!(merged(&deals), ["a", "b"]);
}

#[test]
fn err_tranches_and_orders_that_come_again() {
    let loan = |id: &str, day: &str, value: &str| {
        priced(
            deal(
                id,
                day,
                "financing",
                Agreed,
                &["lender:Ostra Bank", "borrower:Pell"],
            ),
            value,
            "EUR",
        )
    };
    let order = |id: &str, day: &str, quantity: &str, product: &str| Deal {
        items: vec![item(quantity, product)],
        ..deal(
            id,
            day,
            "purchase",
            Agreed,
            &["buyer:Ostra", "seller:Kestrel"],
        )
    };
    let groups = merged(&[
        loan("a", "2026-03-01", "8000000000"),
        loan("b", "2026-03-20", "110000000000"),
        // The same sum a year and a half later.
        loan("c", "2027-09-20", "110000000000"),
        order("e", "2026-03-01", "18", "Kestrel jets"),
        order("f", "2026-03-02", "18", "jets"),
        order("g", "2026-03-02", "20", "jets"),
        order("h", "2026-03-02", "3", "engines"),
        order("i", "2026-08-02", "18", "jets"),
    ]);
    assert_eq!(groups, ["a", "b", "c", "e f", "g", "h", "i"]);
}

#[test]
fn ok_one_party_and_the_same_figure() {
    let groups = merged(&[
        priced(
            deal(
                "a",
                "2026-03-01",
                "investment",
                Agreed,
                &["investor:Ostra Fund", "target:Pell"],
            ),
            "7500000000",
            "USD",
        ),
        priced(
            deal("b", "2026-03-09", "investment", Agreed, &["target:Pell"]),
            "7500000000",
            "USD",
        ),
        // A round sum and another party in the same place.
        priced(
            deal(
                "c",
                "2026-03-09",
                "investment",
                Agreed,
                &["investor:Norrland", "target:Corvin"],
            ),
            "1000000000",
            "USD",
        ),
        priced(
            deal(
                "d",
                "2026-03-09",
                "investment",
                Agreed,
                &["investor:Sudland Metals", "target:Corvin"],
            ),
            "1000000000",
            "USD",
        ),
        // The same sum in another currency.
        priced(
            deal("e", "2026-03-01", "investment", Agreed, &["target:Harrow"]),
            "7500000000",
            "USD",
        ),
        priced(
            deal("f", "2026-03-01", "investment", Agreed, &["target:Harrow"]),
            "7500000000",
            "EUR",
        ),
    ]);
    assert_eq!(groups, ["a b", "c", "d", "e", "f"]);
}

#[test]
fn ok_a_target_alone_belongs_to_the_only_deal_of_these_days() {
    let known = |id: &str, day: &str| {
        deal(
            id,
            day,
            "acquisition",
            Agreed,
            &["buyer:Ostra", "target:Pell"],
        )
    };
    let alone = |id: &str, day: &str| deal(id, day, "acquisition", Agreed, &["target:Pell"]);
    assert_eq!(
        merged(&[
            known("a", "2026-03-01"),
            known("b", "2026-03-02"),
            alone("c", "2026-03-20"),
            alone("d", "2026-11-20")
        ]),
        ["a b c", "d"]
    );
    let rival = |id: &str, day: &str| {
        deal(
            id,
            day,
            "acquisition",
            Agreed,
            &["buyer:Norrland", "target:Pell"],
        )
    };
    assert_eq!(
        merged(&[
            known("a", "2026-03-01"),
            known("b", "2026-03-02"),
            alone("c", "2026-03-20"),
            rival("r", "2026-03-03")
        ]),
        ["a b", "c", "r"]
    );
}

#[test]
fn err_called_off_and_made_years_later() {
    let deals = [
        deal(
            "a",
            "2024-03-01",
            "acquisition",
            Cancelled,
            &["partner:Ostra", "partner:Pell"],
        ),
        deal(
            "b",
            "2026-03-01",
            "acquisition",
            Agreed,
            &["buyer:Ostra", "target:Pell"],
        ),
    ];
    assert_eq!(merged(&deals), ["a", "b"]);
}

#[test]
fn ok_who_is_told_alone_may_stand_on_the_wrong_side() {
    let bid = |id: &str, day: &str| {
        let parties = ["buyer:Ostra", "target:Pell"];
        priced(
            deal(id, day, "acquisition", Proposed, &parties),
            "4100000000",
            "USD",
        )
    };
    let alone = |id: &str, value: &str| {
        priced(
            deal(id, "2026-03-09", "acquisition", Proposed, &["buyer:Pell"]),
            value,
            "USD",
        )
    };
    let deals = [
        bid("a", "2026-03-01"),
        alone("b", "4100000000"),
        alone("c", "900000000"),
    ];
    assert_eq!(merged(&deals), ["a b", "c"]);
}
