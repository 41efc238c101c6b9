//! The format of vector files.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use tiercel_core::cart::Cart;
use tiercel_core::moment::Moment;

use crate::document::Document;
use crate::serve::STANDARD;

/// A file that is no file of vectors.
#[derive(Debug, thiserror::Error)]
#[error("`{}`: {what}", path.display())]
pub struct FormatError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, and where.
    pub what: String,
}

/// A file of vectors under one set of policies.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// What the file is about, for people.
    pub about: String,
    /// The policy, or several versions of one.
    pub policy: Policies,
    /// Other policies, under each of which every vector must hold as well.
    #[serde(default)]
    pub under: Vec<Source>,
    /// The vectors.
    pub vectors: Vec<Vector>,
}

/// The policies that the vectors run under.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Policies {
    /// One.
    One(Source),
    /// Several versions, oldest first.
    Many(Vec<Source>),
}

/// Where a policy document comes from.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Source {
    /// `standard`, or a file by its path from this one's folder.
    Named(String),
    /// A document with changes to it (a JSON merge patch, RFC 7386).
    Changed {
        /// `standard`, or a file by its path from this one's folder.
        base: String,
        /// The changes.
        merge: Value,
    },
}

/// One vector: a history, one act at its end, and what must come of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// Its name.
    pub name: String,
    /// The clause that it is about.
    pub clause: String,
    /// Where its numbers come from.
    #[serde(default)]
    pub cites: Option<String>,
    /// What happened before; every command must be carried out.
    #[serde(default)]
    pub history: Vec<Past>,
    /// When the act is.
    pub at: Moment,
    /// The act: a command, in which a name such as `$policies` stands for a digest …
    #[serde(default)]
    pub command: Option<Value>,
    /// … or a cart, to be quoted for the member of the history …
    #[serde(default)]
    pub cart: Option<Cart>,
    /// … or neither: then the member is viewed.
    pub expect: Expect,
}

/// A command of the past.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Past {
    /// When.
    pub at: Moment,
    /// What, as the act is written.
    pub command: Value,
}

/// What must come of it: what is stated must be exactly so.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Expect {
    /// The events of the command, all of them, in order.
    Events(Value),
    /// The refusal.
    Refusal(Value),
    /// In what a receipt differs, and what is true.
    Correction(Value),
    /// The quote.
    Quote(Value),
    /// The member's view.
    View(Value),
}

impl Expect {
    /// The kind of answer, and what is stated of it.
    pub(super) const fn parts(&self) -> (&'static str, &Value) {
        match self {
            Self::Events(stated) => ("events", stated),
            Self::Refusal(stated) => ("refusal", stated),
            Self::Correction(stated) => ("correction", stated),
            Self::Quote(stated) => ("quote", stated),
            Self::View(stated) => ("view", stated),
        }
    }
}

/// Reads a file of vectors.
pub(super) fn read(path: &Path) -> Result<File, FormatError> {
    let wrong = |what: String| FormatError {
        path: path.to_owned(),
        what,
    };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let reader = &mut serde_json::Deserializer::from_str(&text);
    serde_path_to_error::deserialize(reader)
        .map_err(|error| wrong(format!("at `{}`: {}", error.path(), error.inner())))
}

impl File {
    /// Each set of policies that the vectors run under, as sources, oldest version first.
    pub(super) fn sets(&self) -> impl Iterator<Item = &[Source]> {
        let first = match &self.policy {
            Policies::One(source) => std::slice::from_ref(source),
            Policies::Many(sources) => sources,
        };
        std::iter::once(first).chain(self.under.iter().map(std::slice::from_ref))
    }
}

impl Source {
    /// What a line says of a policy that is not the file's first.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Named(name) | Self::Changed { base: name, .. } => name,
        }
    }
}

/// The documents of a set of policies, oldest first.
pub(super) fn documents(path: &Path, sources: &[Source]) -> Result<Vec<Document>, FormatError> {
    sources
        .iter()
        .map(|source| document(path, source))
        .collect()
}

fn document(path: &Path, source: &Source) -> Result<Document, FormatError> {
    let wrong = |what: String| FormatError {
        path: path.to_owned(),
        what,
    };
    let named = |name: &str| {
        if name == "standard" {
            return Ok(STANDARD.to_owned());
        }
        let beside = path.parent().unwrap_or(Path::new("")).join(name);
        std::fs::read_to_string(&beside)
            .map_err(|error| wrong(format!("policy `{}`: {error}", beside.display())))
    };
    let read = |text: &str| Document::read(text).map_err(|error| wrong(error.to_string()));
    match source {
        Source::Named(name) => read(&named(name)?),
        Source::Changed { base, merge } => {
            let base = read(&named(base)?)?;
            let mut merged =
                serde_json::to_value(&base.value).map_err(|error| wrong(error.to_string()))?;
            apply(&mut merged, merge);
            read(&merged.to_string())
        }
    }
}

/// A JSON merge patch.
fn apply(value: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *value = patch.clone();
        return;
    };
    if !value.is_object() {
        *value = Value::Object(serde_json::Map::new());
    }
    let Value::Object(fields) = value else { return };
    for (key, patch) in patch {
        if patch.is_null() {
            fields.remove(key);
        } else {
            apply(fields.entry(key.clone()).or_insert(Value::Null), patch);
        }
    }
}
