//! The raw door: plain exports that take and give bytes.
//!
//! The module owns both buffers. A caller asks for room with [`tiercel_input`], writes its input
//! there, makes a call with the length, and reads the answer from [`tiercel_output`] and
//! [`tiercel_output_len`]. Memory may move at every call: read pointers anew each time. A call
//! never traps on bad input; its status says how it went (see [`Status`](crate::door::Status)).

use std::cell::RefCell;

use tiercel_core::limits::MAX_INPUT_BYTES;

use crate::door::{Door, Op};

#[derive(Default)]
struct Instance {
    door: Door,
    input: Vec<u8>,
    output: Vec<u8>,
}

thread_local! {
    // A module instance has one thread, and so one of these.
    static INSTANCE: RefCell<Instance> = RefCell::default();
}

fn with<T>(what: impl FnOnce(&mut Instance) -> T) -> T {
    INSTANCE.with(|instance| what(&mut instance.borrow_mut()))
}

fn call(op: Op, a: u32, b: u32, len: u32) -> u32 {
    with(
        |Instance {
             door,
             input,
             output,
         }| {
            // A length beyond the room that was asked for is the caller's mistake: it reads as short.
            let len = usize::try_from(len).unwrap_or(usize::MAX).min(input.len());
            door.call(op, a, b, &input[..len], output) as u32
        },
    )
}

/// The marker of this ABI. Its name carries the version; it returns it too.
#[unsafe(no_mangle)]
pub extern "C" fn tiercel_abi_1() -> u32 {
    1
}

/// Room for so many bytes of input, to be written before the next call. Null when that is more
/// than the limit.
#[unsafe(no_mangle)]
pub extern "C" fn tiercel_input(len: u32) -> *mut u8 {
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    if len > MAX_INPUT_BYTES {
        return core::ptr::null_mut();
    }
    with(|instance| {
        if instance.input.len() < len {
            instance.input.resize(len, 0);
        }
        instance.input.as_mut_ptr()
    })
}

/// Where the answer of the last call is.
#[unsafe(no_mangle)]
pub extern "C" fn tiercel_output() -> *const u8 {
    with(|instance| instance.output.as_ptr())
}

/// How many bytes the answer of the last call has.
#[unsafe(no_mangle)]
pub extern "C" fn tiercel_output_len() -> u32 {
    with(|instance| u32::try_from(instance.output.len()).unwrap_or(u32::MAX))
}

macro_rules! exports {
    ($($(#[$doc:meta])* $name:ident($($handle:ident),*; $($len:ident)?) $op:ident)*) => {$(
        $(#[$doc])*
        #[unsafe(no_mangle)]
        pub extern "C" fn $name($($handle: u32,)* $($len: u32)?) -> u32 {
            exports!(@call $op, [$($handle)*], [$($len)?])
        }
    )*};
    (@call $op:ident, [], [$len:ident]) => { call(Op::$op, 0, 0, $len) };
    (@call $op:ident, [$a:ident], [$len:ident]) => { call(Op::$op, $a, 0, $len) };
    (@call $op:ident, [$a:ident $b:ident], [$len:ident]) => { call(Op::$op, $a, $b, $len) };
    (@call $op:ident, [$a:ident], []) => { call(Op::$op, $a, 0, 0) };
}

exports! {
    /// Checks a policy document: [`Op::Check`].
    tiercel_check(; len) Check
    /// Loads a set of policies: [`Op::PoliciesLoad`].
    tiercel_policies_load(; len) PoliciesLoad
    /// Forgets a set of policies: [`Op::PoliciesFree`].
    tiercel_policies_free(policies;) PoliciesFree
    /// Loads a member's snapshot: [`Op::MemberLoad`].
    tiercel_member_load(; len) MemberLoad
    /// Forgets a member's snapshot: [`Op::MemberFree`].
    tiercel_member_free(member;) MemberFree
    /// Quotes a cart for a loaded member: [`Op::Preview`].
    tiercel_preview(policies, member; len) Preview
    /// Quotes a cart for a member: [`Op::Quote`].
    tiercel_quote(policies; len) Quote
    /// Says why a quote is what it is: [`Op::ExplainQuote`].
    tiercel_explain_quote(policies; len) ExplainQuote
    /// Names the streams that a command needs: [`Op::Touches`].
    tiercel_touches(policies; len) Touches
    /// Decides a command: [`Op::Decide`].
    tiercel_decide(policies; len) Decide
    /// Says why a decision is what it is: [`Op::Explain`].
    tiercel_explain(policies; len) Explain
    /// Applies events to a state: [`Op::Replay`].
    tiercel_replay(; len) Replay
    /// Shows a member at a moment: [`Op::View`].
    tiercel_view(policies; len) View
    /// Takes a snapshot of a member: [`Op::Snapshot`].
    tiercel_snapshot(; len) Snapshot
    /// Checks what an entry into a draw came to: [`Op::VerifyDraw`].
    tiercel_verify_draw(; len) VerifyDraw
    /// Goes from an entry of a draw toward the root: [`Op::DrawPath`].
    tiercel_draw_path(; len) DrawPath
    /// Shows what the points mall has at a moment: [`Op::Offers`].
    tiercel_offers(policies; len) Offers
    /// Tells of a member what an import takes in: [`Op::Export`].
    tiercel_export(policies; len) Export
    /// Counts a page of states into what is owed: [`Op::Liability`].
    tiercel_report_liability(policies; len) Liability
    /// Counts a page of the log into what became of points: [`Op::Breakage`].
    tiercel_report_breakage(policies; len) Breakage
    /// Reads a page of one member's events against each other: [`Op::Reconcile`].
    tiercel_report_reconciliation(; len) Reconcile
    /// Makes the record of a purchase from a page of the log: [`Op::Record`].
    tiercel_purchase_record(policies; len) Record
}
