//! `tiercel draw`: a seed for a draw, and what a proof shows.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use tiercel_core::draw::Seed;
use tiercel_core::draw::proof::{Check, DrawProof, Verified};
use tiercel_core::id::Digest;

use super::{Done, say};
use crate::module::{EMBEDDED, Module, Rules, digest};

#[derive(Subcommand)]
pub(super) enum Act {
    /// Make a secret seed by the machine's own randomness, write it to a new file that only its
    /// owner can read, and print the commitment to open the draw with
    Seed {
        /// The file; it must not be there yet
        file: PathBuf,
    },
    /// Check a proof with the module alone, and say what it shows; fails where it shows nothing
    Verify {
        /// The proof, as /v1/draws/{draw}/proofs/{entry} gives it
        file: PathBuf,
    },
}

pub(super) fn run(act: &Act) -> Done {
    match act {
        Act::Seed { file } => seed(file),
        Act::Verify { file } => verify(file),
    }
}

fn seed(file: &std::path::Path) -> Done {
    let shown = file.display();
    let mut bytes = [0; 32];
    std::fs::File::open("/dev/urandom")
        .and_then(|mut chance| std::io::Read::read_exact(&mut chance, &mut bytes))
        .map_err(|error| format!("the machine gives no randomness: {error}"))?;
    let seed = Seed(Digest(bytes));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut out| {
        writeln!(out, "{}", seed.0)?;
        out.sync_all()
    });
    written.map_err(|error| format!("`{shown}` cannot be written: {error}"))?;
    say(&format!("{}", seed.commitment()))
}

fn verify(file: &std::path::Path) -> Done {
    let shown = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| format!("`{shown}` cannot be read: {error}"))?;
    let proof: DrawProof =
        serde_json::from_str(&text).map_err(|error| format!("`{shown}` is no proof: {error}"))?;
    let module = Module::open(EMBEDDED, digest(EMBEDDED), None).map_err(|e| e.to_string())?;
    let mut rules = Rules::new(&module, &[]).map_err(|error| error.to_string())?;
    let verified = rules.verify_draw(&proof).map_err(|e| e.to_string())?;
    say(&format!(
        "draw {}, entry {} of {}, number {} of {}\ncommitment {}\nroot       {}",
        proof.draw,
        proof.entry,
        proof.member,
        proof.index,
        proof.count,
        proof.commitment,
        proof.root
    ))?;
    let told = match &verified {
        Verified::Won { prize, number } => format!("it won {prize}: win number {number}"),
        Verified::Lost => "it won nothing".to_owned(),
        Verified::TakesPart => "it takes part; the seed is not revealed yet".to_owned(),
        Verified::Failed(Check::NotInTree) => {
            "nothing is shown: the path does not lead to the root".to_owned()
        }
        Verified::Failed(Check::SeedDiffers) => {
            "nothing is shown: the seed is not the one that was committed to".to_owned()
        }
        Verified::Failed(Check::PrizesDisagree) => {
            "nothing is shown: the prizes disagree with what was drawn".to_owned()
        }
    };
    say(&told)?;
    Ok(match verified {
        Verified::Failed(_) => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    })
}
