//! `tiercel policy`: what is wrong with a document, and what a document may hold.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use tiercel_core::wire::encode;

use super::{Done, print};
use crate::document::Document;
use crate::module::{EMBEDDED, Module, Rules, digest};
use crate::texts::{Language, Texts};

#[derive(Subcommand)]
pub(super) enum Act {
    /// Say everything that is wrong with a policy document, TOML or JSON
    Check {
        /// The document
        file: PathBuf,
    },
    /// Print the JSON Schema of policy documents
    Schema,
}

pub(super) fn run(act: &Act) -> Done {
    match act {
        Act::Schema => print(&tiercel_core::policy::describe()),
        Act::Check { file } => check(file),
    }
}

fn check(file: &std::path::Path) -> Done {
    let shown = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| format!("`{shown}` cannot be read: {error}"))?;
    let document = match Document::read(&text) {
        Ok(document) => document,
        Err(wrong) => {
            println!(
                "{shown}:{}:{}: {}",
                wrong.place.line, wrong.place.column, wrong.message
            );
            return Ok(ExitCode::FAILURE);
        }
    };
    let module = Module::open(EMBEDDED, digest(EMBEDDED), None).map_err(|e| e.to_string())?;
    let mut rules = Rules::new(&module, &[]).map_err(|error| error.to_string())?;
    let checked = rules
        .check(&document.value)
        .map_err(|error| error.to_string())?;
    let texts = Texts::embedded();
    let language = Language::of(&std::env::var("LANG").unwrap_or_default());
    for finding in &checked.findings {
        let place = document.place_of(&finding.pointer);
        let facts = serde_json::to_value(&finding.facts).unwrap_or_default();
        let (message, remedy) = texts.finding(language, &finding.code, &facts);
        let (line, column, code) = (place.line, place.column, &finding.code);
        println!(
            "{shown}:{line}:{column}: {} {code}: {message} {remedy}",
            finding.pointer
        );
    }
    let Some(policy) = checked.policy else {
        println!("{} findings", checked.findings.len());
        return Ok(ExitCode::FAILURE);
    };
    println!("{shown}: no findings; digest {}", digest(&encode(&policy)));
    Ok(ExitCode::SUCCESS)
}
