//! Points that a purchase earned are taken back: from where, and what goes on record. Clause 5.3.2.

use crate::due::Course;
use crate::event::{Event, LotPart, RebateTakenBack};
use crate::id::OrderId;
use crate::moment::Moment;
use crate::number::{Money, OutOfRange, Points};
use crate::policy::{ClawbackFrom, Offset, Policy, Refunds, Shortfall};
use crate::sale::Sale;
use crate::standing::is_available;
use crate::state::{Lot, MemberState};

/// Where points to be clawed back come from.
pub(super) struct Clawed {
    /// What is taken of which lot.
    pub parts: Vec<LotPart>,
    /// What had expired unused.
    pub expired: Points,
    /// What is owed from now on.
    pub owed: Points,
    /// What is written off.
    pub written_off: Points,
    /// What is kept of the cash.
    pub kept_minor: Money,
}

/// The lot that points to be clawed back had gone to.
#[derive(Clone, Copy)]
struct OwnLot {
    /// Which; absent where there was none.
    pub lot: Option<u64>,
    /// What of it expired unused and was not set off yet.
    pub expired: Points,
}

impl OwnLot {
    /// The lot of what a sale earned.
    pub(super) fn of(sale: &Sale) -> Self {
        Self {
            lot: sale.lot,
            expired: sale.expired_points.unwrap_or_default(),
        }
    }

    /// The lot of the rebate that a sale was given.
    pub(super) fn of_rebate(sale: &Sale) -> Self {
        Self {
            lot: sale.rebate.map(|given| given.lot),
            expired: sale
                .rebate
                .map_or(Points::ZERO, |given| given.expired_points),
        }
    }
}

impl Clawed {
    /// What is gone for good, whatever happens to the purchase: it was forgiven, or had expired.
    pub(super) fn gone(&self) -> Result<Points, OutOfRange> {
        self.written_off.plus(self.expired)
    }
}

impl Course {
    /// So many points that an order had earned are taken back, if any are.
    pub(super) fn claw(&mut self, order: &OrderId, points: Points, clawed: Clawed, at: Moment) {
        if points.is_zero() {
            return;
        }
        self.record(Event::PointsClawedBack {
            order: order.clone(),
            points,
            parts: clawed.parts,
            owed_points: clawed.owed,
            written_off_points: clawed.written_off,
            kept_minor: clawed.kept_minor,
            at,
            expired_points: Some(clawed.expired).filter(|points| !points.is_zero()),
        });
    }

    /// So many points of an order's rebate are taken back, if any are. Clause 3.1.2d.
    pub(super) fn claw_rebate(
        &mut self,
        order: &OrderId,
        points: Points,
        clawed: Clawed,
        at: Moment,
    ) {
        if points.is_zero() {
            return;
        }
        self.record(Event::RebateTakenBack(Box::new(RebateTakenBack {
            order: order.clone(),
            points,
            parts: clawed.parts,
            expired_points: Some(clawed.expired).filter(|points| !points.is_zero()),
            owed_points: clawed.owed,
            written_off_points: clawed.written_off,
            kept_minor: clawed.kept_minor,
            at,
        })));
    }
}

/// Takes back so many points that a sale earned, and then so many of its rebate, of a member who has
/// the points again that were used on it; of the cash, what the first leaves may be kept for the second.
pub(super) fn claw_back(
    mut member: MemberState,
    (policy, terms): (&Policy, &Refunds),
    sale: &Sale,
    (points, rebate): (Points, Points),
    cash_minor: Money,
    now: Moment,
) -> Result<(Clawed, Clawed), OutOfRange> {
    let offset = policy.offset.as_ref();
    let owes = (points, cash_minor);
    let clawed = take_back(&member, terms, offset, OwnLot::of(sale), owes, now)?;
    crate::evolve::take(&mut member, &clawed.parts);
    let owes = (rebate, cash_minor.minus(clawed.kept_minor)?);
    let own = OwnLot::of_rebate(sale);
    let of_rebate = take_back(&member, terms, offset, own, owes, now)?;
    Ok((clawed, of_rebate))
}

/// Takes so many points that a sale earned or was given back from a member, as the terms say; `cash_minor` is
/// what may be kept of it. What of its own lot expired unused comes before other lots: it was zeroed
/// already (6.3.2), and would be taken a second time.
fn take_back(
    member: &MemberState,
    terms: &Refunds,
    offset: Option<&Offset>,
    own: OwnLot,
    (points, cash_minor): (Points, Money),
    now: Moment,
) -> Result<Clawed, OutOfRange> {
    let is_own = |lot: &&Lot| {
        let first = terms.clawback_from == ClawbackFrom::OwnLot || lot.pending.is_some();
        Some(lot.id) == own.lot && first
    };
    let mut left = points;
    let mut parts: Vec<LotPart> = Vec::new();
    let mut take = |left: &mut Points, lot: &Lot| {
        let taken = lot.points.min(*left);
        *left = left.saturating_minus(taken);
        if !taken.is_zero() {
            parts.push(LotPart {
                lot: lot.id,
                points: taken,
            });
        }
    };
    let first = member.lots.iter().filter(is_own);
    first.for_each(|lot| take(&mut left, lot));
    let expired = left.min(own.expired);
    left = left.minus(expired)?;
    let rest = member.lots.iter().filter(|lot| !is_own(lot));
    rest.filter(|lot| is_available(lot, now))
        .for_each(|lot| take(&mut left, lot));
    let mut clawed = Clawed {
        parts,
        expired,
        owed: left,
        written_off: Points::ZERO,
        kept_minor: Money::ZERO,
    };
    match (terms.shortfall, offset) {
        (Shortfall::WriteOff, _) => {
            clawed.written_off = left;
            clawed.owed = Points::ZERO;
        }
        (Shortfall::Cash, Some(offset)) => {
            let worth = offset.value_of(left)?;
            clawed.kept_minor = worth.min(cash_minor);
            clawed.owed = if worth <= cash_minor {
                Points::ZERO
            } else {
                left.minus(offset.points_within(cash_minor)?.min(left))?
            };
        }
        (Shortfall::Debt | Shortfall::Cash, _) => {}
    }
    Ok(clawed)
}
