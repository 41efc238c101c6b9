//! The grammar of the plain values: those whose encoding is written by hand.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;

use super::{Described, Grammar};
use crate::document::Value;
use crate::id::{
    AdjustmentId, BeaconValue, Brand, Category, Channel, ChargebackId, Digest, DocumentId, EntryId,
    HouseholdId, Label, MemberId, OccurrenceId, OperatorId, OrderId, PaymentId, PolicyId,
    RedemptionId, RefundId, RuleId, Sku, TierId, TillReceiptId, TransferId,
};
use crate::limits::{MAX_DEPTH, MAX_ID_BYTES, MAX_MOMENT_MS};
use crate::moment::Moment;
use crate::number::{MAX_AMOUNT, Money, Points};
use crate::ratio::Ratio;
use crate::refusal::{Code, Retry};
use crate::remainder::Remainder;
use crate::stream::{KINDS, StreamId};
use crate::text::Text;
use crate::wire::Sealed;

macro_rules! numbers {
    ($($type:ident)*) => {$(
        impl Described for $type {
            fn describe(g: &mut Grammar) -> String {
                g.rule(stringify!($type), |_| format!("0..{}", Self::MAX))
            }
        }
    )*};
}
numbers!(u8 u16 u32 u64);

/// Numbers on both sides of zero. Said in two parts: a range that begins below zero is not read by
/// every validator.
fn both_sides(least: i64, most: i64) -> String {
    format!("(int .ge {least}) .and (int .le {most})")
}

macro_rules! integers {
    ($($type:ident)*) => {$(
        impl Described for $type {
            fn describe(g: &mut Grammar) -> String {
                let range = |_: &mut Grammar| both_sides(Self::MIN.into(), Self::MAX.into());
                g.rule(stringify!($type), range)
            }
        }
    )*};
}
integers!(i32 i64);

macro_rules! amounts {
    ($($name:ident $about:literal)*) => {$(
        impl Described for $name {
            fn describe(g: &mut Grammar) -> String {
                let range = |_: &mut Grammar| both_sides(-MAX_AMOUNT, MAX_AMOUNT);
                g.rule_about(stringify!($name), $about, range)
            }
        }
    )*};
}
amounts! {
    Money "In minor units of the policy's currency: fen, cents, yen."
    Points "Whole points."
}

/// The characters of an id, as XSD's regular expressions write them.
fn id() -> String {
    format!("[A-Za-z0-9._:-]{{1,{MAX_ID_BYTES}}}")
}

macro_rules! ids {
    ($($name:ident)*) => {$(
        impl Described for $name {
            fn describe(g: &mut Grammar) -> String {
                g.rule(stringify!($name), |g| {
                    g.rule("Id", |_| format!("tstr .regexp \"{}\"", id()))
                })
            }
        }
    )*};
}
ids!(ChargebackId TillReceiptId MemberId OrderId PaymentId PolicyId RefundId TierId RuleId Sku Category Label Brand Channel
    DocumentId AdjustmentId OccurrenceId OperatorId EntryId BeaconValue HouseholdId RedemptionId TransferId);

impl Described for Sealed {
    fn describe(_: &mut Grammar) -> String {
        String::from("any")
    }
}

impl Described for StreamId {
    fn describe(g: &mut Grammar) -> String {
        g.rule("StreamId", |_| {
            format!("tstr .regexp \"programme|({}):{}\"", KINDS.join("|"), id())
        })
    }
}

impl Described for Digest {
    fn describe(g: &mut Grammar) -> String {
        g.rule_about("Digest", "SHA-256.", |_| "bstr .size 32".into())
    }
}

impl Described for Moment {
    fn describe(g: &mut Grammar) -> String {
        let about = "Milliseconds since 1970-01-01T00:00:00Z, to the end of 2199.";
        g.rule_about("Moment", about, |_| format!("0..{MAX_MOMENT_MS}"))
    }
}

impl Described for Ratio {
    fn describe(g: &mut Grammar) -> String {
        let most = Self::MAX_TERM;
        g.rule_about("Ratio", "In lowest terms: 1.5 is [3, 2].", |_| {
            format!("[num: 0..{most}, den: 1..{most}]")
        })
    }
}

impl Described for Remainder {
    fn describe(g: &mut Grammar) -> String {
        // Validators are at a loss with a range of two signs among the items of a list.
        const ABOUT: &str = "A part of a point, in lowest terms: half a one is [1, 2]. The numerator \
            is within ±9007199254740991, the denominator divides 10810800000000.";
        g.rule_about("Remainder", ABOUT, |_| {
            format!("[num: int, den: 1..{}]", Self::WHOLE)
        })
    }
}

impl Described for Code {
    fn describe(g: &mut Grammar) -> String {
        const ABOUT: &str = "Why an act is refused, in order of precedence; behind each its clause, \
            and what another try takes.";
        g.rule_about("Code", ABOUT, |_| {
            let told = Self::ALL.iter().map(|code| {
                let retry = match code.retry() {
                    Retry::Changed => "changed",
                    Retry::Later => "later",
                    Retry::Never => "never",
                };
                let named = format!("{}: {},", code.name(), *code as u16);
                format!("\n  {named:32}  ; {} {retry}", code.clause())
            });
            format!("&({}\n)", told.collect::<String>())
        })
    }
}

impl Described for Value {
    fn describe(g: &mut Grammar) -> String {
        const ABOUT: &str = "A policy document, or a part of one. A table's keys stand as its author \
            wrote them, each once.";
        g.rule_about("Value", ABOUT, |g| {
            let number = i64::describe(g);
            format!(
                "bool / {number} / tstr / [* Value] / {{* tstr => Value}}  ; {MAX_DEPTH} deep at most"
            )
        })
    }
}

impl Described for bool {
    fn describe(_: &mut Grammar) -> String {
        "bool".into()
    }
}

impl Described for String {
    fn describe(_: &mut Grammar) -> String {
        "tstr".into()
    }
}

impl Described for Text {
    fn describe(_: &mut Grammar) -> String {
        "tstr".into()
    }
}

impl<T: Described> Described for Vec<T> {
    fn may_lack() -> bool {
        true
    }

    fn describe(g: &mut Grammar) -> String {
        format!("[* {}]", T::describe(g))
    }

    fn describe_present(g: &mut Grammar) -> String {
        format!("[+ {}]", T::describe(g))
    }
}

impl<T: Described> Described for Option<T> {
    fn may_lack() -> bool {
        true
    }

    fn describe(g: &mut Grammar) -> String {
        format!("{} / null", T::describe(g))
    }

    fn describe_present(g: &mut Grammar) -> String {
        T::describe(g)
    }
}

impl<T: Described> Described for Box<T> {
    fn describe(g: &mut Grammar) -> String {
        T::describe(g)
    }
}
