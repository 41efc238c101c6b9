//! The most that single rules and activities give, per order and over time. Clause 6.1.1a.
//!
//! What they give is held before it is rounded, so never more than the most. Over time it counts
//! rounded up to whole points: a part of a point uses up a whole one.

use super::Setting;
use crate::id::RuleId;
use crate::kept::CapRoom;
use crate::number::{OutOfRange, Points};
use crate::policy::{Cap, CapPeriod, MostPerOrder, OverCap};
use crate::ratio::{Fraction, Rounding};
use crate::refusal::Fact;
use crate::trace::{Step, Trace};

/// One such bound.
pub(super) struct Bound<'p> {
    /// The cap; none where a rule or an activity says so of itself.
    pub cap: Option<&'p Cap>,
    pub over: OverCap,
    most: Points,
    room: Points,
    /// Whether it is for each of the rules or activities that act.
    pub of: Vec<bool>,
    /// What they gave so far.
    pub gave: Fraction,
    /// What they would have given.
    pub asked: Fraction,
    /// Which of them would have given anything.
    pub asking: Vec<bool>,
}

impl<'p> Bound<'p> {
    /// The bounds of rules or activities: first those that each states of itself, then the caps that
    /// name them.
    pub(super) fn all(
        setting: Setting<'p>,
        acting: &[(&'p RuleId, Option<MostPerOrder>)],
        named: impl Fn(&'p Cap) -> &'p [RuleId],
    ) -> Vec<Self> {
        let own = acting.iter().enumerate();
        let own = own.filter_map(|(place, (_, most))| {
            let MostPerOrder { points, over } = (*most)?;
            let mut of = vec![false; acting.len()];
            of[place] = true;
            Some(Self::new(None, over, (points, points), of))
        });
        let caps = setting.policy.earning.caps.iter().filter_map(|cap| {
            let names = named(cap);
            if names.is_empty() {
                return None;
            }
            let of = acting.iter().map(|(id, _)| names.contains(id)).collect();
            let mut rooms = setting.rooms.iter();
            let room = rooms.find(|room| room.cap == cap.id);
            let room = room.map_or(cap.points, |room| room.points);
            Some(Self::new(Some(cap), cap.over, (cap.points, room), of))
        });
        own.chain(caps).collect()
    }

    fn new(cap: Option<&'p Cap>, over: OverCap, points: (Points, Points), of: Vec<bool>) -> Self {
        let (most, room) = points;
        Self {
            cap,
            over,
            most,
            room,
            asking: vec![false; of.len()],
            of,
            gave: Fraction::ZERO,
            asked: Fraction::ZERO,
        }
    }

    /// What is left of it.
    pub(super) fn left(&self) -> Result<Fraction, OutOfRange> {
        Fraction::whole(self.room.value()).minus(self.gave)
    }

    /// Whether so much is more than it leaves for the order.
    pub(super) fn is_passed_by(&self, points: Fraction) -> bool {
        points.compare(Fraction::whole(self.room.value())).is_gt()
    }

    /// What the order takes of it, where it counts over time.
    pub(super) fn taken(&self) -> Option<Result<CapRoom, OutOfRange>> {
        let cap = self.cap.filter(|cap| cap.period != CapPeriod::Order)?;
        let points = self.gave.round(Rounding::Ceil);
        Some(points.map(|points| CapRoom {
            cap: cap.id.clone(),
            points,
        }))
    }

    /// Forgets what was given and asked.
    pub(super) fn begin_anew(&mut self) {
        self.gave = Fraction::ZERO;
        self.asked = Fraction::ZERO;
        self.asking.fill(false);
    }

    /// Tells that it holds down each of its own that would have given anything.
    pub(super) fn tell(
        &self,
        topic: &'static str,
        acting: &[(&RuleId, Option<MostPerOrder>)],
        trace: &mut Trace,
    ) {
        let own = acting.iter().zip(&self.asking).filter(|(_, asks)| **asks);
        for ((id, _), _) in own {
            trace.step(|| {
                let period = self.cap.map_or(CapPeriod::Order, |cap| cap.period);
                let asked = self.asked.round(Rounding::Ceil).unwrap_or_default();
                Step::new("6.1.1a", topic)
                    .by(id)
                    .with("cap", self.cap.map_or(*id, |cap| &cap.id))
                    .with("period", Fact::Text(period.word().into()))
                    .with("most_points", self.most)
                    .with("room_points", self.room)
                    .with("points", asked)
            });
        }
    }
}
