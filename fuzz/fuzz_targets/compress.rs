//! gzip, zstd, bzip2 and xz, and layers of them, with lines in them.
#![no_main]

use dealsift::source::InputFormat;
use dealsift_fuzz::{Packed, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read("a.gz", Some(InputFormat::JsonLines), Packed::Yes, bytes);
});
