//! One member's way through acts, each of which is held to what every decision must be.

use std::collections::BTreeMap;

use tiercel_core::budget::BudgetState;
use tiercel_core::cart::{Cart, Line};
use tiercel_core::command::{Command, Consent, Verdict};
use tiercel_core::decision::{Appended, Decision, Loaded, Request};
use tiercel_core::event::Event;
use tiercel_core::id::{
    AdjustmentId, Brand, Category, Channel, ChargebackId, Digest, DocumentId, MemberId, OperatorId,
    OrderId, PaymentId, RedemptionId, RefundId, RuleId, Sku, TierId, TillReceiptId, TransferId,
};
use tiercel_core::limits::{
    MAX_CHARGEBACKS, MAX_OPEN_REDEMPTIONS, MAX_VOUCHERS, MAX_WAITING_ADJUSTMENTS,
};
use tiercel_core::moment::Moment;
use tiercel_core::number::{Money, Points};
use tiercel_core::policy::PolicySet;
use tiercel_core::quote::QuotedTier;
use tiercel_core::receipt::Promise;
use tiercel_core::refusal::Fact;
use tiercel_core::sale::{RefundStep, ReturnedUnits};
use tiercel_core::state::{MemberState, State};
use tiercel_core::stream::StreamId;
use tiercel_core::trace::Trace;
use tiercel_core::wire::{decode, encode};
use tiercel_core::{decide, evolve, preview_within, snapshot, touches, view};

pub(crate) use super::acts::Act;

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
    /// The other streams, each with its version.
    pub(crate) others: BTreeMap<StreamId, (u64, State)>,
    /// What happened on other members' streams.
    pub(crate) elsewhere: Vec<Event>,
    pub(crate) now: Moment,
}

/// What is seen of a member who paid at once: the tier, spend and qualifying points.
type Stands = (TierId, Money, Option<Points>);

fn total(points: impl Iterator<Item = Points>) -> i64 {
    points.map(Points::value).sum()
}

fn cart(category: usize, minor: i64, quantity: u32, points: i64) -> Cart {
    let category = ["books", "tea", "gift_card", "home"][category];
    let line = |category: &str, minor| Line {
        sku: Sku::new("sku").unwrap(),
        category: Category::new(category).unwrap(),
        quantity,
        unit_price_minor: Money::new(minor).unwrap(),
        discount_minor: None,
        tax_minor: None,
        labels: vec![],
        brand: Brand::new(category).ok(),
    };
    let lines = vec![line(category, minor), line("books", minor / 3)];
    let offset_points = Points::new(points).ok().filter(|points| !points.is_zero());
    Cart {
        lines,
        offset_points,
        shipping_minor: Money::new(800).ok(),
        channel: Channel::new(["app", "web"][quantity as usize % 2]).ok(),
        voucher: None,
        facts: [RuleId::new("birthday").unwrap()]
            .into_iter()
            .filter(|_| quantity == 3)
            .collect(),
    }
}

/// The other member, who never acts.
fn friend() -> MemberId {
    MemberId::new("a-friend").unwrap()
}

fn expired(event: &Event) -> i64 {
    match event {
        Event::PointsExpired { points, .. } => points.value(),
        _ => 0,
    }
}

fn granted(event: &Event) -> i64 {
    match event {
        Event::PointsGranted { points, .. } => points.value(),
        _ => 0,
    }
}

fn sent(event: &Event) -> i64 {
    match event {
        Event::PointsSent { points, .. } => points.value(),
        _ => 0,
    }
}

fn received(event: &Event) -> i64 {
    match event {
        Event::PointsReceived { points, .. } => points.value(),
        _ => 0,
    }
}

fn offer(place: usize) -> RuleId {
    RuleId::new(["mug", "teapot", "five-off", "third-off"][place]).unwrap()
}

