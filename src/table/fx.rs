//! Rates of exchange and what money is worth by them: the European Central Bank's table as it is published, or a plain
//! list. Exact decimals; a converted amount is rounded once, half to even, to the smallest unit of its currency.

use std::collections::BTreeMap;
use std::io::Read;

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::error::{Error, Result};

/// Days with what a currency is worth on them, in order.
type Days = BTreeMap<Date, Decimal>;

/// Rates of exchange.
#[derive(Clone, Debug)]
pub struct Rates {
    /// Units of the currency that one unit of `base` buys; with `None` one unit of the currency buys so much of the
    /// currency that is asked for.
    base: Option<&'static str>,
    by_currency: BTreeMap<String, Days>,
}

/// The rate that holds on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// What is multiplied with.
    times: Decimal,
    /// What is divided by.
    over: Decimal,
    /// The day that it is of: the asked one, or the last one before it with a rate.
    pub date: Date,
}

/// Digits after the point of a rate that is shown.
pub const RATE_SCALE: u32 = 12;

impl Rate {
    /// What one unit is worth, with `RATE_SCALE` digits at most. Amounts are not converted by it, but by what it is
    /// made of.
    pub fn shown(&self) -> Option<Decimal> {
        let rate = self.times.checked_div(self.over)?;
        let even = RoundingStrategy::MidpointNearestEven;
        Some(rate.round_dp_with_strategy(RATE_SCALE, even).normalize())
    }

    /// What so much is worth, with `digits` after the point; none where it has too many digits.
    pub fn convert(&self, value: Decimal, digits: u32) -> Option<Decimal> {
        let value = value.checked_mul(self.times)?.checked_div(self.over)?;
        let even = RoundingStrategy::MidpointNearestEven;
        Some(value.round_dp_with_strategy(digits, even).normalize())
    }
}

impl Rates {
    /// Reads a table of rates as CSV. With the header `Date,USD,JPY,…` it is the European Central Bank's: a row a day,
    /// units of each currency for one euro, `N/A` for none. With `date,currency,rate` each row tells what one unit of the
    /// currency is worth in the currency that is converted to. `name` stands in errors.
    pub fn read(name: &str, csv: impl Read) -> Result<Self> {
        let mut csv = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(csv);
        let fault = |line: u64, why: String| Error::usage(format!("{name}:{line}: {why}"));
        let broken = |error: csv::Error| Error::usage(format!("{name}: {error}"));
        let header = csv.headers().map_err(broken)?.clone();
        let plain = header.iter().map(str::to_ascii_lowercase);
        let is_list = plain.collect::<Vec<_>>() == ["date", "currency", "rate"];
        let is_ecb = header.get(0).is_some_and(|it| {
            it.trim_start_matches('\u{feff}')
                .eq_ignore_ascii_case("date")
        }) && header.iter().skip(1).any(is_code)
            && header.iter().skip(1).all(|it| it.is_empty() || is_code(it));
        if !is_list && !is_ecb {
            return Err(fault(
                1,
                "no table of rates: expected the header `Date,USD,JPY,…` of the European Central Bank, or \
                 `date,currency,rate`"
                    .to_owned(),
            ));
        }
        let mut by_currency: BTreeMap<String, Days> = BTreeMap::new();
        for row in csv.records() {
            let row = row.map_err(broken)?;
            let line = row.position().map_or(0, csv::Position::line);
            let day = row.get(0).unwrap_or_default();
            let day: Date = day
                .parse()
                .map_err(|_| fault(line, format!("`{day}` is no day such as 2026-11-24")))?;
            let mut add = |currency: &str, rate: &str| {
                let number = Decimal::from_str_exact(rate).ok();
                let number = number
                    .filter(|it| *it > Decimal::ZERO)
                    .ok_or_else(|| fault(line, format!("`{rate}` is no rate for {currency}")))?;
                let days = by_currency.entry(currency.to_owned()).or_default();
                match days.insert(day, number) {
                    Some(other) if other != number => Err(fault(
                        line,
                        format!("{currency} has two rates on {day}: {other} and {number}"),
                    )),
                    _ => Ok(()),
                }
            };
            if is_list {
                let currency = row.get(1).unwrap_or_default();
                if !is_code(currency) {
                    return Err(fault(
                        line,
                        format!("`{currency}` is no currency such as USD"),
                    ));
                }
                add(currency, row.get(2).unwrap_or_default())?;
            } else {
                let cells = header.iter().zip(row.iter()).skip(1);
                for (currency, rate) in cells {
                    if !currency.is_empty() && !matches!(rate, "" | "N/A") {
                        add(currency, rate)?;
                    }
                }
            }
        }
        Ok(Self {
            base: is_ecb.then_some("EUR"),
            by_currency,
        })
    }

    /// Whether amounts in other currencies can be converted to this one at all.
    pub fn knows(&self, currency: &str) -> bool {
        self.base.is_none_or(|it| it == currency) || self.by_currency.contains_key(currency)
    }

