//! What a line's points are multiplied by: its tier and the activities, each held to what it may
//! add. Clauses 3.3 and 6.1.1b.

use super::bounds::Bound;
use super::rules::Rules;
use super::{Setting, ratio};
use crate::cart::Line;
use crate::id::RuleId;
use crate::kept::CapRoom;
use crate::number::OutOfRange;
use crate::policy::{Activity, MostPerOrder, OverCap, Stacking, Tier};
use crate::ratio::{Fraction, Ratio};
use crate::trace::{Step, Trace};

/// The tier and the activities that act on an order.
pub(super) struct Multipliers<'p> {
    setting: Setting<'p>,
    tier: &'p Tier,
    activities: &'p [&'p Activity],
    own: Vec<(&'p RuleId, Option<MostPerOrder>)>,
    bounds: Vec<Bound<'p>>,
    /// The activities that would add more than they may, and so add nothing.
    refused: Vec<bool>,
}

impl<'p> Multipliers<'p> {
    pub(super) fn of(setting: Setting<'p>, tier: &'p Tier, activities: &'p [&'p Activity]) -> Self {
        let own = activities.iter().map(|it| (&it.id, it.most));
        let own: Vec<_> = own.collect();
        let mut bounds = Bound::all(setting, &own, |cap| &cap.activities);
        if setting.policy.earning.stacking != Stacking::Best {
            // One that takes away adds nothing: no bound is a reason for it not to act.
            for bound in &mut bounds {
                for (is_of, activity) in bound.of.iter_mut().zip(activities) {
                    *is_of &= activity.multiplier > Ratio::ONE;
                }
            }
        }
        Self {
            setting,
            tier,
            activities,
            bounds,
            own,
            refused: vec![false; activities.len()],
        }
    }

    /// Finds the activities that would add more to the order than they may, where that is refused
    /// as a whole: one bound after the other, each by what those before it leave.
    pub(super) fn refuse(
        &mut self,
        rules: &mut Rules<'_>,
        trace: &mut Trace,
    ) -> Result<(), OutOfRange> {
        while self
            .bounds
            .iter()
            .any(|bound| bound.over == OverCap::Refuse)
        {
            let goods = rules.goods;
            for (place, line) in goods.earning() {
                let points = rules.line(place, &mut Trace::off())?;
                self.times(points, line, place, &mut Trace::off())?;
            }
            let mut bounds = self.bounds.iter();
            let passed = bounds
                .find(|bound| bound.over == OverCap::Refuse && bound.is_passed_by(bound.asked));
            let refused = passed.map(|bound| {
                bound.tell("activity_cap_refused", &self.own, trace);
                bound.of.clone()
            });
            self.bounds.iter_mut().for_each(Bound::begin_anew);
            let Some(refused) = refused else { break };
            for (is_refused, of) in self.refused.iter_mut().zip(refused) {
                *is_refused |= of;
            }
        }
        Ok(())
    }

    /// A line's points times what its tier and the activities multiply by.
    pub(super) fn times(
        &mut self,
        points: Fraction,
        line: &Line,
        place: usize,
        trace: &mut Trace,
    ) -> Result<Fraction, OutOfRange> {
        if points.is_zero() {
            return Ok(points);
        }
        trace.step(|| {
            let step = Step::new("6.1.1a", "tier_multiplier");
            let step = step.on(place).with("tier", &self.tier.id);
            ratio(step, self.tier.multiplier)
        });
        let by_tier = self.tier.multiplier;
        let stacking = self.setting.policy.earning.stacking;
        let activities = self.activities;
        let covers = |number: &usize| activities[*number].scope.covers(line);
        let covering = (0..activities.len()).filter(covers);
        match stacking {
            Stacking::Multiply => {
                let mut product = points.times(by_tier)?;
                for number in covering {
                    if self.refused[number] {
                        continue;
                    }
                    let multiplier = self.tell_acts(number, place, trace);
                    let more = product.times(multiplier)?;
                    product = self.hold(number, product, more)?;
                }
                Ok(product)
            }
            Stacking::Add => {
                // What each adds is its excess over 1; those that take away come first, so that
                // nothing is added to less than nothing.
                let (mut sum, mut count) = (one(by_tier)?, 0);
                let mut bound = Vec::new();
                for number in covering {
                    if self.refused[number] {
                        continue;
                    }
                    let multiplier = self.tell_acts(number, place, trace);
                    if self.is_bound(number) {
                        bound.push((number, multiplier));
                    } else {
                        sum = sum.plus(one(multiplier)?)?;
                        count += 1;
                    }
                }
                let mut product = points.times_fraction(sum.less(count)?)?;
                for (number, multiplier) in bound {
                    let adds = points.times_fraction(one(multiplier)?.less(1)?)?;
                    product = self.hold(number, product, product.plus(adds)?)?;
                }
                Ok(product)
            }
            Stacking::Best => {
                let covering: Vec<usize> = covering.collect();
                let mut best: Option<usize> = None;
                for number in &covering {
                    let most = best.map_or(by_tier, |best| self.activities[best].multiplier);
                    if self.activities[*number].multiplier > most {
                        best = Some(*number);
                    }
                }
                let product = points.times(by_tier)?;
                let Some(best) = best else {
                    self.tell_outdone(&covering, None, place, trace);
                    return Ok(product);
                };
                self.tell_outdone(&covering, Some(best), place, trace);
                // Which one acts is not a question of what it may still add.
                if self.refused[best] {
                    return Ok(product);
                }
                let multiplier = self.tell_acts(best, place, trace);
                self.hold(best, product, points.times(multiplier)?)
            }
        }
    }

    /// Tells of the caps that held activities down.
    pub(super) fn tell(&self, trace: &mut Trace) {
        for bound in &self.bounds {
            if bound.over == OverCap::Take && bound.is_passed_by(bound.asked) {
                bound.tell("activity_cap_taken", &self.own, trace);
            }
        }
    }

    /// What the order takes of caps that name activities.
    pub(super) fn by_cap(&self) -> impl Iterator<Item = Result<CapRoom, OutOfRange>> {
        self.bounds.iter().filter_map(Bound::taken)
    }

    fn is_bound(&self, number: usize) -> bool {
        self.bounds.iter().any(|bound| bound.of[number])
    }

    /// What a line has once an activity acted: as much more as its bounds leave.
    fn hold(
        &mut self,
        number: usize,
        before: Fraction,
        after: Fraction,
    ) -> Result<Fraction, OutOfRange> {
        if self.bounds.is_empty() || !self.is_bound(number) {
            return Ok(after);
        }
        let asked = after.minus(before)?;
        let of = |bound: &&mut Bound<'_>| bound.of[number];
        let mut adds = asked;
        for bound in self.bounds.iter_mut().filter(of) {
            let left = bound.left()?;
            if bound.over == OverCap::Take && adds.compare(left).is_gt() {
                adds = left;
            }
        }
        for bound in self.bounds.iter_mut().filter(of) {
            bound.asking[number] |= !asked.is_zero();
            bound.asked = bound.asked.plus(asked)?;
            bound.gave = bound.gave.plus(adds)?;
        }
        if adds == asked {
            return Ok(after);
        }
        before.plus(adds)
    }

    fn tell_acts(&self, number: usize, place: usize, trace: &mut Trace) -> Ratio {
        let activity = self.activities[number];
        trace.step(|| {
            let step = Step::new("6.1.1b", "activity_multiplier");
            ratio(step.by(&activity.id).on(place), activity.multiplier)
        });
        activity.multiplier
    }

    /// Tells of the activities that do not act on a line because another, or the tier, multiplies
    /// by as much or more.
    fn tell_outdone(
        &self,
        covering: &[usize],
        best: Option<usize>,
        place: usize,
        trace: &mut Trace,
    ) {
        for number in covering.iter().filter(|number| Some(**number) != best) {
            let id = &self.activities[*number].id;
            trace.step(|| {
                let step = Step::new("6.1.1b", "activity_outdone").by(id).on(place);
                match best {
                    Some(best) => step.with("by", &self.activities[best].id),
                    None => step.with("by", &self.tier.id),
                }
            });
        }
    }
}

fn one(multiplier: Ratio) -> Result<Fraction, OutOfRange> {
    Fraction::whole(1).times(multiplier)
}
