//! The points mall: an offer is redeemed at once, or with cash to be paid in time. Clauses 6.2.1a
//! and 6.2.2.

use super::order::{Act, Outcome, claim};
use super::until_next;
use crate::decision::Summary;
use crate::event::{Event, IssuedVoucher};
use crate::grant::has_room;
use crate::holding::{revived, take};
use crate::id::{PaymentId, RedemptionId, RuleId};
use crate::limits::{MAX_KEPT_UNITS, MAX_OPEN_REDEMPTIONS, MAX_VOUCHERS};
use crate::mall::OpenRedemption;
use crate::moment::{Day, Moment};
use crate::number::{Money, Points};
use crate::policy::{Offer, Policy};
use crate::pricing::in_force;
use crate::refusal::{Code, Facts, Refusal};
use crate::standing::{available, tier_at};
use crate::state::{MemberState, State};
use crate::stream::StreamId;

impl Act<'_> {
    /// One unit of an offer is taken, at the price of the version in force. Where cash is due, the
    /// unit is kept and the points are on hold until it is paid.
    pub(super) fn redeem(&mut self, id: &RuleId, redemption: &RedemptionId) -> Outcome {
        let at = self.now;
        let policy = in_force(self.policies, at)?;
        let offer = policy.mall.as_ref().and_then(|mall| mall.offer(id));
        let offer = offer.ok_or_else(|| Refusal::new(Code::OfferUnknown).with("offer", id))?;
        let taken = Refusal::new(Code::RedemptionIdTaken).with("redemption", redemption);
        if self.open_redemption(redemption).is_some() {
            return Err(taken.into());
        }
        is_open(offer, at)?;
        is_for_tier(policy, offer, &self.course.member, at)?;
        let counts_since = within_limit(policy, offer, &self.course.member, at)?;
        let is_paid_later = offer.cash_minor.is_some();
        self.has_unit(offer, is_paid_later)?;
        let member = &self.course.member;
        if is_paid_later {
            let open = member.mall.as_ref().map_or(0, |mall| mall.open.len());
            if open >= MAX_OPEN_REDEMPTIONS {
                let refusal = Refusal::new(Code::TooManyRedemptions);
                return Err(refusal.with("most", MAX_OPEN_REDEMPTIONS).into());
            }
            // What is held may come back as lots.
            has_room(member, Points::ZERO)?;
        }
        if offer.voucher.is_some() {
            has_room_for_voucher(member)?;
        }
        let have = available(member, at)?;
        if have < offer.points {
            let refusal = Refusal::new(Code::OfferPointsNotEnough).with("points", offer.points);
            return Err(refusal.with("available_points", have).into());
        }
        let lapses_at = at.plus_minutes(policy.orders.pay_within_minutes);
        let lapses_at = is_paid_later.then_some(lapses_at);
        let parts = take(member, offer.points, at);
        self.course.happen(Event::OfferRedeemed {
            redemption: redemption.clone(),
            offer: id.clone(),
            policy_version: policy.version,
            points: offer.points,
            parts,
            cash_minor: offer.cash_minor,
            lapses_at,
            counts_since,
            at,
        });
        let unit = Event::UnitTaken {
            offer: id.clone(),
            redemption: redemption.clone(),
            kept_until: lapses_at,
            at,
        };
        self.others
            .shared(&StreamId::Offer(id.clone()))?
            .happen(unit);
        if !is_paid_later {
            self.issue(offer, redemption);
            self.tell_redeemed(id, redemption, offer.points);
        }
        let claims = vec![claim("redemption", redemption.as_str(), taken)];
        Ok((Summary::Done, claims))
    }

    /// The cash of a redemption is paid: its points are used, and its unit is gone for good.
    pub(super) fn pay_redemption(
        &mut self,
        offer: &RuleId,
        redemption: &RedemptionId,
        payment: &PaymentId,
        amount: Money,
    ) -> Outcome {
        let at = self.now;
        let open = self.waiting_redemption(offer, redemption)?.clone();
        if amount != open.cash_minor {
            let refusal = Refusal::new(Code::PaymentDiffers).with("due_minor", open.cash_minor);
            return Err(refusal.with("paid_minor", amount).into());
        }
        let points = Points::sum(open.hold.iter().map(|part| part.points))?;
        self.course.happen(Event::RedemptionPaid {
            redemption: redemption.clone(),
            offer: offer.clone(),
            payment: payment.clone(),
            amount_minor: amount,
            points,
            at,
        });
        let (redemption_id, stream) = (redemption.clone(), StreamId::Offer(offer.clone()));
        self.others.shared(&stream)?.happen(Event::UnitPaid {
            redemption: redemption_id,
            at,
        });
        let policy = self.policies.version(open.policy_version);
        let terms = policy.and_then(|policy| policy.mall.as_ref()?.offer(offer));
        if let Some(terms) = terms {
            self.issue(terms, redemption);
        }
        self.tell_redeemed(offer, redemption, points);
        let taken = Refusal::new(Code::PaymentIdTaken).with("payment", payment);
        let claims = vec![claim("payment", payment.as_str(), taken)];
        Ok((Summary::Done, claims))
    }

    /// A redemption is cancelled before its cash was paid: points and unit come back.
    pub(super) fn cancel_redemption(
        &mut self,
        offer: &RuleId,
        redemption: &RedemptionId,
    ) -> Outcome {
        let at = self.now;
        let open = self.waiting_redemption(offer, redemption)?.clone();
        let policy = self.policies.version(open.policy_version);
        let parts = revived(self.policies, policy, &self.course.member, open.hold, at);
        let (redemption, stream) = (redemption.clone(), StreamId::Offer(offer.clone()));
        self.course.happen(Event::RedemptionCancelled {
            redemption: redemption.clone(),
            parts,
            at,
        });
        let unit = Event::UnitReturned { redemption, at };
        self.others.shared(&stream)?.happen(unit);
        Ok((Summary::Done, Vec::new()))
    }

    /// The voucher that an offer gives is issued, on the terms of its version.
    fn issue(&mut self, offer: &Offer, redemption: &RedemptionId) {
        let Some(terms) = &offer.voucher else { return };
        let issued = IssuedVoucher {
            voucher: redemption.clone(),
            takes_off: terms.takes_off,
            least_minor: terms.least_minor,
            only_categories: terms.only_categories.clone(),
            with_points: terms.with_points,
            expires_at: self.now.plus_days(u32::from(terms.valid_days)),
            at: self.now,
            revive_days: terms.revive_days,
        };
        self.course.happen(Event::VoucherIssued(Box::new(issued)));
    }

    fn tell_redeemed(&mut self, offer: &RuleId, redemption: &RedemptionId, points: Points) {
        let facts = Facts::default().with("offer", offer);
        let facts = facts.with("redemption", redemption).with("points", points);
        self.course.tell("offer_redeemed", "6.2.1a", facts);
    }

    fn open_redemption(&self, id: &RedemptionId) -> Option<&OpenRedemption> {
        let mut open = self.course.member.mall.iter().flat_map(|mall| &mall.open);
        open.find(|open| open.id == *id)
    }

    fn waiting_redemption(
        &self,
        offer: &RuleId,
        redemption: &RedemptionId,
    ) -> Result<&OpenRedemption, Refusal> {
        let open = self.open_redemption(redemption);
        let open = open.filter(|open| open.offer == *offer);
        let refusal = || Refusal::new(Code::RedemptionNotOpen).with("redemption", redemption);
        open.ok_or_else(|| refusal().with("offer", offer))
    }

    /// Whether there is a unit left, and room to keep one more for a payment.
    fn has_unit(&self, offer: &Offer, is_kept: bool) -> Result<(), Refusal> {
        let at = self.now;
        let state = match self.others.state(&StreamId::Offer(offer.id.clone()))? {
            Some(State::Offer(state)) => Some(state),
            _ => None,
        };
        if let Some(stock) = offer.stock
            && state.map_or(stock, |state| state.left(stock, at)) == 0
        {
            let refusal = Refusal::new(Code::OfferSoldOut).with("offer", &offer.id);
            return Err(refusal.with("stock", stock));
        }
        if is_kept && state.is_some_and(|state| state.kept.len() >= MAX_KEPT_UNITS) {
            let refusal = Refusal::new(Code::OfferBusy).with("offer", &offer.id);
            return Err(refusal.with("most", MAX_KEPT_UNITS));
        }
        Ok(())
    }
}

