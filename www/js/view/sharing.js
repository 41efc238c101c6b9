// Points shared with others: gifts to another member, and the household with its pool.

import { byId, fillWhenChanged, h } from '../dom.js';
import { moment, whole } from '../format.js';
import { spoken, t } from '../texts.js';
import { follow } from './follow.js';
import { row } from './row.js';

/** Digits that a person typed, as a number; none where there are others. */
function typed(text) {
  const digits = text.replaceAll(/[\s,]/g, '');
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

/** Limits over time, in words. */
function limits(day, month) {
  return [
    day !== null && t('share_day', { points: whole(day) }),
    month !== null && t('share_month', { points: whole(month) }),
  ];
}

const brief = (notes) => h('p', { class: 'note' }, notes.filter(Boolean).join(t('stop')));

/** Shows gifts and the household; `counter` carries out what is asked. */
export function mountSharing(session, counter) {
  const panel = byId('panel-sharing');

  function field(id, label, properties = {}) {
    const spelt = { autocomplete: 'off', spellcheck: 'false', type: 'text', required: true };
    return h('label', { class: 'share-field', for: id }, h('span', {}, t(label)), h('input', { id, ...spelt, ...properties }));
  }

  const pointsField = (id, label) => field(id, label, { inputmode: 'numeric', pattern: '[0-9, ]{1,19}', size: 8 });
  const send = (text, style = 'quiet') => h('button', { type: 'submit', class: style, disabled: !session.online }, t(text));

  /** A form whose act is called with what was typed, once all of it is there. */
  function form(id, label, fields, submit, act) {
    const onsubmit = (event) => {
      event.preventDefault();
      const values = fields.map((it) => it.querySelector('input'));
      const read = values.map(({ inputMode, value }) => (inputMode === 'numeric' ? typed(value) : value.trim()));
      if (read.every((value) => value !== null && value !== '')) act(...read);
    };
    return h('form', { class: 'share-form', id, 'aria-label': t(label), onsubmit }, fields, submit);
  }

  function gift() {
    const terms = session.policy.transfers;
    if (!terms) return [h('h3', {}, t('gift')), h('p', { class: 'empty' }, t('gift_none'))];
    const kept = terms.validity === 'restart' ? t('gift_restarts') : t('gift_keeps');
    return [
      h('h3', {}, t('gift')),
      brief([t('gift_least', { points: whole(terms.least) }), ...limits(terms.most_per_day, terms.most_per_month), kept]),
      form(
        'gift',
        'gift',
        [field('gift-to', 'gift_to'), pointsField('gift-points', 'gift_points')],
        send('gift_go', 'main small'),
        counter.gift,
      ),
    ];
  }

  /** Where no household is: form one, or join by invitation. */
  function outside() {
    const told = session.notices.find(({ template }) => template === 'household_invited');
    return [
      brief([t('home_about'), told && t('home_invited_by', { head: told.facts.head, household: told.facts.household })]),
      h(
        'div',
        { class: 'share-form' },
        h('button', { type: 'button', class: 'main small', id: 'home-form', disabled: !session.online, onclick: counter.formHousehold }, t('home_form')),
      ),
      form(
        'home-join',
        'home_join',
        [field('home-id', 'home_id', { value: told?.facts.household ?? '' })],
        send('home_join'),
        counter.join,
      ),
    ];
  }

  function person(home, { member, points, since }) {
    const isHead = member === home.head;
    const handOver = () => counter.handOver(home, member);
    const mayHandOver = home.head === session.member && !isHead;
    return row(
      [h('strong', {}, member), isHead && h('span', { class: 'state ready' }, t('home_head')), member === session.member && h('span', { class: 'note' }, t('home_you'))],
      [t('home_share', { points: whole(points) }), t('home_since', { at: moment(since) })],
      [mayHandOver && h('button', { type: 'button', class: 'quiet', disabled: !session.online, onclick: handOver }, t('home_hand_over'))],
    );
  }

  function inside(home) {
    const { terms, head } = home;
    const isHead = head === session.member;
    const mayTake = terms && (terms.takes === 'every_member' || isHead);
    const soonest = home.lots.find(({ expires_at }) => expires_at !== null);
    return [
      h('p', { class: 'pool' }, h('strong', { id: 'pool-points' }, whole(home.points)), ' ', t('home_pool')),
      brief([
        t('home_named', { household: home.household }),
        soonest && t('home_expires', { points: whole(soonest.points), at: moment(soonest.expires_at) }),
        terms && t('home_least', { points: whole(terms.least) }),
        terms?.takes === 'head_only' && t('home_head_takes'),
      ]),
      h('ul', { class: 'orders' }, home.members.map((it) => person(home, it))),
      terms && form('home-put', 'home_put_in', [pointsField('put-points', 'home_put_in')], send('home_put_in', 'main small'), (points) => counter.putPoints(home, points)),
      mayTake && form('home-take', 'home_take_out', [pointsField('take-points', 'home_take_out')], send('home_take_out'), (points) => counter.takePoints(home, points)),
      isHead && terms && form('home-invite', 'home_invite', [field('invitee', 'home_invitee')], send('home_invite'), (invitee) => counter.invite(home, invitee)),
      home.invitations.map((it) => brief([t('home_waiting', { member: it.member, at: moment(it.lapses_at) })])),
      h(
        'div',
        { class: 'share-form' },
        h('button', { type: 'button', class: 'quiet', id: 'home-leave', disabled: !session.online, onclick: () => counter.leave(home) }, t(isHead ? 'home_dissolve' : 'home_leave')),
      ),
    ];
  }

  function household() {
    const home = session.person.home;
    if (home) return [h('h3', {}, t('home')), inside(home)];
    if (!session.policy.household) return [];
    return [h('h3', {}, t('home')), outside()];
  }

  follow(session, () => {
    if (!session.ready) return;
    const { online, person, member, notices } = session;
    const data = [person.home, member, notices.length, online, session.policy?.version, spoken()];
    fillWhenChanged(panel, data, () => [...gift(), household().flat()].flat());
  });
}
