//! A JSON object as a row. It is borrowed from the read buffer and parsed once, without a tree in between.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::fields::{Columns, Field, FieldMap, Kind, Place};
use super::row::Row;

/// Rows from which the places of fields are guessed.
const FIRST_ROWS: u64 = 8;

/// Reads the objects of one file.
pub(super) struct Objects<'f> {
    fields: &'f FieldMap,
    columns: Columns,
    rows: u64,
    notices: Vec<String>,
}

impl<'f> Objects<'f> {
    pub fn new(fields: &'f FieldMap) -> Self {
        Self {
            fields,
            columns: Columns::new(fields),
            rows: 0,
            notices: Vec::new(),
        }
    }

    /// What is worth telling of the fields of the file called `place`, once.
    pub fn notices(&mut self, place: &str) -> Vec<String> {
        let texts = std::mem::take(&mut self.notices);
        let texts = texts.iter();
        texts
            .filter_map(|text| self.fields.notice(place, text))
            .collect()
    }

    /// One object, which may have white space around it.
    ///
    /// # Errors
    /// What is wrong with it, without its place.
    pub fn read<'a>(&mut self, bytes: &'a [u8]) -> Result<Row<'a>, String> {
        let text = std::str::from_utf8(bytes)
            .map_err(|e| format!("invalid UTF-8 at its byte {}", e.valid_up_to()))?;
        let text = text.trim();
        if !text.starts_with('{') {
            return Err(if serde_json::from_str::<IgnoredAny>(text).is_ok() {
                "a JSON value that is no object".to_owned()
            } else {
                "no JSON object".to_owned()
            });
        }
        if self.rows < FIRST_ROWS
            && let Ok(offers) = offers(text)
        {
            self.rows += 1;
            self.notices.extend(self.columns.learn(&offers));
        }
        let mut read = self.row(text)?;
        if read.row.text.is_empty() && self.rows >= FIRST_ROWS {
            // A row unlike the first ones: its text may have another name.
            self.columns.unsettle_text(self.fields);
            let new = offers(text).ok().and_then(|it| self.columns.learn(&it));
            if new.is_some() {
                self.notices.extend(new);
                read = self.row(text)?;
            }
        }
        for (field, found) in read.left_out {
            let name = self.fields.name(field);
            self.notices.push(format!(
                "`{name}` is {found} in some rows, and left out there"
            ));
        }
        if read.no_text {
            return Err(format!("no `{}`", self.fields.name(Field::Text)));
        }
        Ok(read.row)
    }

    fn row<'a>(&self, text: &'a str) -> Result<Read<'a>, String> {
        let mut json = serde_json::Deserializer::from_str(text);
        RowSeed(&self.columns)
            .deserialize(&mut json)
            .and_then(|row| json.end().map(|()| row))
            .map_err(|e| explain(&e))?
            .map_err(|found| {
                let name = self.fields.name(Field::Text);
                format!("`{name}`: expected a string, found {found}")
            })
    }
}

/// A JSON error with the column alone, as the line is told in the place.
fn explain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text);
    match error.line() {
        0 | 1 => format!("broken JSON at column {}: {text}", error.column()),
        line => format!(
            "broken JSON at its line {line}, column {}: {text}",
            error.column()
        ),
    }
}

/// The names of an object and what kind of value each has.
///
/// # Errors
/// Where it is no sound JSON object.
pub(super) fn offers(text: &str) -> Result<Vec<(String, Kind)>, serde_json::Error> {
    let top: Members<'_> = serde_json::from_str(text)?;
    let offers = top.0.into_iter().map(|(name, value)| {
        let kind = match value.get().as_bytes().first() {
            Some(b'{') => {
                let inner = serde_json::from_str::<Members<'_>>(value.get());
                let inner = inner.map(|it| it.0).unwrap_or_default().into_iter();
                Kind::Object(
                    inner
                        .map(|(name, value)| (name.into_owned(), flat_kind(value)))
                        .collect(),
                )
            }
            _ => flat_kind(value),
        };
        (name.into_owned(), kind)
    });
    Ok(offers.collect())
}

fn flat_kind(value: &RawValue) -> Kind {
    match value.get().as_bytes() {
        b"\"\"" | [b'n', ..] => Kind::Null,
        [b'"', ..] => Kind::Text,
        [b'0'..=b'9' | b'-', ..] => Kind::Number,
        [b'{', ..] => Kind::Object(Vec::new()),
        _ => Kind::Other,
    }
}

/// The members of an object, their values as they stand there.
pub(super) struct Members<'a>(pub Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> serde::Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Text(name), value)) = map.next_entry()? {
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

