//! Every vector, natively and in wasmtime.

use std::path::{Path, PathBuf};

use tiercel_core::abi::{Op, Status};
use tiercel_host::module::Instance;
use tiercel_host::vectors::{Engine, Totals, run};
use tiercel_wasm::door::{Door, call};

use super::engines::module;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries
        .filter(|path| path.extension().unwrap() == "json")
        .collect();
    files.sort();
    assert!(files.len() > 20);
    files
}

/// The module's native twin, and the module itself: each answer is compared byte for byte.
struct Both {
    door: Door,
    instance: Instance,
}

impl Engine for Both {
    fn call(&mut self, op: Op, a: u32, b: u32, input: &[u8]) -> Result<(Status, Vec<u8>), String> {
        let native = call(&mut self.door, op, a, b, input);
        let module = self
            .instance
            .call(op, a, b, input)
            .map_err(|fault| fault.to_string())?;
        assert_eq!(native, module, "{op:?}");
        Ok(module)
    }
}

#[test]
fn all_vectors_hold_natively_and_in_the_module_byte_for_byte() {
    let mut both = Both {
        door: Door::default(),
        instance: Instance::new(module()).unwrap(),
    };
    let mut out = Vec::new();
    let totals: Totals = run(&files(), &mut both, &mut out).unwrap();
    assert_eq!(totals.failed, 0, "{}", String::from_utf8_lossy(&out));
    assert!(totals.passed > 60, "{totals:?}");
}
