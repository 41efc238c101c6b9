//! Reading, one item after the other, in canonical form only.
//!
//! The first thing that is wrong is remembered, and from then on there is nothing left to read:
//! every call gives a stand-in at once. What is built of stand-ins is thrown away by
//! [`super::decode`], so no caller has to look at an error between two fields.

use alloc::string::String;

use super::path::path_at;
use super::{Wire, WireError};

/// Bytes that are read from the front.
#[derive(Debug)]
pub struct Reader<'b> {
    whole: &'b [u8],
    /// What is left; empty once something was wrong.
    rest: &'b [u8],
    wrong: Option<Wrong>,
    /// How many values are being read that stand within their like.
    depth: usize,
}

#[derive(Clone, Copy, Debug)]
struct Wrong {
    at: usize,
    key: Option<u8>,
    message: &'static str,
}

/// A map that is being read: where it stands, and how many fields are left in it.
#[derive(Debug)]
pub struct Map {
    at: usize,
    left: u64,
}

/// What is wrong with a field that says that it is absent.
pub(super) const NOTHING: &str = "what is nothing is left out";

/// What the next item is, as far as a reader of any value must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// A text.
    Text,
    /// A list.
    List,
    /// A map.
    Map,
    /// Anything else.
    Other,
}

impl<'b> Reader<'b> {
    /// A reader of these bytes.
    #[must_use]
    pub const fn over(bytes: &'b [u8]) -> Self {
        Self {
            whole: bytes,
            rest: bytes,
            wrong: None,
            depth: 0,
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// The first thing that was wrong, bytes behind the end included.
    pub fn end(mut self) -> Result<(), WireError> {
        if !self.rest.is_empty() {
            self.fail(self.at(), "the value ends before the bytes do");
        }
        let Some(wrong) = self.wrong else {
            return Ok(());
        };
        let mut path = path_at(self.whole, wrong.at);
        if let Some(key) = wrong.key {
            path.push_str(&alloc::format!("/{key}"));
        }
        Err(WireError {
            path,
            message: String::from(wrong.message),
        })
    }

    /// How many bytes were read.
    #[must_use]
    #[inline(always)]
    pub const fn at(&self) -> usize {
        self.whole.len() - self.rest.len()
    }

    /// Remembers what is wrong with the item at a place, if nothing was before.
    pub fn fail(&mut self, at: usize, message: &'static str) {
        self.fail_with(Wrong {
            at,
            key: None,
            message,
        });
    }

    fn fail_with(&mut self, wrong: Wrong) {
        self.wrong.get_or_insert(wrong);
        self.rest = &[];
    }

    #[inline(always)]
    fn take(&mut self, count: usize) -> &'b [u8] {
        if let Some((taken, rest)) = self.rest.split_at_checked(count) {
            self.rest = rest;
            return taken;
        }
        self.fail(self.at(), "the bytes end within a value");
        &[]
    }

    /// The argument of the next item, which must be of this major type.
    #[inline(always)]
    fn head(&mut self, major: u8, expected: &'static str) -> u64 {
        let Some((&first, rest)) = self.rest.split_first() else {
            self.fail(self.at(), "the bytes end where a value should be");
            return 0;
        };
        // Of another major type, this wraps to 32 or more.
        let short = first.wrapping_sub(major << 5);
        if short < 24 {
            self.rest = rest;
            return u64::from(short);
        }
        self.long(short, expected)
    }

    /// An argument that does not fit its head.
    #[inline(never)]
    fn long(&mut self, short: u8, expected: &'static str) -> u64 {
        let at = self.at();
        if short > 31 {
            self.fail(at, expected);
            return 0;
        }
        self.take(1);
        if short > 27 {
            self.fail(at, "a length must be given, and be definite");
            return 0;
        }
        let width = 1_usize << (short - 24);
        let argument = self
            .take(width)
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        // The least argument that needs this width.
        let least = if width == 1 { 24 } else { 1 << (width * 4) };
        if argument < least {
            self.fail(at, "not the shortest form of a number");
        }
        argument
    }

    /// A number that is not negative.
    pub fn number(&mut self) -> u64 {
        self.head(0, "here stands a number that is not negative")
    }

    /// A number that is not negative and fits a narrower type.
    pub fn narrow<T: TryFrom<u64> + Default>(&mut self) -> T {
        let at = self.at();
        T::try_from(self.number()).unwrap_or_else(|_| {
            self.fail(at, "the number is too large");
            T::default()
        })
    }

    /// A number.
    pub fn integer(&mut self) -> i64 {
        let at = self.at();
        let negative = self.rest.first().is_some_and(|first| first >> 5 == 1);
        let argument = self.head(u8::from(negative), "here stands a number");
        let Ok(magnitude) = i64::try_from(argument) else {
            self.fail(at, "the number is too large");
            return 0;
        };
        if negative { !magnitude } else { magnitude }
    }

    /// Bytes.
    pub fn bytes(&mut self) -> &'b [u8] {
        let length = self.head(2, "here stands a byte string");
        self.take(usize::try_from(length).unwrap_or(usize::MAX))
    }

