//! What must hold after every decision, whatever was decided.

use tiercel_core::decision::Decision;
use tiercel_core::event::Event;
use tiercel_core::id::OrderId;
use tiercel_core::limits::{
    MAX_CHARGEBACKS, MAX_ENTITLEMENT_USES, MAX_OPEN_REDEMPTIONS, MAX_USE_COUNTS, MAX_VOUCHERS,
    MAX_WAITING_ADJUSTMENTS,
};
use tiercel_core::moment::Moment;
use tiercel_core::number::{Money, Points};
use tiercel_core::refusal::Fact;
use tiercel_core::state::State;
use tiercel_core::stream::StreamId;
use tiercel_core::view;

use super::super::at_home;
use super::{Course, friend};

fn total(points: impl Iterator<Item = Points>) -> i64 {
    points.map(Points::value).sum()
}

fn expired(event: &Event) -> i64 {
    match event {
        Event::PointsExpired { points, .. } => points.value(),
        _ => 0,
    }
}

fn sent(event: &Event) -> i64 {
    match event {
        Event::PointsSent { points, .. } => points.value(),
        _ => 0,
    }
}

fn granted(event: &Event) -> i64 {
    match event {
        Event::PointsGranted { points, .. } => points.value(),
        _ => 0,
    }
}

fn received(event: &Event) -> i64 {
    match event {
        Event::PointsReceived { points, .. } => points.value(),
        _ => 0,
    }
}

impl Course {
    /// No benefit was used more often than any version lets it be, and what is known of uses is
    /// bounded.
    pub(super) fn quotas_hold(&self) {
        let Some(known) = &self.member().background else {
            return;
        };
        assert!(known.used.len() <= MAX_USE_COUNTS && known.uses.len() <= MAX_ENTITLEMENT_USES);
        for count in &known.used {
            let versions = (1..=3).filter_map(|version| self.policies.version(version));
            let tiers = versions.flat_map(|policy| &policy.tiers.steps);
            let grants = tiers.flat_map(|tier| &tier.grants);
            let quotas = grants
                .filter(|it| it.id == count.benefit)
                .filter_map(|it| it.quota());
            let quotas = quotas.filter(|quota| quota.most_in == count.period);
            let most = quotas.map(|quota| quota.most).max();
            assert!(Some(count.times) <= most && count.times > 0, "{count:?}");
        }
    }

    /// What waits for a payment waits on both streams, of no offer more is gone than any version
    /// has, and what was given away is the receiver's.
    pub(super) fn offers_hold(&self) {
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
            let pooled: i64 = self.elsewhere.iter().map(at_home::came).sum();
            assert_eq!(
                there - expired + pooled,
                total(friend.lots.iter().map(|lot| lot.points))
            );
        }
    }

    /// Every reminder is a notice, with the same points and the same moment.
    pub(super) fn reminders_are_told(decision: &Decision) {
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
    pub(super) fn conserve(&self) {
        let sum = |of: &dyn Fn(&Event) -> i64| self.events.iter().map(of).sum::<i64>();
        let earned = sum(&|e| match e {
            Event::PointsEarned { points, .. } | Event::PointsGranted { points, .. } => {
                points.value()
            }
            Event::RebateGranted(granted) => granted.points.value(),
            Event::MemberImported(taken) => total(taken.lots.iter().map(|lot| lot.points)),
            _ => 0,
        });
        let used = sum(&|e| match e {
            Event::HoldCaptured { points, .. }
            | Event::PointsDeducted { points, .. }
            | Event::RedemptionPaid { points, .. }
            | Event::DrawEntered { points, .. }
            | Event::OfferRedeemed {
                points,
                cash_minor: None,
                ..
            } => points.value(),
            _ => 0,
        });
        let (expired, sent, received) = (sum(&expired), sum(&sent), sum(&received));
        let reinstated = sum(&|e| match e {
            Event::PointsReinstated { parts, .. } | Event::DrawPointsReturned { parts, .. } => {
                total(parts.iter().map(|part| part.points))
            }
            _ => 0,
        });
        let taken = sum(&|e| match e {
            Event::RebateTakenBack(taken) => total(taken.parts.iter().map(|part| part.points)),
            Event::PointsClawedBack { parts, .. } | Event::DebtRepaid { parts, .. } => {
                total(parts.iter().map(|part| part.points))
            }
            _ => 0,
        });
        let owed = sum(&|e| match e {
            Event::RebateTakenBack(taken) => taken.owed_points.value(),
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
        at_home::hold(self);
        let received = received + sum(&at_home::came);
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
            let Some(given) = sale.rebate else { continue };
            assert!(given.clawed_points <= given.points);
            assert!(!sale.is_all_back() || given.clawed_points == given.points);
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
}
