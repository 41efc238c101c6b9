//! The same bytes natively and in wasmtime.

use tiercel_core::abi::{Op, Published, Status};
use tiercel_core::document::Value;
use tiercel_core::wire::{decode, encode};
use tiercel_host::document::Document;
use tiercel_host::module::{EMBEDDED, Instance, Module, digest};
use tiercel_host::serve::STANDARD;
use tiercel_wasm::door::{Door, call};

/// The embedded module, opened once for all tests.
pub(crate) fn module() -> &'static Module {
    static MODULE: std::sync::OnceLock<Module> = std::sync::OnceLock::new();
    MODULE.get_or_init(|| Module::open(EMBEDDED, digest(EMBEDDED), None).unwrap())
}

/// The standard policy, as the module publishes it.
pub(crate) fn standard() -> Published {
    let document = Document::read(STANDARD).unwrap();
    let (status, output) = native(Op::Check, &encode(&document.value));
    assert_eq!(status, Status::Answer);
    let checked: tiercel_core::policy::Checked = decode(&output).unwrap();
    assert_eq!(checked.findings, []);
    let policy = checked.policy.unwrap();
    Published {
        digest: digest(&encode(&policy)),
        policy,
    }
}

fn native(op: Op, input: &[u8]) -> (Status, Vec<u8>) {
    call(&mut Door::default(), op, 0, 0, input)
}

#[test]
fn native_and_module_answer_byte_for_byte() {
    let mut instance = Instance::new(module()).unwrap();
    let mut door = Door::default();
    let document = encode(&Document::read(STANDARD).unwrap().value);
    let policies = encode(&vec![standard()]);
    let bad = encode(&Value::text("no policy"));
    for (op, input) in [
        (Op::Check, document.as_slice()),
        (Op::Check, bad.as_slice()),
        (Op::PoliciesLoad, policies.as_slice()),
        (Op::PoliciesLoad, &policies[..policies.len() - 1]),
        (Op::Touches, &[0xff]),
        (Op::Decide, &[]),
        (Op::PoliciesFree, &[]),
        (Op::View, &[0]),
    ] {
        let by_module = instance.call(op, 1, 0, input).unwrap();
        assert_eq!(by_module, call(&mut door, op, 1, 0, input), "{op:?}");
    }
}

#[test]
fn handles_end_at_their_limit() {
    let mut door = Door::default();
    let policies = encode(&vec![standard()]);
    let most = tiercel_core::limits::MAX_POLICY_HANDLES;
    for _ in 0..most {
        assert_eq!(
            call(&mut door, Op::PoliciesLoad, 0, 0, &policies).0,
            Status::Answer
        );
    }
    assert_eq!(
        call(&mut door, Op::PoliciesLoad, 0, 0, &policies).0,
        Status::Limit
    );
    assert_eq!(
        call(&mut door, Op::PoliciesFree, 3, 0, &[]).0,
        Status::Answer
    );
    assert_eq!(
        call(&mut door, Op::PoliciesFree, 3, 0, &[]).0,
        Status::UnknownHandle
    );
    let (status, handle) = call(&mut door, Op::PoliciesLoad, 0, 0, &policies);
    assert_eq!((status, handle), (Status::Answer, vec![3]));
}

#[test]
fn input_ends_at_its_limit() {
    let most = tiercel_core::limits::MAX_INPUT_BYTES;
    let mut instance = Instance::new(module()).unwrap();
    let (status, _) = instance.call(Op::Touches, 0, 0, &vec![0; most]).unwrap();
    assert_eq!(status, Status::BadInput);
    let (status, _) = instance
        .call(Op::Touches, 0, 0, &vec![0; most + 1])
        .unwrap();
    assert_eq!(status, Status::Limit);
}
