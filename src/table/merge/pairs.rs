//! Which records are worth comparing: those that share a key. A key is a kind of deal with two parties, or with a party and
//! an amount, a quantity or goods in two words, so that not even the party of every third deal makes pairs of all its deals.
//!
//! Where many records share a key, each is compared with those next to it in time.

use rust_decimal::Decimal;

use super::fact::Fact;

/// Records with a key that one is compared with, on either side in time.
const NEIGHBORS: u32 = 64;
/// Words of goods that make a key.
pub(super) const WORDS: usize = 2;
/// Parties of a record that make keys; more are a list of names.
const PARTIES: usize = 16;

/// A row of the table of keys: who has which key, and as how manyth in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Keyed {
    pub key: u64,
    pub rank: u32,
    pub record: u32,
}

/// The keys that several records share, each key with its records in order.
pub(super) fn keys(facts: &[Fact<'_>]) -> Vec<Keyed> {
    let mut rows: Vec<(u64, u32)> = Vec::new();
    for (record, fact) in facts.iter().enumerate() {
        let start = rows.len();
        let kind = u64::from(fact.record.kind);
        let mut parties: Vec<u32> = fact
            .sides
            .iter()
            .flat_map(|it| it.parties().iter().copied())
            .collect();
        parties.sort_unstable();
        parties.dedup();
        parties.truncate(PARTIES);
        for (n, one) in parties.iter().enumerate() {
            let one = u64::from(*one);
            for other in &parties[n + 1..] {
                rows.push((mixed(&[1, kind, one, u64::from(*other)]), record as u32));
            }
            if let Some(amount) = fact.record.primary {
                let [high, low] = halves(amount.value);
                let currency = u64::from(amount.currency);
                rows.push((mixed(&[2, kind, one, currency, high, low]), record as u32));
            }
            for thing in fact.things.iter().filter(|it| it.words.len() >= WORDS) {
                let words = thing.words.iter().map(|it| u64::from(*it));
                let parts: Vec<u64> = [4, kind, one].into_iter().chain(words).collect();
                rows.push((mixed(&parts), record as u32));
            }
            for quantity in fact.things.iter().filter_map(|it| it.quantity) {
                let [high, low] = halves(quantity);
                rows.push((mixed(&[3, kind, one, high, low]), record as u32));
            }
        }
        rows[start..].sort_unstable();
        let mut kept = start;
        for n in start..rows.len() {
            if n == start || rows[n] != rows[kept - 1] {
                rows[kept] = rows[n];
                kept += 1;
            }
        }
        rows.truncate(kept);
    }
    rows.sort_unstable();
    let mut keyed = Vec::new();
    for held in rows
        .chunk_by(|one, other| one.0 == other.0)
        .filter(|it| it.len() > 1)
    {
        keyed.extend(held.iter().zip(0..).map(|(row, rank)| Keyed {
            key: row.0,
            rank,
            record: row.1,
        }));
    }
    keyed
}

fn halves(value: Decimal) -> [u64; 2] {
    let value = value.normalize();
    let mantissa = value.mantissa().unsigned_abs();
    [
        (mantissa >> 64) as u64 ^ u64::from(value.scale()),
        mantissa as u64,
    ]
}

/// A number for a list of numbers, the same on every machine. Two lists with one number cost a comparison and nothing else.
fn mixed(parts: &[u64]) -> u64 {
    parts.iter().fold(0x9e37_79b9_7f4a_7c15, |state, part| {
        let mut it = (state ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    })
}

/// Pairs of records that share a key, each once.
#[cfg(not(feature = "tables"))]
#[allow(clippy::unnecessary_wraps)] // As the join has it.
pub(super) fn joined(keyed: &[Keyed]) -> crate::error::Result<Vec<(u32, u32)>> {
    Ok(looked_up(keyed))
}

/// Pairs of records that share a key, each once: a join of the table of keys with itself, within stretches of time.
#[cfg(feature = "tables")]
pub(super) fn joined(keyed: &[Keyed]) -> crate::error::Result<Vec<(u32, u32)>> {
    use polars::prelude::{IntoLazy, UniqueKeepStrategy, col, df, lit};

    use crate::table::build::polars_error;

    let column = |of: fn(&Keyed) -> u32| keyed.iter().map(of).collect::<Vec<_>>();
    let table = df!(
        "key" => keyed.iter().map(|it| it.key).collect::<Vec<_>>(),
        "stretch" => column(|it| it.rank / NEIGHBORS),
        "rank" => column(|it| it.rank),
        "record" => column(|it| it.record),
    )
    .map_err(polars_error)?
    .lazy();
    let within = |later: polars::prelude::LazyFrame| {
        table
            .clone()
            .join(
                later,
                [col("key"), col("stretch")],
                [col("key"), col("stretch")],
                polars::prelude::JoinArgs::new(polars::prelude::JoinType::Inner),
            )
            .filter(
                col("rank")
                    .lt(col("rank_right"))
                    .and((col("rank") + lit(NEIGHBORS)).gt_eq(col("rank_right"))),
            )
            .select([col("record"), col("record_right")])
    };
    let next = table.clone().filter(col("stretch").gt(lit(0_u32)));
    let next = next.with_column(col("stretch") - lit(1_u32));
    let pairs = polars::prelude::concat(
        [within(table.clone()), within(next)],
        polars::prelude::UnionArgs::default(),
    )
    .map_err(polars_error)?
    .unique_generic(None, UniqueKeepStrategy::Any)
    .collect()
    .map_err(polars_error)?;
    let numbers = |name: &str| {
        let column = pairs.column(name).and_then(|it| it.u32().cloned());
        column.map_err(polars_error)
    };
    let (ones, others) = (numbers("record")?, numbers("record_right")?);
    let mut pairs: Vec<_> = ones
        .into_no_null_iter()
        .zip(others.into_no_null_iter())
        .collect();
    pairs.sort_unstable();
    Ok(pairs)
}

/// The same without a table.
#[cfg(any(test, not(feature = "tables")))]
pub(super) fn looked_up(keyed: &[Keyed]) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    for (n, one) in keyed.iter().enumerate() {
        let others = keyed[n + 1..].iter().take(NEIGHBORS as usize);
        pairs.extend(
            others
                .take_while(|it| it.key == one.key)
                .map(|it| (one.record, it.record)),
        );
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyed(sizes: &[u32]) -> Vec<Keyed> {
        let mut record = 0;
        let mut rows = Vec::new();
        for (key, size) in (0..).zip(sizes) {
            for rank in 0..*size {
                record += 7;
                rows.push(Keyed {
                    key,
                    rank,
                    record: record % 1009,
                });
            }
        }
        rows
    }

    #[test]
    fn ok_a_key_of_thousands_makes_no_pairs_of_all() {
        let pairs = looked_up(&keyed(&[1000]));
        assert!(pairs.len() <= 1000 * NEIGHBORS as usize, "{}", pairs.len());
        assert_eq!(looked_up(&keyed(&[3])), [(7, 14), (7, 21), (14, 21)]);
    }

    #[cfg(feature = "tables")]
    #[test]
    fn ok_the_join_gives_the_same_pairs() {
        let rows = keyed(&[2, 3, 64, 65, 130, 200]);
        assert_eq!(joined(&rows).expect("a join"), looked_up(&rows));
        assert!(joined(&[]).expect("a join of nothing").is_empty());
    }
}
