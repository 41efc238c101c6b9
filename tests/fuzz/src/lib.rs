//! What the targets share: the seeds of the vectors, documents, and a shopper's history.

pub mod course;
pub mod mutation;
pub mod seeds;

use tiercel_core::abi::{Op, Published, Status};
use tiercel_core::policy::Checked;
use tiercel_core::wire::{decode, encode};
use tiercel_host::document::Document;
use tiercel_host::module::digest;
use tiercel_host::serve::STANDARD;
use tiercel_wasm::door::{Door, call};

/// A policy as the module publishes it, of a document without findings.
#[must_use]
pub fn published(text: &str) -> Published {
    let document = Document::read(text).expect("a document");
    let (status, output) = call(
        &mut Door::default(),
        Op::Check,
        0,
        0,
        &encode(&document.value),
    );
    assert_eq!(status, Status::Answer);
    let checked: Checked = decode(&output).expect("a check's answer");
    let policy = checked.policy.expect("a policy without findings");
    Published {
        digest: digest(&encode(&policy)),
        policy,
    }
}

/// The bytes of the set that holds the standard policy alone.
#[must_use]
pub fn standard_set() -> Vec<u8> {
    encode(&vec![published(STANDARD)])
}

/// An input of the raw door: which call, and its bytes.
#[must_use]
pub fn split(data: &[u8]) -> Option<(Op, &[u8])> {
    let (first, input) = data.split_first()?;
    Some((Op::ALL[usize::from(*first) % Op::ALL.len()], input))
}

/// Reads an answer as what the call promises, and writes it again: the same bytes.
pub fn reads_back(op: Op, status: Status, output: &[u8]) {
    use tiercel_core::{decision, household, import, mall, quote, record, report, snapshot, state};
    use tiercel_core::{stream, view};
    fn same<T: tiercel_core::wire::Wire>(output: &[u8]) {
        let value: T = decode(output).expect("an answer is what the call promises");
        assert_eq!(encode(&value), output, "an answer is canonical");
    }
    match (status, op) {
        (Status::Answer, Op::PoliciesFree | Op::MemberFree) => assert!(output.is_empty()),
        (Status::Answer, Op::Check) => same::<Checked>(output),
        (Status::Answer, Op::PoliciesLoad | Op::MemberLoad) => same::<u32>(output),
        (Status::Answer, Op::Preview | Op::Quote) => same::<quote::Quote>(output),
        (Status::Answer, Op::Explain | Op::ExplainQuote) => same::<decision::Explanation>(output),
        (Status::Answer, Op::Touches) => same::<stream::Touches>(output),
        (Status::Answer, Op::Decide) => same::<decision::Decision>(output),
        (Status::Answer, Op::Replay) => same::<Option<state::State>>(output),
        (Status::Answer, Op::View) => same::<view::MemberView>(output),
        (Status::Answer, Op::Snapshot) => same::<snapshot::Snapshot>(output),
        (Status::Answer, Op::VerifyDraw) => same::<tiercel_core::draw::proof::Verified>(output),
        (Status::Answer, Op::DrawPath) => same::<tiercel_core::abi::DrawPath>(output),
        (Status::Answer, Op::Offers) => same::<mall::Offers>(output),
        (Status::Answer, Op::Household) => same::<household::HouseholdView>(output),
        (Status::Answer, Op::Export) => same::<import::Exported>(output),
        (Status::Answer, Op::Liability) => same::<report::Liability>(output),
        (Status::Answer, Op::Breakage) => same::<report::Breakage>(output),
        (Status::Answer, Op::Reconcile) => same::<report::Reconciliation>(output),
        (Status::Answer, Op::Record) => same::<Option<record::PurchaseRecord>>(output),
        (Status::Refused, _) => same::<decision::Rejection>(output),
        (Status::BadInput | Status::UnknownHandle | Status::Limit, _) => {
            same::<tiercel_core::wire::WireError>(output);
        }
    }
}
