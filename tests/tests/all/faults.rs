//! Faults of the machine: what is no module is never compiled, what breaks its bounds is dropped,
//! and the next call is well.

use std::sync::atomic::{AtomicUsize, Ordering};

use tiercel_core::abi::{Op, Status};
use tiercel_core::document::Value;
use tiercel_core::id::Digest;
use tiercel_core::wire::encode;
use tiercel_host::document::Document;
use tiercel_host::module::{
    Breach, EMBEDDED, FUEL, Fault, Instance, MEMORY_BYTES, Module, OpenError, Refused, Rules,
    digest,
};
use tiercel_host::serve::STANDARD;

use super::engines::{module, standard};

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

/// A module that has every export of the ABI, with calls that do what the test wants.
pub(crate) fn module_whose_calls(body: &str, output: &str) -> Module {
    let takes = |op: Op| "i32 ".repeat(op.handles() + usize::from(op.has_input()));
    let calls = Op::ALL.map(|op| {
        let (name, takes) = (op.export(), takes(op));
        format!("(func (export \"{name}\") (param {takes}) (result i32) {body})")
    });
    let text = format!(
        r#"(module (memory (export "memory") 1)
            (func (export "tiercel_abi_1") (result i32) i32.const 1)
            (func (export "tiercel_input") (param i32) (result i32) i32.const 8)
            (func (export "tiercel_output") (result i32) {output})
            (func (export "tiercel_output_len") (result i32) i32.const 16)
            {})"#,
        calls.concat()
    );
    let bytes = wat::parse_str(text).unwrap();
    Module::open(&bytes, digest(&bytes), None).unwrap()
}

fn answer_of(body: &str, output: &str) -> Result<(Status, Vec<u8>), Fault> {
    let module = module_whose_calls(body, output);
    Instance::new(&module)
        .unwrap()
        .call(Op::Touches, 0, 0, &[0])
}

#[test]
fn what_breaks_the_abi_is_a_fault() {
    let trapped = answer_of("unreachable", "i32.const 0");
    assert!(matches!(trapped, Err(Fault::Trapped(_))), "{trapped:?}");
    let forever = answer_of("(loop (br 0)) i32.const 0", "i32.const 0");
    assert_eq!(forever, Err(Fault::OutOfFuel));
    let deep = answer_of("(call 4 (local.get 0))", "i32.const 0");
    assert!(matches!(deep, Err(Fault::Trapped(_))), "{deep:?}");
    for (body, output) in [
        ("i32.const 5", "i32.const 0"),
        ("i32.const 0", "i32.const 65530"),
        ("i32.const 0", "i32.const -1"),
    ] {
        let broke = answer_of(body, output);
        assert!(matches!(broke, Err(Fault::BrokeAbi(_))), "{broke:?}");
    }
    // Zeroes are no answer to any question.
    let module = module_whose_calls("i32.const 0", "i32.const 1024");
    let rules = Rules::new(&module, &[standard()]).map(drop);
    assert!(
        matches!(rules, Err(Refused::Fault(Fault::BrokeAbi(_)))),
        "{rules:?}"
    );
}

#[test]
fn memory_ends_where_it_is_bounded() {
    let input = encode(&Value::text(&"x".repeat(3 << 20)));
    let mut narrow = Instance::within(module(), FUEL, 2 << 20).unwrap();
    let broke = narrow.call(Op::Check, 0, 0, &input);
    assert!(matches!(broke, Err(Fault::Trapped(_))), "{broke:?}");
    let mut wide = Instance::within(module(), FUEL, MEMORY_BYTES).unwrap();
    assert_eq!(
        wide.call(Op::Check, 0, 0, &input).unwrap().0,
        Status::Answer
    );
}

/// Sixteen threads, and more faults than there is room for instances: nothing is used up.
#[test]
fn faults_in_their_thousands_leave_the_host_well() {
    let document = encode(&Document::read(STANDARD).unwrap().value);
    let right = Instance::new(module())
        .unwrap()
        .call(Op::Check, 0, 0, &document);
    let faults = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for n in 0..625_u64 {
                    let mut starved = Instance::within(module(), 1_000 + n, MEMORY_BYTES).unwrap();
                    let broke = starved.call(Op::Check, 0, 0, &document);
                    assert_eq!(broke, Err(Fault::OutOfFuel));
                    faults.fetch_add(1, Ordering::Relaxed);
                }
                let mut well = Instance::new(module()).unwrap();
                assert_eq!(well.call(Op::Check, 0, 0, &document), right);
                assert!(well.fuel_used() > 1_700);
            });
        }
    });
    assert_eq!(faults.into_inner(), 10_000);
}
