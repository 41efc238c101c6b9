//! The log's entries and their chain: each stream's entries hash the one before them.

use sha2::{Digest as _, Sha256};
use tiercel_core::command::Command;
use tiercel_core::event::Event;
use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;
use tiercel_core::stream::StreamId;
use tiercel_core::wire::record;

/// Another stream that a decision was made in sight of, whether or not it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// The stream.
    pub stream: StreamId,
    /// How many events it had.
    pub version: u64,
}

record!(Beside {
    0: stream,
    1: version
});

/// What one decision did to one stream, as the log keeps it for ever: what came in, what decided,
/// what happened.
///
/// A decision on several streams has an entry on each of those that it changed, the leading one
/// first in the log, and each names how the others stood: so it can be repeated from any of them.
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
    /// The leading stream of the decision; absent where it is this one.
    pub lead: Option<StreamId>,
    /// The other streams of the decision, in the order of their names' kinds and ids.
    pub beside: Vec<Beside>,
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
    8: events,
    9: lead,
    10: beside
});

impl Entry {
    /// The entry that its decision begins with, by its stream and the version before; nothing where
    /// the entry does not name it.
    #[must_use]
    pub fn decision(&self) -> Option<(StreamId, u64)> {
        let Some(lead) = &self.lead else {
            return Some((self.stream.clone(), self.version));
        };
        let mut beside = self.beside.iter();
        let found = beside.find(|beside| beside.stream == *lead)?;
        Some((found.stream.clone(), found.version))
    }
}

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
