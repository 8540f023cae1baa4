//! Deal records of earlier runs: Parquet, some rows at a time and only the columns that merging needs.

use std::path::Path;

use polars::prelude::{
    DataFrame, DataType, ExplodeOptions, Int128Chunked, IntoLazy, PolarsError, PolarsResult,
    StringChunked, col, cols,
};
use rust_decimal::Decimal;

use crate::deal::{Amount, Deal, DealDate, Item, Modality, Party, Role, Scope, Status};
use crate::error::{Error, Result};
use crate::table::build::{data_type, polars_error, scan_parquet};
use crate::table::schema::{DECIMAL_SCALE, RECORDS};

/// Rows that are held at a time.
const ROWS: usize = 50_000;

const COLUMNS: [&str; 13] = [
    "deal_id",
    "article_id",
    "source",
    "published",
    "published_precision",
    "kind",
    "status",
    "parties",
    "items",
    "amounts",
    "dates",
    "part_of",
    "confidence",
];

/// Hands the records of a `deals.parquet` to `take`, without title, address and evidence.
///
/// # Errors
/// Where the file cannot be read or has not the columns of a run.
pub(super) fn parquet(path: &Path, mut take: impl FnMut(Deal)) -> Result<()> {
    let fail = |what: String| Error::input(path.display().to_string(), what);
    let scan = || {
        scan_parquet(path)
            .map(|table| table.select(COLUMNS.map(col)))
            .map_err(|error| fail(error.to_string()))
    };
    let schema = scan()?
        .collect_schema()
        .map_err(|error| fail(error.to_string()))?;
    for column in RECORDS.columns().filter(|it| COLUMNS.contains(&it.name)) {
        let due = data_type(column.kind);
        match schema.get(column.name) {
            Some(found) if *found == due => {}
            found => {
                let found = found.map_or("nothing".to_owned(), ToString::to_string);
                return Err(fail(format!(
                    "expected {} as {due}, found {found}",
                    column.name
                )));
            }
        }
    }
    for part in 0.. {
        let first = i64::try_from(part * ROWS).unwrap_or(i64::MAX);
        let rows = scan()?.slice(first, ROWS as u32).collect();
        let rows = rows.map_err(|error| fail(error.to_string()))?;
        if rows.height() == 0 {
            break;
        }
        read(&rows, part * ROWS, &mut take).map_err(|it| match it {
            Fault::Row(row, what) => fail(format!("row {row}: {what}")),
            Fault::Table(error) => error,
        })?;
    }
    Ok(())
}

enum Fault {
    /// A row from 0, and what is wrong with it.
    Row(usize, String),
    Table(Error),
}

fn table(error: PolarsError) -> Fault {
    Fault::Table(polars_error(error))
}

fn read(rows: &DataFrame, first: usize, take: &mut impl FnMut(Deal)) -> Result<(), Fault> {
    let texts = Texts::of(
        rows,
        &[
            "deal_id",
            "article_id",
            "source",
            "published_precision",
            "kind",
            "status",
            "part_of",
        ],
    )?;
    let [
        deal_id,
        article_id,
        source,
        precision,
        kind,
        status,
        part_of,
    ] = [0, 1, 2, 3, 4, 5, 6];
    let published = rows
        .column("published")
        .map_err(table)?
        .cast(&DataType::Int64)
        .map_err(table)?;
    let published = published.i64().map_err(table)?.clone();
    let confidence = rows
        .column("confidence")
        .map_err(table)?
        .f64()
        .map_err(table)?
        .clone();
    let mut parties = parties(rows)?.into_iter().peekable();
    let mut items = items(rows)?.into_iter().peekable();
    let mut amounts = amounts(rows)?.into_iter().peekable();
    let mut dates = dates(rows)?.into_iter().peekable();
    for row in 0..rows.height() {
        let must = |column: usize, name: &str| {
            let text = texts.get(column, row).map(str::to_owned);
            text.ok_or_else(|| Fault::Row(first + row, format!("expected a {name}, found none")))
        };
        let may = |column: usize| texts.get(column, row).map(str::to_owned);
        let named = must(status, "status")?;
        let moment = published
            .get(row)
            .and_then(|it| jiff::Timestamp::from_microsecond(it).ok());
        let status = Status::parse(&named).ok_or_else(|| {
            Fault::Row(first + row, format!("expected a status, found `{named}`"))
        })?;
        let (id, article) = (must(deal_id, "deal_id")?, must(article_id, "article_id")?);
        let kind = must(kind, "kind")?;
        take(Deal {
            source: may(source),
            published: moment.map(|it| it.to_string()),
            published_precision: may(precision),
            parties: of_row(&mut parties, row),
            items: of_row(&mut items, row),
            amounts: of_row(&mut amounts, row),
            dates: of_row(&mut dates, row),
            part_of: may(part_of),
            confidence: confidence.get(row).unwrap_or_default(),
            ..Deal::bare(id, article, kind, status)
        });
    }
    Ok(())
}

/// The entries of a row, of entries in the order of their rows.
fn of_row<T>(
    entries: &mut std::iter::Peekable<impl Iterator<Item = (usize, T)>>,
    row: usize,
) -> Vec<T> {
    let mut found = Vec::new();
    while let Some((_, entry)) = entries.next_if(|it| it.0 == row) {
        found.push(entry);
    }
    found
}

/// Entries of a column of lists of records, each with the row that it stands in, in a column `row`.
fn entries(rows: &DataFrame, name: &str) -> Result<DataFrame, Fault> {
    let lists = rows
        .select([name])
        .map_err(table)?
        .lazy()
        .with_row_index("row", None);
    let entries = lists
        .explode(cols([name]), EXPLODE)
        .unnest(cols([name]), None);
    entries.collect().map_err(table)
}

