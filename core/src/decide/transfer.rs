//! Gifts of points from member to member: both streams in one decision. Clause 6.2.2.

use super::order::{Act, Outcome, claim};
use super::until_next;
use crate::decision::Summary;
use crate::event::{Event, HoldPart, LotPart, ReceivedLot};
use crate::grant::has_room_for;
use crate::holding::take;
use crate::id::{MemberId, TransferId};
use crate::moment::Moment;
use crate::number::Points;
use crate::policy::{GivenValidity, Limits, Policy, Transfers};
use crate::pricing::in_force;
use crate::refusal::{Code, Facts, Refusal};
use crate::standing::available;
use crate::state::{Counted, MemberState};

impl Act<'_> {
    /// Points go from the member to another one: first to expire first, never more than are there.
    /// What the receiver owes is paid first.
    pub(super) fn transfer(
        &mut self,
        to: &MemberId,
        transfer: &TransferId,
        points: Points,
    ) -> Outcome {
        let at = self.now;
        let policy = in_force(self.policies, at)?;
        let terms = policy.transfers.as_ref();
        let terms = terms.ok_or_else(|| Refusal::new(Code::TransfersNotOffered))?;
        let sender = &self.course.member;
        if *to == sender.id {
            return Err(Refusal::new(Code::TransferToSelf).with("member", to).into());
        }
        let unknown = |_| Refusal::new(Code::ReceiverUnknown).with("to", to);
        let receiver = self.others.member(to).map_err(unknown)?;
        if points < terms.least {
            let refusal = Refusal::new(Code::TransferBelowLeast).with("points", points);
            return Err(refusal.with("least_points", terms.least).into());
        }
        let counted = counted(
            policy,
            terms.limits(),
            &sender.sent,
            points,
            at,
            Code::TransferOverMost,
        )?;
        let have = available(sender, at)?;
        if have < points {
            let refusal = Refusal::new(Code::TransferPointsNotEnough).with("points", points);
            return Err(refusal.with("available_points", have).into());
        }
        let taken = take(sender, points, at);
        let lots = received(policy, terms, &receiver.member, &taken, points, at);
        let no_room = |_| Refusal::new(Code::ReceiverHasNoRoom).with("to", to);
        has_room_for(&receiver.member, lots.len(), points).map_err(no_room)?;
        let from = sender.id.clone();
        let parts = taken.iter().map(|part| LotPart {
            lot: part.lot,
            points: part.points,
        });
        self.course.happen(Event::PointsSent {
            transfer: transfer.clone(),
            to: to.clone(),
            points,
            parts: parts.collect(),
            counted,
            at,
        });
        let facts = Facts::default().with("points", points).with("from", &from);
        receiver.happen(Event::PointsReceived {
            transfer: transfer.clone(),
            from,
            points,
            lots,
            at,
        });
        receiver.tell("points_received", "6.2.2", facts);
        let taken = Refusal::new(Code::TransferIdTaken).with("transfer", transfer);
        let claims = vec![claim("transfer", transfer.as_str(), taken)];
        Ok((Summary::Done, claims))
    }
}

/// Where what is moved counts, within limits over time; `so_far` is what counted before.
pub(super) fn counted(
    policy: &Policy,
    limits: Limits,
    so_far: &[Counted],
    points: Points,
    at: Moment,
    over: Code,
) -> Result<Vec<Counted>, Refusal> {
    let day = policy.zone.day(at);
    let mut counted = Vec::new();
    for (period, most) in limits {
        let Some(since) = period.since(day) else {
            continue;
        };
        let mut sent = so_far.iter();
        let sent = sent.find(|sent| sent.period == period && sent.since >= since);
        let sent = sent.map_or(Points::ZERO, |sent| sent.points);
        if let Some(most) = most
            && sent.plus(points)? > most
        {
            let refusal = Refusal::new(over).with("points", points);
            let room = most.saturating_minus(sent).max(Points::ZERO);
            let refusal = refusal.with("most_points", most).with("room_points", room);
            return Err(until_next(refusal, policy, period, day));
        }
        counted.push(Counted {
            period,
            since,
            points,
        });
    }
    Ok(counted)
}

/// The lots that the receiver gets.
fn received(
    policy: &Policy,
    terms: &Transfers,
    receiver: &MemberState,
    taken: &[HoldPart],
    points: Points,
    at: Moment,
) -> Vec<ReceivedLot> {
    if terms.validity == GivenValidity::Restart {
        return vec![ReceivedLot {
            lot: receiver.next_lot,
            points,
            earned_at: at,
            expires_at: policy.validity.expires_at(at, None, &policy.zone),
            valid_by: Some(policy.version),
        }];
    }
    let lots = (receiver.next_lot..).zip(taken);
    let lots = lots.map(|(lot, part)| ReceivedLot {
        lot,
        points: part.points,
        earned_at: part.earned_at,
        expires_at: part.expires_at,
        // What the receiver does moves it no more.
        valid_by: None,
    });
    lots.collect()
}
