//! Published tasks (任务): whether a member may complete one, and what it gives. Clause 6.1.1c.

use serde::Serialize;

use crate::id::RuleId;
use crate::moment::{Day, Moment};
use crate::number::{OutOfRange, Points};
use crate::policy::{Policy, Repeat, Task};
use crate::refusal::{Code, Refusal};
use crate::state::{MemberState, TaskDone};
use crate::wire::record;

/// A task as it stands for a member at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfferedTask {
    /// The task.
    pub task: RuleId,
    /// What completing it would give, with what so many days in a row give more: now, or where it
    /// was done on this day, on the next.
    pub points: Points,
    /// How many days in a row that would make; 0 where they do not count, or would then be full.
    pub streak: u32,
    /// Why it may not be completed now; absent where it may.
    pub refusal: Option<Refusal>,
}

record!(OfferedTask {
    0: task,
    1: points,
    2: streak,
    3: refusal
});

/// The tasks of a policy as they stand for a member, in the order of the policy.
///
/// # Errors
/// [`OutOfRange`] where the points of one are no amount.
pub(crate) fn offered(
    policy: &Policy,
    member: &MemberState,
    at: Moment,
) -> Result<Vec<OfferedTask>, OutOfRange> {
    let today = policy.zone.day(at);
    let one = |task: &Task| {
        let done = done_of(member, &task.id);
        let day = done.map_or(today, |done| today.max(done.last_day.plus_days(1)));
        let (streak, bonus) = in_a_row(task, done, day);
        Ok(OfferedTask {
            task: task.id.clone(),
            points: task.points.plus(bonus.unwrap_or_default())?,
            streak,
            refusal: may_complete(policy, task, done, at).err(),
        })
    };
    policy.tasks.iter().map(one).collect()
}

/// What a member did of a task; none where nothing.
pub(crate) fn done_of<'m>(member: &'m MemberState, task: &RuleId) -> Option<&'m TaskDone> {
    member.tasks.iter().find(|done| done.task == *task)
}

/// Whether a task may be completed at a moment, after what was done of it.
pub(crate) fn may_complete(
    policy: &Policy,
    task: &Task,
    done: Option<&TaskDone>,
    at: Moment,
) -> Result<(), Refusal> {
    let refusal = |code| Refusal::new(code).with("task", &task.id);
    if let Some(from) = task.from.filter(|from| at < *from) {
        return Err(refusal(Code::TaskNotYetOpen).with("from", from));
    }
    if let Some(until) = task.until.filter(|until| *until <= at) {
        return Err(refusal(Code::TaskOver).with("until", until));
    }
    let Some(done) = done else { return Ok(()) };
    if task.repeat == Repeat::Once {
        return Err(refusal(Code::TaskDone));
    }
    if let Some(most) = task.most.filter(|most| *most <= done.times) {
        return Err(refusal(Code::TaskDoneOften).with("most", most));
    }
    let (day, last) = (policy.zone.day(at), done.last_day);
    if task.repeat == Repeat::Yearly && day.start_of_year() <= last.start_of_year() {
        let again = last.end_of_year().plus_days(1);
        let refusal = refusal(Code::TaskDoneThatYear);
        return Err(refusal.with("again_at", policy.zone.start_of(again)));
    }
    // Days count in order: on a day before the last one nothing can be known of any more.
    if day <= last {
        let again = policy.zone.start_of(last.plus_days(1));
        return Err(refusal(Code::TaskDoneThatDay).with("again_at", again));
    }
    Ok(())
}

/// How many days in a row are done with this one, and the points more that they give. Once they
/// are full the count begins anew.
pub(crate) fn in_a_row(task: &Task, done: Option<&TaskDone>, day: Day) -> (u32, Option<Points>) {
    let Repeat::Streak { days, bonus_points } = task.repeat else {
        return (0, None);
    };
    let before = done.filter(|done| done.last_day.plus_days(1) == day);
    let streak = before.map_or(0, |done| done.streak).saturating_add(1);
    if streak < u32::from(days) {
        (streak, None)
    } else {
        (0, Some(bonus_points))
    }
}
