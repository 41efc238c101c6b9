//! Chapter 3: which tier is reached, held, reviewed, set by hand.

use serde_json::Value;

use super::civil::{self, DAY};
use super::member::{Counted, Held, Member, Spend};
use super::terms::{Terms, Way, Window, text, whole};

impl Window {
    /// The first and the last day that count on a day.
    pub(crate) fn days(self, today: i64, registered: i64) -> (i64, i64) {
        match self {
            // What another zone called a later day counts too.
            Self::Days(days) => (today - days + 1, i64::MAX),
            Self::Months(months) => (civil::plus_months(today, -months) + 1, i64::MAX),
            Self::Year => (civil::first_of_year(today), civil::last_of_year(today)),
            Self::Anniversary => {
                let (mut first, mut years) = (i64::MIN, 1);
                loop {
                    let turn = civil::plus_months(registered, 12 * years);
                    if today < turn {
                        return (first, turn - 1);
                    }
                    (first, years) = (turn, years + 1);
                }
            }
            Self::Lifetime => (i64::MIN, i64::MAX),
        }
    }

    /// Whether the count begins anew each year.
    pub(crate) fn is_yearly(self) -> bool {
        matches!(self, Self::Year | Self::Anniversary)
    }
}

impl Terms {
    /// How much of something is enough: more than what is asked for, where a policy says so. There
    /// is an invitation or none.
    pub(crate) fn enough(&self, what: &str, needed: i64) -> i64 {
        needed + i64::from(self.takes_more && what != "invitation")
    }

    fn is_met(&self, ways: &[Way], have: Counted) -> bool {
        let is_enough = |(what, needed): &(&str, i64)| have.of(what) >= self.enough(what, *needed);
        ways.iter().any(|way| way.iter().all(is_enough))
    }

    /// The highest tier that so much is enough for.
    pub(crate) fn reached(&self, have: &Counted) -> usize {
        let mut above = 1..self.steps.len();
        above
            .rfind(|step| self.is_met(&self.steps[*step].ways, have.toward(*step)))
            .unwrap_or(0)
    }

    /// The tier to which so much lifts at a review, from one that is held.
    fn climbs(&self, held: usize, have: &Counted) -> usize {
        let reached = self.reached(have);
        let most = if self.one_by_one { held + 1 } else { reached };
        reached.min(most).max(held)
    }

    /// The tier to which so much lifts at once.
    pub(crate) fn lifts(&self, held: usize, have: &Counted) -> usize {
        if self.lifts_at_review {
            held
        } else {
            self.climbs(held, have)
        }
    }

    /// The highest tier, the one held or one below, that so much is enough to keep.
    fn kept(&self, held: usize, have: &Counted) -> usize {
        let mut up_to = 1..=held;
        up_to
            .rfind(|step| self.is_met(&self.steps[*step].stays, have.toward(*step)))
            .unwrap_or(0)
    }

    /// When a tier taken at a moment is reviewed, by a member who registered on a day.
    pub(crate) fn review(&self, tier: usize, at: i64, registered: i64) -> Option<i64> {
        if tier == 0 && !self.lifts_at_review {
            return None;
        }
        let (day, time) = self.zone.civil(at);
        let over = civil::plus_months(day, self.term_months);
        match self.window {
            Window::Days(_) | Window::Months(_) => Some(self.zone.moment(over, time)),
            Window::Year | Window::Anniversary => {
                let (_, last) = self.window.days(over, registered);
                Some(self.zone.start_of(last + 1))
            }
            Window::Lifetime => None,
        }
    }
}

impl Member {
    /// The day of registration.
    pub(crate) fn registered(&self, terms: &Terms) -> i64 {
        terms.zone.day(self.registered_at)
    }

    pub(crate) fn tier(&self) -> &Held {
        self.tiers.last().unwrap()
    }

