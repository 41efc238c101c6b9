// A bar for each month through which points can be used, as tall as their number.

import { shape } from '/js/dom.js';
import { whole } from '/js/format.js';

const WIDTH = 960;
const HEIGHT = 240;
const FLOOR = HEIGHT - 28;
const TALLEST = FLOOR - 28;
/** How many bars may stand beside each other before only some of them are named. */
const NAMED = 12;

/** Draws the months; `name` says what a month is called. */
export function picture(months, label, name) {
  const most = Math.max(...months.map(({ points }) => points), 1);
  const step = WIDTH / months.length;
  const wide = Math.min(step * 0.7, 56);
  const bars = months.flatMap(({ month, points }, place) => {
    const middle = step * (place + 0.5);
    const tall = Math.max(2, (points / most) * TALLEST);
    const isNamed = place % Math.trunc(1 + months.length / NAMED) === 0;
    return [
      shape('rect', {
        class: month === null && 'never',
        x: middle - wide / 2,
        y: FLOOR - tall,
        width: wide,
        height: tall,
        rx: 4,
      }),
      isNamed && shape('text', { class: 'amount', x: middle, y: FLOOR - tall - 8 }, whole(points)),
      isNamed && shape('text', { x: middle, y: HEIGHT - 8 }, name(month)),
    ];
  });
  return shape(
    'svg',
    { class: 'picture', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
    shape('line', { x1: 0, x2: WIDTH, y1: FLOOR, y2: FLOOR }),
    bars.filter(Boolean),
  );
}
