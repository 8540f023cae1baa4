//! Rows of commas or tabs; the first byte says which.
#![no_main]

use dealsift::source::InputFormat;
use dealsift_fuzz::{Packed, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (format, bytes) = match bytes {
        [b'\t', rest @ ..] => (InputFormat::Tsv, rest),
        _ => (InputFormat::Csv, bytes),
    };
    read("a.csv", Some(format), Packed::No, bytes);
});
