//! Draws: opened, entered, revealed, called off; prizes accepted and refused.

use tiercel_core::command::Command;
use tiercel_core::draw::Seed;
use tiercel_core::event::Event;
use tiercel_core::id::{BeaconValue, Digest, EntryId, OperatorId, RuleId};
use tiercel_core::stream::StreamId;

use super::Course;

/// What becomes of a draw, named by its place, or of one of the last entries.
#[derive(Clone, Debug)]
pub(crate) enum Drawing {
    Open(usize),
    Enter(usize),
    /// With the seed that was committed to, or with another.
    Reveal(usize, bool),
    Cancel(usize),
    Accept(usize),
    Refuse(usize),
    /// The points of a draw that came to nothing are taken back.
    TakeBack(usize),
    Tick(usize),
}

fn draw(place: usize) -> RuleId {
    RuleId::new(["spin", "wheel"][place]).unwrap()
}

impl Course {
    /// One of the last entries, whatever came of it.
    fn some_entry(&self, place: usize) -> (RuleId, EntryId) {
        let recent = self.entered.len().clamp(1, 4);
        let found = self.entered.iter().rev().nth(place % recent).cloned();
        found.unwrap_or_else(|| (draw(0), EntryId::new("none").unwrap()))
    }

    pub(super) fn draw(&mut self, number: usize, drawing: &Drawing) -> Result<Vec<Event>, u16> {
        let member = self.member.clone();
        let seed = Seed(Digest([7; 32]));
        match drawing {
            Drawing::Open(place) => self.decide(Command::OpenDraw {
                draw: draw(*place),
                commitment: seed.commitment(),
            }),
            Drawing::Enter(place) => {
                let entry = EntryId::new(&format!("d-{number}")).unwrap();
                self.entered.push((draw(*place), entry.clone()));
                self.decide(Command::EnterDraw {
                    member,
                    draw: draw(*place),
                    entry,
                })
            }
            Drawing::Reveal(place, as_committed) => self.decide(Command::RevealDraw {
                draw: draw(*place),
                seed: if *as_committed {
                    seed
                } else {
                    Seed(Digest([8; 32]))
                },
                beacon: BeaconValue::new("21").ok(),
            }),
            Drawing::Cancel(place) => self.decide(Command::CancelDraw {
                draw: draw(*place),
                by: OperatorId::new("clerk-1").unwrap(),
            }),
            Drawing::Accept(place) => {
                let (draw, entry) = self.some_entry(*place);
                self.decide(Command::AcceptPrize {
                    member,
                    draw,
                    entry,
                })
            }
            Drawing::Refuse(place) => {
                let (draw, entry) = self.some_entry(*place);
                self.decide(Command::RefusePrize {
                    member,
                    draw,
                    entry,
                })
            }
            Drawing::TakeBack(place) => self.decide(Command::ReturnDrawPoints {
                member,
                draw: draw(*place),
            }),
            Drawing::Tick(place) => self.decide(Command::TickStream {
                stream: StreamId::Draw(draw(*place)),
            }),
        }
    }
}
