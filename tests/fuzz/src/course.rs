//! One member's history under some set of policies: what every decision must be, checked at each.

use std::collections::BTreeMap;

use arbitrary::Arbitrary;
use tiercel_core::abi::Published;
use tiercel_core::cart::{Cart, Line};
use tiercel_core::command::Command;
use tiercel_core::decision::{Loaded, Request};
use tiercel_core::event::Event;
use tiercel_core::id::{
    AdjustmentId, Category, Digest, Label, MemberId, OperatorId, OrderId, PaymentId, RuleId, Sku,
};
use tiercel_core::limits::{MAX_LOTS, MAX_OPEN_ORDERS, MAX_WAITING_ADJUSTMENTS, MAX_WINDOW_DAYS};
use tiercel_core::moment::Moment;
use tiercel_core::number::{Money, Points};
use tiercel_core::policy::PolicySet;
use tiercel_core::state::{MemberState, State};
use tiercel_core::stream::StreamId;
use tiercel_core::trace::Trace;
use tiercel_core::wire::{decode, encode};
use tiercel_core::{decide, evolve, preview_within, snapshot, touches, view};

/// What is tried next.
#[derive(Arbitrary, Debug)]
pub enum Act {
    /// An order of these lines.
    Place {
        /// The lines.
        lines: Vec<Goods>,
        /// Points to use.
        points: u32,
        /// Shipping.
        shipping: Option<u16>,
        /// Minutes before now that it happened.
        before: Option<u16>,
    },
    /// Pay one of the last orders, this much beside what is due.
    Pay(u8, i8),
    /// Cancel one.
    Cancel(u8),
    /// Settle one.
    Settle(u8),
    /// An operator gives points, or takes some; this one or that.
    Adjust(i16, bool),
    /// One of the last adjustments is approved, by this one or that.
    Approve(u8, bool),
    /// One of the last adjustments is rejected.
    Reject(u8),
    /// A task is completed, so many minutes ago.
    Complete(u8, Option<u16>),
    /// A credit score.
    Credit(u16),
    /// Record what fell due.
    Tick,
}

/// One line.
#[derive(Arbitrary, Debug)]
pub struct Goods {
    kind: u8,
    quantity: u8,
    minor: u32,
    wide: bool,
    discount: Option<u16>,
    tax: Option<u16>,
}

/// A member, the log of its stream, and the clock.
pub struct Course {
    policies: PolicySet,
    member: MemberId,
    state: Option<State>,
    version: u64,
    others: BTreeMap<StreamId, (u64, State)>,
    placed: Vec<(OrderId, Money)>,
    adjusted: Vec<AdjustmentId>,
    now: Moment,
    sums: Sums,
}

/// Points by where they came from and where they went.
#[derive(Default)]
struct Sums {
    earned: i128,
    used: i128,
    expired: i128,
}

impl Course {
    /// A new member under a set of policies.
    ///
    /// # Panics
    /// Where the set is none.
    #[must_use]
    pub fn new(published: &[Published]) -> Self {
        let versions = published.iter().map(|p| (p.digest, p.policy.clone()));
        let policies = PolicySet::new(versions.collect()).expect("a set of policies");
        let consents = published[0].policy.registration.consents.clone();
        let member = MemberId::new("m-1").expect("an id");
        let mut course = Self {
            policies,
            member: member.clone(),
            state: None,
            version: 0,
            placed: Vec::new(),
            adjusted: Vec::new(),
            now: published[0].policy.effective_from.plus_days(400),
            others: BTreeMap::new(),
            sums: Sums::default(),
        };
        course.decide(Command::RegisterMember { member, consents });
        assert!(course.state.is_some(), "a person registers");
        course
    }

