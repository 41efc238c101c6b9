//! Takes plain objects from JavaScript, and refuses what is not what it should be by its path.
//!
//! An object becomes the bytes that any other caller would send, by the table of its type, and
//! those are read as any other's are: what a number or an id may be is said in one place. Here
//! stands only what bytes cannot tell of: fields that nobody knows, fields that lack, and values of
//! another kind.

use std::cell::RefCell;
use std::fmt::Display;

use js_sys::{Array, JsString, Object, Reflect};
use tiercel_core::id::Digest;
use tiercel_core::number::MAX_AMOUNT;
use tiercel_core::wire::shape::{Field, Shape, Shaped, named_path};
use tiercel_core::wire::{Wire, WireError, Writer, decode};
use wasm_bindgen::{JsCast, JsValue};

/// Takes a value from JavaScript. What is wrong is told with where it stands, from the outside in,
/// such as `/lines/0/sku`.
pub(super) fn take<T: Shaped>(value: &JsValue) -> Result<T, WireError> {
    let mut writer = Writer::onto(Vec::with_capacity(512));
    let path = &Path::Root;
    Taken { value, path }.write(T::shape(), &mut writer)?;
    decode(&writer.into_bytes()).map_err(|wrong| WireError {
        path: named_path(&wrong.path, T::shape()),
        ..wrong
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

/// A value from JavaScript, and where it stands.
struct Taken<'v> {
    value: &'v JsValue,
    path: &'v Path<'v>,
}

impl Taken<'_> {
    /// Writes the value's bytes, so far as it is of the right kind.
    fn write(&self, shape: &'static Shape, w: &mut Writer) -> Result<(), WireError> {
        match shape {
            Shape::Truth => {
                let truth = self.value.as_bool();
                w.truth(truth.ok_or_else(|| self.expected("true or false"))?);
            }
            Shape::Integer => w.integer(self.whole()?),
            Shape::Text => w.text(&self.text("a text")?),
            Shape::Digest => {
                let expected = "64 lower-case hexadecimal digits";
                let digest = self.text(expected)?.parse::<Digest>();
                digest.map_err(|_| self.expected(expected))?.write(w);
            }
            Shape::Maybe(_) if self.is_nothing() => w.null(),
            Shape::Maybe(inner) => self.write(inner(), w)?,
            Shape::List(inner) => self.list(inner(), w)?,
            Shape::Record(fields) => self.record(fields, w)?,
            _ => return Err(self.expected("nothing that JavaScript may give")),
        }
        Ok(())
    }

    fn wrong(&self, message: String) -> WireError {
        let path = self.path.to_string();
        WireError { path, message }
    }

    fn expected(&self, expected: &str) -> WireError {
        self.wrong(format!("here stands {expected}"))
    }

    fn is_nothing(&self) -> bool {
        self.value.is_undefined() || self.value.is_null()
    }

    fn text(&self, expected: &str) -> Result<String, WireError> {
        let text = self.value.as_string();
        text.ok_or_else(|| self.expected(expected))
    }

    /// The whole number that this is, if JavaScript holds it exactly.
    fn whole(&self) -> Result<i64, WireError> {
        const MOST: f64 = MAX_AMOUNT as f64;
        let number = self.value.as_f64().filter(|n| n.abs() <= MOST);
        #[expect(clippy::cast_possible_truncation, reason = "held to the range above")]
        let whole = number.map(|number| number as i64);
        #[expect(clippy::cast_precision_loss, reason = "is it exact?")]
        let exact = whole.filter(|whole| Some(*whole as f64) == number);
        exact.ok_or_else(|| self.expected("a whole number within ±9007199254740991"))
    }

    fn list(&self, inner: &'static Shape, w: &mut Writer) -> Result<(), WireError> {
        let list = self.value.dyn_ref::<Array>();
        let list = list.ok_or_else(|| self.expected("a list"))?;
        let length = list.length();
        w.array(length.into());
        for place in 0..length {
            let (value, path) = (&list.get(place), &Path::Item(self.path, place));
            Taken { value, path }.write(inner, w)?;
        }
        Ok(())
    }

    fn record(&self, fields: &'static [Field], w: &mut Writer) -> Result<(), WireError> {
        let is_list = Array::is_array(self.value);
        let object = self.value.dyn_ref::<Object>().filter(|_| !is_list);
        let object = object.ok_or_else(|| self.expected("an object"))?;
        let (map, mut found) = (w.record(), 0);
        let mut lacks = None;
        let mut wrong = Ok(());
        for (field, key) in fields.iter().zip(keys_of(fields)) {
            let value = &Reflect::get(object, key).unwrap_or(JsValue::UNDEFINED);
            found += u32::from(!value.is_undefined());
            let shape = (field.shape)();
            let path = &Path::Field(self.path, field.name);
            let field_is = Taken { value, path };
            match shape {
                Shape::Maybe(_) if field_is.is_nothing() => {}
                _ if value.is_undefined() => {
                    if !field.may_lack {
                        lacks = lacks.or(Some(field.name));
                    }
                }
                // An empty list has no key.
                Shape::List(_) if value.dyn_ref().is_some_and(|it: &Array| it.length() == 0) => {}
                shape => {
                    w.key(map, field.key);
                    wrong = wrong.and_then(|()| field_is.write(shape, w));
                }
            }
        }
        // An unknown field is often the misspelling of one that is missing: it is told first.
        let own = Object::keys(object);
        if wrong.is_err() || lacks.is_some() || own.length() != found {
            self.refuse_unknown(&own, fields)?;
        }
        if let Some(name) = lacks {
            return Err(self.wrong(format!("missing field `{name}`")));
        }
        wrong
    }

    fn refuse_unknown(&self, own: &Array, fields: &[Field]) -> Result<(), WireError> {
        for key in own.iter() {
            let key = key.as_string().unwrap_or_default();
            if fields.iter().all(|field| field.name != key) {
                return Err(WireError {
                    path: format!("{}/{key}", self.path),
                    message: "unknown field".into(),
                });
            }
        }
        Ok(())
    }
}

/// The names of a type's fields as JavaScript has them: made once, and kept as long as the module.
fn keys_of(fields: &'static [Field]) -> &'static [JsString] {
    type Known = Vec<(*const Field, &'static [JsString])>;
    thread_local! {
        static KNOWN: RefCell<Known> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        let of = fields.as_ptr();
        if let Some((_, keys)) = known.iter().find(|(it, _)| *it == of) {
            return *keys;
        }
        let keys: Vec<JsString> = fields.iter().map(|it| JsString::from(it.name)).collect();
        let keys: &'static [JsString] = keys.leak();
        known.push((of, keys));
        keys
    })
}
