// Tables and figures of reports: everything in them was reckoned by the module.

import { h } from '/js/dom.js';

/** A cell: a number stands at the end of its column. */
function cell({ text, isNumber, isHead, kind }) {
  const kinds = [isNumber && 'number', kind].filter(Boolean).join(' ');
  return isHead ? h('th', { scope: 'row', class: kinds }, text) : h('td', { class: kinds }, text);
}

/** A table: `columns` name themselves, and give each row its text. */
export function sheet(caption, columns, rows, isTotal = () => false) {
  const heads = columns.map(({ head, isNumber }) => h('th', { scope: 'col', class: isNumber && 'number' }, head));
  const body = rows.map((row) =>
    h(
      'tr',
      { class: isTotal(row) && 'total' },
      columns.map(({ text, isNumber, kind }, place) =>
        cell({ text: text(row), isNumber, isHead: place === 0, kind: kind?.(row) }),
      ),
    ),
  );
  return h(
    'div',
    { class: 'scrolls', tabindex: '0', role: 'region', 'aria-label': caption },
    h('table', { class: 'sheet' }, h('caption', {}, caption), h('thead', {}, h('tr', {}, heads)), h('tbody', {}, body)),
  );
}

/** A few numbers, large. */
export function figures(pairs) {
  return h(
    'dl',
    { class: 'figures' },
    pairs.map(([name, value]) => h('div', { class: 'figure' }, h('dt', {}, name), h('dd', {}, value))),
  );
}
