//! The integration tests, one program so that polars is linked once.

#![allow(clippy::unwrap_used)] // A test that cannot go on fails there.

mod articles;
mod cli;
mod confidence;
mod copies;
mod evidence;
mod explained;
mod formats;
mod forms;
mod golden;
mod hostile;
mod layering;
mod made;
mod names;
mod odd_characters;
mod pages;
mod parties;
mod properties;
mod readme;
mod report;
mod sinks;
#[cfg(feature = "tables")]
mod summaries;
mod workdir;
