// What happened: the member's events with the clause that each carries out, and what the member
// was told.

import { byId, fillWhenChanged, h } from '../dom.js';
import { moment, signed, whole } from '../format.js';
import { spoken, t, tellEvent, tellNotice } from '../texts.js';
import { follow } from './follow.js';
import { clauseMark } from './problem.js';

/** Events that move points, by the side of the balance that they stand on. */
const MOVES = {
  points_earned: 1,
  points_granted: 1,
  points_expired: -1,
  points_deducted: -1,
  offer_redeemed: -1,
  points_sent: -1,
  points_received: 1,
  hold_captured: -1,
  points_reinstated: 1,
  points_clawed_back: -1,
  rebate_granted: 1,
  rebate_taken_back: -1,
  draw_entered: -1,
  draw_points_returned: 1,
};

/** One event in a list: an object of one key, its name, beside the clause that it carries out. */
export function eventItem({ clause, ...event }) {
  const [[name, facts]] = Object.entries(event);
  const move = MOVES[name];
  return h(
    'li',
    { class: 'event' },
    clauseMark(clause),
    h('span', { class: 'event-text' }, tellEvent(name, facts)),
    move && h('span', { class: move > 0 ? 'move up' : 'move' }, signed(move * facts.points)),
  );
}

/** One decision: when, and everything that it came to. */
function decisionItem({ at, version, events }) {
  return h(
    'li',
    { class: 'decision' },
    h('time', { datetime: at, title: t('event_number', { number: whole(version) }) }, moment(at)),
    h('ol', {}, events.map(eventItem)),
  );
}

/** Shows the decisions; `older()` is called for more. */
export function mountLedger(session, older) {
  const panel = byId('panel-ledger');
  follow(session, () => {
    const { entries, before, loaded } = session.ledger;
    fillWhenChanged(
      panel,
      [entries, before, loaded, session.online, spoken(), session.policy?.version ?? null],
      () => {
        if (!loaded) return h('p', { class: 'empty' }, t('loading'));
        if (!entries.length) return h('p', { class: 'empty' }, t('no_events'));
        return [
          h('ol', { class: 'decisions' }, entries.map(decisionItem)),
          before &&
            h(
              'button',
              { type: 'button', class: 'quiet wide', id: 'older', disabled: !session.online, onclick: older },
              t('older'),
            ),
        ];
      },
    );
  });
}

/** Shows what the member was told. */
export function mountNotices(session) {
  const panel = byId('panel-notices');

  function item({ template, facts, at, clause }) {
    const { title, body } = tellNotice(template, facts);
    return h(
      'li',
      { class: 'notice' },
      h('p', {}, h('strong', {}, title), clauseMark(clause)),
      h('p', {}, body),
      at && h('time', { datetime: at }, moment(at)),
    );
  }

  follow(session, () => {
    const { notices } = session;
    fillWhenChanged(panel, [notices, spoken(), session.policy?.version ?? null], () =>
      notices.length
        ? h('ul', { class: 'notices' }, notices.map(item))
        : h('p', { class: 'empty' }, t('no_notices')),
    );
  });
}
