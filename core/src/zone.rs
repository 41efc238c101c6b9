//! Civil time in the policy's zone, from transitions fixed inside the published policy.
//!
//! No zone database is in the module: whoever writes the policy document names a zone, and the
//! host writes the zone's changes of offset, up to the last moment there is, into the document
//! before it is checked. What a decision meant can so be repeated after the database moved on.
//!
//! In a **gap** (clocks go forward) a civil time that does not exist means the first moment after
//! the gap. In a **fold** (clocks go back) one that exists twice means its first occurrence.

use crate::text::Text;
use crate::wire::record;
use serde::Serialize;

use crate::moment::{DAY_MS, Day, Moment};

/// From this moment on, civil time is so many minutes ahead of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Transition {
    /// When the offset begins.
    pub at: Moment,
    /// Minutes ahead of UTC, −1,080 to 1,080.
    pub offset_minutes: i32,
}

record!(Transition {
    0: at,
    1: offset_minutes
});

/// The civil time of a policy (时区).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Zone {
    /// The zone's name in the IANA database, such as `Asia/Shanghai`.
    pub name: Text,
    /// The version of the database that the transitions were taken from.
    pub database: Text,
    /// Minutes ahead of UTC before the first transition.
    pub offset_minutes: i32,
    /// Later changes, in order of time.
    pub transitions: Vec<Transition>,
}

record!(Zone {
    0: name,
    1: database,
    2: offset_minutes,
    3: transitions
});

impl Zone {
    fn offset_ms(&self, at: Moment) -> i64 {
        let later = self.transitions.partition_point(|t| t.at <= at);
        let transition = later
            .checked_sub(1)
            .and_then(|last| self.transitions.get(last));
        i64::from(transition.map_or(self.offset_minutes, |t| t.offset_minutes)) * 60_000
    }

    /// The civil date at a moment.
    #[must_use]
    pub fn day(&self, at: Moment) -> Day {
        self.civil(at).0
    }

    /// The civil date at a moment, and the milliseconds since its midnight.
    #[must_use]
    pub fn civil(&self, at: Moment) -> (Day, i64) {
        let local = at.ms() + self.offset_ms(at);
        let day = i32::try_from(local.div_euclid(DAY_MS)).unwrap_or_default();
        (Day(day), local.rem_euclid(DAY_MS))
    }

    /// The moment at which a civil date begins, held at the ends of the range.
    #[must_use]
    pub fn start_of(&self, day: Day) -> Moment {
        self.moment(day, 0)
    }

    /// The moment at which a civil date and time of day comes, held at the ends of the range.
    #[must_use]
    pub fn moment(&self, day: Day, time_ms: i64) -> Moment {
        let local = i64::from(day.0) * DAY_MS + time_ms;
        // Offsets are within a day, so the answer lies in the two days around `local`; the first
        // moment whose civil time has reached `local` is right in gaps and folds alike.
        let mut start = Moment::FIRST.moved_ms(local - DAY_MS);
        let first = self.transitions.partition_point(|t| t.at <= start);
        for transition in self.transitions.iter().skip(first).take(4) {
            let reached = Moment::FIRST.moved_ms(local - self.offset_ms(start));
            if reached < transition.at {
                return reached.max(start);
            }
            start = transition.at;
        }
        Moment::FIRST
            .moved_ms(local - self.offset_ms(start))
            .max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    fn zone(offset_minutes: i32, transitions: &[(&str, i32)]) -> Zone {
        let transitions = transitions.iter();
        Zone {
            name: "Test/Zone".into(),
            database: "test".into(),
            offset_minutes,
            transitions: transitions
                .map(|&(when, offset_minutes)| Transition {
                    at: at(when),
                    offset_minutes,
                })
                .collect(),
        }
    }

    fn new_york() -> Zone {
        zone(
            -300,
            &[
                ("2026-03-08T07:00:00Z", -240),
                ("2026-11-01T06:00:00Z", -300),
            ],
        )
    }

    #[test]
    fn a_fixed_zone_turns_the_day_at_its_own_midnight() {
        let shanghai = zone(480, &[]);
        let before = shanghai.day(at("2026-11-22T15:59:59.999Z"));
        let midnight = at("2026-11-22T16:00:00Z");
        assert_eq!(shanghai.day(midnight), before.plus_days(1));
        assert_eq!(shanghai.start_of(shanghai.day(midnight)), midnight);
    }

    #[test]
    fn a_time_in_the_gap_is_the_first_moment_after_it() {
        let zone = new_york();
        let (day, _) = zone.civil(at("2026-03-08T12:00:00Z"));
        assert_eq!(
            zone.moment(day, 2 * 3_600_000 + 1_800_000),
            at("2026-03-08T07:00:00Z")
        );
        assert_eq!(zone.moment(day, 3 * 3_600_000), at("2026-03-08T07:00:00Z"));
        assert_eq!(
            zone.moment(day, 2 * 3_600_000 - 1),
            at("2026-03-08T06:59:59.999Z")
        );
        assert_eq!(zone.start_of(day.plus_days(1)), at("2026-03-09T04:00:00Z"));
    }

    #[test]
    fn a_time_in_the_fold_is_its_first_occurrence() {
        let zone = new_york();
        let (day, _) = zone.civil(at("2026-11-01T12:00:00Z"));
        assert_eq!(
            zone.moment(day, 3_600_000 + 1_800_000),
            at("2026-11-01T05:30:00Z")
        );
        assert_eq!(zone.moment(day, 2 * 3_600_000), at("2026-11-01T07:00:00Z"));
    }

    #[test]
    fn every_midnight_is_found_again() {
        let zone = new_york();
        let first = zone.day(at("2026-01-01T12:00:00Z"));
        for offset in 0..365 {
            let day = first.plus_days(offset);
            assert_eq!(zone.civil(zone.start_of(day)), (day, 0));
        }
    }
}
