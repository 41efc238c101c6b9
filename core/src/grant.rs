//! Points that come from no order: the one place where they become a lot.

use crate::due::Course;
use crate::event::{Event, Pending, Source};
use crate::expiry::of_new;
use crate::limits::MAX_LOTS;
use crate::moment::Moment;
use crate::number::Points;
use crate::policy::{Policy, ValidityStart};
use crate::refusal::{Code, Refusal};
use crate::state::{MemberState, Order};

impl Course {
    /// Points are granted, valid as the policy says (6.3.1), available at once or so many days
    /// (of 24 hours) later.
    pub(crate) fn grant(
        &mut self,
        policy: &Policy,
        source: Source,
        points: Points,
        pending_days: u16,
        at: Moment,
    ) -> Result<(), Refusal> {
        has_room(&self.member, points)?;
        let until = || Pending::Until(at.plus_days(u32::from(pending_days)));
        let pending = (pending_days > 0).then(until);
        let later = pending.is_some() && policy.validity.start == ValidityStart::Activation;
        let expires_at = of_new(policy, &self.member, at);
        self.happen(Event::PointsGranted {
            source,
            lot: self.member.next_lot,
            points,
            pending,
            expires_at: expires_at.filter(|_| !later),
            at,
            validity_version: later.then_some(policy.version),
            valid_by: Some(policy.version),
        });
        Ok(())
    }
}

/// Whether one lot more of so many points has room, beside what open orders may bring.
pub(crate) fn has_room(member: &MemberState, points: Points) -> Result<(), Refusal> {
    has_room_for(member, 1, points)
}

/// Whether so many lots more, of so many points together, have room.
pub(crate) fn has_room_for(
    member: &MemberState,
    lots: usize,
    points: Points,
) -> Result<(), Refusal> {
    if lots_at_most(member).saturating_add(lots) > MAX_LOTS {
        return Err(Refusal::new(Code::TooManyLots).with("most", MAX_LOTS));
    }
    let lots = member.lots.iter().map(|lot| lot.points);
    let orders = member.orders.iter();
    let held = orders.flat_map(|order| order.hold.iter().map(|part| part.points));
    let promised = member.orders.iter().map(|order| order.earn_points);
    let sales = member.sales.iter();
    let used = sales.flat_map(|sale| sale.used.iter().map(|part| part.points));
    let entries = member.entries.iter();
    let entered = entries.flat_map(|entry| entry.parts.iter().map(|part| part.points));
    let redeemed = member.mall.iter().flat_map(|mall| &mall.open);
    let redeemed = redeemed.flat_map(|open| open.hold.iter().map(|part| part.points));
    let rebates = member.orders.iter().filter_map(Order::rebate);
    let promised = promised.chain(rebates.map(|rebate| rebate.points));
    let all = lots.chain(held).chain(promised).chain(used).chain(redeemed);
    Points::sum(all.chain(entered).chain([points]))?;
    Ok(())
}

/// The lots that a member may come to have: each open order may earn one and give one as a rebate,
/// and give back parts of its hold as others; so may a sale, a redemption that is not paid, and an entry into a draw that
/// comes to nothing.
pub(crate) fn lots_at_most(member: &MemberState) -> usize {
    let orders = member.orders.iter();
    let of_order = |order: &Order| 1 + usize::from(order.rebate().is_some()) + order.hold.len();
    let may_come: usize = orders.map(of_order).sum();
    let used: usize = member.sales.iter().map(|sale| sale.used.len()).sum();
    // What a chargeback took comes back where the bank gives back what it had taken.
    let charged = member.sales.iter().flat_map(|sale| &sale.charges);
    let charged: usize = charged.map(|charge| charge.taken.len()).sum();
    let entered: usize = member.entries.iter().map(|it| it.parts.len()).sum();
    let redeemed = member.mall.iter().flat_map(|mall| &mall.open);
    let redeemed: usize = redeemed.map(|open| open.hold.len()).sum();
    member.lots.len() + may_come + used + charged + redeemed + entered
}
