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

type Outcome = Result<(), Box<dyn Error>>;

const PACKAGE: &str = r#"{
  "name": "tiercel",
  "version": "VERSION",
  "description": "Membership tiers, points and prices, by the module that decides them",
  "license": "MIT OR Apache-2.0",
  "types": "./web/tiercel.d.ts",
  "exports": {
    ".": {
      "node": { "types": "./node/tiercel.d.ts", "default": "./node/tiercel.js" },
      "default": { "types": "./web/tiercel.d.ts", "default": "./web/tiercel.js" }
    },
    "./tiercel_bg.wasm": "./web/tiercel_bg.wasm"
  },
  "files": ["node", "web"],
  "sideEffects": false
}
"#;

fn main() -> Outcome {
    let room = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
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
    let manifest = PACKAGE.replace("VERSION", env!("CARGO_PKG_VERSION"));
    fs::write(package.join("package.json"), manifest)?;
    println!("{}", package.display());
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
