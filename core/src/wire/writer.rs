//! Writing, one item after the other.

/// A map that is being written: where its head stands.
#[derive(Clone, Copy, Debug)]
pub struct OpenMap(usize);

/// Bytes that grow by canonical items.
#[derive(Debug)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Continues these bytes.
    #[must_use]
    pub const fn onto(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// The bytes with all that was written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The head of an item: its major type and argument, as short as can be.
    fn head(&mut self, major: u8, argument: u64) {
        let major = major << 5;
        // The narrowest width that holds the argument, by the guards.
        let (code, width) = match argument {
            0..24 => return self.bytes.push(major | argument as u8),
            24..0x100 => (24, 1),
            0x100..0x1_0000 => (25, 2),
            0x1_0000..0x1_0000_0000 => (26, 4),
            _ => (27, 8),
        };
        self.bytes.push(major | code);
        let bytes = argument.to_be_bytes();
        self.bytes.extend_from_slice(&bytes[bytes.len() - width..]);
    }

    /// A number that is not negative.
    pub fn number(&mut self, value: u64) {
        self.head(0, value);
    }

    /// A number.
    pub fn integer(&mut self, value: i64) {
        if value < 0 {
            self.head(1, !value as u64);
        } else {
            self.head(0, value as u64);
        }
    }

    /// Bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.head(2, bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.ascii(text.as_bytes());
    }

    /// A text, by its bytes: ASCII, or UTF-8 that was checked before.
    pub(crate) fn ascii(&mut self, text: &[u8]) {
        self.head(3, text.len() as u64);
        self.bytes.extend_from_slice(text);
    }

    /// The head of a list of so many items, which follow.
    pub fn array(&mut self, items: u64) {
        self.head(4, items);
    }

    /// The head of a map of so many fields, which follow in the order of their keys.
    pub fn map(&mut self, fields: u64) {
        self.head(5, fields);
    }

    /// The beginning of a record, whose head counts the fields as they are written: fewer than 24,
    /// and so one byte.
    pub fn record(&mut self) -> OpenMap {
        let at = self.bytes.len();
        self.bytes.push(5 << 5);
        OpenMap(at)
    }

    /// The key of the next field of a record, below 24 and so one byte.
    #[inline(never)]
    pub fn key(&mut self, map: OpenMap, key: u8) {
        if let Some(head) = self.bytes.get_mut(map.0) {
            *head += 1;
        }
        self.bytes.push(key);
    }

    /// True or false.
    pub fn truth(&mut self, value: bool) {
        self.bytes.push(if value { 0xf5 } else { 0xf4 });
    }

    /// A value that is encoded already.
    pub fn encoded(&mut self, value: &[u8]) {
        self.bytes.extend_from_slice(value);
    }

    /// Nothing.
    pub fn null(&mut self) {
        self.bytes.push(0xf6);
    }
}
