//! The npm package: its module is the embedded one, and its browser door answers as the rules do.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};
use tiercel_core::cart::Cart;
use tiercel_core::id::TierId;
use tiercel_core::moment::Moment;
use tiercel_core::number::Points;
use tiercel_core::policy::PolicySet;
use tiercel_core::snapshot::Snapshot;
use tiercel_core::state::MemberState;
use tiercel_core::trace::Trace;
use tiercel_core::wire::encode;
use tiercel_core::{preview, snapshot};
use tiercel_host::module::EMBEDDED;

use super::engines::standard;
use super::limits;
use super::node::{have, hex, workspace};

fn member() -> MemberState {
    let mut member = limits::member(1);
    member.tier.id = TierId::new("silver").unwrap();
    member.lots[0].points = Points::new(3_000).unwrap();
    member
}

/// Snapshots of that member as of now: with its points and without any, of the lowest tier and the
/// highest.
pub(super) fn members(now: Moment) -> Vec<Snapshot> {
    let tiers = [("ordinary", 0), ("silver", 3_000), ("diamond", 900_000)];
    let of = |(tier, points): (&str, i64)| {
        let mut member = member();
        member.tier.id = TierId::new(tier).unwrap();
        member.lots[0].points = Points::new(points.max(1)).unwrap();
        if points == 0 {
            member.lots.clear();
        }
        snapshot(&member, 7, now)
    };
    tiers.map(of).to_vec()
}

fn line(sku: &str, minor: i64) -> Value {
    json!({ "sku": sku, "category": "tea", "quantity": 2, "unit_price_minor": minor })
}

/// What Node says to carts, through the browser door.
fn in_node(package: &Path, calls: &Value) -> Value {
    let published = standard();
    let at = Moment::parse("2026-02-01T00:00:00Z").unwrap();
    let given = json!({
        "policies": hex(&encode(&vec![published])),
        "member": hex(&encode(&snapshot(&member(), 7, at))),
        "calls": calls,
    });
    let script = workspace().join("tests/node/browser.cjs");
    let mut node = Command::new("node")
        .arg(script)
        .arg(package)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    node.stdin
        .take()
        .unwrap()
        .write_all(given.to_string().as_bytes())
        .unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The package, packed once for all tests.
pub(crate) fn packed() -> Option<&'static Path> {
    static PACKED: OnceLock<PathBuf> = OnceLock::new();
    if !have(&["wasm-pack", "wasm-bindgen", "node", "npm"]) {
        return None;
    }
    let packed = PACKED.get_or_init(|| {
        let into = workspace().join("target/package");
        // Nothing of an earlier one may get into the tarball.
        std::fs::remove_dir_all(&into).ok();
        let mut cargo = Command::new(env!("CARGO"));
        let example = ["--package", "tiercel-wasm", "--example", "npm", "--"];
        cargo.current_dir(workspace());
        // In a folder of its own: built alone, the room has other features than in the workspace,
        // and would lie where the next `cargo test` looks for the workspace's.
        cargo.args([
            "run",
            "--quiet",
            "--locked",
            "--target-dir",
            "target/packing",
        ]);
        cargo.args(example);
        let built = cargo.arg(&into).output().unwrap();
        let said = String::from_utf8_lossy(&built.stderr);
        assert!(built.status.success(), "{said}");
        into
    });
    Some(packed)
}

#[test]
fn the_package_holds_the_embedded_module_and_answers_as_it_does() {
    let Some(package) = packed() else { return };
    for folder in ["web", "node"] {
        let packed = std::fs::read(package.join(folder).join("tiercel_bg.wasm")).unwrap();
        assert!(
            packed == EMBEDDED,
            "the package for {folder} has another module than the host"
        );
    }

    let now = Moment::parse("2026-11-23T00:00:00Z").unwrap();
    let carts = [
        json!({ "lines": [line("a", 16_800)], "offset_points": 1_000 }),
        json!({ "lines": [line("a", 33_333), line("b", 1)], "shipping_minor": 800 }),
        json!({ "lines": [line("a", 100)], "offset_points": 5_000 }),
        json!({ "lines": [] }),
    ];
    let calls: Vec<Value> = carts
        .iter()
        .map(|cart| json!({ "cart": cart, "nowMs": now.ms() }))
        .collect();
    let answers = in_node(package, &json!(calls));
    let standard = standard();
    let policies = PolicySet::new(vec![(standard.digest, standard.policy)]).unwrap();
    for (place, cart) in carts.iter().enumerate() {
        let cart: Cart = serde_json::from_value(cart.clone()).unwrap();
        let expected = match preview(&policies, &member(), &cart, now, &mut Trace::off()) {
            Ok(quote) => json!({ "quote": quote }),
            Err(refusal) => {
                json!({ "thrown": { "name": "TiercelError", "kind": "refused", "refusal": refusal } })
            }
        };
        assert_eq!(answers[place], expected, "cart {place}");
    }

    let wrong = [
        (json!({ "lines": [line("a", 1)], "colour": 1 }), "/colour"),
        (
            json!({ "lines": [line("a", 1), { "sku": "b", "colour": 1 }] }),
            "/lines/1/colour",
        ),
        (json!({ "lines": [line("a b", 1)] }), "/lines/0/sku"),
        (json!({ "lines": [line("a", 1), 7] }), "/lines/1"),
        (json!({ "lines": "none" }), "/lines"),
        (json!({}), ""),
        (
            json!({ "lines": [line("a", 9_007_199_254_740_992_i64)] }),
            "/lines/0/unit_price_minor",
        ),
    ];
    let calls: Vec<Value> = wrong
        .iter()
        .map(|(cart, _)| json!({ "cart": cart, "nowMs": now.ms() }))
        .collect();
    let answers = in_node(package, &json!(calls));
    for (place, (_, path)) in wrong.iter().enumerate() {
        let thrown = &answers[place]["thrown"];
        assert_eq!(
            (&thrown["kind"], &thrown["path"]),
            (&json!("bad_input"), &json!(path))
        );
    }
}
