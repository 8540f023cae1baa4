//! The words that stand for the fixed values of a record in every output; the same as in its JSON form.

use super::record::{Modality, Role, Scope, Status, Where};

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
        }
    )+};
}

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
    Modality { Exact = "exact", Approx = "approx", Min = "min", Max = "max" }
    Scope { Total = "total", Unit = "unit", Part = "part", Annual = "annual" }
    Where { Title = "title", Text = "text" }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    fn json<T: Serialize>(values: &[T]) -> String {
        serde_json::to_string(values).expect("plain enums")
    }

    #[test]
    fn ok_names_are_those_of_the_json_form() {
        assert_eq!(json(Status::ALL), json(Status::NAMES));
        assert_eq!(json(Role::ALL), json(Role::NAMES));
        assert_eq!(json(Modality::ALL), json(Modality::NAMES));
        assert_eq!(json(Scope::ALL), json(Scope::NAMES));
        assert_eq!(json(Where::ALL), json(Where::NAMES));
        for (value, name) in Status::ALL.iter().zip(Status::NAMES) {
            assert_eq!(value.name(), *name);
        }
    }
}
