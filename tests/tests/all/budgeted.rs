//! Budgets of activities, held to the whole log: never more is given than any version has, and what
//! is taken is what orders took and did not give back.

use std::collections::BTreeMap;

use tiercel_core::budget::BudgetState;
use tiercel_core::event::{Event, LapsedInBudget, ReservedOfBudget, RestoredToBudget};
use tiercel_core::moment::Moment;
use tiercel_core::number::Points;
use tiercel_core::policy::ActivityBudget;
use tiercel_core::state::{Progress, State};

use super::course::Course;

/// The largest budget of an activity under any version; nothing where one has none.
fn largest(
    course: &Course,
    activity: &str,
    of: impl Fn(&ActivityBudget) -> Option<Points>,
) -> Option<Points> {
    let versions = (1..=3).filter_map(|version| course.policies.version(version));
    let activities = versions.flat_map(|policy| &policy.earning.activities);
    let known = activities.filter(|known| known.id.as_str() == activity);
    let budgets: Option<Vec<_>> = known.map(|it| of(it.budget.as_ref()?)).collect();
    budgets?.into_iter().max()
}

impl Course {
    /// What all members took of the budgets of activities.
    pub(crate) fn budgets(&self) -> Vec<BudgetState> {
        let states = self.others.values().filter_map(|(_, state)| match state {
            State::Budget(budget) => Some(budget.clone()),
            _ => None,
        });
        states.collect()
    }
}

pub(crate) fn hold(course: &Course) {
    let member = course.member();
    let mut had: BTreeMap<&str, i64> = BTreeMap::new();
    for order in &member.orders {
        if let Progress::Placed { .. } = order.progress {
            for taken in &order.budgets {
                *had.entry(taken.activity.as_str()).or_default() += taken.points.value();
            }
        }
    }
    for known in &member.budgets {
        let activity = known.activity.as_str();
        assert!(known.points.value() >= had.get(activity).copied().unwrap_or_default());
        if let Some(most) = largest(course, activity, |budget| budget.per_member) {
            assert!(known.points <= most, "{known:?} of {most:?}");
        }
    }
    let (mut given, mut taken) = (0, 0);
    for budget in course.budgets() {
        let all = budget.taken(Moment::FIRST);
        taken += all.value();
        assert!(budget.kept.is_sorted_by(|one, next| one.until < next.until));
        if let Some(most) = largest(course, budget.id.as_str(), |budget| budget.points) {
            assert!(all <= most, "{budget:?} of {most:?}");
        }
    }
    for event in &course.elsewhere {
        match event {
            Event::BudgetReserved(ReservedOfBudget { points, .. }) => given += points.value(),
            Event::BudgetRestored(RestoredToBudget { points, .. })
            | Event::BudgetLapsed(LapsedInBudget { points, .. }) => {
                given -= points.value();
            }
            _ => {}
        }
    }
    assert_eq!(given, taken, "what is taken of budgets is what orders took");
}
