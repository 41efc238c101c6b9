//! Clause 6.1.1c: points for published tasks completed.

use serde::Serialize;

use super::TierName;
use crate::document::Reader;
use crate::id::RuleId;
use crate::moment::Moment;
use crate::number::Points;
use crate::wire::{choice, record};

/// How often a task may be completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// Once for ever.
    Once,
    /// Once each civil day, in the policy's zone.
    Daily,
    /// Once each civil day, with more points each time that so many days in a row are full.
    Streak {
        /// So many days in a row …
        days: u16,
        /// … give so many points more, on the last of them; then the count begins anew.
        bonus_points: Points,
    },
    /// Once each calendar year, in the policy's zone.
    Yearly,
}

choice!(Repeat {
    0: Once(),
    1: Daily(),
    2: Streak {
        0: days,
        1: bonus_points
    },
    3: Yearly(),
});

/// A published task (任务).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Task {
    /// Its id.
    pub id: RuleId,
    /// Points for each time that it is completed.
    pub points: Points,
    /// How often it may be.
    pub repeat: Repeat,
    /// From when on; absent where always.
    pub from: Option<Moment>,
    /// Until when; at this moment it is over. Absent where never.
    pub until: Option<Moment>,
    /// How many times in all a member may complete it; absent where there is no such cap.
    pub most: Option<u32>,
    /// Days (of 24 hours) until its points become available.
    pub pending_days: u16,
    /// Its name for people; absent where it goes by its id.
    pub name: Option<TierName>,
}

record!(Task {
    0: id,
    1: points,
    2: repeat,
    3: from,
    4: until,
    5: most,
    6: pending_days,
    7: name
});

impl Task {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let id = r.id("id", "the task's id", RuleId::new);
        let points = r.points("points", 1..=1_000_000_000, "points for each time");
        let which = ["once", "daily", "streak", "yearly"].map(|name| (name, name));
        let kind = r.choice("repeat", &which, Some(0), "how often it may be completed");
        let in_a_row = kind == "streak";
        let doc = "days in a row that give more points (repeat = streak)";
        let days = r.whole_if("streak_days", 2..=366, in_a_row, doc);
        let doc = "points more for so many days in a row (repeat = streak)";
        let bonus_points = r.points_if("streak_points", 1..=1_000_000_000, in_a_row, doc);
        let from = r.optional("from", |r| r.moment("from", "from when on"));
        let until = r.optional("until", |r| r.moment("until", "until when, exclusive"));
        let most = r.optional("most", |r| {
            r.whole("most", 1..=1_000_000, "how many times in all (not once)")
        });
        if most.is_some() && kind == "once" {
            r.finding("most", "not_here");
        }
        if from.zip(until).is_some_and(|(from, until)| from >= until) {
            r.finding("until", "task_ends_before_it_begins");
        }
        let doc = "days until its points become available";
        Self {
            id,
            points,
            repeat: match kind {
                "daily" => Repeat::Daily,
                "yearly" => Repeat::Yearly,
                "streak" => Repeat::Streak { days, bonus_points },
                _ => Repeat::Once,
            },
            from,
            until,
            most,
            pending_days: r.whole_or("pending_days", 0..=400, 0, doc),
            name: r.optional("name", |r| {
                r.table("name", "the task's name for people", TierName::read)
            }),
        }
    }
}
