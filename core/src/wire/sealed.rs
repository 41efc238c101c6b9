//! A value that is carried from one to another by someone who need not know what is in it.

use alloc::vec::Vec;

use super::{Reader, Wire, Writer};

/// One encoded value, whatever it is: passed on byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// The value with these bytes, which [`super::encode`] or this very type gave.
    #[must_use]
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl Wire for Sealed {
    fn write(&self, w: &mut Writer) {
        w.encoded(&self.0);
    }

    fn read(r: &mut Reader<'_>) -> Self {
        Self(r.item().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Value;
    use crate::wire::{decode, encode};

    #[test]
    fn what_is_sealed_is_passed_on_byte_for_byte() {
        let deep = [0x82, 0xa2, 0, 0x61, b'a', 1, 0xf5, 0x81, 0x43, 1, 2, 3];
        let sealed: Sealed = decode(&deep).unwrap();
        assert_eq!(encode(&sealed), deep);
        let value = Value::text("a text");
        let sealed = Sealed::new(encode(&value));
        let list = encode(&alloc::vec![sealed.clone(), sealed]);
        assert_eq!(list, encode(&alloc::vec![value.clone(), value]));
    }

    #[test]
    fn what_is_no_value_is_not_sealed() {
        for bad in [
            &[][..],
            &[0x82, 1],
            &[0x62, b'a'],
            &[0xf9, 0, 0],
            &[0x1c],
            &[1, 1],
        ] {
            assert!(decode::<Sealed>(bad).is_err(), "{bad:?}");
        }
        assert!(decode::<Sealed>(&[0x81; 100_000]).is_err());
    }
}
