//! What falls due by a moment: the transition to a new version's expiry, settlement, activation, lapse, the end of a refund's review and of a
//! sale, expiry, review.
//!
//! A pure function of time: whoever asks later gets the same events with the same moments, so no
//! sweep is ever needed for correctness. Instants are carried out in order; at one instant, in the
//! order transition, settle, activate, lapse (orders, then claims), release, approve, close, expire (points, then vouchers), review, remind.

use crate::benefits::{PromisedRebate, rebate_due};
use crate::decision::Notice;
use crate::event::{Event, HoldPart, LotPart, Pending, RebateGranted, TierReason};
use crate::evolve::apply;
use crate::expiry::{Terms, next_transition, of_new};
use crate::holding::{release, revived, take};
use crate::id::{OrderId, TierId};
use crate::moment::Moment;
use crate::number::{OutOfRange, Points};
use crate::policy::{Downgrade, Policy, PolicySet, Qualified, ValidityStart};
use crate::refusal::Facts;
use crate::remind::next_reminder;
use crate::standing::{
    Due, counted_in_trial, invited_until, next_due, qualified_for_review, registered_on, review_at,
    tier_held,
};
use crate::state::{Lot, MemberState};

/// What falls due first, and when.
pub(crate) fn next(policies: &PolicySet, member: &MemberState) -> Option<(Moment, Due)> {
    let expiries = member.lots.iter().filter_map(|lot| lot.expires_at);
    let reminder = next_reminder(policies, member.clock, member.reminded, expiries);
    let reminder = reminder.map(|it| (it.at, Due::Remind(it.expires_at)));
    next_change(policies, member)
        .into_iter()
        .chain(reminder)
        .min()
}

/// What falls due first that can change what a member has, and when. Reminders change nothing.
pub(crate) fn next_change(policies: &PolicySet, member: &MemberState) -> Option<(Moment, Due)> {
    let transition = next_transition(policies, member).map(|at| (at, Due::Transition));
    next_due(member).into_iter().chain(transition).min()
}

/// What happened to a member so far in one decision.
pub(crate) struct Course {
    /// The member as it is after the events.
    pub member: MemberState,
    /// The events, in order.
    pub events: Vec<Event>,
    /// Whom to tell what.
    pub notices: Vec<Notice>,
}

