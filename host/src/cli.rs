//! The command line.

mod draw;
mod explain;
mod policy;
mod replay;
mod report;
mod roster;
mod transfer;
mod vectors;

use std::ffi::OsString;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::desk::machine_clock;
use crate::module::{EMBEDDED, digest};
use crate::serve::{Serve, begin};
use crate::store::Database;

/// Membership, tiers and points, decided by one WebAssembly module.
#[derive(Parser)]
#[command(name = "tiercel", version)]
struct Cli {
    #[command(subcommand)]
    act: Option<Act>,
    #[command(flatten)]
    serve: ServeOptions,
}

#[derive(clap::Args)]
struct ServeOptions {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder of the data, made where it is missing
    #[arg(long, default_value = "data", global = true)]
    data: PathBuf,
    /// PostgreSQL at an address such as postgres://user@host/name, instead of SQLite in the folder
    #[arg(long, global = true, value_name = "ADDRESS")]
    database: Option<String>,
    /// Begin a new programme without demo members
    #[arg(long)]
    no_demo: bool,
    /// Go on with the module of this tiercel where another one decided so far
    #[arg(long)]
    adopt_module: bool,
}

impl ServeOptions {
    fn database(&self) -> Database {
        match &self.database {
            Some(place) => Database::at(place),
            None => Database::Folder(self.data.clone()),
        }
    }
}

#[derive(Subcommand)]
enum Act {
    /// Serve the API and the pages (what happens without a subcommand)
    Serve,
    /// Check or describe policy documents
    #[command(subcommand)]
    Policy(policy::Act),
    /// Repeat decisions from the record and compare, byte for byte
    Replay(replay::Options),
    /// Say why a decision is what it is: what came in, which rule, which number, which clause
    Explain(explain::Options),
    /// Move all data into an empty database, and repeat every decision there
    Move(transfer::Options),
    /// Take members over from another system, from a CSV file
    Import(roster::ImportOptions),
    /// Write all members, as CSV that an import takes or as lines of JSON
    Export(roster::ExportOptions),
    /// Report what is owed in points, what became of them, or what orders came to
    Report(report::Options),
    /// Vectors: what must come out of a policy, as data
    #[command(subcommand)]
    Vectors(vectors::Act),
    /// Make the seed of a draw, or check what an entry into one came to
    #[command(subcommand)]
    Draw(draw::Act),
    /// Print the OpenAPI document
    Openapi,
    /// Print the grammar of the module's raw door, in CDDL
    Wire,
    /// Say which module this tiercel carries, or write it to a file
    Module {
        /// Write its bytes here
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    run_with(std::env::args_os())
}

/// Runs a command line: the program's name, and what follows it.
pub fn run_with(line: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    let cli = Cli::parse_from(line);
    let done = match cli.act {
        None | Some(Act::Serve) => serve(cli.serve),
        Some(Act::Policy(act)) => policy::run(&act),
        Some(Act::Replay(options)) => replay::run(&cli.serve.database(), &options),
        Some(Act::Explain(options)) => explain::run(&cli.serve.database(), &options),
        Some(Act::Move(options)) => transfer::run(&options),
        Some(Act::Import(options)) => {
            roster::run_import(&cli.serve.data, &cli.serve.database(), &options)
        }
        Some(Act::Export(options)) => {
            roster::run_export(&cli.serve.data, &cli.serve.database(), &options)
        }
        Some(Act::Report(options)) => report::run(&cli.serve.data, &cli.serve.database(), &options),
        Some(Act::Vectors(act)) => vectors::run(&act),
        Some(Act::Draw(act)) => draw::run(&act),
        Some(Act::Openapi) => print(&crate::http::openapi()),
        Some(Act::Wire) => say(tiercel_core::abi::grammar().trim_end()),
        Some(Act::Module { out }) => module(out.as_deref()),
    };
    done.unwrap_or_else(|message| {
        eprintln!("tiercel: {message}");
        ExitCode::FAILURE
    })
}

type Done = Result<ExitCode, String>;

/// Prints JSON for people.
fn print(value: &impl serde::Serialize) -> Done {
    say(&serde_json::to_string_pretty(value).map_err(|error| error.to_string())?)
}

/// Prints a text.
fn say(text: &str) -> Done {
    // A reader that has gone, such as `head`, is no failure.
    let _ = writeln!(std::io::stdout(), "{text}");
    Ok(ExitCode::SUCCESS)
}

fn serve(options: ServeOptions) -> Done {
    let filter = tracing_subscriber::EnvFilter::try_from_env("TIERCEL_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let how = Serve {
            listen: options.listen,
            database: Some(options.database()),
            data: options.data,
            demo: !options.no_demo,
            adopt_module: options.adopt_module,
            clock: machine_clock(),
        };
        let serving = begin(how, |step| eprintln!("tiercel: {step}")).await;
        let serving = serving.map_err(|error| error.to_string())?;
        println!("http://{}", serving.address);
        serving
            .run(stop())
            .await
            .map_err(|error| error.to_string())?;
        eprintln!("tiercel: stopped");
        Ok(ExitCode::SUCCESS)
    })
}

/// Waits to be told to stop.
async fn stop() {
    let interrupted = tokio::signal::ctrl_c();
    let Ok(mut terminated) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    else {
        let _ = interrupted.await;
        return;
    };
    tokio::select! {
        _ = interrupted => {}
        _ = terminated.recv() => {}
    }
    eprintln!("tiercel: finishing what was begun");
}

fn module(out: Option<&std::path::Path>) -> Done {
    if let Some(out) = out {
        std::fs::write(out, EMBEDDED)
            .map_err(|error| format!("`{}` cannot be written: {error}", out.display()))?;
    }
    println!(
        "{}  {} bytes, ABI {}",
        digest(EMBEDDED),
        EMBEDDED.len(),
        tiercel_core::abi::VERSION
    );
    Ok(ExitCode::SUCCESS)
}
