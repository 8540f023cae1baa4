//! What the columns of CSV files are, as Frictionless Data has it: a Table Schema for a table, a Data Package for a folder.
//! <https://specs.frictionlessdata.io>

use serde_json::{Map, Value as Json, json};

use super::schema::{Column, Table, Type};
use crate::deal::SCHEMA_VERSION;

/// The Table Schema of a table.
pub fn table_schema(table: &Table) -> Json {
    let fields: Vec<_> = table.columns().map(field).collect();
    json!({ "fields": fields, "missingValues": [""] })
}

fn field(column: &Column) -> Json {
    let mut constraints = Map::new();
    // A list without entries is an empty cell.
    if !column.nullable && column.kind != Type::Texts {
        constraints.insert("required".into(), true.into());
    }
    let kind = match column.kind {
        Type::Text | Type::Texts | Type::List(_) => "string",
        Type::Choice(words) => {
            constraints.insert("enum".into(), json!(words));
            "string"
        }
        Type::Decimal | Type::Rate => "number",
        Type::Count => "integer",
        Type::Share => {
            constraints.insert("minimum".into(), 0.into());
            constraints.insert("maximum".into(), 1.into());
            "number"
        }
        Type::Flag => "boolean",
        Type::Moment => "datetime",
    };
    let mut field = json!({ "name": column.name, "type": kind, "description": column.about });
    if let Json::Object(field) = &mut field
        && !constraints.is_empty()
    {
        field.insert("constraints".into(), constraints.into());
    }
    field
}

/// The Data Package of a folder with these CSV files.
pub fn package<'a>(files: impl IntoIterator<Item = (&'a str, &'a Table)>) -> Json {
    let resource = |(path, table): (&str, &Table)| {
        json!({
            "name": path.trim_end_matches(".csv").replace(['/', '_'], "-"),
            "path": path,
            "profile": "tabular-data-resource",
            "description": table.about,
            "encoding": "utf-8",
            "dialect": { "lineTerminator": "\r\n" },
            "schema": table_schema(table),
        })
    };
    let resources: Vec<_> = files.into_iter().map(resource).collect();
    json!({
        "name": "dealsift-run",
        "profile": "tabular-data-package",
        "version": SCHEMA_VERSION.to_string(),
        "resources": resources,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::schema::{AMOUNTS, COPIES};

    #[test]
    fn ok_types_bounds_and_what_must_be_there() {
        let schema = table_schema(&COPIES);
        assert_eq!(schema["fields"][2]["type"], "number");
        assert_eq!(schema["fields"][2]["constraints"]["maximum"], 1);
        assert_eq!(schema["fields"][3]["type"], "boolean");
        let schema = table_schema(&AMOUNTS);
        assert_eq!(schema["fields"][0]["constraints"]["required"], true);
        assert_eq!(schema["fields"][3]["name"], "value_max");
        assert_eq!(schema["fields"][3].get("constraints"), None);
    }

    #[test]
    fn ok_a_package_names_its_files() {
        let package = package([("summary/by_kind.csv", &COPIES)]);
        assert_eq!(package["resources"][0]["name"], "summary-by-kind");
        assert_eq!(package["resources"][0]["path"], "summary/by_kind.csv");
    }
}
