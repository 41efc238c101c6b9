//! Streams: the units that are loaded, decided on and appended to together.
//!
//! # A command on more than one stream
//!
//! A member is a stream, and so is each thing that members share: the stock of an offer, the budget
//! of an activity, a household, a draw. A command may act on several: all of it happens, or nothing.
//!
//! 1. Name them: [`touches`] says for a command which streams it needs beside its member's own
//!    (`beside` below), from the command, the policies and the moment alone, before anything is
//!    loaded. What a member's state alone knows, such as the household joined, stands in the command.
//! 2. Give a shared stream its state: a variant of [`crate::state::State`], bounded for life, with
//!    its clock in `State::clock`; events; how they apply, in `evolve`; and, where time alone changes
//!    it, when and how it falls due, in `Shared::next` and `Shared::fall_due` of `decide::others`.
//! 3. Act: an act has its member as `self.course`, another member as `self.others.member(…)`, a
//!    shared stream as `self.others.shared(…)`, and to look at it only, `self.others.state(…)`.
//!    `happen` on each puts an event down there. Check everything before the first event.
//!    A command about shared streams only has no member: it is decided beside `others::tick`.
//! 4. Lapses: what waits on two streams, such as a unit of stock kept for a payment, ends on each by
//!    itself at the same stated moment. No stream ever needs to be told by another.
//!
//! The keeper loads all of them, appends to all of them in one transaction, and an entry of the log
//! names the versions of the others, so that any decision can be repeated.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use smol_str::{SmolStr, format_smolstr};

use crate::command::Command;
use crate::id::{HouseholdId, MemberId, RuleId};
use crate::limits::MAX_HOUSEHOLD_MEMBERS;
use crate::moment::Moment;
use crate::policy::PolicySet;
use crate::wire::{Reader, Wire, Writer, record};

/// The name of a stream: a kind and an id, or `programme` for what all members share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamId {
    /// The published versions and the active module.
    Programme,
    /// One member: `member:ID`.
    Member(MemberId),
    /// What is taken of an offer of the points mall: `offer:ID`.
    Offer(RuleId),
    /// What is spent of an activity's budget: `budget:ID`.
    Budget(RuleId),
    /// Members who keep house together: `household:ID`.
    Household(HouseholdId),
    /// A draw: `draw:ID`.
    Draw(RuleId),
}

/// The kinds of streams that there are many of, as they stand before the colon.
#[cfg(not(target_family = "wasm"))]
pub(crate) const KINDS: [&str; 5] = ["member", "offer", "budget", "household", "draw"];

/// A text names no stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a stream is `programme`, or `member:`, `offer:`, `budget:`, `household:` or `draw:` and an id"
)]
pub struct NotAStream;

impl StreamId {
    /// The name as a text.
    #[must_use]
    pub fn name(&self) -> SmolStr {
        match self {
            Self::Programme => SmolStr::new_static("programme"),
            Self::Member(member) => format_smolstr!("member:{member}"),
            Self::Offer(offer) => format_smolstr!("offer:{offer}"),
            Self::Budget(activity) => format_smolstr!("budget:{activity}"),
            Self::Household(household) => format_smolstr!("household:{household}"),
            Self::Draw(draw) => format_smolstr!("draw:{draw}"),
        }
    }

    /// Reads a name.
    ///
    /// # Errors
    /// [`NotAStream`] when the text is none.
    pub fn parse(text: &str) -> Result<Self, NotAStream> {
        let Some((kind, id)) = text.split_once(':') else {
            return (text == "programme")
                .then_some(Self::Programme)
                .ok_or(NotAStream);
        };
        match kind {
            "member" => MemberId::new(id).map(Self::Member),
            "offer" => RuleId::new(id).map(Self::Offer),
            "budget" => RuleId::new(id).map(Self::Budget),
            "household" => HouseholdId::new(id).map(Self::Household),
            "draw" => RuleId::new(id).map(Self::Draw),
            _ => return Err(NotAStream),
        }
        .map_err(|_| NotAStream)
    }
}

impl Serialize for StreamId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

impl<'de> Deserialize<'de> for StreamId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&SmolStr::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Wire for StreamId {
    fn write(&self, w: &mut Writer) {
        w.text(&self.name());
    }

    fn read(r: &mut Reader<'_>) -> Self {
        let at = r.at();
        Self::parse(r.text()).unwrap_or_else(|_| {
            r.fail(
                at,
                "a stream is `programme`, or a kind of stream, a colon and an id",
            );
            Self::Programme
        })
    }
}

/// The streams that a command needs, each list in the order of [`StreamId`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Touches {
    /// Only read; their versions are checked when the decision is appended. Such a stream has
    /// events: one that may have none yet is to be written.
    pub reads: Vec<StreamId>,
    /// Read and appended to.
    pub writes: Vec<StreamId>,
}

