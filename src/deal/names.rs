//! The words that stand for the fixed values of a record in every output; the same as in its JSON form.

use super::corrections::Outcome;
use super::record::{Modality, Scope, Where};
use crate::grammar::names;

names! {
    Modality { Exact = "exact", Approx = "approx", Min = "min", Max = "max" }
    Scope { Total = "total", Unit = "unit", Part = "part", Annual = "annual" }
    Where { Title = "title", Text = "text" }
    Outcome {
        Applied = "applied",
        AppliedAnew = "applied_anew",
        Unneeded = "unneeded",
        Changed = "changed",
        NoField = "no_field",
        NoDeal = "no_deal",
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;
    use crate::grammar::{Role, Status};

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
