use super::*;
use crate::deal::record::{Amount, Evidence, Modality, Party, Role, Scope, Status, Where};

fn amount(value: &str, primary: bool) -> Amount {
    Amount {
        value: value.parse().expect("a number"),
        value_max: None,
        currency: "EUR".into(),
        modality: Modality::Exact,
        scope: Scope::Total,
        primary,
    }
}

fn party(name: &str, role: Role) -> Party {
    Party {
        name: name.into(),
        role,
        country: None,
        mentions: vec![name.into()],
    }
}

fn deal(id: &str) -> Deal {
    let evidence = |field: &str| Evidence {
        field: field.into(),
        place: Where::Text,
        start: 0,
        end: 1,
        text: "x".into(),
        rule: "purchase/a".into(),
    };
    Deal {
        parties: vec![
            party("Ostra Air", Role::Buyer),
            party("Norvane", Role::Seller),
            party("Corvane", Role::Seller),
        ],
        amounts: vec![amount("100", true), amount("200", false)],
        evidence: vec![
            evidence("kind"),
            evidence("parties[0].name"),
            evidence("parties[1].name"),
            evidence("parties[2].role"),
            evidence("amounts[0].value"),
            evidence("amounts[1].value"),
        ],
        confidence: 0.5,
        ..Deal::bare(id.into(), "a".into(), "purchase".into(), Status::Proposed)
    }
}

fn read(rows: &str) -> Result<Corrections> {
    let kinds = ["purchase".to_owned(), "lease".to_owned()];
    let text = format!("deal_id,field,value,was,who,when\n{rows}");
    Corrections::parse("fix.csv", text.as_bytes(), &kinds)
}

/// The deal `d` after these lines, and what became of each.
fn after(rows: &str) -> (Option<Deal>, Vec<&'static str>) {
    let mut all = read(rows).expect("sound lines");
    let deals = all.apply(vec![deal("d")]);
    let outcomes = all.lines().iter().map(|it| it.outcome.name()).collect();
    (deals.into_iter().next(), outcomes)
}

#[test]
fn ok_fields_are_put_right_and_it_is_told() {
    let (deal, outcomes) = after(
        "d,status,agreed,proposed,Ada,2026-11-25\nd,amounts[0].value,125.50,100,,\nd,parties[1].name,\"Norvane, Inc\",,,\n",
    );
    let deal = deal.expect("a deal");
    assert_eq!(outcomes, ["applied"; 3]);
    assert_eq!(deal.status, Status::Agreed);
    assert_eq!(deal.amounts[0].value.to_string(), "125.5");
    assert_eq!(deal.parties[1].name, "Norvane, Inc");
    assert_eq!(
        deal.corrections[0],
        Correction {
            field: "status".into(),
            from: Some("proposed".into()),
            to: Some("agreed".into()),
            who: Some("Ada".into()),
            when: Some("2026-11-25".into()),
        }
    );
    assert_eq!(deal.corrections[1].from.as_deref(), Some("100"));
    assert_eq!(deal.corrections[1].who, None);
}

#[test]
fn ok_a_deal_goes_and_its_parts_stay_alone() {
    let mut all = read("p,deal,drop,,Ada,\ngone,deal,drop,,,\n").expect("sound lines");
    let part = Deal {
        part_of: Some("p".into()),
        ..deal("d")
    };
    let deals = all.apply(vec![deal("p"), part]);
    assert_eq!(deals.len(), 1);
    assert_eq!((deals[0].deal_id.as_str(), &deals[0].part_of), ("d", &None));
    assert_eq!(all.lines()[0].outcome, Outcome::Applied);
    let warnings: Vec<_> = all.warnings().collect();
    assert_eq!(
        warnings,
        [
            "fix.csv:3: gone, deal: no such deal: its article is not in the input, is a copy, or has changed"
        ]
    );
}

