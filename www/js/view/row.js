// A row of the member's lists: what it is, what there is to know of it, and what can be done.

import { h } from '../dom.js';

/** A row with a heading, notes (those that a condition left out are not shown) and buttons; an item of a list,
 * or what else a tag says. */
export function row(top, notes, acts, tag = 'li') {
  const told = notes.filter(Boolean).map((note) => h('p', { class: 'note' }, note));
  return h(
    tag,
    { class: 'order' },
    h('div', { class: 'order-face' }, h(tag === 'li' ? 'p' : 'div', { class: 'order-top' }, top), told),
    h('div', { class: 'order-acts' }, acts),
  );
}
