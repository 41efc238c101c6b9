//! `tiercel replay`: any decision, or all of them, repeated and compared.

use std::process::ExitCode;

use super::Done;
use crate::replay::replay;
use crate::store::Database;

#[derive(clap::Args)]
pub(super) struct Options {
    /// Only this stream, such as member:m-1a40c2
    #[arg(long)]
    stream: Option<String>,
}

pub(super) fn run(database: &Database, options: &Options) -> Done {
    let mut store = database.read().map_err(|error| error.to_string())?;
    // So that a host that goes on writing is no difference.
    store.freeze().map_err(|error| error.to_string())?;
    let stream = options.stream.as_deref();
    let replayed = replay(store.as_mut(), stream, |done| {
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
