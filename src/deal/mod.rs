//! From frames to deal records.

mod record;

pub use record::{
    Amount, Deal, DealDate, Evidence, Item, Modality, Party, Role, SCHEMA_VERSION, Scope, Status,
    Where,
};
