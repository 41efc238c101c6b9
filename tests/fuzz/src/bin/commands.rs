//! Commands on one member, under the policies of the vectors: conserved, canonical, bounded, and
//! what was previewed.
#![no_main]

use std::path::Path;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use tiercel_core::abi::{Op, Published};
use tiercel_core::wire::decode;
use tiercel_fuzz::course::{Act, Course};
use tiercel_fuzz::seeds::calls;

/// Every set of policies of the vectors that has one in it.
fn sets() -> Vec<Vec<Published>> {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors");
    let calls = calls(&vectors);
    let loads = calls.iter().filter(|(op, _)| *op == Op::PoliciesLoad);
    let sets = loads.filter_map(|(_, input)| decode::<Vec<Published>>(input).ok());
    sets.filter(|set| !set.is_empty()).collect()
}

fuzz_target!(|history: (u8, Vec<(u16, u8, Act)>)| {
    static SETS: OnceLock<Vec<Vec<Published>>> = OnceLock::new();
    let sets = SETS.get_or_init(sets);
    let (set, acts) = history;
    let mut course = Course::new(&sets[usize::from(set) % sets.len()]);
    for (number, (minutes, times, act)) in acts.iter().enumerate() {
        let minutes = u32::from(*minutes) * [1, 1, 10, 60][usize::from(*times) % 4];
        course.go(minutes, number + 1, act);
    }
});