#[test]
fn ok_an_entry_goes_with_its_evidence_and_another_amount_is_primary() {
    let (deal, _) =
        after("d,parties[1],drop,Norvane,,\nd,amounts[0],drop,,,\nd,parties[2].role,buyer,,,\n");
    let deal = deal.expect("a deal");
    let names: Vec<_> = deal
        .parties
        .iter()
        .map(|it| (it.name.as_str(), it.role))
        .collect();
    assert_eq!(
        names,
        [("Ostra Air", Role::Buyer), ("Corvane", Role::Buyer)]
    );
    let fields: Vec<_> = deal.evidence.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "kind",
            "parties[0].name",
            "parties[1].role",
            "amounts[0].value"
        ]
    );
    assert!(deal.amounts.len() == 1 && deal.amounts[0].primary);
    assert_eq!(deal.corrections[0].field, "parties[1]");
    assert_eq!(deal.corrections[0].from.as_deref(), Some("Norvane"));
    assert_eq!(deal.corrections[0].to, None);
}

#[test]
fn ok_what_is_missing_is_added() {
    let (deal, outcomes) = after(
        "d,items[0].product,ferries,,,\nd,items[0].quantity,3,,,\nd,parties[3].name,State of Arvo,,,\nd,parties[3].role,borrower,,,\n",
    );
    let deal = deal.expect("a deal");
    assert_eq!(outcomes, ["applied"; 4]);
    assert_eq!(deal.items[0].product, "ferries");
    assert_eq!(deal.items[0].quantity.expect("a quantity").to_string(), "3");
    assert_eq!(deal.parties[3].role, Role::Borrower);
    assert_eq!(deal.corrections[0].from, None);
}

#[test]
fn ok_an_entry_that_moved_is_found_by_what_it_was() {
    let (deal, outcomes) = after("d,parties[0].name,Corvane Leasing,Corvane,,\n");
    assert_eq!(outcomes, ["applied"]);
    assert_eq!(deal.expect("a deal").parties[2].name, "Corvane Leasing");
}

#[test]
fn ok_two_lines_for_a_field_are_both_kept_and_the_last_one_holds() {
    let (deal, outcomes) = after(
        "d,parties[0].name,Ostra,Ostra Air,,\nd,parties[0].name,Ostra Air Lines,Ostra Air,,\n",
    );
    let deal = deal.expect("a deal");
    assert_eq!(outcomes, ["applied"; 2]);
    assert_eq!(deal.parties[0].name, "Ostra Air Lines");
    assert_eq!(deal.corrections[1].from.as_deref(), Some("Ostra"));
}

#[test]
fn err_what_reads_otherwise_now_is_told() {
    let (deal, outcomes) = after(
        "d,status,completed,mou,,\nd,kind,purchase,lease,,\nd,parties[0].name,New,Old,,\nd,parties[7].name,New,Old,,\nd,amounts[0].value,100,90,,\nd,items[0].unit,t,,,\n",
    );
    let deal = deal.expect("a deal");
    assert_eq!(
        outcomes,
        [
            "applied_anew",
            "unneeded",
            "changed",
            "no_field",
            "unneeded",
            "no_field"
        ]
    );
    assert_eq!(deal.status, Status::Completed);
    assert_eq!(deal.parties[0].name, "Ostra Air");
    assert_eq!(deal.corrections.len(), 1);
}

#[test]
fn ok_spreadsheets_semicolons_marks_and_further_columns() {
    let text = "\u{feff}note;deal_id; field;value\r\nx;d;parties[0].name;'=Ostra()\r\n";
    let all = Corrections::parse("fix.csv", text.as_bytes(), &[]).expect("sound lines");
    assert_eq!(all.lines()[0].value.as_deref(), Some("=Ostra()"));
    assert_eq!(all.lines()[0].number, 2);
}

#[test]
fn err_every_faulty_line_is_named() {
    let error = read("d,status,done,,,\nd,deal,drop,,,\n,status,mou,,,\nd,parties[0],gone,,,\n")
        .expect_err("faults");
    assert_eq!(
        error.to_string(),
        "fix.csv:2: status: expected proposed, mou, agreed, completed, cancelled, found `done`\nfix.csv:4: no deal_id\n\
         fix.csv:5: parties[0]: expected `drop`, found `gone`"
    );
    assert!(error.is_usage());
    let error = Corrections::parse("fix.csv", b"deal,field,value\n", &[]).expect_err("no column");
    assert_eq!(
        error.to_string(),
        "fix.csv: no column `deal_id` in the header: expected deal_id,field,value,was,who,when"
    );
}
