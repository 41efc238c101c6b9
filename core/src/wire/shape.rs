//! The names of what has numbers on the wire: what JSON and JavaScript call the same values.
//!
//! A shape is a table that the macros tell beside the keys. One small program that goes by tables
//! turns the bytes of any type into objects, and objects into its bytes, where a derive would add
//! two more programs for every type. A type that has a shape and is given to JavaScript looks there
//! as its `Serialize` writes it; a test compares the two.

mod plain;
mod shown;

use alloc::string::String;

pub use shown::{Shown, named_path};

use super::Wire;

/// What a value looks like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// True or false.
    Truth,
    /// A whole number.
    Integer,
    /// A text, or what is one in both: an id, the name of a stream.
    Text,
    /// 32 bytes; in JSON hexadecimal digits.
    Digest,
    /// Milliseconds; in JSON a text of RFC 3339.
    Moment,
    /// Two numbers; in JSON an object of two.
    Ratio,
    /// A part of a point, as a numerator and a denominator.
    Remainder,
    /// Named facts; in JSON an object.
    Facts,
    /// A refusal; in JSON with what belongs to its code.
    Refusal,
    /// What never stands in JSON that the module gives.
    Other,
    /// A value or null.
    Maybe(fn() -> &'static Self),
    /// A list.
    List(fn() -> &'static Self),
    /// An object.
    Record(&'static [Field]),
    /// The name of a number.
    Names(&'static [(u64, &'static str)]),
    /// A name alone, or an object of one entry by that name.
    Choice(&'static [Variant]),
}

/// A field of a record.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its key on the wire.
    pub key: u8,
    /// Its name; empty for what alone stands in a variant.
    pub name: &'static str,
    /// Whether JSON leaves it out where it is absent, in place of `null` or `[]`.
    pub may_lack: bool,
    /// What is in it. A function, so that a type may stand within its like.
    pub shape: fn() -> &'static Shape,
}

/// A variant of a choice.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// Its number on the wire.
    pub number: u64,
    /// Its name, as Rust writes it.
    pub name: &'static str,
    /// What is in it.
    pub fields: Shape,
}

/// A value whose shape is told.
pub trait Shaped: Wire {
    /// What it looks like.
    fn shape() -> &'static Shape;
}

/// The shape of a field, by a function that nobody calls.
pub const fn shape_of<S, T, F>(_of: F) -> fn() -> &'static Shape
where
    T: Shaped,
    F: Fn(&S) -> Option<&T> + Copy,
{
    T::shape
}

/// A name as JSON has it.
#[must_use]
pub fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}
