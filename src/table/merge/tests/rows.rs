//! Names of parties, packages and records that lack something. Names are invented.

use super::*;

#[test]
fn err_a_word_in_common_is_no_party_in_common() {
    let deals = [
        priced(
            deal(
                "a",
                "2026-03-01",
                "purchase",
                Agreed,
                &["buyer:Delta Harbours|Delta", "seller:Kestrel Works"],
            ),
            "5100000",
            "USD",
        ),
        priced(
            deal(
                "b",
                "2026-03-02",
                "purchase",
                Agreed,
                &["buyer:Delta Optics|Delta", "seller:Corvin"],
            ),
            "5100000",
            "USD",
        ),
    ];
    assert_eq!(merged(&deals), ["a", "b"]);
    let names = merge_with(&deals, "").names;
    let of = |form: &str| {
        names
            .iter()
            .find(|it| it.form == form)
            .map(|it| it.name.clone())
    };
    assert_eq!(of("Delta Harbours").as_deref(), Some("Delta Harbours"));
    assert_eq!(of("Delta Optics").as_deref(), Some("Delta Optics"));
}

#[test]
fn ok_a_short_name_is_the_one_that_articles_put_it_with() {
    let deals = [
        deal(
            "a",
            "2026-03-01",
            "acquisition",
            Agreed,
            &["buyer:Northern Ferry Holdings|NFH", "target:Pell"],
        ),
        deal(
            "b",
            "2026-03-02",
            "acquisition",
            Agreed,
            &["buyer:NFH", "target:Pell"],
        ),
        deal(
            "c",
            "2026-03-02",
            "acquisition",
            Agreed,
            &["buyer:Delta Harbours|Delta", "target:Corvin"],
        ),
        deal(
            "d",
            "2026-03-03",
            "acquisition",
            Agreed,
            &["buyer:Delta", "target:Corvin"],
        ),
    ];
    assert_eq!(merged(&deals), ["a b", "c d"]);
    let names = merge_with(&deals, "").names;
    let forms: Vec<_> = names
        .iter()
        .map(|it| (it.name.as_str(), it.form.as_str(), it.is_name, it.deals))
        .collect();
    assert!(
        forms.contains(&("Northern Ferry Holdings", "NFH", true, 2)),
        "{forms:?}"
    );
}

#[test]
fn ok_states_have_their_code() {
    let deals = [
        priced(
            deal(
                "a",
                "2026-03-01",
                "financing",
                Agreed,
                &["lender:Germany|German", "borrower:Greece"],
            ),
            "2000000000",
            "EUR",
        ),
        priced(
            deal(
                "b",
                "2026-03-02",
                "financing",
                Agreed,
                &[
                    "lender:German government",
                    "borrower:Hellenic Republic|Greece",
                ],
            ),
            "2000000000",
            "EUR",
        ),
    ];
    let merged = merge_with(&deals, "");
    assert_eq!(merged.deals.len(), 1, "{:#?}", merged.deals);
    assert_eq!(merged.deals[0].parties[&Role::Lender], ["Germany"]);
    let form = merged
        .names
        .iter()
        .find(|it| it.form == "German government")
        .expect("the form");
    assert_eq!(
        (form.name.as_str(), form.country.as_deref()),
        ("Germany", Some("DE"))
    );
}

#[test]
fn ok_the_order_of_records_does_not_matter_and_a_deal_counts_once() {
    let mut deals = vec![];
    for n in 0..40 {
        let day = format!("2026-03-{:02}", 1 + n % 28);
        let buyer = [
            "Ostra Air SE|Ostra",
            "Ostra",
            "Norrland Metals",
            "Ostra Air",
        ][n % 4];
        let buyer = format!("buyer:{buyer}");
        let target = ["Pell Corp", "Pell", "Corvin"][n % 3];
        let target = format!("target:{target}");
        let made = deal(
            &format!("d{n:02}"),
            &day,
            "acquisition",
            Agreed,
            &[&buyer, &target],
        );
        deals.push(if n % 5 == 0 {
            priced(made, "7100000", "USD")
        } else {
            made
        });
    }
    let once = merge_with(&deals, "");
    let mut turned = deals.clone();
    turned.reverse();
    turned.extend(deals);
    assert_eq!(merge_with(&turned, ""), once);
    assert_eq!(
        once.deals.iter().map(|it| it.deal_ids.len()).sum::<usize>(),
        40
    );
}

#[test]
fn ok_entities_put_ids_and_names_on_parties() {
    let deals = [
        deal(
            "a",
            "2026-03-01",
            "acquisition",
            Agreed,
            &["buyer:Ostra Air SE", "target:Pell"],
        ),
        deal(
            "b",
            "2026-03-02",
            "acquisition",
            Agreed,
            &["buyer:Airline of the East", "target:Pell"],
        ),
    ];
    assert_eq!(merged(&deals).len(), 2);
    let merged = merge_with(
        &deals,
        "name,alias,id\nOstra Airways,Ostra Air,X1\nOstra Airways,Airline of the East,X1\nNobody,,X2\n",
    );
    let [one] = merged.deals.as_slice() else {
        panic!("{:#?}", merged.deals);
    };
    assert_eq!(one.parties[&Role::Buyer], ["Ostra Airways"]);
    let counts: Vec<_> = merged
        .matched
        .iter()
        .map(|it| (it.0.id.as_str(), it.1))
        .collect();
    assert_eq!(counts, [("X1", 2), ("X2", 0)]);
    let form = merged
        .names
        .iter()
        .find(|it| it.form == "Airline of the East")
        .expect("the form");
    assert_eq!(form.id.as_deref(), Some("X1"));
}

#[test]
fn ok_a_part_names_the_merged_package() {
    let part = Deal {
        part_of: Some("b".into()),
        ..deal(
            "p",
            "2026-03-05",
            "purchase",
            Agreed,
            &["buyer:Ostra", "seller:Kestrel"],
        )
    };
    let deals = [
        deal(
            "a",
            "2026-03-01",
            "acquisition",
            Agreed,
            &["buyer:Ostra", "target:Pell"],
        ),
        deal(
            "b",
            "2026-03-02",
            "acquisition",
            Agreed,
            &["buyer:Ostra", "target:Pell"],
        ),
        part,
    ];
    let merged = merge_with(&deals, "");
    let part = merged
        .deals
        .iter()
        .find(|it| it.id == "p")
        .expect("the part");
    assert_eq!(part.part_of.as_deref(), Some("a"));
}

#[test]
fn ok_records_without_dates_and_parties() {
    let deals = [
        deal(
            "a",
            "",
            "acquisition",
            Agreed,
            &["buyer:Ostra", "target:Pell"],
        ),
        deal(
            "b",
            "2026-03-02",
            "acquisition",
            Agreed,
            &["buyer:Ostra", "target:Pell"],
        ),
        deal("c", "", "acquisition", Agreed, &[]),
        deal("d", "", "acquisition", Agreed, &["target:unit"]),
    ];
    let merged = merge_with(&deals, "");
    assert_eq!(merged.deals.len(), 3);
    let first = &merged.deals[0];
    assert_eq!((first.id.as_str(), first.deal_ids.len()), ("b", 2));
    let vague = merged
        .deals
        .iter()
        .find(|it| it.id == "d")
        .expect("the deal");
    assert_eq!(vague.parties[&Role::Target], ["unit"]);
    assert!(merge_with(&[], "").deals.is_empty());
}