    /// The rate from one currency to another on a day: of that day, or of the last one before with all that it needs.
    pub fn on(&self, day: Date, from: &str, to: &str) -> Option<Rate> {
        let one = Decimal::ONE;
        if from == to {
            return Some(Rate {
                times: one,
                over: one,
                date: day,
            });
        }
        let Some(base) = self.base else {
            let (date, rate) = last(self.by_currency.get(from)?, day)?;
            return Some(Rate {
                times: rate,
                over: one,
                date,
            });
        };
        if from == base {
            let (date, rate) = last(self.by_currency.get(to)?, day)?;
            return Some(Rate {
                times: rate,
                over: one,
                date,
            });
        }
        if to == base {
            let (date, rate) = last(self.by_currency.get(from)?, day)?;
            return Some(Rate {
                times: one,
                over: rate,
                date,
            });
        }
        let (from, to) = (self.by_currency.get(from)?, self.by_currency.get(to)?);
        let mut day = day;
        loop {
            let (a, over) = last(from, day)?;
            let (b, times) = last(to, day)?;
            if a == b {
                return Some(Rate {
                    times,
                    over,
                    date: a,
                });
            }
            day = a.min(b);
        }
    }
}

/// The rate of the day, or of the last one before.
fn last(days: &Days, day: Date) -> Option<(Date, Decimal)> {
    days.range(..=day)
        .next_back()
        .map(|(day, rate)| (*day, *rate))
}

fn is_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|it| it.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ECB: &str = "Date,USD,JPY,HRK,\n2024-01-05,1.0921,158.35,N/A,\n2024-01-04,1.0953,N/A,N/A,\n\
                       2022-12-30,1.0666,140.66,7.5365,\n";

    fn ecb() -> Rates {
        Rates::read("rates.csv", ECB.as_bytes()).expect("a table")
    }

    fn on(day: &str, from: &str, to: &str) -> Option<(String, String)> {
        let rate = ecb().on(day.parse().expect("a day"), from, to)?;
        Some((rate.shown()?.to_string(), rate.date.to_string()))
    }

    #[test]
    fn ok_the_last_known_rate_before_a_day_holds() {
        assert_eq!(
            on("2024-01-05", "EUR", "USD"),
            Some(("1.0921".to_owned(), "2024-01-05".to_owned()))
        );
        assert_eq!(
            on("2024-01-07", "EUR", "USD"),
            Some(("1.0921".to_owned(), "2024-01-05".to_owned()))
        );
        assert_eq!(
            on("2024-01-05", "USD", "EUR"),
            Some(("0.915667063456".to_owned(), "2024-01-05".to_owned()))
        );
        assert_eq!(on("2022-12-29", "EUR", "USD"), None);
        assert_eq!(on("2024-01-05", "XAU", "USD"), None);
    }

    #[test]
    fn ok_both_sides_of_a_cross_rate_are_of_one_day() {
        // On the fourth there is no yen.
        assert_eq!(
            on("2024-01-04", "JPY", "USD"),
            Some(("0.007582823831".to_owned(), "2022-12-30".to_owned()))
        );
        assert_eq!(
            on("2023-05-01", "HRK", "USD"),
            Some(("0.141524580376".to_owned(), "2022-12-30".to_owned()))
        );
    }

    #[test]
    fn ok_amounts_are_rounded_once_half_to_even() {
        let rates = Rates::read(
            "r.csv",
            "date,currency,rate\n2024-01-01,GBP,1.25\n".as_bytes(),
        )
        .expect("a list");
        let rate = rates
            .on("2024-06-01".parse().expect("a day"), "GBP", "USD")
            .expect("a rate");
        let number = |text: &str| text.parse::<Decimal>().expect("a number");
        assert_eq!(rate.convert(number("0.02"), 2), Some(number("0.02")));
        assert_eq!(rate.convert(number("0.1"), 2), Some(number("0.12")));
        assert_eq!(rate.convert(number("0.3"), 2), Some(number("0.38")));
        // By its parts, not by the rate that is shown: a third has no end.
        let third = Rate {
            times: number("1"),
            over: number("3"),
            date: rate.date,
        };
        assert_eq!(
            third.convert(number("3000000000000"), 2),
            Some(number("1000000000000"))
        );
    }

    #[test]
    fn err_tables_that_are_none() {
        for (csv, due) in [
            ("day,value\n", "r.csv:1: no table of rates"),
            (
                "date,currency,rate\nyesterday,USD,1\n",
                "r.csv:2: `yesterday` is no day",
            ),
            (
                "date,currency,rate\n2024-01-01,USD,0\n",
                "r.csv:2: `0` is no rate for USD",
            ),
            (
                "date,currency,rate\n2024-01-01,dollars,2\n",
                "r.csv:2: `dollars` is no currency",
            ),
            (
                "date,currency,rate\n2024-01-01,USD,2\n2024-01-01,USD,3\n",
                "r.csv:3: USD has two rates on 2024-01-01",
            ),
        ] {
            let error = Rates::read("r.csv", csv.as_bytes())
                .expect_err(csv)
                .to_string();
            assert!(error.starts_with(due), "{error}");
        }
    }
}
