//! Mutations that keep an input well-formed: one item of its tree becomes another.

use ciborium::Value;

/// Numbers at which something may change.
const EDGES: [i64; 18] = [
    0,
    1,
    -1,
    2,
    23,
    24,
    255,
    256,
    9_999,
    10_000,
    65_536,
    4_294_967_295,
    4_294_967_296,
    9_007_199_254_740_991,
    9_007_199_254_740_992,
    -9_007_199_254_740_991,
    i64::MAX,
    i64::MIN,
];

/// A source of choices, as plain as it can be (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most.max(1) as u64).unwrap_or_default()
    }
}

/// Changes one to four items of the tree that the bytes are; none where they are no tree.
#[must_use]
pub fn mutate(bytes: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut tree: Value = ciborium::from_reader(bytes).ok()?;
    let mut chance = Chance(u64::from(seed) << 1 | 1);
    for _ in 0..=chance.below(4) {
        let place = chance.below(count(&tree));
        let donor = chance.below(count(&tree));
        let donor = nth(&mut tree, &mut { donor }).cloned();
        if let Some(item) = nth(&mut tree, &mut { place }) {
            change(item, donor, &mut chance);
        }
    }
    let mut written = Vec::new();
    ciborium::into_writer(&tree, &mut written).ok()?;
    Some(written)
}

fn count(tree: &Value) -> usize {
    1 + match tree {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Map(entries) => entries.iter().map(|(_, value)| count(value)).sum::<usize>(),
        _ => 0,
    }
}

/// The item at a place, counted from the outside in.
fn nth<'t>(tree: &'t mut Value, place: &mut usize) -> Option<&'t mut Value> {
    if *place == 0 {
        return Some(tree);
    }
    *place -= 1;
    match tree {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, place)),
        Value::Map(entries) => entries.iter_mut().find_map(|(_, item)| nth(item, place)),
        _ => None,
    }
}

fn change(item: &mut Value, donor: Option<Value>, chance: &mut Chance) {
    match (chance.below(8), &mut *item) {
        (0, _) => *item = donor.unwrap_or(Value::Null),
        (1 | 2, Value::Array(items)) if !items.is_empty() => {
            let place = chance.below(items.len());
            items.remove(place);
        }
        (3 | 4, Value::Array(items)) if !items.is_empty() => {
            let copied = items[chance.below(items.len())].clone();
            items.insert(chance.below(items.len()), copied);
        }
        (5 | 6, Value::Array(items)) => items.reverse(),
        (1 | 2, Value::Map(entries)) if !entries.is_empty() => {
            entries.remove(chance.below(entries.len()));
        }
        (3 | 4, Value::Map(entries)) if !entries.is_empty() => {
            let copied = entries[chance.below(entries.len())].clone();
            entries.push(copied);
        }
        (1..=3, Value::Integer(_)) => *item = EDGES[chance.below(EDGES.len())].into(),
        (4..=6, Value::Integer(number)) => {
            let near = i128::from(*number) + [1, -1, 1_000, 86_400_000][chance.below(4)];
            *item = i64::try_from(near).unwrap_or_default().into();
        }
        (1..=3, Value::Text(text)) => {
            *text = ["", "x", "m-1", "o-1", "/", "\u{7f}", "会员"][chance.below(7)].to_owned();
        }
        (4, Value::Text(text)) => *text = text.repeat(1 + chance.below(40)),
        (_, _) => *item = EDGES[chance.below(EDGES.len())].into(),
    }
}
