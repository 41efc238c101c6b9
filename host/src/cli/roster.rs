//! `tiercel import` and `tiercel export`: members taken over from another system, and carried on.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tiercel_core::moment::Moment;

use super::Done;
use crate::desk::{Looked, OpenDesk, look, machine_clock, open};
use crate::roster::{Imports, Roster, RowError, Shape, export, import, rehearse};
use crate::store::Database;
use crate::texts::{Language, Texts};

#[derive(clap::Args)]
pub(super) struct ImportOptions {
    /// The roster: CSV with the columns that `tiercel export` writes
    file: PathBuf,
    /// Say what would happen, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// The language of what is wrong: en or zh-CN
    #[arg(long, default_value = "en")]
    lang: String,
}

#[derive(clap::Args)]
pub(super) struct ExportOptions {
    /// Write rows of CSV, or a line of JSON for each member
    #[arg(long, value_enum, default_value = "csv")]
    format: Shape,
    /// Write into this file, instead of to standard output
    #[arg(long)]
    out: Option<PathBuf>,
    /// As of this moment, RFC 3339; now where it is absent
    #[arg(long)]
    at: Option<String>,
}

/// The moment that a command is about: now, where none is stated.
pub(super) fn moment(at: Option<&str>) -> Result<Moment, String> {
    at.map_or_else(
        || Ok(machine_clock()()),
        |text| Moment::parse(text).map_err(|error| error.to_string()),
    )
}

fn roster(file: &Path) -> Result<Result<Roster<File>, RowError>, String> {
    let opened = File::open(file);
    let opened = opened.map_err(|error| format!("`{}` cannot be read: {error}", file.display()))?;
    Ok(Roster::new(opened))
}

/// What is wrong, a line each, as compilers tell it.
fn tell(options: &ImportOptions, errors: &[RowError], digits: u8) -> ExitCode {
    let texts = Texts::embedded();
    let language = Language::of(&options.lang);
    for error in errors {
        let told = error.tell(&texts, language, digits);
        println!("{}:{told}", options.file.display());
    }
    ExitCode::FAILURE
}

fn digits(looked: &Looked) -> u8 {
    let last = looked.policies.published.last();
    last.map_or(2, |published| published.policy.currency.minor_digits)
}

pub(super) fn run_import(data: &Path, database: &Database, options: &ImportOptions) -> Done {
    let mut looked = look(database, &data.join("cache")).map_err(|error| error.to_string())?;
    let minor_digits = digits(&looked);
    let read = match roster(&options.file)? {
        Ok(read) => read,
        Err(error) => return Ok(tell(options, &[error], minor_digits)),
    };
    let rehearsed = rehearse(read, &mut looked, machine_clock()(), |done| {
        eprintln!("tiercel: {done} members looked at");
    })?;
    drop(looked);
    if !rehearsed.errors.is_empty() {
        let told = tell(options, &rehearsed.errors, minor_digits);
        println!("nothing was imported");
        return Ok(told);
    }
    if options.dry_run {
        let Imports {
            imported, before, ..
        } = rehearsed;
        println!("{imported} members would be imported, {before} were before; nothing was written");
        return Ok(ExitCode::SUCCESS);
    }
    let imported = write(data, database, options)?;
    let told = match imported.errors.as_slice() {
        [] => ExitCode::SUCCESS,
        errors => tell(options, errors, minor_digits),
    };
    let Imports {
        imported, before, ..
    } = imported;
    println!("{imported} members imported, {before} were before");
    Ok(told)
}

fn write(data: &Path, database: &Database, options: &ImportOptions) -> Result<Imports, String> {
    let how = OpenDesk {
        database: database.clone(),
        cache: data.join("cache"),
        adopt_module: false,
        clock: machine_clock(),
    };
    let (desk, _) = open(how).map_err(|error| error.to_string())?;
    let mut store = database.read().map_err(|error| error.to_string())?;
    let read = roster(&options.file)?;
    let read = read.map_err(|_| "the file was altered meanwhile".to_owned())?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    runtime.block_on(import(read, &desk, store.as_mut(), |done| {
        eprintln!("tiercel: {done} members done");
    }))
}

pub(super) fn run_export(data: &Path, database: &Database, options: &ExportOptions) -> Done {
    let now = moment(options.at.as_deref())?;
    let mut looked = look(database, &data.join("cache")).map_err(|error| error.to_string())?;
    let mut to: Box<dyn std::io::Write> = match &options.out {
        None => Box::new(BufWriter::new(std::io::stdout())),
        Some(file) => {
            let made = File::create(file);
            let made =
                made.map_err(|error| format!("`{}` cannot be written: {error}", file.display()))?;
            Box::new(BufWriter::new(made))
        }
    };
    let done = export(&mut looked, now, options.format, &mut to, |done| {
        eprintln!("tiercel: {done} members written");
    })?;
    to.flush().map_err(|error| error.to_string())?;
    eprintln!(
        "tiercel: {} members; left behind: {} orders that are not paid, {} that are not settled, \
         {} purchases that may be given back, {} adjustments that wait, {} redemptions that are not \
         paid, {} entries into draws, {} referrals that are not rewarded, {} members' households with \
         what is in their pools",
        done.members,
        done.unpaid_orders,
        done.unsettled_orders,
        done.open_sales,
        done.waiting_adjustments,
        done.unpaid_redemptions,
        done.draw_entries,
        done.waiting_referrals,
        done.in_households
    );
    Ok(ExitCode::SUCCESS)
}
