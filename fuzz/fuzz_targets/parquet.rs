//! Tables of Parquet, read some rows at a time.
#![no_main]

use dealsift::source::InputFormat;
use dealsift_fuzz::{Packed, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read("a.parquet", Some(InputFormat::Parquet), Packed::Yes, bytes);
});
