//! Clause 6.2.2: gifts of points from member to member, and what limits over time count of them.

use serde_json::Value;

use super::civil;
use super::member::{Gift, Lot, Member};
use super::terms::{Terms, text, whole};

/// The most that may move in a period, by its kind.
pub(crate) type Limits = [(&'static str, Option<i64>); 2];

/// What moved in the period that counts now, by its first day: never an earlier one than something
/// counted in already.
fn moved(before: &[Gift], kind: &str, first: i64) -> (i64, i64) {
    let mut since = first;
    for (of, day) in before.iter().flat_map(|gift| &gift.counts_in) {
        if *of == kind {
            since = since.max(*day);
        }
    }
    let counts = |gift: &&Gift| {
        let mut counts_in = gift.counts_in.iter();
        counts_in.any(|(of, day)| *of == kind && *day == since)
    };
    let counting = before.iter().filter(counts);
    (since, counting.map(|gift| gift.points).sum())
}

/// The periods that more points count in beside what moved before; none where a limit is passed.
pub(crate) fn counted_in(
    terms: &Terms,
    (before, limits): (&[Gift], Limits),
    points: i64,
    now: i64,
) -> Option<Vec<(&'static str, i64)>> {
    let day = terms.zone.day(now);
    let periods = limits.into_iter().map(|(kind, most)| {
        let (since, moved) = moved(before, kind, civil::first_of(kind, day).unwrap());
        let is_within = most.is_none_or(|most| moved + points <= most);
        is_within.then_some((kind, since))
    });
    periods.collect()
}

impl Member {
    /// Points go to another member, if there is one.
    pub(crate) fn give(
        &mut self,
        command: &Value,
        to: Option<&mut Self>,
        now: i64,
    ) -> Result<(), u16> {
        let terms = self.in_force(now)?.clone();
        let transfers = terms.transfers.as_ref().ok_or(6401_u16)?;
        if command["to"] == *self.id {
            return Err(6402);
        }
        let to = to.ok_or(6403_u16)?;
        let points = whole(command, "points", 0);
        if points < transfers.least {
            return Err(6404);
        }
        let counts_in = counted_in(&terms, (&self.gifts, transfers.most), points, now);
        let counts_in = counts_in.ok_or(6405_u16)?;
        if points > self.available(now) {
            return Err(6406);
        }
        self.claim("transfer", text(command, "transfer", ""), 6408)?;
        self.gifts.push(Gift { points, counts_in });
        self.at(now);
        let parts = self.take(points, now);
        to.fall_due(now);
        to.at(now);
        if transfers.restarts {
            to.new_lot(terms.version, points, None, (now, now));
            return Ok(());
        }
        let given: Vec<Lot> = parts
            .iter()
            .map(|part| {
                let lot = &self.lots[part.lot];
                lot.settled(part.points, lot.expires)
            })
            .collect();
        to.lots.extend(given);
        to.repay();
        Ok(())
    }
}
