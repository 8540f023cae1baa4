//! Deals with their amounts in one currency.

use iso_currency::Currency;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use polars::prelude::{
    Column, DataFrame, IdxCa, IdxSize, Int64Chunked, Int128Chunked, IntoColumn, JoinArgs, JoinType,
    LazyFrame, MaintainOrderJoin, NewChunkedArray, PolarsResult, StringChunked, UniqueKeepStrategy,
    col, cols, lit,
};
use rust_decimal::Decimal;

use super::{EXPLODE, Records, checked, order};
use crate::error::{Error, Result};
use crate::table::build::polars_error;
use crate::table::fx::{RATE_SCALE, Rate, Rates};
use crate::table::row::{mantissa, scaled};
use crate::table::schema::{CONVERTED, DECIMAL_PRECISION, DECIMAL_SCALE};

/// What amounts are converted to, and by what.
#[derive(Clone, Debug)]
pub struct Conversion {
    to: String,
    digits: u32,
    rates: Rates,
}

/// Deals with converted amounts.
pub struct Converted {
    /// The deals: a converted amount stands in the new currency, another one stays as it is.
    pub records: Records,
    /// A row for each converted amount.
    pub table: DataFrame,
    /// Amounts that there is no rate for, or no day to take it of.
    pub left: usize,
}

impl Conversion {
    /// To a currency of ISO 4217, by a table that knows it.
    pub fn new(to: &str, rates: Rates) -> Result<Self> {
        let Some(currency) = Currency::from_code(to) else {
            return Err(Error::usage(format!(
                "no currency `{to}`: expected a code of ISO 4217 such as USD"
            )));
        };
        if !rates.knows(to) {
            return Err(Error::usage(format!(
                "the table of rates has none for {to}"
            )));
        }
        Ok(Self {
            to: to.to_owned(),
            digits: u32::from(currency.exponent().unwrap_or(2)),
            rates,
        })
    }

    /// The deals with their primary amounts in the currency, each by the rate of the deal's day: that on which it was
    /// signed, else announced, else the article came out.
    pub fn of(&self, records: &Records) -> Result<Converted> {
        let args = JoinArgs {
            maintain_order: MaintainOrderJoin::Left,
            ..JoinArgs::new(JoinType::Left)
        };
        let facts = records
            .facts()
            .join(days(&records.all), [col("row")], [col("row")], args)
            .collect()
            .map_err(polars_error)?;
        let read = Facts::read(&facts).map_err(polars_error)?;
        let (mut done, mut left) = (Done::default(), 0);
        let mut currencies: Vec<Option<&str>> = Vec::with_capacity(facts.height());
        let mut sums = Ends::default();
        for n in 0..facts.height() {
            let Some(fact) = read.get(n) else {
                currencies.push(None);
                sums.push([None; 3]);
                continue;
            };
            let converted = fact.day.and_then(|day| {
                let rate = self.rates.on(day, fact.currency, &self.to)?;
                let into = |value| mantissa(rate.convert(value, self.digits)?);
                let [low, high, figure] = fact.ends;
                Some((day, rate, [into(low)?, into(high)?, into(figure)?]))
            });
            if let Some((day, rate, ends)) = converted {
                currencies.push(Some(&self.to));
                sums.push(ends.map(Some));
                if fact.currency != self.to {
                    done.push(n, day, &rate, ends);
                }
            } else {
                left += 1;
                currencies.push(Some(fact.currency));
                sums.push(fact.ends.map(mantissa));
            }
        }
        let mut changed = facts.drop("day").map_err(polars_error)?;
        let currencies = Column::new("currency".into(), currencies);
        for column in [vec![currencies], sums.columns(["low", "high", "figure"])?].concat() {
            changed.with_column(column).map_err(polars_error)?;
        }
        Ok(Converted {
            table: self.table(&facts, done)?,
            records: Records {
                all: records.all.clone(),
                facts: changed,
                titles: records.titles.clone(),
            },
            left,
        })
    }

    fn table(&self, facts: &DataFrame, done: Done) -> Result<DataFrame> {
        let rows = IdxCa::from_vec("row".into(), done.rows);
        let mut table = facts
            .select(["deal_id", "currency", "low", "high"])
            .and_then(|it| it.take(&rows))
            .map_err(polars_error)?;
        let to = vec![self.to.as_str(); table.height()];
        let rates = decimals("rate", &done.rates, RATE_SCALE)?;
        let days = Column::new("day".into(), done.days);
        let rate_days = Column::new("rate_date".into(), done.rate_days);
        let ends = done
            .ends
            .columns(["converted_low", "converted_high", "figure"])?;
        let more = [
            vec![days, rates, rate_days, Column::new("to".into(), to)],
            ends,
        ]
        .concat();
        for column in more {
            table.with_column(column).map_err(polars_error)?;
        }
        let table = table.select(CONVERTED.columns().map(|it| it.name));
        checked(table.map_err(polars_error)?, &CONVERTED)
    }
}

