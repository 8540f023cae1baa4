//! JSON that is not a line an object: an array of objects, one object a file, an object around an array, and objects or
//! arrays one after the other.
//!
//! The ends of the objects are found by counting brackets, so only one object is held in memory at a time; each is then
//! parsed alone. What is broken costs the object it stands in: reading goes on at what looks like the start of the next.

use std::collections::VecDeque;
use std::io::BufRead;

use super::frame::{Frame, Scanned};
use super::json_kind::is_sound;
use super::object::{Members, Objects, offers};
use super::stream::Stream;
use super::{Event, Input, Pages, Source, SourceOptions, fields, reject};

/// How deep an array of articles may stand in objects around it.
const WRAPPED: usize = 4;
/// Bytes that are looked at again after broken objects, before the rest of a file is given up.
const AGAIN: usize = 1 << 30;

pub(super) struct Json<'a> {
    id: String,
    place: String,
    bytes: Bytes,
    objects: Objects<'a>,
    options: &'a SourceOptions,
    pages: &'a Pages,
    waiting: VecDeque<Event>,
    /// Inside an array, the number of its last element; outside, `None`.
    element: Option<u64>,
    /// Values at the top so far.
    values: u64,
    /// Brackets that are open around the array that is read.
    around: usize,
    again: usize,
    ended: bool,
}

impl<'a> Json<'a> {
    pub fn new(input: Input, options: &'a SourceOptions, pages: &'a Pages) -> Self {
        Self {
            id: input.id,
            place: input.place,
            bytes: Bytes::new(input.stream),
            objects: Objects::new(&options.fields),
            options,
            pages,
            waiting: VecDeque::new(),
            element: None,
            values: 0,
            around: 0,
            again: 0,
            ended: false,
        }
    }

    fn refuse(&mut self, at: u64, reason: impl std::fmt::Display) {
        let place = format!("{}@{}", self.place, self.bytes.stream.locate(at));
        let reason = match self.element {
            Some(number) => format!("element {number}: {reason}"),
            None => reason.to_string(),
        };
        self.waiting.push_back(reject(place, reason));
    }

    fn end(&mut self) {
        self.ended = true;
        if self.values == 0 && self.waiting.is_empty() {
            self.waiting
                .push_back(reject(self.place.as_str(), "no text"));
        }
    }

    /// One step: a value, or a sign between values.
    fn step(&mut self) {
        let next = match self.bytes.peek_sign() {
            Ok(next) => next,
            Err(error) => {
                let (at, reason) = self.bytes.explain(&error);
                self.ended = true;
                self.waiting
                    .push_back(reject(format!("{}@{at}", self.place), reason));
                return;
            }
        };
        match (next, self.element) {
            (None, None) if self.around > 0 => {
                let at = self.bytes.at;
                self.refuse(at, "the file ends inside an object");
                self.ended = true;
            }
            (None, None) => self.end(),
            (None, Some(number)) => {
                let at = self.bytes.at;
                self.element = None;
                self.refuse(
                    at,
                    format!("the file ends inside an array, behind element {number}"),
                );
                self.ended = true;
            }
            (Some(b']'), Some(_)) => {
                self.bytes.consume(1);
                self.element = None;
            }
            (Some(_), None) if self.around > 0 => {
                // Behind the array that the object was entered for; the rest of it is passed over.
                let around = std::mem::take(&mut self.around);
                self.skip(Frame::inside(around));
            }
            // Objects with commas between them and no array around are read too.
            (Some(b','), _) => self.bytes.consume(1),
            (Some(b'['), None) => {
                self.values += 1;
                self.bytes.consume(1);
                self.element = Some(0);
            }
            (Some(sign), None) if !matches!(sign, b'{' | b'"') => {
                self.values += 1;
                self.junk();
            }
            (Some(_), element) => {
                self.values += 1;
                self.element = element.map(|number| number + 1);
                self.value();
            }
        }
    }

