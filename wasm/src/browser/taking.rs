//! Takes plain objects from JavaScript, and refuses what is not what it should be by its path.
//!
//! Not serde-wasm-bindgen's deserializer: that one passes over unknown keys, knows no path, and
//! writes numbers in its messages, for which the module would carry the formatting of floats.

use std::cell::RefCell;
use std::fmt::Display;

use js_sys::{Array, JsString, Object, Reflect};
use serde::Deserializer;
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Error as _, Expected, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde::forward_to_deserialize_any;
use wasm_bindgen::{JsCast, JsValue};

/// What is wrong, and where: from the outside in, such as `/lines/0/sku`.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) path: String,
    pub(super) message: String,
}

/// Takes a value from JavaScript.
pub(super) fn take<T: DeserializeOwned>(value: JsValue) -> Result<T, Wrong> {
    T::deserialize(Taken {
        value,
        path: &Path::Root,
    })
}

/// Where something stands.
enum Path<'p> {
    Root,
    Field(&'p Path<'p>, &'static str),
    Item(&'p Path<'p>, u32),
}

impl Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Field(outer, name) => write!(f, "{outer}/{name}"),
            Self::Item(outer, place) => write!(f, "{outer}/{place}"),
        }
    }
}

impl Wrong {
    fn expected(expected: &dyn Expected) -> Self {
        Self::custom(format_args!("here stands {expected}"))
    }

    /// The innermost place that knows where it stands says so.
    fn at(mut self, path: &Path<'_>) -> Self {
        if self.path.is_empty() {
            self.path = path.to_string();
        }
        self
    }
}

impl Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Wrong {}

impl serde::de::Error for Wrong {
    fn custom<T: Display>(message: T) -> Self {
        Self {
            path: String::new(),
            message: message.to_string(),
        }
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected)
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected)
    }
}

/// A value from JavaScript, and where it stands.
struct Taken<'p> {
    value: JsValue,
    path: &'p Path<'p>,
}

impl Taken<'_> {
    /// The whole number that this is, if JavaScript holds it exactly.
    fn whole(&self) -> Option<i64> {
        const MOST: f64 = tiercel_core::number::MAX_AMOUNT as f64;
        let number = self.value.as_f64().filter(|n| n.abs() <= MOST)?;
        #[expect(clippy::cast_possible_truncation, reason = "held to the range above")]
        let whole = number as i64;
        #[expect(
            clippy::cast_precision_loss,
            clippy::float_cmp,
            reason = "is it exact?"
        )]
        (whole as f64 == number).then_some(whole)
    }
}

impl<'de> Deserializer<'de> for Taken<'_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if let Some(whole) = self.whole() {
            visitor.visit_i64(whole)
        } else if let Some(text) = self.value.as_string() {
            visitor.visit_string(text)
        } else if let Some(flag) = self.value.as_bool() {
            visitor.visit_bool(flag)
        } else if self.value.as_f64().is_some() {
            Err(Wrong::custom(
                "here stands a whole number within ±9007199254740991",
            ))
        } else {
            Err(Wrong::expected(&visitor))
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.value.is_undefined() || self.value.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let Ok(array) = self.value.dyn_into::<Array>() else {
            return Err(Wrong::expected(&visitor));
        };
        visitor.visit_seq(Items {
            left: 0..array.length(),
            array,
            path: self.path,
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let is_list = Array::is_array(&self.value);
        let Some(object) = self.value.dyn_ref::<Object>().filter(|_| !is_list) else {
            return Err(Wrong::expected(&visitor));
        };
        let mut entries = Entries {
            object,
            fields: fields.iter(),
            keys: keys_of(fields).iter(),
            next: None,
            found: 0,
            path: self.path,
        };
        let visited = visitor.visit_map(&mut entries);
        // An unknown field is often the misspelling of one that is missing: it is told first.
        let own = Object::keys(object);
        if visited.is_err() || own.length() != entries.found {
            refuse_unknown(&own, fields, self.path)?;
        }
        visited
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct tuple tuple_struct map enum identifier ignored_any
    }
}

fn refuse_unknown(own: &Array, fields: &[&str], path: &Path<'_>) -> Result<(), Wrong> {
    for key in own.iter() {
        let key = key.as_string().unwrap_or_default();
        if !fields.contains(&key.as_str()) {
            return Err(Wrong {
                path: format!("{path}/{key}"),
                message: "unknown field".into(),
            });
        }
    }
    Ok(())
}

/// The items of a list.
struct Items<'p> {
    array: Array,
    left: std::ops::Range<u32>,
    path: &'p Path<'p>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        let Some(place) = self.left.next() else {
            return Ok(None);
        };
        let (value, path) = (self.array.get(place), &Path::Item(self.path, place));
        let item = seed.deserialize(Taken { value, path });
        item.map(Some).map_err(|wrong| wrong.at(path))
    }
}

/// The fields of an object that it has.
struct Entries<'p> {
    object: &'p Object,
    fields: std::slice::Iter<'static, &'static str>,
    keys: std::slice::Iter<'static, JsString>,
    next: Option<(&'static str, JsValue)>,
    found: u32,
    path: &'p Path<'p>,
}

impl<'de> MapAccess<'de> for &mut Entries<'_> {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        for (name, key) in self.fields.by_ref().zip(self.keys.by_ref()) {
            let value = Reflect::get(self.object, key).unwrap_or(JsValue::UNDEFINED);
            if value.is_undefined() {
                continue;
            }
            self.found += 1;
            self.next = Some((name, value));
            let name: StrDeserializer<'_, Wrong> =
                serde::de::IntoDeserializer::into_deserializer(*name);
            return seed.deserialize(name).map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let (name, value) = self.next.take().unwrap_or(("", JsValue::UNDEFINED));
        let path = &Path::Field(self.path, name);
        let field = seed.deserialize(Taken { value, path });
        field.map_err(|wrong| wrong.at(path))
    }
}

/// The names of a type's fields as JavaScript has them: made once, and kept as long as the module.
fn keys_of(fields: &'static [&'static str]) -> &'static [JsString] {
    type Known = Vec<(*const &'static str, &'static [JsString])>;
    thread_local! {
        static KNOWN: RefCell<Known> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        let of = fields.as_ptr();
        if let Some((_, keys)) = known.iter().find(|(it, _)| *it == of) {
            return *keys;
        }
        let keys: Vec<JsString> = fields.iter().map(|name| JsString::from(*name)).collect();
        let keys: &'static [JsString] = keys.leak();
        known.push((of, keys));
        keys
    })
}
