//! Requests and decisions with the states in them sealed: the host carries a state from the storage
//! to the module and back, and never looks inside. The keys are those of
//! [`tiercel_core::decision`], so that the module sees no difference.

use tiercel_core::command::Command;
use tiercel_core::decision::{Claim, Notice, Summary};
use tiercel_core::event::Event;
use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;
use tiercel_core::report::Liability;
use tiercel_core::stream::StreamId;
use tiercel_core::wire::{Sealed, record};

/// A stream as it was loaded.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Which stream.
    pub stream: StreamId,
    /// How many events it has.
    pub version: u64,
    /// Its state; absent where it has no events.
    pub state: Option<Sealed>,
}

record!(Loaded {
    0: stream,
    1: version,
    2: state
});

/// A request to decide.
#[derive(Clone, Debug)]
pub struct Request {
    /// The host's clock, read once.
    pub now: Moment,
    /// The digest of the deciding module.
    pub module: Digest,
    /// The digest of the policy set.
    pub policies: Digest,
    /// The streams that the command touches.
    pub streams: Vec<Loaded>,
    /// What is asked.
    pub command: Command,
}

record!(Request {
    0: now,
    1: module,
    2: policies,
    3: streams,
    4: command
});

/// What a decision appends to one stream.
#[derive(Clone, Debug)]
pub struct Appended {
    /// Which stream.
    pub stream: StreamId,
    /// The events, in order. May be none: then nothing is appended.
    pub events: Vec<Event>,
    /// The state after them.
    pub state: Sealed,
    /// When the stream next wants a `tick`; absent where never.
    pub next_due: Option<Moment>,
}

record!(Appended {
    0: stream,
    1: events,
    2: state,
    3: next_due
});

/// A decision.
#[derive(Clone, Debug)]
pub struct Decision {
    /// By stream.
    pub appended: Vec<Appended>,
    /// What becomes taken for ever.
    pub claims: Vec<Claim>,
    /// Whom to tell what.
    pub notices: Vec<Notice>,
    /// The answer in short.
    pub summary: Summary,
}

record!(Decision {
    0: appended,
    1: claims,
    2: notices,
    3: summary
});

/// A page of states for a report of what is owed.
#[derive(Clone, Debug)]
pub struct LiabilityInput {
    /// What the pages before came to.
    pub so_far: Option<Liability>,
    /// The states.
    pub states: Vec<Sealed>,
    /// As of when.
    pub now: Moment,
}

record!(LiabilityInput {
    0: so_far,
    1: states,
    2: now
});
