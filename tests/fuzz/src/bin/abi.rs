//! Any call with any bytes, natively: a status always, and an answer that reads back.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use tiercel_core::abi::{Op, Status};
use tiercel_fuzz::mutation::mutate;
use tiercel_fuzz::{reads_back, split, standard_set};
use tiercel_wasm::door::{Door, call};

fuzz_target!(|data: &[u8]| {
    static SET: OnceLock<Vec<u8>> = OnceLock::new();
    let set = SET.get_or_init(standard_set);
    let Some((op, input)) = split(data) else {
        return;
    };
    let mut door = Door::default();
    assert_eq!(
        call(&mut door, Op::PoliciesLoad, 0, 0, set).0,
        Status::Answer
    );
    let (status, output) = call(&mut door, op, 1, 1, input);
    reads_back(op, status, &output);
    // A snapshot or a set that was taken in serves like any other.
    if status == Status::Answer && matches!(op, Op::PoliciesLoad | Op::MemberLoad) {
        for (op, handle) in [
            (Op::Preview, 1),
            (Op::Quote, 2),
            (Op::Decide, 2),
            (Op::View, 2),
        ] {
            let (status, output) = call(&mut door, op, handle, 1, input);
            reads_back(op, status, &output);
        }
    }
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
