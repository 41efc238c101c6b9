//! What a line's points are multiplied by: its tier, and the activities within their bounds.

use serde_json::Value;

use super::bounded::Bound;
use super::fraction::Fraction;
use super::goods::{Piece, covers};
use super::terms::{ratio, text};

pub(crate) struct Multiplied<'a> {
    pub(crate) stacking: &'a str,
    pub(crate) of_tier: Fraction,
    pub(crate) activities: &'a [&'a Value],
    pub(crate) bounds: Vec<Bound>,
}

impl<'a> Multiplied<'a> {
    pub(crate) fn new(
        earning: &'a Value,
        of_tier: Fraction,
        activities: &'a [&'a Value],
        mut bounds: Vec<Bound>,
    ) -> Self {
        let stacking = text(earning, "stacking", "multiply");
        // What takes away adds nothing, and no bound keeps it from doing so.
        for less in activities.iter().filter(|_| stacking != "best") {
            if !ratio(less, "multiplier").is_above(Fraction::whole(1)) {
                bounds.iter_mut().for_each(|bound| bound.leave_out(less));
            }
        }
        Self {
            stacking,
            of_tier,
            activities,
            bounds,
        }
    }

    /// Every line's points, multiplied. Activities that would add more to the order than they may,
    /// where that is refused, add nothing at all: the first such bound, then whether that leaves
    /// another, and so on.
    pub(crate) fn lines(&mut self, points: &[Fraction], pieces: &[Piece]) -> Vec<Fraction> {
        let mut refused: Vec<&Value> = Vec::new();
        loop {
            for bound in &mut self.bounds {
                (bound.asked, bound.gave) = (Fraction::whole(0), Fraction::whole(0));
            }
            let lines = points.iter().zip(pieces);
            let all = lines.map(|(points, piece)| self.line(*points, piece, &refused));
            let all = all.collect();
            let mut passed = self.bounds.iter();
            let Some(bound) = passed.find(|bound| bound.refuses && bound.is_passed()) else {
                return all;
            };
            refused.extend(self.activities.iter().filter(|one| bound.is_of(one)));
        }
    }

    fn line(&mut self, points: Fraction, piece: &Piece, refused: &[&Value]) -> Fraction {
        let (nothing, one) = (Fraction::whole(0), Fraction::whole(1));
        if points.is_zero() {
            return nothing;
        }
        let covering = self.activities.iter().copied();
        let mut covering: Vec<&Value> = covering
            .filter(|activity| covers(&activity["scope"], &piece.line))
            .collect();
        let is_refused = |activity: &Value| refused.iter().any(|it| it["id"] == activity["id"]);
        let multiplier = |activity: &Value| ratio(activity, "multiplier");
        if self.stacking != "best" {
            covering.retain(|activity| !is_refused(activity));
        }
        match self.stacking {
            "multiply" => covering
                .into_iter()
                .fold(points.times(self.of_tier), |sum, activity| {
                    let asks = sum.times(multiplier(activity)).minus(sum);
                    sum.plus(self.adds(activity, asks))
                }),
            "add" => {
                // Whatever is not limited comes first, and comes to nothing at least.
                let (limited, free): (Vec<&Value>, Vec<&Value>) = covering
                    .into_iter()
                    .partition(|activity| self.bounds.iter().any(|it| it.is_of(activity)));
                let free = free.into_iter().map(multiplier);
                let sum = free.fold(self.of_tier, |sum, more| sum.plus(more).minus(one));
                let sum = if nothing.is_above(sum) { nothing } else { sum };
                limited
                    .into_iter()
                    .fold(points.times(sum), |sum, activity| {
                        let asks = points.times(multiplier(activity).minus(one));
                        sum.plus(self.adds(activity, asks))
                    })
            }
            _ => {
                let by_tier = points.times(self.of_tier);
                let (mut most, mut best) = (self.of_tier, None);
                for activity in covering {
                    if multiplier(activity).is_above(most) {
                        (most, best) = (multiplier(activity), Some(activity));
                    }
                }
                match best {
                    Some(activity) if !is_refused(activity) => {
                        by_tier.plus(self.adds(activity, points.times(most).minus(by_tier)))
                    }
                    _ => by_tier,
                }
            }
        }
    }

    /// How much of what it asks for an activity adds.
    fn adds(&mut self, activity: &Value, asks: Fraction) -> Fraction {
        let own = || self.bounds.iter().filter(|bound| bound.is_of(activity));
        let adds = own()
            .filter(|bound| !bound.refuses)
            .fold(asks, |adds, bound| {
                let left = bound.room.minus(bound.gave);
                if adds.is_above(left) { left } else { adds }
            });
        for bound in self.bounds.iter_mut().filter(|bound| bound.is_of(activity)) {
            bound.asked = bound.asked.plus(asks);
            bound.gave = bound.gave.plus(adds);
        }
        adds
    }
}
