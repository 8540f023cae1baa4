//! Anything, under a name that the first byte picks; nothing is forced.
#![no_main]

use dealsift_fuzz::{Packed, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    const NAMES: [&str; 8] = [
        "a",
        "a.txt",
        "a.json",
        "a.jsonl.gz",
        "a.csv",
        "a.html",
        "a.xml",
        "a.eml",
    ];
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    read(
        NAMES[usize::from(*first) % NAMES.len()],
        None,
        Packed::Yes,
        rest,
    );
});
