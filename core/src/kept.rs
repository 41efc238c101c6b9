//! What earning keeps of a member from order to order: the remainder that is carried, and what counts
//! toward caps on single rules and activities. Bounded for life. Clause 6.1.1a.

use serde::Serialize;

use crate::id::RuleId;
use crate::limits::MAX_COUNTED_CAPS;
use crate::number::Points;
use crate::remainder::Remainder;
use crate::state::Counted;
use crate::wire::record;

/// What rules or activities gave in one period of a cap that names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CapCounted {
    /// The cap, by its id in the policy.
    pub cap: RuleId,
    /// The period, and the points that count in it.
    pub counted: Counted,
}

record!(CapCounted { 0: cap, 1: counted });

/// What a cap that names rules or activities left when an order was placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CapRoom {
    /// The cap, by its id in the policy.
    pub cap: RuleId,
    /// Points.
    pub points: Points,
}

record!(CapRoom { 0: cap, 1: points });

/// What one order's earning took of a member, and leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OrderEarning {
    /// The remainder that was carried when the order was placed: it earns with that. Absent where
    /// nothing was, or nothing is carried.
    pub taken: Option<Remainder>,
    /// The remainder that it leaves once it is paid, less what refunds took back.
    pub left: Option<Remainder>,
    /// Where what single rules and activities give counts.
    pub counted: Vec<CapCounted>,
}

record!(OrderEarning {
    0: taken,
    1: left,
    2: counted
});

/// What earning keeps of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EarningKept {
    /// The remainder that the next order earns with, whichever version of the policy it is placed
    /// under; absent where there is none.
    pub carried: Option<Remainder>,
    /// What counts toward caps that name rules or activities: what counted last stands last, and of
    /// a longer list the first are forgotten.
    pub counted: Vec<CapCounted>,
}

record!(EarningKept {
    0: carried,
    1: counted
});

impl EarningKept {
    /// A remainder more is carried.
    pub(crate) fn carry(&mut self, more: Remainder) {
        let sum = self.carried.unwrap_or_default().saturating_plus(more);
        self.carried = Some(sum).filter(|sum| !sum.is_zero());
    }

    /// Points count in a period of a cap: a later one begins anew.
    pub(crate) fn count(&mut self, new: &CapCounted) {
        let same = |known: &CapCounted| {
            (&known.cap, known.counted.period) == (&new.cap, new.counted.period)
        };
        let known = self.counted.iter().position(same);
        let mut now = new.clone();
        if let Some(known) = known.map(|place| self.counted.remove(place)) {
            now.counted = known.counted.and(new.counted);
        }
        self.counted.push(now);
        if self.counted.len() > MAX_COUNTED_CAPS {
            self.counted.remove(0);
        }
    }

    /// Points count no longer, where their period is still kept.
    pub(crate) fn uncount(&mut self, gone: &CapCounted) {
        let is_of = |known: &&mut CapCounted| {
            let (known_period, period) = (known.counted, gone.counted);
            known.cap == gone.cap
                && (known_period.period, known_period.since) == (period.period, period.since)
        };
        if let Some(known) = self.counted.iter_mut().find(is_of) {
            known.counted.points = less(known.counted.points, gone.counted.points);
        }
    }
}

impl OrderEarning {
    /// A refund gives a part of it back.
    pub(crate) fn give_back(&mut self, remainder: Remainder, counted: &[CapCounted]) {
        let left = self.left.unwrap_or_default().saturating_plus(remainder);
        self.left = Some(left).filter(|left| !left.is_zero());
        for gone in counted {
            if let Some(known) = self.counted.iter_mut().find(|known| known.cap == gone.cap) {
                known.counted.points = less(known.counted.points, gone.counted.points);
            }
        }
    }
}

/// Points less others, at least none.
fn less(points: Points, gone: Points) -> Points {
    points.saturating_minus(gone).max(Points::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::Day;
    use crate::policy::CapPeriod;

    fn counted(cap: usize, since: i32, points: i64) -> CapCounted {
        CapCounted {
            cap: RuleId::new(&format!("c{cap}")).unwrap(),
            counted: Counted {
                period: CapPeriod::Day,
                since: Day(since),
                points: Points::new(points).unwrap(),
            },
        }
    }

    #[test]
    fn a_later_period_begins_anew_and_an_earlier_one_counts_no_more() {
        let mut kept = EarningKept::default();
        kept.count(&counted(1, 10, 5));
        kept.count(&counted(1, 10, 2));
        assert_eq!(kept.counted, [counted(1, 10, 7)]);
        kept.count(&counted(1, 11, 3));
        kept.count(&counted(1, 10, 9));
        assert_eq!(kept.counted, [counted(1, 11, 3)]);
        kept.uncount(&counted(1, 10, 1));
        assert_eq!(kept.counted, [counted(1, 11, 3)]);
        kept.uncount(&counted(1, 11, 4));
        assert_eq!(kept.counted, [counted(1, 11, 0)]);
    }

    #[test]
    fn caps_that_counted_last_are_kept() {
        let mut kept = EarningKept::default();
        for cap in 0..MAX_COUNTED_CAPS {
            kept.count(&counted(cap, 1, 1));
        }
        assert_eq!(kept.counted.len(), MAX_COUNTED_CAPS);
        kept.count(&counted(0, 1, 1));
        kept.count(&counted(MAX_COUNTED_CAPS, 1, 1));
        assert_eq!(kept.counted.len(), MAX_COUNTED_CAPS);
        assert!(!kept.counted.contains(&counted(1, 1, 1)));
        assert!(kept.counted.contains(&counted(0, 1, 2)));
    }
}
