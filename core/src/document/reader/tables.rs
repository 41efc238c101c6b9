//! Fields that are tables, and lists of tables.

use alloc::format;
use alloc::string::String;
use core::ops::RangeInclusive;

use super::schema::{schema_of, with};
use super::{Reader, expected};
use crate::document::Value;
use crate::text::Text;

/// A table that is to be read within another.
struct Inner<'r> {
    table: &'r [(Text, Value)],
    pointer: String,
    /// Whether nothing is noted: only a stand-in is wanted.
    silent: bool,
}

impl<'r, const DESCRIBES: bool> Reader<'r, DESCRIBES> {
    /// A field that may be absent.
    pub fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        if DESCRIBES {
            read(self);
            self.required.retain(|required| *required != name);
            return None;
        }
        if self.table.iter().any(|(key, _)| key.as_str() == name) {
            return Some(read(self));
        }
        self.known.push(name);
        None
    }

    /// Reads a table: the one place that calls `read`, of which the program would hold a copy for
    /// each.
    fn within<T>(
        &mut self,
        inner: Inner<'_>,
        read: impl FnOnce(&mut Reader<'_, DESCRIBES>) -> T,
    ) -> T {
        let silent = self.shared.silent;
        self.shared.silent |= inner.silent;
        let mut reader = Reader::over(inner.table, inner.pointer, self.shared);
        let said = read(&mut reader);
        reader.refuse_unknown();
        self.shared.silent = silent;
        said
    }

    fn described<T>(
        &mut self,
        name: &'static str,
        required: bool,
        doc: &'static str,
        wrap: impl FnOnce(Value) -> Value,
        read: impl FnOnce(&mut Reader<'_, DESCRIBES>) -> T,
    ) -> T {
        let mut reader = Reader::over(&[], String::new(), self.shared);
        let said = read(&mut reader);
        let schema = wrap(reader.schema());
        self.field(name, required, doc, || schema);
        said
    }

    /// A table within this one.
    pub fn table<T>(
        &mut self,
        name: &'static str,
        doc: &'static str,
        read: impl FnOnce(&mut Reader<'_, DESCRIBES>) -> T,
    ) -> T {
        self.sub_table(name, true, doc, read)
    }

    /// A table within this one, read as an empty one where absent.
    pub fn table_or_empty<T>(
        &mut self,
        name: &'static str,
        doc: &'static str,
        read: impl FnOnce(&mut Reader<'_, DESCRIBES>) -> T,
    ) -> T {
        self.sub_table(name, false, doc, read)
    }

    fn sub_table<T>(
        &mut self,
        name: &'static str,
        required: bool,
        doc: &'static str,
        read: impl FnOnce(&mut Reader<'_, DESCRIBES>) -> T,
    ) -> T {
        if DESCRIBES {
            return self.described(name, required, doc, |schema| schema, read);
        }
        let inner = self.inner(name, required);
        self.within(inner, read)
    }

    /// The table of a field; where there is none, an empty one. Where it should be and is not,
    /// that is noted, and what stands in for it is silent: its fields need not be noted one by one.
    #[inline(never)]
    fn inner(&mut self, name: &'static str, required: bool) -> Inner<'r> {
        let pointer = self.pointer_to(name);
        self.known.push(name);
        let (table, silent): (&[_], bool) = match self.found(name, required) {
            Some(Value::Map(entries)) => (entries, false),
            Some(other) => {
                self.wrong_type(name, "table", other);
                (&[], true)
            }
            None => (&[], required),
        };
        Inner {
            table,
            pointer,
            silent,
        }
    }

    /// A list of tables.
    pub fn list<T>(
        &mut self,
        name: &'static str,
        length: RangeInclusive<usize>,
        doc: &'static str,
        read: impl Fn(&mut Reader<'_, DESCRIBES>) -> T,
    ) -> Vec<T> {
        self.sub_list(name, true, length, doc, read)
    }

    /// A list of tables, empty where absent.
    pub fn list_or_empty<T>(
        &mut self,
        name: &'static str,
        most: usize,
        doc: &'static str,
        read: impl Fn(&mut Reader<'_, DESCRIBES>) -> T,
    ) -> Vec<T> {
        self.sub_list(name, false, 0..=most, doc, read)
    }

    /// A list of tables like the one that the schema has at a pointer, so that one may stand
    /// within another; empty where absent.
    pub fn list_like<T>(
        &mut self,
        name: &'static str,
        most: usize,
        doc: &'static str,
        like: &'static str,
        read: impl Fn(&mut Reader<'_, DESCRIBES>) -> T,
    ) -> Vec<T> {
        if DESCRIBES {
            let most = Value::Int(i64::try_from(most).unwrap_or(i64::MAX));
            let items = Value::map([("$ref", Value::text(like))]);
            let schema = with(with(schema_of("array"), "items", items), "maxItems", most);
            self.field(name, false, doc, || schema);
            return Vec::new();
        }
        self.sub_list(name, false, 0..=most, doc, read)
    }

    fn sub_list<T>(
        &mut self,
        name: &'static str,
        required: bool,
        length: RangeInclusive<usize>,
        doc: &'static str,
        read: impl Fn(&mut Reader<'_, DESCRIBES>) -> T,
    ) -> Vec<T> {
        let (least, most) = (*length.start(), *length.end());
        if DESCRIBES {
            let number = |count| Value::Int(i64::try_from(count).unwrap_or(i64::MAX));
            let wrap = |items| {
                let list = with(schema_of("array"), "items", items);
                with(
                    with(list, "minItems", number(least)),
                    "maxItems",
                    number(most),
                )
            };
            return vec![self.described(name, required, doc, wrap, &read)];
        }
        let items = self.items(name, required, length);
        let mut said = Vec::new();
        for (index, item) in items.iter().enumerate().take(most) {
            if let Some(inner) = self.item(name, index, item) {
                said.push(self.within(inner, &read));
            }
        }
        said
    }

    /// The items of a list; none where there is no list, which is noted.
    #[inline(never)]
    fn items(
        &mut self,
        name: &'static str,
        required: bool,
        length: RangeInclusive<usize>,
    ) -> &'r [Value] {
        self.known.push(name);
        match self.found(name, required) {
            Some(Value::List(items)) => {
                if !length.contains(&items.len()) {
                    self.list_length(name, items.len(), *length.start(), *length.end());
                }
                items
            }
            Some(other) => {
                self.wrong_type(name, "array", other);
                &[]
            }
            None => &[],
        }
    }

    /// The table that an item of a list is; none where it is no table, which is noted.
    #[inline(never)]
    fn item(&mut self, name: &str, index: usize, item: &'r Value) -> Option<Inner<'r>> {
        let pointer = format!("{}/{index}", self.pointer_to(name));
        match item {
            Value::Map(table) => Some(Inner {
                table,
                pointer,
                silent: false,
            }),
            other => {
                self.shared
                    .note(pointer, "wrong_type", expected("table", other));
                None
            }
        }
    }
}