/// A column `day` for the deals whose article tells the day of signing or announcing.
fn days(records: &LazyFrame) -> LazyFrame {
    let is = |kind: &str| col("kind").eq(lit(kind.to_owned()));
    records
        .clone()
        .select([col("row"), col("dates")])
        .explode(cols(["dates"]), EXPLODE)
        .unnest(cols(["dates"]), None)
        .filter(is("signed").or(is("announced")))
        .filter(col("precision").eq(lit("day")))
        .sort_by_exprs(
            [col("row"), is("announced")],
            order().with_maintain_order(true),
        )
        .select([col("row"), col("date").alias("day")])
        .unique_stable_generic(Some(vec![col("row")]), UniqueKeepStrategy::First)
}

/// The columns that are read of the facts.
struct Facts<'a> {
    currency: &'a StringChunked,
    day: &'a StringChunked,
    published: &'a Int64Chunked,
    precision: &'a StringChunked,
    ends: [&'a Int128Chunked; 3],
}

/// A deal with an amount.
struct Fact<'a> {
    currency: &'a str,
    day: Option<Date>,
    /// Low, high, and as written.
    ends: [Decimal; 3],
}

impl<'a> Facts<'a> {
    fn read(facts: &'a DataFrame) -> PolarsResult<Self> {
        let decimal = |name| PolarsResult::Ok(facts.column(name)?.decimal()?.physical());
        Ok(Self {
            currency: facts.column("currency")?.str()?,
            day: facts.column("day")?.str()?,
            published: facts.column("published")?.datetime()?.physical(),
            precision: facts.column("published_precision")?.str()?,
            ends: [decimal("low")?, decimal("high")?, decimal("figure")?],
        })
    }

    /// A deal; none where it has no amount.
    fn get(&self, n: usize) -> Option<Fact<'a>> {
        let end = |values: &Int128Chunked| {
            Decimal::try_from_i128_with_scale(values.get(n)?, DECIMAL_SCALE).ok()
        };
        let [low, high, figure] = self.ends.map(end);
        Some(Fact {
            currency: self.currency.get(n)?,
            day: self.day(n),
            ends: [low?, high?, figure?],
        })
    }

    fn day(&self, n: usize) -> Option<Date> {
        if let Some(day) = self.day.get(n) {
            return day.parse().ok();
        }
        if !matches!(self.precision.get(n), Some("day" | "second")) {
            return None;
        }
        let at = Timestamp::from_microsecond(self.published.get(n)?).ok()?;
        Some(TimeZone::UTC.to_datetime(at).date())
    }
}

/// Three amounts of each deal.
#[derive(Default)]
struct Ends([Vec<Option<i128>>; 3]);

impl Ends {
    fn push(&mut self, ends: [Option<i128>; 3]) {
        for (to, end) in self.0.iter_mut().zip(ends) {
            to.push(end);
        }
    }

    fn columns(&self, names: [&str; 3]) -> Result<Vec<Column>> {
        let columns = names.into_iter().zip(&self.0);
        columns
            .map(|(name, ends)| decimals(name, ends, DECIMAL_SCALE))
            .collect()
    }
}

/// The converted amounts, a column each.
#[derive(Default)]
struct Done {
    rows: Vec<IdxSize>,
    days: Vec<String>,
    rates: Vec<Option<i128>>,
    rate_days: Vec<String>,
    ends: Ends,
}

impl Done {
    fn push(&mut self, row: usize, day: Date, rate: &Rate, ends: [i128; 3]) {
        self.rows.push(row as IdxSize);
        self.days.push(day.to_string());
        self.rate_days.push(rate.date.to_string());
        self.rates
            .push(rate.shown().and_then(|it| scaled(it, RATE_SCALE)));
        self.ends.push(ends.map(Some));
    }
}

fn decimals(name: &str, values: &[Option<i128>], scale: u32) -> Result<Column> {
    Int128Chunked::from_slice_options(name.into(), values)
        .into_decimal(DECIMAL_PRECISION as usize, scale as usize)
        .map(IntoColumn::into_column)
        .map_err(polars_error)
}
