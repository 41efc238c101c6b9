//! Draws: opened and revealed by the operator, entered by members, prizes accepted or refused.
//! Clause 6.2.1c.

use smol_str::format_smolstr;

use super::order::{Act, Outcome, claim};
use super::others::{Shared, loaded};
use crate::command::Command;
use crate::decision::{Decision, Rejection, Request, Summary};
use crate::draw::Seed;
use crate::draw::merkle::leaf;
use crate::draw::picking::Chance;
use crate::draw::state::{DrawEntry, DrawState, DrawStep, Fate, Win};
use crate::event::{Drawn, Event, Source};
use crate::holding::{revived, take};
use crate::id::{BeaconValue, Digest, EntryId, OperatorId, RuleId};
use crate::limits::MAX_MEMBER_ENTRIES;
use crate::moment::Moment;
use crate::number::Points;
use crate::policy::{Draw, Policy, PolicySet};
use crate::pricing::in_force;
use crate::refusal::{Code, Facts, Refusal};
use crate::standing::{available, tier_at};
use crate::state::State;
use crate::stream::StreamId;

/// A command of the operator on a draw: nobody's points are touched by it.
pub(super) fn operate(
    policies: &PolicySet,
    request: &Request,
    draw: &RuleId,
) -> Result<Decision, Rejection> {
    let stream = StreamId::Draw(draw.clone());
    let mut shared = Shared::of(loaded(request, &stream)?);
    let clock = shared.state.as_ref().and_then(State::clock);
    let now = clock.map_or(request.now, |clock| clock.max(request.now));
    shared.fall_due(policies, now);
    let event = match &request.command {
        Command::OpenDraw { commitment, .. } => {
            Some(open(policies, &shared, draw, commitment, now)?)
        }
        Command::RevealDraw { seed, beacon, .. } => {
            let state = standing(shared.state.as_ref(), draw)?;
            Some(reveal(policies, state, seed, beacon.as_ref(), now)?)
        }
        Command::CancelDraw { by, .. } => {
            Some(cancel(standing(shared.state.as_ref(), draw)?, by, now)?)
        }
        _ => None,
    };
    event.into_iter().for_each(|event| shared.happen(event));
    let (appended, notices) = shared
        .close(policies)
        .into_iter()
        .unzip::<_, _, Vec<_>, Vec<_>>();
    Ok(Decision::done(
        appended,
        notices.into_iter().flatten().collect(),
    ))
}

fn refusal(code: Code, draw: &RuleId) -> Refusal {
    Refusal::new(code).with("draw", draw)
}

/// The draw as it stands; it must have been opened.
fn standing<'s>(state: Option<&'s State>, draw: &RuleId) -> Result<&'s DrawState, Refusal> {
    match state {
        Some(State::Draw(state)) => Ok(state),
        _ => Err(refusal(Code::DrawUnknown, draw)),
    }
}

/// The terms that a draw was opened under, which no later version changes.
fn terms<'p>(
    policies: &'p PolicySet,
    state: &DrawState,
) -> Result<(&'p Policy, &'p Draw), Refusal> {
    let unknown = || refusal(Code::DrawUnknown, &state.draw);
    let policy = policies.version(state.policy_version).ok_or_else(unknown)?;
    let draw = policy.draw(&state.draw).ok_or_else(unknown)?;
    Ok((policy, draw))
}

/// A draw is opened: from now on its seed is fixed, though nobody else knows it.
fn open(
    policies: &PolicySet,
    shared: &Shared,
    draw: &RuleId,
    commitment: &Digest,
    now: Moment,
) -> Result<Event, Refusal> {
    let policy = in_force(policies, now)?;
    let terms = policy.draw(draw);
    let terms = terms.ok_or_else(|| refusal(Code::DrawUnknown, draw))?;
    if shared.state.is_some() {
        return Err(refusal(Code::DrawOpenedBefore, draw));
    }
    if terms.closes_at <= now {
        return Err(refusal(Code::DrawClosed, draw).with("closes_at", terms.closes_at));
    }
    Ok(Event::DrawOpened {
        draw: draw.clone(),
        policy_version: policy.version,
        commitment: *commitment,
        closes_at: terms.closes_at,
        reveal_by: terms.reveal_by(),
        claim_days: terms.claim_days,
        redraws: terms.redraws,
        at: now,
    })
}

