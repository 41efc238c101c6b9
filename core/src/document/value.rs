//! The generic tree of a document.

use alloc::string::String;

use crate::text::Text;
use crate::wire::{Kind, Reader, Wire, Writer};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::limits::{MAX_DEPTH, MAX_TABLE_FIELDS};

/// A document, or a part of one: what TOML and JSON have in common, without floats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A table, in the order of the document. Keys are unique.
    Map(Vec<(Text, Value)>),
}

impl Value {
    /// A text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(String::from(text))
    }

    /// A table.
    #[must_use]
    pub fn map<const N: usize>(entries: [(&'static str, Self); N]) -> Self {
        Self::Map(
            entries
                .into_iter()
                .map(|(k, v)| (Text::fixed(k), v))
                .collect(),
        )
    }

    /// The name of the kind of value, for messages.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Bool(_) => "boolean",
            Self::Int(_) => "integer",
            Self::Text(_) => "string",
            Self::List(_) => "array",
            Self::Map(_) => "table",
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items
                    .iter()
                    .try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries
                    .iter()
                    .try_for_each(|(k, v)| map.serialize_entry(k, v))?;
                map.end()
            }
        }
    }
}

impl Wire for Value {
    fn write(&self, w: &mut Writer) {
        match self {
            Self::Bool(flag) => w.truth(*flag),
            Self::Int(number) => w.integer(*number),
            Self::Text(text) => w.text(text),
            Self::List(items) => items.write(w),
            Self::Map(entries) => {
                w.map(entries.len() as u64);
                for (key, value) in entries {
                    w.text(key);
                    value.write(w);
                }
            }
        }
    }

    fn read(r: &mut Reader<'_>) -> Self {
        read(r, MAX_DEPTH)
    }
}

/// Reads a value that may nest so deep.
fn read(r: &mut Reader<'_>, depth: usize) -> Value {
    let at = r.at();
    let Some(depth) = depth.checked_sub(1) else {
        r.fail(at, "nested too deep");
        return Value::Bool(false);
    };
    match r.kind() {
        Some(Kind::Number) => Value::Int(r.integer()),
        Some(Kind::Text) => Value::Text(String::from(r.text())),
        Some(Kind::List) => {
            let mut items = Vec::new();
            r.each(Kind::List, |r| items.push(read(r, depth)));
            Value::List(items)
        }
        Some(Kind::Map) => {
            let mut entries: Vec<(Text, Value)> = Vec::new();
            r.each(Kind::Map, |r| {
                let at = r.at();
                // Each key is looked for among those before it: without an end to their number,
                // one table would use up the fuel of a call.
                if entries.len() >= MAX_TABLE_FIELDS {
                    r.fail(at, "more fields than a table may have");
                }
                let key = Text::new(r.text());
                if entries.iter().any(|(known, _)| *known == key) {
                    r.fail(at, "a key twice");
                }
                entries.push((key, read(r, depth)));
            });
            Value::Map(entries)
        }
        Some(Kind::Other) | None => Value::Bool(r.truth()),
    }
}
