//! What changes hands, for how much, how firm: items, sums and statuses that other words than the trigger's own places tell.

use crate::workdir::Workdir;

/// The deals of one text, a line each: kind, status, parties, items and sums.
fn deals(text: &str) -> Vec<String> {
    let dir = Workdir::new();
    dir.write("a.txt", text);
    let deals = dir.run(&["extract", "a.txt", "-q"]).ends_with(0).json();
    let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
    deals
        .iter()
        .map(|d| {
            let list = |field: &str| d[field].as_array().unwrap().clone();
            let mut parts = vec![text(&d["kind"]), text(&d["status"])];
            let mut parties: Vec<String> = list("parties")
                .iter()
                .map(|p| format!("{}={}", text(&p["role"]), text(&p["name"])))
                .collect();
            parties.sort();
            parts.extend(parties);
            parts.extend(list("items").iter().map(|i| {
                let words = [
                    text(&i["quantity"]),
                    text(&i["quantity_max"]),
                    text(&i["unit"]),
                    text(&i["product"]),
                ];
                let words: Vec<String> = words.into_iter().filter(|w| !w.is_empty()).collect();
                format!("[{}]", words.join(" "))
            }));
            parts.extend(list("amounts").iter().map(|a| {
                format!(
                    "{} {} {}",
                    text(&a["value"]),
                    text(&a["currency"]),
                    text(&a["scope"])
                )
            }));
            parts.join("; ")
        })
        .collect()
}

#[track_caller]
fn one(text: &str, wanted: &str) {
    assert_eq!(deals(text), [wanted], "{text}");
}

#[test]
fn ok_all_of_the_shares_are_the_company() {
    one(
        "Zentara Energy PLC has entered into a definitive agreement to acquire all of the issued and outstanding shares of Brindle Pipelines Inc.",
        "acquisition; agreed; buyer=Zentara Energy PLC; target=Brindle Pipelines Inc; [issued and outstanding shares]",
    );
    one(
        "Zentara Energy PLC acquired some of the outstanding shares of Brindle Pipelines Inc.",
        "investment; agreed; investor=Zentara Energy PLC; target=Brindle Pipelines Inc; [outstanding shares]",
    );
}

#[test]
fn ok_what_a_contract_is_to_deliver_is_goods() {
    one(
        "Meridor Power has commissioned Oakline Infra to deliver 24 turbines.",
        "purchase; agreed; buyer=Meridor Power; seller=Oakline Infra; [24 turbines]",
    );
    one(
        "Meridor Power has commissioned Oakline Infra to design and construct two substations.",
        "contract; agreed; buyer=Meridor Power; seller=Oakline Infra; [2 substations]",
    );
}

#[test]
fn ok_securities_that_a_placement_is_of() {
    one(
        "Norvane Gold Corp. has closed a private placement of 10,000,000 units at C$0.25 per unit for gross proceeds of C$2.5 million.",
        "financing; completed; borrower=Norvane Gold Corp.; [10000000 units]; 0.25 CAD unit; 2500000 CAD total",
    );
    // Nothing that is counted stands behind it.
    one(
        "Norvane Gold Corp. has closed a private placement of C$2.5 million.",
        "financing; completed; borrower=Norvane Gold Corp.; 2500000 CAD total",
    );
}

#[test]
fn ok_shares_of_another_company_are_sold_by_a_holder() {
    let sold = deals(
        "Norvane Group sold 5 million Meridor Bank shares on Monday. Meridor Bank is based in Leeds.",
    );
    assert!(
        sold[0].starts_with("purchase; agreed; seller=Norvane Group; target=Meridor Bank"),
        "{sold:?}"
    );
    let issued = deals("Norvane Group sold 5 million shares on Monday.");
    assert!(
        issued[0].starts_with("financing; agreed; borrower=Norvane Group"),
        "{issued:?}"
    );
}

#[test]
fn ok_the_country_of_a_plant_is_what_is_invested_in() {
    one(
        "Meridor Motors will invest $900 million in a battery plant in Poland.",
        "investment; agreed; investor=Meridor Motors; target=Poland; [battery plant]; 900000000 USD total",
    );
    one(
        "Meridor Motors will invest $900 million in a battery plant in May.",
        "investment; agreed; investor=Meridor Motors; [battery plant]; 900000000 USD total",
    );
}

