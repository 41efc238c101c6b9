//! What events tell of the budgets of activities. Clause 6.1.1b.

use serde::Serialize;

use crate::budget::BudgetUse;
use crate::id::{OrderId, RuleId};
use crate::moment::Moment;
use crate::number::Points;
use crate::wire::record;

/// What an order takes of the budgets of activities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TakenOfBudgets {
    /// The order.
    pub order: OrderId,
    /// How much of which.
    pub uses: Vec<BudgetUse>,
    /// Activities that are over: what the member had of them is forgotten.
    pub forgets: Vec<RuleId>,
    /// When.
    pub at: Moment,
}

record!(TakenOfBudgets {
    0: order,
    1: uses,
    2: forgets,
    3: at
});

/// What a refund gives back of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GivenBackToBudgets {
    /// The order.
    pub order: OrderId,
    /// How much of which.
    pub uses: Vec<BudgetUse>,
    /// When.
    pub at: Moment,
}

record!(GivenBackToBudgets {
    0: order,
    1: uses,
    2: at
});

/// What of that is in the budget of all members again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReturnedToBudget {
    /// The activity.
    pub activity: RuleId,
    /// Points.
    pub points: Points,
    /// When.
    pub at: Moment,
}

record!(ReturnedToBudget {
    0: activity,
    1: points,
    2: at
});

/// What an order that is to be paid takes of a budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReservedOfBudget {
    /// The activity.
    pub activity: RuleId,
    /// The order.
    pub order: OrderId,
    /// Points.
    pub points: Points,
    /// Until when they are kept unpaid.
    pub kept_until: Moment,
    /// When.
    pub at: Moment,
}

record!(ReservedOfBudget {
    0: activity,
    1: order,
    2: points,
    3: kept_until,
    4: at
});

/// What a paid order took of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpentOfBudget {
    /// The order.
    pub order: OrderId,
    /// Points.
    pub points: Points,
    /// Until when they were kept.
    pub kept_until: Moment,
    /// When.
    pub at: Moment,
}

record!(SpentOfBudget {
    0: order,
    1: points,
    2: kept_until,
    3: at
});

/// What is in it again, of an order that was cancelled or given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RestoredToBudget {
    /// Points.
    pub points: Points,
    /// Until when they were kept; absent where they were gone for good.
    pub kept_until: Option<Moment>,
    /// When.
    pub at: Moment,
}

record!(RestoredToBudget {
    0: points,
    1: kept_until,
    2: at
});

/// What is in it again, of orders that were not paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LapsedInBudget {
    /// Points.
    pub points: Points,
    /// When.
    pub at: Moment,
}

record!(LapsedInBudget { 0: points, 1: at });
