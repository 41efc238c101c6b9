//! What goes into a decision and what comes out of it: the types of the ABI.

use crate::text::Text;
use crate::wire::{choice, record};
use serde::Serialize;

use crate::command::Command;
use crate::event::Event;
use crate::id::{Digest, MemberId};
use crate::moment::Moment;
use crate::quote::Quote;
use crate::receipt::{Difference, Promise};
use crate::refusal::{Facts, Refusal};
use crate::state::State;
use crate::stream::StreamId;
use crate::trace::Step;

/// A stream as its keeper loaded it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Which stream.
    pub stream: StreamId,
    /// How many events it has.
    pub version: u64,
    /// Its state; absent where it has no events.
    pub state: Option<State>,
}

record!(Loaded {
    0: stream,
    1: version,
    2: state
});

/// A request to decide: everything that the answer depends on, besides the policy set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The keeper's clock, read once.
    pub now: Moment,
    /// The digest of the deciding module, as its loader knows it.
    pub module: Digest,
    /// The digest of the policy set, as its loader knows it.
    pub policies: Digest,
    /// The streams that `touches` named.
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Appended {
    /// Which stream.
    pub stream: StreamId,
    /// The events, in order. May be none: then nothing is appended.
    pub events: Vec<Event>,
    /// The state after them.
    pub state: State,
    /// When the stream next wants a `tick`; absent where never.
    pub next_due: Option<Moment>,
}

record!(Appended {
    0: stream,
    1: events,
    2: state,
    3: next_due
});

/// Something that must be unique for ever. Its keeper need not know what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// The kind: `order`, `payment`.
    pub kind: Text,
    /// The id.
    pub id: Text,
    /// The answer when it is taken already.
    pub refusal: Refusal,
}

record!(Claim {
    0: kind,
    1: id,
    2: refusal
});

/// Something that the member is told. Delivery is the host's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// To whom.
    pub member: MemberId,
    /// The template's name: `order_paid`, `tier_upgraded`, `tier_upgraded_by_points`.
    pub template: Text,
    /// What it is filled with.
    pub facts: Facts,
    /// The clause that obliges to tell.
    pub clause: Text,
}

record!(Notice {
    0: member,
    1: template,
    2: facts,
    3: clause
});

/// What a decision comes to, for whoever asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Summary {
    /// It is done; the events say what.
    Done,
    /// An order was placed with these numbers.
    Placed(Promise),
}

choice!(Summary {
    0: Done (),
    1: Placed(0: inner),
});

/// A decision: what to append, what to claim, whom to tell. Nothing has happened until its keeper
/// has made all of it durable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

impl Decision {
    /// A decision that says no more than that it is done, and claims nothing.
    pub(crate) fn done(appended: Vec<Appended>, notices: Vec<Notice>) -> Self {
        Self {
            appended,
            claims: Vec::new(),
            notices,
            summary: Summary::Done,
        }
    }
}

/// What is true instead of what a receipt showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// Why the numbers differ.
    pub differences: Vec<Difference>,
    /// What was shown.
    pub shown: Promise,
    /// What is true now.
    pub quote: Quote,
}

record!(Correction {
    0: differences,
    1: shown,
    2: quote
});

/// A command that was refused. Nothing changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// Why.
    pub refusal: Refusal,
    /// Where a receipt differed: how, and what is true.
    pub correction: Option<Box<Correction>>,
}

record!(Rejection {
    0: refusal,
    1: correction
});

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        Self {
            refusal,
            correction: None,
        }
    }
}

impl From<crate::number::OutOfRange> for Rejection {
    fn from(out: crate::number::OutOfRange) -> Self {
        Refusal::from(out).into()
    }
}

/// A decision or a rejection, with every step that led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// The refusal that they led to; absent where the act was allowed.
    pub refusal: Option<Refusal>,
}

record!(Explanation {
    0: steps,
    1: refusal
});
