//! What the host keeps, and how: behind one trait, so that one database can take another's place.
//!
//! The writer works in batches. [`Store::begin`] gives at once all that a batch needs to know and
//! holds it still, the commands are decided in memory in sight of each other, and
//! [`Store::commit`] writes down what they came to: one fsync for all of them, and over a network
//! three round trips, however many they are. No answer leaves before that.

mod batch;
mod database;
mod postgres;
mod records;
mod sqlite;

use tiercel_core::decision::Claim;
use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;

pub use batch::{Append, Found, Kept, Needs, Unit, Work, Written};
pub use database::Database;
pub use postgres::Postgres;
pub use records::{Record, Table};
pub use sqlite::Sqlite;

/// Days for which an answer is kept under its key.
const KEY_DAYS: i64 = 30;

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
    /// A database that should take another one in holds something already.
    #[error("the database `{0}` is not empty; nothing was written; choose an empty one")]
    NotEmpty(String),
    /// There is no connection, or it was lost before anything was committed.
    #[error("the database at `{at}` cannot be reached: {why}; nothing was written")]
    Unreachable {
        /// Where.
        at: String,
        /// Why.
        why: String,
    },
    /// Another host was faster. Nothing was written, and the batch can be decided again.
    #[error("another host was faster: {0}; nothing was written")]
    Overtaken(String),
    /// An operation failed.
    #[error("the database failed: {0}")]
    Failed(String),
}

impl StoreError {
    /// Whether nothing was written for certain, and trying again can help.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Overtaken(_))
    }
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
    /// Begins a batch: gives what it needs to know, and holds it until the batch ends.
    fn begin(&mut self, needs: &Needs) -> Stored<Found>;
    /// Whether something is known to be claimed. A database far away may leave that to
    /// [`Store::commit`], and say no.
    fn is_claimed(&mut self, claim: &Claim) -> Stored<bool>;
    /// Makes what a batch came to durable, or finds that a claim of it was taken: then nothing was
    /// written, the batch is still held, and can be committed otherwise. After an error the store
    /// must be dropped: nothing is known of it.
    fn commit(&mut self, work: &Work) -> Stored<Written>;
    /// Ends a batch of which nothing is to be written. Begins nothing anew.
    fn abandon(&mut self) -> Stored<()>;
    /// From now on reads see the database as it is now, whatever is written beside them.
    fn freeze(&mut self) -> Stored<()>;
    /// Whether there is still a connection.
    fn is_well(&mut self) -> bool;
    /// Where a stream stands; none without events.
    fn head(&mut self, stream: &str) -> Stored<Option<Head>>;
    /// The answer kept under a key.
    fn kept(&mut self, key: &str) -> Stored<Option<Kept>>;
    /// Puts a module into the archive.
    fn archive_module(&mut self, digest: Digest, bytes: &[u8]) -> Stored<()>;
    /// A module of the archive.
    fn module(&mut self, digest: Digest) -> Stored<Option<Vec<u8>>>;
    /// A policy of the archive.
    fn policy(&mut self, digest: Digest) -> Stored<Option<Archived>>;
    /// Rows of the log after a place, oldest first.
    fn log(&mut self, after: u64, most: usize) -> Stored<Vec<Row>>;
    /// Rows of one stream that begin before a version, newest first.
    fn stream_log(&mut self, stream: &str, before: u64, most: usize) -> Stored<Vec<Row>>;
    /// Rows of one stream that begin at a version or later, oldest first.
    fn stream_from(&mut self, stream: &str, version: u64, most: usize) -> Stored<Vec<Row>>;
    /// The streams that are due, soonest first.
    fn due(&mut self, now: Moment, most: usize) -> Stored<Vec<String>>;
    /// Names of streams after one, in order.
    fn streams(&mut self, after: &str, most: usize) -> Stored<Vec<String>>;
    /// A member's notices, newest first.
    fn notices(&mut self, member: &str, most: usize) -> Stored<Vec<(Moment, Vec<u8>)>>;
    /// Shows every record of a table, in order, some at a time, as the database was when it was
    /// frozen.
    fn each(&mut self, table: Table, show: &mut dyn FnMut(Vec<Record>) -> Stored<()>)
    -> Stored<()>;
    /// Begins to take in the records of another database. Only one that is empty does.
    fn begin_taking(&mut self) -> Stored<()>;
    /// Takes records in. They count once [`Store::end_taking`] was called.
    fn take(&mut self, records: &[Record]) -> Stored<()>;
    /// Makes all that was taken in durable.
    fn end_taking(&mut self) -> Stored<()>;
}
