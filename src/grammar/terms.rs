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

impl Status {
    /// All, in the order of the life of a deal.
    pub const ALL: [Status; 5] = [
        Status::Proposed,
        Status::Mou,
        Status::Agreed,
        Status::Completed,
        Status::Cancelled,
    ];

    /// As records write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Proposed => "proposed",
            Status::Mou => "mou",
            Status::Agreed => "agreed",
            Status::Completed => "completed",
            Status::Cancelled => "cancelled",
        }
    }
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

impl Role {
    /// All, in the order of the columns of the deal table.
    pub const ALL: [Role; 7] = [
        Role::Buyer,
        Role::Seller,
        Role::Investor,
        Role::Target,
        Role::Lender,
        Role::Borrower,
        Role::Partner,
    ];

    /// As records and patterns write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Buyer => "buyer",
            Role::Seller => "seller",
            Role::Investor => "investor",
            Role::Target => "target",
            Role::Lender => "lender",
            Role::Borrower => "borrower",
            Role::Partner => "partner",
        }
    }

    /// The role of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == name)
    }
}
