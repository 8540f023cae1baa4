//! Archives of files: tar and zip.

mod name;
pub(super) mod tar;
pub(super) mod zip;
