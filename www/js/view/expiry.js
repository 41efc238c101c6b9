// What expires when: a picture of the time ahead, and the lots in a table that says the same.

import { byId, fillWhenChanged, h, shape, show } from '../dom.js';
import { fromNow, moment, month, whole } from '../format.js';
import { spoken, t } from '../texts.js';
import { follow } from './follow.js';

const HEIGHT = 168;
const FLOOR = HEIGHT - 28;
const TALLEST = FLOOR - 30;
const MARGIN = 34;
/** How near a taller bar may stand before it hides a number, and how far apart months are named. */
const NEAR = 42;
const APART = 68;

/** A bar for each moment at which points expire, placed by time and as tall as their number. */
function bars(expiring, nowMs, width) {
  const last = Date.parse(expiring.at(-1).at);
  const most = Math.max(...expiring.map(({ points }) => points));
  const span = Math.max(last - nowMs, 1);
  const room = width - 2 * MARGIN;
  const placed = expiring.map(({ at, points }) => {
    const tall = Math.max(4, (points / most) * TALLEST);
    return { at, points, tall, x: MARGIN + ((Date.parse(at) - nowMs) / span) * room, y: FLOOR - tall };
  });
  let named = -Infinity;
  return placed.flatMap((bar, place) => {
    const { at, points, tall, x, y } = bar;
    const drawn = [
      shape('rect', {
        class: place === 0 ? 'soonest' : 'later',
        x: x - 9,
        y,
        width: 18,
        height: tall,
        rx: 4,
      }),
    ];
    const isHidden = placed.some(
      (other) => other !== bar && other.tall >= tall && Math.abs(other.x - x) < NEAR,
    );
    if (!isHidden) drawn.push(shape('text', { x, y: y - 8, class: 'amount' }, whole(points)));
    if (x - named > APART) {
      named = x;
      drawn.push(shape('text', { x, y: HEIGHT - 8 }, month(at)));
    }
    return drawn;
  });
}

function picture({ expiring, nowMs, width }) {
  return shape(
    'svg',
    {
      class: 'timeline',
      width,
      height: HEIGHT,
      viewBox: `0 0 ${width} ${HEIGHT}`,
      role: 'img',
      'aria-label': t('expiry_picture'),
    },
    shape('line', { class: 'axis', x1: 0, x2: width, y1: FLOOR, y2: FLOOR }),
    shape('circle', { class: 'today', cx: 6, cy: FLOOR, r: 4 }),
    shape('text', { x: 0, y: HEIGHT - 8, class: 'start' }, t('today')),
    bars(expiring, nowMs, width),
  );
}

function state(lot) {
  if (lot.pending === null) return h('span', { class: 'state ready' }, t('lot_available'));
  const told = lot.pending.until ? t('lot_until', { at: moment(lot.pending.until) }) : t('lot_settlement');
  return h('span', { class: 'state waiting' }, told);
}

function row(lot, nowMs) {
  const { id, points, earned_at, expires_at } = lot;
  return h(
    'tr',
    {},
    h('th', { scope: 'row', 'data-label': t('lot') }, `#${id}`),
    h('td', { class: 'number', 'data-label': t('points') }, whole(points)),
    h('td', { 'data-label': t('lot_state') }, state(lot)),
    h('td', { 'data-label': t('earned') }, moment(earned_at)),
    h(
      'td',
      { 'data-label': t('expires') },
      expires_at === null
        ? t('lot_never')
        : h('span', {}, moment(expires_at), h('small', {}, fromNow(expires_at, nowMs))),
    ),
  );
}

function table(lots, nowMs) {
  const heads = ['lot', 'points', 'lot_state', 'earned', 'expires'];
  return h(
    'table',
    { class: 'lots' },
    h('caption', {}, t('lots_caption')),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        heads.map((head) => h('th', { scope: 'col', class: head === 'points' && 'number' }, t(head))),
      ),
    ),
    h(
      'tbody',
      {},
      lots.map((lot) => row(lot, nowMs)),
    ),
  );
}

/** Shows the picture and the lots. */
export function mountExpiry(session) {
  const panel = byId('panel-expiry');
  const drawing = h('div', { class: 'drawing' });
  const below = h('div', { class: 'scrolls', tabindex: '-1' });
  panel.append(drawing, below);

  function render() {
    if (!session.ready) return;
    const { expiring, lots } = session.view;
    const nowMs = session.quotedAt;
    const width = Math.trunc(drawing.clientWidth);
    const day = Math.trunc(nowMs / 86_400_000);
    show(drawing, expiring.length > 0);
    if (expiring.length > 0 && width > 0) {
      fillWhenChanged(drawing, [expiring, width, day, spoken()], () => picture({ expiring, nowMs, width }));
    }
    fillWhenChanged(below, [lots, day, spoken()], () =>
      lots.length ? table(lots, nowMs) : h('p', { class: 'empty' }, t('no_lots')),
    );
  }

  follow(session, render);
  new ResizeObserver(render).observe(drawing);
}
