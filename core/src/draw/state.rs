//! Where a draw stands, and what a member's entry into it is. Bounded: of all entries only the
//! peaks of their tree are kept.

use serde::Serialize;

use super::Seed;
use super::merkle::Peaks;
use super::picking::{Chance, take};
use crate::event::{Event, HoldPart};
use crate::id::{BeaconValue, Digest, EntryId, RuleId};
use crate::moment::{Day, Moment};
use crate::number::Points;
use crate::wire::{choice, names, record};

/// How far a draw has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DrawStep {
    /// It may be entered.
    Open,
    /// It may not be entered any more, and waits for its seed.
    Closed {
        /// The root of the tree of entries.
        root: Digest,
    },
    /// It is drawn.
    Revealed {
        /// The root of the tree of entries.
        root: Digest,
        /// The seed.
        seed: Seed,
        /// The public value that went in; absent where the terms name none.
        beacon: Option<BeaconValue>,
    },
    /// The operator called it off before it closed.
    Cancelled,
    /// Its seed was not revealed in time.
    Failed,
}

choice!(DrawStep {
    0: Open(),
    1: Closed { 0: root },
    2: Revealed {
        0: root,
        1: seed,
        2: beacon
    },
    3: Cancelled(),
    4: Failed(),
});

/// What became of a prize that was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// The winner accepted it.
    Accepted,
    /// The winner refused it.
    Refused,
    /// Nobody accepted it in time.
    Unclaimed,
}

names!(Fate {
    0: Accepted,
    1: Refused,
    2: Unclaimed
});

/// A win: a prize, and the entry that it was drawn for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Win {
    /// The entry's place among all entries, from 0.
    pub index: u32,
    /// The prize.
    pub prize: RuleId,
    /// Until when it can be accepted; at this moment it is too late.
    pub claim_until: Moment,
    /// What became of it; absent while it waits.
    pub fate: Option<Fate>,
    /// The win whose prize was drawn again for this one, by its number from 0; absent where it
    /// was drawn at first.
    pub again: Option<u32>,
    /// How many times the prize was drawn before; absent where it was not.
    pub round: Option<u8>,
}

record!(Win {
    0: index,
    1: prize,
    2: claim_until,
    3: fate,
    4: again,
    5: round
});

/// A draw, as far as the rules need to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawState {
    /// The draw.
    pub draw: RuleId,
    /// The version of the policy whose terms it was opened under.
    pub policy_version: u32,
    /// The digest of the secret seed.
    pub commitment: Digest,
    /// When it closes.
    pub closes_at: Moment,
    /// When the seed must be revealed.
    pub reveal_by: Moment,
    /// Days within which a prize is accepted.
    pub claim_days: u16,
    /// How many times a prize is drawn again.
    pub redraws: u8,
    /// The tree of entries.
    pub tree: Peaks,
    /// How far it has come.
    pub step: DrawStep,
    /// The wins, in the order of drawing.
    pub wins: Vec<Win>,
    /// The latest moment of any event.
    pub clock: Moment,
}

record!(DrawState {
    0: draw,
    1: policy_version,
    2: commitment,
    3: closes_at,
    4: reveal_by,
    5: claim_days,
    6: redraws,
    7: tree,
    8: step,
    9: wins,
    10: clock
});

/// A member's entry into a draw, kept until no prize of the draw can be accepted any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawEntry {
    /// The draw.
    pub draw: RuleId,
    /// The entry.
    pub entry: EntryId,
    /// Its place among all entries, from 0.
    pub index: u32,
    /// The points that it cost, by lot: they go back where the draw comes to nothing.
    pub parts: Vec<HoldPart>,
    /// The civil day on which it was made, in days since 1970-01-01.
    pub day: Day,
    /// When it is over.
    pub over_at: Moment,
}

record!(DrawEntry {
    0: draw,
    1: entry,
    2: index,
    3: parts,
    4: day,
    5: over_at
});

impl DrawEntry {
    /// The points that it cost.
    #[must_use]
    pub fn points(&self) -> Points {
        let parts = self.parts.iter().map(|part| part.points);
        parts.fold(Points::ZERO, Points::saturating_plus)
    }
}

impl DrawState {
    /// The wins whose prize was drawn again, in the order in which they were: as a proof holds them.
    #[must_use]
    pub fn redrawn(&self) -> Vec<u32> {
        self.wins.iter().filter_map(|win| win.again).collect()
    }

    /// What falls due first, and when: a pure function of time, as everything that does.
    pub(crate) fn next(&self) -> Option<(Moment, Event)> {
        let draw = self.draw.clone();
        match &self.step {
            DrawStep::Open => {
                let at = self.closes_at;
                let (root, count) = (self.tree.root(), self.tree.count);
                let closed = Event::DrawClosed {
                    draw,
                    root,
                    count,
                    at,
                };
                Some((at, closed))
            }
            DrawStep::Closed { .. } => {
                let at = self.reveal_by;
                Some((at, Event::DrawFailed { draw, at }))
            }
            DrawStep::Revealed { .. } => self.drawn_again().or_else(|| self.unclaimed()),
            DrawStep::Cancelled | DrawStep::Failed => None,
        }
    }

    /// A prize that nobody claims in time.
    fn unclaimed(&self) -> Option<(Moment, Event)> {
        let waiting = self.wins.iter().enumerate();
        let waiting = waiting.filter(|(_, win)| win.fate.is_none());
        let (number, win) = waiting.min_by_key(|(_, win)| win.claim_until)?;
        let event = Event::PrizeUnclaimed {
            draw: self.draw.clone(),
            number: u32::try_from(number).unwrap_or(u32::MAX),
            prize: win.prize.clone(),
            at: win.claim_until,
        };
        Some((win.claim_until, event))
    }

    /// A prize that is drawn again at once: it was refused or not claimed, the terms let it be
    /// drawn once more, and there is an entry left.
    fn drawn_again(&self) -> Option<(Moment, Event)> {
        let DrawStep::Revealed { root, seed, beacon } = &self.step else {
            return None;
        };
        let gone = self.wins.iter().enumerate().find(|(number, win)| {
            let is_free = matches!(win.fate, Some(Fate::Refused | Fate::Unclaimed));
            let number = u32::try_from(*number).unwrap_or(u32::MAX);
            let mut later = self.wins.iter();
            is_free
                && win.round.unwrap_or_default() < self.redraws
                && !later.any(|later| later.again == Some(number))
        });
        let (number, win) = gone?;
        let chance = Chance {
            draw: &self.draw,
            seed,
            root,
            count: self.tree.count,
            beacon: beacon.as_ref(),
        };
        let mut taken = Vec::with_capacity(self.wins.len());
        self.wins.iter().for_each(|win| take(&mut taken, win.index));
        let k = u32::try_from(self.wins.len()).unwrap_or(u32::MAX);
        let at = self.clock;
        let event = Event::PrizeRedrawn {
            draw: self.draw.clone(),
            number: u32::try_from(number).unwrap_or(u32::MAX),
            prize: win.prize.clone(),
            index: chance.pick(k, &taken)?,
            claim_until: at.plus_days(u32::from(self.claim_days)),
            at,
        };
        Some((at, event))
    }
}
