//! dealsift reads news articles and gives the deals in them, with the words that say so.

pub mod check;
pub mod cli;
pub mod deal;
pub mod error;
pub mod explain;
pub mod frame;
pub mod grammar;
pub mod mention;
pub mod pipeline;
pub mod sink;
pub mod source;
pub mod span;
pub mod table;
pub mod text;
