//! Clause 6.1.1b: budgets that all members share. What any of them took is gone for every other.
//!
//! They count what orders take that were placed by a version in which the activity has such a budget:
//! unpaid, until the end of the hour in which the order lapses, whether or not anybody told it; paid,
//! for good. What is cancelled or void is there again at once. What is given back is held back until
//! its member next acts on an order, so that nothing is given twice.

use serde_json::Value;

use super::civil::{HOUR, MINUTE, read};
use super::member::{Member, Order};
use super::terms::{Terms, list, text};

/// What an activity with a budget has left for an order.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    pub(crate) activity: String,
    pub(crate) points: i64,
    /// Whether it is the budget of all members that leaves no more.
    pub(crate) of_all: bool,
}

/// The end of the hour that a moment is in.
pub(crate) fn end_of_hour(at: i64) -> i64 {
    let into = at.rem_euclid(HOUR);
    if into == 0 { at } else { at + HOUR - into }
}

impl Terms {
    /// The activities of which all members have so many points together.
    fn shared(&self) -> impl Iterator<Item = (&str, &Value)> {
        let all = list(&self.earning, "activities").iter();
        let all = all.filter(|one| one["budget"]["points"].is_i64());
        all.map(|one| (text(one, "id", ""), one))
    }

    fn shares(&self, activity: &str) -> bool {
        self.shared().any(|(id, _)| id == activity)
    }
}

/// The activities that have a budget for all members under some version, and that are not over
/// before a moment under each.
pub(crate) fn ever_shared(terms: &[Terms], since: i64) -> Vec<String> {
    let all = terms.iter().flat_map(Terms::shared);
    let on = all.filter(|(_, one)| since < read(text(one, "until", "")));
    on.map(|(id, _)| id.to_owned()).collect()
}

impl Order {
    /// What it took and the budget of all members does not have again.
    fn keeps_of(&self, activity: &str, now: i64) -> i64 {
        if self.paid.is_some() || now < self.budgets_until {
            self.takes_of(activity)
        } else {
            0
        }
    }
}

impl Member {
    /// What the member took, by now, of the budget that all members share.
    pub(crate) fn took_of_shared(&self, activity: &str, now: i64) -> i64 {
        let shares = |order: &&Order| self.version(order.version).shares(activity);
        let orders = self.orders.iter().filter(shares);
        let kept: i64 = orders.map(|order| order.keeps_of(activity, now)).sum();
        let held_back = self.held_back.iter().filter(|(of, _)| of == activity);
        kept + held_back.map(|(_, points)| points).sum::<i64>()
    }

    /// A refund gives back what its order took.
    pub(crate) fn gives_back(&mut self, version: u64, budgets: &[(String, i64)]) {
        for (activity, points) in budgets {
            if self.version(version).shares(activity) {
                self.held_back.push((activity.clone(), *points));
            }
        }
    }

    /// The member acted on an order: what was held back of the budgets at hand is there again. Those
    /// are at hand of which an order may have taken that still waits for its payment; and for one that
    /// is placed, those of its own moment.
    pub(crate) fn return_to_shared(&mut self, act: &str, command: &Value, now: i64) {
        let waits = |terms: &Terms| (terms.pay_within_minutes + terms.past_skew_minutes) * MINUTE;
        let (since, through) = match act {
            "place_order" => {
                let at = command["occurred_at"].as_str().map_or(now, read);
                (at, at)
            }
            "pay_order" | "cancel_order" | "cut_order" | "request_refund" | "review_refund"
            | "pay_refund" => (now - self.terms.iter().map(waits).max().unwrap(), now),
            _ => return,
        };
        let mut at_hand = Vec::new();
        for (place, terms) in self.terms.iter().enumerate() {
            let over = self.terms.get(place + 1).map_or(i64::MAX, |next| next.from);
            if terms.from > through || over <= since {
                continue;
            }
            for (id, one) in terms.shared() {
                let is_on = |from: i64, until: i64| from <= through && since < until;
                if is_on(read(text(one, "from", "")), read(text(one, "until", ""))) {
                    at_hand.push(id.to_owned());
                }
            }
        }
        self.held_back.retain(|(of, _)| !at_hand.contains(of));
    }

    /// What the budgets of a version's activities have left for the member.
    pub(crate) fn budgets_left(&self, terms: &Terms) -> Vec<Left> {
        let mut all_left = Vec::new();
        for activity in list(&terms.earning, "activities") {
            let id = text(activity, "id", "");
            let budget = &activity["budget"];
            let taken = self.taken_of_shared.iter().find(|(of, _)| of == id);
            let taken = taken.map_or(0, |(_, points)| *points);
            let left = |most: &str, taken: i64| Some((budget[most].as_i64()? - taken).max(0));
            let own = left("per_member", self.had_of(id));
            let of_all = left("points", taken);
            let least = own.into_iter().chain(of_all).min();
            all_left.extend(least.map(|points| Left {
                activity: id.to_owned(),
                points,
                // Where both leave the same, it is the member's own that says so.
                of_all: own != Some(points),
            }));
        }
        all_left
    }
}
