//! The plain values.

use alloc::boxed::Box;
use alloc::string::String;

use super::reader::{Map, NOTHING};
use super::writer::OpenMap;
use super::{Reader, Wire, Writer};

macro_rules! numbers {
    ($($type:ident)*) => {$(
        impl Wire for $type {
            fn write(&self, w: &mut Writer) {
                w.number(u64::from(*self));
            }

            fn read(r: &mut Reader<'_>) -> Self {
                r.narrow()
            }
        }
    )*};
}
numbers!(u8 u16 u32 u64);

impl Wire for i32 {
    fn write(&self, w: &mut Writer) {
        w.integer(i64::from(*self));
    }

    fn read(r: &mut Reader<'_>) -> Self {
        let at = r.at();
        Self::try_from(r.integer()).unwrap_or_else(|_| {
            r.fail(at, "the number is too large");
            0
        })
    }
}

impl Wire for i64 {
    fn write(&self, w: &mut Writer) {
        w.integer(*self);
    }

    fn read(r: &mut Reader<'_>) -> Self {
        r.integer()
    }
}

impl Wire for bool {
    fn write(&self, w: &mut Writer) {
        w.truth(*self);
    }

    fn read(r: &mut Reader<'_>) -> Self {
        r.truth()
    }
}

impl Wire for String {
    fn write(&self, w: &mut Writer) {
        w.text(self);
    }

    fn read(r: &mut Reader<'_>) -> Self {
        Self::from(r.text())
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, w: &mut Writer) {
        w.array(self.len() as u64);
        for item in self {
            item.write(w);
        }
    }

    fn read(r: &mut Reader<'_>) -> Self {
        r.list()
    }

    fn write_field(&self, w: &mut Writer, map: OpenMap, key: u8) {
        if !self.is_empty() {
            w.key(map, key);
            self.write(w);
        }
    }

    fn read_field(r: &mut Reader<'_>, map: &mut Map, key: u8) -> Self {
        if !r.has(map, key) {
            return Self::new();
        }
        let at = r.at();
        let list = Self::read(r);
        if list.is_empty() {
            r.fail(at, NOTHING);
        }
        list
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write(&self, w: &mut Writer) {
        match self {
            Some(value) => value.write(w),
            None => w.null(),
        }
    }

    fn read(r: &mut Reader<'_>) -> Self {
        (!r.null()).then(|| T::read(r))
    }

    fn write_field(&self, w: &mut Writer, map: OpenMap, key: u8) {
        if let Some(value) = self {
            w.key(map, key);
            value.write(w);
        }
    }

    fn read_field(r: &mut Reader<'_>, map: &mut Map, key: u8) -> Self {
        r.has_some(map, key).then(|| T::read(r))
    }
}

impl<T: Wire> Wire for Box<T> {
    fn write(&self, w: &mut Writer) {
        T::write(self, w);
    }

    fn read(r: &mut Reader<'_>) -> Self {
        Self::new(T::read(r))
    }
}
