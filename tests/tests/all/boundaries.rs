//! The table of rooms, enforced: who may use what, and what is never found where.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Every file below a folder with one of these endings, generated and foreign ones aside.
fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !matches!(name.as_str(), "pkg" | "target" | "node_modules") {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let shown = path
                    .strip_prefix(root())
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.push((shown, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "nothing to check below `{folder}`");
    found.sort();
    found
}

/// The code of a Rust file, without comments and without its tests.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = body.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .collect()
}

/// The names of a crate's dependencies, those for tests and for building aside.
fn dependencies(room: &str) -> BTreeSet<String> {
    let manifest = fs::read_to_string(root().join(room).join("Cargo.toml")).unwrap();
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap();
    let section = section.split("\n[").next().unwrap();
    let lines = section
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines
        .map(|line| line.split(['.', ' ', '=']).next().unwrap().to_owned())
        .collect()
}

#[track_caller]
fn only(room: &str, allowed: &[&str]) {
    let allowed: BTreeSet<_> = allowed.iter().map(|&name| name.to_owned()).collect();
    let beyond: Vec<_> = dependencies(room).difference(&allowed).cloned().collect();
    assert!(beyond.is_empty(), "`{room}` may not use {beyond:?}");
}

#[track_caller]
fn never(folder: &str, names: &[&str]) {
    for (file, text) in files(folder, &[".rs"]) {
        if file.ends_with("/tests.rs") {
            continue;
        }
        let code = code(&text);
        let words = words(&code);
        for name in names {
            assert!(!words.contains(name), "`{name}` in {file}");
        }
    }
}

#[test]
fn core_uses_pure_libraries_only() {
    only(
        "core",
        &["chrono", "serde", "sha2", "smol_str", "thiserror"],
    );
}

#[test]
fn the_doors_use_core_and_the_browser_only() {
    let browser = ["js-sys", "serde-wasm-bindgen", "wasm-bindgen"];
    let rest = ["tiercel-core", "serde"];
    only("wasm", &[&browser[..], &rest[..]].concat());
}

#[test]
fn core_has_no_float_no_clock_no_chance_no_thread_and_no_outside_world() {
    never("core/src", &["f32", "f64"]);
    never(
        "core/src",
        &["SystemTime", "Utc", "Local", "now_utc", "rand", "getrandom"],
    );
    never(
        "core/src",
        &["HashMap", "HashSet", "thread", "Mutex", "RwLock", "unsafe"],
    );
    never("core/src", &["http", "Http", "HTTP", "println", "eprintln"]);
    for (file, text) in files("core/src", &[".rs"]) {
        for outside in ["fs", "net", "env", "io", "process", "thread", "time"] {
            let path = format!("std::{outside}");
            assert!(!code(&text).contains(&path), "`{path}` in {file}");
        }
    }
}

#[test]
fn the_doors_hold_no_float_and_no_clock() {
    never(
        "wasm/src",
        &[
            "SystemTime",
            "Instant",
            "HashMap",
            "thread",
            "rand",
            "Date",
            "println",
        ],
    );
}

#[test]
fn the_host_decides_nothing_by_itself() {
    for (file, text) in files("host/src", &[".rs"]) {
        let code = code(&text);
        for call in ["decide", "evolve", "preview", "view", "touches", "snapshot"] {
            for path in [format!("tiercel_core::{call}("), format!("core::{call}(")] {
                assert!(
                    !code.contains(&path),
                    "`{path}…)` in {file}: ask the module"
                );
            }
        }
        assert!(
            !code.contains("policy::check("),
            "a native check in {file}: ask the module"
        );
        assert!(
            !code.contains("PolicySet::new"),
            "a native policy set in {file}"
        );
    }
}

#[test]
fn nothing_imports_the_tests() {
    for room in ["core", "wasm", "host"] {
        let manifest = fs::read_to_string(root().join(room).join("Cargo.toml")).unwrap();
        assert!(
            !manifest.contains("tiercel-tests"),
            "`{room}` imports the tests"
        );
    }
}

#[test]
fn only_the_host_has_a_binary() {
    for room in ["core", "wasm", "tests"] {
        let manifest = fs::read_to_string(root().join(room).join("Cargo.toml")).unwrap();
        assert!(!manifest.contains("[[bin]]"), "`{room}` has a binary");
        assert!(
            !root().join(room).join("src/main.rs").exists(),
            "`{room}` has a binary"
        );
        assert!(
            !root().join(room).join("src/bin").exists(),
            "`{room}` has a binary"
        );
    }
}

#[test]
fn the_pages_round_nothing_and_run_nothing_inline() {
    for (file, text) in files("www", &[".js", ".mjs"]) {
        for name in [
            "Math.round",
            "Math.floor",
            "Math.ceil",
            "toFixed",
            "parseFloat",
            "eval(",
        ] {
            assert!(!text.contains(name), "`{name}` in {file}");
        }
    }
    for (file, text) in files("www", &[".html"]) {
        for inline in ["style=\"", "onclick=", "onload=", "javascript:", "<style"] {
            assert!(!text.contains(inline), "`{inline}` in {file}");
        }
        for script in text.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains("src="), "an inline script in {file}");
        }
    }
}

#[test]
fn the_top_level_is_what_it_should_be() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "core",
        "wasm",
        "host",
        "www",
        "tests",
        "README.md",
        "rust-toolchain.toml",
        ".gitignore",
        ".ci",
        ".git",
        "LICENSE",
        "CHANGELOG.md",
        "target",
        "data",
    ];
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(
            allowed.contains(&name.as_str()),
            "`{name}` does not belong at the top level"
        );
    }
}

#[test]
fn files_are_of_a_size_that_one_can_read() {
    for room in ["core/src", "wasm/src", "host/src", "tests/src"] {
        for (file, text) in files(room, &[".rs"]) {
            let lines = text.lines().count();
            // The one list of all that may happen, each event with what it holds.
            let most = if file == "core/src/event.rs" {
                900
            } else {
                600
            };
            assert!(
                lines <= most,
                "{file} has {lines} lines: it holds more than one idea"
            );
        }
    }
}
