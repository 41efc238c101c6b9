//! A bank takes back what was paid, or gives it again (拒付). Clause 5.3.2.
//!
//! A chargeback asks for no reason and waits for nobody: the cash is gone. What the purchase had
//! earned with it is taken back as a refund's would be, and what is left of the purchase can be given
//! back only as far as its cash is still there.

use super::approval::Uncounted;
use super::clawback::claw_back;
use super::{Back, amounts, left_again, reinstated};
use crate::due::Course;
use crate::event::{Event, HoldPart, LotPart, Pending, RecordedChargeback, ReversedChargeback};
use crate::expiry::Terms;
use crate::holding::{revived, take};
use crate::id::{ChargebackId, OrderId};
use crate::moment::{Day, Moment};
use crate::number::{Money, OutOfRange, Points};
use crate::policy::{ChargedPoints, Policy, PolicySet, Refunds, ShippingBack, UndoTier};
use crate::ratio::{divide, widened};
use crate::refusal::Facts;
use crate::sale::{Charge, Sale};
use crate::standing::registered_on;
use crate::state::Lot;

impl Course {
    /// A bank took so much back: at most what is left of what was paid.
    pub(crate) fn charge_back(
        &mut self,
        policies: &PolicySet,
        sale: &Sale,
        (chargeback, amount_minor): (&ChargebackId, Money),
        at: Moment,
    ) -> Result<(), OutOfRange> {
        let policy = policies.version(sale.policy_version);
        let terms = policy.and_then(|policy| Some((policy, policy.refunds.as_ref()?)));
        let Some((policy, terms)) = terms else {
            return Ok(());
        };
        let mut charge = charge(terms, sale, (chargeback, amount_minor), at)?;
        let mut after = sale.clone();
        after.charges.push(charge.clone());
        // What the units that are kept earn without this cash; no unit comes back.
        let joined = registered_on(policy, &self.member);
        let kept = (&after, joined);
        let due = amounts(policy, terms, kept, &[], ShippingBack::Never)?;
        let (spend, qualifying) = stops_counting(policy, terms, sale, &after)?;
        charge.qualifying_points = qualifying;
        let back = reinstated(sale, charge.points);
        let back = revived(policies, Some(policy), &self.member, back, at);
        let reinstated = Event::PointsReinstated {
            order: sale.order.clone(),
            points: charge.points,
            parts: back.clone(),
            at,
        };
        let mut richer = self.member.clone();
        crate::evolve::apply(&mut richer, &reinstated);
        let lots = richer.lots.clone();
        let rebate_points = rebate_of(terms, sale, charge.goods_minor)?;
        let takes = (due.claw_points, rebate_points);
        // Nothing of the cash can be kept: the bank has it.
        let (clawed, of_rebate) = claw_back(richer, (policy, terms), sale, takes, Money::ZERO, at)?;
        charge.waits_for = waits_for(&lots, sale, &clawed.parts);
        charge.clawed_points = due.claw_points.minus(clawed.gone()?)?;
        let of_rebate_back = rebate_points.minus(of_rebate.gone()?)?;
        charge.rebate_points = Some(of_rebate_back).filter(|points| !points.is_zero());
        charge.taken = together(taken(&lots, &clawed.parts), taken(&lots, &of_rebate.parts));
        charge.spend_minor = Some(spend).filter(|spend| *spend != charge.goods_minor);
        let gone = Uncounted {
            spend,
            points: charge.qualifying_points,
            orders: charge.orders,
        };
        self.happen(Event::ChargebackRecorded(Box::new(RecordedChargeback {
            order: sale.order.clone(),
            charge: charge.clone(),
        })));
        if !back.is_empty() {
            self.record(reinstated);
        }
        self.claw(&sale.order, due.claw_points, clawed, at);
        self.claw_rebate(&sale.order, rebate_points, of_rebate, at);
        // Room under caps on single rules comes back with goods, not with cash.
        self.return_earning(&sale.order, due.remainder, Vec::new());
        self.repay();
        self.uncount(policies, (policy, terms), sale, gone, at)?;
        let facts = facts(&sale.order, chargeback, amount_minor);
        let facts = facts.with("claw_points", due.claw_points.plus(rebate_points)?);
        self.tell("chargeback_recorded", "5.3.2", facts);
        self.correct_invoice(sale, chargeback.as_str(), amount_minor);
        Ok(())
    }