/// The seed is revealed, and with it the winners: whoever has the seed, the root and the public
/// value comes to the same ones.
fn reveal(
    policies: &PolicySet,
    state: &DrawState,
    seed: &Seed,
    beacon: Option<&BeaconValue>,
    now: Moment,
) -> Result<Event, Refusal> {
    let draw = &state.draw;
    let root = match &state.step {
        DrawStep::Open => {
            return Err(refusal(Code::DrawNotClosed, draw).with("closes_at", state.closes_at));
        }
        DrawStep::Closed { root } => root,
        DrawStep::Revealed { .. } => return Err(refusal(Code::DrawRevealed, draw)),
        DrawStep::Cancelled | DrawStep::Failed => return Err(refusal(Code::DrawOff, draw)),
    };
    if seed.commitment() != state.commitment {
        return Err(refusal(Code::SeedDiffers, draw));
    }
    let (_, terms) = terms(policies, state)?;
    if terms.beacon.is_some() != beacon.is_some() {
        return Err(refusal(Code::BeaconNotAsPublished, draw));
    }
    let chance = Chance {
        draw,
        seed,
        root,
        count: state.tree.count,
        beacon,
    };
    let prizes = terms.prizes.iter().flat_map(|prize| {
        let quantity = usize::try_from(prize.quantity).unwrap_or_default();
        core::iter::repeat_n(&prize.id, quantity)
    });
    let most = terms.prizes.iter().map(|prize| prize.quantity);
    let picks = chance.picks(most.fold(0, u32::saturating_add));
    let wins = picks.into_iter().zip(prizes);
    let wins = wins.map(|(index, prize)| Drawn {
        index,
        prize: prize.clone(),
    });
    Ok(Event::DrawRevealed {
        draw: draw.clone(),
        seed: *seed,
        beacon: beacon.cloned(),
        wins: wins.collect(),
        claim_until: now.plus_days(u32::from(state.claim_days)),
        at: now,
    })
}

/// A draw is called off while it may still be entered. Afterwards whoever knows the seed could
/// know the winners, and choose.
fn cancel(state: &DrawState, by: &OperatorId, now: Moment) -> Result<Event, Refusal> {
    match state.step {
        DrawStep::Open => Ok(Event::DrawCancelled {
            draw: state.draw.clone(),
            by: by.clone(),
            at: now,
        }),
        DrawStep::Closed { .. } => {
            Err(refusal(Code::DrawClosed, &state.draw).with("closes_at", state.closes_at))
        }
        DrawStep::Revealed { .. } => Err(refusal(Code::DrawRevealed, &state.draw)),
        DrawStep::Cancelled | DrawStep::Failed => Err(refusal(Code::DrawOff, &state.draw)),
    }
}

