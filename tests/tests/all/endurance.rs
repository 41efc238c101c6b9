//! For long: limits hit again and again, calls without end, members for ten years. Memory stays
//! what it was. `TIERCEL_LONG=1` makes the runs as long as they should be once.

use std::sync::Barrier;

use serde_json::json;
use tiercel_core::abi::{Op, PreviewInput, Status};
use tiercel_core::cart::Cart;
use tiercel_core::moment::Moment;
use tiercel_core::wire::encode;
use tiercel_host::document::Document;
use tiercel_host::module::{EMBEDDED, FUEL, Fault, Instance, MEMORY_BYTES, Module, digest};
use tiercel_host::serve::STANDARD;

use super::engines::{module, standard};
use super::faults::module_whose_calls;

/// A number for `cargo test`, or the one for the long run.
fn times(short: usize, long: usize) -> usize {
    if std::env::var_os("TIERCEL_LONG").is_some() {
        long
    } else {
        short
    }
}

/// Bytes of this process in memory.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4_096
}

/// What the other tests of this binary may need meanwhile.
const OTHERS: usize = 768 << 20;

/// Sixty-four at once, each at its limit again and again.
#[test]
fn sixty_four_at_their_limits_leave_the_host_well() {
    let rounds = times(300, 10_000).div_ceil(64);
    let grow = "(loop (drop (memory.grow (i32.const 64))) (br 0)) i32.const 0";
    let limits = [
        ("trap", module_whose_calls("unreachable", "i32.const 0")),
        (
            "fuel",
            module_whose_calls("(loop (br 0)) i32.const 0", "i32.const 0"),
        ),
        ("memory", module_whose_calls(grow, "i32.const 0")),
    ];
    let document = encode(&Document::read(STANDARD).unwrap().value);
    let right = Instance::new(module())
        .unwrap()
        .call(Op::Check, 0, 0, &document);
    for (name, broken) in &limits {
        let start = Barrier::new(64);
        let hit = |rounds: usize| {
            std::thread::scope(|scope| {
                for _ in 0..64 {
                    scope.spawn(|| {
                        start.wait();
                        for _ in 0..rounds {
                            let instance = Instance::within(broken, 200_000, 8 << 20);
                            let broke = instance.unwrap().call(Op::Touches, 0, 0, &[0]);
                            match (*name, broke) {
                                ("fuel", Err(Fault::OutOfFuel)) => {}
                                ("trap" | "memory", Err(Fault::Trapped(_))) => {}
                                (_, other) => panic!("{name}: {other:?}"),
                            }
                        }
                    });
                }
            });
        };
        hit(1);
        let before = resident();
        hit(rounds);
        let after = resident();
        assert!(
            after < before + OTHERS,
            "{name}: {before} bytes became {after}"
        );
        let next = Instance::new(module())
            .unwrap()
            .call(Op::Check, 0, 0, &document);
        assert_eq!(next, right, "the call after {name}");
    }
}

#[test]
fn calls_without_end_on_a_kept_instance_need_no_more_memory() {
    let mut instance = Instance::within(module(), FUEL, MEMORY_BYTES).unwrap();
    let policies = encode(&vec![standard()]);
    assert_eq!(
        instance.call(Op::PoliciesLoad, 0, 0, &policies).unwrap().0,
        Status::Answer
    );
    let cart: Cart = serde_json::from_value(json!({ "lines": [
        { "sku": "x", "category": "home", "quantity": 1, "unit_price_minor": 100_000 }
    ], "offset_points": 500 }))
    .unwrap();
    let now = Moment::parse("2026-06-15T00:00:00Z").unwrap();
    let taken = tiercel_core::snapshot(&super::limits::member(100), 1, now);
    assert_eq!(
        instance
            .call(Op::MemberLoad, 0, 0, &encode(&taken))
            .unwrap()
            .0,
        Status::Answer
    );
    let input = encode(&PreviewInput { cart, now });
    let first = instance.call(Op::Preview, 1, 1, &input).unwrap();
    assert_eq!(first.0, Status::Answer);
    let bad = &input[..input.len() / 2];
    let mut go = |calls: usize| {
        for turn in 0..calls {
            assert_eq!(
                instance.call(Op::Preview, 1, 1, &input).as_ref(),
                Ok(&first)
            );
            if turn % 100 == 0 {
                let answered = instance.call(Op::Preview, 1, 1, bad).unwrap();
                assert_eq!(answered.0, Status::BadInput);
            }
        }
        instance.memory_bytes()
    };
    let before = go(1_000);
    let resident_before = resident();
    let after = go(times(100_000, 10_000_000));
    assert_eq!(before, after, "the instance's own memory");
    assert!(resident() < resident_before + OTHERS);
}

#[test]
fn opening_again_and_again_needs_no_more_memory() {
    let cache = tempfile::tempdir().unwrap();
    let open = || {
        let opened = Module::open(EMBEDDED, digest(EMBEDDED), Some(cache.path())).unwrap();
        drop(Instance::new(&opened).unwrap());
    };
    (0..10).for_each(|_| open());
    let before = resident();
    (0..times(30, 1_000)).for_each(|_| open());
    assert!(resident() < before + OTHERS);
}