    /// The place of the tier held; one that is no more counts as what is reached.
    pub(crate) fn held(&self, terms: &Terms, counts: &Counted) -> usize {
        terms
            .place_of(&self.tier().id)
            .unwrap_or_else(|| terms.reached(counts))
    }

    /// A tier is taken or kept, and reviewed when its time is over.
    fn hold(&mut self, terms: &Terms, tier: usize, (from, at): (i64, i64)) {
        let review = terms.review(tier, from, self.registered(terms));
        self.hold_tier(&terms.steps[tier].id, review, at);
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

    /// What happened counts, and may lift: `note` puts it down.
    pub(crate) fn counts_now(
        &mut self,
        (at, now): (i64, i64),
        note: impl FnOnce(&mut Self),
    ) -> Result<(), u16> {
        let terms = self.in_force(at)?.clone();
        let on = if terms.window.is_yearly() { at } else { now };
        let held = self.held(&terms, &self.counts(&terms, on));
        note(self);
        self.regain_floor(&terms, &self.counts(&terms, on));
        let counts = self.counts(&terms, on);
        let to = terms.lifts(held, &counts);
        let by_itself = |counts: &Counted| terms.reached(counts);
        if to > held
            && let Some(until) = terms.invited_until(self, &counts, to, by_itself)
        {
            self.hold_tier(&terms.steps[to].id, Some(until), at).by_hand = true;
            return Ok(());
        }
        let is_known = terms.place_of(&self.tier().id).is_some();
        // Where upgrades wait for reviews, whoever has none yet gets one.
        let waits = terms.lifts_at_review && terms.window != Window::Lifetime;
        if to > held || !is_known || waits && self.tier().review.is_none() {
            self.hold(&terms, to, (at, at));
        }
        Ok(())
    }

    /// What an order paid for goods counts.
    pub(crate) fn count(
        &mut self,
        place: usize,
        (at, lifts_at): (i64, i64),
        now: i64,
    ) -> Result<(), u16> {
        let order = self.orders[place].clone();
        if order.qualifying == 0 {
            return Ok(());
        }
        let day = self.in_force(at)?.zone.day(at);
        self.counts_now((lifts_at, now), |member| {
            member.orders[place].counted_on = Some(day);
            let counted = Counted {
                spend: order.qualifying,
                points: order.qualifying_points.unwrap_or(0),
                orders: 1,
                ..Counted::default()
            };
            member.spend.push(Spend { day, counted });
        })
    }

    /// What a task gave counts, where a tier asks for it.
    pub(crate) fn count_task(&mut self, points: i64, at: i64, now: i64) -> Result<(), u16> {
        let terms = self.in_force(at)?;
        if !terms.counts_tasks() {
            return Ok(());
        }
        let day = terms.zone.day(at);
        self.counts_now((at, now), |member| {
            let counted = Counted {
                activity: points,
                ..Counted::default()
            };
            member.spend.push(Spend { day, counted });
        })
    }

    pub(crate) fn record_credit(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let at = self.moment(command, now)?;
        if self.credits.iter().any(|(before, _)| at <= *before) {
            return Err(3104);
        }
        let score = whole(command, "score", 0);
        self.at(at);
        self.counts_now((at, now), |member| member.credits.push((at, score)))
    }

    /// What was given back counts no longer, and may take a tier.
    pub(crate) fn stop_counting(&mut self, place: usize, back: Counted, at: i64) {
        let order = &self.orders[place];
        let refunds = self.version(order.version).refunds.as_ref().unwrap();
        let undo = refunds.undo_tier.clone();
        // What never counted, being paid with points alone, changes nothing.
        let counted_on = order.counted_on.filter(|_| back != Counted::default());
        let Some(day) = counted_on.filter(|_| undo != "never") else {
            return;
        };
        let counted = Counted {
            spend: -back.spend,
            points: -back.points,
            orders: -back.orders,
            ..Counted::default()
        };
        self.spend.push(Spend { day, counted });
        let Ok(terms) = self.in_force(at).cloned() else {
            return;
        };
        let counts = self.counts(&terms, at);
        let held = self.held(&terms, &counts);
        let mut left = terms.reached(&counts);
        // The floor is lost by who came to it with what is given back.
        let since = self.tier().since;
        let came_with_it = self.orders[place]
            .paid
            .is_none_or(|(paid, _)| since >= paid);
        let floor = terms.floor.as_ref().and_then(|id| terms.place_of(id));
        if came_with_it && floor.is_some_and(|floor| left < floor && floor <= held) {
            self.without_floor = true;
        }
        if undo != "at_once" || self.tier().by_hand {
            return;
        }
        // Whoever was in the tier before is so by what is enough to keep it, too.
        if self.orders[place]
            .paid
            .is_some_and(|(paid, _)| self.tier().since < paid)
        {
            left = left.max(terms.kept(held, &counts));
        }
        if left < held {
            self.hold(&terms, left, (at, at));
        }
    }

    /// The review of the tier held.
    pub(crate) fn review_tier(&mut self, at: i64) {
        let terms = self.in_force(at).unwrap().clone();
        let before = self.tier().clone();
        let is_yearly = terms.window.is_yearly();
        let counts_on = if is_yearly { at - 1 } else { at };
        let counts = Counted {
            invited_to: self.invited_to(&terms, at),
            ..self.counts(&terms, counts_on)
        };
        let held = self.held(&terms, &counts);
        self.regain_floor(&terms, &counts);
        let is_plain = !before.grace && !before.by_hand;
        // A tier of a version without years waits for the end of the first year that counts.
        let mut waits_until = None;
        if is_yearly && is_plain {
            let today = terms.zone.day(at);
            let (first, last) = terms.window.days(today, self.registered(&terms));
            if first == i64::MIN || at != terms.zone.start_of(first) {
                waits_until = Some(terms.zone.start_of(last + 1));
            }
        }
        let least = match waits_until {
            Some(_) => held,
            None => self.least_left(&terms, held),
        };
        let to = if before.by_hand {
            terms.reached(&counts).max(least)
        } else {
            let up = terms.climbs(held, &counts);
            let kept = terms.kept(held, &counts).max(least);
            if up > held { up } else { kept }
        };
        if let Some(days) = terms.grace_days.filter(|_| to < held && is_plain) {
            self.hold_tier(&before.id, Some(at + days * DAY), at).grace = true;
            return;
        }
        let by_itself = |counts: &Counted| {
            let kept = terms.kept(held, counts).max(least);
            terms.reached(counts).max(kept)
        };
        if let Some(until) = terms.invited_until(self, &counts, to, by_itself) {
            self.hold_tier(&terms.steps[to].id, Some(until), at).by_hand = true;
        } else if waits_until.is_some() {
            self.hold_tier(&terms.steps[to].id, waits_until, at);
        } else {
            self.hold(&terms, to, (counts_on, at));
        }
    }

    /// The floor holds again once what counts is enough for it.
    fn regain_floor(&mut self, terms: &Terms, counts: &Counted) {
        let floor = terms.floor.as_ref().and_then(|id| terms.place_of(id));
        if terms.reached(counts) >= floor.unwrap_or(0) {
            self.without_floor = false;
        }
    }

    /// The least that a review leaves of a tier. What somebody set is no floor once its time is over;
    /// what keeps a trial is.
    fn least_left(&self, terms: &Terms, held: usize) -> usize {
        if self.tier().by_hand {
            let on_trial = self.on_trial();
            let kept = on_trial.is_some_and(|(ways, counted, by)| by.is_met(&ways, counted));
            return if kept { held } else { 0 };
        }
        let least = match terms.downgrade.as_str() {
            "none" => held,
            "one_step" => held.saturating_sub(1),
            _ => 0,
        };
        let floor = terms.floor.as_ref().and_then(|id| terms.place_of(id));
        let floor = floor.filter(|floor| *floor <= held && !self.without_floor);
        least.max(floor.unwrap_or(0))
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
