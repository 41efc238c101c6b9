//! What orders take of the budgets of activities, and what they give back. Clause 6.1.1b.

use super::order::Act;
use super::others::Others;
use crate::budget::{BudgetUse, kept_until};
use crate::due::Course;
use crate::event::{
    Event, ReservedOfBudget, RestoredToBudget, ReturnedToBudget, SpentOfBudget, TakenOfBudgets,
};
use crate::id::{OrderId, RuleId};
use crate::moment::Moment;
use crate::number::Points;
use crate::refusal::Refusal;
use crate::state::Order;
use crate::stream::StreamId;

impl Act<'_> {
    /// An order that is placed takes of budgets, until it is paid or lapses.
    pub(super) fn take_of_budgets(
        &mut self,
        order: &OrderId,
        uses: Vec<BudgetUse>,
        lapses_at: Moment,
    ) -> Result<(), Refusal> {
        let at = self.now;
        if uses.is_empty() {
            return Ok(());
        }
        for taken in shared(&uses) {
            let reserved = Event::BudgetReserved(ReservedOfBudget {
                activity: taken.activity.clone(),
                order: order.clone(),
                points: taken.points,
                kept_until: kept_until(lapses_at),
                at,
            });
            self.others.shared(&stream(taken))?.happen(reserved);
        }
        let over = |activity: &RuleId| !self.policies.may_take_of(activity, at);
        let known = self.course.member.budgets.iter();
        let forgets = known.map(|known| &known.activity).filter(|it| over(it));
        let forgets = forgets.cloned().collect();
        self.course.happen(Event::BudgetTaken(TakenOfBudgets {
            order: order.clone(),
            uses,
            forgets,
            at,
        }));
        Ok(())
    }

    /// An order is paid: what it took of the budgets of all members is gone for good.
    pub(super) fn spend_budgets(
        &mut self,
        order: &Order,
        lapses_at: Moment,
    ) -> Result<(), Refusal> {
        for taken in shared(&order.budgets) {
            let spent = Event::BudgetSpent(SpentOfBudget {
                order: order.id.clone(),
                points: taken.points,
                kept_until: kept_until(lapses_at),
                at: self.now,
            });
            self.others.shared(&stream(taken))?.happen(spent);
        }
        Ok(())
    }

    /// An order is cancelled unpaid, or a part of it is void: what that took of the budgets of all members
    /// is there again.
    pub(super) fn restore_budgets(
        &mut self,
        uses: &[BudgetUse],
        lapses_at: Moment,
    ) -> Result<(), Refusal> {
        for taken in shared(uses) {
            let restored = Event::BudgetRestored(RestoredToBudget {
                points: taken.points,
                kept_until: Some(kept_until(lapses_at)),
                at: self.now,
            });
            self.others.shared(&stream(taken))?.happen(restored);
        }
        Ok(())
    }
}

fn shared(uses: &[BudgetUse]) -> impl Iterator<Item = &BudgetUse> {
    uses.iter().filter(|taken| taken.shared == Some(true))
}

fn stream(taken: &BudgetUse) -> StreamId {
    StreamId::Budget(taken.activity.clone())
}

/// What refunds of a member gave back goes to the budgets of all members that are at hand. One that
/// approved itself did so on the member's stream alone: its part follows here, with the next act on
/// an order. Until then it is held back, so that nothing is ever given twice.
pub(super) fn return_to_budgets(course: &mut Course, others: &mut Others, now: Moment) {
    let known = course.member.budgets.iter();
    let back = known.filter_map(|it| Some((it.activity.clone(), it.unreturned?)));
    let back: Vec<(RuleId, Points)> = back.collect();
    for (activity, points) in back {
        let Ok(budget) = others.shared(&StreamId::Budget(activity.clone())) else {
            continue;
        };
        budget.happen(Event::BudgetRestored(RestoredToBudget {
            points,
            kept_until: None,
            at: now,
        }));
        course.happen(Event::BudgetReturned(ReturnedToBudget {
            activity,
            points,
            at: now,
        }));
    }
}
