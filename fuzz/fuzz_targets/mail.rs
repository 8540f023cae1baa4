//! Mailboxes and single mails; what begins as a mailbox does is one.
#![no_main]

use dealsift::source::InputFormat;
use dealsift_fuzz::{Packed, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let format = if bytes.starts_with(b"From ") {
        InputFormat::Mbox
    } else {
        InputFormat::Eml
    };
    read("a.mail", Some(format), Packed::Yes, bytes);
});
