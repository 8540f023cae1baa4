//! Tables that polars writes, read back whole, cut and garbled.

use polars::prelude::{CompatLevel, DataFrame, NamedFrom, ParquetWriter, SchemaExt, df};
use polars_arrow::io::ipc::write::{Compression, FileWriter, StreamWriter, WriteOptions};

use polars::polars_utils::compression::ZstdLevel;

use super::*;

fn rows(count: i64) -> DataFrame {
    let numbers: Vec<i64> = (1..=count).collect();
    let texts: Vec<String> = numbers
        .iter()
        .map(|n| format!("Text {n}, with € and \n."))
        .collect();
    let mut frame = df!(
        "views" => &numbers,
        "maintext" => texts,
        "headline" => numbers.iter().map(|n| (n % 2 == 0).then(|| format!("T{n}"))).collect::<Vec<_>>(),
        "moment" => numbers.iter().map(|n| 1_751_550_600_000 + n * 1000).collect::<Vec<_>>(),
    )
    .expect("columns of one length");
    let moment = frame.column("moment").expect("the column");
    let moment = moment
        .cast(&DataType::Datetime(TimeUnit::Milliseconds, None))
        .expect("a moment")
        .with_name("date_publish".into());
    frame.with_column(moment).expect("a column");
    frame.drop("moment").expect("the column")
}

fn parquet(frame: &mut DataFrame, group: usize) -> Vec<u8> {
    let mut out = Vec::new();
    ParquetWriter::new(&mut out)
        .with_row_group_size(Some(group))
        .finish(frame)
        .expect("memory");
    out
}

fn arrow(frame: &DataFrame, batch: usize, as_file: bool, packed: Option<Compression>) -> Vec<u8> {
    let options = WriteOptions {
        compression: packed,
    };
    let schema = frame.schema().to_arrow(CompatLevel::oldest());
    let parts = (0..frame.height()).step_by(batch);
    let parts: Vec<_> = parts
        .map(|at| frame.slice(i64::try_from(at).expect("small"), batch))
        .collect();
    let batches = parts
        .iter()
        .flat_map(|it| it.iter_chunks(CompatLevel::oldest(), false));
    if as_file {
        let mut writer =
            FileWriter::try_new(Vec::new(), schema.into(), None, options).expect("memory");
        for batch in batches {
            writer.write(&batch, None).expect("memory");
        }
        writer.finish().expect("memory");
        return writer.into_inner();
    }
    let mut writer = StreamWriter::new(Vec::new(), options);
    writer.start(&schema, None).expect("memory");
    for batch in batches {
        writer.write(&batch, None).expect("memory");
    }
    writer.finish().expect("memory");
    writer.into_inner()
}

fn told(bytes: &[u8], format: crate::source::InputFormat, setting: Option<&str>) -> Vec<String> {
    let options = SourceOptions {
        fields: FieldMap::from_settings(setting).expect("a sound setting"),
        ..SourceOptions::default()
    };
    let input = Input::of_bytes("f", bytes);
    let source = crate::source::reader_of(format, input, &options, Pages::built_in());
    crate::source::shown(source, |a| {
        format!(
            "{} {} {} {:?}",
            a.id,
            a.title.unwrap_or_default(),
            a.published.at.map(|at| at.to_string()).unwrap_or_default(),
            a.text
        )
    })
}

use crate::source::InputFormat::{Arrow as A, Parquet as P};

const NOTICE: &str =
    "? in/f: title is read from `headline`, published from `date_publish`, text from `maintext`";

fn is_whole(told: &[String], count: usize) {
    assert_eq!(told.len(), count + 1, "{:?}", told.last());
    assert_eq!(told[0], NOTICE);
    assert_eq!(
        told[1],
        "f:1  2025-07-03T00:00:00Z \"Text 1, with € and \\n.\""
    );
    assert_eq!(
        told[2],
        "f:2 T2 2025-07-03T00:00:00Z \"Text 2, with € and \\n.\""
    );
    assert!(
        told[count].starts_with(&format!("f:{count} ")),
        "{}",
        told[count]
    );
}

