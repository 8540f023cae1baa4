//! From frames to deal records.

mod amounts;
mod confidence;
pub mod corrections;
mod draft;
mod entity;
mod finish;
mod items;
mod link;
mod makers;
mod merge;
mod names;
mod passages;
mod plain;
mod record;
mod resolve;

pub use amounts::AmountWords;
pub use confidence::{Reason, SIGNS};
pub use link::{Fate, Knowledge, Linked, link};

pub use plain::{FORMULA_STARTS, plain, plain_scaled};
pub use record::{
    Amount, Correction, Deal, DealDate, Evidence, Item, Modality, Party, Passage, Role,
    SCHEMA_VERSION, Scope, Status, Where,
};
