//! TOML into the generic tree.

use tiercel_core::document::Value;
use tiercel_core::text::Text;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Places, Wrong, inner};

pub(super) fn read(text: &str, places: &mut Places) -> Result<Value, Wrong> {
    let table = DeTable::parse(text).map_err(|error| {
        (
            error.span().map_or(0, |span| span.start),
            error.message().to_owned(),
        )
    })?;
    places.insert(String::new(), 0..text.len());
    table_of(table.get_ref(), "", places)
}

fn table_of(table: &DeTable<'_>, pointer: &str, places: &mut Places) -> Result<Value, Wrong> {
    let mut entries = Vec::new();
    for (key, value) in table {
        let pointer = inner(pointer, key.get_ref());
        entries.push((Text::new(key.get_ref()), value_of(value, &pointer, places)?));
    }
    Ok(Value::Map(entries))
}

fn value_of(
    value: &Spanned<DeValue<'_>>,
    pointer: &str,
    places: &mut Places,
) -> Result<Value, Wrong> {
    let span = value.span();
    places.insert(pointer.to_owned(), span.clone());
    let wrong = |message: &str| (span.start, message.to_owned());
    Ok(match value.get_ref() {
        DeValue::String(text) => Value::text(text),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Integer(number) => {
            let parsed = i64::from_str_radix(number.as_str(), number.radix());
            Value::Int(parsed.map_err(|_| wrong("a whole number beyond 64 bits"))?)
        }
        DeValue::Float(_) => {
            return Err(wrong(
                "a policy has no floats: write money and ratios as texts, \"0.5\"",
            ));
        }
        DeValue::Datetime(time) if time.offset.is_some() => Value::Text(time.to_string()),
        DeValue::Datetime(_) => {
            return Err(wrong(
                "a time needs its date and its offset, such as +08:00",
            ));
        }
        DeValue::Array(items) => {
            let items = items.iter().enumerate();
            let items = items.map(|(i, item)| value_of(item, &format!("{pointer}/{i}"), places));
            Value::List(items.collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => table_of(table, pointer, places)?,
    })
}
