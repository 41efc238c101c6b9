//! Adjustments: what an operator gives or takes by hand, above a limit only with a second person.

use super::order::{Act, Outcome, claim};
use crate::decision::Summary;
use crate::event::{Event, Source};
use crate::grant::has_room;
use crate::holding::take;
use crate::id::{AdjustmentId, OperatorId, RuleId};
use crate::limits::MAX_WAITING_ADJUSTMENTS;
use crate::number::{OutOfRange, Points};
use crate::policy::{Adjustments, Policy};
use crate::pricing::in_force;
use crate::refusal::{Code, Facts, Refusal};
use crate::standing::available;
use crate::state::WaitingAdjustment;

impl Act<'_> {
    /// An operator gives or takes points, or proposes to.
    pub(super) fn adjust(
        &mut self,
        adjustment: &AdjustmentId,
        points: Points,
        reason: &RuleId,
        by: &OperatorId,
    ) -> Outcome {
        let (_, terms) = self.adjustments()?;
        if !terms.reasons.contains(reason) {
            let refusal = Refusal::new(Code::AdjustmentReasonUnknown).with("reason", reason);
            return Err(refusal.into());
        }
        if points.is_zero() {
            return Err(Refusal::new(Code::AdjustmentOfNothing).into());
        }
        let taken = Refusal::new(Code::AdjustmentIdTaken).with("adjustment", adjustment);
        if self.waiting(adjustment).is_ok() {
            return Err(taken.into());
        }
        let proposed = WaitingAdjustment {
            adjustment: adjustment.clone(),
            points,
            reason: reason.clone(),
            by: by.clone(),
            proposed_at: self.now,
        };
        if size(points)? <= terms.alone_up_to {
            self.make(&proposed, None)?;
        } else {
            if self.course.member.adjustments.len() >= MAX_WAITING_ADJUSTMENTS {
                return Err(Refusal::new(Code::TooManyAdjustments)
                    .with("most", MAX_WAITING_ADJUSTMENTS)
                    .into());
            }
            self.can_be_made(points)?;
            self.course.happen(Event::AdjustmentProposed {
                adjustment: proposed.adjustment,
                points,
                reason: proposed.reason,
                by: proposed.by,
                at: self.now,
            });
        }
        Ok((
            Summary::Done,
            vec![claim("adjustment", adjustment.as_str(), taken)],
        ))
    }

    /// A second person approves what waits for that.
    pub(super) fn approve(&mut self, adjustment: &AdjustmentId, by: &OperatorId) -> Outcome {
        let waiting = self.waiting(adjustment)?.clone();
        if waiting.by == *by {
            let refusal = Refusal::new(Code::ApprovalBySamePerson).with("by", by);
            return Err(refusal.with("adjustment", adjustment).into());
        }
        self.make(&waiting, Some(by))?;
        Ok((Summary::Done, Vec::new()))
    }

    /// Somebody rejects what waits: a second person, or whoever proposed it.
    pub(super) fn reject(&mut self, adjustment: &AdjustmentId, by: &OperatorId) -> Outcome {
        self.waiting(adjustment)?;
        self.course.happen(Event::AdjustmentRejected {
            adjustment: adjustment.clone(),
            by: by.clone(),
            at: self.now,
        });
        Ok((Summary::Done, Vec::new()))
    }

    /// The terms in force. Without any there are no adjustments.
    fn adjustments(&self) -> Result<(&Policy, &Adjustments), Refusal> {
        let policy = in_force(self.policies, self.now)?;
        let terms = policy.adjustments.as_ref();
        let terms = terms.ok_or_else(|| Refusal::new(Code::AdjustmentsNotOffered))?;
        Ok((policy, terms))
    }

    fn waiting(&self, adjustment: &AdjustmentId) -> Result<&WaitingAdjustment, Refusal> {
        let mut all = self.course.member.adjustments.iter();
        let found = all.find(|waiting| waiting.adjustment == *adjustment);
        found.ok_or_else(|| Refusal::new(Code::AdjustmentNotWaiting).with("adjustment", adjustment))
    }

    /// Whether there is room for what is given, or enough of what is taken: never a part of it.
    fn can_be_made(&self, points: Points) -> Result<(), Refusal> {
        let member = &self.course.member;
        if points > Points::ZERO {
            return has_room(member, points);
        }
        let (asked, have) = (size(points)?, available(member, self.now)?);
        if have < asked {
            let refusal = Refusal::new(Code::PointsNotEnough).with("asked_points", asked);
            return Err(refusal.with("available_points", have));
        }
        Ok(())
    }

    fn make(
        &mut self,
        adjustment: &WaitingAdjustment,
        approved_by: Option<&OperatorId>,
    ) -> Result<(), Refusal> {
        let (points, at) = (adjustment.points, self.now);
        let policy = in_force(self.policies, at)?;
        self.can_be_made(points)?;
        let id = || adjustment.adjustment.clone();
        self.course.happen(Event::AdjustmentMade {
            adjustment: id(),
            points,
            reason: adjustment.reason.clone(),
            by: adjustment.by.clone(),
            approved_by: approved_by.cloned(),
            at,
        });
        if points > Points::ZERO {
            let source = Source::Adjustment(id());
            self.course.grant(policy, source, points, 0, at)?;
        } else {
            let points = size(points)?;
            self.course.happen(Event::PointsDeducted {
                adjustment: id(),
                points,
                parts: take(&self.course.member, points, at),
                at,
            });
        }
        let facts = Facts::default().with("points", points);
        let facts = facts.with("reason", &adjustment.reason);
        self.course.tell("points_adjusted", "6.1", facts);
        Ok(())
    }
}

/// How many points are given or taken.
fn size(points: Points) -> Result<Points, OutOfRange> {
    if points < Points::ZERO {
        return Points::ZERO.minus(points);
    }
    Ok(points)
}
