//! Decimals as text: plain digits, no exponent, no trailing zeros, so that equal numbers are equal text everywhere.

use rust_decimal::Decimal;
use serde::Serializer;

/// The shortest plain text of a decimal: `17000000000`, `4.17`, `-0.5`.
pub fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

pub(super) fn serialize_plain<S: Serializer>(value: &Decimal, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&value.normalize())
}

#[allow(clippy::ref_option)] // The signature is serde's.
pub(super) fn serialize_plain_option<S: Serializer>(
    value: &Option<Decimal>,
    to: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serialize_plain(value, to),
        None => to.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_no_trailing_zeros_and_no_exponent() {
        for (written, text) in [
            ("17000000000", "17000000000"),
            ("17000000000.00", "17000000000"),
            ("4.170", "4.17"),
            ("-0.50", "-0.5"),
            ("0.000", "0"),
            ("-0.0", "0"),
            (
                "79228162514264337593543950335",
                "79228162514264337593543950335",
            ),
            (
                "0.0000000000000000000000000001",
                "0.0000000000000000000000000001",
            ),
        ] {
            assert_eq!(plain(written.parse().expect(written)), text);
        }
        assert_eq!(
            plain(Decimal::from_scientific("1.7e10").expect("a number")),
            "17000000000"
        );
    }
}
