//! The same bytes natively and in wasmtime; and what is no module is never compiled.

use tiercel_core::abi::{Op, Published, Status};
use tiercel_core::document::Value;
use tiercel_core::id::Digest;
use tiercel_core::wire::{decode, encode};
use tiercel_host::document::Document;
use tiercel_host::module::{Breach, EMBEDDED, Fault, Instance, Module, OpenError, digest};
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

fn refused(bytes: &[u8]) -> OpenError {
    match Module::open(bytes, digest(bytes), None) {
        Ok(_) => panic!("a bad module was opened"),
        Err(error) => error,
    }
}

#[test]
fn a_bad_module_is_never_compiled() {
    let wrong = Digest([7; 32]);
    assert!(matches!(
        Module::open(EMBEDDED, wrong, None),
        Err(OpenError::WrongDigest { .. })
    ));
    let cut = &EMBEDDED[..EMBEDDED.len() / 2];
    assert!(matches!(
        refused(cut),
        OpenError::Breach(Breach::Malformed(_))
    ));
    assert!(matches!(
        refused(b"\0asm\x01\0\0\0"),
        OpenError::Breach(Breach::MissingExport(_))
    ));
    // One letter of an export's name.
    let mut renamed = EMBEDDED.to_vec();
    let name = b"tiercel_decide";
    let place = renamed.windows(name.len()).position(|w| w == name).unwrap();
    renamed[place + 8] = b'D';
    assert!(matches!(
        refused(&renamed),
        OpenError::Breach(Breach::MissingExport(_))
    ));
    // One letter of an import's name: a helper that nobody knows.
    let mut foreign = EMBEDDED.to_vec();
    let name = b"__wb";
    let place = foreign.windows(name.len()).position(|w| w == name).unwrap();
    foreign[place] = b'x';
    assert!(matches!(
        refused(&foreign),
        OpenError::Breach(Breach::ForeignImport(_))
    ));
}

#[test]
fn a_fault_is_no_answer_and_the_next_instance_is_well() {
    let document = encode(&Document::read(STANDARD).unwrap().value);
    let mut starved = Instance::with_fuel(module(), 1_000).unwrap();
    assert_eq!(
        starved.call(Op::Check, 0, 0, &document),
        Err(Fault::OutOfFuel)
    );
    let mut well = Instance::new(module()).unwrap();
    assert_eq!(
        well.call(Op::Check, 0, 0, &document).unwrap().0,
        Status::Answer
    );
    assert!(well.fuel_used() > 1_000);
}
