//! JSON lines: an object a line.

use std::collections::VecDeque;

use super::lines::{Lines, Next, too_long};
use super::object::Objects;
use super::{Event, Input, Pages, Source, SourceOptions, reject};

pub(super) struct JsonLines<'a> {
    id: String,
    place: String,
    lines: Lines,
    objects: Objects<'a>,
    options: &'a SourceOptions,
    pages: &'a Pages,
    waiting: VecDeque<Event>,
    any: bool,
    ended: bool,
}

impl<'a> JsonLines<'a> {
    pub fn new(input: Input, options: &'a SourceOptions, pages: &'a Pages) -> Self {
        Self {
            id: input.id,
            place: input.place,
            lines: Lines::new(input.stream, options.longest),
            objects: Objects::new(&options.fields),
            options,
            pages,
            waiting: VecDeque::new(),
            any: false,
            ended: false,
        }
    }

    fn line(&mut self, cut: bool) {
        let line = self.lines.line();
        if line.trim_ascii().is_empty() {
            return;
        }
        self.any = true;
        let number = self.lines.number();
        let articles = self
            .objects
            .read(line)
            .and_then(|row| row.articles(|| format!("{}:{number}", self.id), self.pages));
        let notices = self.objects.notices(&self.place).into_iter();
        self.waiting.extend(notices.map(Event::Warning));
        match articles {
            Ok(articles) => self
                .waiting
                .extend(articles.into_iter().map(Event::Article)),
            // The cut itself is reported, and says enough.
            Err(_) if cut => {}
            Err(reason) => self
                .waiting
                .push_back(reject(format!("{}:{number}", self.place), reason)),
        }
    }
}