    /// A bank gave back what it had taken: everything is as it was before.
    pub(crate) fn charge_again(
        &mut self,
        policies: &PolicySet,
        order: &OrderId,
        charge: &Charge,
        now: Moment,
    ) -> Result<(), OutOfRange> {
        let sales = self.member.sales.iter();
        let mut sales = sales.filter(|sale| sale.order == *order);
        let sale = sales.next();
        let known = sale.and_then(|sale| Some((sale, policies.version(sale.policy_version)?)));
        let Some((sale, policy)) = known else {
            return Ok(());
        };
        let paid_at = sale.paid_at;
        let restored = self.restored(policies, policy, charge, now)?;
        // The points of the purchase are used again: of what is there now.
        let parts = take(&self.member, charge.points, now);
        let mut used = Vec::with_capacity(parts.len());
        let mut owed = charge.points;
        for HoldPart { lot, points, .. } in parts {
            owed = owed.minus(points)?;
            used.push(LotPart { lot, points });
        }
        let counts_on = (charge.uncounted == Some(true)).then(|| {
            let counted_by = policies.at(paid_at).unwrap_or(policy);
            let day = counted_by.zone.day(paid_at);
            let kept = i32::from(policies.kept_days());
            let oldest = counted_by.zone.day(now).plus_days(1 - kept);
            // A day that is too old may not be forgotten yet.
            let is_told = self.member.spend.iter().any(|spend| spend.day == day);
            if day < oldest && !is_told {
                Day::BEFORE_ALL
            } else {
                day
            }
        });
        let waits_for = self.waits_again(order, charge, now);
        let mut after = sale.clone();
        after.charges.retain(|known| known.id != charge.id);
        // The parts of points that were rounded off may be others now that other charges stand.
        let counts = policy.refunds.as_ref().filter(|_| counts_on.is_some());
        let counts = counts.map(|terms| stops_counting(policy, terms, &after, sale));
        let (spend, qualifying) = counts.transpose()?.unzip();
        let stopped = charge.spend_minor.unwrap_or(charge.goods_minor);
        let current = policies.at(now);
        let held = current.map(|current| self.holds(current, now, now));
        let held = held.transpose()?;
        self.happen(Event::ChargebackReversed(Box::new(ReversedChargeback {
            chargeback: charge.id.clone(),
            order: order.clone(),
            amount_minor: charge.amount_minor,
            restored,
            used,
            owed_points: owed,
            counts_on,
            at: now,
            rebate_points: charge.rebate_points,
            waits_for,
            spend_minor: spend.filter(|spend| *spend != stopped),
            qualifying_points: qualifying.filter(|points| *points != charge.qualifying_points),
        })));
        let sales = self.member.sales.iter();
        let mut sales = sales.filter(|sale| sale.order == *order);
        if let (Some(sale), Some(terms)) = (sales.next(), &policy.refunds) {
            let left = left_again(policy, terms, (sale, registered_on(policy, &self.member)))?;
            self.return_earning(order, left, Vec::new());
        }
        if let Some((current, held)) = current.zip(held).filter(|_| counts_on.is_some()) {
            self.lift(current, held, now, now)?;
        }
        let facts = facts(order, &charge.id, charge.amount_minor);
        let facts = facts.with("points", charge.clawed_points);
        self.tell("chargeback_reversed", "5.3.2", facts);
        Ok(())
    }

    /// What the lot of a purchase waits for again: nothing where that came meanwhile, or something is
    /// in the lot.
    fn waits_again(&self, order: &OrderId, charge: &Charge, now: Moment) -> Option<Pending> {
        let waits = charge.waits_for.as_ref()?;
        let member = &self.member;
        let own = member.sales.iter().find(|sale| sale.order == *order)?.lot;
        let is_gone = !member.lots.iter().any(|lot| Some(lot.id) == own);
        let waits_still = match waits {
            Pending::Until(at) => *at > now,
            Pending::Settlement(order) => member.orders.iter().any(|open| open.id == *order),
        };
        (is_gone && waits_still).then(|| waits.clone())
    }

    /// The points that a chargeback took, to go back. Those that were owed, or whose validity had not
    /// begun, become a lot of their own: of the purchase's version, with what later versions in force
    /// say of such points. What is still owed is paid at once from whatever ends first.
    fn restored(
        &self,
        policies: &PolicySet,
        policy: &Policy,
        charge: &Charge,
        now: Moment,
    ) -> Result<Vec<HoldPart>, OutOfRange> {
        let taken = Points::sum(charge.taken.iter().map(|part| part.points))?;
        let all = charge.clawed_points;
        let all = all.plus(charge.rebate_points.unwrap_or_default())?;
        let owed = all.minus(taken)?;
        let parts = charge.taken.clone();
        let mut parts = revived(policies, Some(policy), &self.member, parts, now);
        if owed.is_zero() {
            return Ok(parts);
        }
        let next = parts.iter().map(|part| part.lot.saturating_add(1));
        let next = next.max().unwrap_or_default().max(self.member.next_lot);
        let terms = Terms {
            version: policy.version,
            from: now,
        };
        parts.push(HoldPart {
            lot: next,
            points: owed,
            earned_at: now,
            expires_at: terms.expiry(policies, &self.member, None, now),
            valid_by: Some(policy.version),
            valid_from: None,
        });
        Ok(parts)
    }
}

