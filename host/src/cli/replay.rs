//! `tiercel replay`: any decision, or all of them, repeated and compared.

use std::path::Path;
use std::process::ExitCode;

use super::Done;
use crate::replay::replay;
use crate::store::Sqlite;

#[derive(clap::Args)]
pub(super) struct Options {
    /// Only this stream, such as member:m-1a40c2
    #[arg(long)]
    stream: Option<String>,
}

pub(super) fn run(data: &Path, options: &Options) -> Done {
    let mut store = Sqlite::read(data).map_err(|error| error.to_string())?;
    let stream = options.stream.as_deref();
    let replayed = replay(&mut store, stream, |done| {
        eprintln!("tiercel: {done} decisions repeated")
    });
    match replayed {
        Ok(totals) => {
            println!(
                "{} decisions of {} streams repeated: every event, state and hash is the same",
                totals.decisions, totals.streams
            );
            Ok(ExitCode::SUCCESS)
        }
        Err(difference) => {
            println!("{difference}");
            Ok(ExitCode::FAILURE)
        }
    }
}
