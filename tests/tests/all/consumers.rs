//! The npm package as its consumers use it: packed, installed into projects below the target
//! folder, and used in plain Node, in a page that Vite builds, and from TypeScript.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tiercel_host::module::{EMBEDDED, digest};

use super::node::{have, workspace};
use super::package::packed;
use super::story::{fetch, quote};

fn ran(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{out}\n{wrong}");
    out
}

/// The package as npm would publish it: its description, with the tarball's place.
fn tarball() -> Option<&'static (PathBuf, Value)> {
    static TARBALL: OnceLock<(PathBuf, Value)> = OnceLock::new();
    let package = packed()?;
    Some(TARBALL.get_or_init(|| {
        let folder = workspace().join("target/consumers");
        fs::create_dir_all(&folder).unwrap();
        let mut npm = Command::new("npm");
        npm.current_dir(package).args(["pack", "--json"]);
        let told = ran(npm.arg("--pack-destination").arg(&folder));
        let told: Value = serde_json::from_str(&told).unwrap();
        // Newer ones tell by name, older ones a list.
        let told = told.get(0).or(told.get("tiercel")).unwrap().clone();
        (folder.join(told["filename"].as_str().unwrap()), told)
    }))
}

/// A consumer's project with the package, and others, installed.
fn project(name: &str, others: &[(&str, &str)]) -> Option<PathBuf> {
    let (tarball, _) = tarball()?;
    let folder = workspace().join("target/consumers").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(folder.join("public")).unwrap();
    let source = workspace().join("tests/consumers").join(name);
    for entry in fs::read_dir(source).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    fetch(&folder);
    fetch(&folder.join("public"));
    let mut needs = json!({ "tiercel": format!("file:{}", tarball.display()) });
    for (other, version) in others {
        needs[other] = json!(version);
    }
    let manifest = json!({ "private": true, "dependencies": needs });
    fs::write(folder.join("package.json"), manifest.to_string()).unwrap();
    let mut npm = Command::new("npm");
    npm.current_dir(&folder)
        .args(["install", "--no-audit", "--no-fund"])
        .args(["--no-package-lock", "--prefer-offline"]);
    ran(&mut npm);
    Some(folder)
}

fn tool(project: &Path, script: &str) -> Command {
    let mut node = Command::new("node");
    node.current_dir(project)
        .arg(project.join("node_modules").join(script));
    node
}

#[test]
fn the_tarball_says_what_it_is_and_holds_no_more() {
    let Some((_, told)) = tarball() else { return };
    let files = told["files"].as_array().unwrap().iter();
    let mut files: Vec<_> = files.map(|file| file["path"].as_str().unwrap()).collect();
    files.sort_unstable();
    let glue = [
        "package.json",
        "tiercel.d.ts",
        "tiercel.js",
        "tiercel_bg.wasm",
    ];
    let glue = |folder: &str| glue.map(|file| format!("{folder}/{file}"));
    let papers = ["LICENSE", "README.md", "package.json", "tiercel.cddl"];
    let mut expected: Vec<String> = papers.map(str::to_owned).into();
    expected.extend([glue("node"), glue("web")].concat());
    for program in fs::read_dir(workspace().join("wasm/partners")).unwrap() {
        let name = program.unwrap().file_name();
        expected.push(format!("partners/{}", name.to_str().unwrap()));
    }
    expected.sort_unstable();
    assert_eq!(files, expected);

    let manifest = fs::read(packed().unwrap().join("package.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    for field in [
        "name",
        "version",
        "description",
        "license",
        "types",
        "exports",
        "engines",
    ] {
        assert!(!manifest[field].is_null(), "no `{field}`");
    }
    assert_eq!(manifest["sideEffects"], json!(false));
    assert_eq!(
        manifest["tiercel"],
        json!({ "abi": 1, "module": digest(EMBEDDED) })
    );
}

#[test]
fn every_way_to_begin_in_node_gives_the_same_quote() {
    let Some(folder) = project("node", &[]) else {
        return;
    };
    for program in ["esm.mjs", "common.cjs", "sync.mjs", "async.mjs"] {
        let mut node = Command::new("node");
        let told = ran(node.current_dir(&folder).arg(program));
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told, json!(quote()), "{program}");
    }
}

#[test]
fn typescript_checks_programs_strictly() {
    let needs = &[("typescript", "^5.9.0")];
    let Some(folder) = project("typescript", needs) else {
        return;
    };
    for types in ["node", "web"] {
        let types = folder.join("node_modules/tiercel").join(types);
        let types = fs::read_to_string(types.join("tiercel.d.ts")).unwrap();
        let words = types.split(|c: char| !c.is_alphanumeric());
        assert!(words.into_iter().all(|word| word != "any"), "{types}");
    }
    for program in ["browser.json", "server.json"] {
        ran(tool(&folder, "typescript/bin/tsc").args(["-p", program]));
    }
}

/// The newest Vite that this npm and Node go with.
fn vite() -> &'static str {
    let npm = ran(Command::new("npm").arg("--version"));
    match npm.split('.').next() {
        Some("10") => "^7.0.0",
        _ => "^8.0.0",
    }
}

/// A running server, until it is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Serves what was built, at an address of this machine.
fn serve(project: &Path) -> (Server, String) {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let mut vite = tool(project, "vite/bin/vite.js");
    vite.args(["preview", "--strictPort", "--host", "127.0.0.1", "--port"])
        .arg(address.port().to_string())
        .stdout(Stdio::null());
    let server = Server(vite.spawn().unwrap());
    let begun = Instant::now();
    while std::net::TcpStream::connect(address).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(120), "no server");
        std::thread::sleep(Duration::from_millis(50));
    }
    (server, format!("http://{address}/"))
}

#[test]
fn a_page_that_vite_builds_finds_the_module_and_quotes() {
    let Some(folder) = project("vite", &[("vite", vite())]) else {
        return;
    };
    ran(tool(&folder, "vite/bin/vite.js").arg("build"));
    let assets = fs::read_dir(folder.join("dist/assets")).unwrap();
    let assets: Vec<_> = assets.map(|entry| entry.unwrap().path()).collect();
    let modules = assets
        .iter()
        .filter(|path| path.extension().unwrap() == "wasm");
    let modules: Vec<_> = modules.map(|path| fs::read(path).unwrap()).collect();
    assert!(modules == [EMBEDDED], "{assets:?}");

    if !have(&["chromium"]) {
        return;
    }
    let (_server, address) = serve(&folder);
    let mut chromium = Command::new("chromium");
    let page = ran(chromium
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"])
        .arg("--virtual-time-budget=20000")
        .arg(&address));
    let shown = page.split("<pre id=\"quote\">").nth(1).unwrap();
    let shown = shown.split("</pre>").next().unwrap();
    let shown: Value = serde_json::from_str(shown).unwrap_or_else(|_| panic!("{shown}"));
    assert_eq!(shown, json!(quote()));
}
