//! Builds the module and its glue, so that no stale one can ever be embedded or tested.

#[path = "../wasm/recipe.rs"]
mod recipe;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let manifest = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let workspace = manifest.parent().ok_or("the host has no workspace")?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("module");
    for watched in [
        "Cargo.toml",
        "Cargo.lock",
        "core/Cargo.toml",
        "core/src",
        "wasm/Cargo.toml",
        "wasm/src",
        "wasm/recipe.rs",
    ] {
        println!(
            "cargo::rerun-if-changed={}",
            workspace.join(watched).display()
        );
    }
    have_target()?;
    let compiled = compile(workspace)?;
    std::fs::create_dir_all(&out)?;
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(compiled)
        .out_name(recipe::OUT_NAME)
        .web(true)?
        .typescript(true)
        .generate(&out)?;
    println!("cargo::rustc-env=TIERCEL_MODULE_DIR={}", out.display());
    Ok(())
}

/// The target's standard library is there, or is fetched once.
fn have_target() -> Outcome<()> {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let libdir = Command::new(&rustc)
        .args(["--print", "target-libdir", "--target", recipe::TARGET])
        .output()?;
    let libdir = String::from_utf8(libdir.stdout)?;
    if Path::new(libdir.trim()).exists() {
        return Ok(());
    }
    let added = Command::new("rustup")
        .args(["target", "add", recipe::TARGET])
        .status();
    if added.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    Err(format!(
        "the module needs a target: run `rustup target add {}`",
        recipe::TARGET
    )
    .into())
}

/// Compiles the module in a target folder of its own, so that the two builds never wait for each
/// other's lock.
fn compile(workspace: &Path) -> Outcome<PathBuf> {
    let folder = target_folder(workspace)?.join("module");
    let mut cargo = Command::new(std::env::var("CARGO")?);
    recipe::clean(&mut cargo, workspace);
    let status = cargo
        .current_dir(workspace)
        .args([
            "build",
            "--locked",
            "--package",
            "tiercel-wasm",
            "--lib",
            "--quiet",
        ])
        .args(["--target", recipe::TARGET, "--profile", recipe::PROFILE])
        .arg("--target-dir")
        .arg(&folder)
        .status()?;
    if !status.success() {
        return Err("the module does not build; what the compiler said stands above".into());
    }
    Ok(folder
        .join(recipe::TARGET)
        .join(recipe::PROFILE)
        .join("tiercel_wasm.wasm"))
}

/// The target folder of the surrounding build: the one that holds the output folder.
fn target_folder(workspace: &Path) -> Outcome<PathBuf> {
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    // …/target/<profile>/build/<package>/out
    Ok(out
        .ancestors()
        .nth(4)
        .map_or_else(|| workspace.join("target"), Path::to_owned))
}