/// What a bank takes of a sale, before what it takes along is known.
fn charge(
    terms: &Refunds,
    sale: &Sale,
    (chargeback, amount_minor): (&ChargebackId, Money),
    at: Moment,
) -> Result<Charge, OutOfRange> {
    let back = Back::of(sale, terms.tenders)?;
    let left = back.cash_kept()?;
    // Goods first: the shipping is what is more.
    let goods_minor = amount_minor.min(left);
    let share = |of: i64| {
        let wide = widened(of, goods_minor.value());
        divide(wide, i128::from(left.value().max(1))).0
    };
    let reinstates = terms.chargebacks.unwrap_or_default().points == ChargedPoints::Reinstate;
    let (mut points, mut value_minor) = (Points::ZERO, Money::ZERO);
    if reinstates && !left.is_zero() {
        let used = Points::sum(sale.used.iter().map(|part| part.points))?;
        let worth = Money::sum(sale.sold.lines.iter().map(|line| line.offset_minor))?;
        points = Points::from_wide(share(used.minus(sale.back.points)?.value()))?;
        value_minor = Money::from_wide(share(worth.minus(sale.back.value_minor)?.value()))?;
    }
    // An order is counted out once: not again where a bank gave a part back and takes it again.
    // One that was paid by tenders which do not count never counted.
    let counts = sale.cost_cash() && sale.charges.iter().all(|charge| charge.orders.is_none());
    let is_whole = counts && goods_minor == left && !left.is_zero() && !sale.is_all_back();
    Ok(Charge {
        id: chargeback.clone(),
        amount_minor,
        goods_minor,
        points,
        value_minor,
        clawed_points: Points::ZERO,
        taken: Vec::new(),
        qualifying_points: Points::ZERO,
        orders: is_whole.then_some(1),
        uncounted: (terms.undo_tier != UndoTier::Never && sale.cost_cash()).then_some(true),
        returned_units: sale.returned_units(),
        at,
        spend_minor: None,
        rebate_points: None,
        waits_for: None,
    })
}

/// What counts toward tiers of a sale and not of the same after a chargeback: spend, and qualifying
/// points.
fn stops_counting(
    policy: &Policy,
    terms: &Refunds,
    sale: &Sale,
    charged: &Sale,
) -> Result<(Money, Points), OutOfRange> {
    let counts = |sale: &Sale| Back::of(sale, terms.tenders)?.counts(sale);
    let (before, after) = (counts(sale)?, counts(charged)?);
    let points = match policy.tiers.qualifying {
        Some(terms) => terms.of(before)?.minus(terms.of(after)?)?,
        None => Points::ZERO,
    };
    Ok((before.minus(after)?, points))
}

/// What of a rebate that was given goes with so much cash for goods: all of it with the last.
fn rebate_of(terms: &Refunds, sale: &Sale, goods_minor: Money) -> Result<Points, OutOfRange> {
    let Some(given) = sale.rebate else {
        return Ok(Points::ZERO);
    };
    let has = given.points.minus(given.clawed_points)?;
    let left = Back::of(sale, terms.tenders)?.cash_kept()?;
    let wide = widened(has.value(), goods_minor.value());
    Points::from_wide(divide(wide, i128::from(left.value().max(1))).0)
}

/// What the lot of a sale waits for, where one of these parts is of it. One whose validity has not
/// begun comes back as another lot.
fn waits_for(lots: &[Lot], sale: &Sale, parts: &[LotPart]) -> Option<Pending> {
    let own = lots.iter().find(|lot| Some(lot.id) == sale.lot)?;
    let mut parts = parts.iter();
    let waits = own.pending.as_ref()?;
    let is_taken = parts.any(|part| part.lot == own.id) && own.validity_version.is_none();
    is_taken.then(|| waits.clone())
}

/// The parts of both, each lot named once.
fn together(mut parts: Vec<HoldPart>, more: Vec<HoldPart>) -> Vec<HoldPart> {
    for part in more {
        match parts.iter_mut().find(|known| known.lot == part.lot) {
            Some(known) => known.points = known.points.saturating_plus(part.points),
            None => parts.push(part),
        }
    }
    parts
}

/// The parts of lots that are taken, each with what is known of its lot. One whose validity has not
/// begun has no expiry that could come back with it.
fn taken(lots: &[Lot], parts: &[LotPart]) -> Vec<HoldPart> {
    let lot = |part: &LotPart| {
        let mut known = lots.iter().filter(|lot| lot.validity_version.is_none());
        let lot = known.find(|lot| lot.id == part.lot)?;
        Some(HoldPart {
            lot: lot.id,
            points: part.points,
            earned_at: lot.earned_at,
            expires_at: lot.expires_at,
            valid_by: lot.valid_by,
            valid_from: lot.valid_from,
        })
    };
    parts.iter().filter_map(lot).collect()
}

fn facts(order: &OrderId, chargeback: &ChargebackId, amount: Money) -> Facts {
    let facts = Facts::default().with("order", order);
    let facts = facts.with("chargeback", chargeback);
    facts.with("amount_minor", amount)
}
