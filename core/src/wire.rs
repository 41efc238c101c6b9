//! The wire: deterministic CBOR (RFC 8949 §4.2) with the integer keys that each type publishes.
//!
//! One value has one encoding, and [`decode`] reads no other:
//!
//! | in Rust | in CBOR |
//! |---|---|
//! | a struct | a map; keys are the published numbers, ascending, each at most once |
//! | an absent `Option`, an empty list | its key is left out; by itself `null`, `[]` |
//! | an enum | `[number of the variant, map of its fields]`; without fields anywhere, the number |
//! | numbers | the shortest integer; there are no floats |
//! | texts, ids, digests | text, text, byte string |
//!
//! The keys stand beside each type, in `record!`, `choice!`, `names!` and `same!`, and nowhere
//! else: the `grammar` tells them to whoever reads CDDL. A derive made
//! by a library would do the same work in three times the code of the module, and would have to
//! encode every value a second time to find what is not canonical.

#[cfg(not(target_family = "wasm"))]
pub mod grammar;
mod macros;
mod path;
mod reader;
mod sealed;
pub mod shape;
mod values;
mod writer;

use alloc::string::String;

pub use macros::{choice, names, record, same};
pub use reader::{Kind, Map, Reader};
pub use sealed::Sealed;
pub use writer::{OpenMap, Writer};

/// A value with one canonical encoding.
pub trait Wire: Sized {
    /// Appends the encoding.
    fn write(&self, w: &mut Writer);

    /// Reads a value. Where the bytes are not one, the reader remembers why, and what is given
    /// back stands in for it; [`decode`] never lets that out.
    fn read(r: &mut Reader<'_>) -> Self;

    /// Appends this value as a field of a map. What is absent is left out, its key too.
    fn write_field(&self, w: &mut Writer, map: OpenMap, key: u8) {
        w.key(map, key);
        self.write(w);
    }

    /// Reads this value as a field of a map, where its key may lack if it may be absent.
    fn read_field(r: &mut Reader<'_>, map: &mut Map, key: u8) -> Self {
        r.need(map, key);
        Self::read(r)
    }
}

/// Bytes are not the value that they should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at `{path}`: {message}")]
pub struct WireError {
    /// Where: keys and indices from the outside in, such as `/0/2/5`; empty for the whole.
    pub path: String,
    /// What is wrong, in English, for the engineer who sent it.
    pub message: String,
}

record!(WireError {
    0: path,
    1: message
});

/// The canonical bytes of a value.
#[must_use]
pub fn encode<T: Wire>(value: &T) -> Vec<u8> {
    let mut writer = Writer::onto(Vec::with_capacity(256));
    value.write(&mut writer);
    writer.into_bytes()
}

/// Appends the canonical bytes of a value.
pub fn encode_into<T: Wire>(value: &T, bytes: &mut Vec<u8>) {
    let mut writer = Writer::onto(core::mem::take(bytes));
    value.write(&mut writer);
    *bytes = writer.into_bytes();
}

/// Reads a value from its canonical bytes.
///
/// # Errors
/// [`WireError`] with the path of the first thing that is wrong.
pub fn decode<T: Wire>(bytes: &[u8]) -> Result<T, WireError> {
    let mut reader = Reader::over(bytes);
    let value = T::read(&mut reader);
    reader.end().map(|()| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cart::Cart;
    use crate::command::Command;
    use crate::event::Pending;
    use crate::refusal::Fact;

    // {0: [{0: "a", 1: "b", 2: 1, 3: 500}], 1: 10}
    const CART: &[u8] = &[
        0xa2, 0, 0x81, 0xa4, 0, 0x61, b'a', 1, 0x61, b'b', 2, 1, 3, 0x19, 1, 0xf4, 1, 10,
    ];

    fn refused(bytes: &[u8]) -> (String, String) {
        let error = decode::<Cart>(bytes).unwrap_err();
        (error.path, error.message)
    }

    fn with(range: core::ops::Range<usize>, bytes: &[u8]) -> Vec<u8> {
        let mut cart = CART.to_vec();
        cart.splice(range, bytes.iter().copied());
        cart
    }

    #[test]
    fn what_is_canonical_is_read_and_written_alike() {
        let cart: Cart = decode(CART).unwrap();
        assert_eq!(cart.lines[0].unit_price_minor.value(), 500);
        assert_eq!(encode(&cart), CART);
    }

    #[test]
    fn a_bad_value_is_named_by_its_path() {
        let (path, message) = refused(&with(6..7, b"/"));
        assert_eq!(path, "/0/0/0");
        assert!(message.contains("an id is"), "{message}");
        assert_eq!(refused(&CART[..9]).0, "/0/0/1");
        assert_eq!(refused(&[]).0, "");
        assert_eq!(refused(&with(5..7, &[5])).1, "here stands a text");
        let (path, message) = refused(&with(5..7, &[0x61, 0xff]));
        assert_eq!(path, "/0/0/0");
        assert!(message.contains("an id is"), "{message}");
        let text = decode::<alloc::string::String>(&[0x61, 0xff]).unwrap_err();
        assert_eq!(text.message, "not UTF-8");
    }

    #[test]
    fn a_key_that_must_be_there_is_named() {
        let mut bytes = with(10..12, &[]);
        bytes[3] = 0xa3;
        let (path, message) = refused(&bytes);
        assert_eq!((&*path, &*message), ("/0/0/2", "a value is missing"));
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_path() {
        let mut bytes = with(16..16, &[9, 1]);
        bytes[3] = 0xa5;
        assert_eq!(refused(&bytes).0, "/0/0/9");
        let mut last = CART.to_vec();
        last[0] = 0xa3;
        last.extend([8, 0]);
        let (path, message) = refused(&last);
        assert_eq!(path, "/8");
        assert!(message.contains("unknown key"), "{message}");
    }

    #[test]
    fn a_second_spelling_of_the_same_value_is_refused() {
        // A longer integer, null for nothing, keys the wrong way round, twice, a byte behind.
        assert_eq!(refused(&with(11..12, &[0x18, 1])).0, "/0/0/2");
        assert_eq!(refused(&with(17..18, &[0xf6])).0, "/1");
        let swapped = [&[0xa2, 1, 10, 0][..], &CART[2..16]].concat();
        assert!(decode::<Cart>(&swapped).is_err());
        let mut twice = CART.to_vec();
        twice[0] = 0xa3;
        twice.extend([1, 10]);
        assert_eq!(refused(&twice).0, "/1");
        assert!(decode::<Cart>(&[CART, &[0]].concat()).is_err());
        assert_eq!(refused(&[0xbf, 0xff]).0, "");
    }

    #[test]
    fn lengths_beyond_the_bytes_cost_nothing() {
        let endless = [
            0xa1, 0, 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        ];
        assert!(decode::<Cart>(&endless).is_err());
        let text = [0x7b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert!(decode::<String>(&text).is_err());
    }

    #[test]
    fn choices_are_a_number_and_their_fields() {
        let fact = Fact::Number(-500);
        assert_eq!(encode(&fact), [0x82, 0, 0xa1, 0, 0x39, 1, 0xf3]);
        assert_eq!(decode(&encode(&fact)), Ok(fact));
        assert_eq!(decode::<Fact>(&[0x82, 9, 0xa0]).unwrap_err().path, "/0");
        assert!(decode::<Pending>(&[0x82, 0, 0xa0]).is_err());
        assert!(decode::<Command>(&[0x80]).is_err());
    }
}
