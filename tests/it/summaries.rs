//! Summaries of a small set of deals against sums made by `rust_decimal`.

use std::fs;
use std::path::Path;

use dealsift::deal::{Amount, Deal, Modality, Role, Status, plain};
use dealsift::sink::{CsvText, RunWriter};
use rust_decimal::Decimal;

use crate::made::{bare, info, party, total};

/// Header and rows of a summary of these deals.
struct Summary {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Summary {
    fn of(name: &str, deals: &[Deal]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut run = RunWriter::create(dir.path(), info(), CsvText::Harmless, false).unwrap();
        run.write(deals).unwrap();
        run.finish(&[]).unwrap();
        Self::read(&dir.path().join("summary").join(format!("{name}.csv")))
    }

    fn read(path: &Path) -> Self {
        let bytes = fs::read(path).unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(bytes.as_slice());
        let mut rows: Vec<Vec<String>> = reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect();
        let header = rows.remove(0);
        Self { header, rows }
    }

    /// The cells of these columns, row by row.
    fn cells(&self, names: &[&str]) -> Vec<Vec<&str>> {
        let place = |name: &&str| self.header.iter().position(|it| it == name).expect(name);
        let places: Vec<_> = names.iter().map(place).collect();
        let rows = self.rows.iter();
        rows.map(|row| places.iter().map(|it| row[*it].as_str()).collect())
            .collect()
    }
}

fn deal(id: &str, kind: &str, status: Status, amount: Amount) -> Deal {
    Deal {
        amounts: vec![amount],
        ..bare(id, kind, status)
    }
}

#[test]
fn ok_statuses_stand_in_columns_of_their_own() {
    let deals = [
        deal("a", "purchase", Status::Agreed, total("100.10", "USD")),
        deal("b", "purchase", Status::Completed, total("0.000001", "USD")),
        deal("c", "purchase", Status::Proposed, total("7", "USD")),
        deal("d", "purchase", Status::Mou, total("8", "USD")),
        deal("e", "purchase", Status::Cancelled, total("9", "USD")),
        deal("f", "purchase", Status::Agreed, total("5", "EUR")),
        bare("g", "lease", Status::Agreed),
    ];
    let summary = Summary::of("by_kind", &deals);
    assert_eq!(
        summary.cells(&[
            "kind",
            "currency",
            "deals",
            "proposed",
            "mou",
            "agreed",
            "completed",
            "cancelled",
            "amounts",
        ]),
        [
            ["lease", "", "1", "0", "0", "1", "0", "0", "0"],
            ["purchase", "EUR", "1", "0", "0", "1", "0", "0", "1"],
            ["purchase", "USD", "5", "1", "1", "1", "1", "1", "5"],
        ]
    );
    assert_eq!(
        summary.cells(&[
            "firm_low",
            "firm_high",
            "firm_median",
            "proposed_low",
            "mou_high",
            "cancelled_low",
        ]),
        [
            ["", "", "", "", "", ""],
            ["5", "5", "5", "", "", ""],
            // 50.0500005 is rounded half to even.
            ["100.100001", "100.100001", "50.05", "7", "8", "9"],
        ]
    );
}

#[test]
fn ok_ranges_and_bounds_have_a_low_and_a_high() {
    let range = Amount {
        value_max: Some("20".parse().unwrap()),
        ..total("10", "USD")
    };
    let at_least = Amount {
        modality: Modality::Min,
        ..total("3", "USD")
    };
    let up_to = Amount {
        modality: Modality::Max,
        ..total("500", "USD")
    };
    let no_total = Amount {
        primary: false,
        ..total("1000000", "USD")
    };
    let deals = [
        deal("a", "purchase", Status::Agreed, range),
        deal("b", "purchase", Status::Agreed, at_least),
        deal("c", "purchase", Status::Agreed, up_to),
        deal("d", "purchase", Status::Agreed, no_total),
    ];
    let summary = Summary::of("by_currency", &deals);
    assert_eq!(
        summary.cells(&[
            "currency",
            "deals",
            "amounts",
            "at_least",
            "firm_low",
            "firm_high",
            "firm_median"
        ]),
        [
            ["USD", "3", "3", "1", "13", "523", "10"],
            ["", "1", "0", "0", "", "", ""],
        ]
    );
}

#[test]
fn ok_a_package_and_its_parts_are_never_added() {
    let part = |id: &str, status, value| Deal {
        part_of: Some("package".into()),
        ..deal(id, "purchase", status, total(value, "USD"))
    };
    let deals = [
        deal(
            "package",
            "trade_agreement",
            Status::Agreed,
            total("100", "USD"),
        ),
        part("a", Status::Agreed, "60"),
        // Of another group of statuses, so in another column.
        part("b", Status::Proposed, "40"),
        Deal {
            part_of: Some("unpriced".into()),
            ..deal("c", "purchase", Status::Agreed, total("1", "USD"))
        },
        bare("unpriced", "trade_agreement", Status::Agreed),
    ];
    let summary = Summary::of("by_kind", &deals);
    assert_eq!(
        summary.cells(&[
            "kind",
            "currency",
            "deals",
            "amounts",
            "in_package",
            "firm_low",
            "proposed_low"
        ]),
        [
            ["purchase", "USD", "3", "2", "1", "1", "40"],
            ["trade_agreement", "USD", "1", "1", "0", "100", ""],
            ["trade_agreement", "", "1", "0", "0", "", ""],
        ]
    );
}

#[test]
fn ok_parties_by_role_with_a_package_of_others_left_in() {
    let with = |mut deal: Deal, parties: &[(&str, Role)]| {
        deal.parties = parties
            .iter()
            .map(|(name, role)| party(name, *role))
            .collect();
        deal
    };
    let package = deal(
        "package",
        "trade_agreement",
        Status::Agreed,
        total("100", "USD"),
    );
    let part = |id: &str, value| Deal {
        part_of: Some("package".into()),
        ..deal(id, "purchase", Status::Agreed, total(value, "USD"))
    };
    let deals = [
        with(
            package,
            &[("Norland", Role::Partner), ("Sudland", Role::Partner)],
        ),
        with(
            part("a", "60"),
            &[("Norland", Role::Partner), ("=Ostra", Role::Seller)],
        ),
        // Named twice in the same role, counted once.
        with(
            part("b", "5"),
            &[("Pell", Role::Buyer), ("Pell", Role::Buyer)],
        ),
        bare("none", "purchase", Status::Agreed),
    ];
    let summary = Summary::of("by_party", &deals);
    assert_eq!(
        summary.cells(&[
            "party",
            "role",
            "currency",
            "deals",
            "in_package",
            "firm_low"
        ]),
        [
            ["'=Ostra", "seller", "USD", "1", "0", "60"],
            ["Norland", "partner", "USD", "2", "1", "100"],
            ["Pell", "buyer", "USD", "1", "0", "5"],
            ["Sudland", "partner", "USD", "1", "0", "100"],
        ]
    );
}

#[test]
fn ok_months_and_a_row_of_those_without() {
    let on = |id: &str, published: &str, precision: &str| Deal {
        published: Some(published.into()),
        published_precision: Some(precision.into()),
        ..bare(id, "purchase", Status::Agreed)
    };
    let deals = [
        bare("a", "purchase", Status::Agreed),
        on("b", "2026-11-30T23:59:59Z", "second"),
        on("c", "2026-01-01T00:00:00Z", "year"),
        on("d", "2026-02-01T00:00:00Z", "month"),
        on("e", "2026-11-01T00:00:00Z", "day"),
        on("f", "1969-12-31T00:00:00Z", "day"),
    ];
    let summary = Summary::of("by_month", &deals);
    assert_eq!(
        summary.cells(&["month", "deals"]),
        [
            ["1969-12", "1"],
            ["2026-02", "1"],
            ["2026-11", "2"],
            ["", "2"]
        ]
    );
}

#[test]
fn ok_sums_are_exact_where_floats_are_not() {
    let values: Vec<String> = (0..3000)
        .map(|n: u32| {
            let odd = u64::from(n) * 7_919 % 1_000_003;
            format!("{}{:012}.{:06}", 7 + n % 5, odd * 999_983, odd % 999_999)
        })
        .collect();
    let deals: Vec<_> = values
        .iter()
        .enumerate()
        .map(|(n, value)| {
            deal(
                &format!("d{n}"),
                "purchase",
                Status::Agreed,
                total(value, "JPY"),
            )
        })
        .collect();
    let mut numbers: Vec<Decimal> = values.iter().map(|it| it.parse().unwrap()).collect();
    let sum: Decimal = numbers.iter().sum();
    numbers.sort();
    let median = ((numbers[1499] + numbers[1500]) / Decimal::TWO).round_dp(6);
    let summary = Summary::of("by_currency", &deals);
    assert_eq!(
        summary.cells(&["currency", "firm_low", "firm_high", "firm_median"]),
        [["JPY", &plain(sum), &plain(sum), &plain(median)]]
    );
}

#[test]
fn ok_summaries_of_nothing_have_a_header() {
    let summary = Summary::of("by_party", &[]);
    assert_eq!(summary.header[..3], ["party", "role", "currency"]);
    assert!(summary.rows.is_empty());
}
