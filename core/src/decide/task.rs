//! Completing a task: once, once a day, or day after day. Clause 6.1.1c.

use smol_str::format_smolstr;

use super::order::{Act, Outcome, claim};
use crate::decision::Summary;
use crate::event::{Event, Source};
use crate::id::{OccurrenceId, RuleId};
use crate::moment::{Day, Moment};
use crate::number::Points;
use crate::policy::{Policy, Repeat, Task};
use crate::pricing::in_force;
use crate::refusal::{Code, Refusal};
use crate::state::TaskDone;

impl Act<'_> {
    /// A task is completed, and gives its points.
    pub(super) fn complete(
        &mut self,
        id: &RuleId,
        occurrence: Option<&OccurrenceId>,
        occurred_at: Option<Moment>,
    ) -> Outcome {
        let (at, _) = self.moment(occurred_at)?;
        let policy = in_force(self.policies, at)?;
        let Some(task) = policy.tasks.iter().find(|task| task.id == *id) else {
            return Err(Refusal::new(Code::TaskUnknown).with("task", id).into());
        };
        let mut done = self.course.member.tasks.iter();
        let done = done.find(|done| done.task == *id).cloned();
        may_complete(policy, task, done.as_ref(), at)?;
        let day = policy.zone.day(at);
        let (streak, bonus) = in_a_row(task, done.as_ref(), day);
        self.course.happen(Event::TaskCompleted {
            task: id.clone(),
            occurrence: occurrence.cloned(),
            day,
            streak,
            bonus_points: bonus,
            at,
        });
        let points = task.points.plus(bonus.unwrap_or_default())?;
        let source = Source::Task(id.clone());
        self.course
            .grant(policy, source, points, task.pending_days, at)?;
        self.count_activity(policy, points, at)?;
        let claims = occurrence.map(|occurrence| {
            let taken = Refusal::new(Code::OccurrenceTaken).with("task", id);
            let taken = taken.with("occurrence", occurrence);
            claim("occurrence", &format_smolstr!("{id}/{occurrence}"), taken)
        });
        Ok((Summary::Done, claims.into_iter().collect()))
    }
}

/// Whether a task may be completed at a moment, after what was done of it.
fn may_complete(
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
    // Days count in order: on a day before the last one nothing can be known of any more.
    if policy.zone.day(at) <= done.last_day {
        let again = policy.zone.start_of(done.last_day.plus_days(1));
        return Err(refusal(Code::TaskDoneThatDay).with("again_at", again));
    }
    Ok(())
}

/// How many days in a row are done with this one, and the points more that they give. Once they
/// are full the count begins anew.
fn in_a_row(task: &Task, done: Option<&TaskDone>, day: Day) -> (u32, Option<Points>) {
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
