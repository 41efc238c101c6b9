//! Pieces of JSON Schema.

use alloc::format;

use crate::document::Value;
use crate::limits::MAX_ID_BYTES;
use crate::text::Text;

pub(super) fn schema_of(kind: &'static str) -> Value {
    Value::map([("type", Value::text(kind))])
}

pub(super) fn pattern(pattern: &str) -> Value {
    Value::map([
        ("type", Value::text("string")),
        ("pattern", Value::text(pattern)),
    ])
}

pub(super) fn whole_schema(least: i64, most: i64) -> Value {
    let kind = ("type", Value::text("integer"));
    Value::map([
        kind,
        ("minimum", Value::Int(least)),
        ("maximum", Value::Int(most)),
    ])
}

pub(super) fn with(schema: Value, name: &'static str, value: Value) -> Value {
    let Value::Map(mut entries) = schema else {
        return schema;
    };
    entries.push((Text::fixed(name), value));
    Value::Map(entries)
}

pub(super) fn id_schema() -> Value {
    pattern(&format!("^[A-Za-z0-9._:-]{{1,{MAX_ID_BYTES}}}$"))
}
