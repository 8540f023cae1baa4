//! tar and zip archives of anything.
#![no_main]

use dealsift::source::InputFormat;
use dealsift_fuzz::{Packed, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let format = if bytes.starts_with(b"PK") {
        InputFormat::Zip
    } else {
        InputFormat::Tar
    };
    read("a.tar", Some(format), Packed::Yes, bytes);
});
