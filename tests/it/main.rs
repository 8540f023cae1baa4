//! The integration tests, one program so that polars is linked once.

#![allow(clippy::unwrap_used)] // A test that cannot go on fails there.

#[cfg(all(feature = "tables", unix))]
mod analyst;
mod articles;
mod cli;
mod confidence;
mod copies;
mod diffs;
mod evidence;
mod explained;
mod formats;
mod forms;
mod golden;
mod hostile;
mod layering;
mod machines;
mod made;
mod merge;
mod names;
mod odd_characters;
mod pages;
mod parties;
#[cfg(unix)]
mod pipelines;
mod properties;
#[cfg(feature = "tables")]
mod query;
mod readme;
mod report;
mod sinks;
mod slots;
#[cfg(feature = "tables")]
mod summaries;
mod told;
mod workdir;
