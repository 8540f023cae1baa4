//! What is written is read back with other readers, and must be the same.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use dealsift::deal::{Deal, Status};
use dealsift::sink::{CsvText, Format, RunWriter, open};
use dealsift::table::schema;

use crate::made::{bare, full, info, provenance, total};

/// A writer whose bytes can be seen after a sink has taken it.
#[derive(Clone, Default)]
pub struct Bytes(Arc<Mutex<Vec<u8>>>);

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub fn written(format: Format, text: CsvText, deals: &[Deal]) -> Vec<u8> {
    let bytes = Bytes::default();
    let mut sink = open(format, bytes.clone(), &provenance(), text, None).unwrap();
    sink.write(deals).unwrap();
    sink.finish().unwrap();
    let bytes = bytes.0.lock().unwrap();
    bytes.clone()
}

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes);
    let row =
        |row: csv::Result<csv::StringRecord>| row.unwrap().iter().map(str::to_owned).collect();
    reader.records().map(row).collect()
}

#[test]
fn ok_json_lines_have_the_fields_of_the_schema_and_plain_decimals() {
    let bytes = written(Format::Jsonl, CsvText::Harmless, &[full(), full()]);
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 2);
    let record: serde_json::Value = serde_json::from_str(lines[0]).unwrap();
    let names: Vec<_> = record.as_object().unwrap().keys().collect();
    let due: Vec<_> = schema::RECORD.iter().map(|it| it.name).collect();
    assert_eq!(names, due);
    for (list, fields) in [
        ("parties", &schema::PARTY[..]),
        ("items", &schema::ITEM),
        ("amounts", &schema::AMOUNT),
        ("dates", &schema::DATE),
        ("evidence", &schema::EVIDENCE),
        ("corrections", &schema::CORRECTION),
    ] {
        let names: Vec<_> = record[list][0].as_object().unwrap().keys().collect();
        let due: Vec<_> = fields.iter().map(|it| it.name).collect();
        assert_eq!(names, due, "{list}");
    }
    assert_eq!(record["amounts"][1]["value"], "17000000000");
    assert_eq!(record["items"][1]["quantity"], "18");
    assert_eq!(record["items"][1]["unit"], serde_json::Value::Null);

    let back: Deal = serde_json::from_str(lines[0]).unwrap();
    let Deal {
        sentence, passages, ..
    } = full();
    let whole = Deal {
        sentence,
        passages,
        ..back
    };
    assert_eq!(whole, full());
}

#[test]
fn ok_flat_row() {
    let bytes = written(
        Format::Csv,
        CsvText::Harmless,
        &[full(), bare("b", "lease", Status::Mou)],
    );
    let text = std::str::from_utf8(&bytes).unwrap();
    assert!(text.starts_with("deal_id,article_id,published,source,kind,status,buyer,seller,"));
    assert!(text.ends_with("\r\n"));
    let rows = rows(&bytes);
    let cell = |row: usize, name: &str| {
        let column = rows[0].iter().position(|it| it == name).expect(name);
        rows[row][column].as_str()
    };
    for (name, due) in [
        ("published", "2026-11-24T08:30:00Z"),
        ("status", "agreed"),
        ("buyer", "Ostra Air"),
        ("seller", "'=Kestrel(); Müller & Söhne"),
        ("investor", ""),
        ("product", "Kestrel jets"),
        ("class", "aircraft"),
        ("quantity", "18"),
        ("quantity_max", "20"),
        ("amount", "17000000000"),
        ("amount_max", "17500000000"),
        ("currency", "USD"),
        ("modality", "approx"),
        ("scope", "total"),
        ("confidence", "0.83"),
        ("title", "Ostra Air orders \"Kestrel\" jets,\nand more"),
        (
            "evidence",
            "'- It ordered 18 jets, \"Kestrels\"\r\nworth $17 billion.",
        ),
    ] {
        assert_eq!(cell(1, name), due, "{name}");
    }
    assert_eq!(cell(2, "deal_id"), "b");
    assert_eq!(cell(2, "amount"), "");
    assert_eq!(cell(2, "status"), "mou");
}

#[test]
fn ok_flat_row_without_a_primary_amount_shows_the_first_total() {
    let mut deal = full();
    deal.amounts[1].primary = false;
    deal.items.truncate(1);
    let rows = rows(&written(Format::Csv, CsvText::Exact, &[deal]));
    let column = |name: &str| rows[0].iter().position(|it| it == name).unwrap();
    assert_eq!(rows[1][column("amount")], "17000000000");
    assert_eq!(rows[1][column("product")], "options");
    assert!(rows[1][column("evidence")].starts_with("- It"));
}

