// The dialogs of an order: the numbers changed, it is placed, it is paid, it failed.

import { ICONS, byId, h, icon } from '../dom.js';
import { moment, money, moneyOff, signed, whole } from '../format.js';
import { t, tellDifference } from '../texts.js';
import { eventItem } from './ledger.js';
import { failureBox, isAboutPoints, refusalBox } from './problem.js';

const dialog = byId('dialog');

/** Opens the dialog with a title, what it says, and its buttons. */
export function open({ title, mark, children, buttons }) {
  const parts = [
    h(
      'h2',
      { id: 'dialog-title' },
      mark &&
        h(
          'span',
          { class: `mark ${mark}`, 'aria-hidden': 'true' },
          mark === 'well' ? icon(ICONS.check) : '!',
        ),
      title,
    ),
    h('div', { class: 'dialog-body' }, children),
    h('div', { class: 'dialog-acts' }, buttons),
  ];
  dialog.replaceChildren(...parts);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('.dialog-acts button')?.focus();
}

/** Closes whatever is open. */
export function closeDialog() {
  dialog.close();
}

export function button(text, act, style = 'quiet') {
  return h('button', { type: 'button', class: style, onclick: act }, text);
}

export const closing = (text = t('close'), style = 'quiet') => button(text, closeDialog, style);

/** The events of an answer, as a list. */
export function happened(events) {
  const title = h('summary', {}, h('span', {}, t('what_happened')));
  return h('details', { class: 'happened' }, title, h('ol', {}, events.map(eventItem)));
}

/** The four numbers of a receipt, as shown and as true. */
function comparison(shown, quote) {
  const rows = [
    ['cash', shown.cash_minor, quote.cash_minor, money],
    ['points_used_row', shown.offset_points, quote.offset.points, whole],
    ['offset', shown.offset_minor, quote.offset.value_minor, moneyOff],
    ['earn', shown.earn_points, quote.earn_points, signed],
  ];
  const row = ([name, was, is, write]) =>
    h(
      'tr',
      { class: was === is ? 'same' : 'changed' },
      h('th', { scope: 'row' }, t(name)),
      h('td', { class: 'number' }, was === is ? write(was) : h('s', {}, write(was))),
      h('td', { class: 'number' }, h('strong', {}, write(is))),
    );
  return h(
    'table',
    { class: 'compare' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('td', {}),
        h('th', { scope: 'col', class: 'number' }, t('was')),
        h('th', { scope: 'col', class: 'number' }, t('is')),
      ),
    ),
    h('tbody', {}, rows.map(row)),
  );
}

/** The rules hold the page to other numbers: what differs, why, and whether to go on. `confirm` is
 * called with the points that the new numbers use. */
export function showCorrection({ differences, shown, quote }, confirm) {
  // Where only the points are refused, the quote's numbers are those of an order without them.
  const withoutPoints = isAboutPoints(quote.refusal);
  const agree = h(
    'button',
    {
      type: 'button',
      class: 'main',
      disabled: quote.refusal !== null && !withoutPoints,
      onclick: () => confirm(quote.offset.points),
    },
    t(withoutPoints ? 'confirm_without_points' : 'confirm_new', { cash: money(quote.cash_minor) }),
  );
  open({
    title: t('changed_title'),
    mark: 'heed',
    children: [
      h('p', {}, t('changed_detail')),
      h(
        'ul',
        { class: 'reasons' },
        differences.map((difference) => h('li', {}, tellDifference(difference))),
      ),
      comparison(shown, quote),
      quote.refusal && refusalBox(quote.refusal),
    ],
    buttons: [agree, closing(t('back_to_cart'))],
  });
}

/** The order is placed: pay now, later or not. */
export function showPlaced(order, events, { pay, cancel }) {
  open({
    title: t('placed_title'),
    mark: 'well',
    children: [
      h('p', { class: 'amount-due' }, money(order.cash_minor)),
      h('p', {}, t('placed_detail', { at: moment(order.progress.placed.lapses_at) })),
      happened(events),
    ],
    buttons: [
      button(t('pay_amount', { amount: money(order.cash_minor) }), () => pay(order), 'main'),
      closing(t('pay_later')),
      button(t('cancel'), () => cancel(order), 'plain'),
    ],
  });
}

/** The order is paid. */
export function showPaid(order, events, lifted) {
  const earns =
    order.earn_points > 0 ? t('paid_detail', { points: whole(order.earn_points) }) : t('paid_no_points');
  open({
    title: lifted ? t('paid_lifted', { tier: lifted }) : t('paid_title'),
    mark: 'well',
    children: [h('p', {}, earns), happened(events)],
    buttons: [closing(t('done'), 'main')],
  });
}

/** It failed, and why. */
export function showFailure(failure) {
  open({ title: t('failed_title'), mark: 'heed', children: [failureBox(failure)], buttons: [closing()] });
}
