//! The `tiercel` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    tiercel_host::cli::run()
}