fn run(dir: &Path, deals: &[Deal]) {
    let mut run = RunWriter::create(dir, info(), CsvText::Harmless, false).unwrap();
    for deal in deals {
        run.write(std::slice::from_ref(deal)).unwrap();
    }
    run.reject(&serde_json::json!({"place": "a.txt:3", "message": "no text"}))
        .unwrap();
    let written = run.finish(&[("articles", 7)]).unwrap();
    assert_eq!(written.deals, deals.len() as u64);
    for (file, _) in written.files {
        assert!(dir.join(&file).is_file(), "{file}");
    }
}

fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(dir).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(dir).unwrap();
            let bytes = fs::read(entry.path()).unwrap();
            files.push((name.to_string_lossy().into_owned(), bytes));
        }
    }
    files
}

#[test]
fn ok_a_run_is_whole_and_the_same_bytes_twice() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let deals = [full(), bare("b", "lease", Status::Mou)];
    run(one.path(), &deals);
    run(two.path(), &deals);
    let files = files(one.path());
    assert_eq!(files, self::files(two.path()));

    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    let mut due = vec![
        "amounts.csv",
        "copies.csv",
        "corrections.csv",
        "datapackage.json",
        "dates.csv",
        "deals.csv",
        "deals.jsonl",
        "evidence.csv",
        "items.csv",
        "parties.csv",
        "rejects.jsonl",
        "report.html",
        "run.json",
        "sentences.csv",
        "signatures.csv",
    ];
    if cfg!(feature = "tables") {
        due.push("deals.parquet");
        for summary in [
            "by_class",
            "by_country",
            "by_currency",
            "by_kind",
            "by_month",
            "by_pair",
            "by_party",
            "by_product",
            "by_quarter",
            "by_source",
            "by_status",
            "largest",
        ] {
            due.push(["summary/", summary, ".csv"].concat().leak());
            due.push(["summary/", summary, ".parquet"].concat().leak());
        }
    }
    due.sort_unstable();
    assert_eq!(names, due);

    let read = |name: &str| fs::read(one.path().join(name)).unwrap();
    let info: serde_json::Value = serde_json::from_slice(&read("run.json")).unwrap();
    assert_eq!(info["schema_version"], 1);
    assert_eq!(info["grammar_hash"], "abc");
    assert_eq!(info["options"]["min_confidence"], 0.5);
    assert_eq!(
        info["counts"],
        serde_json::json!({"articles": 7, "copies": 0, "deals": 2, "rejected": 1})
    );
    let parties = rows(&read("parties.csv"));
    assert_eq!(
        parties[0],
        ["deal_id", "n", "name", "role", "country", "mentions"]
    );
    assert_eq!(
        parties[1],
        [
            "full",
            "0",
            "Ostra Air",
            "buyer",
            "LT",
            "Ostra Air; the carrier"
        ]
    );
    assert_eq!(parties.len(), 4);
    assert_eq!(rows(&read("amounts.csv"))[1][2], "95000000.25");
    assert_eq!(
        rows(&read("dates.csv"))[1],
        ["full", "0", "delivery", "2028-06", "month"]
    );
    assert_eq!(rows(&read("items.csv"))[2][4..], ["18", "20", "", "false"]);
    // Evidence and sentences stay exact.
    assert_eq!(rows(&read("evidence.csv"))[1][6], "-$17 billion");
    let sentences = rows(&read("sentences.csv"));
    assert_eq!(sentences[0], ["deal_id", "where", "start", "end", "text"]);
    assert_eq!(
        sentences[1],
        ["full", "text", "25", "53", "- It paid for\r\n-$17 billion."]
    );
}

#[test]
fn err_a_folder_with_a_run_is_refused_unless_told_to_overwrite() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &[full()]);
    let before = files(dir.path());
    let refused = RunWriter::create(dir.path(), info(), CsvText::Harmless, false);
    assert!(refused.is_err_and(|error| error.is_usage()));

    let mut run = RunWriter::create(dir.path(), info(), CsvText::Harmless, true).unwrap();
    run.write(&[bare("b", "lease", Status::Mou)]).unwrap();
    drop(run);
    assert_eq!(
        files(dir.path()),
        before,
        "a run that ends early changes nothing"
    );

    RunWriter::create(dir.path(), info(), CsvText::Harmless, true)
        .unwrap()
        .finish(&[])
        .unwrap();
    let lines = fs::read_to_string(dir.path().join("deals.jsonl")).unwrap();
    assert_eq!(lines, "", "a run without deals replaces it");
}

