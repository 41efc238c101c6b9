// The tier, and the way to the next.

import { byId, fillWhenChanged, h } from '../dom.js';
import { briefMoney, day, money, ratio, whole } from '../format.js';
import { nameIn, nameTiersBy, spoken, t } from '../texts.js';
import { benefitList } from './benefits.js';
import { follow } from './follow.js';

/** A tier's name, as the policy gives it. */
export function nameOfTier(session, id) {
  const name = session.policy ? session.tier(id)?.name : undefined;
  if (!name) return id;
  return nameIn(name);
}

/** A tier's rank in its colour: the lowest, and up to three above it. */
function rank(session, id) {
  const steps = session.policy?.tiers.steps ?? [];
  const place = steps.findIndex((tier) => tier.id === id);
  return String(Math.max(0, Math.min(3, place)));
}

/** A badge with the tier's name. */
export function tierBadge(session, id) {
  return h('span', { class: 'badge', 'data-rank': rank(session, id) }, nameOfTier(session, id));
}

/** A member's name for people: the demonstration knows some, others go by their id. */
export function nameOfMember(session, id) {
  const place = session.members.findIndex((member) => member.id === id);
  const key = `member_${place}`;
  const name = t(key);
  return name === key ? id : name;
}

/** How much of a bar an amount fills, in percent of the whole; for drawing only. */
function percent(part, whole) {
  return whole > 0 ? `${Math.min(100, (part / whole) * 100)}%` : '0%';
}

/** The way up in what tiers go by, with the texts that say it: qualifying points, or money. */
function wayBy({ next, qualifying_points, adds_points, spend_minor, adds_minor }) {
  if (next.enter_points !== null) {
    return {
      enter: next.enter_points,
      have: qualifying_points,
      adds: adds_points,
      more: ['tier_more_points', { points: whole(next.missing_after_points) }],
      enough: () => t('tier_enough_points', { points: whole(next.missing_points) }),
      legend: () => t('tier_points', { points: whole(qualifying_points), enter: whole(next.enter_points) }),
      added: () => t('tier_adds_points', { points: whole(adds_points) }),
    };
  }
  return {
    enter: next.enter_minor,
    have: spend_minor,
    adds: adds_minor,
    more: ['tier_more', { amount: briefMoney(next.missing_after_minor) }],
    enough: () => t('tier_enough', { amount: briefMoney(next.missing_minor) }),
    legend: () => t('tier_spend', { spend: money(spend_minor), enter: briefMoney(next.enter_minor) }),
    added: () => t('tier_adds', { amount: money(adds_minor) }),
  };
}

function bar({ enter, have: before, adds }, told) {
  const have = h('span', { class: 'have' });
  const added = h('span', { class: 'added' });
  have.style.width = percent(before, enter);
  added.style.width = percent(adds, enter);
  const filled = Math.min(enter, before + adds);
  return h(
    'div',
    {
      class: 'progress',
      role: 'progressbar',
      'aria-valuemin': '0',
      'aria-valuemax': enter,
      'aria-valuenow': filled,
      'aria-valuetext': told,
      'aria-label': t('tier_progress'),
    },
    have,
    added,
  );
}

/** What the module says of the tier: from the quote, or from the member while there is none. */
function standing({ quote, view }) {
  if (quote) return quote.tier;
  return {
    tier: view.tier.id,
    tier_after: view.tier.id,
    spend_minor: view.spend_minor,
    adds_minor: 0,
    qualifying_points: view.qualifying_points,
    adds_points: 0,
    next: view.next,
  };
}

/** What each way still asks for, one after the other; nothing where one of them is full. */
function missing({ ways }) {
  const of = ({ what, missing: amount }) =>
    t(`measure_${what}`, { amount: what === 'spend_minor' ? briefMoney(amount) : whole(amount) });
  const told = ways.map(({ measures }) => measures.filter((it) => it.missing > 0).map(of));
  return told.some((way) => way.length === 0) ? '' : told.map((way) => way.join(t('and'))).join(t('or'));
}

/** Shows the tier card. */
export function mountTier(session) {
  nameTiersBy((id) => nameOfTier(session, id));
  const card = byId('tier');

  function wayUp(now) {
    const { tier, tier_after, next } = now;
    const ahead = session.view.progress.next;
    if (!next && ahead) {
      const facts = { tier: nameOfTier(session, ahead.tier), what: missing(ahead) };
      return [h('p', { class: 'tier-way' }, t('tier_ways', facts))];
    }
    if (!next) return [h('p', { class: 'tier-way' }, t('tier_highest'))];
    const lifts = tier_after !== tier;
    const way = wayBy(now);
    const [more, facts] = way.more;
    const named = { tier: nameOfTier(session, lifts ? tier_after : next.tier) };
    const told = lifts ? t('tier_lifts', named) : t(more, { ...facts, ...named });
    return [
      h('p', { class: lifts ? 'tier-way lifts' : 'tier-way', id: 'tier-way' }, told),
      lifts && h('p', { class: 'note' }, way.enough()),
      bar(way, told),
      h(
        'p',
        { class: 'note tier-legend' },
        h('span', {}, way.legend()),
        way.adds > 0 && h('span', { class: 'key' }, way.added()),
      ),
    ];
  }

  /** What is missing to keep the tier at its review, by what will still count then. */
  function keeping(now) {
    const { keep } = session.view.progress;
    const what = keep && keep.tier === now.tier && missing(keep);
    if (!what) return null;
    const facts = { tier: nameOfTier(session, keep.tier), day: day(keep.review_at), what };
    return h('p', { class: 'note keeps' }, t('tier_keeps', facts));
  }

  function face(now) {
    const { num, den } = session.tier(now.tier)?.multiplier ?? { num: 1, den: 1 };
    const { review_at: review, grace } = session.view.tier;
    return [
      h(
        'div',
        { class: 'tier-top' },
        h('h2', { id: 'tier-title' }, t('tier_of', { name: nameOfMember(session, session.member) })),
        tierBadge(session, now.tier),
      ),
      ...wayUp(now),
      h(
        'p',
        { class: 'note' },
        [
          num !== den && t('tier_multiplier', { times: ratio(num, den) }),
          review && t(grace ? 'tier_kept_until' : 'tier_review', { day: day(review) }),
        ]
          .filter(Boolean)
          .join(t('stop')),
      ),
      keeping(now),
      session.view.tier.id === now.tier && benefitList(session, session.view.benefits),
    ].filter(Boolean);
  }

  follow(session, () => {
    if (!session.ready) return;
    const now = standing(session);
    card.dataset.rank = rank(session, now.tier);
    const { tier, progress, benefits } = session.view;
    const data = [now, session.member, tier, progress, benefits, session.policy?.version, spoken()];
    fillWhenChanged(card, data, () => face(now));
  });
}
