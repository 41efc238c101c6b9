//! Gifts of points from member to member.

use serde_json::Value;

use super::civil;
use super::member::{Gift, Lot, Member};
use super::terms::{text, whole};

impl Member {
    /// What was given in the period that counts now, by its first day: never an earlier one than
    /// something counted in already.
    fn given(&self, kind: &str, first: i64) -> (i64, i64) {
        let mut since = first;
        for (of, day) in self.gifts.iter().flat_map(|gift| &gift.counts_in) {
            if *of == kind {
                since = since.max(*day);
            }
        }
        let counts = |gift: &&Gift| gift.counts_in.contains(&(kind, since));
        let counting = self.gifts.iter().filter(counts);
        (since, counting.map(|gift| gift.points).sum())
    }

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
        let mut counts_in = Vec::new();
        for (kind, most) in transfers.most {
            let first = civil::first_of(kind, terms.zone.day(now)).unwrap();
            let (since, given) = self.given(kind, first);
            if most.is_some_and(|most| given + points > most) {
                return Err(6405);
            }
            counts_in.push((kind, since));
        }
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
