//! The generic tree of a document.

use alloc::string::String;

use crate::text::Text;
use minicbor::data::Type;
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::limits::MAX_DEPTH;

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

impl<C> Encode<C> for Value {
    fn encode<W: encode::Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        match self {
            Self::Bool(flag) => e.bool(*flag)?.ok(),
            Self::Int(number) => e.i64(*number)?.ok(),
            Self::Text(text) => e.str(text)?.ok(),
            Self::List(items) => {
                e.array(items.len() as u64)?;
                items.iter().try_for_each(|item| item.encode(e, ctx))
            }
            Self::Map(entries) => {
                e.map(entries.len() as u64)?;
                entries.iter().try_for_each(|(key, value)| {
                    e.str(key)?;
                    value.encode(e, ctx)
                })
            }
        }
    }
}

impl<'b, C> Decode<'b, C> for Value {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        read(d, MAX_DEPTH)
    }
}

fn read(d: &mut Decoder<'_>, depth: usize) -> Result<Value, decode::Error> {
    let at = d.position();
    let refuse = |message: &str| Err(decode::Error::message(message).at(at));
    let Some(depth) = depth.checked_sub(1) else {
        return refuse("nested too deep");
    };
    Ok(match d.datatype()? {
        Type::Bool => Value::Bool(d.bool()?),
        Type::String => Value::Text(String::from(d.str()?)),
        Type::Array => {
            let Some(length) = d.array()? else {
                return refuse("indefinite length");
            };
            let mut items = Vec::new();
            for _ in 0..length {
                items.push(read(d, depth)?);
            }
            Value::List(items)
        }
        Type::Map => {
            let Some(length) = d.map()? else {
                return refuse("indefinite length");
            };
            let mut entries: Vec<(Text, Value)> = Vec::new();
            for _ in 0..length {
                let key = Text::new(d.str()?);
                if entries.iter().any(|(known, _)| *known == key) {
                    return refuse("a key twice");
                }
                entries.push((key, read(d, depth)?));
            }
            Value::Map(entries)
        }
        Type::U8
        | Type::U16
        | Type::U32
        | Type::U64
        | Type::I8
        | Type::I16
        | Type::I32
        | Type::I64
        | Type::Int => Value::Int(d.i64()?),
        _ => return refuse("neither boolean, integer, text, array nor map"),
    })
}