    /// Refuses what is no JSON, up to the end of its line.
    fn junk(&mut self) {
        let at = self.bytes.at;
        self.refuse(at, "no JSON object");
        while let Some(chunk) = self.bytes.chunk()
            && !chunk.is_empty()
        {
            let newline = memchr::memchr(b'\n', chunk);
            let used = newline.map_or(chunk.len(), |at| at + 1);
            self.bytes.consume(used);
            if newline.is_some() {
                return;
            }
        }
    }

    /// Reads one value, at the top or in an array.
    fn value(&mut self) {
        let start = self.bytes.at;
        let mut raw = Vec::new();
        let mut frame = Frame::new();
        loop {
            let Some(chunk) = self.bytes.chunk() else {
                return;
            };
            if chunk.is_empty() {
                if frame.is_scalar() {
                    break;
                }
                self.broken(start, raw, "it does not end".to_owned());
                self.ended |= self.bytes.is_spent();
                return;
            }
            let (used, scanned) = frame.scan(chunk);
            raw.extend_from_slice(&chunk[..used]);
            self.bytes.consume(used);
            if scanned == Scanned::End {
                break;
            }
            if raw.len() > self.options.longest {
                return self.over_the_bound(start, raw, frame);
            }
        }
        if self.element.is_none() && raw.starts_with(b"{") && self.is_wrapper(start, &raw) {
            return;
        }
        self.row(start, raw);
    }

    fn row(&mut self, start: u64, raw: Vec<u8>) {
        let id = match self.element {
            Some(number) => format!("{}:{number}", self.id),
            None if self.values > 1 => format!("{}:{}", self.id, self.values),
            None => self.id.clone(),
        };
        let articles = self
            .objects
            .read(&raw)
            .and_then(|row| row.articles(|| id, self.pages));
        let notices = self.objects.notices(&self.place).into_iter();
        self.waiting.extend(notices.map(Event::Warning));
        match articles {
            Ok(articles) => self
                .waiting
                .extend(articles.into_iter().map(Event::Article)),
            Err(reason) if is_sound(&raw) => self.refuse(start, reason),
            Err(reason) => self.broken(start, raw, reason),
        }
    }

    /// Refuses a value that is not sound, and reads on where the next one seems to begin inside what was taken for it.
    fn broken(&mut self, start: u64, raw: Vec<u8>, reason: String) {
        self.refuse(start, reason);
        let Some(next) = next_object(&raw, self.element.is_some()) else {
            return;
        };
        self.again += raw.len() - next;
        if self.again > AGAIN {
            self.ended = true;
            let at = start + next as u64;
            return self.refuse(at, "too much of it is broken; the rest is not read");
        }
        self.bytes.unread(raw, next);
    }

    /// A value that does not fit the bound: an object around an array is entered, anything else refused.
    fn over_the_bound(&mut self, start: u64, raw: Vec<u8>, frame: Frame) {
        if let (None, Some((at, around))) = (self.element, frame.array()) {
            let before = [&raw[..at], b"null", &vec![b'}'; around]].concat();
            let before = std::str::from_utf8(&before).unwrap_or_default();
            let outer = offers(before).unwrap_or_default();
            let has_text = fields::Columns::have_text(&self.options.fields, &outer);
            if !has_text && self.is_article(first_element(&raw[at..])) {
                self.around = around;
                self.element = Some(0);
                return self.bytes.unread(raw, at + 1);
            }
        }
        let longest = self.options.longest;
        let reason = format!("more than the {longest} bytes that are read as one object");
        if next_object(&raw, self.element.is_some()).is_some() {
            return self.broken(start, raw, reason);
        }
        drop(raw);
        self.refuse(start, reason);
        self.skip(frame);
    }

    /// Passes over the rest of a value.
    fn skip(&mut self, mut frame: Frame) {
        let at = self.bytes.at;
        while let Some(chunk) = self.bytes.chunk() {
            if chunk.is_empty() {
                self.refuse(at, "the file ends inside an object");
                self.ended = true;
                return;
            }
            let (used, scanned) = frame.scan(chunk);
            self.bytes.consume(used);
            if scanned == Scanned::End {
                return;
            }
        }
    }

    fn is_article(&self, raw: &[u8]) -> bool {
        let offers = std::str::from_utf8(raw).ok().and_then(|it| offers(it).ok());
        offers.is_some_and(|it| fields::Columns::have_text(&self.options.fields, &it))
    }

