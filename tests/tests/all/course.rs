//! One member's way through acts, each of which is held to what every decision must be.

#[path = "course/asking.rs"]
mod asking;
#[path = "course/drawing.rs"]
mod drawing;
#[path = "course/holding.rs"]
mod holding;

use std::collections::BTreeMap;

use tiercel_core::command::{Command, Consent};
use tiercel_core::decision::{Appended, Loaded, Request};
use tiercel_core::event::Event;
use tiercel_core::id::{
    AdjustmentId, ChargebackId, Digest, DocumentId, EntryId, HouseholdId, MemberId, OrderId,
    RedemptionId, RefundId, RuleId,
};
use tiercel_core::moment::Moment;
use tiercel_core::number::Money;
use tiercel_core::policy::PolicySet;
use tiercel_core::state::{MemberState, State};
use tiercel_core::stream::StreamId;
use tiercel_core::trace::Trace;
use tiercel_core::wire::{decode, encode};
use tiercel_core::{decide, evolve, touches};

pub(crate) use drawing::Drawing;

use super::at_home::HomeAct;

/// What a shopper may do next, and after how many minutes.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Place {
        category: usize,
        minor: i64,
        quantity: u32,
        points: i64,
    },
    /// Pays, and says that it was so many minutes ago.
    Pay(usize, u32),
    /// Places an order for so much, and says that it was so many minutes ago.
    PlaceLate(i64, u32),
    Cancel(usize),
    Exchange(usize, u32, bool),
    Cut {
        order: usize,
        line: u32,
        quantity: u32,
    },
    Settle(usize),
    /// Asks to give back so many units of a line; with none, all that is left.
    Refund {
        order: usize,
        line: u32,
        quantity: u32,
        reason: usize,
    },
    /// Grants a refund or refuses it.
    Review(usize, bool),
    Withdraw(usize),
    /// Claims a purchase for so much, made so many minutes ago: by a clerk where it says so.
    Claim(i64, u32, bool),
    /// Reviews a claim: approves or refuses it.
    ReviewClaim(usize, bool),
    /// A bank takes so much back, or all that is left.
    ChargeBack(usize, Option<i64>),
    /// A bank gives the last of these back.
    ReverseCharge(usize),
    Invoice(usize),
    PayBack(usize),
    /// Sets a tier by hand, for so many days.
    SetTier(usize, u32),
    /// Invites to a tier, for so many days.
    Invite(usize, u32),
    /// Gives a tier on trial, for so many days.
    Match(usize, u32),
    /// Uses an entitlement.
    Use(usize),
    /// Takes the use of so many acts ago back.
    Undo(usize),
    /// A credit score, reckoned so many minutes ago.
    Credit(u16, u32),
    /// An operator gives points, or takes some.
    Adjust(i64),
    /// One of the last adjustments is approved: by the same person where it says so.
    Approve(usize, bool),
    Reject(usize),
    /// A task is completed, so many minutes ago.
    Complete(usize, u32),
    /// The member is carried into another programme by the same policies, and goes on there.
    Carry,
    Tick,
    /// One unit of an offer is taken.
    Redeem(usize),
    /// One of the last redemptions is paid.
    PayRedemption(usize),
    CancelRedemption(usize),
    /// Points are given to another member.
    Give(i64),
    /// Something is done about the household.
    Home(HomeAct),
    /// The other member is said to have brought in this one; or that is rewarded.
    Refer(bool),
    /// What fell due on an offer is put on record.
    TickOffer(usize),
    /// A draw, or an entry into one.
    Draw(Drawing),
}

impl Act {
    /// Whether nothing may depend on it.
    pub(crate) fn is_sweep(&self) -> bool {
        matches!(
            self,
            Self::Tick | Self::TickOffer(_) | Self::Draw(Drawing::Tick(_))
        )
    }

    /// Whether its answer turns on who won: that, and nothing else, is another for another member.
    pub(crate) fn is_luck(&self) -> bool {
        matches!(self, Self::Draw(Drawing::Accept(_) | Drawing::Refuse(_)))
    }
}

