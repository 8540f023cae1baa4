//! Web pages.
#![no_main]

use dealsift::source::InputFormat;
use dealsift_fuzz::{Packed, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read("a.html", Some(InputFormat::Html), Packed::No, bytes);
});
