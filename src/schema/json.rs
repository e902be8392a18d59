//! A table of fields as JSON Schema (draft 2020-12), so that editors complete and check a file.

use serde_json::{Map, Value, json};

use crate::schema::{DeclaredKind, DeclaredType, Field, ValueType};

/// A value of a key, and the keys of a table in the same file if the key has this value.
pub struct Case<'a> {
    /// The value.
    pub value: &'a str,
    /// The keys of the table.
    pub fields: Vec<CaseField<'a>>,
}

/// A key of such a table.
pub struct CaseField<'a> {
    /// The key.
    pub name: &'a str,
    /// The type of its value.
    pub value: &'a DeclaredType,
    /// Its purpose.
    pub description: &'a str,
    /// Whether it must be there.
    pub required: bool,
}

/// What an editor writes when an author begins to type it.
pub struct Snippet {
    /// Its name.
    pub name: String,
    /// The text that an author types.
    pub prefix: String,
    /// The lines that the editor writes, with places to fill in.
    pub lines: Vec<String>,
    /// Its purpose.
    pub description: String,
}

/// Returns snippets for Markdown as VS Code reads them from a file.
pub fn snippets(snippets: &[Snippet]) -> Value {
    let one = |snippet: &Snippet| {
        let Snippet { prefix, lines, description, .. } = snippet;
        let value =
            json!({ "scope": "markdown", "prefix": prefix, "body": lines, "description": description });
        (snippet.name.clone(), value)
    };
    Value::Object(snippets.iter().map(one).collect())
}

/// Adds to a schema that a key has one of these values, and what each means for a table.
pub fn with_cases(schema: &mut Value, key: &str, table: &str, cases: &[Case<'_>]) {
    let values: Vec<&str> = cases.iter().map(|case| case.value).collect();
    schema["properties"][key]["enum"] = json!(values);
    let rule = |case: &Case<'_>| {
        json!({
            "if": { "properties": { key: { "const": case.value } }, "required": [key] },
            "then": { "properties": { table: table_of(case) }, "required": required(case, table) },
        })
    };
    let rules = cases.iter().filter(|case| !case.fields.is_empty()).map(rule);
    schema["allOf"] = rules.collect();
}

/// Returns the names that must be there for a case: the table itself, where one of its keys must.
fn required<'a>(case: &Case<'_>, table: &'a str) -> Vec<&'a str> {
    Vec::from_iter(case.fields.iter().any(|field| field.required).then_some(table))
}

fn table_of(case: &Case<'_>) -> Value {
    let property = |field: &CaseField<'_>| {
        let mut value = declared_type(field.value);
        if !field.description.is_empty() {
            value["description"] = json!(field.description);
        }
        (field.name.to_owned(), value)
    };
    let required: Vec<&str> =
        case.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    let properties: Map<String, Value> = case.fields.iter().map(property).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

fn declared_type(value: &DeclaredType) -> Value {
    match value.kind {
        DeclaredKind::Switch => json!({ "type": "boolean" }),
        DeclaredKind::Text => json!({ "type": "string" }),
        DeclaredKind::Number => json!({ "type": "number" }),
        DeclaredKind::Choice | DeclaredKind::Strength => json!({ "enum": value.choices }),
        DeclaredKind::List => json!({ "type": "array", "items": { "type": ["string", "number"] } }),
        DeclaredKind::Date => json!({ "type": "string", "format": "date" }),
    }
}

/// Returns the schema of a file with these fields and no others.
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
        ValueType::Period => {
            let mut period = typed("string");
            period.insert("pattern".into(), json!("^[1-9][0-9]{0,2} (day|week|month|year)s?$"));
            period
        }
        ValueType::Texts => list(json!({ "type": "string" })),
        ValueType::Choice(words) => Map::from_iter([("enum".to_owned(), json!(words))]),
        ValueType::Fields(fields) => object(fields),
        ValueType::Rows(fields) => list(Value::Object(object(fields))),
        ValueType::TextsOrRows(fields) => list(text_or_table(fields)),
        ValueType::TablesOf(fields) => {
            let mut table = typed("object");
            table.insert("additionalProperties".into(), Value::Object(object(fields)));
            table
        }
        ValueType::TextOrFields(fields) => {
            let mut either = object(fields);
            either.insert("type".into(), json!(["string", "object"]));
            either
        }
        ValueType::TextsOf => {
            let mut table = typed("object");
            table.insert("additionalProperties".into(), json!({ "type": "string" }));
            table
        }
        ValueType::TextOrTablesOf(fields) => {
            let mut table = typed("object");
            table.insert("additionalProperties".into(), text_or_table(fields));
            table
        }
        ValueType::Free => typed("object"),
        ValueType::Any => Map::new(),
        ValueType::TextOrFree => Map::from_iter([("type".to_owned(), json!(["string", "object"]))]),
    }
}

fn list(item: Value) -> Map<String, Value> {
    let mut list = typed("array");
    list.insert("items".into(), item);
    list
}

fn text_or_table(fields: &[Field]) -> Value {
    let mut schema = object(fields);
    schema.insert("type".into(), json!(["string", "object"]));
    Value::Object(schema)
}