#[derive(Clone)]
pub(crate) struct Course {
    pub(crate) policies: PolicySet,
    member: MemberId,
    pub(crate) state: Option<State>,
    pub(crate) events: Vec<Event>,
    placed: Vec<(OrderId, Money)>,
    refunds: Vec<RefundId>,
    charged: Vec<ChargebackId>,
    adjusted: Vec<AdjustmentId>,
    /// Redemptions that were asked for, each with its offer and the cash due.
    redeemed: Vec<(RuleId, RedemptionId, Money)>,
    /// What was redeemed last without cash: a voucher, perhaps.
    voucher: Option<RedemptionId>,
    /// Entries into draws, each with its draw.
    entered: Vec<(RuleId, EntryId)>,
    /// The other streams, each with its version.
    pub(crate) others: BTreeMap<StreamId, (u64, State)>,
    /// What happened on other members' streams.
    pub(crate) elsewhere: Vec<Event>,
    /// What happened to households.
    pub(crate) home: Vec<Event>,
    /// The household that was formed last.
    pub(crate) household: HouseholdId,
    pub(crate) now: Moment,
}

/// The other member, who acts at home only.
pub(crate) fn friend() -> MemberId {
    MemberId::new("a-friend").unwrap()
}

impl Course {
    pub(crate) fn new(policies: &PolicySet, member: &str) -> Self {
        let policies = policies.clone();
        let now = Moment::parse("2024-02-01T00:00:00Z").unwrap();
        let member = MemberId::new(member).unwrap();
        let mut course = Self {
            policies,
            member,
            state: None,
            events: vec![],
            placed: vec![],
            refunds: vec![],
            charged: vec![],
            adjusted: vec![],
            redeemed: vec![],
            voucher: None,
            entered: vec![],
            others: BTreeMap::new(),
            elsewhere: vec![],
            home: vec![],
            household: HouseholdId::new("none").unwrap(),
            now,
        };
        let consents = ["user-agreement", "privacy-policy"].map(|document| Consent {
            document: DocumentId::new(document).unwrap(),
            version: 1,
        });
        for member in [course.member.clone(), friend()] {
            course
                .decide(Command::RegisterMember {
                    member,
                    consents: consents.to_vec(),
                })
                .unwrap();
        }
        course
    }

    pub(crate) fn member(&self) -> &MemberState {
        match self.state.as_ref().unwrap() {
            State::Member(member) => member,
            _ => panic!("no member"),
        }
    }

    /// Decides, checks what every decision must be, and goes on. The refusal's code otherwise.
    pub(crate) fn decide(&mut self, command: Command) -> Result<Vec<Event>, u16> {
        let touched = touches(&self.policies, &command, self.now).writes;
        let request = Request {
            now: self.now,
            module: Digest([1; 32]),
            policies: Digest([2; 32]),
            streams: touched.into_iter().map(|it| self.load(it)).collect(),
            command,
        };
        let decided = decide(&self.policies, &request, &mut Trace::off());
        let decision = decided.map_err(|rejection| rejection.refusal.code as u16)?;
        let bytes = encode(&decision);
        assert_eq!(
            decode(&bytes).as_ref(),
            Ok(&decision),
            "what is written is read alike"
        );
        Self::reminders_are_told(&decision);
        let own = StreamId::Member(self.member.clone());
        let mut happened = vec![];
        for Appended {
            stream,
            events,
            state,
            ..
        } in decision.appended
        {
            let before = self.load(stream.clone());
            let replayed = events.iter().fold(before.state, evolve);
            assert_eq!(replayed.as_ref(), Some(&state), "replay gives the state");
            if stream == own {
                self.events.extend(events.clone());
                self.state = replayed;
                happened = events;
            } else {
                let version = before.version + events.len() as u64;
                let is_home = matches!(stream, StreamId::Household(_));
                self.others.insert(stream, (version, state));
                let kept = if is_home {
                    &mut self.home
                } else {
                    &mut self.elsewhere
                };
                kept.extend(events);
            }
        }
        if self.state.is_some() {
            self.conserve();
            self.offers_hold();
            super::budgeted::hold(self);
            self.quotas_hold();
            super::capped::hold(&self.policies, self.member(), &self.events, &happened);
            super::capped::keeps(self.member(), &self.events);
        }
        Ok(happened)
    }

    /// A stream as it stands.
    fn load(&self, stream: StreamId) -> Loaded {
        let (version, state) = match self.others.get(&stream) {
            Some((version, state)) => (*version, Some(state.clone())),
            None if stream == StreamId::Member(self.member.clone()) => {
                (self.events.len() as u64, self.state.clone())
            }
            None => (0, None),
        };
        Loaded {
            stream,
            version,
            state,
        }
    }
}