#[test]
fn err_a_number_that_does_not_fit_is_refused_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let mut run = RunWriter::create(dir.path(), info(), CsvText::Harmless, false).unwrap();
    let mut deal = bare("fine", "purchase", Status::Agreed);
    deal.amounts = vec![total("1", "USD"), total("0.0000001", "USD")];
    let error = run.write(&[full(), deal]).unwrap_err().to_string();
    assert_eq!(
        error,
        "article article-of-fine, deal fine, amounts[1].value: 0.0000001 does not fit into a decimal with 6 digits \
         after the point"
    );
    let mut deal = bare("when", "purchase", Status::Agreed);
    deal.published = Some("yesterday".into());
    assert!(
        run.write(&[deal])
            .unwrap_err()
            .to_string()
            .contains("published")
    );
    assert_eq!(run.finish(&[]).unwrap().deals, 0);
}

#[cfg(feature = "tables")]
mod parquet {
    use std::io::Cursor;

    use dealsift::sink::PartitionBy;
    use dealsift::table::build::polars_schema;
    use polars::prelude::{
        AnyValue, DataFrame, DataType, IntoLazy, ParquetReader, SerReader, col, cols,
    };

    use super::*;

    fn read(bytes: Vec<u8>) -> DataFrame {
        ParquetReader::new(Cursor::new(bytes)).finish().unwrap()
    }

