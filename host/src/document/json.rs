//! JSON into the generic tree.

use jsonc_parser::ast::Value as Ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use tiercel_core::document::Value;
use tiercel_core::text::Text;

use super::{Places, Wrong, inner};

pub(super) fn read(text: &str, places: &mut Places) -> Result<Value, Wrong> {
    // What serde_json calls JSON is JSON: the other parser only knows the places.
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let start: usize = text
            .lines()
            .take(error.line().saturating_sub(1))
            .map(|l| l.len() + 1)
            .sum();
        return Err((start + error.column().saturating_sub(1), error.to_string()));
    }
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
    let parsed = parsed.map_err(|error| (error.range().start, error.kind().to_string()))?;
    let value = parsed
        .value
        .ok_or_else(|| (0, "an empty document".to_owned()))?;
    value_of(&value, "", places)
}

fn value_of(value: &Ast<'_>, pointer: &str, places: &mut Places) -> Result<Value, Wrong> {
    let range = value.range();
    places.insert(pointer.to_owned(), range.start..range.end);
    let wrong = |message: &str| (range.start, message.to_owned());
    Ok(match value {
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
            let items = array.elements.iter().enumerate();
            let items = items.map(|(i, item)| value_of(item, &format!("{pointer}/{i}"), places));
            Value::List(items.collect::<Result<_, _>>()?)
        }
        Ast::Object(object) => {
            let mut entries: Vec<(Text, Value)> = Vec::new();
            for property in &object.properties {
                let name = property.name.as_str();
                let key = Text::new(name);
                if entries.iter().any(|(known, _)| *known == key) {
                    return Err((
                        property.range.start,
                        format!("the field `{name}` stands twice"),
                    ));
                }
                entries.push((
                    key,
                    value_of(&property.value, &inner(pointer, name), places)?,
                ));
            }
            Value::Map(entries)
        }
    })
}
