//! The calls of the raw door, as a function from bytes to bytes.

mod calls;
mod held;

pub use tiercel_core::abi::{Op, Status};

use held::Held;
use tiercel_core::limits::MAX_INPUT_BYTES;
use tiercel_core::policy::PolicySet;
use tiercel_core::snapshot::Snapshot;
use tiercel_core::wire::{WireError, encode_into};

/// What one instance remembers between calls: what was loaded, by handle. Nothing that could
/// change an answer.
#[derive(Debug, Default)]
pub struct Door {
    policies: Held<PolicySet>,
    members: Held<Snapshot>,
}

/// Why a call has no answer.
pub(crate) struct Failure {
    status: Status,
    output: Vec<u8>,
}

impl Failure {
    fn new(status: Status, message: String) -> Self {
        WireError {
            path: String::new(),
            message,
        }
        .into_failure(status)
    }

    fn unknown(handle: u32) -> Self {
        let message = format!("nothing is loaded as {handle}");
        Self::new(Status::UnknownHandle, message)
    }
}

trait IntoFailure {
    fn into_failure(self, status: Status) -> Failure;
}

impl IntoFailure for WireError {
    fn into_failure(self, status: Status) -> Failure {
        let mut output = Vec::new();
        encode_into(&self, &mut output);
        Failure { status, output }
    }
}

impl Door {
    /// Makes a call. The output replaces what `output` held.
    pub fn call(&mut self, op: Op, a: u32, b: u32, input: &[u8], output: &mut Vec<u8>) -> Status {
        output.clear();
        let answered = if input.len() > MAX_INPUT_BYTES {
            let message = format!("more than {MAX_INPUT_BYTES} bytes of input");
            Err(Failure::new(Status::Limit, message))
        } else {
            self.answer(op, (a, b), input, output)
        };
        match answered {
            Ok(()) => Status::Answer,
            Err(failure) => {
                *output = failure.output;
                failure.status
            }
        }
    }
}

/// Makes a call of a door: see [`Door::call`].
#[must_use]
pub fn call(door: &mut Door, op: Op, a: u32, b: u32, input: &[u8]) -> (Status, Vec<u8>) {
    let mut output = Vec::new();
    let status = door.call(op, a, b, input, &mut output);
    (status, output)
}
