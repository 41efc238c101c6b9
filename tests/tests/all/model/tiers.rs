//! Chapter 3: which tier is reached, held, reviewed, set by hand.

use serde_json::Value;

use super::civil::{self, DAY};
use super::member::{Held, Member};
use super::terms::{Terms, Window, text};

impl Terms {
    /// The highest tier that so much is enough for.
    pub(crate) fn reached(&self, (minor, points): (i64, i64)) -> usize {
        let have = if self.qualifying.is_some() {
            points
        } else {
            minor
        };
        let is_reached = |step: usize| {
            let enter = self.steps[step].enter;
            if self.takes_more {
                have > enter
            } else {
                have >= enter
            }
        };
        (1..self.steps.len())
            .rfind(|step| is_reached(*step))
            .unwrap_or(0)
    }

    /// When a tier taken at a moment is reviewed.
    pub(crate) fn review(&self, tier: usize, at: i64) -> Option<i64> {
        let (day, time) = self.zone.civil(at);
        let over = civil::plus_months(day, self.term_months);
        let review = match self.window {
            _ if tier == 0 => return None,
            Window::Days(_) => self.zone.moment(over, time),
            Window::Year => self.zone.start_of(civil::last_of_year(over) + 1),
            Window::Lifetime => return None,
        };
        (review > at).then_some(review)
    }
}

impl Member {
    pub(crate) fn tier(&self) -> &Held {
        self.tiers.last().unwrap()
    }

    /// The place of the tier held; one that is no more counts as what is reached.
    pub(crate) fn held(&self, terms: &Terms, counts: (i64, i64)) -> usize {
        terms
            .place_of(&self.tier().id)
            .unwrap_or_else(|| terms.reached(counts))
    }

    pub(crate) fn hold_tier(&mut self, id: &str, review: Option<i64>, at: i64) -> &mut Held {
        let before = self.tier();
        let since = if before.id == id { before.since } else { at };
        self.tiers.push(Held {
            id: id.to_owned(),
            since,
            review,
            grace: false,
            by_hand: false,
        });
        self.at(at);
        self.tiers.last_mut().unwrap()
    }

    /// What an order paid for goods counts, and may lift.
    pub(crate) fn count(&mut self, place: usize, at: i64, now: i64) -> Result<(), u16> {
        let order = self.orders[place].clone();
        if order.qualifying == 0 {
            return Ok(());
        }
        let terms = self.in_force(at)?.clone();
        let on = if terms.window == Window::Year {
            at
        } else {
            now
        };
        let held = self.held(&terms, self.counts(&terms, on));
        let day = terms.zone.day(at);
        self.orders[place].counted_on = Some(day);
        self.spend.push(super::member::Spend {
            day,
            minor: order.qualifying,
            points: order.qualifying_points.unwrap_or(0),
        });
        let reached = terms.reached(self.counts(&terms, on));
        let is_known = terms.place_of(&self.tier().id).is_some();
        if reached > held || !is_known {
            let to = reached.max(held);
            self.hold_tier(&terms.steps[to].id, terms.review(to, at), at);
        }
        Ok(())
    }

    /// What was given back counts no longer, and may take a tier.
    pub(crate) fn stop_counting(&mut self, place: usize, minor: i64, points: i64, at: i64) {
        let order = &self.orders[place];
        let refunds = self.version(order.version).refunds.as_ref().unwrap();
        let undo = refunds.undo_tier.clone();
        if undo == "never" || minor == 0 && points == 0 {
            return;
        }
        if let Some(day) = order.counted_on {
            self.spend.push(super::member::Spend {
                day,
                minor: -minor,
                points: -points,
            });
        }
        let Ok(terms) = self.in_force(at).cloned() else {
            return;
        };
        if undo != "at_once" || self.tier().by_hand {
            return;
        }
        let counts = self.counts(&terms, at);
        let left = terms.reached(counts);
        if left < self.held(&terms, counts) {
            self.hold_tier(&terms.steps[left].id, terms.review(left, at), at);
        }
    }

    /// The review of the tier held.
    pub(crate) fn review_tier(&mut self, at: i64) {
        let terms = self.in_force(at).unwrap().clone();
        let before = self.tier().clone();
        let counts_on = if terms.window == Window::Year {
            at - 1
        } else {
            at
        };
        let counts = self.counts(&terms, counts_on);
        let held = self.held(&terms, counts);
        let earned = terms.reached(counts);
        let today = terms.zone.day(at);
        let is_plain = !before.grace && !before.by_hand;
        let turns = at == terms.zone.start_of(civil::first_of_year(today));
        // A tier of a version without years waits for the end of the first year that counts.
        if terms.window == Window::Year && !turns && is_plain {
            let to = earned.max(held);
            let year_ends = terms.zone.start_of(civil::last_of_year(today) + 1);
            self.hold_tier(&terms.steps[to].id, Some(year_ends), at);
            return;
        }
        let least = match terms.downgrade.as_str() {
            _ if before.by_hand => 0,
            "none" => held,
            "one_step" => held.saturating_sub(1),
            _ => 0,
        };
        let to = earned.max(least);
        if let Some(days) = terms.grace_days.filter(|_| to < held && is_plain) {
            self.hold_tier(&before.id, Some(at + days * DAY), at).grace = true;
            return;
        }
        self.hold_tier(&terms.steps[to].id, terms.review(to, counts_on), at);
    }

    pub(crate) fn set_tier(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let terms = self.in_force(now)?;
        let tier = text(command, "tier", "").to_owned();
        let until = civil::read(text(command, "until", ""));
        if terms.place_of(&tier).is_none() {
            return Err(3101);
        }
        if !terms
            .by_hand
            .iter()
            .any(|reason| reason == text(command, "reason", ""))
        {
            return Err(3102);
        }
        if until <= now {
            return Err(3103);
        }
        self.hold_tier(&tier, Some(until), now).by_hand = true;
        Ok(())
    }
}
