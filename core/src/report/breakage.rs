//! What becomes of points, month by month: earned, used, taken back, and gone unused (过期率).

use serde::Serialize;

use super::{as_month, month};
use crate::event::Event;
use crate::moment::{Day, Moment};
use crate::number::{OutOfRange, Points};
use crate::policy::PolicySet;
use crate::pricing::in_force;
use crate::refusal::Refusal;
use crate::wire::record;

/// What happened to points in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MonthOfPoints {
    /// The first day of the month; in JSON the month.
    #[serde(serialize_with = "as_month")]
    pub month: Day,
    /// Points that orders earned.
    pub earned_points: Points,
    /// Points granted for what is no order.
    pub granted_points: Points,
    /// Points that members brought along from elsewhere.
    pub imported_points: Points,
    /// Points used, on orders and in the points mall.
    pub used_points: Points,
    /// Points that went back from orders to their lots.
    pub reinstated_points: Points,
    /// Points that orders had earned, taken back; what is owed and what was written off among them.
    pub clawed_points: Points,
    /// Points that operators took.
    pub deducted_points: Points,
    /// Points that expired or were forfeited.
    pub expired_points: Points,
    /// What expired in thousandths of what came in, rounded down; absent where nothing came in.
    pub expired_permille: Option<u64>,
}

record!(MonthOfPoints {
    0: month,
    1: earned_points,
    2: granted_points,
    3: imported_points,
    4: used_points,
    5: reinstated_points,
    6: clawed_points,
    7: deducted_points,
    8: expired_points,
    9: expired_permille
});

/// What became of points, of all entries of the log seen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Breakage {
    /// By month, oldest first; months in which nothing happened are left out.
    pub months: Vec<MonthOfPoints>,
    /// All months together; its own month is the first.
    pub total: MonthOfPoints,
}

record!(Breakage {
    0: months,
    1: total
});

/// An entry of the log.
#[derive(Clone, Debug)]
pub struct Logged {
    /// When it was put down.
    pub now: Moment,
    /// What happened.
    pub events: Vec<Event>,
}

record!(Logged { 0: now, 1: events });

/// A page of the log, and what the pages before came to.
#[derive(Clone, Debug)]
pub struct BreakageInput {
    /// What the pages before came to; absent at the first.
    pub so_far: Option<Breakage>,
    /// Entries, of whatever streams.
    pub entries: Vec<Logged>,
    /// As of when: what happened later is left out.
    pub now: Moment,
}

record!(BreakageInput {
    0: so_far,
    1: entries,
    2: now
});

/// What became of points once a page of the log is counted in. Months are those of the zone of the
/// policy in force.
///
/// # Errors
/// The refusal where no policy is in force, or a sum leaves its range.
pub fn breakage(policies: &PolicySet, input: BreakageInput) -> Result<Breakage, Refusal> {
    let policy = in_force(policies, input.now)?;
    let mut sum = input.so_far.unwrap_or_default();
    for entry in input.entries {
        // What has no moment of its own happened with what stands before it.
        let mut at = entry.now;
        for event in &entry.events {
            if let Event::OrderPaid { at: paid, .. } = event {
                at = *paid;
            }
            let Some((when, what)) = moved(event, at)? else {
                continue;
            };
            if when <= input.now {
                sum.add(month(&policy.zone, when), what)?;
            }
        }
    }
    sum.rate()?;
    Ok(sum)
}

