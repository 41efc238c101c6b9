// A row of the member's lists: what it is, what there is to know of it, and what can be done.

import { h } from '../dom.js';

/** A row with a heading, notes (those that a condition left out are not shown) and buttons. */
export function row(top, notes, acts) {
  const told = notes.filter(Boolean).map((note) => h('p', { class: 'note' }, note));
  return h(
    'li',
    { class: 'order' },
    h('div', { class: 'order-face' }, h('p', { class: 'order-top' }, top), told),
    h('div', { class: 'order-acts' }, acts),
  );
}
