//! What goes into a decision and what comes out of it: the types of the ABI.

use crate::text::Text;
use minicbor::{Decode, Encode};
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
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Loaded {
    /// Which stream.
    #[n(0)]
    pub stream: StreamId,
    /// How many events it has.
    #[n(1)]
    pub version: u64,
    /// Its state; absent where it has no events.
    #[n(2)]
    pub state: Option<State>,
}

/// A request to decide: everything that the answer depends on, besides the policy set.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Request {
    /// The keeper's clock, read once.
    #[n(0)]
    pub now: Moment,
    /// The digest of the deciding module, as its loader knows it.
    #[n(1)]
    pub module: Digest,
    /// The digest of the policy set, as its loader knows it.
    #[n(2)]
    pub policies: Digest,
    /// The streams that `touches` named.
    #[n(3)]
    pub streams: Vec<Loaded>,
    /// What is asked.
    #[n(4)]
    pub command: Command,
}

/// What a decision appends to one stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct Appended {
    /// Which stream.
    #[n(0)]
    pub stream: StreamId,
    /// The events, in order. May be none: then nothing is appended.
    #[n(1)]
    pub events: Vec<Event>,
    /// The state after them.
    #[n(2)]
    pub state: State,
    /// When the stream next wants a `tick`; absent where never.
    #[n(3)]
    pub next_due: Option<Moment>,
}

/// Something that must be unique for ever. Its keeper need not know what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct Claim {
    /// The kind: `order`, `payment`.
    #[n(0)]
    pub kind: Text,
    /// The id.
    #[n(1)]
    pub id: Text,
    /// The answer when it is taken already.
    #[n(2)]
    pub refusal: Refusal,
}

/// Something that the member is told. Delivery is the host's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct Notice {
    /// To whom.
    #[n(0)]
    pub member: MemberId,
    /// The template's name: `order_paid`, `tier_upgraded`, `tier_downgraded`.
    #[n(1)]
    pub template: Text,
    /// What it is filled with.
    #[n(2)]
    pub facts: Facts,
    /// The clause that obliges to tell.
    #[n(3)]
    pub clause: Text,
}

/// What a decision comes to, for whoever asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
#[cbor(map)]
pub enum Summary {
    /// It is done; the events say what.
    #[n(0)]
    Done,
    /// An order was placed with these numbers.
    #[n(1)]
    Placed(#[n(0)] Promise),
}

/// A decision: what to append, what to claim, whom to tell. Nothing has happened until its keeper
/// has made all of it durable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct Decision {
    /// By stream.
    #[n(0)]
    pub appended: Vec<Appended>,
    /// What becomes taken for ever.
    #[n(1)]
    pub claims: Vec<Claim>,
    /// Whom to tell what.
    #[n(2)]
    pub notices: Vec<Notice>,
    /// The answer in short.
    #[n(3)]
    pub summary: Summary,
}

/// What is true instead of what a receipt showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct Correction {
    /// Why the numbers differ.
    #[n(0)]
    pub differences: Vec<Difference>,
    /// What was shown.
    #[n(1)]
    pub shown: Promise,
    /// What is true now.
    #[n(2)]
    pub quote: Quote,
}

/// A command that was refused. Nothing changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct Rejection {
    /// Why.
    #[n(0)]
    pub refusal: Refusal,
    /// Where a receipt differed: how, and what is true.
    #[n(1)]
    pub correction: Option<Box<Correction>>,
}

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct Explanation {
    /// The steps, in order.
    #[n(0)]
    pub steps: Vec<Step>,
    /// The refusal that they led to; absent where the act was allowed.
    #[n(1)]
    pub refusal: Option<Refusal>,
}
