//! Text files and the splitter of pages of several articles: a file of its own, and as the text of a row.
#![no_main]

use dealsift::source::InputFormat;
use dealsift_fuzz::{Packed, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read("a.txt", Some(InputFormat::Text), Packed::No, bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let row = serde_json::json!({ "text": text }).to_string();
        read(
            "a.jsonl",
            Some(InputFormat::JsonLines),
            Packed::No,
            row.as_bytes(),
        );
    }
});
