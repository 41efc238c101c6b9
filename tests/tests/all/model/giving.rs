//! Points without an order: adjustments by hand, tasks.

use serde_json::Value;

use super::civil::{self, DAY};
use super::member::{Adjustment, Done, Member, Pending};
use super::terms::{text, whole};

impl Member {
    fn waiting(&self, command: &Value) -> Result<usize, u16> {
        let id = text(command, "adjustment", "");
        let mut all = self.adjustments.iter();
        all.position(|known| known.id == id && known.waits)
            .ok_or(6145)
    }

    pub(crate) fn adjust(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let (reasons, alone) = self.in_force(now)?.adjustments.clone().ok_or(6140_u16)?;
        let id = text(command, "adjustment", "");
        let points = whole(command, "points", 0);
        if !reasons
            .iter()
            .any(|reason| reason == text(command, "reason", ""))
        {
            return Err(6141);
        }
        if points == 0 {
            return Err(6142);
        }
        if self.waiting(command).is_ok() {
            return Err(6143);
        }
        let waits = points.abs() > alone;
        if waits && self.adjustments.iter().filter(|known| known.waits).count() >= 16 {
            return Err(6144);
        }
        if -points > self.available(now) {
            return Err(6147);
        }
        self.claim("adjustment", id, 6143)?;
        self.adjustments.push(Adjustment {
            id: id.to_owned(),
            points,
            by: text(command, "by", "").to_owned(),
            waits,
        });
        self.at(now);
        if !waits {
            self.make(points, now)?;
        }
        Ok(())
    }

    fn make(&mut self, points: i64, now: i64) -> Result<(), u16> {
        if -points > self.available(now) {
            return Err(6147);
        }
        self.at(now);
        if points > 0 {
            let version = self.in_force(now)?.version;
            self.new_lot(version, points, None, (now, now));
        } else {
            self.take(-points, now);
        }
        Ok(())
    }

    pub(crate) fn approve(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let place = self.waiting(command)?;
        if self.adjustments[place].by == text(command, "by", "") {
            return Err(6146);
        }
        self.adjustments[place].waits = false;
        self.make(self.adjustments[place].points, now)
    }

    pub(crate) fn reject(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let place = self.waiting(command)?;
        self.adjustments[place].waits = false;
        self.at(now);
        Ok(())
    }

    pub(crate) fn complete_task(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let at = self.moment(command, now)?;
        let terms = self.in_force(at)?.clone();
        let id = text(command, "task", "");
        let task = terms.tasks.iter().find(|task| text(task, "id", "") == id);
        let task = task.ok_or(6150_u16)?;
        let moment = |name: &str| task[name].as_str().map(civil::read);
        if moment("from").is_some_and(|from| at < from) {
            return Err(6151);
        }
        if moment("until").is_some_and(|until| until <= at) {
            return Err(6152);
        }
        let day = terms.zone.day(at);
        let before: Vec<&Done> = self.done.iter().filter(|done| done.task == id).collect();
        let repeat = text(task, "repeat", "once");
        let times = i64::try_from(before.len()).unwrap();
        if let Some(last) = before.last() {
            if repeat == "once" {
                return Err(6153);
            }
            if task["most"].as_i64().is_some_and(|most| most <= times) {
                return Err(6154);
            }
            if repeat == "yearly" && civil::first_of_year(day) <= civil::first_of_year(last.day) {
                return Err(6134);
            }
            if day <= last.day {
                return Err(6155);
            }
        }
        if let Some(occurrence) = command["occurrence"].as_str() {
            self.claim("occurrence", &format!("{id}/{occurrence}"), 6156)?;
        }
        let mut done = Done {
            task: id.to_owned(),
            day,
            full: false,
            streak: 0,
        };
        let mut points = whole(task, "points", 0);
        if repeat == "streak" {
            done.streak = self.days_in_a_row(id, day - 1) + 1;
            if done.streak >= whole(task, "streak_days", 0) {
                done.full = true;
                done.streak = 0;
                points += whole(task, "streak_points", 0);
            }
        }
        self.done.push(done);
        self.at(at);
        let days = whole(task, "pending_days", 0);
        let pending = (days > 0).then_some(Pending::Until(at + days * DAY));
        self.was_active("earning", at, now);
        self.new_lot(terms.version, points, pending, (at, now));
        self.count_task(points, at, now)
    }

    /// Days on which a task was done, back from a day to a gap, to a row that was full, or to when
    /// days in a row did not count.
    fn days_in_a_row(&self, task: &str, day: i64) -> i64 {
        let mut of_task = self.done.iter().rev().filter(|done| done.task == task);
        match of_task.find(|done| done.day == day) {
            Some(done) if !done.full && done.streak > 0 => self.days_in_a_row(task, day - 1) + 1,
            _ => 0,
        }
    }
}
