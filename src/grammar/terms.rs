//! The closed sets of terms that rules and records share: roles and statuses.

use serde::{Deserialize, Serialize};

/// How firm a deal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Considered, bid, in talks, planned, or pending approval.
    Proposed,
    /// A memorandum, letter of intent or framework; non-binding.
    Mou,
    /// Announced, signed, ordered, awarded.
    Agreed,
    /// Closed, delivered, paid out.
    Completed,
    /// Dropped, rejected, terminated.
    Cancelled,
}

/// What a party does in a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Orders, acquires, awards the contract, leases or licenses in.
    Buyer,
    /// Supplies, is awarded the contract, sells, leases or licenses out.
    Seller,
    /// Puts money in.
    Investor,
    /// Is acquired or invested in, or its shares are sold.
    Target,
    /// Lends, grants, gives aid.
    Lender,
    /// Receives a loan, grant or aid.
    Borrower,
    /// One side of a partnership or trade agreement.
    Partner,
}

/// Gives the values of plain enums the words that stand for them in every output and in the grammar.
macro_rules! names {
    ($($type:ident { $($value:ident = $name:literal),+ $(,)? })+) => {$(
        impl $type {
            /// All values, in their own order.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];
            /// Their names, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// The word for it in every output.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $name),+
                }
            }

            /// The value of a word.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.name() == name)
            }
        }
    )+};
}
pub(crate) use names;

names! {
    Status {
        Proposed = "proposed",
        Mou = "mou",
        Agreed = "agreed",
        Completed = "completed",
        Cancelled = "cancelled",
    }
    Role {
        Buyer = "buyer",
        Seller = "seller",
        Investor = "investor",
        Target = "target",
        Lender = "lender",
        Borrower = "borrower",
        Partner = "partner",
    }
}
