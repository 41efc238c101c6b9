// The published tasks: what each gives, how far it has come, and completing it.

import { byId, fillWhenChanged, h } from '../dom.js';
import { moment, whole } from '../format.js';
import { nameIn, spoken, t, tellRefusal } from '../texts.js';
import { follow } from './follow.js';
import { row } from './row.js';

/** A task's name, as the policy gives it. */
export function nameOfTask({ name, id }) {
  return name ? nameIn(name) : id;
}

/** How often, how far in a row, from when on usable, and until when. */
function terms(task, offered) {
  const { repeat, pending_days, until } = task;
  const streak = repeat.streak;
  return [
    streak
      ? t('task_streak', { days: whole(streak.days), bonus: whole(streak.bonus_points) })
      : t(repeat === 'daily' ? 'task_daily' : 'task_once'),
    streak && offered.streak > 1 && t('task_streak_now', { count: whole(offered.streak - 1), days: whole(streak.days) }),
    pending_days > 0 && t('task_pending', { count: whole(pending_days) }),
    until && t('task_until', { at: moment(until) }),
  ].filter(Boolean);
}

/** Shows the tasks; `complete` is called with a task's id. */
export function mountTasks(session, { complete }) {
  const panel = byId('panel-tasks');

  function tell(offered) {
    const task = session.policy.tasks.find(({ id }) => id === offered.task) ?? { id: offered.task, repeat: 'once' };
    const why = offered.refusal && tellRefusal(offered.refusal);
    const name = nameOfTask(task);
    const gives = t('task_gives', { points: `+${whole(offered.points)}` });
    const act = h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        id: `task-${offered.task}`,
        disabled: !session.online || offered.refusal !== null,
        'aria-label': `${t('task_do')}: ${name}`,
        onclick: () => complete(offered),
      },
      t('task_do'),
    );
    const top = [h('strong', {}, name), h('span', { class: 'move up' }, gives)];
    const refused = why && [h('span', { class: 'state waiting' }, why.title), ' ', why.remedy];
    return row(top, [terms(task, offered).join(t('stop')), refused], act);
  }

  follow(session, () => {
    if (!session.ready) return;
    const offered = session.person.offered_tasks;
    fillWhenChanged(panel, [offered, session.online, session.policy?.version, spoken()], () =>
      offered.length
        ? [h('ul', { class: 'orders' }, offered.map(tell)), h('p', { class: 'note' }, t('tasks_note'))]
        : h('p', { class: 'empty' }, t('no_tasks')),
    );
  });
}
