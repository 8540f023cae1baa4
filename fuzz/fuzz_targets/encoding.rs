//! Encodings of text and rows: long enough inputs for the detector, read as the first byte says.
#![no_main]

use dealsift::source::{InputFormat, SourceOptions};
use dealsift_fuzz::{Packed, read_with};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let format = match first % 4 {
        0 => InputFormat::JsonLines,
        1 => InputFormat::Csv,
        _ => InputFormat::Text,
    };
    read_with(
        "a",
        &SourceOptions {
            format: Some(format),
            longest: 1 << 20,
            ..SourceOptions::default()
        },
        Packed::No,
        rest,
    );
});
