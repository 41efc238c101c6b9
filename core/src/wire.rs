//! The wire: deterministic CBOR (RFC 8949) with the integer keys that each type publishes.
//!
//! One value has one encoding. [`decode`] holds to that: what does not encode back to the same
//! bytes is refused, which finds unknown keys, long integers, wrong order and anything behind the
//! end in one rule.

use alloc::string::String;

use minicbor::data::Type;
use minicbor::{Decode, Decoder, Encode};
use smol_str::format_smolstr;

/// Bytes are not the value that they should be.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, thiserror::Error)]
#[error("at `{path}`: {message}")]
#[cbor(map)]
pub struct WireError {
    /// Where: keys and indices from the outside in, such as `/0/2/5`; empty for the whole.
    #[n(0)]
    pub path: String,
    /// What is wrong, in English, for the engineer who sent it.
    #[n(1)]
    pub message: String,
}

/// The canonical bytes of a value.
#[must_use]
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    encode_into(value, &mut bytes);
    bytes
}

/// Appends the canonical bytes of a value.
pub fn encode_into<T: Encode<()>>(value: &T, bytes: &mut Vec<u8>) {
    // Writing to a vector cannot fail, and no type here refuses to be encoded.
    let _ = minicbor::encode(value, bytes);
}

/// Reads a value from its canonical bytes.
///
/// # Errors
/// [`WireError`] with the path of the first thing that is wrong.
pub fn decode<'b, T: Decode<'b, ()> + Encode<()>>(bytes: &'b [u8]) -> Result<T, WireError> {
    let mut decoder = Decoder::new(bytes);
    let value: T = decoder.decode().map_err(|error| {
        let at = error.position().unwrap_or_else(|| decoder.position());
        WireError {
            path: path_at(bytes, at),
            message: alloc::format!("{error}"),
        }
    })?;
    let canonical = encode(&value);
    if canonical == bytes {
        return Ok(value);
    }
    let same = canonical
        .iter()
        .zip(bytes)
        .take_while(|(a, b)| a == b)
        .count();
    Err(WireError {
        path: path_at(bytes, same),
        message: String::from("an unknown key, or not in canonical form"),
    })
}

/// The path of the innermost item that holds the byte at an offset.
fn path_at(bytes: &[u8], offset: usize) -> String {
    let mut path = String::new();
    let mut decoder = Decoder::new(bytes);
    // Whatever cannot be walked ends the path where it is.
    let _ = descend(&mut decoder, offset, 0, &mut path);
    path
}

/// Walks to the item at `offset`. True once it was found, with its path in `path`.
fn descend(
    d: &mut Decoder<'_>,
    offset: usize,
    depth: usize,
    path: &mut String,
) -> Result<bool, minicbor::decode::Error> {
    const DEEPEST: usize = 32;
    let is_map = match d.datatype()? {
        Type::Map if depth < DEEPEST => true,
        Type::Array if depth < DEEPEST => false,
        _ => {
            d.skip()?;
            return Ok(d.position() > offset);
        }
    };
    let length = if is_map { d.map()? } else { d.array()? };
    if d.position() > offset {
        return Ok(true);
    }
    for index in 0..length.unwrap_or_default() {
        let outer = path.len();
        path.push('/');
        if is_map {
            let key = d.position();
            push_key(d, index, path)?;
            if key <= offset && offset < d.position() {
                return Ok(true);
            }
        } else {
            path.push_str(&format_smolstr!("{index}"));
        }
        if descend(d, offset, depth + 1, path)? {
            return Ok(true);
        }
        path.truncate(outer);
    }
    Ok(false)
}

fn push_key(
    d: &mut Decoder<'_>,
    index: u64,
    path: &mut String,
) -> Result<(), minicbor::decode::Error> {
    match d.datatype()? {
        Type::String => path.push_str(d.str()?),
        Type::U8 | Type::U16 | Type::U32 | Type::U64 => {
            path.push_str(&format_smolstr!("{}", d.u64()?));
        }
        _ => {
            path.push_str(&format_smolstr!("{index}"));
            d.skip()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cart::Cart;

    // {0: [{0: "a", 1: "b", 2: 1, 3: 500}], 1: 10}
    const CART: &[u8] = &[
        0xa2, 0, 0x81, 0xa4, 0, 0x61, b'a', 1, 0x61, b'b', 2, 1, 3, 0x19, 1, 0xf4, 1, 10,
    ];

    fn refused(bytes: &[u8]) -> (String, String) {
        let error = decode::<Cart>(bytes).unwrap_err();
        (error.path, error.message)
    }

    #[test]
    fn what_is_canonical_is_read_and_written_alike() {
        let cart: Cart = decode(CART).unwrap();
        assert_eq!(cart.lines[0].unit_price_minor.value(), 500);
        assert_eq!(encode(&cart), CART);
    }

    #[test]
    fn a_bad_value_is_named_by_its_path() {
        let mut bytes = CART.to_vec();
        bytes[6] = b'/';
        let (path, message) = refused(&bytes);
        assert_eq!(path, "/0/0/0");
        assert!(message.contains("not an id"), "{message}");
        assert_eq!(refused(&CART[..9]).0, "/0/0/1");
        assert_eq!(refused(&[]).0, "");
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_path() {
        let mut bytes = CART.to_vec();
        bytes[3] = 0xa5;
        bytes.splice(16..16, [9, 1]);
        assert_eq!(refused(&bytes).0, "/0/0");
        let mut last = CART.to_vec();
        last[0] = 0xa3;
        last.extend([7, 0]);
        assert!(refused(&last).1.contains("unknown key"));
    }

    #[test]
    fn a_second_spelling_of_the_same_value_is_refused() {
        let mut long = CART.to_vec();
        long.splice(11..12, [0x18, 1]);
        assert_eq!(refused(&long).0, "/0/0/2");
        let mut behind = CART.to_vec();
        behind.push(0);
        assert!(decode::<Cart>(&behind).is_err());
    }
}
