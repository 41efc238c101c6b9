//! The ABI of the raw door: its calls, how they go, and what they take. Version 1.
//!
//! A guest and its host agree on nothing else: the calls are exports of these names, inputs and
//! outputs are the canonical bytes of these types. `grammar` tells them in CDDL.

#[cfg(not(target_family = "wasm"))]
mod grammar;

#[cfg(not(target_family = "wasm"))]
pub use grammar::grammar;

use crate::budget::BudgetState;
use crate::cart::Cart;
use crate::command::Command;
use crate::draw::merkle::PathBuilder;
use crate::event::Event;
use crate::household::HouseholdState;
use crate::id::Digest;
use crate::mall::OfferState;
use crate::moment::Moment;
use crate::policy::Policy;
use crate::state::{MemberState, State};
use crate::wire::record;

/// The export that marks the ABI. Its name carries the version.
pub const MARKER: &str = "tiercel_abi_1";
/// The version that the marker returns.
pub const VERSION: u32 = 1;
/// Room for so many bytes of input: `(length) -> pointer`, null beyond the limit.
pub const INPUT: &str = "tiercel_input";
/// Where the answer of the last call is: `() -> pointer`.
pub const OUTPUT: &str = "tiercel_output";
/// How many bytes it has: `() -> length`.
pub const OUTPUT_LEN: &str = "tiercel_output_len";

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
    /// Policies `a`, `{0: Command, 1: now}` → `Touches`.
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
    /// Policies `a`, `{0: [OfferState, …], 1: now}` → `Offers`.
    Offers,
    /// Policies `a`, `{0: MemberState, 1: now}` → `Exported`.
    Export,
    /// Policies `a`, `{0: Liability or null, 1: [State, …], 2: now}` → `Liability`.
    Liability,
    /// Policies `a`, `{0: Breakage or null, 1: [Logged, …], 2: now}` → `Breakage`.
    Breakage,
    /// `{0: [OrderRow, …], 1: Reconciled, 2: [Event, …], 3: bool}` → `Reconciliation`.
    Reconcile,
    /// `DrawProof` → `Verified`.
    VerifyDraw,
    /// `{0: PathBuilder, 1: [leaf, …]}` → `{0: PathBuilder, 1: path}`.
    DrawPath,
    /// Policies `a`, `{0: OrderId, 1: PurchaseRecord or null, 2: [RecordedEntry, …]}` →
    /// `PurchaseRecord` or null.
    Record,
    /// Policies `a`, `{0: HouseholdState, 1: now}` → `HouseholdView`.
    Household,
}

impl Op {
    /// Every call.
    pub const ALL: [Self; 23] = [
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
        Self::Offers,
        Self::Export,
        Self::Liability,
        Self::Breakage,
        Self::Reconcile,
        Self::VerifyDraw,
        Self::DrawPath,
        Self::Record,
        Self::Household,
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
            Self::Offers => "tiercel_offers",
            Self::Export => "tiercel_export",
            Self::Liability => "tiercel_report_liability",
            Self::Breakage => "tiercel_report_breakage",
            Self::Reconcile => "tiercel_report_reconciliation",
            Self::VerifyDraw => "tiercel_verify_draw",
            Self::DrawPath => "tiercel_draw_path",
            Self::Record => "tiercel_purchase_record",
            Self::Household => "tiercel_household",
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
            | Self::Touches
            | Self::Decide
            | Self::Explain
            | Self::View
            | Self::Offers
            | Self::Export
            | Self::Liability
            | Self::Breakage
            | Self::Record
            | Self::Household => 1,
            Self::Check
            | Self::PoliciesLoad
            | Self::MemberLoad
            | Self::Replay
            | Self::Snapshot
            | Self::Reconcile
            | Self::VerifyDraw
            | Self::DrawPath => 0,
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

/// A published policy, as its loader knows it.
#[derive(Clone, Debug)]
pub struct Published {
    /// The SHA-256 digest of the policy's canonical bytes.
    pub digest: Digest,
    /// The policy.
    pub policy: Policy,
}

record!(Published {
    0: digest,
    1: policy
});

/// What a preview of a loaded member takes.
#[derive(Clone, Debug)]
pub struct PreviewInput {
    /// What is bought.
    pub cart: Cart,
    /// When.
    pub now: Moment,
}

record!(PreviewInput { 0: cart, 1: now });

/// What a quote for a member that is not loaded takes.
#[derive(Clone, Debug)]
pub struct QuoteInput {
    /// Who buys.
    pub member: MemberState,
    /// What is bought.
    pub cart: Cart,
    /// When.
    pub now: Moment,
    /// What all members took of the budgets of activities; one of which nothing is may be left out.
    pub budgets: Vec<BudgetState>,
}

record!(QuoteInput {
    0: member,
    1: cart,
    2: now,
    3: budgets
});

/// What asking for a command's streams takes.
#[derive(Clone, Debug)]
pub struct TouchesInput {
    /// What is asked.
    pub command: Command,
    /// When it is decided.
    pub now: Moment,
}

record!(TouchesInput { 0: command, 1: now });

/// What a replay takes.
#[derive(Clone, Debug)]
pub struct ReplayInput {
    /// The state to begin with; absent to begin at the beginning.
    pub state: Option<State>,
    /// The events, in order.
    pub events: Vec<Event>,
}

record!(ReplayInput {
    0: state,
    1: events
});

/// What a view takes.
#[derive(Clone, Debug)]
pub struct ViewInput {
    /// Whose.
    pub member: MemberState,
    /// When.
    pub now: Moment,
}

record!(ViewInput { 0: member, 1: now });

/// What showing a household takes.
#[derive(Clone, Debug)]
pub struct HouseholdInput {
    /// Which.
    pub household: HouseholdState,
    /// When.
    pub now: Moment,
}

record!(HouseholdInput {
    0: household,
    1: now
});

/// What showing the mall takes.
#[derive(Clone, Debug)]
pub struct OffersInput {
    /// What is taken of offers; those of which nothing is may be left out.
    pub states: Vec<OfferState>,
    /// When.
    pub now: Moment,
}

record!(OffersInput { 0: states, 1: now });

/// What a snapshot takes.
#[derive(Clone, Debug)]
pub struct SnapshotInput {
    /// Of whom.
    pub member: MemberState,
    /// The version of the member's stream.
    pub version: u64,
    /// When.
    pub now: Moment,
    /// What all members took of the budgets of activities; one of which nothing is may be left out.
    pub budgets: Vec<BudgetState>,
}

record!(SnapshotInput {
    0: member,
    1: version,
    2: now,
    3: budgets
});

/// What the way from an entry to the root takes: some leaves more, in order.
#[derive(Clone, Debug)]
pub struct DrawPathInput {
    /// The way so far; for the first leaves the beginning, as `PathBuilder::of` makes it.
    pub climb: PathBuilder,
    /// The leaves.
    pub leaves: Vec<Digest>,
}

record!(DrawPathInput {
    0: climb,
    1: leaves
});

/// The way from an entry to the root.
#[derive(Clone, Debug)]
pub struct DrawPath {
    /// The way so far, to go on with.
    pub climb: PathBuilder,
    /// The whole way, if no leaf comes any more.
    pub path: Vec<Digest>,
}

record!(DrawPath { 0: climb, 1: path });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_stand_in_the_order_of_their_numbers() {
        for (place, op) in Op::ALL.into_iter().enumerate() {
            assert_eq!(op as usize, place);
        }
    }
}
