//! The same call natively and in the module under wasmtime: byte for byte the same answer.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use tiercel_core::abi::{Op, Status};
use tiercel_fuzz::mutation::mutate;
use tiercel_fuzz::{split, standard_set};
use tiercel_host::module::{EMBEDDED, Instance, Module, digest};
use tiercel_wasm::door::{Door, call};

/// A kept instance and its native twin, both with the standard policy as handle 1.
struct Twins(Instance, Door);

thread_local! {
    static TWINS: RefCell<Twins> = RefCell::new(twins());
}

fn twins() -> Twins {
    let module = Module::open(EMBEDDED, digest(EMBEDDED), None).expect("the embedded module");
    let mut twins = Twins(
        Instance::new(&module).expect("an instance"),
        Door::default(),
    );
    assert_eq!(
        twins.ask(Op::PoliciesLoad, 0, &standard_set()),
        Status::Answer
    );
    twins
}

impl Twins {
    fn ask(&mut self, op: Op, handle: u32, input: &[u8]) -> Status {
        let by_module = self.0.call(op, handle, 1, input).expect("no fault");
        let native = call(&mut self.1, op, handle, 1, input);
        assert_eq!(by_module, native, "{op:?}");
        native.0
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((op, input)) = split(data) else {
        return;
    };
    TWINS.with(|twins| {
        let twins = &mut *twins.borrow_mut();
        // Both stay as they were: the standard policy alone is kept.
        match op {
            Op::PoliciesFree => assert_eq!(twins.ask(op, 2, input), Status::UnknownHandle),
            Op::PoliciesLoad if twins.ask(op, 0, input) == Status::Answer => {
                twins.ask(Op::Decide, 2, input);
                assert_eq!(twins.ask(Op::PoliciesFree, 2, &[]), Status::Answer);
            }
            Op::PoliciesLoad => {}
            Op::MemberLoad if twins.ask(op, 1, input) == Status::Answer => {
                twins.ask(Op::Preview, 1, input);
                assert_eq!(twins.ask(Op::MemberFree, 1, &[]), Status::Answer);
            }
            _ => {
                twins.ask(op, 1, input);
            }
        }
    });
});

fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    let kept = data.get(1..size).and_then(|input| mutate(input, seed));
    match kept {
        Some(input) if seed % 4 != 0 && input.len() < most => {
            data[1..=input.len()].copy_from_slice(&input);
            input.len() + 1
        }
        _ => fuzzer_mutate(data, size, most),
    }
});
