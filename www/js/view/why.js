// Why the numbers are what they are: every step, by clause.

import { byId, fillWhenChanged, h } from '../dom.js';
import { signed } from '../format.js';
import { nameOf, spoken, t, tellStep } from '../texts.js';
import { follow } from './follow.js';
import { clauseMark } from './problem.js';

/** Steps about the order, then those about each line, each in the order in which they came up. */
function grouped(steps) {
  const groups = new Map();
  for (const step of steps) {
    const about = step.line ?? 'order';
    if (!groups.has(about)) groups.set(about, []);
    groups.get(about).push(step);
  }
  return [...groups].sort(
    ([one], [other]) => Number(one !== 'order') - Number(other !== 'order') || one - other,
  );
}

/** Shows the steps while the fold is open. */
export function mountWhy(session) {
  const fold = byId('why');
  fold.addEventListener('toggle', () => session.reckon());

  function tell(step) {
    return h(
      'li',
      {},
      clauseMark(step.clause),
      h('span', {}, tellStep(step), step.rule && h('code', { class: 'rule' }, step.rule)),
    );
  }

  function group([about, steps]) {
    const line = about === 'order' ? null : session.cart.lines[about];
    const title = line ? nameOf(session.cart.good(line.sku)) : t('why_order');
    const { earn_points } = line ? session.quote.lines[about] : session.quote;
    const earned =
      earn_points > 0 && h('span', { class: 'move up' }, t('line_earns', { points: signed(earn_points) }));
    return h(
      'section',
      {},
      h('h3', {}, h('span', {}, title), earned),
      h('ol', { class: 'steps' }, steps.map(tell)),
    );
  }

  follow(session, () => {
    if (!fold.open) return;
    const { steps } = session;
    fillWhenChanged(byId('steps'), [steps, session.refusal?.name ?? null, spoken()], () =>
      steps.length
        ? grouped(steps).map(group)
        : h('p', { class: 'empty' }, t(session.refusal ? 'why_refused' : 'why_nothing')),
    );
  });
}
