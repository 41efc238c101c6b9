//! JSON into the generic tree.

use std::collections::BTreeSet;

use jsonc_parser::ast::Value as Ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use tiercel_core::document::Value;
use tiercel_core::limits::MAX_DEPTH;
use tiercel_core::text::Text;

use super::places::Spot;
use super::{Read, deeper};

pub(super) fn read(text: &str) -> Read {
    // What serde_json calls JSON is JSON: the other parser only knows the places.
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let before = text.split_inclusive('\n');
        let before = before.take(error.line().saturating_sub(1));
        let start: usize = before.map(str::len).sum();
        return Err((start + error.column().saturating_sub(1), error.to_string()));
    }
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
    let parsed = parsed.map_err(|error| (error.range().start, error.kind().to_string()))?;
    let value = parsed
        .value
        .ok_or_else(|| (0, "an empty document".to_owned()))?;
    value_of(&value, MAX_DEPTH)
}

fn value_of(value: &Ast<'_>, depth: usize) -> Read {
    let at = value.range().start;
    let depth = deeper(depth, at)?;
    let wrong = |message: &str| (at, message.to_owned());
    let mut inner = Vec::new();
    let value = match value {
        Ast::StringLit(text) => Value::text(&text.value),
        Ast::BooleanLit(flag) => Value::Bool(flag.value),
        Ast::NumberLit(number) => match number.value.parse() {
            Ok(number) => Value::Int(number),
            Err(_) if number.value.contains(['.', 'e', 'E']) => {
                let hint = "a policy has no floats: write money and ratios as texts, \"0.5\"";
                return Err(wrong(hint));
            }
            Err(_) => return Err(wrong("a whole number beyond 64 bits")),
        },
        Ast::NullKeyword(_) => return Err(wrong("a policy has no null: leave the field out")),
        Ast::Array(array) => {
            let mut items = Vec::new();
            for item in &array.elements {
                let (value, spot) = value_of(item, depth)?;
                items.push(value);
                inner.push(spot);
            }
            Value::List(items)
        }
        Ast::Object(object) => {
            let (mut entries, mut known) = (Vec::new(), BTreeSet::new());
            for property in &object.properties {
                let name = property.name.as_str();
                if !known.insert(name) {
                    let twice = format!("the field `{name}` stands twice");
                    return Err((property.range.start, twice));
                }
                let (value, spot) = value_of(&property.value, depth)?;
                entries.push((Text::new(name), value));
                inner.push(spot);
            }
            Value::Map(entries)
        }
    };
    Ok((value, Spot { at, inner }))
}
