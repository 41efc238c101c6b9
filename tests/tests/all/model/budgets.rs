//! Clause 6.1.1b: what an activity gives is held to what its budgets have left.

use serde_json::Value;

use super::fraction::{Fraction, share_out};
use super::goods::{Earned, Piece, Setting, reckoned};
use super::member::{Member, Order, Refund, Status};
use super::shared::Left;
use super::terms::text;

/// What an activity with a budget would give an order, what it has left, and what it gives.
#[derive(Clone, Debug)]
pub(crate) struct Budgeted {
    pub(crate) activity: String,
    pub(crate) wanted: i64,
    pub(crate) room: i64,
    pub(crate) gives: i64,
    /// Which budget held it down, if one did.
    pub(crate) limited_by: Option<&'static str>,
}

/// What goods earn with these activities, one with a budget after the other: what such a one gives is
/// what the order earns more with it. Where that is too much it multiplies nothing; what is left of
/// its budget is given on top, or nothing.
pub(crate) fn earned_within(
    setting: Setting<'_>,
    pieces: &[Piece],
    activities: &[&Value],
) -> Earned {
    let has_budget = |activity: &&&Value| activity["budget"].is_object();
    let bounded: Vec<&Value> = activities.iter().filter(has_budget).copied().collect();
    let mut acts: Vec<&Value> = activities.to_vec();
    acts.retain(|activity| !activity["budget"].is_object());
    let mut earned = reckoned(setting, pieces, &acts);
    let mut on_top = vec![0; pieces.len()];
    let mut budgets = Vec::new();
    for activity in bounded {
        let mut with = acts.clone();
        with.push(activity);
        let tried = reckoned(setting, pieces, &with);
        let sum = |earned: &Earned| earned.points.iter().sum::<i64>();
        let wanted = (sum(&tried) - sum(&earned)).max(0);
        let id = text(activity, "id", "");
        let left = setting.budgets.iter().find(|left| left.activity == id);
        let room = left.map_or(0, |left| left.points);
        let mut gives = wanted;
        if wanted <= room {
            (acts, earned) = (with, tried);
        } else {
            gives = match text(&activity["budget"], "over", "take") {
                "refuse" => 0,
                _ => room,
            };
            let more = tried.points.iter().zip(&earned.points);
            let more: Vec<i64> = more
                .map(|(with, without)| (with - without).max(0))
                .collect();
            let parts = share_out(gives, &more);
            on_top
                .iter_mut()
                .zip(parts)
                .for_each(|(sum, part)| *sum += part);
        }
        budgets.push(Budgeted {
            activity: id.to_owned(),
            wanted,
            room,
            gives,
            limited_by: (wanted > room).then_some(match left {
                Some(left) if !left.of_all => "member",
                _ => "all",
            }),
        });
    }
    let points = earned.points.iter_mut().zip(&on_top);
    points.for_each(|(points, on_top)| *points += on_top);
    // Whole points leave the parts as they are.
    earned.worth = earned.worth.plus(Fraction::whole(on_top.iter().sum()));
    earned.budgets = budgets;
    earned
}

/// What is cut off an order is what activities gave first, the last of them first.
pub(crate) fn cut(budgets: &mut [Budgeted], points: i64) {
    let mut left = points;
    for budget in budgets.iter_mut().rev() {
        let less = left.min(budget.gives);
        budget.gives -= less;
        left -= less;
    }
}

impl Order {
    /// What it takes of an activity's budget by now.
    pub(crate) fn takes_of(&self, activity: &str) -> i64 {
        let of = |all: &[(String, i64)]| -> i64 {
            let same = all.iter().filter(|(known, _)| known == activity);
            same.map(|(_, points)| points).sum()
        };
        let granted = self.refunds.iter().filter(|refund| refund.is_granted());
        of(&self.budgets)
            - granted
                .map(|refund: &Refund| of(&refund.budgets))
                .sum::<i64>()
    }

    /// What is left of it when what is kept earns by itself takes so much.
    pub(crate) fn gives_back_of(&self, rest: &Earned) -> Vec<(String, i64)> {
        let back = self.budgets.iter().map(|(activity, _)| {
            let still = rest.budgets.iter().find(|one| one.activity == *activity);
            let still = still.map_or(0, |one| one.gives);
            (activity.clone(), (self.takes_of(activity) - still).max(0))
        });
        back.collect()
    }

    /// So much may it take again, for what is kept of it.
    pub(crate) fn own_budgets(&self) -> Vec<Left> {
        let known = self.budgets.iter().map(|(activity, _)| Left {
            activity: activity.clone(),
            points: self.takes_of(activity),
            of_all: false,
        });
        known.filter(|left| left.points > 0).collect()
    }
}

impl Member {
    /// What the member's orders that stand took of an activity.
    pub(crate) fn had_of(&self, activity: &str) -> i64 {
        let all = self.orders.iter();
        let stand = all.filter(|order| order.status != Status::Gone);
        stand.map(|order| order.takes_of(activity)).sum()
    }
}
