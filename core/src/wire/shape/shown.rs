//! Encoded values as `serde` may write them, by their shapes.

use alloc::string::String;
use core::cell::RefCell;
use core::fmt::Write as _;

use serde::ser::{SerializeMap, SerializeSeq, SerializeStruct};
use serde::{Serialize, Serializer};

use super::{Field, Shape, Shaped, snake};
use crate::id::Digest;
use crate::moment::Moment;
use crate::ratio::Ratio;
use crate::refusal::{Facts, Refusal};
use crate::remainder::Remainder;
use crate::wire::{Reader, Wire, encode};

/// A value as its canonical bytes and its shape tell it, for any serializer.
///
/// It looks as the value's own `Serialize` would write it, but for the order of its fields.
#[derive(Debug)]
pub struct Shown {
    bytes: Vec<u8>,
    shape: &'static Shape,
}

impl Shown {
    /// Shows a value.
    #[must_use]
    pub fn of<T: Shaped>(value: &T) -> Self {
        Self {
            bytes: encode(value),
            shape: T::shape(),
        }
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reader = &RefCell::new(Reader::over(&self.bytes));
        let shape = self.shape;
        Next { reader, shape }.serialize(serializer)
    }
}

/// The next value of a reader.
struct Next<'r, 'b> {
    reader: &'r RefCell<Reader<'b>>,
    shape: &'static Shape,
}

impl<'r, 'b> Next<'r, 'b> {
    fn by(&self, shape: &'static Shape) -> Self {
        let reader = self.reader;
        Self { reader, shape }
    }

    fn read<T: Wire>(&self) -> T {
        T::read(&mut self.reader.borrow_mut())
    }

    fn record<S: Serializer>(&self, fields: &[Field], s: S) -> Result<S::Ok, S::Error> {
        let mut map = self.reader.borrow_mut().map();
        let mut record = s.serialize_struct("", fields.len())?;
        for field in fields {
            let shape = (field.shape)();
            if self.reader.borrow_mut().has(&mut map, field.key) {
                record.serialize_field(field.name, &self.by(shape))?;
            } else if !field.may_lack {
                record.serialize_field(field.name, &Absent(shape))?;
            }
        }
        record.end()
    }

    /// A variant: its name alone where nothing is in it, or an object of one entry.
    fn variant<S: Serializer>(
        &self,
        name: &str,
        fields: &'static Shape,
        s: S,
    ) -> Result<S::Ok, S::Error> {
        let name = &*snake(name);
        let inner = match fields {
            Shape::Record([]) => {
                self.reader.borrow_mut().map();
                return s.serialize_str(name);
            }
            Shape::Record([only]) if only.name.is_empty() => {
                let mut reader = self.reader.borrow_mut();
                let mut map = reader.map();
                reader.need(&mut map, only.key);
                (only.shape)()
            }
            fields => fields,
        };
        let mut entry = s.serialize_map(Some(1))?;
        entry.serialize_entry(name, &self.by(inner))?;
        entry.end()
    }
}

impl Serialize for Next<'_, '_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.shape {
            Shape::Truth => s.serialize_bool(self.read()),
            Shape::Integer => s.serialize_i64(self.read()),
            Shape::Text => s.serialize_str(self.reader.borrow_mut().text()),
            Shape::Digest => self.read::<Digest>().serialize(s),
            Shape::Moment => self.read::<Moment>().serialize(s),
            Shape::Ratio => self.read::<Ratio>().serialize(s),
            Shape::Remainder => self.read::<Remainder>().serialize(s),
            Shape::Facts => self.read::<Facts>().serialize(s),
            Shape::Refusal => self.read::<Refusal>().serialize(s),
            Shape::Other => s.serialize_none(),
            Shape::Maybe(inner) => {
                if self.reader.borrow_mut().null() {
                    return s.serialize_none();
                }
                self.by(inner()).serialize(s)
            }
            Shape::List(inner) => {
                let items = self.reader.borrow_mut().items();
                let mut list = s.serialize_seq(None)?;
                for _ in 0..items {
                    list.serialize_element(&self.by(inner()))?;
                }
                list.end()
            }
            Shape::Record(fields) => self.record(fields, s),
            Shape::Names(names) => {
                let number = self.read::<u64>();
                let named = names.iter().find(|(it, _)| *it == number);
                s.serialize_str(&snake(named.map_or("", |(_, name)| *name)))
            }
            Shape::Choice(variants) => {
                let (_, number) = self.reader.borrow_mut().choice();
                match variants.iter().find(|it| it.number == number) {
                    Some(variant) => self.variant(variant.name, &variant.fields, s),
                    None => s.serialize_none(),
                }
            }
        }
    }
}

/// A value that is absent: an empty list, no facts, null.
struct Absent(&'static Shape);

impl Serialize for Absent {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Shape::List(_) => s.serialize_seq(Some(0))?.end(),
            Shape::Facts => s.serialize_map(Some(0))?.end(),
            _ => s.serialize_none(),
        }
    }
}

/// A path of keys and indices, as [`crate::wire::WireError`] has it, by names: `/0/2` as
/// `/lines/2`.
#[must_use]
pub fn named_path(path: &str, mut shape: &'static Shape) -> String {
    let mut named = String::new();
    for part in path.split('/').skip(1) {
        while let Shape::Maybe(inner) = shape {
            shape = inner();
        }
        let field = match shape {
            Shape::Record(fields) => fields.iter().find(|it| part.parse() == Ok(it.key)),
            _ => None,
        };
        // Writing to a text cannot fail.
        let _ = write!(named, "/{}", field.map_or(part, |field| field.name));
        shape = match (field, shape) {
            (Some(field), _) => (field.shape)(),
            (None, Shape::List(inner)) => inner(),
            (None, _) => &Shape::Other,
        };
    }
    named
}
