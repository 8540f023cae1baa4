//! JSON lines: an object a line. A line is borrowed from the read buffer and parsed once, without a tree in between.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::lines::{Lines, Next, too_long};
use super::row::Row;
use super::{Event, Field, FieldMap, Input, Pages, Source, SourceOptions, reject};

pub(super) struct JsonLines<'a> {
    id: String,
    place: String,
    lines: Lines,
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
        let articles = read(line, &self.options.fields)
            .and_then(|row| row.articles(|| format!("{}:{number}", self.id), self.pages));
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
                    self.ended = true;
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

/// One line as a row.
fn read<'a>(line: &'a [u8], fields: &FieldMap) -> Result<Row<'a>, String> {
    let line = std::str::from_utf8(line)
        .map_err(|e| format!("invalid UTF-8 at byte {} of the line", e.valid_up_to()))?;
    let line = line.trim();
    if !line.starts_with('{') {
        return Err(if serde_json::from_str::<IgnoredAny>(line).is_ok() {
            "a JSON value that is no object".to_owned()
        } else {
            "no JSON object".to_owned()
        });
    }
    let mut json = serde_json::Deserializer::from_str(line);
    RowSeed(fields)
        .deserialize(&mut json)
        .and_then(|row| json.end().map(|()| row))
        .map_err(|e| explain(&e))?
}

/// A JSON error with the column alone, as the line is told in the place.
fn explain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text);
    format!("broken JSON at column {}: {text}", error.column())
}

struct RowSeed<'f>(&'f FieldMap);

impl<'de> DeserializeSeed<'de> for RowSeed<'_> {
    /// The inner error is a field of the wrong type: the JSON itself is sound.
    type Value = Result<Row<'de>, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowSeed<'_> {
    type Value = Result<Row<'de>, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut row = Row::default();
        let mut text = None;
        let mut wrong = None;
        while let Some(Text(key)) = map.next_key()? {
            let Some(field) = self.0.field(&key) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = if field == Field::Id || field == Field::Published {
                exact(map.next_value()?)?
            } else {
                map.next_value()?
            };
            let value = match value {
                Value::Null => None,
                Value::Text(value) => Some(value),
                Value::Other(found) => {
                    wrong.get_or_insert_with(|| {
                        format!("`{}`: expected a string, found {found}", self.0.name(field))
                    });
                    None
                }
            };
            match field {
                Field::Id => row.id = value,
                Field::Title => row.title = value,
                Field::Published => row.published = value,
                Field::Url => row.url = value,
                Field::Source => row.source = value,
                Field::Text => text = value,
            }
        }
        Ok(match (wrong, text) {
            (Some(wrong), _) => Err(wrong),
            (None, None) => Err(format!("no `{}`", self.0.name(Field::Text))),
            (None, Some(text)) => {
                row.text = text;
                Ok(row)
            }
        })
    }
}

/// An id or a date may be a number; it is kept in the digits that the file has.
fn exact<E: serde::de::Error>(raw: &RawValue) -> Result<Value<'_>, E> {
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'0'..=b'9' | b'-') => Ok(Value::Text(Cow::Borrowed(text))),
        _ => serde_json::from_str(text).map_err(E::custom),
    }
}

/// A string that borrows where it holds no escapes.
#[derive(serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

enum Value<'a> {
    Null,
    Text(Cow<'a, str>),
    Other(&'static str),
}

impl<'de> serde::Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Borrowed(v)))
    }

    fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(v.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Value::Other("a boolean"))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Other("an array"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Other("an object"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::GrammarFiles;

    fn events(bytes: &[u8], options: &SourceOptions) -> Vec<Event> {
        let pages = Pages::load(&GrammarFiles::built_in()).expect("sound built-in pages");
        let input = Input::of_bytes("d.jsonl", bytes);
        let mut source = JsonLines::new(input, options, &pages);
        std::iter::from_fn(|| source.next_event()).collect()
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
                "in/d.jsonl:9: `title`: expected a string, found an array",
                "in/d.jsonl:10: invalid UTF-8 at byte 9 of the line",
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
    fn err_empty() {
        assert_eq!(reasons(b"\n \n"), ["in/d.jsonl: no text"]);
    }
}
