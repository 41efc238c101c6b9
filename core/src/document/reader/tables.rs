//! Fields that are tables, and lists of tables.

use alloc::format;
use alloc::string::String;
use core::ops::RangeInclusive;

use super::schema::{schema_of, with};
use super::{Reader, expected};
use crate::document::Value;
use crate::text::Text;

impl<const DESCRIBES: bool> Reader<'_, DESCRIBES> {
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

    fn inner<T>(
        &mut self,
        table: &[(Text, Value)],
        pointer: String,
        read: impl FnOnce(&mut Reader<'_, DESCRIBES>) -> T,
    ) -> T {
        let mut reader = Reader::over(table, pointer, self.shared);
        let said = read(&mut reader);
        reader.refuse_unknown();
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
        let pointer = self.pointer_to(name);
        match self.field(name, required, doc, || Value::Bool(true)) {
            Some(Value::Map(entries)) => self.inner(entries, pointer, read),
            // A missing table was noted as such; its fields need not be noted one by one.
            None if required => self.silently(read),
            None => self.inner(&[], pointer, read),
            Some(other) => {
                self.wrong_type(name, "table", other);
                self.silently(read)
            }
        }
    }

    /// Reads nothing, noting nothing: only to have a stand-in.
    fn silently<T>(&mut self, read: impl FnOnce(&mut Reader<'_, DESCRIBES>) -> T) -> T {
        let silent = core::mem::replace(&mut self.shared.silent, true);
        let said = read(&mut Reader::over(&[], String::new(), self.shared));
        self.shared.silent = silent;
        said
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
        let pointer = self.pointer_to(name);
        let items = match self.field(name, required, doc, || Value::Bool(true)) {
            Some(Value::List(items)) => items,
            Some(other) => {
                self.wrong_type(name, "array", other);
                return Vec::new();
            }
            None => return Vec::new(),
        };
        if !length.contains(&items.len()) {
            self.list_length(name, items.len(), least, most);
        }
        let mut said = Vec::new();
        for (index, item) in items.iter().enumerate().take(most) {
            let pointer = format!("{pointer}/{index}");
            match item {
                Value::Map(entries) => said.push(self.inner(entries, pointer, &read)),
                other => self
                    .shared
                    .note(pointer, "wrong_type", expected("table", other)),
            }
        }
        said
    }
}
