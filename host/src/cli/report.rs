//! `tiercel report`: liability, breakage and reconciliation, as CSV or as JSON.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use serde_json::json;
use tiercel_core::report::Reconciled;

use super::roster::moment;
use super::{Done, print};
use crate::desk::look;
use crate::reports::{Sheet, breakage, breakage_sheet, liability, liability_sheet, reconciliation};
use crate::store::Database;

/// Which report.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Which {
    /// Points that members have, by tier and by month of expiry, and what they are worth
    Liability,
    /// What became of points, month by month
    Breakage,
    /// What every order came to, and whether the ledger agrees
    Reconciliation,
}

/// How a report is written.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Rows of CSV
    Csv,
    /// JSON; of a reconciliation a line for each row
    Json,
}

#[derive(clap::Args)]
pub(super) struct Options {
    /// Which report
    #[arg(value_enum)]
    which: Which,
    /// How it is written
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// As of this moment, RFC 3339; now where it is absent. States are those of now: of a moment in
    /// the past only breakage and reconciliation can tell
    #[arg(long)]
    at: Option<String>,
}

fn write(bytes: &[u8]) -> Result<(), String> {
    // A reader that has gone, such as `head`, is no failure.
    let _ = std::io::stdout().write_all(bytes);
    Ok(())
}

pub(super) fn run(data: &Path, database: &Database, options: &Options) -> Done {
    let now = moment(options.at.as_deref())?;
    let mut looked = look(database, &data.join("cache")).map_err(|error| error.to_string())?;
    let csv = options.format == Format::Csv;
    match options.which {
        Which::Liability => {
            let report = liability(&mut looked, now, |done| {
                eprintln!("tiercel: {done} members counted");
            })?;
            if !csv {
                return print(&report);
            }
            write(&liability_sheet(&report).take_csv(true)?)?;
        }
        Which::Breakage => {
            let report = breakage(&mut looked, now, |done| {
                eprintln!("tiercel: {done} entries read");
            })?;
            if !csv {
                return print(&report);
            }
            write(&breakage_sheet(&report).take_csv(true)?)?;
        }
        Which::Reconciliation => {
            let (mut sheet, mut is_first, mut members) = (Sheet::default(), true, 0_u64);
            let total = reconciliation(&mut looked, "", now, |member, rows| {
                for row in rows {
                    let mut told = json!({ "member": member });
                    let fields = json!(row);
                    let fields = fields.as_object().into_iter().flatten();
                    told.as_object_mut().into_iter().for_each(|told| {
                        told.extend(fields.clone().map(|(n, v)| (n.clone(), v.clone())))
                    });
                    if csv {
                        sheet.add(&told);
                    } else {
                        write(format!("{told}\n").as_bytes())?;
                    }
                }
                if csv && !rows.is_empty() {
                    write(&sheet.take_csv(is_first)?)?;
                    is_first = false;
                }
                members += 1;
                if members % 10_000 == 0 {
                    eprintln!("tiercel: {members} members read");
                }
                Ok(true)
            })?;
            return Ok(told(&total));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The sums, for whoever looks on; a failure where something does not agree.
fn told(total: &Reconciled) -> ExitCode {
    eprintln!("tiercel: {}", json!(total));
    match total.mismatched_orders {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
