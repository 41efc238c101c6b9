//! `tiercel move`: from a folder to PostgreSQL, or back.

use std::process::ExitCode;

use super::Done;
use crate::store::Database;
use crate::transfer::transfer;

#[derive(clap::Args)]
pub(super) struct Options {
    /// Where the data are, served by nobody: a folder, or an address such as postgres://user@host/name
    #[arg(long)]
    from: String,
    /// Where they shall be: an empty database, or a folder to be made
    #[arg(long)]
    to: String,
}

pub(super) fn run(options: &Options) -> Done {
    let (from, to) = (Database::at(&options.from), Database::at(&options.to));
    let opened = |error: crate::store::StoreError| error.to_string();
    let mut source = from.read_alone().map_err(opened)?;
    let mut target = to.open().map_err(opened)?;
    let moved = transfer(source.as_mut(), target.as_mut(), |what, count| {
        eprintln!("tiercel: {what}: {count}");
    });
    let totals = moved.map_err(|error| error.to_string())?;
    println!(
        "{} decisions of {} streams moved from `{from}` to `{to}`: every event, state and hash is \
         the same",
        totals.decisions, totals.streams
    );
    Ok(ExitCode::SUCCESS)
}
