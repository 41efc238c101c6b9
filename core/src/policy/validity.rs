//! Clause 6.3: how long points are valid.

use serde::Serialize;

use super::{Length, PeriodEnd, RunsFrom, Span};
use crate::document::Reader;
use crate::limits::{MAX_REMINDERS, MAX_VALIDITY_LENGTHS};
use crate::moment::Moment;
use crate::wire::{names, record};
use crate::zone::Zone;

/// Whether points are valid on the day that they expire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Boundary {
    /// At exactly the expiry they are gone; where it was moved to a day, when that day begins.
    #[default]
    Instant,
    /// They are valid through that whole day in the policy's zone.
    ThroughDay,
}

names!(Boundary {
    0: Instant,
    1: ThroughDay
});

/// When validity begins to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValidityStart {
    /// When the points are earned.
    #[default]
    Earning,
    /// When pending points become available.
    Activation,
}

names!(ValidityStart {
    0: Earning,
    1: Activation
});

/// What counts as an activity of the member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Activeness {
    /// An order is paid.
    Paying,
    /// Points are earned, by an order or a task; an adjustment by hand is none, nor is a gift.
    Earning,
    /// Points are used for good, for an order or an offer; to give them away is none.
    Using,
}

names!(Activeness {
    0: Paying,
    1: Earning,
    2: Using
});

/// Which of several lengths ends validity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Together {
    /// The first to be over.
    #[default]
    EarlierOf,
    /// The last to be over; one that never is keeps points for ever.
    LaterOf,
}

names!(Together {
    0: EarlierOf,
    1: LaterOf
});

/// What becomes of points that were earned by an earlier version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Renewal {
    /// They expire as they would have.
    #[default]
    Keep,
    /// They expire as if they had been earned by this version, but not before it is in force.
    Recompute,
    /// They expire by whichever lets them live longer, so that nobody is worse off.
    LaterOfBoth,
}

names!(Renewal {
    0: Keep,
    1: Recompute,
    2: LaterOfBoth
});

/// How long points are valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Validity {
    /// The length, or the first of several.
    pub length: Length,
    /// The period whose last day it runs to.
    pub period_end: PeriodEnd,
    /// Whether the last day counts.
    pub boundary: Boundary,
    /// When it begins.
    pub start: ValidityStart,
    /// How many civil days before it expires a lot is reminded of, most days first; none where
    /// empty. Clause 6.3.2.
    pub remind_days: Vec<u16>,
    /// The named month to whose last day the length runs, 1 to 12; absent where none is named.
    pub end_month: Option<u8>,
    /// What the length runs from; absent: from the start of validity.
    pub runs_from: Option<RunsFrom>,
    /// Further lengths beside the first.
    pub further: Vec<Span>,
    /// Which of the lengths ends validity; absent: the first to be over.
    pub together: Option<Together>,
    /// What counts as an activity; sorted. Empty where no length runs from one.
    pub activity: Vec<Activeness>,
    /// What becomes of points of earlier versions; absent: they keep their expiry.
    pub transition: Option<Renewal>,
}

record!(Validity {
    0: length,
    1: period_end,
    2: boundary,
    3: start,
    4: remind_days,
    5: end_month,
    6: runs_from,
    7: further,
    8: together,
    9: activity,
    10: transition
});

impl Validity {
    /// All lengths, the first of them first.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        let first = Span {
            length: self.length,
            period_end: self.period_end,
            end_month: self.end_month,
            runs_from: self.runs_from,
        };
        core::iter::once(first).chain(self.further.iter().copied())
    }

    /// Whether what a member does can move an expiry.
    #[must_use]
    pub fn goes_by_activity(&self) -> bool {
        self.spans().any(|span| span.goes_by_activity())
    }

    /// The first moment at which points are gone whose validity began at `from`; absent where
    /// they never are. `active` is the member's last activity, where there was one; one before
    /// validity began counts as if it were at its beginning.
    #[must_use]
    pub fn expires_at(&self, from: Moment, active: Option<Moment>, zone: &Zone) -> Option<Moment> {
        let ends = self.spans().map(|span| {
            let active = active.filter(|_| span.goes_by_activity());
            let (day, time_ms) = zone.civil(active.map_or(from, |active| active.max(from)));
            let (last, time_ms) = span.over(day, time_ms)?;
            Some(match self.boundary {
                Boundary::Instant => zone.moment(last, time_ms),
                Boundary::ThroughDay => zone.start_of(last.plus_days(1)),
            })
        });
        match self.together.unwrap_or_default() {
            Together::EarlierOf => ends.flatten().min(),
            Together::LaterOf => ends
                .collect::<Option<Vec<_>>>()
                .and_then(|ends| ends.into_iter().max()),
        }
    }

    /// When the member is reminded, so many days ahead, of what expires at a moment: so many civil
    /// days earlier, at the same time of day.
    #[must_use]
    pub fn reminds_at(expires_at: Moment, days: u16, zone: &Zone) -> Moment {
        let (day, time_ms) = zone.civil(expires_at);
        zone.moment(day.plus_days(-i32::from(days)), time_ms)
    }

    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let boundaries = [
            ("instant", Boundary::Instant),
            ("through_day", Boundary::ThroughDay),
        ];
        let starts = [
            ("earning", ValidityStart::Earning),
            ("activation", ValidityStart::Activation),
        ];
        let Span {
            length,
            period_end,
            end_month,
            runs_from,
        } = Span::read(r);
        let boundary = r.choice(
            "boundary",
            &boundaries,
            Some(0),
            "whether the last day counts",
        );
        let start = r.choice("start", &starts, Some(0), "when validity begins");
        let remind_days = r.descending(
            "remind_days",
            1..=366,
            MAX_REMINDERS,
            "days before expiry on which the member is reminded, most days first",
        );
        let doc = "further lengths beside the first";
        let further = r.list_or_empty("further", MAX_VALIDITY_LENGTHS - 1, doc, Span::read);
        let mut validity = Self {
            length,
            period_end,
            boundary,
            start,
            remind_days,
            end_month,
            runs_from,
            further,
            together: None,
            activity: Vec::new(),
            transition: None,
        };
        validity.read_rest(r);
        validity
    }

    /// What depends on the lengths, and what becomes of older points.
    fn read_rest<const DESCRIBES: bool>(&mut self, r: &mut Reader<'_, DESCRIBES>) {
        let together = [
            ("earlier", Together::EarlierOf),
            ("later", Together::LaterOf),
        ];
        let kinds = [
            ("paying", Activeness::Paying),
            ("earning", Activeness::Earning),
            ("using", Activeness::Using),
        ];
        let transitions = [
            ("keep", Renewal::Keep),
            ("recompute", Renewal::Recompute),
            ("later_of_both", Renewal::LaterOfBoth),
        ];
        let doc = "which of the lengths ends validity";
        let which = r.choice("together", &together, Some(0), doc);
        self.together = Some(which).filter(|which| *which != Together::EarlierOf);
        if self.together.is_some() && self.further.is_empty() {
            r.finding("together", "not_here");
        }
        let doc = "what counts as an activity (with a length that runs from it)";
        self.activity = r.words("activity", &kinds, "not_an_activity", doc);
        if self.goes_by_activity() == self.activity.is_empty() {
            let code = if self.activity.is_empty() {
                "missing"
            } else {
                "not_here"
            };
            r.finding("activity", code);
        }
        let doc = "what becomes of points of earlier versions";
        let transition = r.choice("transition", &transitions, Some(0), doc);
        self.transition = Some(transition).filter(|it| *it != Renewal::Keep);
    }
}
