//! From files, folders, archives and standard input to articles.

mod article;

pub use article::{Article, Precision, Published};