    /// Goes on: so many minutes later, an act.
    pub fn go(&mut self, minutes: u32, number: usize, act: &Act) {
        self.now = self.now.plus_minutes(minutes);
        let member = self.member.clone();
        let named = |place: &u8, placed: &[(OrderId, Money)]| {
            let recent = placed.len().clamp(1, 6);
            let found = placed.iter().rev().nth(usize::from(*place) % recent);
            found.cloned().unwrap_or_else(|| (order(0), Money::ZERO))
        };
        match act {
            Act::Place {
                lines,
                points,
                shipping,
                before,
            } => {
                let cart = cart(lines, *points, *shipping);
                let early = |minutes: &u16| self.now.moved_ms(i64::from(*minutes) * -60_000);
                self.place(number, cart, before.as_ref().map(early));
            }
            Act::Pay(place, beside) => {
                let (order, due) = named(place, &self.placed);
                let beside = if *beside % 8 == 0 {
                    i64::from(*beside)
                } else {
                    0
                };
                let payment = PaymentId::new(&format!("p-{number}")).expect("an id");
                let amount_minor = Money::new(due.value() + beside).unwrap_or_default();
                self.decide(Command::PayOrder {
                    member,
                    order,
                    payment,
                    amount_minor,
                    occurred_at: None,
                });
            }
            Act::Cancel(place) => {
                let (order, _) = named(place, &self.placed);
                self.decide(Command::CancelOrder { member, order });
            }
            Act::Settle(place) => {
                let (order, _) = named(place, &self.placed);
                self.decide(Command::SettleOrder { member, order });
            }
            Act::Adjust(points, first) => {
                let reasons = self.policies.at(self.now).and_then(|p| p.adjustments.as_ref());
                let reason = reasons.and_then(|terms| terms.reasons.first()).cloned();
                let reason = reason.unwrap_or_else(|| RuleId::new("none").expect("an id"));
                self.adjusted.push(adjustment(number));
                self.decide(Command::AdjustPoints {
                    member,
                    adjustment: adjustment(number),
                    points: Points::new(i64::from(*points)).unwrap_or_default(),
                    reason,
                    by: operator(*first),
                });
            }
            Act::Approve(place, first) => {
                let (adjustment, by) = (self.adjustment(*place), operator(*first));
                self.decide(Command::ApproveAdjustment {
                    member,
                    adjustment,
                    by,
                });
            }
            Act::Reject(place) => {
                let (adjustment, by) = (self.adjustment(*place), operator(true));
                self.decide(Command::RejectAdjustment {
                    member,
                    adjustment,
                    by,
                });
            }
            Act::Complete(place, before) => {
                let tasks = self.policies.at(self.now).map_or(&[][..], |policy| &policy.tasks);
                let task = tasks.get(usize::from(*place) % tasks.len().max(1));
                let task = task.map_or_else(|| RuleId::new("none").expect("an id"), |it| it.id.clone());
                let early = |minutes: u16| self.now.moved_ms(i64::from(minutes) * -60_000);
                let occurred_at = before.map(early);
                self.decide(Command::CompleteTask {
                    member,
                    task,
                    occurrence: None,
                    occurred_at,
                });
            }
            Act::Credit(score) => self.decide(Command::RecordCredit {
                member,
                score: *score,
                occurred_at: None,
            }),
            Act::Tick => self.decide(Command::Tick { member }),
        }
        if let Some(State::Member(member)) = &self.state {
            let seen = view(&self.policies, member, self.now);
            assert!(seen.is_ok(), "a member can be seen: {seen:?}");
        }
    }

    /// One of the last adjustments asked for.
    fn adjustment(&self, place: u8) -> AdjustmentId {
        let recent = self.adjusted.len().clamp(1, 6);
        let found = self.adjusted.iter().rev().nth(usize::from(place) % recent);
        found.cloned().unwrap_or_else(|| adjustment(0))
    }

    /// Places an order: what was previewed is what is decided.
    fn place(&mut self, number: usize, cart: Cart, occurred_at: Option<Moment>) {
        let Some(State::Member(member)) = &self.state else {
            return;
        };
        let budgets = self.others.values().filter_map(|(_, state)| match state {
            State::Budget(budget) => Some(budget.clone()),
            _ => None,
        });
        let budgets: Vec<_> = budgets.collect();
        let preview = |member: &MemberState| {
            let mut off = Trace::off();
            preview_within(&self.policies, member, &budgets, &cart, self.now, &mut off)
        };
        let quote = preview(member);
        let seen = preview(&snapshot(member, self.version, self.now).member);
        assert_eq!(quote, seen, "a snapshot quotes as the state does");
        let before = self.version;
        let order = order(number);
        self.decide(Command::PlaceOrder {
            member: self.member.clone(),
            order: order.clone(),
            cart,
            receipt: None,
            occurred_at,
        });
        let allowed = quote.as_ref().is_ok_and(|quote| quote.refusal.is_none());
        if occurred_at.is_none() {
            assert_eq!(allowed, self.version > before, "previewed as decided");
        }
        if self.version > before {
            let Some(State::Member(member)) = &self.state else {
                return;
            };
            if let Some(open) = member.orders.iter().find(|open| open.id == order) {
                if let (Ok(quote), None) = (&quote, occurred_at) {
                    assert_eq!(open.cash_minor, quote.cash_minor);
                    assert_eq!(open.earn_points, quote.earn_points);
                }
                self.placed.push((order, open.cash_minor));
            }
        }
    }

