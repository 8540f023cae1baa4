//! Which kind of JSON a file holds, by its first bytes: a line an object, or arrays and objects over several lines.

use super::InputFormat;
use super::fields::{Columns, FieldMap};
use super::frame::{Frame, Scanned};
use super::object::offers;

/// How many lines are looked at for one that is a JSON object.
const LINES: usize = 5;

/// Which kind of JSON a file is that begins with `head` and has a name with this ending; `None` where it is none.
pub(super) fn format(head: &[u8], ending: &str, fields: &FieldMap) -> Option<InputFormat> {
    let named = matches!(ending, "jsonl" | "ndjson" | "json");
    if let Some(inside) = head.strip_prefix(b"[") {
        return (named || begins_object(inside)).then_some(InputFormat::Json);
    }
    let mut lines = head.split(|b| *b == b'\n').take(LINES);
    if !head.starts_with(b"{") || !named && !begins_object(head) && !lines.any(begins_object) {
        return (named && !head.is_empty()).then_some(InputFormat::JsonLines);
    }
    let mut frame = Frame::new();
    let (used, scanned) = frame.scan(head);
    let value = &head[..used];
    let has_text = |value: &[u8]| {
        let offers = std::str::from_utf8(value)
            .ok()
            .and_then(|it| offers(it).ok());
        offers.is_some_and(|it| Columns::have_text(fields, &it))
    };
    let of_lines = ending == "jsonl" || ending == "ndjson";
    let is_lines = if scanned == Scanned::End && !value.contains(&b'\n') {
        let behind = head[used..].trim_ascii_start();
        if behind.is_empty() {
            of_lines || ending != "json" && has_text(value)
        } else {
            !behind.starts_with(b",")
        }
    } else if scanned == Scanned::End && is_sound(value) {
        false
    } else if let Some((at, around)) = frame.array() {
        // It runs out of sight inside an array of objects: that of the articles, unless it is an article itself.
        let before = [&head[..at], b"null", &vec![b'}'; around]].concat();
        has_text(&before)
    } else {
        let mut lines = head.split(|b| *b == b'\n');
        let first = lines.next().unwrap_or_default();
        // One line that runs out of sight, a line of its own behind a broken one, else an object over several lines.
        let mut whole = head.split(|b| *b == b'\n').take(LINES);
        let mut next = lines.take(LINES);
        first.len() == head.len()
            || whole.any(|line| line.starts_with(b"{") && is_sound(line))
            || next.any(|line| line.starts_with(b"{") && begins_object(line))
            || of_lines && first.trim_ascii() != b"{"
    };
    Some(if is_lines {
        InputFormat::JsonLines
    } else {
        InputFormat::Json
    })
}

/// Whether it is JSON.
pub(super) fn is_sound(value: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(value).is_ok()
}

/// `{"name":`, or an empty object. It need not be whole: the input may be cut, or the line run out of sight.
fn begins_object(line: &[u8]) -> bool {
    let inside = line.trim_ascii_start().strip_prefix(b"{");
    let Some(inside) = inside.map(<[u8]>::trim_ascii_start) else {
        return false;
    };
    let name = inside.strip_prefix(b"\"");
    let end = name.and_then(|name| memchr::memchr(b'"', name).map(|at| &name[at + 1..]));
    inside.starts_with(b"}") || end.is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"))
}
