// The draws: what may be won and for how much, the member's own entries, and what became of them.

import { nameOfPrize, stepOf } from '/draws/verdict.js';
import { byId, fillWhenChanged, h } from '../dom.js';
import { moment, money, whole } from '../format.js';
import { nameIn, spoken, t } from '../texts.js';
import { follow } from './follow.js';
import { row } from './row.js';

/** Shows the draws; the acts are called with a draw, or with an entry. */
export function mountDraws(session, { enterDraw, answerPrize, returnDrawPoints, verifyEntry }) {
  const panel = byId('panel-draws');

  function button(id, text, act, style = 'quiet', about = '') {
    const label = about && `${text}: ${about}`;
    const off = !session.online;
    return h('button', { type: 'button', class: style, id, disabled: off, 'aria-label': label, onclick: act }, text);
  }

  function prizes(terms) {
    const one = ({ name, quantity, value_minor }) =>
      h('li', {}, t('draw_prize', { prize: nameIn(name), quantity: whole(quantity), value: money(value_minor) }));
    return h('ul', { class: 'prizes' }, terms.prizes.map(one));
  }

  /** What became of an entry, and what its owner can do about it. */
  function entry(it, draw) {
    const step = stepOf(draw);
    const win = draw.state.wins.find(({ index }) => index === it.index);
    const prize = win && nameOfPrize(session.draws, draw.id, win.prize);
    const fates = { accepted: 'prize_accepted', refused: 'prize_refused', unclaimed: 'prize_unclaimed' };
    const waits = step === 'open' || step === 'closed';
    const state = win ? t(fates[win.fate] ?? 'prize_won', { prize }) : t(waits ? 'entry_waits' : 'entry_lost');
    const kind = win && win.fate === null ? 'state due' : 'state waiting';
    const place = t('entry_place', { place: whole(it.index + 1), count: whole(draw.state.tree.count) });
    const about = `${nameIn(draw.terms.name)}, ${place}`;
    const mayAnswer = win && win.fate === null;
    return row(
      [h('strong', {}, place), (step !== 'cancelled' && step !== 'failed') && h('span', { class: kind }, state)],
      [mayAnswer && t('prize_until', { at: moment(win.claim_until) })],
      [
        mayAnswer && button(`accept-${it.entry}`, t('prize_accept'), () => answerPrize(it, true), 'main small', about),
        mayAnswer && button(`refuse-${it.entry}`, t('prize_refuse'), () => answerPrize(it, false), 'quiet', about),
        button(`verify-${it.entry}`, t('entry_verify'), () => verifyEntry(it), 'quiet', about),
      ],
    );
  }

  function draw(it) {
    const { id, terms, state } = it;
    const step = stepOf(it);
    const mine = session.person.entries.filter((entered) => entered.draw === id);
    const called = nameIn(terms.name);
    const notes = [
      t('draw_costs', { points: whole(terms.points) }),
      t('draw_mine', { mine: whole(mine.length), most: whole(terms.per_member) }),
      terms.per_day !== null && t('draw_daily', { most: whole(terms.per_day) }),
      state && t('draw_entries', { count: state.tree.count, shown: whole(state.tree.count) }),
      step === 'open' && t('draw_closes', { at: moment(terms.closes_at) }),
      terms.tiers.length > 0 && t('offer_tiers', { tiers: terms.tiers.map((tier) => nameIn(session.tier(tier).name)).join(t('and')) }),
    ];
    const isOff = (step === 'cancelled' || step === 'failed') && mine.length > 0;
    const act =
      step === 'open'
        ? button(`enter-${id}`, t('draw_enter'), () => enterDraw(it), 'main small', called)
        : isOff && button(`return-${id}`, t('draw_return'), () => returnDrawPoints(it), 'quiet', called);
    return h(
      'section',
      { class: 'draw', id: `draw-${id}` },
      row(
        [h('h3', {}, called), h('span', { class: 'state ready' }, t(`draws.step_${step}`))],
        [notes.filter(Boolean).join(t('stop')), terms.beacon && t('draw_beacon', { beacon: terms.beacon })],
        act,
        'div',
      ),
      prizes(terms),
      mine.length > 0 && h('ul', { class: 'orders' }, mine.map((entered) => entry(entered, it))),
    );
  }

  follow(session, () => {
    if (!session.ready) return;
    const { draws, online } = session;
    const data = [draws, session.person.entries, online, session.policy?.version, spoken()];
    fillWhenChanged(panel, data, () =>
      draws.length
        ? [draws.map(draw), h('p', { class: 'note' }, t('draws_note'))]
        : h('p', { class: 'empty' }, t('draws.none')),
    );
  });
}