fn operator(name: &str) -> OperatorId {
    OperatorId::new(name).unwrap()
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
            others: BTreeMap::new(),
            elsewhere: vec![],
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
                self.others.insert(stream, (version, state));
                self.elsewhere.extend(events);
            }
        }
        if self.state.is_some() {
            self.conserve();
            self.offers_hold();
            super::budgeted::hold(self);
            super::capped::hold(&self.policies, self.member(), &self.events, &happened);
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

    /// What waits for a payment waits on both streams, of no offer more is gone than any version
    /// has, and what was given away is the receiver's.
    fn offers_hold(&self) {
        let open = self.member().mall.iter().flat_map(|mall| &mall.open);
        for open in open.clone() {
            let stream = StreamId::Offer(open.offer.clone());
            let Some((_, State::Offer(offer))) = self.others.get(&stream) else {
                panic!("{} knows of no unit", open.offer);
            };
            let mut kept = offer.kept.iter();
            let waits = kept.any(|kept| kept.redemption == open.id && kept.until == open.lapses_at);
            // Each lapses by itself, whichever is woken first.
            assert!(waits || offer.clock >= open.lapses_at);
        }
        assert!(open.count() <= MAX_OPEN_REDEMPTIONS);
        let mut vouchers = self.member().mall.iter().flat_map(|mall| &mall.vouchers);
        assert!(vouchers.clone().count() <= MAX_VOUCHERS);
        let is_open = |order: &OrderId| self.member().orders.iter().any(|open| open.id == *order);
        assert!(vouchers.all(|voucher| voucher.held_for.as_ref().is_none_or(is_open)));
        for (_, state) in self.others.values() {
            let State::Offer(state) = state else { continue };
            let versions = (1..=3).filter_map(|version| self.policies.version(version));
            let offers = versions.filter_map(|policy| policy.mall.as_ref()?.offer(&state.id));
            let stocks: Option<Vec<u32>> = offers.map(|offer| offer.stock).collect();
            if let Some(most) = stocks.and_then(|stocks| stocks.into_iter().max()) {
                assert!(state.taken + state.kept.len() as u64 <= u64::from(most));
            }
        }
        let gone: i64 = self.events.iter().map(sent).sum();
        let there: i64 = self.elsewhere.iter().map(received).sum();
        assert_eq!(gone, there, "what one gives the other has");
        let there = there + self.elsewhere.iter().map(granted).sum::<i64>();
        let expired: i64 = self.elsewhere.iter().map(expired).sum();
        if let Some((_, State::Member(friend))) = self.others.get(&StreamId::Member(friend())) {
            assert_eq!(
                there - expired,
                total(friend.lots.iter().map(|lot| lot.points))
            );
        }
    }

    /// What all members took of the budgets of activities.
    pub(crate) fn budgets(&self) -> Vec<BudgetState> {
        let states = self.others.values().filter_map(|(_, state)| match state {
            State::Budget(budget) => Some(budget.clone()),
            _ => None,
        });
        states.collect()
    }

    /// Every reminder is a notice, with the same points and the same moment.
    fn reminders_are_told(decision: &Decision) {
        let events = decision.appended.iter().flat_map(|it| &it.events);
        let put_down = events.filter_map(|event| match event {
            Event::ExpiryReminded {
                points, expires_at, ..
            } => Some((Fact::from(*points), Fact::from(*expires_at))),
            _ => None,
        });
        let notices = decision.notices.iter();
        let notices = notices.filter(|notice| &*notice.template == "points_expiring");
        let told = notices.map(|notice| {
            let [points, expires_at] = [0, 1].map(|place| notice.facts.0[place].fact.clone());
            (points, expires_at)
        });
        assert_eq!(put_down.collect::<Vec<_>>(), told.collect::<Vec<_>>());
    }

    /// The reminders so far: when each fell due, and of what.
    pub(crate) fn reminders(&self) -> Vec<(Moment, Moment, Points)> {
        let events = self.events.iter();
        let reminders = events.filter_map(|event| match event {
            Event::ExpiryReminded {
                points,
                expires_at,
                at,
            } => Some((*at, *expires_at, *points)),
            _ => None,
        });
        reminders.collect()
    }

    /// No point comes from nowhere or goes nowhere; lots are in order and none is empty.
    fn conserve(&self) {
        let sum = |of: &dyn Fn(&Event) -> i64| self.events.iter().map(of).sum::<i64>();
        let earned = sum(&|e| match e {
            Event::PointsEarned { points, .. } | Event::PointsGranted { points, .. } => {
                points.value()
            }
            Event::MemberImported(taken) => total(taken.lots.iter().map(|lot| lot.points)),
            _ => 0,
        });
        let used = sum(&|e| match e {
            Event::HoldCaptured { points, .. }
            | Event::PointsDeducted { points, .. }
            | Event::RedemptionPaid { points, .. }
            | Event::OfferRedeemed {
                points,
                cash_minor: None,
                ..
            } => points.value(),
            _ => 0,
        });
        let (expired, sent, received) = (sum(&expired), sum(&sent), sum(&received));
        let reinstated = sum(&|e| match e {
            Event::PointsReinstated { parts, .. } => total(parts.iter().map(|part| part.points)),
            _ => 0,
        });
        let taken = sum(&|e| match e {
            Event::PointsClawedBack { parts, .. } | Event::DebtRepaid { parts, .. } => {
                total(parts.iter().map(|part| part.points))
            }
            _ => 0,
        });
        let owed = sum(&|e| match e {
            Event::PointsClawedBack { owed_points, .. } => owed_points.value(),
            Event::MemberImported(taken) => taken.debt_points.unwrap_or_default().value(),
            Event::ChargebackReversed(reversed) => reversed.owed_points.value(),
            Event::DebtRepaid { points, .. } => -points.value(),
            _ => 0,
        });
        let member = self.member();
        assert_eq!(owed, member.debt.unwrap_or_default().value());
        let lots: i64 = member.lots.iter().map(|lot| lot.points.value()).sum();
        let holds = member.orders.iter().flat_map(|order| &order.hold);
        let redeemed = member.mall.iter().flat_map(|mall| &mall.open);
        let holds = holds.chain(redeemed.flat_map(|open| &open.hold));
        let held: i64 = holds.map(|part| part.points.value()).sum();
        let restored = sum(&|e| match e {
            Event::ChargebackReversed(reversed) => {
                let used = total(reversed.used.iter().map(|part| part.points));
                total(reversed.restored.iter().map(|part| part.points)) - used
            }
            _ => 0,
        });
        assert_eq!(
            earned + reinstated + received + restored,
            lots + held + used + expired + taken + sent
        );
        self.given_back();
        assert!(member.lots.iter().all(|lot| lot.points > Points::ZERO));
        assert!(member.adjustments.len() <= MAX_WAITING_ADJUSTMENTS);
        let expiry = |lot: &tiercel_core::state::Lot| lot.expires_at.unwrap_or(Moment::LAST);
        assert!(member.lots.is_sorted_by_key(expiry));
        let days: Vec<_> = member.spend.iter().map(|counted| counted.day).collect();
        assert!(days.is_sorted_by(|earlier, later| earlier < later));
        // One for all that came before, and one for a day that was counted after it was forgotten.
        assert!(days.len() <= usize::from(self.policies.kept_days()) + 2);
        let done = member.tasks.iter();
        assert!(
            done.clone()
                .all(|done| done.times > 0 && done.streak < done.times + 1)
        );
        let times: u32 = done.map(|done| done.times).sum();
        let completed = self.events.iter().map(|event| match event {
            Event::TaskCompleted { .. } => 1,
            Event::MemberImported(taken) => taken.tasks.iter().map(|done| done.times).sum(),
            _ => 0_u32,
        });
        assert_eq!(times, completed.sum::<u32>());
        let reminders = self.reminders();
        assert!(reminders.is_sorted_by(|before, after| (before.0, before.1) < (after.0, after.1)));
        assert!(
            reminders
                .iter()
                .all(|of| of.0 < of.1 && of.2 > Points::ZERO)
        );
        self.units();
    }

    /// No more goes back than was paid, used and earned; all of it where everything came back.
    fn given_back(&self) {
        for sale in &self.member().sales {
            let (back, sold) = (&sale.back, &sale.sold);
            let used = total(sale.used.iter().map(|part| part.points));
            let mut cash = sold.shipping_minor.value();
            let mut value = 0;
            for sold in &sold.lines {
                cash += sold.line.net().unwrap().value() - sold.offset_minor.value();
                value += sold.offset_minor.value();
                assert!(sold.returned + sold.asked <= sold.line.quantity);
            }
            let charged: i64 = sale.charges.iter().map(|it| it.amount_minor.value()).sum();
            assert!(back.cash_minor.value() + charged <= cash);
            assert!(sale.cash_left().unwrap() >= Money::ZERO);
            assert!(sale.charges.len() <= MAX_CHARGEBACKS);
            assert!(back.points.value() <= used && back.value_minor.value() <= value);
            assert!(back.clawed_points <= sale.earned_points);
            if sale.is_all_back() {
                assert_eq!(
                    (back.points.value(), back.value_minor.value()),
                    (used, value)
                );
                assert_eq!(back.clawed_points, sale.earned_points);
            }
        }
    }

    /// What tiers go by is told in its own unit, and in no other.
    fn units(&self) {
        let Ok(view) = view(&self.policies, self.member(), self.now) else {
            return;
        };
        let policy = self.policies.version(view.policy_version).unwrap();
        let by_points = policy.tiers.qualifying.is_some();
        assert_eq!(view.qualifying_points.is_some(), by_points);
        let Some(next) = view.next else { return };
        let money = [
            next.enter_minor,
            next.missing_minor,
            next.missing_after_minor,
        ];
        let points = [
            next.enter_points,
            next.missing_points,
            next.missing_after_points,
        ];
        assert!(money.iter().all(|money| money.is_some() != by_points));
        assert!(points.iter().all(|points| points.is_some() == by_points));
    }

    /// One of the last orders placed, open or not: chosen by what was placed, never by what a sweep
    /// left open.
    fn some_order(&self, place: usize) -> (OrderId, Money) {
        let recent = self.placed.len().clamp(1, 4);
        let found = self.placed.iter().rev().nth(place % recent).cloned();
        found.unwrap_or_else(|| (OrderId::new("none").unwrap(), Money::ZERO))
    }

    fn some_refund(&self, place: usize) -> RefundId {
        let recent = self.refunds.len().clamp(1, 3);
        let found = self.refunds.iter().rev().nth(place % recent).cloned();
        found.unwrap_or_else(|| RefundId::new("none").unwrap())
    }

    /// The cash that is approved for a refund; nothing where it is not.
    fn approved(&self, refund: &RefundId) -> Money {
        let Ok(view) = view(&self.policies, self.member(), self.now) else {
            return Money::ZERO;
        };
        let mut refunds = view.sales.iter().flat_map(|sale| &sale.refunds);
        match refunds
            .find(|open| open.id == *refund)
            .map(|open| &open.step)
        {
            Some(RefundStep::Approved { cash_minor }) => *cash_minor,
            _ => Money::ZERO,
        }
    }

    /// One of the last adjustments asked for, whatever came of it.
    fn some_adjustment(&self, place: usize) -> AdjustmentId {
        let recent = self.adjusted.len().clamp(1, 3);
        let found = self.adjusted.iter().rev().nth(place % recent).cloned();
        found.unwrap_or_else(|| AdjustmentId::new("none").unwrap())
    }

    /// One of the last redemptions that were to be paid, whatever came of it.
    fn some_redemption(&self, place: usize) -> (RuleId, RedemptionId, Money) {
        let recent = self.redeemed.len().clamp(1, 3);
        let found = self.redeemed.iter().rev().nth(place % recent).cloned();
        let none = || (offer(1), RedemptionId::new("none").unwrap(), Money::ZERO);
        found.unwrap_or_else(none)
    }

    /// Pays an order at once on a copy of everything: the tier part of the quote is what comes of it.
    fn paying_keeps_the_quote(&self, number: usize, quote: &QuotedTier) {
        let (order, amount_minor) = self.placed.last().cloned().unwrap();
        let mut paid = self.clone();
        let (member, occurred_at) = (self.member.clone(), None);
        let payment = PaymentId::new(&format!("at-once-{number}")).unwrap();
        let paying = Command::PayOrder {
            member,
            order,
            payment,
            amount_minor,
            occurred_at,
        };
        paid.decide(paying).unwrap();
        let view = view(&paid.policies, paid.member(), paid.now).unwrap();
        let found: Stands = (view.tier.id, view.spend_minor, view.qualifying_points);
        let points = quote.qualifying_points.zip(quote.adds_points);
        let expected: Stands = (
            quote.tier_after.clone(),
            quote.spend_minor.plus(quote.adds_minor).unwrap(),
            points.map(|(before, adds)| before.plus(adds).unwrap()),
        );
        assert_eq!(found, expected);
    }

    pub(crate) fn act(&mut self, number: usize, act: &Act) -> Result<Vec<Event>, u16> {
        let member = self.member.clone();
        match act {
            Act::Place {
                category,
                minor,
                quantity,
                points,
            } => {
                let mut cart = cart(*category, *minor, *quantity, *points);
                cart.voucher = self.voucher.clone().filter(|_| *quantity == 2);
                self.place(number, cart)
            }
            Act::PlaceLate(minor, late) => {
                let order = OrderId::new(&format!("o-{number}")).unwrap();
                let ago = self.now.moved_ms(-60_000 * i64::from(*late));
                let events = self.decide(Command::PlaceOrder {
                    member,
                    order: order.clone(),
                    cart: cart(1, *minor, 1, 0),
                    receipt: None,
                    occurred_at: Some(ago),
                })?;
                let cash = events.iter().find_map(|event| match event {
                    Event::OrderPlaced { cash_minor, .. } => Some(*cash_minor),
                    _ => None,
                });
                self.placed.push((order, cash.unwrap()));
                Ok(events)
            }
            Act::Pay(place, late) => {
                let (order, amount_minor) = self.some_order(*place);
                let payment = PaymentId::new(&format!("p-{number}")).unwrap();
                let ago = self.now.moved_ms(-60_000 * i64::from(*late));
                let occurred_at = (*late > 0).then_some(ago);
                self.decide(Command::PayOrder {
                    member,
                    order,
                    payment,
                    amount_minor,
                    occurred_at,
                })
            }
            Act::Cancel(place) => {
                let (order, _) = self.some_order(*place);
                self.decide(Command::CancelOrder { member, order })
            }
            Act::Settle(place) => {
                let (order, _) = self.some_order(*place);
                self.decide(Command::SettleOrder { member, order })
            }
            Act::Refund {
                order,
                line,
                quantity,
                reason,
            } => {
                let (order, _) = self.some_order(*order);
                let refund = RefundId::new(&format!("r-{number}")).unwrap();
                let reason = ["changed-mind", "faulty", "damaged"][*reason];
                let units = ReturnedUnits {
                    line: *line,
                    quantity: *quantity,
                };
                let decided = self.decide(Command::RequestRefund {
                    member,
                    order,
                    refund: refund.clone(),
                    reason: RuleId::new(reason).unwrap(),
                    lines: if *quantity == 0 { vec![] } else { vec![units] },
                });
                if decided.is_ok() {
                    self.refunds.push(refund);
                }
                decided
            }
            Act::Review(place, grants) => self.decide(Command::ReviewRefund {
                member,
                refund: self.some_refund(*place),
                verdict: if *grants {
                    Verdict::Approve
                } else {
                    Verdict::Refuse
                },
            }),
            Act::Claim(minor, late, by_clerk) => {
                let order = OrderId::new(&format!("o-{number}")).unwrap();
                let ago = self.now.moved_ms(-60_000 * i64::from(*late));
                let mut cart = cart(1, *minor, 2, 0);
                cart.offset_points = None;
                let goods = Money::sum(cart.lines.iter().map(|line| line.net().unwrap()));
                let paid_minor = goods.unwrap().plus(cart.shipping_minor.unwrap()).unwrap();
                let events = self.decide(Command::ClaimPurchase {
                    member,
                    order: order.clone(),
                    till_receipt: TillReceiptId::new(&format!("t-{number}")).unwrap(),
                    cart,
                    paid_minor,
                    purchased_at: ago,
                    by: by_clerk.then(|| operator("clerk-1")),
                })?;
                self.placed.push((order, paid_minor));
                Ok(events)
            }
            Act::ReviewClaim(place, grants) => {
                let (order, _) = self.some_order(*place);
                self.decide(Command::ReviewPurchase {
                    member,
                    order,
                    verdict: if *grants {
                        Verdict::Approve
                    } else {
                        Verdict::Refuse
                    },
                    reason: (!grants).then(|| RuleId::new("illegible").unwrap()),
                    by: operator("clerk-2"),
                })
            }
            Act::ChargeBack(place, amount) => {
                let (order, all) = self.some_order(*place);
                let sales = &self.member().sales;
                let sale = sales.iter().find(|sale| sale.order == order);
                let left = sale.map_or(all, |sale| sale.cash_left().unwrap());
                let chargeback = ChargebackId::new(&format!("x-{number}")).unwrap();
                let events = self.decide(Command::RecordChargeback {
                    member,
                    order,
                    chargeback: chargeback.clone(),
                    amount_minor: amount.map_or(left, |amount| Money::new(amount).unwrap()),
                })?;
                self.charged.push(chargeback);
                Ok(events)
            }
            Act::ReverseCharge(place) => {
                let recent = self.charged.len().clamp(1, 3);
                let found = self.charged.iter().rev().nth(place % recent).cloned();
                let none = || ChargebackId::new("none").unwrap();
                let chargeback = found.unwrap_or_else(none);
                self.decide(Command::ReverseChargeback { member, chargeback })
            }
            Act::Invoice(place) => {
                let (order, _) = self.some_order(*place);
                self.decide(Command::RequestInvoice { member, order })
            }
            Act::Withdraw(place) => self.decide(Command::WithdrawRefund {
                member,
                refund: self.some_refund(*place),
            }),
            Act::PayBack(place) => {
                let refund = self.some_refund(*place);
                self.decide(Command::PayRefund {
                    member,
                    amount_minor: self.approved(&refund),
                    refund,
                    payment: PaymentId::new(&format!("b-{number}")).unwrap(),
                })
            }
            Act::Adjust(points) => {
                let adjustment = AdjustmentId::new(&format!("a-{number}")).unwrap();
                self.adjusted.push(adjustment.clone());
                self.decide(Command::AdjustPoints {
                    member,
                    adjustment,
                    points: Points::new(*points).unwrap(),
                    reason: RuleId::new("goodwill").unwrap(),
                    by: operator("clerk-1"),
                })
            }
            Act::Approve(place, same) => self.decide(Command::ApproveAdjustment {
                member,
                adjustment: self.some_adjustment(*place),
                by: operator(if *same { "clerk-1" } else { "clerk-2" }),
            }),
            Act::Reject(place) => self.decide(Command::RejectAdjustment {
                member,
                adjustment: self.some_adjustment(*place),
                by: operator("clerk-2"),
            }),
            Act::Complete(task, late) => {
                let task = ["check-in", "review", "profile", "birthday"][*task];
                let ago = self.now.moved_ms(-60_000 * i64::from(*late));
                self.decide(Command::CompleteTask {
                    member,
                    task: RuleId::new(task).unwrap(),
                    occurrence: None,
                    occurred_at: (*late > 0).then_some(ago),
                })
            }
            Act::Credit(score, late) => {
                let ago = self.now.moved_ms(-60_000 * i64::from(*late));
                self.decide(Command::RecordCredit {
                    member,
                    score: *score,
                    occurred_at: (*late > 0).then_some(ago),
                })
            }
            Act::SetTier(place, days) => {
                let policy = self.policies.at(self.now).unwrap();
                let tier = &policy.tiers.steps[place % policy.tiers.steps.len()];
                self.decide(Command::SetTier {
                    member,
                    tier: tier.id.clone(),
                    until: self.now.plus_days(*days),
                    reason: RuleId::new("goodwill").unwrap(),
                    by: OperatorId::new("clerk-1").unwrap(),
                })
            }
            Act::Redeem(place) => {
                let (offer, redemption) = (offer(*place), format!("e-{number}"));
                let redemption = RedemptionId::new(&redemption).unwrap();
                let events = self.decide(Command::RedeemOffer {
                    member,
                    offer: offer.clone(),
                    redemption: redemption.clone(),
                })?;
                let due = events.iter().find_map(|event| match event {
                    Event::OfferRedeemed { cash_minor, .. } => *cash_minor,
                    _ => None,
                });
                match due {
                    Some(due) => self.redeemed.push((offer, redemption, due)),
                    None => self.voucher = Some(redemption),
                }
                Ok(events)
            }
            Act::PayRedemption(place) => {
                let (offer, redemption, amount_minor) = self.some_redemption(*place);
                self.decide(Command::PayRedemption {
                    member,
                    offer,
                    redemption,
                    payment: PaymentId::new(&format!("c-{number}")).unwrap(),
                    amount_minor,
                })
            }
            Act::CancelRedemption(place) => {
                let (offer, redemption, _) = self.some_redemption(*place);
                self.decide(Command::CancelRedemption {
                    member,
                    offer,
                    redemption,
                })
            }
            Act::Give(points) => self.decide(Command::TransferPoints {
                member,
                to: friend(),
                transfer: TransferId::new(&format!("t-{number}")).unwrap(),
                points: Points::new(*points).unwrap(),
            }),
            Act::Refer(is_rewarded) => {
                let referrer = friend();
                self.decide(if *is_rewarded {
                    Command::RewardReferral { member, referrer }
                } else {
                    Command::RecordReferral { member, referrer }
                })
            }
            Act::TickOffer(place) => self.decide(Command::TickStream {
                stream: StreamId::Offer(offer(*place)),
            }),
            Act::Carry => super::carried::carry(self),
            Act::Tick => self.decide(Command::Tick { member }),
        }
    }

    /// Places an order; what was previewed, from state and from snapshot, is what is decided.
    fn place(&mut self, number: usize, cart: Cart) -> Result<Vec<Event>, u16> {
        let (now, set) = (self.now, &self.policies);
        let (budgets, mut off) = (self.budgets(), Trace::off());
        let quote = preview_within(set, self.member(), &budgets, &cart, now, &mut off);
        let taken = snapshot(self.member(), 1, now);
        let seen = preview_within(set, &taken.member, &budgets, &cart, now, &mut off);
        assert_eq!(quote, seen, "a snapshot quotes as the state does");
        if let Ok(quote) = &quote {
            let shares: i64 = quote
                .lines
                .iter()
                .map(|line| line.offset_minor.value())
                .sum();
            let earned: i64 = quote
                .lines
                .iter()
                .map(|line| line.earn_points.value())
                .sum();
            assert_eq!(shares, quote.offset.value_minor.value());
            assert_eq!(earned, quote.earn_points.value());
            assert!(
                quote
                    .lines
                    .iter()
                    .all(|line| line.offset_minor <= line.net_minor)
            );
        }
        let expected = match &quote {
            Ok(quote) => quote.refusal.as_ref().map_or(Ok(Promise::from(quote)), Err),
            Err(refusal) => Err(refusal),
        };
        let expected = expected.map_err(|refusal| refusal.code as u16);
        let member = self.member.clone();
        let order = OrderId::new(&format!("o-{number}")).unwrap();
        let (receipt, occurred_at) = (None, None);
        let decided = self.decide(Command::PlaceOrder {
            member,
            order,
            cart,
            receipt,
            occurred_at,
        });
        let placed = decided.as_ref().map_err(|code| *code).map(|events| {
            let placed = events.iter().find_map(|event| match event {
                Event::OrderPlaced {
                    cash_minor,
                    earn_points,
                    ..
                } => Some((*cash_minor, *earn_points)),
                _ => None,
            });
            placed.unwrap()
        });
        if let Ok((cash_minor, _)) = placed {
            let order = OrderId::new(&format!("o-{number}")).unwrap();
            self.placed.push((order, cash_minor));
            self.paying_keeps_the_quote(number, &quote.as_ref().unwrap().tier);
        }
        assert_eq!(
            placed,
            expected.map(|promise| (promise.cash_minor, promise.earn_points))
        );
        decided
    }
}
