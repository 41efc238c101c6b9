//! Previews in Node, objects in and out, by both doors.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tiercel_host::module::{EMBEDDED, GLUE};

use crate::case::{Case, cart};
use crate::row;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Runs a program that prints figures, and shows them.
pub(crate) fn run(script: &Path, arguments: &[&OsStr]) {
    let ran = Command::new("node").arg(script).args(arguments).output();
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

pub(crate) fn tests() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
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
    let script = tests().join("node/bench.mjs");
    for part in ["cold", "warm"] {
        run(&script, &[folder.path().as_os_str(), OsStr::new(part)]);
    }
}

/// Rule engines from npm on a part of the same rule: the points of each line.
pub(crate) fn print_peers() {
    let folder = tests().parent().unwrap().join("target/peers");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["package.json", "package-lock.json", "peers.mjs"] {
        std::fs::copy(tests().join("peers").join(name), folder.join(name)).unwrap();
    }
    let npm = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(&folder)
        .output();
    if !npm.is_ok_and(|npm| npm.status.success()) {
        println!("SKIPPED: npm could not install them");
        return;
    }
    let case = Case::new();
    let carts = [5, 50].map(|lines| (lines.to_string(), cart(lines, 0)));
    let points = carts
        .iter()
        .map(|(lines, cart)| (lines.clone(), json!(case.points(cart))));
    let points: serde_json::Map<String, Value> = points.collect();
    let carts: serde_json::Map<String, Value> = carts
        .into_iter()
        .map(|(lines, cart)| (lines, json!(cart)))
        .collect();
    // The terms of the standard policy at the moment of the case, as a program would write them.
    let tier = json!({ "id": "gold", "multiplier": 1.5, "excluded": ["gift_card", "service_fee"],
        "samples": ["SAMPLE-0"], "activities": { "tea": 1.5 } });
    let given = json!({ "carts": carts, "tier": tier, "points": points });
    std::fs::write(folder.join("case.json"), given.to_string()).unwrap();
    run(&folder.join("peers.mjs"), &[folder.as_os_str()]);
}
