//! Web archives: what is in the records is read by its own format.
#![no_main]

use dealsift::source::InputFormat;
use dealsift_fuzz::{Packed, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let format = if bytes.starts_with(b"filedesc:") {
        InputFormat::Arc
    } else {
        InputFormat::Warc
    };
    read("a.warc", Some(format), Packed::Yes, bytes);
});