    fn decide(&mut self, command: Command) {
        let touched = touches(&self.policies, &command, self.now).writes.into_iter();
        let own = StreamId::Member(self.member.clone());
        let request = Request {
            now: self.now,
            module: Digest([1; 32]),
            policies: Digest([2; 32]),
            streams: touched
                .map(|stream| match self.others.get(&stream) {
                    _ if stream == own => Loaded {
                        stream,
                        version: self.version,
                        state: self.state.clone(),
                    },
                    known => Loaded {
                        version: known.map_or(0, |(version, _)| *version),
                        state: known.map(|(_, state)| state.clone()),
                        stream,
                    },
                })
                .collect(),
            command,
        };
        let Ok(decision) = decide(&self.policies, &request, &mut Trace::off()) else {
            return;
        };
        let bytes = encode(&decision);
        assert_eq!(decode(&bytes).as_ref(), Ok(&decision), "written as read");
        for beside in &decision.appended[1..] {
            let before = self.others.remove(&beside.stream).unzip();
            let replayed = beside.events.iter().fold(before.1, evolve);
            assert_eq!(replayed.as_ref(), Some(&beside.state), "replay gives the state");
            let version = before.0.unwrap_or(0) + beside.events.len() as u64;
            self.others
                .insert(beside.stream.clone(), (version, beside.state.clone()));
        }
        let appended = &decision.appended[0];
        let replayed = appended.events.iter().fold(self.state.take(), evolve);
        assert_eq!(
            replayed.as_ref(),
            Some(&appended.state),
            "replay gives the state"
        );
        self.version += appended.events.len() as u64;
        appended
            .events
            .iter()
            .for_each(|event| self.sums.add(event));
        self.state = replayed;
        if let Some(State::Member(member)) = &self.state {
            self.sums.agree(member);
            bounded(member);
        }
    }
}

impl Sums {
    fn add(&mut self, event: &Event) {
        let wide = |points: &Points| i128::from(points.value());
        match event {
            Event::PointsEarned { points, .. } | Event::PointsGranted { points, .. } => self.earned += wide(points),
            Event::RebateGranted(granted) => self.earned += wide(&granted.points),
            Event::HoldCaptured { points, .. } | Event::PointsDeducted { points, .. } => self.used += wide(points),
            Event::PointsExpired { points, .. } => self.expired += wide(points),
            _ => {}
        }
    }

    /// No point comes from nowhere or goes nowhere.
    fn agree(&self, member: &MemberState) {
        let wide = |points: Points| i128::from(points.value());
        let lots: i128 = member.lots.iter().map(|lot| wide(lot.points)).sum();
        let holds = member.orders.iter().flat_map(|order| &order.hold);
        let held: i128 = holds.map(|part| wide(part.points)).sum();
        assert_eq!(self.earned, lots + held + self.used + self.expired);
    }
}

/// The state is as large as it may be, and in order.
fn bounded(member: &MemberState) {
    assert!(member.lots.iter().all(|lot| lot.points > Points::ZERO));
    assert!(member.lots.len() <= MAX_LOTS, "{} lots", member.lots.len());
    assert!(member.orders.len() <= MAX_OPEN_ORDERS);
    assert!(member.adjustments.len() <= MAX_WAITING_ADJUSTMENTS);
    assert!(member.spend.len() <= usize::from(MAX_WINDOW_DAYS) + 1);
    let expiry = |lot: &tiercel_core::state::Lot| lot.expires_at.unwrap_or(Moment::LAST);
    assert!(member.lots.is_sorted_by_key(expiry));
    assert!(member.spend.is_sorted_by_key(|spend| spend.day));
    assert!(member.lots.iter().all(|lot| lot.id < member.next_lot));
}

fn adjustment(number: usize) -> AdjustmentId {
    AdjustmentId::new(&format!("a-{number}")).expect("an id")
}

fn operator(first: bool) -> OperatorId {
    OperatorId::new(if first { "clerk-1" } else { "clerk-2" }).expect("an id")
}

fn order(number: usize) -> OrderId {
    OrderId::new(&format!("o-{number}")).expect("an id")
}

fn cart(lines: &[Goods], points: u32, shipping: Option<u16>) -> Cart {
    let amount = |minor: u16| Money::new(i64::from(minor)).ok();
    let kinds = ["books", "tea", "gift_card", "home", "any"];
    let line = |goods: &Goods| {
        let kind = kinds[usize::from(goods.kind) % kinds.len()];
        let wide = if goods.wide { 1 << 22 } else { 1 };
        Line {
            sku: Sku::new("000").expect("an id"),
            category: Category::new(kind).expect("an id"),
            quantity: u32::from(goods.quantity),
            unit_price_minor: Money::new(i64::from(goods.minor >> 8) * wide).unwrap_or_default(),
            discount_minor: goods.discount.and_then(amount),
            tax_minor: goods.tax.and_then(amount),
            labels: ["red", "delivery"][..usize::from(goods.kind >> 6) % 3]
                .iter()
                .filter_map(|label| Label::new(label).ok())
                .collect(),
            brand: None,
        }
    };
    Cart {
        lines: lines.iter().map(line).collect(),
        offset_points: Points::new(i64::from(points)).ok().filter(|p| !p.is_zero()),
        shipping_minor: shipping.and_then(amount),
        channel: None,
        voucher: None,
        facts: vec![],
        pay_shipping: None,
        tenders: Vec::new(),
    }
}
