//! Clause 6.2.2: the pool of a household. Points are put in and taken out, and while they are in it
//! nothing moves when they end.

use serde_json::{Value, json};

use super::civil::write;
use super::gifts::{Limits, counted_in};
use super::household::Household;
use super::member::{Gift, Lot, Member, Part};
use super::terms::{Terms, flag_is, text, whole};

/// Points of a lot that were put into a pool, with every movement since.
#[derive(Clone, Debug)]
pub(crate) struct Pooled {
    owner: String,
    /// The lot that they came from, by its place among its owner's; none where the owner left them
    /// to the head.
    lot: Option<usize>,
    moves: Vec<i64>,
    earned_at: i64,
    expires: Option<i64>,
}

impl Pooled {
    fn points(&self) -> i64 {
        self.moves.iter().sum()
    }
}

impl Household {
    /// What is in the pool at a moment, as it is taken: what ends first, then what is oldest.
    fn lots(&self, now: i64) -> Vec<usize> {
        let is_there = |lot: &Pooled| lot.points() > 0 && lot.expires.is_none_or(|end| now < end);
        let all = 0..self.pool.len();
        let mut lots: Vec<usize> = all.filter(|lot| is_there(&self.pool[*lot])).collect();
        lots.sort_by_key(|place| {
            let lot = &self.pool[*place];
            (lot.expires.unwrap_or(i64::MAX), lot.earned_at, *place)
        });
        lots
    }

    /// What the pool has of one member, or of all.
    pub(crate) fn points_of(&self, member: Option<&str>, now: i64) -> i64 {
        let lots = self.lots(now).into_iter().map(|lot| &self.pool[lot]);
        let lots = lots.filter(|lot| member.is_none_or(|member| lot.owner == member));
        lots.map(Pooled::points).sum()
    }

    pub(crate) fn lots_shown(&self, now: i64) -> Vec<Value> {
        let lots = self.lots(now).into_iter().map(|lot| &self.pool[lot]);
        let shown = lots.map(|lot| {
            json!({ "member": lot.owner, "points": lot.points(),
                "earned_at": write(lot.earned_at), "expires_at": lot.expires.map(write) })
        });
        shown.collect()
    }

    /// Whoever leaves leaves this to the head, who has it from nobody's lot.
    pub(crate) fn stays_with_head(&mut self, leaver: &str) {
        for lot in self.pool.iter_mut().filter(|lot| lot.owner == leaver) {
            lot.owner.clone_from(&self.head);
            lot.lot = None;
        }
    }

    /// So many points of some of its lots: of which how many.
    fn take(&mut self, points: i64, lots: &[usize]) -> Vec<(Pooled, i64)> {
        let (mut left, mut taken) = (points, Vec::new());
        for lot in lots {
            let lot = &mut self.pool[*lot];
            let points = left.min(lot.points());
            if points > 0 {
                lot.moves.push(-points);
                left -= points;
                taken.push((lot.clone(), points));
            }
        }
        taken
    }
}

/// How much one member may put in, or take out, in a period.
fn limits(offered: &Value, of: &str) -> Limits {
    ["day", "month"].map(|period| {
        let most = offered[&format!("most_{of}_per_{period}")].as_i64();
        (period, most)
    })
}

impl Member {
    pub(crate) fn put_in(
        &mut self,
        terms: &Terms,
        offered: &Value,
        home: &mut Household,
        command: &Value,
        now: i64,
    ) -> Result<(), u16> {
        let points = whole(command, "points", 0);
        if points < whole(offered, "least", 1) {
            return Err(6413);
        }
        let counts_in = counted_in(terms, (&self.put, limits(offered, "put")), points, now);
        let counts_in = counts_in.ok_or(6414_u16)?;
        if points > self.available(now) {
            return Err(6416);
        }
        self.claim("transfer", text(command, "transfer", ""), 6408)?;
        self.put.push(Gift { points, counts_in });
        self.at(now);
        let in_pool = home.lots(now);
        for part in self.take(points, now) {
            // More of what is in the pool already joins it.
            let joins = |lot: &&usize| {
                let lot = &home.pool[**lot];
                lot.owner == self.id && lot.lot == Some(part.lot) && lot.expires == part.expires
            };
            match in_pool.iter().find(joins) {
                Some(lot) => home.pool[*lot].moves.push(part.points),
                None => home.pool.push(Pooled {
                    owner: self.id.clone(),
                    lot: Some(part.lot),
                    moves: vec![part.points],
                    earned_at: self.lots[part.lot].earned_at,
                    expires: part.expires,
                }),
            }
        }
        Ok(())
    }

    pub(crate) fn take_out(
        &mut self,
        terms: &Terms,
        offered: &Value,
        home: &mut Household,
        command: &Value,
        now: i64,
    ) -> Result<(), u16> {
        let points = whole(command, "points", 0);
        if points < 1 {
            return Err(6413);
        }
        let counts_in = counted_in(
            terms,
            (&self.taken_out, limits(offered, "taken")),
            points,
            now,
        );
        let counts_in = counts_in.ok_or(6415_u16)?;
        if flag_is(offered, "takes", "head_only") && home.head != self.id {
            return Err(6418);
        }
        if points > home.points_of(None, now) {
            return Err(6419);
        }
        self.claim("transfer", text(command, "transfer", ""), 6408)?;
        self.taken_out.push(Gift { points, counts_in });
        self.at(now);
        let lots = home.lots(now);
        let taken = home.take(points, &lots);
        let anew = flag_is(offered, "validity", "restart").then_some(terms.version);
        self.has_out(&taken, anew, now);
        Ok(())
    }

    /// Everything that is the member's comes out.
    pub(crate) fn has_back(&mut self, home: &mut Household, now: i64) {
        let mut lots = home.lots(now);
        lots.retain(|lot| home.pool[*lot].owner == self.id);
        let taken = home.take(i64::MAX, &lots);
        self.has_out(&taken, None, now);
    }

    /// What comes out is the member's: what was the member's own lies in its lot as if it had never
    /// left it. Nothing moves the end of the rest any more, unless all of it is valid anew.
    fn has_out(&mut self, taken: &[(Pooled, i64)], anew: Option<u64>, now: i64) {
        let mut of_others = 0;
        for (pooled, points) in taken {
            let (points, expires) = (*points, pooled.expires);
            if let Some(lot) = pooled.lot.filter(|_| pooled.owner == self.id) {
                let part = Part {
                    lot,
                    points,
                    expires,
                };
                self.put_back_for(&[part], 0, now);
            } else if anew.is_some() {
                of_others += points;
            } else {
                self.lots.push(Lot {
                    moves: vec![points],
                    expired: 0,
                    earned_at: pooled.earned_at,
                    expires,
                    pending: None,
                    begins_by: None,
                    valid: None,
                });
            }
        }
        if let Some(version) = anew.filter(|_| of_others > 0) {
            self.new_lot(version, of_others, None, (now, now));
        }
        self.at(now);
        self.repay();
    }
}