/// Whether the member may have one voucher more; any redemption that waits may bring one.
fn has_room_for_voucher(member: &MemberState) -> Result<(), Refusal> {
    let mall = member.mall.as_ref();
    let have = mall.map_or(0, |mall| mall.vouchers.len() + mall.open.len());
    if have < MAX_VOUCHERS {
        return Ok(());
    }
    Err(Refusal::new(Code::TooManyVouchers).with("most", MAX_VOUCHERS))
}

fn is_open(offer: &Offer, at: Moment) -> Result<(), Refusal> {
    let refusal = |code| Refusal::new(code).with("offer", &offer.id);
    if let Some(from) = offer.from.filter(|from| at < *from) {
        return Err(refusal(Code::OfferNotYetOpen).with("from", from));
    }
    if let Some(until) = offer.until.filter(|until| *until <= at) {
        return Err(refusal(Code::OfferOver).with("until", until));
    }
    Ok(())
}

fn is_for_tier(
    policy: &Policy,
    offer: &Offer,
    member: &MemberState,
    at: Moment,
) -> Result<(), Refusal> {
    let tier = tier_at(policy, member, at)?;
    if offer.tiers.is_empty() || offer.tiers.binary_search(tier).is_ok() {
        return Ok(());
    }
    let refusal = Refusal::new(Code::OfferNotForTier).with("offer", &offer.id);
    Err(refusal.with("tier", tier))
}

/// Whether the member may have one unit more, and from which day on it counts: nothing where the
/// offer has no limit.
fn within_limit(
    policy: &Policy,
    offer: &Offer,
    member: &MemberState,
    at: Moment,
) -> Result<Option<Day>, Refusal> {
    let Some(most) = offer.most else {
        return Ok(None);
    };
    let day = policy.zone.day(at);
    let since = offer.most_in.since(day).unwrap_or(Day(0));
    let taken = member.mall.iter().flat_map(|mall| &mall.taken);
    let mut taken = taken.filter(|taken| taken.offer == offer.id && taken.since >= since);
    // Where a version before this one counted in shorter periods, it goes on in the last of them.
    let (since, units) = match taken.next() {
        Some(taken) => (taken.since, taken.units),
        None => (since, 0),
    };
    if units >= most {
        let refusal = Refusal::new(Code::OfferLimitReached).with("offer", &offer.id);
        let refusal = refusal.with("most", most).with("taken", units);
        return Err(until_next(refusal, policy, offer.most_in, day));
    }
    Ok(Some(since))
}
