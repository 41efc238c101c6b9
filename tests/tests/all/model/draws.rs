//! Clause 6.2.1c: draws. Whoever runs the programme opens one; members enter it until it closes; its
//! seed, once revealed, says who wins. What is not claimed in time, or refused, is drawn again.
//!
//! Which entry wins follows from hashes, and is proven in tests of its own: that is taken from the
//! module. That each wins once only is not.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::civil::{DAY, read, write};
use super::spins::commitment;
use super::terms::{Terms, list, text, whole};

/// The entries that won, by draw, in the order of drawing: each by its place among all entries.
pub(crate) type Places = BTreeMap<String, Vec<usize>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Open,
    Closed,
    Revealed,
    /// It was called off, or its seed was not revealed in time.
    Cancelled,
    Failed,
}

/// A prize that was drawn, for the entry that the module names.
#[derive(Clone, Debug)]
pub(crate) struct Win {
    pub(crate) prize: String,
    pub(crate) until: i64,
    /// What became of it, if anything did.
    pub(crate) fate: Option<&'static str>,
    /// The win whose prize this is once more, and how many times it was drawn before.
    again: Option<usize>,
    round: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Draw {
    /// Its terms as the document has them that was in force when it was opened.
    pub(crate) terms: Value,
    pub(crate) version: u64,
    commitment: String,
    pub(crate) entries: usize,
    pub(crate) step: Step,
    pub(crate) wins: Vec<Win>,
}

impl Terms {
    pub(crate) fn draw(&self, id: &str) -> Option<&Value> {
        self.draws.iter().find(|draw| text(draw, "id", "") == id)
    }
}

impl Draw {
    pub(crate) fn open(
        terms: &Terms,
        command: &Value,
        known: Option<&Self>,
        now: i64,
    ) -> Result<Self, u16> {
        let draw = terms.draw(text(command, "draw", "")).ok_or(6270_u16)?;
        if known.is_some() {
            return Err(6271);
        }
        if read(text(draw, "closes_at", "")) <= now {
            return Err(6273);
        }
        Ok(Self {
            terms: draw.clone(),
            version: terms.version,
            commitment: text(command, "commitment", "").to_owned(),
            entries: 0,
            step: Step::Open,
            wins: Vec::new(),
        })
    }

    fn closes(&self) -> i64 {
        read(text(&self.terms, "closes_at", ""))
    }

    fn reveal_by(&self) -> i64 {
        self.closes() + whole(&self.terms, "reveal_days", 3) * DAY
    }

    fn claim_days(&self) -> i64 {
        whole(&self.terms, "claim_days", 30) * DAY
    }

    /// When no prize of it can be accepted any more, however often it was drawn again.
    pub(crate) fn over(&self) -> i64 {
        let times = 1 + whole(&self.terms, "redraws", 0);
        self.reveal_by() + self.claim_days() * times
    }

    /// Everything that is due by a moment happens.
    pub(crate) fn fall_due(&mut self, now: i64) {
        if self.step == Step::Open && self.closes() <= now {
            self.step = Step::Closed;
        }
        if self.step == Step::Closed && self.reveal_by() <= now {
            self.step = Step::Failed;
        }
        loop {
            let waiting = self.wins.iter().enumerate();
            let late = waiting.filter(|(_, win)| win.fate.is_none() && win.until <= now);
            let Some((number, win)) = late.min_by_key(|(_, win)| win.until) else {
                return;
            };
            self.end(number, "unclaimed", win.until);
        }
    }

    /// A prize finds its end: unless somebody has it now, it is drawn again, as long as the terms let
    /// it and there is an entry that won nothing.
    pub(crate) fn end(&mut self, number: usize, fate: &'static str, at: i64) {
        self.wins[number].fate = Some(fate);
        let win = &self.wins[number];
        let may_be_again = win.round < whole(&self.terms, "redraws", 0);
        if fate != "accepted" && may_be_again && self.wins.len() < self.entries {
            self.wins.push(Win {
                prize: win.prize.clone(),
                until: at + self.claim_days(),
                fate: None,
                again: Some(number),
                round: win.round + 1,
            });
        }
    }

    /// The seed is revealed: as many win as there are prizes and entries.
    pub(crate) fn reveal(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        match self.step {
            Step::Open => return Err(6282),
            Step::Closed => {}
            Step::Revealed => return Err(6283),
            Step::Cancelled | Step::Failed => return Err(6272),
        }
        if commitment(text(command, "seed", "")) != self.commitment {
            return Err(6284);
        }
        if self.terms["beacon"].is_string() != command["beacon"].is_string() {
            return Err(6285);
        }
        self.step = Step::Revealed;
        for prize in list(&self.terms, "prizes") {
            for _ in 0..whole(prize, "quantity", 0) {
                if self.wins.len() < self.entries {
                    self.wins.push(Win {
                        prize: text(prize, "id", "").to_owned(),
                        until: now + self.claim_days(),
                        fate: None,
                        again: None,
                        round: 0,
                    });
                }
            }
        }
        Ok(())
    }

    pub(crate) fn cancel(&mut self) -> Result<(), u16> {
        match self.step {
            Step::Open => self.step = Step::Cancelled,
            Step::Closed => return Err(6273),
            Step::Revealed => return Err(6283),
            Step::Cancelled | Step::Failed => return Err(6272),
        }
        Ok(())
    }

    /// The draw as it stands at a moment.
    pub(crate) fn shown(&self, now: i64) -> Value {
        let mut draw = self.clone();
        draw.fall_due(now);
        let step = match draw.step {
            Step::Open => "open",
            Step::Closed => "closed",
            Step::Revealed => "revealed",
            Step::Cancelled => "cancelled",
            Step::Failed => "failed",
        };
        let wins = draw.wins.iter().map(|win| {
            let round = Some(win.round).filter(|round| *round > 0);
            json!({ "prize": win.prize, "claim_until": write(win.until), "fate": win.fate,
                "again": win.again, "round": round })
        });
        json!({
            "policy_version": draw.version,
            "closes_at": write(draw.closes()),
            "reveal_by": write(draw.reveal_by()),
            "entries": draw.entries,
            "step": step,
            "wins": wins.collect::<Vec<_>>(),
        })
    }
}
