//! Decimals as text: plain digits, no exponent, no trailing zeros, so that equal numbers are equal text everywhere.

use rust_decimal::Decimal;
use serde::Serializer;

/// How text begins that a spreadsheet would run as a formula, a tab and carriage return it skips.
pub const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The shortest plain text of a decimal: `17000000000`, `4.17`, `-0.5`.
pub fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

/// The same of a whole number with so many of its digits behind the point, also where it has more than a decimal of ours.
pub fn plain_scaled(mantissa: i128, scale: usize) -> String {
    let sign = if mantissa < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", mantissa.unsigned_abs(), width = scale + 1);
    let (whole, rest) = digits.split_at(digits.len() - scale);
    let rest = rest.trim_end_matches('0');
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{rest}")
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

    #[test]
    fn ok_decimals_of_any_length() {
        assert_eq!(plain_scaled(-1_500_000, 6), "-1.5");
        assert_eq!(plain_scaled(10, 6), "0.00001");
        assert_eq!(
            plain_scaled(i128::from(u64::MAX) * 10_i128.pow(18), 6),
            "18446744073709551615000000000000"
        );
    }
}
