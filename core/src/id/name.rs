//! The bytes of an identifier, inline where they are few: reading a cart is reading identifiers.
//!
//! A general short string checks for UTF-8 and copies more than once; of identifiers every byte is
//! looked at anyway, and all of them are ASCII.

use alloc::boxed::Box;

use super::NotAnId;
use crate::limits::MAX_ID_BYTES;

/// Bytes that are kept without an allocation.
const INLINE: usize = 22;

/// One to 64 of the characters that an identifier may have.
#[derive(Clone)]
pub(super) enum Name {
    /// The first so many of these bytes; those behind them are 0.
    Short(u8, [u8; INLINE]),
    Long(Box<[u8]>),
}

/// Which bytes an identifier may have.
const ALLOWED: [bool; 256] = {
    let mut allowed = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let character = byte as u8;
        allowed[byte] =
            character.is_ascii_alphanumeric() || matches!(character, b'.' | b'_' | b':' | b'-');
        byte += 1;
    }
    allowed
};

impl Name {
    #[inline(always)]
    pub(super) fn new(text: &[u8]) -> Result<Self, NotAnId> {
        if text.is_empty() || text.len() > MAX_ID_BYTES {
            return Err(NotAnId);
        }
        // A loop rather than an iterator's: half the work in the module, which is built for size.
        for byte in text {
            if !ALLOWED[usize::from(*byte)] {
                return Err(NotAnId);
            }
        }
        let mut inline = [0; INLINE];
        Ok(match inline.get_mut(..text.len()) {
            Some(short) => {
                short.copy_from_slice(text);
                // At most 22, as it fits.
                Self::Short(text.len() as u8, inline)
            }
            None => Self::Long(text.into()),
        })
    }

    /// What stands where nothing could be read.
    pub(super) const UNREAD: Self = Self::Short(6, *b"unread\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");

    #[inline(always)]
    pub(super) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Short(length, bytes) => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Self::Long(bytes) => bytes,
        }
    }

    pub(super) fn as_str(&self) -> &str {
        // ASCII, as checked when it was made.
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            // Most differ in their length.
            (Self::Short(length, bytes), Self::Short(other, others)) => {
                // By words: arrays of bytes would be compared byte by byte in the module. The words
                // overlap, as 22 bytes are no whole number of them.
                length == other
                    && word(bytes, 0) == word(others, 0)
                    && word(bytes, 8) == word(others, 8)
                    && word(bytes, INLINE - 8) == word(others, INLINE - 8)
            }
            (Self::Long(bytes), Self::Long(others)) => bytes == others,
            _ => false,
        }
    }
}

/// The word that begins at a byte of a short name.
#[inline(always)]
fn word(bytes: &[u8; INLINE], at: usize) -> u64 {
    let word = bytes.get(at..).and_then(<[u8]>::first_chunk);
    word.map_or(0, |word| u64::from_le_bytes(*word))
}

impl Eq for Name {}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl core::hash::Hash for Name {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl core::fmt::Debug for Name {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn short_and_long_names_are_alike() {
        for length in [1, INLINE - 1, INLINE, INLINE + 1, MAX_ID_BYTES] {
            let text = "a".repeat(length);
            let name = Name::new(text.as_bytes()).unwrap();
            assert_eq!(name.as_str(), text);
            assert_eq!(name, name.clone());
            let bad = format!("{}/", "a".repeat(length - 1));
            assert!(Name::new(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(Name::new(b"a").unwrap() < Name::new(b"aa").unwrap());
        assert_eq!(Name::UNREAD.as_str(), "unread");
    }
}