    #[test]
    fn ok_a_data_set_is_parted_and_its_old_parts_go() {
        let on = |id: &str, kind: &str, published: Option<&str>| Deal {
            published: published.map(str::to_owned),
            source: Some("Daily/News".into()),
            ..bare(id, kind, Status::Agreed)
        };
        let deals = [
            on("a", "lease", Some("2025-02-03T00:00:00Z")),
            on("b", "lease", None),
            on("c", "purchase", Some("2025-12-31T00:00:00Z")),
        ];
        let dir = tempfile::tempdir().unwrap();
        let parts = |by: &[PartitionBy]| {
            let run = RunWriter::create(dir.path(), info(), CsvText::Harmless, true).unwrap();
            let mut run = run.with_partitions(by.to_vec());
            run.write(&deals).unwrap();
            run.finish(&[]).unwrap();
            let all = files(dir.path()).into_iter();
            all.filter(|(name, _)| name.starts_with("deals/"))
                .collect::<Vec<_>>()
        };
        let years = parts(&[PartitionBy::Year, PartitionBy::Kind]);
        let names: Vec<_> = years.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "deals/year=2025/kind=lease/part-0.parquet",
                "deals/year=2025/kind=purchase/part-0.parquet",
                "deals/year=__HIVE_DEFAULT_PARTITION__/kind=lease/part-0.parquet",
            ]
        );
        let lease = read(years[0].1.clone());
        assert_eq!(lease.height(), 1);
        assert!(lease.column("kind").is_err() && lease.column("deal_id").is_ok());
        let sources = parts(&[PartitionBy::Source]);
        assert_eq!(sources.len(), 1);
        assert_eq!(sources[0].0, "deals/source=Daily%2FNews/part-0.parquet");
        assert!(!dir.path().join("deals/year=2025").exists());
    }

    #[test]
    fn ok_arrow_comes_as_a_file_and_as_a_stream() {
        use polars_arrow::io::ipc::read::{read_file_metadata, read_stream_metadata};

        let deals = [bare("b", "lease", Status::Mou), full()];
        let file = written(Format::Arrow, CsvText::Harmless, &deals);
        let info = read_file_metadata(&mut Cursor::new(&file)).unwrap();
        let names: Vec<_> = info.schema.iter_names().map(ToString::to_string).collect();
        let due: Vec<_> = schema::RECORD.iter().map(|it| it.name).collect();
        assert_eq!(names, due);
        assert_eq!(info.blocks.len(), 1);
        let stream = written(Format::ArrowStream, CsvText::Harmless, &deals);
        let info = read_stream_metadata(&mut Cursor::new(&stream)).unwrap();
        assert_eq!(info.schema.len(), due.len());
        let hash = info.custom_schema_metadata.unwrap();
        assert_eq!(hash.get("dealsift:grammar_hash").unwrap(), "abc");
    }

    #[test]
    fn ok_how_many_deals_come_at_a_time_changes_no_byte() {
        let deals: Vec<_> = (0..250)
            .map(|n| bare(&n.to_string(), "lease", Status::Mou))
            .collect();
        for format in [Format::Arrow, Format::ArrowStream, Format::Parquet] {
            let whole = written(format, CsvText::Harmless, &deals);
            for at_a_time in [1, 99, 101] {
                let bytes = Bytes::default();
                let made_by = provenance();
                let mut sink =
                    open(format, bytes.clone(), &made_by, CsvText::Harmless, None).unwrap();
                for part in deals.chunks(at_a_time) {
                    sink.write(part).unwrap();
                }
                sink.finish().unwrap();
                assert!(*bytes.0.lock().unwrap() == whole, "{format:?}, {at_a_time}");
            }
        }
    }

    #[test]
    fn ok_a_workbook_is_the_same_bytes_twice() {
        let deals = [bare("b", "lease", Status::Mou), full()];
        let book = || written(Format::Xlsx, CsvText::Harmless, &deals);
        assert!(book().starts_with(b"PK"));
        assert_eq!(book(), book());
    }

    #[test]
    fn ok_types_and_values_come_back() {
        let mut largest = bare("largest", "purchase", Status::Agreed);
        largest.amounts = vec![total("79228162514264337593543950335", "USD")];
        let deals = [bare("b", "lease", Status::Mou), full(), largest];
        let table = read(written(Format::Parquet, CsvText::Harmless, &deals));
        assert_eq!(**table.schema(), polars_schema(&schema::RECORDS));
        assert_eq!(table.height(), 3);

        let amounts = table.column("amounts").unwrap();
        let DataType::List(entry) = amounts.dtype() else {
            panic!("no list: {:?}", amounts.dtype())
        };
        assert!(
            matches!(&**entry, DataType::Struct(fields) if fields[0].dtype == DataType::Decimal(38, 6))
        );

        let published = table.column("published").unwrap();
        assert_eq!(published.get(0).unwrap(), AnyValue::Null);
        assert_eq!(
            published.cast(&DataType::Int64).unwrap().get(1).unwrap(),
            AnyValue::Int64(1_795_509_000_000_000)
        );

        let flat = table
            .lazy()
            .explode(
                cols(["amounts"]),
                polars::prelude::ExplodeOptions {
                    empty_as_null: false,
                    keep_nulls: false,
                },
            )
            .select([col("deal_id"), col("amounts")])
            .unnest(cols(["amounts"]), None)
            .collect()
            .unwrap();
        let value =
            |name: &str, row: usize| flat.column(name).unwrap().get(row).unwrap().into_static();
        assert_eq!(flat.height(), 3);
        assert_eq!(value("deal_id", 0), AnyValue::String("full").into_static());
        assert_eq!(
            value("value", 0),
            AnyValue::Decimal(95_000_000_250_000, 38, 6)
        );
        assert_eq!(
            value("value", 1),
            AnyValue::Decimal(17_000_000_000_000_000, 38, 6)
        );
        assert_eq!(value("value_max", 0), AnyValue::Null);
        assert_eq!(value("primary", 1), AnyValue::Boolean(true));
        assert_eq!(
            value("value", 2),
            AnyValue::Decimal(79_228_162_514_264_337_593_543_950_335_000_000, 38, 6)
        );
    }

    #[test]
    fn ok_row_groups_join_without_loss() {
        let deals: Vec<_> = (0..25_000)
            .map(|n| {
                let mut deal = bare(&format!("d{n}"), "purchase", Status::Agreed);
                deal.amounts = vec![total(&format!("{n}.5"), "USD"); n % 3];
                deal
            })
            .collect();
        let table = read(written(Format::Parquet, CsvText::Harmless, &deals));
        assert_eq!(table.height(), 25_000);
        let last = table
            .column("deal_id")
            .unwrap()
            .get(24_999)
            .unwrap()
            .into_static();
        assert_eq!(last, AnyValue::String("d24999").into_static());
    }

    #[test]
    fn ok_an_empty_file_has_its_columns() {
        let table = read(written(Format::Parquet, CsvText::Harmless, &[]));
        assert_eq!(**table.schema(), polars_schema(&schema::RECORDS));
        assert_eq!(table.height(), 0);
    }

    #[test]
    fn ok_the_file_tells_what_made_it() {
        let bytes = written(Format::Parquet, CsvText::Harmless, &[full()]);
        let mut reader = ParquetReader::new(Cursor::new(bytes));
        let metadata = reader.get_metadata().unwrap().clone();
        let pairs = metadata.key_value_metadata().clone().unwrap();
        let value = |key: &str| {
            let pair = pairs.iter().find(|pair| pair.key == key).expect(key);
            pair.value.clone().unwrap()
        };
        assert_eq!(value("dealsift:schema_version"), "1");
        assert_eq!(value("dealsift:tool_version"), "0.0.1");
        assert_eq!(value("dealsift:grammar_hash"), "abc");
    }
}
