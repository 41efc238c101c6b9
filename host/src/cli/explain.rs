//! `tiercel explain`: why a decision is what it is.

use std::process::ExitCode;

use tiercel_core::stream::StreamId;

use super::{Done, say};
use crate::explain::{Which, explain};
use crate::store::Database;
use crate::texts::{Language, Texts};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The stream, such as member:m-1a40c2
    stream: String,
    /// The decision that made the event of this number; the last decision where nothing is named
    #[arg(long, conflicts_with = "about")]
    event: Option<u64>,
    /// Every decision whose command names this order, refund or payment
    #[arg(long, value_name = "ID")]
    about: Option<String>,
    /// The language: en or zh-CN
    #[arg(long, default_value = "en")]
    lang: String,
}

pub(super) fn run(database: &Database, options: &Options) -> Done {
    let stream = StreamId::parse(&options.stream).map_err(|error| error.to_string())?;
    let mut store = database.read().map_err(|error| error.to_string())?;
    store.freeze().map_err(|error| error.to_string())?;
    let which = match (options.event, &options.about) {
        (Some(event), _) => Which::Event(event),
        (None, Some(id)) => Which::About(id.clone()),
        (None, None) => Which::Last,
    };
    let texts = Texts::embedded();
    let language = Language::of(&options.lang);
    let told = explain(store.as_mut(), &stream, &which, &texts, language);
    let told = told.map_err(|difference| difference.to_string())?;
    if told.is_empty() {
        return Err(format!(
            "nothing of that kind is on record in `{}`",
            options.stream
        ));
    }
    say(told.join("\n").trim_end())?;
    Ok(ExitCode::SUCCESS)
}