record!(Touches {
    0: reads,
    1: writes
});

/// Which streams a command touches when it is decided by these policies at a moment.
#[must_use]
pub fn touches(policies: &PolicySet, command: &Command, now: Moment) -> Touches {
    let mut writes: Vec<StreamId> = Vec::new();
    // They are few: each finds its place.
    for stream in beside(policies, command, now)
        .into_iter()
        .chain(own(command))
    {
        if let Err(place) = writes.binary_search(&stream) {
            writes.insert(place, stream);
        }
    }
    Touches {
        reads: Vec::new(),
        writes,
    }
}

/// The stream that a command is about: a member's, or the programme's. None where it is about
/// shared streams only.
pub(crate) fn own(command: &Command) -> Option<StreamId> {
    match command {
        Command::PublishPolicy { .. } | Command::AdoptModule { .. } => Some(StreamId::Programme),
        command => command.member().cloned().map(StreamId::Member),
    }
}

/// The streams that a command acts on beside its member's own.
fn beside(policies: &PolicySet, command: &Command, now: Moment) -> Vec<StreamId> {
    match command {
        Command::PlaceOrder { occurred_at, .. } => {
            let at = occurred_at.unwrap_or(now);
            budgets(policies, at, at)
        }
        // An order or a refund names no activity: all those that an open order may have taken of.
        Command::PayOrder { .. }
        | Command::CancelOrder { .. }
        | Command::CutOrder { .. }
        | Command::RequestRefund { .. }
        | Command::ReviewRefund { .. }
        | Command::PayRefund { .. } => {
            let open = i64::from(policies.open_minutes());
            budgets(policies, now.moved_ms(-60_000 * open), now)
        }
        Command::TickStream { stream } => vec![stream.clone()],
        Command::RedeemOffer { offer, .. }
        | Command::PayRedemption { offer, .. }
        | Command::CancelRedemption { offer, .. } => vec![StreamId::Offer(offer.clone())],
        Command::RecordReferral { referrer, .. } | Command::RewardReferral { referrer, .. } => {
            vec![StreamId::Member(referrer.clone())]
        }
        Command::TransferPoints { to, .. } => vec![StreamId::Member(to.clone())],
        Command::FormHousehold { household, .. }
        | Command::JoinHousehold { household, .. }
        | Command::HandOverHousehold { household, .. }
        | Command::PutPoints { household, .. }
        | Command::TakePoints { household, .. } => vec![StreamId::Household(household.clone())],
        Command::InviteToHousehold {
            household, invitee, ..
        } => vec![
            StreamId::Household(household.clone()),
            StreamId::Member(invitee.clone()),
        ],
        Command::LeaveHousehold {
            household, with, ..
        } => {
            // A list that no household can have is refused, and need not be loaded.
            let all = with.iter().filter(|_| with.len() < MAX_HOUSEHOLD_MEMBERS);
            let all = all.cloned().map(StreamId::Member);
            all.chain([StreamId::Household(household.clone())])
                .collect()
        }
        Command::OpenDraw { draw, .. }
        | Command::EnterDraw { draw, .. }
        | Command::RevealDraw { draw, .. }
        | Command::CancelDraw { draw, .. }
        | Command::AcceptPrize { draw, .. }
        | Command::RefusePrize { draw, .. }
        | Command::ReturnDrawPoints { draw, .. } => vec![StreamId::Draw(draw.clone())],
        _ => Vec::new(),
    }
}

/// The budgets for all members of activities that were in force at some moment of a span.
fn budgets(policies: &PolicySet, since: Moment, through: Moment) -> Vec<StreamId> {
    let shared = policies.shared_budgets(since, through);
    shared.cloned().map(StreamId::Budget).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_read_as_it_is_named() {
        for name in [
            "programme",
            "member:m-1",
            "offer:mug",
            "budget:spring",
            "household:h:1",
            "draw:d.1",
        ] {
            assert_eq!(StreamId::parse(name).unwrap().name(), name);
        }
        for kind in KINDS {
            assert!(StreamId::parse(&format!("{kind}:x")).is_ok(), "{kind}");
            assert_eq!(StreamId::parse(kind), Err(NotAStream));
            assert_eq!(StreamId::parse(&format!("{kind}:")), Err(NotAStream));
        }
        for bad in [
            "",
            "programme:",
            "programme:x",
            "offers:x",
            "Offer:x",
            ":x",
            "offer:a b",
        ] {
            assert_eq!(StreamId::parse(bad), Err(NotAStream), "{bad}");
        }
    }
}