impl Act<'_> {
    fn shared_draw(&mut self, draw: &RuleId) -> Result<&mut Shared, Refusal> {
        self.others.shared(&StreamId::Draw(draw.clone()))
    }

    fn draw_state(&self, draw: &RuleId) -> Result<&DrawState, Refusal> {
        standing(self.others.state(&StreamId::Draw(draw.clone()))?, draw)
    }

    /// A member enters a draw with points: one leaf more.
    pub(super) fn enter_draw(&mut self, draw: &RuleId, entry: &EntryId) -> Outcome {
        let state = self.draw_state(draw)?;
        let (policy, terms) = terms(self.policies, state)?;
        let now = self.now;
        match state.step {
            DrawStep::Open => {}
            DrawStep::Closed { .. } | DrawStep::Revealed { .. } => {
                let closed = refusal(Code::DrawClosed, draw);
                return Err(closed.with("closes_at", state.closes_at).into());
            }
            DrawStep::Cancelled | DrawStep::Failed => {
                return Err(refusal(Code::DrawOff, draw).into());
            }
        }
        let day = policy.zone.day(now);
        self.may_enter(policy, terms, entry)?;
        if state.tree.count >= terms.most_entries {
            return Err(refusal(Code::DrawFull, draw)
                .with("most", terms.most_entries)
                .into());
        }
        let member = &self.course.member;
        if member.entries.len() >= MAX_MEMBER_ENTRIES {
            return Err(refusal(Code::TooManyDrawEntries, draw)
                .with("most", MAX_MEMBER_ENTRIES)
                .into());
        }
        let have = available(member, now)?;
        if have < terms.points {
            let refusal = refusal(Code::DrawPointsNotEnough, draw);
            let refusal = refusal.with("points", terms.points);
            return Err(refusal.with("available_points", have).into());
        }
        let (index, parts) = (state.tree.count, take(member, terms.points, now));
        let id = member.id.clone();
        self.course.happen(Event::DrawEntered {
            draw: draw.clone(),
            entry: entry.clone(),
            index,
            points: terms.points,
            parts,
            day,
            over_at: terms.over_at(),
            at: now,
        });
        self.shared_draw(draw)?.happen(Event::DrawEntryAdded {
            entry: entry.clone(),
            index,
            leaf: leaf(draw, index, entry, &id),
            member: id,
            at: now,
        });
        let taken = refusal(Code::DrawEntryTaken, draw).with("entry", entry);
        let claims = vec![claim("entry", &format_smolstr!("{draw}/{entry}"), taken)];
        Ok((Summary::Done, claims))
    }

    /// Whether the terms let the member enter now, by this entry.
    fn may_enter(&self, policy: &Policy, terms: &Draw, entry: &EntryId) -> Result<(), Rejection> {
        let (draw, now, member) = (&terms.id, self.now, &self.course.member);
        if now < terms.from {
            return Err(refusal(Code::DrawNotYetOpen, draw)
                .with("from", terms.from)
                .into());
        }
        if !terms.tiers.is_empty() {
            let held = tier_at(in_force(self.policies, now)?, member, now)?;
            if !terms.tiers.contains(held) {
                return Err(refusal(Code::DrawTierExcluded, draw)
                    .with("tier", held)
                    .into());
            }
        }
        let mine = || member.entries.iter().filter(|mine| mine.draw == *draw);
        if mine().any(|mine| mine.entry == *entry) {
            let taken = refusal(Code::DrawEntryTaken, draw).with("entry", entry);
            return Err(taken.into());
        }
        let count = |entries: usize| u32::try_from(entries).unwrap_or(u32::MAX);
        if count(mine().count()) >= terms.per_member {
            let often = refusal(Code::DrawEnteredOften, draw);
            return Err(often.with("most", terms.per_member).into());
        }
        let day = policy.zone.day(now);
        let that_day = count(mine().filter(|mine| mine.day == day).count());
        if let Some(most) = terms.per_day.filter(|most| that_day >= *most) {
            let refusal = refusal(Code::DrawEnteredThatDay, draw).with("most", most);
            let again = policy.zone.start_of(day.plus_days(1));
            return Err(refusal.with("again_at", again).into());
        }
        Ok(())
    }

    fn entry(&self, draw: &RuleId, entry: &EntryId) -> Result<&DrawEntry, Refusal> {
        let mut mine = self.course.member.entries.iter();
        let mine = mine.find(|mine| mine.draw == *draw && mine.entry == *entry);
        mine.ok_or_else(|| refusal(Code::DrawEntryUnknown, draw).with("entry", entry))
    }

    /// The win of a member's entry that still waits, with its number.
    fn win(&self, draw: &RuleId, entry: &EntryId) -> Result<(u32, Win), Refusal> {
        let state = self.draw_state(draw)?;
        let index = self.entry(draw, entry)?.index;
        match &state.step {
            DrawStep::Open | DrawStep::Closed { .. } => {
                let waits = refusal(Code::DrawNotRevealed, draw);
                return Err(waits.with("reveal_by", state.reveal_by));
            }
            DrawStep::Cancelled | DrawStep::Failed => return Err(refusal(Code::DrawOff, draw)),
            DrawStep::Revealed { .. } => {}
        }
        let mut wins = state.wins.iter().zip(0..);
        let Some((win, number)) = wins.find(|(win, _)| win.index == index) else {
            return Err(refusal(Code::EntryWonNothing, draw).with("entry", entry));
        };
        match win.fate {
            None => Ok((number, win.clone())),
            Some(fate) => {
                let code = match fate {
                    Fate::Accepted => Code::PrizeAccepted,
                    Fate::Refused => Code::PrizeRefused,
                    Fate::Unclaimed => Code::PrizeUnclaimed,
                };
                let over = refusal(code, draw).with("prize", &win.prize);
                Err(over.with("claim_until", win.claim_until))
            }
        }
    }

    /// A member accepts a prize; one of points is a lot at once.
    pub(super) fn accept_prize(&mut self, draw: &RuleId, entry: &EntryId) -> Outcome {
        let (number, win) = self.win(draw, entry)?;
        let (_, terms) = terms(self.policies, self.draw_state(draw)?)?;
        let at = self.now;
        let accepted = Event::PrizeAccepted {
            draw: draw.clone(),
            entry: entry.clone(),
            number,
            prize: win.prize.clone(),
            at,
        };
        self.course.happen(accepted.clone());
        self.shared_draw(draw)?.happen(accepted);
        let mut prizes = terms.prizes.iter();
        let prize = prizes.find(|prize| prize.id == win.prize);
        if let Some(points) = prize.and_then(|prize| prize.points) {
            let policy = in_force(self.policies, at)?;
            let source = Source::Draw(draw.clone());
            self.course.grant(policy, source, points, 0, at)?;
        }
        let facts = Facts::default()
            .with("draw", draw)
            .with("prize", &win.prize);
        self.course.tell("prize_accepted", "6.2.1c", facts);
        Ok((Summary::Done, Vec::new()))
    }

    /// A member refuses a prize: it is drawn again where the terms say so.
    pub(super) fn refuse_prize(&mut self, draw: &RuleId, entry: &EntryId) -> Outcome {
        let (number, win) = self.win(draw, entry)?;
        let refused = Event::PrizeRefused {
            draw: draw.clone(),
            entry: entry.clone(),
            number,
            prize: win.prize,
            at: self.now,
        };
        self.course.happen(refused.clone());
        self.shared_draw(draw)?.happen(refused);
        Ok((Summary::Done, Vec::new()))
    }

    /// The points of a draw that came to nothing go back to the lots that they came from.
    pub(super) fn return_draw_points(&mut self, draw: &RuleId) -> Outcome {
        let state = self.draw_state(draw)?;
        let (policy, _) = terms(self.policies, state)?;
        let mine = self.course.member.entries.iter();
        let mine: Vec<_> = mine.filter(|mine| mine.draw == *draw).cloned().collect();
        if mine.is_empty() {
            return Err(refusal(Code::DrawEntryUnknown, draw).into());
        }
        if !matches!(state.step, DrawStep::Cancelled | DrawStep::Failed) {
            return Err(refusal(Code::DrawStands, draw).into());
        }
        let mut points = Points::ZERO;
        for entry in mine {
            points = points.plus(entry.points())?;
            let parts = entry.parts.clone();
            let member = &self.course.member;
            let parts = revived(self.policies, Some(policy), member, parts, self.now);
            self.course.happen(Event::DrawPointsReturned {
                draw: draw.clone(),
                points: entry.points(),
                entry: entry.entry,
                parts,
                at: self.now,
            });
        }
        let facts = Facts::default().with("draw", draw).with("points", points);
        self.course.tell("draw_points_returned", "6.2.1c", facts);
        Ok((Summary::Done, Vec::new()))
    }
}
