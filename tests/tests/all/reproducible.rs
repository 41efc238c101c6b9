//! The module is the same wherever it is built: whoever has its source can prove its digest.

#[path = "../../../wasm/recipe.rs"]
mod recipe;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tiercel_host::module::{EMBEDDED, digest};

use super::node::{have, workspace};

/// Copies a folder, and what is in it, but for what was built.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if ["target", "pkg", "node_modules", ".git", "data"]
            .iter()
            .any(|it| name == *it)
        {
            continue;
        }
        let (from, to) = (entry.path(), to.join(&name));
        match from.is_dir() {
            true => copy(&from, &to),
            false => drop(fs::copy(from, to).unwrap()),
        }
    }
}

/// A cargo home of its own, with what this one downloaded, so that nothing is downloaded again.
fn seeded(home: &Path) {
    let own = recipe::cargo_home();
    for part in ["registry/index", "registry/cache"] {
        copy(&own.join(part), &home.join(part));
    }
    let configuration = own.join("config.toml");
    if configuration.exists() {
        fs::copy(configuration, home.join("config.toml")).unwrap();
    }
}

/// Builds the module of a workspace, by the recipe, and gives its bytes.
fn built(workspace: &Path, cargo_home: &Path) -> Vec<u8> {
    let flags = recipe::rustflags(workspace, cargo_home).join("\u{1f}");
    let mut cargo = Command::new(env!("CARGO"));
    recipe::clean(&mut cargo, workspace);
    cargo
        .current_dir(workspace)
        .env("CARGO_HOME", cargo_home)
        .env("CARGO_ENCODED_RUSTFLAGS", flags)
        .args(["build", "--locked", "--offline", "--quiet"])
        .args(["--package", "tiercel-wasm", "--lib"])
        .args(["--target", recipe::TARGET, "--profile", recipe::PROFILE])
        .args(["--target-dir", "built"]);
    assert!(cargo.status().unwrap().success());
    let compiled = [recipe::TARGET, recipe::PROFILE, "tiercel_wasm.wasm"];
    let compiled: PathBuf = compiled.iter().collect();
    let mut bindgen = Command::new("wasm-bindgen");
    bindgen
        .arg(workspace.join("built").join(compiled))
        .args(["--target", "web", "--out-name", recipe::OUT_NAME])
        .arg("--out-dir")
        .arg(workspace.join("glue"));
    assert!(bindgen.status().unwrap().success());
    fs::read(workspace.join("glue/tiercel_bg.wasm")).unwrap()
}

#[test]
#[ignore = "builds the module twice more, which takes minutes; `.ci/run` runs it"]
fn the_module_is_the_same_from_other_folders_and_other_cargo_homes() {
    if !have(&["wasm-bindgen"]) {
        return;
    }
    for (folder, home) in [
        ("a workspace", "home"),
        ("elsewhere/by/a/longer/name", "another cargo home"),
    ] {
        let place = tempfile::tempdir().unwrap();
        let place = place.path().canonicalize().unwrap();
        let (folder, home) = (place.join(folder), place.join(home));
        copy(&workspace(), &folder);
        seeded(&home);
        let module = built(&folder, &home);
        assert_eq!(
            digest(&module),
            digest(EMBEDDED),
            "built in {}",
            folder.display()
        );
    }
}
