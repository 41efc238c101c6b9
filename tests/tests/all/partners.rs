//! Partners' programs, in runtimes that are not ours: each decides as the rules do, byte for byte.

use std::path::{Path, PathBuf};
use std::process::Command;

use tiercel_core::abi::{Op, Status};
use tiercel_host::module::{EMBEDDED, digest};

use super::node::{Program, have, hex, python, unhex, workspace};
use super::story::{fetch, quote};
use super::vectors::{Other, all_hold, beside};

/// A partner that answers calls, a line each.
struct Partner(Program);

impl Other for Partner {
    fn compare(&mut self, op: Op, a: u32, b: u32, input: &[u8], native: &(Status, Vec<u8>)) {
        let handles = match op.handles() {
            0 => "-".to_owned(),
            1 => a.to_string(),
            _ => format!("{a},{b}"),
        };
        let given = match op.has_input() {
            true => format!("x{}", hex(input)),
            false => "-".to_owned(),
        };
        let line = format!("{} {handles} {given}", op.export());
        let answer = self.0.ask(&line);
        let (status, output) = answer.trim_end().split_once(" x").unwrap();
        assert_eq!(status, (native.0 as u32).to_string(), "{op:?}");
        assert!(unhex(output) == native.1, "{op:?}");
    }
}

fn partner(file: &str) -> PathBuf {
    workspace().join("wasm/partners").join(file)
}

/// The files that a partner fetched from a host.
struct Fetched {
    folder: tempfile::TempDir,
}

fn fetched() -> Fetched {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("module.wasm"), EMBEDDED).unwrap();
    fetch(folder.path());
    Fetched { folder }
}

impl Fetched {
    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A program with the module and its digest.
    fn with_module(&self, mut program: Command, script: &str) -> Command {
        program
            .arg(partner(script))
            .arg(self.file("module.wasm"))
            .arg(digest(EMBEDDED).to_string());
        program
    }
}

/// What a partner tells of the story, as the rules have it.
fn told(refusal: u16) -> String {
    let quote = quote();
    format!(
        "tier {}\npoints {}\nprice {} after {} points, earning {}\nrefusal {refusal}\n",
        quote.tier.tier,
        quote.available_points.value(),
        quote.cash_minor.value(),
        quote.offset.points.value(),
        quote.earn_points.value(),
    )
}

#[track_caller]
fn tells(command: &mut Command, expected: &str) {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
}

/// Whoever is given another module than the one it was told of says so, and runs nothing.
#[track_caller]
fn refuses_another_module(mut command: Command, of: &Fetched) {
    std::fs::write(of.file("module.wasm"), [EMBEDDED, &[0]].concat()).unwrap();
    assert!(!command.output().unwrap().status.success());
}

const ORDER_NOT_OPEN: u16 = 5002;
const CART_EMPTY: u16 = 5101;

#[test]
fn a_partner_in_python_decides_in_wasmtime() {
    let packages = &["wasmtime", "cbor2"];
    let Some(start) = python(packages) else {
        return;
    };
    let of = fetched();
    let mut story = of.with_module(start, "partner.py");
    tells(story.arg(of.file("set.cbor")), &told(ORDER_NOT_OPEN));
    let mut calls = of.with_module(python(packages).unwrap(), "partner.py");
    all_hold(&mut beside(Partner(Program::start(&mut calls))));
    refuses_another_module(calls, &of);
}

#[test]
fn a_partner_in_node_decides_with_nothing_but_web_assembly() {
    if !have(&["node"]) {
        return;
    }
    let of = fetched();
    let mut story = of.with_module(Command::new("node"), "partner.mjs");
    tells(story.arg(of.file("set.cbor")), &told(ORDER_NOT_OPEN));
    let mut calls = of.with_module(Command::new("node"), "partner.mjs");
    all_hold(&mut beside(Partner(Program::start(&mut calls))));
    refuses_another_module(calls, &of);
}

fn build_in_c(of: &Fetched, into: &Path) -> Command {
    let mut sh = Command::new("sh");
    sh.arg(partner("build.sh"))
        .arg(of.file("module.wasm"))
        .arg(digest(EMBEDDED).to_string())
        .arg(into);
    sh
}

#[test]
fn a_partner_in_c_previews_without_a_runtime() {
    if !have(&["wasm2c", "gcc"]) {
        return;
    }
    let of = fetched();
    let into = of.file("built");
    tells(&mut build_in_c(&of, &into), "");
    let built = into.join("partner");
    let mut preview = Command::new(&built);
    preview
        .arg(of.file("set.cbor"))
        .arg(of.file("snapshot.cbor"));
    tells(&mut preview, &told(CART_EMPTY));
    let mut calls = Command::new(&built);
    all_hold(&mut beside(Partner(Program::start(&mut calls))));
    refuses_another_module(build_in_c(&of, &into), &of);
}
