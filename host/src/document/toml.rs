//! TOML into the generic tree.

use tiercel_core::document::Value;
use tiercel_core::limits::MAX_DEPTH;
use tiercel_core::text::Text;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::places::Spot;
use super::{Read, deeper};

pub(super) fn read(text: &str) -> Read {
    let table = DeTable::parse(text).map_err(|error| {
        (
            error.span().map_or(0, |span| span.start),
            error.message().to_owned(),
        )
    })?;
    table_of(table.get_ref(), 0, MAX_DEPTH - 1)
}

fn table_of(table: &DeTable<'_>, at: usize, depth: usize) -> Read {
    let (mut entries, mut inner) = (Vec::new(), Vec::new());
    for (key, value) in table {
        let (value, spot) = value_of(value, depth)?;
        entries.push((Text::new(key.get_ref()), value));
        inner.push(spot);
    }
    Ok((Value::Map(entries), Spot { at, inner }))
}

fn value_of(value: &Spanned<DeValue<'_>>, depth: usize) -> Read {
    let at = value.span().start;
    let depth = deeper(depth, at)?;
    let mut inner = Vec::new();
    let wrong = |message: &str| (at, message.to_owned());
    let value = match value.get_ref() {
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
            let mut list = Vec::new();
            for item in items {
                let (value, spot) = value_of(item, depth)?;
                list.push(value);
                inner.push(spot);
            }
            Value::List(list)
        }
        DeValue::Table(table) => return table_of(table, at, depth),
    };
    Ok((value, Spot { at, inner }))
}
