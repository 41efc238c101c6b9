//! Clause 3.1.1: tiers by invitation, and on trial for whoever holds a like one elsewhere.

use serde_json::Value;

use super::civil::{self, DAY};
use super::member::{Counted, Member};
use super::terms::{Step, Terms, Way, list, text, whole};

/// A tier on trial.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    tier: String,
    /// The version that says what keeps it.
    version: u64,
    since: i64,
    until: i64,
}

impl Counted {
    /// The same, as it is held against the tier at a place.
    pub(crate) fn toward(self, place: usize) -> Self {
        let invited_here = i64::from(self.invited_to == Some(place));
        Self {
            invited_here,
            ..self
        }
    }

    pub(crate) fn uninvited(self) -> Self {
        Self {
            invited_to: None,
            ..self
        }
    }
}

impl Terms {
    /// Until when an invitation holds whoever comes to a tier, where what counts besides is enough
    /// for less.
    pub(crate) fn invited_until(
        &self,
        member: &Member,
        counts: &Counted,
        to: usize,
        enough_for: impl Fn(&Counted) -> usize,
    ) -> Option<i64> {
        counts.invited_to?;
        let by_itself = enough_for(&counts.uninvited());
        let (_, until) = member.invitations.last()?;
        (by_itself < to).then_some(*until)
    }
}

impl Member {
    /// The place of the tier that the member is invited to at a moment.
    pub(crate) fn invited_to(&self, terms: &Terms, at: i64) -> Option<usize> {
        let (tier, until) = self.invitations.last()?;
        terms.place_of(tier).filter(|_| at < *until)
    }

    pub(crate) fn invite(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let terms = self.in_force(now)?.clone();
        let tier = text(command, "tier", "");
        let until = civil::read(text(command, "until", ""));
        let place = terms.place_of(tier).ok_or(3101_u16)?;
        let reason = text(command, "reason", "");
        if !terms.by_hand.iter().any(|known| known == reason) {
            return Err(3102);
        }
        if until <= now {
            return Err(3103);
        }
        let takes = |way: &Way| way.iter().any(|(what, _)| *what == "invitation");
        if !terms.steps[place].ways.iter().any(takes) {
            return Err(3109);
        }
        let invitation = (tier.to_owned(), until);
        self.at(now);
        self.counts_now((now, now), |member| member.invitations.push(invitation))
    }

    pub(crate) fn match_status(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let terms = self.in_force(now)?.clone();
        let tier = text(command, "tier", "");
        let until = civil::read(text(command, "until", ""));
        let place = terms.place_of(tier).ok_or(3101_u16)?;
        if until <= now {
            return Err(3103);
        }
        let offered = terms.status_match.as_ref().ok_or(3110_u16)?;
        if keeps(offered, tier).is_none() {
            return Err(3111);
        }
        if until > now + whole(offered, "most_days", 0) * DAY {
            return Err(3112);
        }
        if let Some(last) = self.trials.last() {
            let again = offered["again_months"].as_i64().map(|months| {
                let (day, time) = terms.zone.civil(last.since);
                terms.zone.moment(civil::plus_months(day, months), time)
            });
            if again.is_none_or(|again| now < again) {
                return Err(3113);
            }
        }
        if self.held(&terms, &self.counts(&terms, now)) >= place {
            return Err(3114);
        }
        self.trials.push(Trial {
            tier: tier.to_owned(),
            version: terms.version,
            since: now,
            until,
        });
        self.hold_tier(tier, Some(until), now).by_hand = true;
        Ok(())
    }

    /// The trial that is under way: its tier is held by hand until it is over.
    fn trial(&self) -> Option<&Trial> {
        let (trial, held) = (self.trials.last()?, self.tier());
        let is_it = held.by_hand && held.id == trial.tier && held.review == Some(trial.until);
        is_it.then_some(trial)
    }

    /// The ways to keep what is on trial, and what counted on its days.
    pub(crate) fn on_trial(&self) -> Option<(Vec<Way>, Counted, &Terms)> {
        let trial = self.trial()?;
        let terms = self.version(trial.version);
        let ways = keeps(terms.status_match.as_ref()?, &trial.tier)?;
        let days = (terms.zone.day(trial.since), terms.zone.day(trial.until - 1));
        Some((ways, self.counts_on(terms, days), terms))
    }
}

/// The ways to keep a tier on trial; none where it is not given on trial.
fn keeps(offered: &Value, tier: &str) -> Option<Vec<Way>> {
    let mut tiers = list(offered, "tiers").iter();
    let found = tiers.find(|one| text(one, "tier", "") == tier)?;
    Some(list(found, "keep_any").iter().map(Step::way).collect())
}
