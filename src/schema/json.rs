//! A table of fields as JSON Schema (draft 2020-12), so that editors complete and check a file.

use serde_json::{Map, Value, json};

use crate::schema::{Field, ValueType};

/// The schema of a file that holds these fields and no others.
pub fn schema(title: &str, fields: &[Field]) -> Value {
    let mut schema = object(fields);
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".into(), json!(title));
    Value::Object(schema)
}

fn object(fields: &[Field]) -> Map<String, Value> {
    let mut properties = Map::new();
    for field in fields {
        let mut property = kind(&field.kind);
        property.insert("description".into(), json!(field.doc));
        properties.insert(field.name.into(), Value::Object(property));
    }
    let mut schema = typed("object");
    schema.insert("properties".into(), Value::Object(properties));
    schema.insert("additionalProperties".into(), json!(false));
    schema
}

fn typed(name: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), json!(name))])
}

fn kind(kind: &ValueType) -> Map<String, Value> {
    match kind {
        ValueType::Text | ValueType::Language => typed("string"),
        ValueType::Whole => typed("integer"),
        ValueType::Switch => typed("boolean"),
        ValueType::Date => {
            let mut date = typed("string");
            date.insert("format".into(), json!("date"));
            date
        }
        ValueType::Texts => {
            let mut list = typed("array");
            list.insert("items".into(), json!({ "type": "string" }));
            list
        }
        ValueType::Choice(words) => Map::from_iter([("enum".to_owned(), json!(words))]),
        ValueType::Fields(fields) => object(fields),
        ValueType::Rows(fields) => {
            let mut list = typed("array");
            list.insert("items".into(), Value::Object(object(fields)));
            list
        }
        ValueType::TablesOf(fields) => {
            let mut table = typed("object");
            table.insert("additionalProperties".into(), Value::Object(object(fields)));
            table
        }
        ValueType::TextsOf => {
            let mut table = typed("object");
            table.insert("additionalProperties".into(), json!({ "type": "string" }));
            table
        }
        ValueType::TextOrTablesOf(fields) => {
            let mut each = object(fields);
            each.insert("type".into(), json!(["string", "object"]));
            let mut table = typed("object");
            table.insert("additionalProperties".into(), Value::Object(each));
            table
        }
        ValueType::Free => typed("object"),
        ValueType::Any => Map::new(),
        ValueType::TextOrFree => Map::from_iter([("type".to_owned(), json!(["string", "object"]))]),
    }
}
