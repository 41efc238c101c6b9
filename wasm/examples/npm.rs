//! Builds the npm package with wasm-pack, by the recipe that the host's build follows too: what it
//! packs is byte for byte the module that the host embeds.
//!
//! ```sh
//! cargo run -p tiercel-wasm --example npm            # into wasm/pkg
//! cargo run -p tiercel-wasm --example npm -- FOLDER
//! ```
//!
//! Needs `wasm-pack`, and `wasm-bindgen` of the version in the workspace's manifest, on the PATH.

#[path = "../recipe.rs"]
mod recipe;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};

type Outcome = Result<(), Box<dyn Error>>;

/// What npm is told; the capitals stand for what is known when it is packed.
const PACKAGE: &str = include_str!("../npm/package.json");

/// The types of the web glue's two ways to begin. The generated ones tell every export of the
/// module too, with types that say nothing.
const INIT_TYPES: &str = include_str!("../npm/init.d.ts");

fn main() -> Outcome {
    let room = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let workspace = room.parent().ok_or("no workspace")?;
    let asked = std::env::args_os().nth(1).map(PathBuf::from);
    let package = asked.unwrap_or_else(|| room.join("pkg"));
    fs::create_dir_all(&package)?;
    let package = package.canonicalize()?;
    // The web glue is a module, the other one is CommonJS: each folder says which it is.
    for (folder, target, kind) in [("web", "web", "module"), ("node", "nodejs", "commonjs")] {
        pack(&room, &package.join(folder), target)?;
        fs::write(
            package.join(folder).join("package.json"),
            format!("{{ \"type\": \"{kind}\" }}\n"),
        )?;
    }
    let bytes = |folder: &str| fs::read(package.join(folder).join("tiercel_bg.wasm"));
    if bytes("web")? != bytes("node")? {
        return Err("the two targets have different modules".into());
    }
    tell_types(&package)?;
    let module = Sha256::digest(bytes("web")?);
    let module: String = module.iter().map(|byte| format!("{byte:02x}")).collect();
    tell_npm(workspace, &package, &module)?;
    println!("{}", package.display());
    Ok(())
}

/// The classes are alike for both targets: only the beginning differs.
fn tell_types(package: &Path) -> Outcome {
    let classes = fs::read_to_string(package.join("node/tiercel.d.ts"))?;
    fs::write(package.join("web/tiercel.d.ts"), classes + INIT_TYPES)?;
    for folder in ["web", "node"] {
        fs::remove_file(package.join(folder).join("tiercel_bg.wasm.d.ts"))?;
    }
    Ok(())
}

/// What stands beside the glue: the manifest, what partners read and run, and the licence.
fn tell_npm(workspace: &Path, package: &Path, module: &str) -> Outcome {
    let manifest = PACKAGE
        .replace("VERSION", env!("CARGO_PKG_VERSION"))
        .replace("ABI", &tiercel_core::abi::VERSION.to_string())
        .replace("DIGEST", module);
    fs::write(package.join("package.json"), manifest)?;
    let room = workspace.join("wasm");
    let mut files = vec![PathBuf::from("README.md"), "tiercel.cddl".into()];
    for program in fs::read_dir(room.join("partners"))? {
        files.push(Path::new("partners").join(program?.file_name()));
    }
    fs::create_dir_all(package.join("partners"))?;
    for file in files {
        fs::copy(room.join(&file), package.join(&file))?;
    }
    fs::copy(workspace.join("LICENSE"), package.join("LICENSE"))?;
    Ok(())
}

fn pack(room: &Path, out: &Path, target: &str) -> Outcome {
    let workspace = room.parent().ok_or("no workspace")?;
    let mut command = Command::new("wasm-pack");
    recipe::clean(&mut command, workspace);
    let status = command
        .current_dir(workspace)
        .args(["build", "--mode", "no-install", "--no-opt", "--no-pack"])
        .args(["--target", target, "--profile", recipe::PROFILE])
        .args(["--out-name", recipe::OUT_NAME, "--out-dir"])
        .arg(out)
        .arg(room)
        .args(["--", "--locked", "--target-dir"])
        .arg(workspace.join("target/npm"))
        .status()
        .map_err(|error| format!("wasm-pack cannot be run: {error}"))?;
    if !status.success() {
        return Err(format!("wasm-pack failed for the target {target}").into());
    }
    // What wasm-pack keeps out of version control belongs into a package.
    let ignored = out.join(".gitignore");
    if ignored.exists() {
        fs::remove_file(ignored)?;
    }
    Ok(())
}