impl Source for JsonLines<'_> {
    fn next_event(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.ended {
                return None;
            }
            match self.lines.next() {
                Next::Line => self.line(false),
                Next::TooLong(bytes) => {
                    self.any = true;
                    let place = format!("{}:{}", self.place, self.lines.number());
                    return Some(reject(place, too_long(bytes, self.options.longest)));
                }
                Next::Failed(offset, reason) => {
                    self.ended = self.lines.ended();
                    self.line(true);
                    self.waiting
                        .push_back(reject(format!("{}@{offset}", self.place), reason));
                }
                Next::End => {
                    self.ended = true;
                    if !self.any {
                        return Some(reject(self.place.as_str(), "no text"));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FieldMap, events_of};

    fn events(bytes: &[u8], options: &SourceOptions) -> Vec<Event> {
        let input = Input::of_bytes("d.jsonl", bytes);
        events_of(JsonLines::new(input, options, Pages::built_in()))
    }

    fn reasons(bytes: &[u8]) -> Vec<String> {
        let events = events(bytes, &SourceOptions::default());
        let text = events.into_iter().map(|event| match event {
            Event::Article(article) => article.id,
            Event::Reject(r) => format!("{}: {}", r.place, r.reason),
            Event::Warning(w) => w,
        });
        text.collect()
    }

    #[test]
    fn ok_all_fields_and_text_byte_for_byte() {
        let line = r#"{"source":"Wire","id":"a1","title":"T \u20ac","published":"July 3, 2025","url":"http://x","text":" One.\nComments\n\ttwo \u00e9 ","extra":{"a":[1,2]}}"#;
        let events = events(line.as_bytes(), &SourceOptions::default());
        let [Event::Article(article)] = events.as_slice() else {
            panic!("one article, not {events:?}");
        };
        assert_eq!(article.id, "a1");
        assert_eq!(article.title.as_deref(), Some("T €"));
        assert_eq!(article.url.as_deref(), Some("http://x"));
        assert_eq!(article.source.as_deref(), Some("Wire"));
        assert_eq!(article.text, " One.\nComments\n\ttwo é ");
        assert!(article.published.at.is_some());
    }

    #[test]
    fn ok_other_names_and_numbers_as_ids() {
        let options = SourceOptions {
            fields: FieldMap::from_settings(["text=body", "id=n"]).expect("sound settings"),
            ..SourceOptions::default()
        };
        let line = br#"{"n":123456789012345678901234567890,"body":"One.","text":5,"published":2007,"title":null}"#;
        let events = events(line, &options);
        let [Event::Article(article)] = events.as_slice() else {
            panic!("one article, not {events:?}");
        };
        assert_eq!(article.id, "123456789012345678901234567890");
        assert_eq!(article.published.text.as_deref(), Some("2007"));
        assert_eq!((article.text.as_str(), &article.title), ("One.", &None));
    }

    #[test]
    fn err_each_bad_line_has_its_place_and_reason() {
        let lines: [&[u8]; 14] = [
            b"{\"text\":\"a\"}",
            b"{\"text\":\"a\"",
            b"[1]",
            b"junk",
            b"{\"title\":\"a\"}",
            b"{\"text\":null}",
            b"{\"text\":\"  \"}",
            b"{\"text\":5}",
            b"{\"text\":\"a\",\"title\":[1]}",
            b"{\"text\":\"\xff\"}",
            b"",
            b"{\"text\":\"a\"} {}",
            b"{\"text\":\"\\ud800\"}",
            b"{\"id\":\"b\",\"text\":\"a\"}",
        ];
        assert_eq!(
            reasons(&lines.join(&b'\n')),
            [
                "d.jsonl:1",
                "in/d.jsonl:2: broken JSON at column 11: EOF while parsing an object",
                "in/d.jsonl:3: a JSON value that is no object",
                "in/d.jsonl:4: no JSON object",
                "in/d.jsonl:5: no `text`",
                "in/d.jsonl:6: no `text`",
                "in/d.jsonl:7: no text",
                "in/d.jsonl:8: `text`: expected a string, found a number",
                "in/d.jsonl: `title` is an array in some rows, and left out there",
                "d.jsonl:9",
                "in/d.jsonl:10: invalid UTF-8 at its byte 9",
                "in/d.jsonl:12: broken JSON at column 14: trailing characters",
                "in/d.jsonl:13: broken JSON at column 16: unexpected end of hex escape",
                "b",
            ]
        );
    }

    #[test]
    fn err_deep_nesting_and_long_lines() {
        let mut lines = format!("{{\"text\":\"a\",\"x\":{}}}\n", "[".repeat(100_000)).into_bytes();
        lines.extend(b"{\"text\":\"b\"}\n");
        let told = reasons(&lines);
        assert!(told[0].contains("d.jsonl:1: broken JSON"), "{}", told[0]);
        assert_eq!(told[1], "d.jsonl:2");

        let options = SourceOptions {
            longest: 1000,
            ..SourceOptions::default()
        };
        let long = format!(
            "{{\"text\":\"{}\"}}\n{{\"text\":\"b\"}}\n",
            "a".repeat(2000)
        );
        let events = events(long.as_bytes(), &options);
        assert!(matches!(&events[0], Event::Reject(r) if r.place == "in/d.jsonl:1"));
        assert!(matches!(&events[1], Event::Article(a) if a.id == "d.jsonl:2"));
    }

    #[test]
    fn err_cut_stream_keeps_the_lines_before() {
        let lines: Vec<String> = (0..5000)
            .map(|i| format!("{{\"id\":{i},\"text\":\"{}\"}}\n", i * 7919))
            .collect();
        let text = lines.concat();
        let packed = zstd::encode_all(text.as_bytes(), 1).expect("memory");
        let told = reasons(&packed[..packed.len() - 5]);
        let (last, before) = told.split_last().expect("events");
        assert!(
            last.starts_with("in/d.jsonl@") && last.contains("cut"),
            "{last}"
        );
        assert!(
            before
                .iter()
                .enumerate()
                .all(|(i, id)| *id == i.to_string())
        );
    }

    #[test]
    fn err_a_broken_member_loses_only_its_lines() {
        let pack = |from: usize| {
            let line = |i: usize| format!("{{\"id\":{i},\"text\":\"{}\"}}\n", i * 7919 % 1013);
            let lines: String = (from..from + 3000).map(line).collect();
            zstd::bulk::compress(lines.as_bytes(), 1).expect("memory")
        };
        let mut bytes = [pack(0), pack(3000), pack(6000)];
        let half = bytes[1].len() / 2;
        bytes[1].truncate(half);
        let told = reasons(&bytes.concat());
        for id in ["0", "2999", "6000", "8999"] {
            assert!(told.iter().any(|it| it == id), "{id}");
        }
        let rejects: Vec<&String> = told.iter().filter(|it| it.starts_with("in/")).collect();
        assert!(
            matches!(*rejects, [one] if one.contains("zstd stream")),
            "{rejects:?}"
        );
    }

    #[test]
    fn err_empty() {
        assert_eq!(reasons(b"\n \n"), ["in/d.jsonl: no text"]);
    }
}