    /// The bytes of a text, whether or not they are UTF-8.
    #[inline(always)]
    pub(crate) fn text_bytes(&mut self) -> &'b [u8] {
        let length = self.head(3, "here stands a text");
        self.take(usize::try_from(length).unwrap_or(usize::MAX))
    }

    /// A text.
    pub fn text(&mut self) -> &'b str {
        let at = self.at();
        core::str::from_utf8(self.text_bytes()).unwrap_or_else(|_| {
            self.fail(at, "not UTF-8");
            ""
        })
    }

    /// True or false.
    pub fn truth(&mut self) -> bool {
        let at = self.at();
        match self.take(1) {
            [0xf5] => true,
            [0xf4] => false,
            _ => {
                self.fail(at, "here stands true or false");
                false
            }
        }
    }

    /// Whether nothing stands here; it is then read.
    pub fn null(&mut self) -> bool {
        let is_null = self.rest.first() == Some(&0xf6);
        if is_null {
            self.take(1);
        }
        is_null
    }

    /// What comes next; none at the end.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.rest.first().map(|first| match first >> 5 {
            0 | 1 => Kind::Number,
            3 => Kind::Text,
            4 => Kind::List,
            5 => Kind::Map,
            _ => Kind::Other,
        })
    }

    /// The bytes of the next value, whatever it is.
    pub fn item(&mut self) -> &'b [u8] {
        let from = self.at();
        // Values that are still to come: a list adds its items, a map its keys and values.
        let mut left = 1_u64;
        while left > 0 && self.wrong.is_none() {
            left -= 1;
            match self.rest.first().map(|first| first >> 5) {
                Some(major @ 0..=1) => _ = self.head(major, ""),
                Some(2) => _ = self.bytes(),
                Some(3) => _ = self.text(),
                Some(4) => left = left.saturating_add(self.head(4, "")),
                Some(5) => left = left.saturating_add(self.head(5, "").saturating_mul(2)),
                Some(7) if self.null() => {}
                Some(_) => _ = self.truth(),
                None => self.fail(self.at(), "the bytes end where a value should be"),
            }
        }
        self.whole.get(from..self.at()).unwrap_or_default()
    }

    /// A value within its like, so deep at the most.
    pub fn deeper<T: Default>(&mut self, most: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth >= most {
            self.fail(self.at(), "nested too deep");
            return T::default();
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    /// The head of a list: how many items follow.
    pub fn items(&mut self) -> u64 {
        self.head(4, "here stands a list")
    }

    /// A list of values of one type.
    pub fn list<T: Wire>(&mut self) -> Vec<T> {
        /// Room that is made before the items are seen: a length may lie.
        const ROOM: u64 = 16;
        let mut left = self.items();
        let mut list = Vec::with_capacity(left.min(ROOM) as usize);
        while self.another(&mut left) {
            list.push(T::read(self));
        }
        list
    }

    /// Whether another item of so many is to be read. Every item has a byte at the least, so a
    /// lying length ends with the bytes.
    fn another(&mut self, left: &mut u64) -> bool {
        let another = *left > 0 && self.wrong.is_none();
        *left = left.saturating_sub(1);
        another
    }

    /// A list, or a map, whose items or entries are read by `item`.
    pub fn each(&mut self, kind: Kind, mut item: impl FnMut(&mut Self)) {
        let mut left = match kind {
            Kind::Map => self.head(5, "here stands a map"),
            _ => self.items(),
        };
        while self.another(&mut left) {
            item(self);
        }
    }

    /// The beginning of a map.
    pub fn map(&mut self) -> Map {
        let at = self.at();
        let left = self.head(5, "here stands a map");
        Map { at, left }
    }

    /// Whether the next key of a map is this one, which is below 24 and so one byte; it is then
    /// read. Fields are read in the order of their keys.
    #[inline(never)]
    pub fn has(&mut self, map: &mut Map, key: u8) -> bool {
        match self.rest.split_first() {
            Some((next, rest)) if *next == key && map.left > 0 => {
                self.rest = rest;
                map.left -= 1;
                true
            }
            _ => false,
        }
    }

    /// As [`Self::has`], for a value that is there or left out, but never nothing.
    #[inline(never)]
    pub fn has_some(&mut self, map: &mut Map, key: u8) -> bool {
        let has = self.has(map, key);
        if has && self.rest.first() == Some(&0xf6) {
            self.fail(self.at(), NOTHING);
        }
        has
    }

    /// Reads the key of a field that must be there. Where it is not, nothing is left to read: what
    /// follows gives a stand-in.
    #[inline(never)]
    pub fn need(&mut self, map: &mut Map, key: u8) {
        if !self.has(map, key) {
            self.fail_with(Wrong {
                at: map.at,
                key: Some(key),
                message: "a value is missing",
            });
        }
    }

    /// The end of a map: whatever is left in it is not known, or not where it belongs.
    pub fn close(&mut self, map: &Map) {
        if map.left > 0 {
            self.fail(self.at(), "an unknown key, or keys not in ascending order");
        }
    }

    /// The head of an enum with fields: where its number stands, and the number.
    pub fn choice(&mut self) -> (usize, u64) {
        let at = self.at();
        if self.head(4, "here stands a list of two: a number and a map") != 2 {
            self.fail(at, "here stands a list of two: a number and a map");
        }
        (self.at(), self.number())
    }

    /// Remembers that no variant has the number that stands at a place.
    #[inline(never)]
    pub fn unknown(&mut self, at: usize) {
        self.fail(at, "nothing has this number");
    }
}
