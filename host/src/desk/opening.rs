//! Opens the desk on a data folder: everything is checked before anything is written.

use std::path::Path;

use tiercel_core::abi::Published;
use tiercel_core::command::Command;
use tiercel_core::id::Digest;
use tiercel_core::state::{ProgrammeState, State};
use tiercel_core::wire::decode;

use super::batch::Writer;
use super::{Clock, Desk, NoAnswer, Outcome, Task};
use crate::module::{EMBEDDED, Module, Rules, digest};
use crate::policies::Policies;
use crate::store::{Sqlite, Store, StoreError};

/// Data that cannot be served. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The storage cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The embedded module cannot be opened.
    #[error(transparent)]
    Module(#[from] crate::module::OpenError),
    /// The data were decided by another module.
    #[error(
        "these data are decided by the module {pinned}, and this tiercel carries {embedded}; \
         nothing was written; to go on with the one it carries, start once with --adopt-module"
    )]
    OtherModule {
        /// The module that the programme has adopted.
        pinned: Digest,
        /// The module that this host carries.
        embedded: Digest,
    },
    /// A policy of the programme is missing from the archive, or is altered, or makes no set.
    #[error("the published policies are not sound: {0}; nothing was written; restore a backup")]
    Policies(String),
    /// The first writes failed.
    #[error("the programme could not be begun: {0}")]
    Begin(String),
}

/// How to open.
pub struct OpenDesk<'a> {
    /// The data folder.
    pub folder: &'a Path,
    /// Whether to go on with the embedded module where another one decided so far.
    pub adopt_module: bool,
    /// The clock.
    pub clock: Clock,
}

/// Opens the desk.
///
/// # Errors
/// [`OpenError`] when the data are not what this host can serve.
pub fn open(how: &OpenDesk<'_>) -> Result<(Desk, Module), OpenError> {
    let mut store = Sqlite::open(how.folder)?;
    let embedded = digest(EMBEDDED);
    let programme = programme(&mut store)?;
    let pinned = programme.as_ref().and_then(|programme| programme.module);
    let adopt = match pinned {
        Some(pinned) if pinned != embedded && !how.adopt_module => {
            return Err(OpenError::OtherModule { pinned, embedded });
        }
        pinned => pinned != Some(embedded),
    };
    let policies = policies(&mut store, programme.as_ref())?;
    let module = Module::open(EMBEDDED, embedded, Some(&how.folder.join("cache")))?;
    // Whether the versions make a set is for the module to say, and before anything is written.
    let sound = Rules::new(&module, &policies.published).map(drop);
    sound.map_err(|error| OpenError::Policies(error.to_string()))?;
    let (folder, clock) = (how.folder.to_owned(), how.clock.clone());
    if adopt {
        store.archive_module(embedded, EMBEDDED)?;
    }
    let mut writer = Writer::new(folder, Box::new(store), module.clone(), policies, clock)
        .map_err(|error| OpenError::Policies(error.to_string()))?;
    if adopt {
        let command = Box::new(Command::AdoptModule { module: embedded });
        let answers = writer.write(vec![Task::Decide {
            command,
            key: None,
            at: None,
        }]);
        match answers.into_iter().next() {
            Some(Ok(Outcome::Decided(_))) => {}
            Some(Ok(Outcome::Refused(why))) => {
                return Err(OpenError::Begin(why.refusal.code.name().into()));
            }
            Some(Err(why)) => return Err(OpenError::Begin(why.to_string())),
            None => return Err(OpenError::Begin(NoAnswer::Busy.to_string())),
        }
    }
    Ok((Desk::start(writer), module))
}

fn programme(store: &mut Sqlite) -> Result<Option<ProgrammeState>, OpenError> {
    let Some(head) = store.head("programme")? else {
        return Ok(None);
    };
    match decode(&head.state) {
        Ok(State::Programme(programme)) => Ok(Some(programme)),
        Ok(State::Member(_)) => Err(OpenError::Policies("no programme under its name".into())),
        Err(error) => Err(OpenError::Policies(error.to_string())),
    }
}

fn policies(store: &mut Sqlite, programme: Option<&ProgrammeState>) -> Result<Policies, OpenError> {
    let mut published = Vec::new();
    for version in programme
        .map(|programme| &programme.versions)
        .into_iter()
        .flatten()
    {
        let wrong = |what: &str| OpenError::Policies(format!("version {} {what}", version.version));
        let archived = store
            .policy(version.policy)?
            .ok_or_else(|| wrong("is missing"))?;
        if digest(&archived.bytes) != version.policy {
            return Err(wrong("does not have its digest"));
        }
        let policy = decode(&archived.bytes).map_err(|_| wrong("cannot be read"))?;
        published.push(Published {
            digest: version.policy,
            policy,
        });
    }
    Ok(Policies::new(published))
}
