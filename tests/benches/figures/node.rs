//! Previews in Node, objects in and out, by both doors.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tiercel_host::module::{EMBEDDED, GLUE};

use crate::case::{Case, cart};
use crate::row;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn print() {
    let case = Case::new();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("tiercel_bg.wasm", EMBEDDED);
    write("tiercel.mjs", GLUE.as_bytes());
    let given = json!({
        "policies": hex(&case.set()),
        "member": hex(&case.snapshot()),
        "nowMs": case.now.ms(),
        "carts": { "5": cart(5, 1_000), "50": cart(50, 1_000) },
    });
    write("case.json", given.to_string().as_bytes());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("node/bench.mjs");
    for part in ["cold", "warm"] {
        let ran = Command::new("node")
            .arg(&script)
            .arg(folder.path())
            .arg(part)
            .output();
        let Ok(ran) = ran else {
            println!("SKIPPED: `node` is not installed");
            return;
        };
        assert!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        let figures: Value = serde_json::from_slice(&ran.stdout).unwrap();
        for (what, figure) in figures.as_object().unwrap() {
            row(what, figure.as_str().unwrap());
        }
    }
}
