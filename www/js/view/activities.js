// The activities of the measures and the rules that have a name: which of them act on this cart, how
// far, and why the others do not.

import { byId, fillWhenChanged, h, show } from '../dom.js';
import { day, ratio, whole } from '../format.js';
import { nameIn, spoken, t, tellStep } from '../texts.js';
import { follow } from './follow.js';

/** A step as it says itself, with rules, activities and tiers by their names. */
function telling(step, session) {
  const { by } = step.facts;
  if (by === undefined) return tellStep(step);
  const { earning, tiers } = session.policy;
  const named = [...earning.rules, ...earning.activities, ...tiers.steps].find(({ id }) => id === by);
  return tellStep({ ...step, facts: { ...step.facts, by: named?.name ? nameIn(named.name) : by } });
}

/** Why something that would act does not, or how far it is held down, by the steps that name it. */
function held(told, session) {
  const caps = told.filter(({ topic }) => /_cap_(?:taken|refused)$/.test(topic));
  return { refused: caps.some(({ topic }) => topic.endsWith('refused')), texts: caps.map((cap) => telling(cap, session)) };
}

/** What an activity does for this cart, by the steps that name it. */
function acts(activity, session) {
  const { steps, quote } = session;
  const told = steps.filter(({ rule, topic }) => rule === activity.id && topic.startsWith('activity_'));
  const budget = told.find(({ topic }) => topic.startsWith('activity_budget_'));
  if (budget) return { applies: budget.facts.points > 0, text: tellStep(budget) };
  const count = told.filter(({ topic }) => topic === 'activity_multiplier').length;
  const { refused, texts } = held(told, session);
  if (refused) return { applies: false, text: texts.join(t('stop')) };
  if (count > 0) {
    const times = ratio(activity.multiplier.num, activity.multiplier.den);
    const facts = { times, count, shown: whole(count) };
    const text = count === quote.lines.length ? t('activity_on_all', facts) : t('activity_on', facts);
    return { applies: true, text: [text, ...texts].join(t('stop')) };
  }
  const [why] = told;
  if (!why) return { applies: false, text: t('activity_no_goods') };
  const { from, until } = why.facts;
  const text = from ? t('activity_not_on', { from: day(from), until: day(until) }) : telling(why, session);
  return { applies: false, text };
}

const GIVES = new Set(['earn_rate', 'earn_step', 'earn_unit', 'earn_order']);

/** What a rule that has a name gives for this cart, by the steps that name it. */
function gives(rule, session) {
  const told = session.steps.filter((step) => step.rule === rule.id && /^(?:earn|rule)_/.test(step.topic));
  const given = told.find(({ topic }) => GIVES.has(topic));
  const { refused, texts } = held(told, session);
  if (refused) return { applies: false, text: texts.join(t('stop')) };
  if (given) return { applies: true, text: [telling(given, session), ...texts].join(t('stop')) };
  const [why] = told;
  return { applies: false, text: why ? telling(why, session) : t('activity_no_goods') };
}

function item({ activity, applies, text }) {
  return h(
    'li',
    { class: applies ? 'activity on' : 'activity' },
    h('span', { class: applies ? 'state ready' : 'state idle' }, t(applies ? 'activity_applies' : 'activity_idle')),
    h('span', {}, h('strong', {}, activity.name ? nameIn(activity.name) : activity.id), ' ', text),
  );
}

/** Shows the rules with names and the activities, those that act first. */
export function mountActivities(session) {
  const list = byId('activities');
  follow(session, () => {
    const { steps, quote, policy } = session;
    // Without steps of rounding nothing was reckoned: an order too small, or none.
    const reckoned = quote && steps.some(({ topic }) => topic === 'earn_rounded');
    const activities = reckoned ? policy.earning.activities : [];
    const rules = reckoned ? policy.earning.rules.filter(({ name }) => name) : [];
    show(list, activities.length + rules.length > 0);
    list.setAttribute('aria-label', t('activities'));
    const data = [activities, rules, steps, spoken()];
    fillWhenChanged(list, data, () => {
      const told = [
        ...rules.map((rule) => ({ activity: rule, ...gives(rule, session) })),
        ...activities.map((activity) => ({ activity, ...acts(activity, session) })),
      ];
      return told.toSorted((one, other) => Number(other.applies) - Number(one.applies)).map(item);
    });
  });
}
