//! Conformance vectors: what must come out, as data. Also how an operator tests a policy.
//!
//! The format is described in `tests/vectors/README.md`. What runs a vector is an [`Engine`]: bytes
//! in, bytes out, so that every runtime can be one.

mod bless;
mod compare;
mod format;
mod names;
mod run;

use std::io::Write;
use std::path::{Path, PathBuf};

use tiercel_core::abi::{Op, Status};

use crate::module::Instance;

pub use bless::bless;
pub use format::{File, FormatError, Vector};
pub use run::{Ran, run_file};

/// Something that makes the calls of the raw door.
pub trait Engine {
    /// Makes a call, on an instance that remembers its handles.
    ///
    /// # Errors
    /// A text where the engine itself failed.
    fn call(&mut self, op: Op, a: u32, b: u32, input: &[u8]) -> Result<(Status, Vec<u8>), String>;
}

impl Engine for Instance {
    fn call(&mut self, op: Op, a: u32, b: u32, input: &[u8]) -> Result<(Status, Vec<u8>), String> {
        Self::call(self, op, a, b, input).map_err(|fault| fault.to_string())
    }
}

/// How many vectors did what they say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Those that did.
    pub passed: usize,
    /// Those that did not.
    pub failed: usize,
}

/// Runs the vectors of files, with a line for each and a closing count.
///
/// # Errors
/// [`FormatError`] when a file cannot be read as vectors.
pub fn run(
    paths: &[PathBuf],
    engine: &mut dyn Engine,
    out: &mut dyn Write,
) -> Result<Totals, FormatError> {
    let mut totals = Totals::default();
    for path in paths {
        for ran in run_file(path, engine)? {
            let passed = ran.differences.is_empty();
            let verdict = if passed { "ok" } else { "FAILED" };
            tell(out, path, &format!("{} ... {verdict}", ran.name));
            for difference in &ran.differences {
                tell(out, path, &format!("    {difference}"));
            }
            totals.passed += usize::from(passed);
            totals.failed += usize::from(!passed);
        }
    }
    // A reader that has gone is no failure of a vector.
    let _ = writeln!(out, "{} passed, {} failed", totals.passed, totals.failed);
    Ok(totals)
}

fn tell(out: &mut dyn Write, path: &Path, line: &str) {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let _ = writeln!(out, "{file}: {line}");
}
