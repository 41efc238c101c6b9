//! What the host keeps, and how: behind one trait, so that another database can take its place.
//!
//! The writer works in batches: [`Store::begin`], then for each command its own savepoint, then one
//! [`Store::commit`] with one fsync for all of them. No answer leaves before that.

mod schema;
mod sqlite;

use tiercel_core::decision::{Claim, Notice};
use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;

pub use sqlite::Sqlite;

/// The storage failed: a fault of the machine.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder or file cannot be written to.
    #[error("`{path}` cannot be written to: {why}; choose another folder with --data")]
    Unwritable {
        /// Which.
        path: String,
        /// Why.
        why: String,
    },
    /// Another process serves these data.
    #[error("another tiercel already serves `{0}`; stop it, or choose another folder with --data")]
    InUse(String),
    /// The file is damaged, or is no database.
    #[error(
        "the database `{path}` is damaged: {why}; nothing was written; restore it from a backup"
    )]
    Damaged {
        /// Which.
        path: String,
        /// What was found.
        why: String,
    },
    /// The file was written by another program, or by another version of this one.
    #[error(
        "the database `{path}` has format {found}, and this tiercel knows format {known}; \
         nothing was written; use the version that made it"
    )]
    OtherFormat {
        /// Which.
        path: String,
        /// The format found.
        found: i64,
        /// The format that this program knows.
        known: i64,
    },
    /// An operation failed.
    #[error("the database failed: {0}")]
    Failed(String),
}

/// Where a stream stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many events it has.
    pub version: u64,
    /// The hash of its last entry.
    pub hash: Digest,
    /// Its state, as canonical bytes.
    pub state: Vec<u8>,
    /// The module that made the state.
    pub module: Digest,
}

/// What a decision adds to one stream.
#[derive(Clone, Debug)]
pub struct Append {
    /// The stream.
    pub stream: String,
    /// The version before.
    pub from: u64,
    /// Where the stream stands after.
    pub head: Head,
    /// The log entry.
    pub entry: Vec<u8>,
    /// When the stream wants to be woken.
    pub next_due: Option<Moment>,
}

/// An answer kept under an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The digest of the request's body.
    pub request: Digest,
    /// The answer's bytes.
    pub answer: Vec<u8>,
}

/// One row of the log.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its place in the whole log, from 1.
    pub place: u64,
    /// The stream.
    pub stream: String,
    /// The stream's version before.
    pub from: u64,
    /// The entry's bytes.
    pub entry: Vec<u8>,
    /// The hash that was kept of it.
    pub hash: Digest,
}

/// A published policy in the archive.
#[derive(Clone, Debug)]
pub struct Archived {
    /// Its digest.
    pub digest: Digest,
    /// Its canonical bytes.
    pub bytes: Vec<u8>,
    /// The document that it was made from.
    pub source: String,
}

type Stored<T> = Result<T, StoreError>;

/// A database of one tenant.
pub trait Store: Send {
    /// Begins a batch.
    fn begin(&mut self) -> Stored<()>;
    /// Makes the batch durable. After an error the store must be dropped: nothing is known of it.
    fn commit(&mut self) -> Stored<()>;
    /// Begins one command of the batch.
    fn savepoint(&mut self) -> Stored<()>;
    /// Keeps what the command did, or undoes it.
    fn release(&mut self, keep: bool) -> Stored<()>;
    /// Where a stream stands; none without events.
    fn head(&mut self, stream: &str) -> Stored<Option<Head>>;
    /// Adds to a stream.
    fn append(&mut self, append: &Append) -> Stored<()>;
    /// Claims something for ever: false when it is taken.
    fn claim(&mut self, claim: &Claim) -> Stored<bool>;
    /// The answer kept under a key.
    fn kept(&mut self, key: &str) -> Stored<Option<Kept>>;
    /// Keeps an answer under a key; forgets those kept before a moment.
    fn keep(&mut self, key: &str, kept: &Kept, now: Moment) -> Stored<()>;
    /// Puts a notice into the outbox.
    fn notify(&mut self, notice: &Notice, now: Moment) -> Stored<()>;
    /// Puts a module into the archive.
    fn archive_module(&mut self, digest: Digest, bytes: &[u8]) -> Stored<()>;
    /// A module of the archive.
    fn module(&mut self, digest: Digest) -> Stored<Option<Vec<u8>>>;
    /// Puts a policy into the archive.
    fn archive_policy(&mut self, policy: &Archived) -> Stored<()>;
    /// A policy of the archive.
    fn policy(&mut self, digest: Digest) -> Stored<Option<Archived>>;
    /// Rows of the log after a place, oldest first.
    fn log(&mut self, after: u64, most: usize) -> Stored<Vec<Row>>;
    /// Rows of one stream that begin before a version, newest first.
    fn stream_log(&mut self, stream: &str, before: u64, most: usize) -> Stored<Vec<Row>>;
    /// The streams that are due, soonest first.
    fn due(&mut self, now: Moment, most: usize) -> Stored<Vec<String>>;
    /// Names of streams after one, in order.
    fn streams(&mut self, after: &str, most: usize) -> Stored<Vec<String>>;
    /// A member's notices, newest first.
    fn notices(&mut self, member: &str, most: usize) -> Stored<Vec<(Moment, Vec<u8>)>>;
}
