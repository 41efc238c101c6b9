//! `tiercel vectors`: runs vectors, or writes into them what was found.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Done;
use crate::module::{EMBEDDED, Instance, Module, digest};
use crate::vectors;

#[derive(clap::Subcommand)]
pub(super) enum Act {
    /// Run vectors: a line for each, and a closing count
    Run {
        /// Files of vectors
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Write what is found into the vectors that state otherwise
    Bless {
        /// Files of vectors
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

pub(super) fn run(act: &Act) -> Done {
    let module = Module::open(EMBEDDED, digest(EMBEDDED), None).map_err(|e| e.to_string())?;
    let mut engine = Instance::new(&module).map_err(|e| e.to_string())?;
    let out = &mut std::io::stdout();
    match act {
        Act::Run { files } => {
            let totals = vectors::run(files, &mut engine, out).map_err(|e| e.to_string())?;
            let all = totals.failed == 0;
            Ok(if all {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            })
        }
        Act::Bless { files } => {
            vectors::bless(files, &mut engine, out).map_err(|e| e.to_string())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
