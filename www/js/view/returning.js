// The dialog of a return: what, why, and what it would come to by the rules, before it is asked for.

import { h } from '../dom.js';
import { money, signed, whole } from '../format.js';
import { nameIn, t } from '../texts.js';
import { button, closing, happened, open } from './dialogs.js';
import { failureBox } from './problem.js';
import { nameOfLine } from './sales.js';

/** Milliseconds without a change after which the server is asked. */
const CALM_MS = 150;

const fact = (events, name) => events.map((event) => event[name]).find(Boolean);

const isExchange = (events) => fact(events, 'refund_requested').exchange.length > 0;

/** What an answer's events give back and take back. */
function comesTo(events) {
  if (fact(events, 'goods_exchanged')) return h('p', { class: 'note' }, t('return_exchanged'));
  const approved = fact(events, 'refund_approved');
  const clawed = fact(events, 'points_clawed_back');
  const row = (name, value) => h('div', {}, h('dt', {}, t(name)), h('dd', {}, value));
  if (!approved) return h('p', { class: 'note' }, t(isExchange(events) ? 'exchange_reviewed' : 'return_reviewed'));
  return h(
    'dl',
    { class: 'sums' },
    row('return_cash', money(approved.cash_minor)),
    approved.points > 0 && row('return_points', signed(approved.points)),
    clawed && row('return_clawed', signed(-clawed.points)),
    clawed?.owed_points > 0 && row('return_owed', whole(clawed.owed_points)),
  );
}

/** Asks what to give back and why; `ask` is called with the reason and the lines. */
export function showReturn(session, desk, sale, ask) {
  const reasons = session.reasons(sale.policy_version);
  const counts = sale.sold.lines.map(({ line, returned, asked }, place) => {
    const left = line.quantity - returned - asked;
    return { place, left, line, chosen: left };
  });
  /** The units, each for the very same article where they are exchanged. */
  const lines = () =>
    counts
      .filter(({ chosen }) => chosen > 0)
      .map(({ place, chosen, line: { sku, category, unit_price_minor } }) => {
        const units = { line: place, quantity: chosen };
        return exchanges() ? { ...units, sku, category, unit_price_minor } : units;
      });
  const wanted = () => ({ reason: reason.value, lines: lines(), exchanges: exchanges() });
  const told = h('div', { class: 'foreseen', role: 'status' });
  const send = button(t('return_ask'), () => ask(wanted()), 'main');
  const reason = h(
    'select',
    { id: 'return-reason', onchange: () => foresee() },
    reasons.map(({ id, name }) => h('option', { value: id }, nameIn(name))),
  );
  const instead = h(
    'select',
    {
      id: 'return-for',
      onchange: () => {
        send.textContent = t(exchanges() ? 'exchange_ask' : 'return_ask');
        foresee();
      },
    },
    h('option', { value: 'money' }, t('return_for_money')),
    h('option', { value: 'same' }, t('return_for_same')),
  );
  const exchanges = () => instead.value === 'same';

  let asked = 0;
  let calm = 0;
  function foresee() {
    clearTimeout(calm);
    const mine = ++asked;
    send.disabled = true;
    calm = setTimeout(async () => {
      let shown;
      try {
        if (!lines().length) shown = h('p', { class: 'note' }, t('return_nothing'));
        else shown = comesTo((await desk.foreseeReturn(sale.order, wanted())).events);
      } catch (failure) {
        shown = failureBox(failure);
      }
      if (mine !== asked) return;
      told.replaceChildren(shown);
      send.disabled = !lines().length || shown.classList.contains('box');
    }, CALM_MS);
  }

  function field(count) {
    const id = `return-${count.place}`;
    const choices = Array.from({ length: count.left + 1 }, (_, n) => h('option', { value: n }, whole(n)));
    const select = h('select', {
      id,
      onchange: ({ target }) => {
        count.chosen = Number(target.value);
        foresee();
      },
    });
    select.append(...choices);
    select.value = String(count.left);
    return h('div', { class: 'field' }, h('label', { for: id }, nameOfLine(session, count.line)), select);
  }

  open({
    title: t('return_title'),
    children: [
      h('div', { class: 'field' }, h('label', { for: 'return-reason' }, t('return_why')), reason),
      h('div', { class: 'field' }, h('label', { for: 'return-for' }, t('return_for')), instead),
      ...counts.filter(({ left }) => left > 0).map(field),
      told,
    ],
    buttons: [send, closing()],
  });
  foresee();
}

/** What was asked for is under review, or granted already. */
export function showReturned(events) {
  const granted = fact(events, 'refund_approved') && 'return_granted';
  const exchanged = fact(events, 'goods_exchanged') && 'exchange_granted';
  const waits = isExchange(events) ? 'exchange_waits' : 'return_waits';
  open({
    title: t(granted || exchanged || waits),
    mark: 'well',
    children: [comesTo(events), happened(events)],
    buttons: [closing(t('done'), 'main')],
  });
}
