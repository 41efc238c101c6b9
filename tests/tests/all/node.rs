//! Programs that are not ours, asked over a pipe: a line in, a line out.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

/// Whether the tools are there. Their absence is told aloud, and is a failure where `CI` is set.
pub(crate) fn have(tools: &[&str]) -> bool {
    tools.iter().all(|tool| {
        let there = Command::new(tool).arg("--version").output().is_ok();
        told(tool, there)
    })
}

/// A Python that has these packages, which `.ci/run` installs below the target folder.
pub(crate) fn python(packages: &[&str]) -> Option<Command> {
    let start = || {
        let mut python = Command::new("python3");
        python.env("PYTHONPATH", workspace().join("target/python"));
        python
    };
    let import = format!("import {}", packages.join(", "));
    let tried = start().args(["-c", &import]).output();
    let there = tried.is_ok_and(|tried| tried.status.success());
    let name = format!("python3 with {}", packages.join(", "));
    told(&name, there).then(start)
}

fn told(tool: &str, there: bool) -> bool {
    if !there {
        assert!(
            std::env::var_os("CI").is_none(),
            "`{tool}` is not installed"
        );
        eprintln!("SKIPPED: `{tool}` is not installed, so a test that needs it is not run");
    }
    there
}

pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// A running program that answers a line with a line.
pub(crate) struct Program {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Program {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let to = child.stdin.take();
        let from = BufReader::new(child.stdout.take().unwrap());
        Self { child, to, from }
    }

    pub(crate) fn ask(&mut self, question: &str) -> String {
        let written = writeln!(self.to.as_mut().unwrap(), "{question}");
        let mut line = String::new();
        let read = self.from.read_line(&mut line);
        assert!(
            written.is_ok() && read.is_ok_and(|bytes| bytes > 0),
            "no answer to {question:.200}"
        );
        line
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.to.take());
        self.child.wait().ok();
    }
}

/// A running program of `tests/node` or `tests/browser`, which speaks JSON.
pub(crate) struct Node(Program);

impl Node {
    pub(crate) fn start(script: &str, argument: &Path) -> Self {
        Self::run(&format!("node/{script}"), &[argument])
    }

    /// Starts a script of `tests`.
    pub(crate) fn run(script: &str, arguments: &[&Path]) -> Self {
        let mut node = Command::new("node");
        let script = workspace().join("tests").join(script);
        Self(Program::start(node.arg(script).args(arguments)))
    }

    pub(crate) fn ask(&mut self, question: &Value) -> Value {
        let line = self.0.ask(&question.to_string());
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("no answer to {question}"))
    }
}
