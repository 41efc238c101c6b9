//! The shapes of plain values, and of those that have a form of their own in JSON.

use alloc::boxed::Box;
use alloc::string::String;

use super::{Shape, Shaped};
use crate::document::Value;
use crate::id::Digest;
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::policy::Within;
use crate::ratio::Ratio;
use crate::refusal::Code;
use crate::remainder::Remainder;
use crate::stream::StreamId;
use crate::text::Text;
use crate::wire::Sealed;

macro_rules! shapes {
    ($($shape:ident: $($type:ident)+;)+) => {$($(
        impl Shaped for $type {
            fn shape() -> &'static Shape {
                &Shape::$shape
            }
        }
    )+)+};
}
shapes! {
    Truth: bool;
    Integer: u8 u16 u32 u64 i32 i64 Money Points;
    Text: String Text StreamId;
    Digest: Digest;
    Moment: Moment;
    Ratio: Ratio;
    Remainder: Remainder;
    Other: Code Sealed Value Within;
}

impl<T: Shaped> Shaped for Vec<T> {
    fn shape() -> &'static Shape {
        const { &Shape::List(T::shape) }
    }
}

impl<T: Shaped> Shaped for Option<T> {
    fn shape() -> &'static Shape {
        const { &Shape::Maybe(T::shape) }
    }
}

impl<T: Shaped> Shaped for Box<T> {
    fn shape() -> &'static Shape {
        T::shape()
    }
}
