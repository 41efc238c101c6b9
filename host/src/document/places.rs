//! Where in a text the parts of its tree stand.

use tiercel_core::document::Value;

/// Where a value begins, and where the values in it do: in the order of the tree.
#[derive(Debug, Default)]
pub(super) struct Spot {
    /// The byte at which it begins.
    pub(super) at: usize,
    /// The values in it.
    pub(super) inner: Vec<Spot>,
}

impl Spot {
    /// The byte at which the place of a pointer begins: the innermost one that there is.
    pub(super) fn at(&self, value: &Value, pointer: &str) -> usize {
        let Some(rest) = pointer.strip_prefix('/') else {
            return self.at;
        };
        let (name, rest) = rest.find('/').map_or((rest, ""), |end| rest.split_at(end));
        let name = name.replace("~1", "/").replace("~0", "~");
        let found = match value {
            Value::Map(entries) => entries
                .iter()
                .position(|(key, _)| key.as_str() == name)
                .and_then(|place| Some((&entries.get(place)?.1, self.inner.get(place)?))),
            Value::List(items) => name
                .parse::<usize>()
                .ok()
                .and_then(|place| Some((items.get(place)?, self.inner.get(place)?))),
            _ => None,
        };
        found.map_or(self.at, |(value, spot)| spot.at(value, rest))
    }
}
