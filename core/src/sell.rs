//! What a purchase gives once it is paid: points, and what counts toward tiers. Clauses 5.2.1, 6.1.1a
//! and 3.1.1.

use crate::due::Course;
use crate::event::{Event, Pending, RemainderCarried};
use crate::expiry::of_new;
use crate::moment::Moment;
use crate::number::OutOfRange;
use crate::policy::{PendingRule, Policy, PolicySet, ValidityStart};
use crate::state::Order;

impl Course {
    /// The points that were promised at placement are earned (6.1.1a): what the shopper saw before
    /// paying stays true, whatever changed since.
    /// The part of a point that is left is carried on.
    pub(crate) fn earn(&mut self, policy: &Policy, order: &Order, at: Moment) {
        self.earn_points(policy, order, at);
        if let Some(remainder) = order.earning.as_ref().and_then(|earning| earning.left) {
            let order = order.id.clone();
            self.happen(Event::RemainderCarried(RemainderCarried {
                order,
                remainder,
            }));
        }
    }

    fn earn_points(&mut self, policy: &Policy, order: &Order, at: Moment) {
        if order.earn_points.is_zero() {
            return;
        }
        let pending = match policy.earning.pending {
            PendingRule::None => None,
            PendingRule::UntilSettled => Some(Pending::Settlement(order.id.clone())),
            PendingRule::Days(days) => Some(Pending::Until(at.plus_days(u32::from(days)))),
        };
        let later = pending.is_some() && policy.validity.start == ValidityStart::Activation;
        let expires_at = of_new(policy, &self.member, at).filter(|_| !later);
        self.happen(Event::PointsEarned {
            order: order.id.clone(),
            lot: self.member.next_lot,
            points: order.earn_points,
            pending,
            expires_at,
            at,
            validity_version: later.then_some(policy.version),
            valid_by: Some(policy.version),
        });
    }

    /// The cash paid for goods counts toward tiers, with the qualifying points that were promised
    /// at placement, and may lift the member at once (3.1.1).
    ///
    /// The first version is that of the moment of payment: it says on which day this counts. The
    /// second is the one that lifts, and `lifts_at` the moment at which it does.
    pub(crate) fn count(
        &mut self,
        policies: &PolicySet,
        (counts, lifts): (&Policy, &Policy),
        order: &Order,
        (at, lifts_at): (Moment, Moment),
        now: Moment,
    ) -> Result<(), OutOfRange> {
        if order.qualifying_minor.is_zero() {
            return Ok(());
        }
        let kept = i32::from(policies.kept_days());
        let day = counts.zone.day(at);
        let held = self.holds(lifts, lifts_at, now)?;
        self.happen(Event::SpendCounted {
            day,
            amount_minor: order.qualifying_minor,
            forget_before: counts.zone.day(now).plus_days(1 - kept),
        });
        if let Some(points) = order.qualifying_points.filter(|points| !points.is_zero()) {
            self.happen(Event::QualifyingPointsCounted { day, points });
        }
        self.lift(lifts, held, lifts_at, now)
    }
}
