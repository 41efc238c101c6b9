//! Policy documents: generic trees as people's formats give them, and the reader that turns one
//! into typed values with **all** findings at once.
//!
//! The same reading code also describes itself: run without a document it yields the JSON Schema,
//! so that schema and check cannot drift apart.

mod decimal;
mod reader;
mod value;

use alloc::string::String;

use crate::text::Text;
use crate::wire::record;
use serde::Serialize;

pub use reader::{IdStandIn, Reader, Unit, describe, read};
pub use value::Value;

use crate::refusal::Facts;

/// Something wrong in a policy document. The text and the remedy live outside core, keyed by
/// `code`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Where, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// What.
    pub code: Text,
    /// The numbers and names that it is about.
    pub facts: Facts,
}

record!(Finding {
    0: pointer,
    1: code,
    2: facts
});
