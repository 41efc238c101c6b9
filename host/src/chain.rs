//! The log's entries and their chain: each stream's entries hash the one before them.

use sha2::{Digest as _, Sha256};
use tiercel_core::command::Command;
use tiercel_core::event::Event;
use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;
use tiercel_core::stream::StreamId;
use tiercel_core::wire::record;

/// One decision, as the log keeps it for ever: what came in, what decided, what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The tenant, so that an entry never passes for another's.
    pub tenant: String,
    /// The stream.
    pub stream: StreamId,
    /// The stream's version before.
    pub version: u64,
    /// The hash of the stream's entry before; zeroes for the first.
    pub previous: Digest,
    /// The command.
    pub command: Command,
    /// When it was decided.
    pub now: Moment,
    /// The module that decided.
    pub module: Digest,
    /// The policy set that it decided by.
    pub policies: Digest,
    /// What happened.
    pub events: Vec<Event>,
}

record!(Entry {
    0: tenant,
    1: stream,
    2: version,
    3: previous,
    4: command,
    5: now,
    6: module,
    7: policies,
    8: events
});

/// What the first entry of a stream hashes.
pub const GENESIS: Digest = Digest([0; 32]);

/// The hash of an entry: of the hash before it and its canonical bytes.
#[must_use]
pub fn hash(previous: &Digest, entry: &[u8]) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(previous.0);
    hasher.update(entry);
    Digest(hasher.finalize().into())
}