#[test]
fn ok_parquet_in_groups() {
    is_whole(&told(&parquet(&mut rows(10), 1000), P, None), 10);
    is_whole(&told(&parquet(&mut rows(30_000), 25_000), P, None), 30_000);
    is_whole(&told(&parquet(&mut rows(300), 7), P, None), 300);
}

#[test]
fn ok_arrow_files_and_streams() {
    for packed in [
        None,
        Some(Compression::LZ4),
        Some(Compression::ZSTD(ZstdLevel::default())),
    ] {
        for as_file in [true, false] {
            let bytes = arrow(&rows(1000), 300, as_file, packed);
            is_whole(&told(&bytes, A, None), 1000);
        }
    }
    // A stream need not say that it ends.
    let bytes = arrow(&rows(10), 300, false, None);
    is_whole(&told(&bytes[..bytes.len() - 8], A, None), 10);
}

#[test]
fn ok_kinds_of_columns() {
    let days = polars::prelude::Series::new("date".into(), [20_272i32, 20_273]);
    let days = days.cast(&DataType::Date).expect("days");
    let moments = polars::prelude::Series::new("stamp".into(), [1_751_550_600_000i64, 0]);
    let moments = moments
        .cast(&DataType::Datetime(TimeUnit::Milliseconds, None))
        .expect("moments");
    let mut frame = df!(
        "id" => [7i64, 8],
        "text" => [b"One.".as_slice(), b"caf\xe9"],
        "url" => [None::<&str>, None],
        "seconds" => [1_751_550_600i64, 5],
    )
    .expect("columns of one length");
    frame.with_column(days.into()).expect("a column");
    frame.with_column(moments.into()).expect("a column");
    let bytes = parquet(&mut frame, 10);
    assert_eq!(
        told(&bytes, P, None)[1..],
        [
            "7  2025-07-03T00:00:00Z \"One.\"",
            "! in/f:2: `text`: invalid UTF-8 at its byte 3"
        ]
    );
    let seconds = told(&bytes, P, Some("published=seconds"));
    assert_eq!(seconds[0], "7  2025-07-03T13:50:00Z \"One.\"");
    // Without a zone the day alone is known.
    let stamp = told(&bytes, P, Some("published=stamp"));
    assert_eq!(stamp[0], "7  2025-07-03T00:00:00Z \"One.\"");
}

#[test]
fn ok_moments_with_a_zone_and_dictionaries() {
    use polars_arrow::array::{Array, DictionaryArray, PrimitiveArray, Utf8Array};
    use polars_arrow::datatypes::{Field, TimeUnit};
    use polars_arrow::record_batch::RecordBatchT;

    let zoned = ArrowDataType::Timestamp(TimeUnit::Second, Some("UTC".into()));
    let texts: Box<dyn Array> = Box::new(Utf8Array::<i32>::from_slice(["One.", "Two."]));
    let moments = PrimitiveArray::<i64>::from_vec(vec![1_751_550_600, 0]).to(zoned.clone());
    let words: Box<dyn Array> = Box::new(Utf8Array::<i64>::from_slice(["Desk", "Wire"]));
    let keys = PrimitiveArray::<i32>::from_vec(vec![1, 1]);
    let words = DictionaryArray::try_from_keys(keys, words, false).expect("sound keys");
    let fields = [
        Field::new("text".into(), ArrowDataType::Utf8, false),
        Field::new("published".into(), zoned, false),
        Field::new("title".into(), words.dtype().clone(), false),
    ];
    let schema: ArrowSchema = fields.into_iter().map(|it| (it.name.clone(), it)).collect();
    let arrays = vec![texts, Box::new(moments), Box::new(words)];
    let batch = RecordBatchT::new(2, schema.clone().into(), arrays);
    let options = WriteOptions { compression: None };
    let mut writer = FileWriter::try_new(Vec::new(), schema.into(), None, options).expect("memory");
    writer.write(&batch, None).expect("memory");
    writer.finish().expect("memory");
    assert_eq!(
        told(&writer.into_inner(), A, None),
        [
            "f:1 Wire 2025-07-03T13:50:00Z \"One.\"",
            "f:2 Wire 1970-01-01T00:00:00Z \"Two.\""
        ]
    );
}