/// What came of an object.
#[derive(Default)]
struct Read<'a> {
    row: Row<'a>,
    no_text: bool,
    /// Fields whose value has the wrong type, and what it is.
    left_out: Vec<(Field, &'static str)>,
}

struct RowSeed<'c>(&'c Columns);

impl<'de> DeserializeSeed<'de> for RowSeed<'_> {
    /// The inner error is a text of the wrong type: the JSON itself is sound.
    type Value = Result<Read<'de>, &'static str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowSeed<'_> {
    type Value = Result<Read<'de>, &'static str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Found::default();
        while let Some(Text(key)) = map.next_key()? {
            let mut fields = wanted(self.0, &key);
            let Some((field, rank, place)) = fields.next() else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            // The text is taken as it comes; of the others the digits of numbers are wanted, or what is inside.
            if field == Field::Text && place.inner.is_none() && fields.next().is_none() {
                found.put(field, rank, map.next_value()?);
                continue;
            }
            let raw: &RawValue = map.next_value()?;
            for (field, rank, place) in wanted(self.0, &key) {
                found.put(field, rank, value(field, place, raw)?);
            }
        }
        Ok(found.read())
    }
}

/// The fields that stand under the key, with the rank of the place among those of its field.
fn wanted<'c>(
    columns: &'c Columns,
    key: &'c str,
) -> impl Iterator<Item = (Field, usize, &'c Place)> {
    Field::ALL.into_iter().flat_map(move |field| {
        let places = columns.places(field).iter().enumerate();
        places
            .filter(move |(_, place)| place.name == key)
            .map(move |(rank, place)| (field, rank, place))
    })
}

/// The values of a row so far, each with the rank of its place.
#[derive(Default)]
struct Found<'a> {
    values: [Option<(usize, Cow<'a, str>)>; 6],
    wrong: [Option<&'static str>; 6],
}

impl<'a> Found<'a> {
    fn put(&mut self, field: Field, rank: usize, value: Value<'a>) {
        let at = field as usize;
        match value {
            Value::Null => {}
            Value::Text(text) => {
                // Of two members of one name the last counts, as elsewhere; an empty one is no better than none.
                let is_better = match &self.values[at] {
                    Some((other, held)) => rank <= *other || held.trim().is_empty(),
                    None => true,
                };
                let is_empty = self.values[at].is_some() && text.trim().is_empty();
                if is_better && !is_empty {
                    self.values[at] = Some((rank, text));
                }
            }
            Value::Other(found) => self.wrong[at] = Some(found),
        }
    }

    fn read(self) -> Result<Read<'a>, &'static str> {
        let mut read = Read::default();
        let [id, title, published, url, source, text] = self.values;
        let value = |it: Option<(usize, Cow<'a, str>)>| it.map(|(_, value)| value);
        read.row = Row {
            id: value(id),
            title: value(title),
            published: value(published),
            url: value(url),
            source: value(source),
            text: Cow::Borrowed(""),
        };
        match (value(text), self.wrong[Field::Text as usize]) {
            (Some(text), _) => read.row.text = text,
            (None, Some(found)) => return Err(found),
            (None, None) => read.no_text = true,
        }
        let has = [
            read.row.id.is_some(),
            read.row.title.is_some(),
            read.row.published.is_some(),
            read.row.url.is_some(),
            read.row.source.is_some(),
            true,
        ];
        for field in Field::ALL {
            if let (Some(found), false) = (self.wrong[field as usize], has[field as usize]) {
                read.left_out.push((field, found));
            }
        }
        Ok(read)
    }
}

/// The value at a place, `raw` being the one under its outer name.
fn value<'a, E: serde::de::Error>(
    field: Field,
    place: &Place,
    raw: &'a RawValue,
) -> Result<Value<'a>, E> {
    let Some(inner) = &place.inner else {
        return exact(field, raw);
    };
    if !raw.get().starts_with('{') {
        return Ok(Value::Null);
    }
    let members: Members<'a> = serde_json::from_str(raw.get()).map_err(E::custom)?;
    let member = members.0.into_iter().find(|(name, _)| name == inner);
    member.map_or(Ok(Value::Null), |(_, raw)| exact(field, raw))
}

/// An id or a date may be a number; it is kept in the digits that the file has.
fn exact<E: serde::de::Error>(field: Field, raw: &RawValue) -> Result<Value<'_>, E> {
    let text = raw.get();
    let may_be_number = matches!(field, Field::Id | Field::Published);
    match text.as_bytes().first() {
        Some(b'0'..=b'9' | b'-') if may_be_number => Ok(Value::Text(Cow::Borrowed(text))),
        _ => serde_json::from_str(text).map_err(E::custom),
    }
}

/// A string that borrows where it holds no escapes.
#[derive(serde::Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

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
