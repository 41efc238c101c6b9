//! Completing a task: once, once a day, or day after day. Clause 6.1.1c.

use smol_str::format_smolstr;

use super::order::{Act, Outcome, claim};
use crate::decision::Summary;
use crate::event::{Event, Source};
use crate::id::{OccurrenceId, RuleId};
use crate::moment::Moment;
use crate::pricing::in_force;
use crate::refusal::{Code, Refusal};
use crate::tasks::{done_of, in_a_row, may_complete};

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
        let done = done_of(&self.course.member, id);
        may_complete(policy, task, done, at)?;
        let day = policy.zone.day(at);
        let (streak, bonus) = in_a_row(task, done, day);
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
        let claims = occurrence.map(|occurrence| {
            let taken = Refusal::new(Code::OccurrenceTaken).with("task", id);
            let taken = taken.with("occurrence", occurrence);
            claim("occurrence", &format_smolstr!("{id}/{occurrence}"), taken)
        });
        Ok((Summary::Done, claims.into_iter().collect()))
    }
}
