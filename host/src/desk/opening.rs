//! Opens the desk on a database: everything is checked before anything is written.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tiercel_core::command::Command;
use tiercel_core::id::Digest;

use super::batch::Writer;
use super::programme::{self, Programme, adopted};
use super::{Clock, Desk, NoAnswer, Outcome, Task};
use crate::module::{EMBEDDED, Module, Rules, digest};
use crate::policies::Policies;
use crate::store::{Database, Store, StoreError};

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
#[derive(Clone)]
pub struct OpenDesk {
    /// Where the data are.
    pub database: Database,
    /// The folder of what was compiled; it only saves time.
    pub cache: PathBuf,
    /// Whether to go on with the embedded module where another one decided so far.
    pub adopt_module: bool,
    /// The clock.
    pub clock: Clock,
}

/// Opens the desk. Not to be called on a thread that serves asynchronous tasks.
///
/// # Errors
/// [`OpenError`] when the data are not what this host can serve.
pub fn open(how: OpenDesk) -> Result<(Desk, Module), OpenError> {
    let mut store = how.database.open()?;
    let embedded = digest(EMBEDDED);
    let head = store.head(programme::STREAM)?;
    let adopt = match adopted(head.as_ref())? {
        Some(pinned) if pinned != embedded && !how.adopt_module => {
            return Err(OpenError::OtherModule { pinned, embedded });
        }
        pinned => pinned != Some(embedded),
    };
    let module = Module::open(EMBEDDED, embedded, Some(&how.cache))?;
    let programme = Programme::load(store.as_mut(), head.as_ref(), &module)?;
    if adopt {
        store.archive_module(embedded, EMBEDDED)?;
    }
    let mut writer = Writer::new(how.database, store, module.clone(), programme, how.clock);
    if adopt {
        let command = Box::new(Command::AdoptModule { module: embedded });
        let answers = writer.write(&[Task::Decide {
            command,
            key: None,
            at: None,
        }]);
        match answers.into_iter().next() {
            Some(Ok(Outcome::Decided(_))) => {}
            // Another host that began at the same time was first.
            Some(Ok(Outcome::Refused(_))) if writer.has_adopted(embedded) => {}
            Some(Ok(Outcome::Refused(why))) => {
                return Err(OpenError::Begin(why.refusal.code.name().into()));
            }
            Some(Err(why)) => return Err(OpenError::Begin(why.to_string())),
            None => return Err(OpenError::Begin(NoAnswer::Busy.to_string())),
        }
    }
    Ok((Desk::start(writer), module))
}

/// A database that is only looked at, as it was when that began: with the published policies, and
/// the embedded module that reads by them.
pub struct Looked {
    /// The database, frozen.
    pub store: Box<dyn Store>,
    /// The rules.
    pub rules: Rules,
    /// The published policies.
    pub policies: Arc<Policies>,
}

/// Looks at a database, beside whoever writes to it; the folder of what was compiled only saves
/// time.
///
/// # Errors
/// [`OpenError`] when the data are not what this host can read.
pub fn look(database: &Database, cache: &Path) -> Result<Looked, OpenError> {
    let mut store = database.read()?;
    store.freeze()?;
    let head = store.head(programme::STREAM)?;
    let module = Module::open(EMBEDDED, digest(EMBEDDED), Some(cache))?;
    let programme = Programme::load(store.as_mut(), head.as_ref(), &module)?;
    Ok(Looked {
        store,
        rules: programme.rules,
        policies: programme.policies,
    })
}
