//! Deals made by hand for tests of tables and sinks. Names are invented.

use dealsift::deal::{
    Amount, Correction, Deal, DealDate, Evidence, Item, Modality, Party, Passage, Role, Scope,
    Status, Where,
};
use dealsift::sink::{Provenance, RunInfo};

/// A deal with nothing in it but what every deal has.
pub fn bare(id: &str, kind: &str, status: Status) -> Deal {
    Deal {
        confidence: 0.5,
        ..Deal::bare(id.into(), format!("article-of-{id}"), kind.into(), status)
    }
}

pub fn party(name: &str, role: Role) -> Party {
    Party {
        name: name.into(),
        role,
        country: None,
        mentions: vec![name.into()],
    }
}

/// A primary total.
pub fn total(value: &str, currency: &str) -> Amount {
    Amount {
        value: value.parse().unwrap(),
        value_max: None,
        currency: currency.into(),
        modality: Modality::Exact,
        scope: Scope::Total,
        primary: true,
    }
}

/// A deal that has everything.
pub fn full() -> Deal {
    Deal {
        title: Some("Ostra Air orders \"Kestrel\" jets,\nand more".into()),
        url: Some("https://news.example/1".into()),
        source: Some("Example Wire".into()),
        published: Some("2026-11-24T08:30:00Z".into()),
        published_text: Some("Nov 24, 2026 8:30am".into()),
        published_precision: Some("second".into()),
        parties: vec![
            Party {
                country: Some("LT".into()),
                mentions: vec!["Ostra Air".into(), "the carrier".into()],
                ..party("Ostra Air", Role::Buyer)
            },
            party("=Kestrel()", Role::Seller),
            party("Müller & Söhne", Role::Seller),
        ],
        items: vec![
            Item {
                product: "options".into(),
                class: None,
                quantity: Some("8".parse().unwrap()),
                quantity_max: None,
                unit: None,
                optional: true,
            },
            Item {
                product: "Kestrel jets".into(),
                class: Some("aircraft".into()),
                quantity: Some("18.000".parse().unwrap()),
                quantity_max: Some("20".parse().unwrap()),
                unit: None,
                optional: false,
            },
        ],
        amounts: vec![
            Amount {
                scope: Scope::Unit,
                primary: false,
                ..total("95000000.25", "EUR")
            },
            Amount {
                value_max: Some("17500000000".parse().unwrap()),
                modality: Modality::Approx,
                ..total("17000000000.00", "USD")
            },
        ],
        dates: vec![DealDate {
            kind: "delivery".into(),
            date: "2028-06".into(),
            precision: "month".into(),
        }],
        part_of: Some("package".into()),
        evidence: vec![Evidence {
            field: "amounts[1].value".into(),
            place: Where::Text,
            start: 40,
            end: 51,
            text: "-$17 billion".into(),
            rule: "money/sign".into(),
        }],
        confidence: 0.83,
        corrections: vec![Correction {
            field: "parties[0].country".into(),
            from: None,
            to: Some("LT".into()),
            who: Some("Ada".into()),
            when: None,
        }],
        passages: vec![Passage {
            place: Where::Text,
            start: 25,
            end: 53,
            text: "- It paid for\r\n-$17 billion.".into(),
        }],
        sentence: "- It ordered 18 jets, \"Kestrels\"\r\nworth $17 billion.".into(),
        ..bare("full", "purchase", Status::Agreed)
    }
}

pub fn provenance() -> Provenance {
    Provenance {
        tool_version: "0.0.1".into(),
        grammar_hash: "abc".into(),
        options: std::iter::once(("min_confidence".to_owned(), 0.5.into())).collect(),
    }
}

pub fn info() -> RunInfo {
    RunInfo {
        provenance: provenance(),
        inputs: vec!["samples".into()],
    }
}
