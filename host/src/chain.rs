//! The log's entries and their chain: each stream's entries hash the one before them.

use minicbor::{Decode, Encode};
use sha2::{Digest as _, Sha256};
use tiercel_core::command::Command;
use tiercel_core::event::Event;
use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;
use tiercel_core::stream::StreamId;

/// One decision, as the log keeps it for ever: what came in, what decided, what happened.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Entry {
    /// The tenant, so that an entry never passes for another's.
    #[n(0)]
    pub tenant: String,
    /// The stream.
    #[n(1)]
    pub stream: StreamId,
    /// The stream's version before.
    #[n(2)]
    pub version: u64,
    /// The hash of the stream's entry before; zeroes for the first.
    #[n(3)]
    pub previous: Digest,
    /// The command.
    #[n(4)]
    pub command: Command,
    /// When it was decided.
    #[n(5)]
    pub now: Moment,
    /// The module that decided.
    #[n(6)]
    pub module: Digest,
    /// The policy set that it decided by.
    #[n(7)]
    pub policies: Digest,
    /// What happened.
    #[n(8)]
    pub events: Vec<Event>,
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

/// A break in a stream's chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stream `{stream}`, version {version}: {what}")]
pub struct Broken {
    /// The stream.
    pub stream: String,
    /// The version before the entry that does not fit.
    pub version: u64,
    /// What does not fit.
    pub what: &'static str,
}
