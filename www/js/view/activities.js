// The activities of the measures: which of them act on this cart, and why the others do not.

import { byId, fillWhenChanged, h, show } from '../dom.js';
import { day, ratio, whole } from '../format.js';
import { nameIn, spoken, t, tellStep } from '../texts.js';
import { follow } from './follow.js';

/** What an activity does for this cart, by the steps that name it. */
function acts(activity, steps, lines) {
  const told = steps.filter(({ rule }) => rule === activity.id);
  const budget = told.find(({ topic }) => topic.startsWith('activity_budget_'));
  if (budget) return { applies: budget.facts.points > 0, text: tellStep(budget) };
  const count = told.filter(({ topic }) => topic === 'activity_multiplier').length;
  if (count > 0) {
    const times = ratio(activity.multiplier.num, activity.multiplier.den);
    const facts = { times, count, shown: whole(count) };
    return { applies: true, text: count === lines ? t('activity_on_all', facts) : t('activity_on', facts) };
  }
  const [why] = told;
  if (!why) return { applies: false, text: t('activity_no_goods') };
  const { from, until } = why.facts;
  const text = from ? t('activity_not_on', { from: day(from), until: day(until) }) : tellStep(why);
  return { applies: false, text };
}

function item({ activity, applies, text }) {
  return h(
    'li',
    { class: applies ? 'activity on' : 'activity' },
    h('span', { class: applies ? 'state ready' : 'state idle' }, t(applies ? 'activity_applies' : 'activity_idle')),
    h('span', {}, h('strong', {}, activity.name ? nameIn(activity.name) : activity.id), ' ', text),
  );
}

/** Shows the activities, those that act first. */
export function mountActivities(session) {
  const list = byId('activities');
  follow(session, () => {
    const { steps, quote, policy } = session;
    // Without steps of rounding nothing was reckoned: an order too small, or none.
    const reckoned = quote && steps.some(({ topic }) => topic === 'earn_rounded');
    const activities = reckoned ? policy.earning.activities : [];
    show(list, activities.length > 0);
    list.setAttribute('aria-label', t('activities'));
    const data = [activities, steps, spoken()];
    fillWhenChanged(list, data, () => {
      const told = activities.map((activity) => ({ activity, ...acts(activity, steps, quote.lines.length) }));
      return told.toSorted((one, other) => Number(other.applies) - Number(one.applies)).map(item);
    });
  });
}