#[test]
fn ok_fields_of_structs() {
    let inner = df!("name" => ["Desk", "Wire"], "id" => [1i64, 2]).expect("columns");
    let inner = inner.into_struct("source".into());
    let mut frame = df!("text" => ["One.", "Two."]).expect("columns");
    frame
        .with_column(polars::prelude::IntoSeries::into_series(inner).into())
        .expect("a column");
    for (bytes, format) in [
        (parquet(&mut frame, 10), P),
        (arrow(&frame, 10, true, None), A),
    ] {
        let told = told(&bytes, format, Some("title=source.name"));
        assert_eq!(
            told[1..],
            ["f:1 Desk  \"One.\"", "f:2 Wire  \"Two.\""],
            "{told:?}"
        );
        assert_eq!(told[0], "? in/f: source is read from `source.name`");
    }
}

#[test]
fn err_no_text_and_no_rows() {
    let mut frame = df!("title" => ["A"], "n" => [1i64]).expect("columns");
    let reason = "! in/f: no column `text` among title, n";
    assert_eq!(told(&parquet(&mut frame, 10), P, None), [reason]);
    assert_eq!(told(&arrow(&frame, 10, true, None), A, None), [reason]);
    let mut frame = df!("text" => Vec::<String>::new()).expect("columns");
    assert_eq!(
        told(&parquet(&mut frame, 10), P, None),
        ["? in/f: columns and no rows"]
    );
}

#[test]
fn err_cut_files() {
    let whole = parquet(&mut rows(1000), 100);
    for cut in [whole.len() - 1, whole.len() / 2, 13, 4] {
        let told = told(&whole[..cut], P, None);
        assert_eq!(told.len(), 1, "{cut}: {told:?}");
        assert!(told[0].contains("it is cut, or none"), "{}", told[0]);
    }
    let whole = arrow(&rows(1000), 100, true, None);
    let told = told(&whole[..whole.len() / 2], A, None);
    let (last, before) = told.split_last().expect("events");
    assert!(
        last.contains("is cut") && last.contains("rows before it were read"),
        "{last}"
    );
    assert!(before.len() > 300, "{}", before.len());
    assert!(super::tests::told(&whole[..20], A, None)[0].contains("cut"));
}

#[test]
fn err_garbage_ends_without_harm() {
    let mut files: Vec<(Vec<u8>, _)> = vec![(parquet(&mut rows(50), 20), P)];
    for packed in [None, Some(Compression::ZSTD(ZstdLevel::default()))] {
        files.push((arrow(&rows(50), 20, true, packed), A));
    }
    let mut seed = 1u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize
    };
    for (bytes, format) in files {
        for _ in 0..100 {
            let mut bytes = bytes.clone();
            for _ in 0..=next() % 3 {
                let at = next() % bytes.len();
                bytes[at] = next().to_le_bytes()[0];
            }
            assert!(told(&bytes, format, None).len() <= 60);
        }
    }
}

#[test]
fn err_a_day_that_no_calendar_has() {
    let days = polars::prelude::Series::new("published".into(), [i32::MAX, 20_272]);
    let days = days.cast(&DataType::Date).expect("days");
    let mut frame = df!("text" => ["One.", "Two."]).expect("columns");
    frame.with_column(days.into()).expect("a column");
    for (bytes, format) in [
        (parquet(&mut frame, 10), P),
        (arrow(&frame, 10, true, None), A),
    ] {
        assert_eq!(
            told(&bytes, format, None),
            ["f:1   \"One.\"", "f:2  2025-07-03T00:00:00Z \"Two.\""]
        );
    }
}

#[test]
fn err_nothing_at_all_and_lists_that_are_not_there() {
    assert_eq!(told(&[], A, None), ["! in/f: broken: it is empty"]);
    // A footer with a list of four billion elements: found by fuzzing, when memory was taken for them.
    let footer = [0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x00];
    let bytes = [b"PAR1", &footer[..], &8u32.to_le_bytes(), b"PAR1"].concat();
    let told = told(&bytes, P, None);
    assert!(
        told.len() == 1 && told[0].starts_with("! in/f@4: broken: "),
        "{told:?}"
    );
}
