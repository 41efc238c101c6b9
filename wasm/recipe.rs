//! How the module is built: the one place that says so.
//!
//! Shared as source by the host's build script, by the packaging example and by the tests, so that
//! all of them make the same bytes.

use std::path::Path;
use std::process::Command;

/// What the module is compiled for.
#[allow(dead_code, reason = "not every sharer needs every part")]
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
/// The profile of the workspace that it is compiled with.
pub(crate) const PROFILE: &str = "module";
/// The name that the glue and the module file have; another name makes other bytes.
pub(crate) const OUT_NAME: &str = "tiercel";

/// The compiler's flags. Paths of this machine are taken out, so that the bytes do not depend on
/// where the module was built. Names are taken out too, a quarter of the module; the linker does
/// it, because cargo's `strip` would also take the list of features that wasm-bindgen reads.
pub(crate) fn rustflags(workspace: &Path, cargo_home: &Path) -> Vec<String> {
    vec![
        format!("--remap-path-prefix={}=/tiercel", workspace.display()),
        format!("--remap-path-prefix={}=/cargo", cargo_home.display()),
        // A hash is made of a draw's few entries and of a whole draw once: better small than fast.
        "--cfg=sha2_backend=\"soft\"".into(),
        "--cfg=sha2_backend_soft=\"compact\"".into(),
        "-Clink-arg=--strip-all".into(),
        "-Clink-arg=--keep-section=target_features".into(),
    ]
}

/// The cargo home in use.
pub(crate) fn cargo_home() -> std::path::PathBuf {
    let home = std::env::var_os("HOME").unwrap_or_default();
    let default = || Path::new(&home).join(".cargo");
    std::env::var_os("CARGO_HOME").map_or_else(default, std::path::PathBuf::from)
}

/// Gives a command that runs cargo the flags, and nothing of what the surrounding build set.
pub(crate) fn clean(command: &mut Command, workspace: &Path) {
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        let surrounding = ["CARGO_", "RUSTC", "RUSTDOC", "RUSTFLAGS", "CLIPPY_", "DEP_"];
        let ours = ["CARGO_HOME", "CARGO_NET_OFFLINE", "CARGO_HTTP_CAINFO"];
        let other = [
            "TARGET",
            "HOST",
            "OUT_DIR",
            "PROFILE",
            "OPT_LEVEL",
            "DEBUG",
            "NUM_JOBS",
        ];
        let inherited = surrounding.iter().any(|prefix| name.starts_with(prefix));
        if (inherited && !ours.contains(&&*name)) || other.contains(&&*name) {
            command.env_remove(&*name);
        }
    }
    // Separated as cargo wants it, so that a path may hold a space.
    command.env(
        "CARGO_ENCODED_RUSTFLAGS",
        rustflags(workspace, &cargo_home()).join("\u{1f}"),
    );
}
