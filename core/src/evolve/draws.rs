//! Draws and the entries into them, event by event. Clause 6.2.1c.

use super::{draw as draw_from, put_back, tell};
use crate::draw::merkle::Peaks;
use crate::draw::state::{DrawEntry, DrawState, DrawStep, Fate, Win};
use crate::event::Event;
use crate::state::MemberState;

/// Applies an event of a draw to a member.
pub(super) fn apply(member: &mut MemberState, event: &Event) {
    match event {
        Event::DrawEntered {
            draw,
            entry,
            index,
            parts,
            day,
            over_at,
            at,
            ..
        } => {
            for part in parts {
                draw_from(member, part.lot, part.points);
            }
            member.entries.push(DrawEntry {
                draw: draw.clone(),
                entry: entry.clone(),
                index: *index,
                parts: parts.clone(),
                day: *day,
                over_at: *over_at,
            });
            tell(member, *at);
        }
        Event::DrawPointsReturned {
            draw,
            entry,
            parts,
            at,
            ..
        } => {
            parts.iter().for_each(|part| put_back(member, part));
            forget(member, |known| known.draw == *draw && known.entry == *entry);
            tell(member, *at);
        }
        Event::DrawEntryOver { draw, entry, at } => {
            forget(member, |known| known.draw == *draw && known.entry == *entry);
            tell(member, *at);
        }
        Event::PrizeAccepted { at, .. } | Event::PrizeRefused { at, .. } => tell(member, *at),
        _ => {}
    }
}

fn forget(member: &mut MemberState, gone: impl Fn(&DrawEntry) -> bool) {
    member.entries.retain(|entry| !gone(entry));
}

/// The draw that is opened; none by any other event.
pub(super) fn opened(event: &Event) -> Option<DrawState> {
    let Event::DrawOpened {
        draw,
        policy_version,
        commitment,
        closes_at,
        reveal_by,
        claim_days,
        redraws,
        at,
    } = event
    else {
        return None;
    };
    Some(DrawState {
        draw: draw.clone(),
        policy_version: *policy_version,
        commitment: *commitment,
        closes_at: *closes_at,
        reveal_by: *reveal_by,
        claim_days: *claim_days,
        redraws: *redraws,
        tree: Peaks::default(),
        step: DrawStep::Open,
        wins: Vec::new(),
        clock: *at,
    })
}

/// A draw after an event. An event of another kind of stream changes nothing.
pub(super) fn draw(mut state: DrawState, event: &Event) -> DrawState {
    let at = match event {
        Event::DrawEntryAdded { leaf, at, .. } => {
            state.tree.push(*leaf);
            at
        }
        Event::DrawClosed { root, at, .. } => {
            state.step = DrawStep::Closed { root: *root };
            at
        }
        Event::DrawCancelled { at, .. } => {
            state.step = DrawStep::Cancelled;
            at
        }
        Event::DrawFailed { at, .. } => {
            state.step = DrawStep::Failed;
            at
        }
        Event::DrawRevealed {
            seed,
            beacon,
            wins,
            claim_until,
            at,
            ..
        } => {
            let root = match &state.step {
                DrawStep::Closed { root } => *root,
                _ => state.tree.root(),
            };
            state.step = DrawStep::Revealed {
                root,
                seed: *seed,
                beacon: beacon.clone(),
            };
            let wins = wins.iter().map(|drawn| Win {
                index: drawn.index,
                prize: drawn.prize.clone(),
                claim_until: *claim_until,
                fate: None,
                again: None,
                round: None,
            });
            state.wins = wins.collect();
            at
        }
        Event::PrizeRedrawn {
            number,
            prize,
            index,
            claim_until,
            at,
            ..
        } => {
            let round = win(&mut state, *number).map_or(0, |win| win.round.unwrap_or_default());
            state.wins.push(Win {
                index: *index,
                prize: prize.clone(),
                claim_until: *claim_until,
                fate: None,
                again: Some(*number),
                round: Some(round.saturating_add(1)),
            });
            at
        }
        Event::PrizeAccepted { number, at, .. } => {
            end(&mut state, *number, Fate::Accepted);
            at
        }
        Event::PrizeRefused { number, at, .. } => {
            end(&mut state, *number, Fate::Refused);
            at
        }
        Event::PrizeUnclaimed { number, at, .. } => {
            end(&mut state, *number, Fate::Unclaimed);
            at
        }
        _ => return state,
    };
    state.clock = state.clock.max(*at);
    state
}

fn win(state: &mut DrawState, number: u32) -> Option<&mut Win> {
    state.wins.get_mut(usize::try_from(number).ok()?)
}

fn end(state: &mut DrawState, number: u32, fate: Fate) {
    if let Some(win) = win(state, number) {
        win.fate = Some(fate);
    }
}
