//! An object a line.
#![no_main]

use dealsift::source::InputFormat;
use dealsift_fuzz::{Packed, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read("a.jsonl", Some(InputFormat::JsonLines), Packed::No, bytes);
});
