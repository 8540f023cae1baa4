//! Objects in an array, in an object, one after the other.
#![no_main]

use dealsift::source::InputFormat;
use dealsift_fuzz::{Packed, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read("a.json", Some(InputFormat::Json), Packed::No, bytes);
});
