//! The calls of the raw door, as a function from bytes to bytes.

mod calls;

pub use tiercel_core::abi::{Op, Status};

use std::collections::BTreeMap;

use tiercel_core::limits::{MAX_INPUT_BYTES, MAX_MEMBER_HANDLES, MAX_POLICY_HANDLES};
use tiercel_core::policy::PolicySet;
use tiercel_core::snapshot::Snapshot;
use tiercel_core::wire::{WireError, encode_into};

/// What one instance remembers between calls: what was loaded, by handle. Nothing that could
/// change an answer.
#[derive(Debug, Default)]
pub struct Door {
    policies: BTreeMap<u32, PolicySet>,
    members: BTreeMap<u32, Snapshot>,
}

/// The lowest handle that is free, if there is room.
fn free_handle<T>(held: &BTreeMap<u32, T>, most: usize) -> Result<u32, Failure> {
    if held.len() >= most {
        let message = format!("{most} handles are in use; free one first");
        return Err(Failure::new(Status::Limit, message));
    }
    Ok((1..)
        .find(|handle| !held.contains_key(handle))
        .unwrap_or_default())
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

    pub(crate) fn keep_policies(&mut self, policies: PolicySet) -> Result<u32, Failure> {
        let handle = free_handle(&self.policies, MAX_POLICY_HANDLES)?;
        self.policies.insert(handle, policies);
        Ok(handle)
    }

    pub(crate) fn keep_member(&mut self, member: Snapshot) -> Result<u32, Failure> {
        let handle = free_handle(&self.members, MAX_MEMBER_HANDLES)?;
        self.members.insert(handle, member);
        Ok(handle)
    }
}

/// Makes a call of a door: see [`Door::call`].
#[must_use]
pub fn call(door: &mut Door, op: Op, a: u32, b: u32, input: &[u8]) -> (Status, Vec<u8>) {
    let mut output = Vec::new();
    let status = door.call(op, a, b, input, &mut output);
    (status, output)
}