#[test]
fn ok_how_large_a_stake_became() {
    one(
        "Brindle Capital has raised its stake in Tamarisk Shipping to 14 percent from 9 percent.",
        "investment; agreed; investor=Brindle Capital; target=Tamarisk Shipping; [14 % stake]",
    );
}

#[test]
fn ok_numbers_of_models_are_no_counts_and_makers_of_many_sell() {
    one(
        "Falcon Air ordered 150 Oakline trucks.",
        "purchase; agreed; buyer=Falcon Air; seller=Oakline; [150 Oakline trucks]",
    );
    one(
        "Falcon Air ordered six 777 freighters from Oakline Corp.",
        "purchase; agreed; buyer=Falcon Air; seller=Oakline Corp; [6 777 freighters]",
    );
    one(
        "Oakline Corp delivered two of eight helicopters to Falcon Air.",
        "purchase; agreed; buyer=Falcon Air; seller=Oakline Corp; [2 helicopters]",
    );
}

#[test]
fn ok_an_order_of_the_same_model_has_the_same_seller() {
    let two = deals(
        "Falcon Air ordered 10 A990 jets from Oakline Corp. Meridor Air had bought 12 A990s in May.",
    );
    assert_eq!(two.len(), 2);
    assert!(
        two[1].contains("buyer=Meridor Air; seller=Oakline Corp"),
        "{two:?}"
    );
}

#[test]
fn ok_businesses_by_number_are_items() {
    one(
        "Norvane Retail is buying 45 supermarkets from Brindle Foods for 90 million pounds.",
        "acquisition; agreed; buyer=Norvane Retail; seller=Brindle Foods; [45 supermarkets]; 90000000 GBP total",
    );
}

#[test]
fn ok_goods_behind_a_rate() {
    let gas = deals("Meridor Gas will sell 1.5 million tonnes per annum of gas to Oakline Corp.");
    assert!(gas[0].contains("[1500000 tonnes gas]"), "{gas:?}");
}

#[test]
fn ok_stages_of_a_price_are_parts() {
    let paid = deals(
        "Meridor Pharma and Zentara Health announced a collaboration. Zentara will receive an upfront payment of $30 million and up to $250 million in milestone payments.",
    );
    assert!(
        paid[0].ends_with("30000000 USD part; 250000000 USD part"),
        "{paid:?}"
    );
}

#[test]
fn ok_a_sum_that_is_paid_to_buy() {
    one(
        "Zentara Retail will pay $1.4 billion in cash to buy Meridor Grocers from Quillon Holdings.",
        "acquisition; agreed; buyer=Zentara Retail; seller=Quillon Holdings; target=Meridor Grocers; 1400000000 USD total",
    );
}

#[test]
fn ok_who_buys_is_told_in_the_next_sentence() {
    one(
        "Oakline Corp has won an order to deliver 340 lifts. The customer is Meridor Rail.",
        "purchase; agreed; buyer=Meridor Rail; seller=Oakline Corp; [340 lifts]",
    );
    one(
        "Oakline Corp has won an order to deliver 340 lifts. The sponsor is Meridor Rail.",
        "purchase; agreed; seller=Oakline Corp; [340 lifts]",
    );
}

#[test]
fn ok_a_memorandum_told_in_the_next_sentence() {
    let told = deals(
        "Falcon Air agreed to buy 18 jets from Oakline Corp. The letter of intent is worth $2 billion.",
    );
    assert!(told[0].starts_with("purchase; mou"), "{told:?}");
    let other = deals("Falcon Air agreed to buy 18 jets from Oakline Corp. The letter was late.");
    assert!(other[0].starts_with("purchase; agreed"), "{other:?}");
}

#[test]
fn ok_members_of_a_consortium() {
    one(
        "A consortium of Meridor Construction and Oakline Infra won a contract from Falcon Air to build a hangar.",
        "contract; agreed; buyer=Falcon Air; seller=Meridor Construction; seller=Oakline Infra; [hangar]",
    );
}

#[test]
fn ok_a_bank_lends_whoever_is_named_first() {
    one(
        "The Harbour Development Bank signed a $75 million loan agreement with Meridor Water.",
        "financing; agreed; borrower=Meridor Water; lender=Harbour Development Bank; 75000000 USD total",
    );
    one(
        "Meridor Water signed a $75 million loan agreement with the Harbour Development Bank.",
        "financing; agreed; borrower=Meridor Water; lender=Harbour Development Bank; 75000000 USD total",
    );
}
