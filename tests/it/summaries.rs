//! Summaries of a small set of deals against sums made by `rust_decimal`.

use std::fs;
use std::path::Path;

use dealsift::deal::{Amount, Deal, Modality, Role, Status, plain};
use dealsift::grammar::GrammarFiles;
use dealsift::sink::{CsvText, Gathered, RunWriter, Stored, SummaryOptions, summarize};
use dealsift::table::Filter;
use dealsift::table::fx::Rates;
use dealsift::table::merge::{Entities, Folder, Merger};
use dealsift::table::summary::{Conversion, Dimension, Summary as Grouping};
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

    /// The same of other options, by the way of `summarize`.
    fn with(options: &SummaryOptions, name: &str, deals: &[Deal]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut run = RunWriter::create(dir.path(), info(), CsvText::Harmless, false).unwrap();
        run.write(deals).unwrap();
        run.finish(&[]).unwrap();
        let input = dir.path().join("deals.jsonl");
        assert_eq!(
            Stored::open(&input.to_string_lossy()).unwrap().count(),
            deals.len()
        );
        let names = Folder::new(&GrammarFiles::built_in()).unwrap();
        let merger = Merger::new(names, Entities::default());
        let all = Gathered::open(&[input.to_string_lossy().into_owned()], merger).unwrap();
        summarize(&all, dir.path(), options, CsvText::Harmless).unwrap();
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

fn between(mut deal: Deal, parties: &[(&str, Role)]) -> Deal {
    deal.parties = parties
        .iter()
        .map(|(name, role)| party(name, *role))
        .collect();
    deal
}

#[test]
fn ok_who_buys_from_whom_takes_the_nearest_roles() {
    let deals = [
        between(
            deal("a", "purchase", Status::Agreed, total("5", "USD")),
            &[("Ostra", Role::Buyer), ("Pell", Role::Seller)],
        ),
        // The seller comes before the target, the buyer before the lender.
        between(
            deal("b", "acquisition", Status::Agreed, total("7", "USD")),
            &[
                ("Pell", Role::Seller),
                ("Pell Unit", Role::Target),
                ("Bank", Role::Lender),
                ("Ostra", Role::Buyer),
            ],
        ),
        between(
            bare("c", "financing", Status::Agreed),
            &[("Bank", Role::Lender), ("Ostra", Role::Borrower)],
        ),
        between(
            bare("d", "purchase", Status::Agreed),
            &[("Ostra", Role::Buyer)],
        ),
    ];
    let summary = Summary::of("by_pair", &deals);
    assert_eq!(
        summary.cells(&[
            "buyer",
            "seller",
            "currency",
            "deals",
            "firm_low",
            "firm_largest"
        ]),
        [
            ["Bank", "Ostra", "", "1", "", ""],
            ["Ostra", "Pell", "USD", "2", "12", "b"],
        ]
    );
}

#[test]
fn ok_products_classes_and_countries_with_rows_of_those_without() {
    let item = |product: &str, class: Option<&str>| dealsift::deal::Item {
        product: product.into(),
        class: class.map(str::to_owned),
        quantity: None,
        quantity_max: None,
        unit: None,
        optional: false,
    };
    let mut two = between(
        bare("a", "purchase", Status::Agreed),
        &[("Ostra", Role::Buyer)],
    );
    two.items = vec![
        item("Jets", Some("aircraft")),
        item("jets", Some("aircraft")),
    ];
    two.parties[0].country = Some("AT".into());
    let deals = [two, bare("b", "purchase", Status::Agreed)];
    let cells = |name: &str, columns: &[&str]| -> Vec<Vec<String>> {
        let summary = Summary::of(name, &deals);
        let rows = summary.cells(columns).into_iter();
        rows.map(|row| row.into_iter().map(str::to_owned).collect())
            .collect()
    };
    assert_eq!(
        cells("by_product", &["product", "deals"]),
        [["jets", "1"], ["", "1"]]
    );
    assert_eq!(
        cells("by_class", &["class", "deals"]),
        [["aircraft", "1"], ["", "1"]]
    );
    assert_eq!(
        cells("by_country", &["country", "side", "deals"]),
        [["AT", "buyer", "1"]]
    );
}

#[test]
fn ok_largest_deals_of_each_currency_with_their_parties() {
    let deals = [
        between(
            deal("a", "purchase", Status::Agreed, total("5", "USD")),
            &[
                ("Ostra", Role::Buyer),
                ("Pell", Role::Seller),
                ("Ostra", Role::Target),
            ],
        ),
        deal("b", "purchase", Status::Completed, total("9", "USD")),
        deal("c", "purchase", Status::Proposed, total("99", "USD")),
        deal("d", "purchase", Status::Agreed, total("1", "EUR")),
        deal("e", "purchase", Status::Agreed, total("9", "USD")),
    ];
    let summary = Summary::of("largest", &deals);
    assert_eq!(
        summary.cells(&["currency", "rank", "deal_id", "high", "parties"]),
        [
            ["EUR", "1", "d", "1", ""],
            ["USD", "1", "b", "9", ""],
            ["USD", "2", "e", "9", ""],
            ["USD", "3", "a", "5", "Ostra; Pell"],
        ]
    );
    assert_eq!(summary.cells(&["link"])[0], ["report.html#d"]);
}

#[test]
fn ok_several_dimensions_the_most_frequent_groups_and_only_some_deals() {
    let on = |id: &str, day: &str, kind: &str, confidence: f64| Deal {
        published: Some(format!("{day}T12:00:00Z")),
        published_precision: Some("day".into()),
        confidence,
        ..bare(id, kind, Status::Agreed)
    };
    let mut deals = vec![
        on("a", "2025-03-31", "lease", 0.9),
        on("b", "2025-04-01", "lease", 0.9),
        on("c", "2025-04-30", "lease", 0.9),
        on("d", "2025-05-01", "purchase", 0.9),
        on("e", "2025-05-02", "lease", 0.1),
        on("f", "2025-07-01", "lease", 0.9),
        bare("g", "lease", Status::Agreed),
    ];
    deals[3] = between(deals[3].clone(), &[("Ostra Air", Role::Buyer)]);
    let mut options = SummaryOptions {
        by: vec![Grouping::by(&[Dimension::Kind, Dimension::Quarter])],
        ..SummaryOptions::default()
    };
    let columns = ["kind", "quarter", "deals"];
    assert_eq!(
        Summary::with(&options, "by_kind_quarter", &deals).cells(&columns),
        [
            ["lease", "2025-Q1", "1"],
            ["lease", "2025-Q2", "3"],
            ["lease", "2025-Q3", "1"],
            ["lease", "", "1"],
            ["purchase", "2025-Q2", "1"],
        ]
    );
    options.top = Some(1);
    assert_eq!(
        Summary::with(&options, "by_kind_quarter", &deals).cells(&columns),
        [["lease", "2025-Q2", "3"]]
    );
    options.top = None;
    options.filter = Filter {
        since: Some("2025-04".parse().unwrap()),
        until: Some("2025-06".parse().unwrap()),
        min_confidence: Some(0.5),
        ..Filter::default()
    };
    assert_eq!(
        Summary::with(&options, "by_kind_quarter", &deals).cells(&columns),
        [["lease", "2025-Q2", "2"], ["purchase", "2025-Q2", "1"]]
    );
    options.filter = Filter {
        parties: vec!["OSTRA air".into()],
        statuses: vec![Status::Agreed],
        kinds: vec!["purchase".into(), "lease".into()],
        ..Filter::default()
    };
    assert_eq!(
        Summary::with(&options, "by_kind_quarter", &deals).cells(&columns),
        [["purchase", "2025-Q2", "1"]]
    );
}

#[test]
fn ok_sums_in_one_currency_by_the_rate_of_the_day() {
    let rates = "Date,USD,JPY,\n2025-03-05,1.08,160,\n2025-03-03,1.05,150,\n";
    let on = |mut deal: Deal, day: &str| {
        deal.published = Some(format!("{day}T00:00:00Z"));
        deal.published_precision = Some("day".into());
        deal
    };
    let mut signed = on(
        deal("b", "purchase", Status::Agreed, total("1000", "JPY")),
        "2025-03-09",
    );
    signed.dates = ["announced", "signed"]
        .map(|kind| dealsift::deal::DealDate {
            kind: kind.into(),
            date: if kind == "signed" {
                "2025-03-04"
            } else {
                "2025-03-06"
            }
            .into(),
            precision: "day".into(),
        })
        .to_vec();
    let deals = [
        on(
            deal("a", "purchase", Status::Agreed, total("10.01", "EUR")),
            "2025-03-05",
        ),
        signed,
        on(
            deal("c", "purchase", Status::Agreed, total("3", "USD")),
            "2025-03-05",
        ),
        // No rate that early, no day, and no such currency in the table.
        on(
            deal("d", "purchase", Status::Agreed, total("7", "EUR")),
            "2025-03-02",
        ),
        deal("e", "purchase", Status::Agreed, total("7", "EUR")),
        on(
            deal("f", "purchase", Status::Agreed, total("7", "CHF")),
            "2025-03-05",
        ),
    ];
    let rates = Rates::read("rates.csv", rates.as_bytes()).unwrap();
    let options = SummaryOptions {
        by: vec![Grouping::by(&[Dimension::Currency])],
        conversion: Some(Conversion::new("USD", rates).unwrap()),
        ..SummaryOptions::default()
    };
    let amounts = Summary::with(&options, "converted/amounts", &deals);
    assert_eq!(
        amounts.cells(&[
            "deal_id",
            "day",
            "low",
            "rate",
            "rate_date",
            "to",
            "converted_low"
        ]),
        [
            // 10.8108
            [
                "a",
                "2025-03-05",
                "10.01",
                "1.08",
                "2025-03-05",
                "USD",
                "10.81"
            ],
            ["b", "2025-03-04", "1000", "0.007", "2025-03-03", "USD", "7"],
        ]
    );
    let sums = Summary::with(&options, "converted/by_currency", &deals);
    assert_eq!(
        sums.cells(&["currency", "deals", "firm_low"]),
        [["CHF", "1", "7"], ["EUR", "2", "14"], ["USD", "3", "20.81"]]
    );
    let own = Summary::with(&options, "by_currency", &deals);
    assert_eq!(
        own.cells(&["currency", "deals", "firm_low"]),
        [
            ["CHF", "1", "7"],
            ["EUR", "3", "24.01"],
            ["JPY", "1", "1000"],
            ["USD", "1", "3"]
        ]
    );
}
