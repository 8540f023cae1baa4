//! RSS, Atom and RDF.
#![no_main]

use dealsift::source::InputFormat;
use dealsift_fuzz::{Packed, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read("a.xml", Some(InputFormat::Feed), Packed::No, bytes);
});