impl Course {
    pub(crate) fn of(member: MemberState) -> Self {
        Self {
            member,
            events: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// Something happened.
    pub(crate) fn happen(&mut self, event: Event) {
        self.record(event);
        self.repay();
    }

    /// Something happened, and more is to happen before what is owed is paid.
    pub(crate) fn record(&mut self, event: Event) {
        apply(&mut self.member, &event);
        self.events.push(event);
    }

    /// Whatever is available pays what is owed.
    pub(crate) fn repay(&mut self) {
        let Some(owed) = self.member.debt else {
            return;
        };
        let at = self.member.clock;
        let taken = take(&self.member, owed, at);
        if taken.is_empty() {
            return;
        }
        let mut points = Points::ZERO;
        let mut parts = Vec::with_capacity(taken.len());
        for HoldPart {
            lot, points: of, ..
        } in taken
        {
            points = points.saturating_plus(of);
            parts.push(LotPart { lot, points: of });
        }
        let event = Event::DebtRepaid { points, parts, at };
        apply(&mut self.member, &event);
        self.events.push(event);
    }

    /// The member is told.
    pub(crate) fn tell(&mut self, template: &'static str, clause: &'static str, facts: Facts) {
        let member = self.member.id.clone();
        self.notices.push(Notice {
            member,
            template: template.into(),
            facts,
            clause: clause.into(),
        });
    }

    /// The member is told that a referral is due from this moment on: whoever runs the programme
    /// rewards it then, as the other member is not at hand here.
    pub(crate) fn tell_referral_due(&mut self, at: Moment) {
        let background = self.member.background.as_ref();
        let referral = background.and_then(|known| known.referral.as_ref());
        let due = referral.filter(|it| it.due_since == Some(at) && it.rewarded_at.is_none());
        if let Some(referrer) = due.map(|referral| referral.referrer.clone()) {
            let facts = Facts::default().with("referrer", &referrer);
            self.tell("referral_due", "6.1.1b", facts);
        }
    }

    /// The tier becomes another by what counts, or is kept; the member is told where it is another.
    pub(crate) fn change_tier(
        &mut self,
        (policy, counted): (&Policy, Qualified),
        to: TierId,
        reason: TierReason,
        review_at: Option<Moment>,
        at: Moment,
    ) {
        let from = self.member.tier.id.clone();
        self.tell_tier(policy, reason, (&from, &to), counted);
        self.happen(Event::TierChanged {
            from,
            to,
            reason,
            review_at,
            at,
        });
    }

    /// The tier is another until a moment, whatever else a review leaves; the member is told.
    pub(crate) fn hold_until(&mut self, to: TierId, until: Moment, at: Moment) {
        let from = self.member.tier.id.clone();
        let facts = Facts::default().with("from", &from).with("to", &to);
        self.tell("tier_set", "3.2.1", facts.with("until", until));
        self.happen(Event::TierChanged {
            from,
            to,
            reason: TierReason::SetByHand,
            review_at: Some(until),
            at,
        });
    }

    /// The floor holds the member again, once what counts is enough for it.
    pub(crate) fn regain_floor(&mut self, policy: &Policy, counted: Qualified, at: Moment) {
        let floor = policy.tiers.floor_place();
        if !self.member.has_floor() && policy.tiers.reached_by(counted) >= floor {
            self.happen(Event::FloorChanged { holds: true, at });
        }
    }

    /// The member is told of a tier reached or lost, and by how much of what tiers go by.
    fn tell_tier(
        &mut self,
        policy: &Policy,
        reason: TierReason,
        (from, to): (&TierId, &TierId),
        counted: Qualified,
    ) {
        let by_points = policy.tiers.qualifying.is_some();
        let template = match (reason, by_points) {
            (TierReason::Upgraded, false) => "tier_upgraded",
            (TierReason::Upgraded, true) => "tier_upgraded_by_points",
            (TierReason::Downgraded | TierReason::Refunded, false) => "tier_downgraded",
            (TierReason::Downgraded | TierReason::Refunded, true) => "tier_downgraded_by_points",
            (TierReason::Retained | TierReason::Grace | TierReason::SetByHand, _) => return,
        };
        let facts = Facts::default().with("from", from).with("to", to);
        let facts = if by_points {
            facts.with("qualifying_points", counted.points)
        } else {
            facts.with("spend_minor", counted.spend)
        };
        self.tell(template, "3.2.1", facts);
    }

    /// Everything that fell due by a moment happens.
    pub(crate) fn fall_due(&mut self, policies: &PolicySet, now: Moment) -> Result<(), OutOfRange> {
        while let Some((at, due)) = next(policies, &self.member).filter(|(at, _)| *at <= now) {
            match due {
                Due::Transition => self.renew_by_transition(policies, at),
                Due::Settle(place) => {
                    let order = self.member.orders[place].id.clone();
                    self.settle(policies, &order, at);
                }
                Due::Activate(place) => {
                    let lot = self.member.lots[place].clone();
                    self.activate(policies, &lot, at);
                }
                Due::Lapse(place) => {
                    let order = self.member.orders[place].clone();
                    let policy = policies.version(order.policy_version);
                    let released = release(policies, policy, &self.member, &order, at);
                    released.into_iter().for_each(|event| self.happen(event));
                    self.tell(
                        "order_lapsed",
                        "5.2.1",
                        Facts::default().with("order", &order.id),
                    );
                    self.happen(Event::OrderLapsed {
                        order: order.id,
                        at,
                    });
                }
                Due::Overdue(place) => self.claim_overdue(policies, place, at)?,
                Due::Release(place) => self.release(policies, place, at),
                Due::Approve(place, which) => {
                    let sale = &self.member.sales[place];
                    let (order, refund) = (sale.order.clone(), sale.refunds[which].id.clone());
                    self.approve_refund(policies, &order, &refund, at)?;
                }
                Due::Close(place) => {
                    let order = self.member.sales[place].order.clone();
                    self.happen(Event::SaleClosed { order, at });
                }
                Due::Expire(place) => {
                    let Lot { id, points, .. } = self.member.lots[place];
                    self.happen(Event::PointsExpired {
                        lot: id,
                        points,
                        at,
                    });
                    self.tell(
                        "points_expired",
                        "6.3.2",
                        Facts::default().with("points", points),
                    );
                }
                Due::EntryOver(place) => {
                    let over = self.member.entries[place].clone();
                    let (draw, entry) = (over.draw, over.entry);
                    self.happen(Event::DrawEntryOver { draw, entry, at });
                }
                Due::VoucherOver(place) => {
                    let mall = self.member.mall.as_ref();
                    let over = mall.and_then(|mall| mall.vouchers.get(place));
                    if let Some(voucher) = over.map(|voucher| voucher.id.clone()) {
                        self.happen(Event::VoucherExpired { voucher, at });
                    }
                }
                Due::Review => self.review(policies, at)?,
                Due::Remind(expires_at) => self.remind(expires_at, at)?,
            }
        }
        Ok(())
    }

    /// An order is settled, the points that waited for it become available, its rebate is given.
    pub(crate) fn settle(&mut self, policies: &PolicySet, order: &OrderId, at: Moment) {
        let sale = self.member.sales.iter().find(|sale| sale.order == *order);
        let policy = sale.and_then(|sale| policies.version(sale.policy_version));
        let terms = policy.and_then(|policy| policy.refunds.as_ref());
        let rebate = rebate_due(&self.member, order);
        let open = self.member.orders.iter().find(|open| open.id == *order);
        let governs = open.map(|open| open.policy_version);
        let closes_at = terms.map(|terms| at.plus_days(u32::from(terms.open_days())));
        self.happen(Event::OrderSettled {
            order: order.clone(),
            at,
            closes_at,
        });
        self.tell_referral_due(at);
        let waits = |lot: &&Lot| matches!(&lot.pending, Some(Pending::Settlement(o)) if o == order);
        let waiting: Vec<Lot> = self.member.lots.iter().filter(waits).cloned().collect();
        for lot in waiting {
            self.activate(policies, &lot, at);
        }
        if let Some((governs, rebate)) = governs.zip(rebate) {
            self.give_rebate((policies, governs), order, rebate, at);
        }
        // A rebate, or a purchase that was approved, may be an activity that nobody asked for. What
        // is recorded late goes by the versions that took effect meanwhile.
        self.renew(policies, at.max(self.member.clock));
    }

    /// The rebate of an order that is settled, as a lot of its own, valid as its version says.
    fn give_rebate(
        &mut self,
        (policies, governs): (&PolicySet, u32),
        order: &OrderId,
        rebate: PromisedRebate,
        at: Moment,
    ) {
        let policy = policies.version(governs);
        let expires_at = policy.and_then(|policy| of_new(policy, &self.member, at));
        self.happen(Event::RebateGranted(Box::new(RebateGranted {
            order: order.clone(),
            benefit: rebate.benefit,
            lot: self.member.next_lot,
            points: rebate.points,
            expires_at,
            at,
            valid_by: Some(governs),
        })));
    }

    /// A redemption was not paid in time.
    fn release(&mut self, policies: &PolicySet, place: usize, at: Moment) {
        let open = self
            .member
            .mall
            .as_ref()
            .and_then(|mall| mall.open.get(place));
        let Some(open) = open.cloned() else { return };
        let policy = policies.version(open.policy_version);
        let parts = revived(policies, policy, &self.member, open.hold, at);
        let facts = Facts::default().with("redemption", &open.id);
        self.tell(
            "redemption_lapsed",
            "6.2.1a",
            facts.with("offer", &open.offer),
        );
        self.happen(Event::RedemptionLapsed {
            redemption: open.id,
            parts,
            at,
        });
    }

    fn activate(&mut self, policies: &PolicySet, lot: &Lot, at: Moment) {
        let policy = lot
            .validity_version
            .and_then(|version| policies.version(version));
        let expires_at = match policy {
            Some(policy) if policy.validity.start == ValidityStart::Activation => {
                let (version, from) = (policy.version, at);
                // What is recorded late goes by the versions that took effect meanwhile, too.
                let known = at.max(self.member.clock);
                Terms { version, from }.expiry_in_time(policies, &self.member, known)
            }
            _ => lot.expires_at,
        };
        let (lot, points) = (lot.id, lot.points);
        self.happen(Event::PointsActivated {
            lot,
            points,
            expires_at,
            at,
        });
    }

    /// A tier that a review would take is kept for a while, and the member knows until when.
    fn grant_grace(&mut self, tier: &TierId, until: Moment, at: Moment) {
        let facts = Facts::default().with("tier", tier).with("until", until);
        self.tell("tier_grace", "3.2.1", facts);
        self.happen(Event::TierChanged {
            from: tier.clone(),
            to: tier.clone(),
            reason: TierReason::Grace,
            review_at: Some(until),
            at,
        });
    }

    /// Whether a trial that is over keeps its tier: by what counted on its days, as the version says
    /// that it was given under.
    fn keeps_trial(&self, policies: &PolicySet) -> Result<bool, OutOfRange> {
        let Some(trial) = self.member.trial() else {
            return Ok(false);
        };
        let policy = policies.version(trial.policy_version);
        let terms = policy.and_then(|policy| Some((policy, policy.tiers.status_match.as_ref()?)));
        let matched = terms.and_then(|(policy, terms)| Some((policy, terms.of(&trial.tier)?)));
        let Some((policy, matched)) = matched else {
            return Ok(false);
        };
        let counted = counted_in_trial(policy, &self.member, trial)?;
        let mut ways = matched.keep_any.iter();
        Ok(ways.any(|way| way.are_met(policy.tiers.reached, counted)))
    }

    /// The tier is kept, or becomes what counts in the window is enough for (3.1.1).
    fn review(&mut self, policies: &PolicySet, at: Moment) -> Result<(), OutOfRange> {
        let from = self.member.tier.id.clone();
        let Some(policy) = policies.at(at) else {
            // Without a policy there is nothing to review by.
            let (to, reason) = (from.clone(), TierReason::Retained);
            self.happen(Event::TierChanged {
                from,
                to,
                reason,
                review_at: None,
                at,
            });
            return Ok(());
        };
        let window = policy.tiers.window;
        // The days of grace end when they end.
        let registered = registered_on(policy, &self.member);
        let waits_until = window.waits_until(&policy.zone, at, registered);
        let is_held = self.member.tier.grace.is_none() && self.member.tier.by_hand.is_none();
        let waits_until = waits_until.filter(|_| is_held);
        let looked_back_from = window.looked_back_from(at);
        let counted = qualified_for_review(policy, &self.member, at)?;
        let held = tier_held(policy, &self.member, counted);
        self.regain_floor(policy, counted, at);
        let climbed = policy.tiers.climbs_to(held, counted);
        let kept = policy.tiers.kept_by(held, counted);
        // Who is below the floor may fall further.
        let floor = Some(policy.tiers.floor_place()).filter(|floor| *floor <= held);
        let floor = floor
            .filter(|_| self.member.has_floor())
            .unwrap_or_default();
        let least = match policy.tiers.downgrade {
            _ if waits_until.is_some() => held,
            // What somebody set is no floor once its time is over; what keeps a trial does.
            _ if self.member.tier.by_hand.is_some() => match self.keeps_trial(policies)? {
                true => held,
                false => 0,
            },
            Downgrade::None => held,
            Downgrade::OneStep => held.saturating_sub(1).max(floor),
            Downgrade::Recompute => floor,
        };
        // What somebody set is no step to climb from, either.
        let now = if self.member.tier.by_hand.is_some() {
            policy.tiers.reached_by(counted).max(least)
        } else if climbed > held {
            climbed
        } else {
            kept.max(least)
        };
        let grace = policy.tiers.grace_days;
        let grace = grace.filter(|_| now < held && is_held);
        if let Some(days) = grace {
            self.grant_grace(&from, at.plus_days(u32::from(days)), at);
            return Ok(());
        }
        let to = policy
            .tiers
            .steps
            .get(now)
            .map_or_else(|| from.clone(), |tier| tier.id.clone());
        let enough_for = |counted| policy.tiers.earned_by(held, counted).max(least);
        if let Some(until) = invited_until(&self.member, counted, now, enough_for) {
            self.hold_until(to, until, at);
            return Ok(());
        }
        let reason = match now.cmp(&held) {
            core::cmp::Ordering::Less => TierReason::Downgraded,
            core::cmp::Ordering::Equal => TierReason::Retained,
            core::cmp::Ordering::Greater => TierReason::Upgraded,
        };
        let review_at = waits_until
            .or_else(|| review_at(policy, self.member.registered_at, now, looked_back_from));
        self.change_tier((policy, counted), to, reason, review_at, at);
        Ok(())
    }
}
