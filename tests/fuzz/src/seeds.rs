//! Seeds: every call that the vectors make.

use std::path::Path;

use tiercel_core::abi::{Op, Status};
use tiercel_core::document::Value;
use tiercel_core::wire::decode;
use tiercel_host::vectors::{Engine, run_file};
use tiercel_wasm::door::{Door, call};

/// An engine that notes what it is asked.
#[derive(Default)]
struct Noting {
    door: Door,
    calls: Vec<(Op, Vec<u8>)>,
}

impl Engine for Noting {
    fn call(&mut self, op: Op, a: u32, b: u32, input: &[u8]) -> Result<(Status, Vec<u8>), String> {
        self.calls.push((op, input.to_vec()));
        Ok(call(&mut self.door, op, a, b, input))
    }
}

/// Every call of the vectors in a folder.
///
/// # Panics
/// Where the folder holds no vectors.
#[must_use]
pub fn calls(folder: &Path) -> Vec<(Op, Vec<u8>)> {
    let mut engine = Noting::default();
    for entry in std::fs::read_dir(folder).expect("a folder of vectors") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "json") {
            run_file(&path, &mut engine).expect("a file of vectors");
        }
    }
    engine.calls.sort();
    engine.calls.dedup();
    engine.calls
}

/// The documents among the calls, as JSON texts.
#[must_use]
pub fn documents(calls: &[(Op, Vec<u8>)]) -> Vec<String> {
    let checks = calls.iter().filter(|(op, _)| *op == Op::Check);
    let values = checks.filter_map(|(_, input)| decode::<Value>(input).ok());
    values
        .filter_map(|value| serde_json::to_string(&value).ok())
        .collect()
}