/// Entries that are there, and none for an empty list.
const EXPLODE: ExplodeOptions = ExplodeOptions {
    empty_as_null: false,
    keep_nulls: false,
};

fn rows_of(entries: &DataFrame) -> Result<Vec<usize>, Fault> {
    let rows = entries.column("row").map_err(table)?.u32().map_err(table)?;
    Ok(rows
        .iter()
        .map(|it| it.unwrap_or_default() as usize)
        .collect())
}

/// Columns of text.
struct Texts(Vec<StringChunked>);

impl Texts {
    fn of(rows: &DataFrame, names: &[&str]) -> Result<Self, Fault> {
        let column = |name: &&str| {
            rows.column(name)
                .and_then(|it| it.str().cloned())
                .map_err(table)
        };
        names.iter().map(column).collect::<Result<_, _>>().map(Self)
    }

    fn get(&self, column: usize, row: usize) -> Option<&str> {
        self.0[column].get(row)
    }

    fn owned(&self, column: usize, row: usize) -> Option<String> {
        self.get(column, row).map(str::to_owned)
    }
}

/// Columns of decimals, as whole millionths.
struct Decimals(Vec<Int128Chunked>);

impl Decimals {
    fn of(rows: &DataFrame, names: &[&str]) -> Result<Self, Fault> {
        let column = |name: &&str| {
            let column = rows.column(name)?;
            Ok(column.decimal()?.physical().clone())
        };
        let columns: PolarsResult<Vec<_>> = names.iter().map(column).collect();
        columns.map(Self).map_err(table)
    }

    fn get(&self, column: usize, row: usize) -> Option<Decimal> {
        let millionths = self.0[column].get(row)?;
        Decimal::try_from_i128_with_scale(millionths, DECIMAL_SCALE)
            .ok()
            .map(|it| it.normalize())
    }
}

fn parties(rows: &DataFrame) -> Result<Vec<(usize, Party)>, Fault> {
    let all = entries(rows, "parties")?;
    let texts = Texts::of(&all, &["name", "role", "country"])?;
    let mentions = all
        .select(["mentions"])
        .map_err(table)?
        .lazy()
        .with_row_index("row", None);
    let mentions = mentions
        .explode(cols(["mentions"]), EXPLODE)
        .collect()
        .map_err(table)?;
    let forms = Texts::of(&mentions, &["mentions"])?;
    let of: Vec<usize> = rows_of(&mentions)?;
    let mut next = 0;
    let mut out = Vec::with_capacity(all.height());
    for (at, row) in rows_of(&all)?.into_iter().enumerate() {
        let mut mentions = Vec::new();
        while next < of.len() && of[next] == at {
            mentions.extend(forms.owned(0, next));
            next += 1;
        }
        let role = texts.get(1, at).and_then(Role::parse);
        let party = Party {
            name: texts.owned(0, at).unwrap_or_default(),
            role: role.ok_or_else(|| {
                Fault::Row(row, "expected a role, found none that is known".to_owned())
            })?,
            country: texts.owned(2, at),
            mentions,
        };
        out.push((row, party));
    }
    Ok(out)
}

fn items(rows: &DataFrame) -> Result<Vec<(usize, Item)>, Fault> {
    let all = entries(rows, "items")?;
    let texts = Texts::of(&all, &["product", "class", "unit"])?;
    let numbers = Decimals::of(&all, &["quantity", "quantity_max"])?;
    let optional = all
        .column("optional")
        .map_err(table)?
        .bool()
        .map_err(table)?;
    let item = |(at, row): (usize, usize)| {
        let item = Item {
            product: texts.owned(0, at).unwrap_or_default(),
            class: texts.owned(1, at),
            quantity: numbers.get(0, at),
            quantity_max: numbers.get(1, at),
            unit: texts.owned(2, at),
            optional: optional.get(at).unwrap_or_default(),
        };
        (row, item)
    };
    Ok(rows_of(&all)?.into_iter().enumerate().map(item).collect())
}

fn amounts(rows: &DataFrame) -> Result<Vec<(usize, Amount)>, Fault> {
    let all = entries(rows, "amounts")?;
    let texts = Texts::of(&all, &["currency", "modality", "scope"])?;
    let numbers = Decimals::of(&all, &["value", "value_max"])?;
    let primary = all
        .column("primary")
        .map_err(table)?
        .bool()
        .map_err(table)?;
    let amount = |(at, row): (usize, usize)| {
        let fault =
            |what: &str| Fault::Row(row, format!("expected a {what}, found none that is known"));
        let amount = Amount {
            value: numbers.get(0, at).ok_or_else(|| fault("value"))?,
            value_max: numbers.get(1, at),
            currency: texts.owned(0, at).unwrap_or_default(),
            modality: texts
                .get(1, at)
                .and_then(Modality::parse)
                .ok_or_else(|| fault("modality"))?,
            scope: texts
                .get(2, at)
                .and_then(Scope::parse)
                .ok_or_else(|| fault("scope"))?,
            primary: primary.get(at).unwrap_or_default(),
        };
        Ok((row, amount))
    };
    rows_of(&all)?.into_iter().enumerate().map(amount).collect()
}

fn dates(rows: &DataFrame) -> Result<Vec<(usize, DealDate)>, Fault> {
    let all = entries(rows, "dates")?;
    let texts = Texts::of(&all, &["kind", "date", "precision"])?;
    let date = |(at, row): (usize, usize)| {
        let text = |column: usize| texts.owned(column, at).unwrap_or_default();
        let date = DealDate {
            kind: text(0),
            date: text(1),
            precision: text(2),
        };
        (row, date)
    };
    Ok(rows_of(&all)?.into_iter().enumerate().map(date).collect())
}
