//! Encodings of text and rows: long enough inputs for the detector, read as the first byte says.
#![no_main]

use dealsift::source::InputFormat;
use dealsift_fuzz::{Packed, read_up_to};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let format = match first % 4 {
        0 => InputFormat::JsonLines,
        1 => InputFormat::Csv,
        _ => InputFormat::Text,
    };
    read_up_to(1 << 20, "a", Some(format), Packed::No, rest);
});
