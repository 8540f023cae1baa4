//! Web archives: what is in the records is read by its own format.
#![no_main]

use dealsift_fuzz::{Packed, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read("a.warc", None, Packed::Yes, bytes);
});
