//! The calls of the raw door, as a function from bytes to bytes.

mod calls;

pub use calls::{PreviewInput, Published, QuoteInput, ReplayInput, SnapshotInput, ViewInput};

use std::collections::BTreeMap;

use tiercel_core::limits::{MAX_INPUT_BYTES, MAX_MEMBER_HANDLES, MAX_POLICY_HANDLES};
use tiercel_core::policy::PolicySet;
use tiercel_core::snapshot::Snapshot;
use tiercel_core::wire::{WireError, encode_into};

/// One call of the door. The comments say what goes in and what comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// A policy document → findings, or the policy.
    Check,
    /// `[{0: digest, 1: Policy}, …]` → a handle.
    PoliciesLoad,
    /// Forgets the policies with handle `a`.
    PoliciesFree,
    /// A `Snapshot` → a handle.
    MemberLoad,
    /// Forgets the member with handle `a`.
    MemberFree,
    /// Policies `a`, member `b`, `{0: Cart, 1: now}` → `Quote`.
    Preview,
    /// Policies `a`, `{0: MemberState, 1: Cart, 2: now}` → `Quote`.
    Quote,
    /// As [`Op::Quote`] → `Explanation`.
    ExplainQuote,
    /// `Command` → `Touches`.
    Touches,
    /// Policies `a`, `Request` → `Decision`.
    Decide,
    /// As [`Op::Decide`] → `Explanation`.
    Explain,
    /// `{0: State or null, 1: [Event, …]}` → `State` or null.
    Replay,
    /// Policies `a`, `{0: MemberState, 1: now}` → `MemberView`.
    View,
    /// `{0: MemberState, 1: version, 2: now}` → `Snapshot`.
    Snapshot,
}

impl Op {
    /// Every call.
    pub const ALL: [Self; 14] = [
        Self::Check,
        Self::PoliciesLoad,
        Self::PoliciesFree,
        Self::MemberLoad,
        Self::MemberFree,
        Self::Preview,
        Self::Quote,
        Self::ExplainQuote,
        Self::Touches,
        Self::Decide,
        Self::Explain,
        Self::Replay,
        Self::View,
        Self::Snapshot,
    ];

    /// The name of the export that makes this call.
    #[must_use]
    pub const fn export(self) -> &'static str {
        match self {
            Self::Check => "tiercel_check",
            Self::PoliciesLoad => "tiercel_policies_load",
            Self::PoliciesFree => "tiercel_policies_free",
            Self::MemberLoad => "tiercel_member_load",
            Self::MemberFree => "tiercel_member_free",
            Self::Preview => "tiercel_preview",
            Self::Quote => "tiercel_quote",
            Self::ExplainQuote => "tiercel_explain_quote",
            Self::Touches => "tiercel_touches",
            Self::Decide => "tiercel_decide",
            Self::Explain => "tiercel_explain",
            Self::Replay => "tiercel_replay",
            Self::View => "tiercel_view",
            Self::Snapshot => "tiercel_snapshot",
        }
    }

    /// How many handles the export takes before the length of its input.
    #[must_use]
    pub const fn handles(self) -> usize {
        match self {
            Self::Preview => 2,
            Self::PoliciesFree
            | Self::MemberFree
            | Self::Quote
            | Self::ExplainQuote
            | Self::Decide
            | Self::Explain
            | Self::View => 1,
            Self::Check
            | Self::PoliciesLoad
            | Self::MemberLoad
            | Self::Touches
            | Self::Replay
            | Self::Snapshot => 0,
        }
    }

    /// Whether the export takes the length of an input, after its handles.
    #[must_use]
    pub const fn has_input(self) -> bool {
        !matches!(self, Self::PoliciesFree | Self::MemberFree)
    }
}

/// How a call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Status {
    /// The output is the answer.
    Answer = 0,
    /// The rules refused; the output is a `Rejection`.
    Refused = 1,
    /// The input is not what it should be; the output is a `WireError`.
    BadInput = 2,
    /// There is nothing by this handle; the output is a `WireError`.
    UnknownHandle = 3,
    /// A limit on sizes or handles; the output is a `WireError`.
    Limit = 4,
}

impl TryFrom<u32> for Status {
    type Error = u32;

    fn try_from(number: u32) -> Result<Self, u32> {
        Ok(match number {
            0 => Self::Answer,
            1 => Self::Refused,
            2 => Self::BadInput,
            3 => Self::UnknownHandle,
            4 => Self::Limit,
            other => return Err(other),
        })
    }
}

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