    /// Whether the object is no article but stands around an array of them, which is then read next.
    fn is_wrapper(&mut self, start: u64, raw: &[u8]) -> bool {
        if self.is_article(raw) {
            return false;
        }
        let Ok(text) = std::str::from_utf8(raw) else {
            return false;
        };
        let mut arrays = Vec::new();
        self.arrays(text, "", WRAPPED, &mut arrays);
        match arrays.as_slice() {
            [] => false,
            [(_, array)] => {
                // The array alone is read on; what stands around it in the object is done with.
                let at = array.as_ptr() as usize - text.as_ptr() as usize;
                self.bytes.unread_part(start + at as u64, array.as_bytes());
                true
            }
            several => {
                let names: Vec<_> = several
                    .iter()
                    .map(|(name, _)| format!("`{name}`"))
                    .collect();
                let reason = format!(
                    "no `{}`, and several arrays that could hold the articles: {}",
                    self.options.fields.name(fields::Field::Text),
                    names.join(", ")
                );
                self.refuse(start, reason);
                true
            }
        }
    }

    /// The arrays in an object, and in objects in it, that hold articles by their first element.
    fn arrays<'t>(
        &self,
        object: &'t str,
        path: &str,
        depth: usize,
        found: &mut Vec<(String, &'t str)>,
    ) {
        let Ok(Members(members)) = serde_json::from_str::<Members<'t>>(object) else {
            return;
        };
        for (name, value) in members {
            let path = if path.is_empty() {
                name.into_owned()
            } else {
                format!("{path}.{name}")
            };
            let value = value.get();
            if value.starts_with('[') && self.is_article(first_element(value.as_bytes())) {
                found.push((path, value));
            } else if value.starts_with('{') && depth > 0 {
                self.arrays(value, &path, depth - 1, found);
            }
        }
    }
}

/// The first element of what begins as an array, an empty slice where it does not end.
fn first_element(array: &[u8]) -> &[u8] {
    let inside = array[1..].trim_ascii_start();
    let mut frame = Frame::new();
    match frame.scan(inside) {
        (used, Scanned::End) => &inside[..used],
        _ => &[],
    }
}

/// Where the next object seems to begin in a broken one: behind `},` in an array, at the start of a line elsewhere.
fn next_object(raw: &[u8], in_array: bool) -> Option<usize> {
    let mut starts = memchr::memchr_iter(b'{', raw).skip_while(|at| *at == 0);
    starts.find(|at| {
        let (before, behind) = (&raw[..*at], &raw[*at + 1..]);
        let is_start = if in_array {
            let comma = before.trim_ascii_end().strip_suffix(b",");
            comma.is_some_and(|before| before.trim_ascii_end().ends_with(b"}"))
        } else {
            before.ends_with(b"\n")
        };
        is_start && behind.trim_ascii_start().starts_with(b"\"")
    })
}

impl Source for Json<'_> {
    fn next_event(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.ended {
                return None;
            }
            self.step();
        }
    }
}

/// A stream with its offset, to which bytes can be given back.
struct Bytes {
    stream: Stream,
    /// Offset of the next byte, after decompression.
    at: u64,
    back: Vec<u8>,
    back_at: usize,
    /// Where the stream goes on behind what was given back.
    resume: u64,
    error: Option<std::io::Error>,
}

impl Bytes {
    fn new(stream: Stream) -> Self {
        Self {
            stream,
            at: 0,
            back: Vec::new(),
            back_at: 0,
            resume: 0,
            error: None,
        }
    }

