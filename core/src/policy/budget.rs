//! Clause 6.1.1b: how much an activity gives in all.

use serde::Serialize;

use crate::document::Reader;
use crate::number::{MAX_AMOUNT, Points};
use crate::wire::{names, record};

/// What becomes of an order to which an activity would give more than its budget has left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OverBudget {
    /// The activity gives what is left.
    #[default]
    Take,
    /// The activity does not act on it.
    Refuse,
}

names!(OverBudget { 0: Take, 1: Refuse });

/// The budget of an activity (活动预算): the most points that it gives beyond what an order would
/// earn without it. It counts under every version of the policy together, by the activity's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ActivityBudget {
    /// Points for all members together; absent where only each member has a budget.
    pub points: Option<Points>,
    /// Points for each member; absent where there is only one budget for all.
    pub per_member: Option<Points>,
    /// An order that would take more than is left.
    pub over: OverBudget,
}

record!(ActivityBudget {
    0: points,
    1: per_member,
    2: over
});

impl ActivityBudget {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let over = [("take", OverBudget::Take), ("refuse", OverBudget::Refuse)];
        let mut limit = |name, doc| r.optional(name, |r| r.points(name, 0..=MAX_AMOUNT, doc));
        let points = limit("points", "the most points for all members together");
        let per_member = limit("per_member", "the most points for each member");
        if points.is_none() && per_member.is_none() {
            r.finding("points", "missing");
        }
        Self {
            points,
            per_member,
            over: r.choice("over", &over, Some(0), "an order that would take more"),
        }
    }
}
