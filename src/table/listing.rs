//! The schema shown: JSON Schema of the record, columns with their Arrow types, and a table for people.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::fx::RATE_SCALE;
use super::schema::{Column, DECIMAL_PRECISION, DECIMAL_SCALE, RECORD, Type, tables};
use crate::deal::SCHEMA_VERSION;

/// How to show the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaFormat {
    /// JSON Schema of a record, a line of `deals.jsonl`.
    Json,
    /// Columns of every table with their Arrow types.
    Arrow,
    /// Columns of every table with their meaning.
    Table,
}

/// The schema as text, ending in a line break.
pub fn schema(format: SchemaFormat) -> String {
    match format {
        SchemaFormat::Json => json_schema(),
        SchemaFormat::Arrow => arrow(),
        SchemaFormat::Table => table(),
    }
}

fn json_schema() -> String {
    let mut root = Map::new();
    root.insert(
        "$schema".into(),
        "https://json-schema.org/draft/2020-12/schema".into(),
    );
    root.insert("title".into(), "Deal".into());
    root.insert(
        "description".into(),
        format!("One deal of one article; schema version {SCHEMA_VERSION}").into(),
    );
    root.extend(object(&RECORD));
    format!("{:#}\n", Value::Object(root))
}

fn object(columns: &[Column]) -> Map<String, Value> {
    let mut properties = Map::new();
    for column in columns {
        let mut property = property(column.kind, column.nullable);
        property.insert("description".into(), column.about.into());
        properties.insert(column.name.into(), property.into());
    }
    let required: Vec<_> = columns.iter().map(|it| it.name).collect();
    let mut object = Map::new();
    object.insert("type".into(), "object".into());
    object.insert("properties".into(), properties.into());
    object.insert("required".into(), required.into());
    object.insert("additionalProperties".into(), false.into());
    object
}

fn property(kind: Type, nullable: bool) -> Map<String, Value> {
    let (name, more) = match kind {
        Type::Text => ("string", json!({})),
        Type::Choice(words) => ("string", json!({ "enum": words })),
        Type::Texts => ("array", json!({ "items": { "type": "string" } })),
        Type::Decimal | Type::Rate => (
            "string",
            json!({ "pattern": r"^-?[0-9]+(\.[0-9]*[1-9])?$" }),
        ),
        Type::Count => ("integer", json!({ "minimum": 0 })),
        Type::Share => ("number", json!({ "minimum": 0, "maximum": 1 })),
        Type::Flag => ("boolean", json!({})),
        Type::Moment => ("string", json!({ "format": "date-time" })),
        Type::List(fields) => ("array", json!({ "items": object(fields) })),
    };
    let mut property = Map::new();
    let name = if nullable {
        json!([name, "null"])
    } else {
        json!(name)
    };
    property.insert("type".into(), name);
    if let Value::Object(more) = more {
        property.extend(more);
    }
    property
}

/// Name of the Arrow type, as pyarrow prints it.
fn arrow_type(kind: Type) -> String {
    match kind {
        Type::Text | Type::Choice(_) => "large_string".into(),
        Type::Texts => "large_list<large_string>".into(),
        Type::Decimal => format!("decimal128({DECIMAL_PRECISION}, {DECIMAL_SCALE})"),
        Type::Rate => format!("decimal128({DECIMAL_PRECISION}, {RATE_SCALE})"),
        Type::Count => "int64".into(),
        Type::Share => "double".into(),
        Type::Flag => "bool".into(),
        Type::Moment => "timestamp[us, tz=UTC]".into(),
        Type::List(fields) => {
            let fields: Vec<_> = fields
                .iter()
                .map(|it| format!("{}: {}", it.name, arrow_type(it.kind)))
                .collect();
            format!("large_list<struct<{}>>", fields.join(", "))
        }
    }
}

fn arrow() -> String {
    let mut text = String::new();
    for table in tables().filter(|table| table.endings.contains(&"parquet")) {
        let _ = writeln!(text, "{}", table.file("parquet"));
        for column in table.columns() {
            let _ = writeln!(text, "  {}: {}", column.name, arrow_type(column.kind));
        }
    }
    text
}

fn table() -> String {
    let mut text = String::new();
    for (n, table) in tables().enumerate() {
        if n > 0 {
            text.push('\n');
        }
        let files: Vec<_> = table.endings.iter().map(|it| table.file(it)).collect();
        let _ = writeln!(text, "{}: {}", files.join(", "), table.about);
        let mut lines = Vec::new();
        for column in table.columns() {
            lines.push((column.name.to_owned(), column));
            if let Type::List(fields) = column.kind {
                let name = |field: &Column| format!("{}[].{}", column.name, field.name);
                lines.extend(fields.iter().map(|field| (name(field), field)));
            }
        }
        let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, column) in lines {
            let _ = writeln!(
                text,
                "  {name:width$}  {:8}  {}",
                kind(column),
                column.about
            );
        }
    }
    text
}

/// Short word for a type, with `?` where there may be none.
fn kind(column: &Column) -> String {
    let word = match column.kind {
        Type::Text => "text",
        Type::Choice(_) => "word",
        Type::Texts => "texts",
        Type::Decimal => "decimal",
        Type::Rate => "rate",
        Type::Count => "count",
        Type::Share => "share",
        Type::Flag => "flag",
        Type::Moment => "moment",
        Type::List(_) => "list",
    };
    format!("{word}{}", if column.nullable { "?" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_json_schema_tells_types_and_null() {
        let schema: Value = serde_json::from_str(&schema(SchemaFormat::Json)).expect("JSON");
        let properties = &schema["properties"];
        assert_eq!(properties["deal_id"]["type"], "string");
        assert_eq!(properties["published"]["type"], json!(["string", "null"]));
        assert_eq!(
            properties["status"]["enum"],
            json!(["proposed", "mou", "agreed", "completed", "cancelled"])
        );
        let amount = &properties["amounts"]["items"];
        assert_eq!(amount["properties"]["primary"]["type"], "boolean");
        assert_eq!(amount["required"][0], "value");
    }

    #[test]
    fn ok_arrow_lists_nested_types() {
        let text = schema(SchemaFormat::Arrow);
        assert!(text.contains("  published: timestamp[us, tz=UTC]\n"));
        assert!(text.contains(
            "amounts: large_list<struct<value: decimal128(38, 6), value_max: decimal128(38, 6)"
        ));
    }

    #[test]
    fn ok_every_file_and_column_is_in_the_table() {
        let text = schema(SchemaFormat::Table);
        for table in tables() {
            assert!(
                table
                    .endings
                    .iter()
                    .all(|it| text.contains(&table.file(it)))
            );
            assert!(table.columns().all(|it| text.contains(it.name)));
        }
    }
}