/// When an event moved points, and how.
fn moved(event: &Event, with: Moment) -> Result<Option<(Moment, MonthOfPoints)>, OutOfRange> {
    let none = MonthOfPoints::default();
    Ok(Some(match event {
        Event::PointsEarned { points, at, .. } => (
            *at,
            MonthOfPoints {
                earned_points: *points,
                ..none
            },
        ),
        Event::PointsGranted { points, at, .. } => (
            *at,
            MonthOfPoints {
                granted_points: *points,
                ..none
            },
        ),
        Event::RebateGranted(granted) => (
            granted.at,
            MonthOfPoints {
                granted_points: granted.points,
                ..none
            },
        ),
        Event::RebateTakenBack(taken) => (
            taken.at,
            MonthOfPoints {
                clawed_points: taken
                    .points
                    .saturating_minus(taken.expired_points.unwrap_or_default()),
                ..none
            },
        ),
        Event::MemberImported(taken) => (
            taken.at,
            MonthOfPoints {
                imported_points: Points::sum(taken.lots.iter().map(|lot| lot.points))?,
                ..none
            },
        ),
        Event::HoldCaptured { points, .. } => (
            with,
            MonthOfPoints {
                used_points: *points,
                ..none
            },
        ),
        Event::OfferRedeemed {
            points,
            cash_minor: None,
            at,
            ..
        }
        | Event::RedemptionPaid { points, at, .. } => (
            *at,
            MonthOfPoints {
                used_points: *points,
                ..none
            },
        ),
        Event::PointsReinstated { points, at, .. } => (
            *at,
            MonthOfPoints {
                reinstated_points: *points,
                ..none
            },
        ),
        // What had expired before is told as such already.
        Event::PointsClawedBack {
            points,
            expired_points,
            at,
            ..
        } => (
            *at,
            MonthOfPoints {
                clawed_points: points.saturating_minus(expired_points.unwrap_or_default()),
                ..none
            },
        ),
        // What a chargeback had taken along is as it was.
        Event::ChargebackReversed(reversed) => {
            let restored = Points::sum(reversed.restored.iter().map(|part| part.points))?;
            let used = Points::sum(reversed.used.iter().map(|part| part.points))?;
            (
                reversed.at,
                MonthOfPoints {
                    clawed_points: Points::ZERO.minus(restored)?,
                    reinstated_points: Points::ZERO.minus(used.plus(reversed.owed_points)?)?,
                    ..none
                },
            )
        }
        Event::PointsDeducted { points, at, .. } => (
            *at,
            MonthOfPoints {
                deducted_points: *points,
                ..none
            },
        ),
        Event::PointsExpired { points, at, .. } => (
            *at,
            MonthOfPoints {
                expired_points: *points,
                ..none
            },
        ),
        _ => return Ok(None),
    }))
}

impl Breakage {
    fn add(&mut self, month: Day, what: MonthOfPoints) -> Result<(), OutOfRange> {
        let place = self.months.partition_point(|known| known.month < month);
        if self
            .months
            .get(place)
            .is_none_or(|known| known.month != month)
        {
            let new = MonthOfPoints {
                month,
                ..MonthOfPoints::default()
            };
            self.months.insert(place, new);
        }
        self.months[place].plus(&what)?;
        self.total.plus(&what)
    }

    fn rate(&mut self) -> Result<(), OutOfRange> {
        if let Some(first) = self.months.first() {
            self.total.month = first.month;
        }
        for month in self.months.iter_mut().chain([&mut self.total]) {
            let came = month.earned_points.plus(month.granted_points)?;
            let came = came.plus(month.imported_points)?.value();
            let wide = i128::from(month.expired_points.value()) * 1_000;
            let rate = wide.checked_div(i128::from(came));
            month.expired_permille = rate.and_then(|rate| u64::try_from(rate).ok());
        }
        Ok(())
    }
}

impl MonthOfPoints {
    fn plus(&mut self, more: &Self) -> Result<(), OutOfRange> {
        let sums = [
            (&mut self.earned_points, more.earned_points),
            (&mut self.granted_points, more.granted_points),
            (&mut self.imported_points, more.imported_points),
            (&mut self.used_points, more.used_points),
            (&mut self.reinstated_points, more.reinstated_points),
            (&mut self.clawed_points, more.clawed_points),
            (&mut self.deducted_points, more.deducted_points),
            (&mut self.expired_points, more.expired_points),
        ];
        for (sum, more) in sums {
            *sum = sum.plus(more)?;
        }
        Ok(())
    }
}
