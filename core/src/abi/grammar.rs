//! The whole wire as one document: what goes into each call, what comes out, and every type.

use alloc::string::String;

use super::{
    DrawPath, DrawPathInput, OffersInput, Op, PreviewInput, Published, QuoteInput, ReplayInput,
    SnapshotInput, TouchesInput, VERSION, ViewInput,
};
use crate::decision::{Decision, Explanation, Rejection, Request};
use crate::document::Value;
use crate::draw::proof::{DrawProof, Verified};
use crate::import::Exported;
use crate::mall::Offers;
use crate::policy::Checked;
use crate::quote::Quote;
use crate::record::{PurchaseRecord, RecordInput};
use crate::report::{
    Breakage, BreakageInput, Liability, LiabilityInput, Reconciliation, ReconciliationInput,
};
use crate::snapshot::Snapshot;
use crate::state::State;
use crate::stream::Touches;
use crate::view::MemberView;
use crate::wire::WireError;
use crate::wire::grammar::{Described, Grammar};

const HEAD: &str = "\
; What crosses the raw door of a Tiercel module, in CDDL (RFC 8610). ABI ";

const RULES: &str = "
; Generated from the encoder by `tiercel wire`. Bytes are deterministic CBOR (RFC 8949, 4.2):
; definite lengths, shortest integers, keys ascending, no floats, no tags. Beyond the grammar:
; * a key marked `?` is left out where there is nothing to say; it is never null and never [];
; * an unknown key, a key twice and a byte behind the value are refused, with their path.

; The calls, by the names of their exports: what goes in, and what comes out with status 0.

";

const FAILURES: &str = "
; What comes out otherwise, by status: refused, bad input, unknown handle, limit.

";

/// The grammar of everything that crosses the raw door, in CDDL (RFC 8610).
#[must_use]
pub fn grammar() -> String {
    let mut types = Grammar::default();
    let mut text = alloc::format!("{HEAD}{VERSION}.\n;{RULES}");
    for op in Op::ALL {
        let (input, answer) = op.describe(&mut types);
        for (part, kind) in [("input", input), ("answer", answer)] {
            if let Some(kind) = kind {
                text += &alloc::format!("{}-{part} = {kind}\n", op.export());
            }
        }
    }
    text += FAILURES;
    let refused = Rejection::describe(&mut types);
    let wrong = WireError::describe(&mut types);
    for (status, kind) in [(1, &refused), (2, &wrong), (3, &wrong), (4, &wrong)] {
        text += &alloc::format!("status-{status} = {kind}\n");
    }
    text += "\n; The types.\n";
    text += &types.into_text();
    text
}

impl Op {
    /// The grammar of the call's input and of its answer, where it has them.
    fn describe(self, g: &mut Grammar) -> (Option<String>, Option<String>) {
        fn of<I: Described, A: Described>(g: &mut Grammar) -> (Option<String>, Option<String>) {
            (Some(I::describe(g)), Some(A::describe(g)))
        }
        match self {
            Self::Check => of::<Value, Checked>(g),
            Self::PoliciesLoad => of::<Vec<Published>, u32>(g),
            Self::MemberLoad => of::<Snapshot, u32>(g),
            Self::PoliciesFree | Self::MemberFree => (None, None),
            Self::Preview => of::<PreviewInput, Quote>(g),
            Self::Quote => of::<QuoteInput, Quote>(g),
            Self::ExplainQuote => of::<QuoteInput, Explanation>(g),
            Self::Touches => of::<TouchesInput, Touches>(g),
            Self::Decide => of::<Request, Decision>(g),
            Self::Explain => of::<Request, Explanation>(g),
            Self::Replay => of::<ReplayInput, Option<State>>(g),
            Self::View => of::<ViewInput, MemberView>(g),
            Self::Snapshot => of::<SnapshotInput, Snapshot>(g),
            Self::VerifyDraw => of::<DrawProof, Verified>(g),
            Self::DrawPath => of::<DrawPathInput, DrawPath>(g),
            Self::Offers => of::<OffersInput, Offers>(g),
            Self::Export => of::<ViewInput, Exported>(g),
            Self::Liability => of::<LiabilityInput, Liability>(g),
            Self::Breakage => of::<BreakageInput, Breakage>(g),
            Self::Record => of::<RecordInput, Option<PurchaseRecord>>(g),
            Self::Reconcile => of::<ReconciliationInput, Reconciliation>(g),
        }
    }
}
