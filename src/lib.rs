//! dealsift reads news articles and gives the deals in them: who buys from or sells to whom, how many of what, for how
//! much, how firm it is, and which words of the article say so.
//!
//! Data goes one way: [`source`] → [`text`] → [`mention`] → [`frame`] → [`deal`] → [`table`] → [`sink`].
//! [`pipeline::Extractor`] takes an article through the stages; what they know of language stands in [`grammar`] files.
//!
//! ```
//! use dealsift::pipeline::Extractor;
//! use dealsift::source::Article;
//!
//! # fn main() -> Result<(), dealsift::error::Error> {
//! let extractor = Extractor::builder().build()?;
//! let article = Article {
//!     id: "a-1".to_owned(),
//!     text: "Falcon Air ordered 18 jets from Oakline Corp for $2 billion.".to_owned(),
//!     ..Article::default()
//! };
//! let deals = extractor.deals_of(&article)?;
//! assert_eq!(deals.len(), 1);
//! assert_eq!(deals[0].kind, "purchase");
//! assert_eq!(deals[0].parties[0].name, "Falcon Air");
//! assert_eq!(deals[0].amounts[0].value.to_string(), "2000000000");
//! # Ok(())
//! # }
//! ```
//!
//! Without the feature `tables` (`default-features = false`) there is no polars: deals as records, JSON lines and CSV. An
//! [`pipeline::Extractor`] is `Send + Sync`, nothing is kept between articles, and there is no global state.
//!
//! By the rules of semantic versioning hold: [`pipeline`], [`source`], [`deal`], [`table`], [`sink`], [`grammar::GrammarFiles`]
//! and [`error`]. `text`, `mention`, `frame`, `span`, `check`, `explain` and the rest of `grammar` are open for those who study
//! or extend the stages and may change in any release; `cli` is the command's. Fields may be added to the record, never
//! taken away or given another meaning, within a major version.

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
