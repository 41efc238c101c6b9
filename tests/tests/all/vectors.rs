//! Every vector, by every engine: natively, in wasmtime, in Node by the raw door and by the
//! browser door. Beside the native answer, each of the others is compared with it.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};
use tiercel_core::abi::{Op, QuoteInput, SnapshotInput, Status};
use tiercel_core::decision::{Explanation, Rejection};
use tiercel_core::draw::proof::{Check, Verified};
use tiercel_core::id::RuleId;
use tiercel_core::quote::Quote;
use tiercel_core::refusal::Refusal;
use tiercel_core::view::MemberView;
use tiercel_core::wire::shape::{Shaped, Shown};
use tiercel_core::wire::{decode, encode};
use tiercel_host::module::{EMBEDDED, GLUE, Instance};
use tiercel_host::vectors::{Engine, Totals, bless, run};
use tiercel_wasm::door::{Door, call};

use super::engines::module;
use super::node::{Node, have, hex, unhex};

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

/// An engine beside the module's native twin: each answer is compared with the twin's.
pub(crate) struct Beside<E> {
    twin: Door,
    pub(crate) engine: E,
}

pub(crate) fn beside<E: Other>(engine: E) -> Beside<E> {
    let twin = Door::default();
    Beside { twin, engine }
}

/// What is compared with the native answer.
pub(crate) trait Other {
    fn compare(&mut self, op: Op, a: u32, b: u32, input: &[u8], native: &(Status, Vec<u8>));
}

impl<E: Other> Engine for Beside<E> {
    fn call(&mut self, op: Op, a: u32, b: u32, input: &[u8]) -> Result<(Status, Vec<u8>), String> {
        let native = call(&mut self.twin, op, a, b, input);
        self.engine.compare(op, a, b, input, &native);
        Ok(native)
    }
}

impl Other for Instance {
    fn compare(&mut self, op: Op, a: u32, b: u32, input: &[u8], native: &(Status, Vec<u8>)) {
        assert_eq!(self.call(op, a, b, input).as_ref(), Ok(native), "{op:?}");
    }
}

/// An instance for every call, with its handles loaded anew: what a kept one remembers must never
/// show in an answer.
#[derive(Default)]
struct Fresh(Vec<u8>);

impl Other for Fresh {
    fn compare(&mut self, op: Op, a: u32, b: u32, input: &[u8], native: &(Status, Vec<u8>)) {
        match op {
            Op::PoliciesLoad => self.0 = input.to_vec(),
            Op::PoliciesFree => {}
            _ => {
                let mut instance = Instance::new(module()).unwrap();
                if op.handles() > 0 {
                    instance.call(Op::PoliciesLoad, 0, 0, &self.0).unwrap();
                }
                instance.compare(op, a, b, input, native);
            }
        }
    }
}

/// The raw door in Node.
struct NodeRaw(Node);

impl Other for NodeRaw {
    fn compare(&mut self, op: Op, a: u32, b: u32, input: &[u8], native: &(Status, Vec<u8>)) {
        let handles = &[a, b][..op.handles()];
        let input = op.has_input().then(|| hex(input));
        let answer = self
            .0
            .ask(&json!({ "export": op.export(), "handles": handles, "input": input }));
        assert_eq!(answer["status"], json!(native.0 as u32), "{op:?}");
        assert!(
            unhex(answer["output"].as_str().unwrap()) == native.1,
            "{op:?}"
        );
    }
}

/// The browser door in Node: policies in bytes, then carts and quotes as objects.
struct NodeBrowser {
    node: Node,
    handle: Value,
    quotes: usize,
}

impl Other for NodeBrowser {
    fn compare(&mut self, op: Op, _: u32, _: u32, input: &[u8], native: &(Status, Vec<u8>)) {
        match op {
            Op::PoliciesLoad => self.handle = self.node.ask(&json!({ "load": hex(input) })),
            Op::PoliciesFree => {
                self.node.ask(&json!({ "free": self.handle["handle"] }));
            }
            Op::Quote => {
                let QuoteInput {
                    member,
                    cart,
                    now,
                    budgets,
                } = decode(input).unwrap();
                let version = 1;
                let taken = SnapshotInput {
                    member,
                    version,
                    now,
                    budgets,
                };
                let taken = call(&mut Door::default(), Op::Snapshot, 0, 0, &encode(&taken));
                let answer = self.node.ask(&json!({
                    "policies": self.handle["handle"],
                    "member": hex(&taken.1),
                    "cart": cart,
                    "nowMs": now.ms(),
                }));
                assert_eq!(answer, in_json(native));
                self.quotes += 1;
            }
            // The browser door decides nothing.
            _ => {}
        }
    }
}

fn in_json((status, output): &(Status, Vec<u8>)) -> Value {
    if *status == Status::Answer {
        return json!({ "quote": decode::<Quote>(output).unwrap() });
    }
    let refusal = decode::<Rejection>(output).unwrap().refusal;
    json!({ "thrown": { "name": "TiercelError", "kind": "refused", "refusal": refusal } })
}