    /// What comes next; nothing at the end.
    fn fill(&mut self) -> std::io::Result<&[u8]> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        if self.back_at < self.back.len() {
            return Ok(&self.back[self.back_at..]);
        }
        loop {
            match self.stream.fill_buf() {
                Ok(_) => break,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        self.stream.fill_buf()
    }

    /// The same inside a value: `None` where reading fails, which the step that follows tells.
    fn chunk(&mut self) -> Option<&[u8]> {
        if let Err(error) = self.fill() {
            self.error = Some(error);
            return None;
        }
        self.fill().ok()
    }

    fn consume(&mut self, count: usize) {
        self.at += count as u64;
        if self.back_at < self.back.len() {
            self.back_at += count;
            if self.back_at == self.back.len() {
                self.back = Vec::new();
                self.back_at = 0;
                self.at = self.at.max(self.resume);
            }
        } else {
            self.stream.consume(count);
        }
    }

    /// Gives back bytes that were read last, from `from` on.
    fn unread(&mut self, mut raw: Vec<u8>, from: usize) {
        let count = raw.len() - from;
        self.at -= count as u64;
        raw.extend_from_slice(&self.back[self.back_at..]);
        self.back = raw;
        self.back_at = from;
    }

    /// Gives back a part of what was read last; what stood behind it is done with.
    fn unread_part(&mut self, at: u64, part: &[u8]) {
        self.resume = self.resume.max(self.at);
        self.at = at;
        let mut back = part.to_vec();
        back.extend_from_slice(&self.back[self.back_at..]);
        self.back = back;
        self.back_at = 0;
    }

    /// The next byte that is no white space, which is not consumed.
    fn peek_sign(&mut self) -> std::io::Result<Option<u8>> {
        loop {
            let chunk = self.fill()?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let space = chunk.len() - chunk.trim_ascii_start().len();
            let sign = chunk.get(space).copied();
            self.consume(space);
            if sign.is_some() {
                return Ok(sign);
            }
        }
    }

    /// Whether nothing waits that was given back.
    fn is_spent(&self) -> bool {
        self.back_at == self.back.len()
    }

    /// Where and why a read failed.
    fn explain(&self, error: &std::io::Error) -> (u64, String) {
        (self.stream.offset(), self.stream.explain(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::shown;

    fn events(bytes: &[u8], options: &SourceOptions) -> Vec<String> {
        let input = Input::of_bytes("d.json", bytes);
        let source = Json::new(input, options, Pages::built_in());
        shown(source, |a| format!("{} {:?}", a.id, a.text))
    }

    fn read(text: &str) -> Vec<String> {
        events(text.as_bytes(), &SourceOptions::default())
    }

    #[test]
    fn ok_arrays_objects_and_many_of_them() {
        let array = r#" [ {"text":"One."}, {"id":"b","text":"Two, ] } \" ["} ] "#;
        assert_eq!(read(array), ["d.json:1 \"One.\"", "b \"Two, ] } \\\" [\""]);
        let object = "{\n  \"title\": \"A\",\n  \"maintext\": \"One.\"\n}\n";
        assert_eq!(
            read(object),
            [
                "? in/d.json: text is read from `maintext`",
                "d.json \"One.\""
            ]
        );
        let several = "{\n\"text\": \"One.\"\n}\n{\n\"text\": \"Two.\"\n},\n{\"text\":\"Three.\"}";
        assert_eq!(
            read(several),
            [
                "d.json \"One.\"",
                "d.json:2 \"Two.\"",
                "d.json:3 \"Three.\""
            ]
        );
        assert_eq!(
            read("[{\"text\":\"One.\"}]\n[{\"text\":\"Two.\"}]"),
            ["d.json:1 \"One.\"", "d.json:1 \"Two.\""]
        );
        assert!(read("[]").is_empty());
    }

    #[test]
    fn ok_an_array_inside_an_object() {
        let articles = r#"{"status":"ok","tags":[{"name":"x"}],"articles":[{"text":"One."},{"text":"Two."}],"n":2}"#;
        assert_eq!(read(articles), ["d.json:1 \"One.\"", "d.json:2 \"Two.\""]);
        let hits =
            r#"{"took":1,"hits":{"total":1,"hits":[{"_id":"k","_source":{"body":"One."}}]}}"#;
        assert_eq!(
            read(hits),
            [
                "? in/d.json: id is read from `_id`, text from `_source.body`",
                "k \"One.\""
            ]
        );
        // An article may hold others that it is related to.
        let related = r#"{"related":[{"text":"Two."}],"text":"One."}"#;
        assert_eq!(read(related), ["d.json \"One.\""]);
    }

    #[test]
    fn ok_an_array_in_an_object_over_the_bound() {
        let options = SourceOptions {
            longest: 300,
            ..SourceOptions::default()
        };
        let articles: Vec<_> = (1..=100)
            .map(|n| format!("{{\"text\":\"Number {n}, with }} and {{\"}}"))
            .collect();
        let text = format!(
            "{{\"status\":\"ok\",\"articles\":[{}],\"more\":{{\"a\":[1,2]}}}} {{\"text\":\"Last.\"}}",
            articles.join(",\n")
        );
        let told = events(text.as_bytes(), &options);
        assert_eq!(told.len(), 101, "{told:#?}");
        assert_eq!(told[99], "d.json:100 \"Number 100, with } and {\"");
        assert!(told[100].ends_with("\"Last.\""), "{}", told[100]);
    }

    #[test]
    fn err_a_broken_element_costs_itself() {
        let text = r#"[{"text":"One."},
 {"text":"Two.},
 {"text":"Three."},
 junk,
 {"title":"Four"},
 5,
 {"text":"Six."}]"#;
        assert_eq!(
            read(text),
            [
                "d.json:1 \"One.\"",
                "! in/d.json@19: element 2: it does not end",
                "d.json:3 \"Three.\"",
                "! in/d.json@56: element 4: no JSON object",
                "! in/d.json@63: element 5: no `text`",
                "! in/d.json@82: element 6: a JSON value that is no object",
                "d.json:7 \"Six.\"",
            ]
        );
    }

    #[test]
    fn err_cut_files_keep_what_came_before() {
        for (text, last) in [
            (
                "[{\"text\":\"One.\"},{\"text\":\"Tw",
                "element 2: it does not end",
            ),
            (
                "[{\"text\":\"One.\"},",
                "the file ends inside an array, behind element 1",
            ),
            (
                "[{\"text\":\"One.\"}",
                "the file ends inside an array, behind element 1",
            ),
        ] {
            let told = read(text);
            assert_eq!(told.len(), 2, "{told:?}");
            assert_eq!(told[0], "d.json:1 \"One.\"");
            assert!(told[1].ends_with(last), "{}", told[1]);
        }
        assert_eq!(read(" \n"), ["! in/d.json: no text"]);
        let packed = zstd::encode_all("[{\"text\":\"One.\"},\n".repeat(9000).as_bytes(), 1);
        let packed = packed.expect("memory");
        let told = events(&packed[..packed.len() - 3], &SourceOptions::default());
        assert!(
            told.last().is_some_and(|it| it.contains("cut")),
            "{:?}",
            told.last()
        );
    }

    #[test]
    fn err_several_arrays_and_none() {
        assert_eq!(
            read(r#"{"a":[{"text":"One."}],"b":{"c":[{"text":"Two."}]}}"#),
            [
                "! in/d.json@0: no `text`, and several arrays that could hold the articles: `a`, `b.c`"
            ]
        );
        assert_eq!(read(r#"{"a":[1]}"#), ["! in/d.json@0: no `text`"]);
    }

    #[test]
    fn err_any_depth_and_the_next_is_read() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let objects = "{\"a\":".repeat(100_000) + "1" + &"}".repeat(100_000);
        let text =
            format!("[{deep},{objects},{{\"x\":{deep},\"text\":\"One.\"}},{{\"text\":\"Two.\"}}]");
        let told = read(&text);
        assert_eq!(told.last().map(String::as_str), Some("d.json:4 \"Two.\""));
        assert!(read(&deep[..100_000]).len() < 3);
        assert!(read(&objects[..300_000]).len() < 3);
    }

    #[test]
    fn err_an_object_over_the_bound() {
        let options = SourceOptions {
            longest: 100,
            ..SourceOptions::default()
        };
        let text = format!(
            "[{{\"text\":\"{}\"}},{{\"text\":\"Two.\"}}]",
            "a, ".repeat(200_000)
        );
        assert_eq!(
            events(text.as_bytes(), &options),
            [
                "! in/d.json@1: element 1: more than the 100 bytes that are read as one object",
                "d.json:2 \"Two.\""
            ]
        );
    }
}
