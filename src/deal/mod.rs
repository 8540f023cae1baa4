//! From frames to deal records.

mod names;
mod plain;
mod record;

pub use plain::plain;
pub use record::{
    Amount, Deal, DealDate, Evidence, Item, Modality, Party, Role, SCHEMA_VERSION, Scope, Status,
    Where,
};