/// What the browser door gives, by the tables of the types: as the types' own JSON has it.
#[derive(Default)]
struct ByTables(Vec<Op>);

impl ByTables {
    fn alike<T: Shaped + Serialize>(&mut self, op: Op, output: &[u8]) {
        let answer: T = decode(output).unwrap();
        assert_eq!(json!(Shown::of(&answer)), json!(answer), "{op:?}");
        if !self.0.contains(&op) {
            self.0.push(op);
        }
    }
}

impl Other for ByTables {
    fn compare(&mut self, op: Op, _: u32, _: u32, _: &[u8], (status, output): &(Status, Vec<u8>)) {
        match (status, op) {
            (Status::Refused, _) => {
                let refusal = decode::<Rejection>(output).unwrap().refusal;
                self.alike::<Refusal>(op, &encode(&refusal));
            }
            (Status::Answer, Op::Quote) => self.alike::<Quote>(op, output),
            (Status::Answer, Op::ExplainQuote | Op::Explain) => {
                self.alike::<Explanation>(op, output);
            }
            (Status::Answer, Op::View) => self.alike::<MemberView>(op, output),
            (Status::Answer, Op::VerifyDraw) => self.alike::<Verified>(op, output),
            _ => {}
        }
    }
}

pub(crate) fn all_hold(engine: &mut dyn Engine) {
    let mut out = Vec::new();
    let totals: Totals = run(&files(), engine, &mut out).unwrap();
    assert_eq!(totals.failed, 0, "{}", String::from_utf8_lossy(&out));
    assert!(totals.passed > 60, "{totals:?}");
}

#[test]
fn all_vectors_hold_natively_and_in_the_module_byte_for_byte() {
    all_hold(&mut beside(Instance::new(module()).unwrap()));
}

#[test]
fn what_tables_tell_looks_as_the_json_of_the_types() {
    let mut engine = beside(ByTables::default());
    all_hold(&mut engine);
    for op in [Op::Quote, Op::View, Op::Decide] {
        assert!(
            engine.engine.0.contains(&op),
            "{op:?}: {:?}",
            engine.engine.0
        );
    }
    // What the vectors do not ask for: every way that a proof ends.
    let ends = [
        Verified::Failed(Check::SeedDiffers),
        Verified::TakesPart,
        Verified::Lost,
        Verified::Won {
            prize: RuleId::new("mug").unwrap(),
            number: 3,
        },
    ];
    for end in ends {
        engine
            .engine
            .alike::<Verified>(Op::VerifyDraw, &encode(&end));
    }
}

#[test]
fn a_fresh_instance_for_every_call_answers_as_a_kept_one() {
    all_hold(&mut beside(Fresh::default()));
}

#[test]
fn all_vectors_hold_in_node_by_the_raw_door_byte_for_byte() {
    if !have(&["node"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tiercel_bg.wasm");
    std::fs::write(&file, EMBEDDED).unwrap();
    all_hold(&mut beside(NodeRaw(Node::start("raw.mjs", &file))));
}

#[test]
fn all_carts_are_quoted_alike_in_node_by_the_browser_door() {
    if !have(&["node"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tiercel_bg.wasm"), EMBEDDED).unwrap();
    std::fs::write(folder.path().join("tiercel.mjs"), GLUE).unwrap();
    let mut engine = beside(NodeBrowser {
        node: Node::start("browser.mjs", folder.path()),
        handle: Value::Null,
        quotes: 0,
    });
    all_hold(&mut engine);
    assert!(engine.engine.quotes > 30, "{}", engine.engine.quotes);
}

#[test]
fn a_wrong_vector_fails_and_only_blessing_changes_it() {
    let folder = tempfile::tempdir().unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    std::fs::copy(source.join("plain.toml"), folder.path().join("plain.toml")).unwrap();
    let right = std::fs::read_to_string(source.join("peers_rate_3.json")).unwrap();
    let wrong = right.replace("\"earn_points\": 120", "\"earn_points\": 121");
    assert_ne!(wrong, right);
    let file = folder.path().join("wrong.json");
    std::fs::write(&file, &wrong).unwrap();
    let files = [file.clone()];
    let mut engine = Instance::new(module()).unwrap();
    let (mut out, mut told) = (Vec::new(), Vec::new());
    let ran = run(&files, &mut engine, &mut out).unwrap();
    assert_eq!((ran.passed, ran.failed), (0, 1));
    assert!(
        String::from_utf8(out)
            .unwrap()
            .contains("/earn_points: stated 121, found 120")
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), wrong);

    assert_eq!(bless(&files, &mut engine, &mut told).unwrap(), 1);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), right);
    assert_eq!(bless(&files, &mut engine, &mut told).unwrap(), 0);
}
