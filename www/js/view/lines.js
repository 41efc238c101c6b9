// The lines of the cart, and what the module says of each: its price, its points, its share of the
// offset.

import { ICONS, byId, fillWhenChanged, h, icon, say, show } from '../dom.js';
import { money, moneyOff, signed, whole } from '../format.js';
import { nameOf, spoken, t } from '../texts.js';
import { follow } from './follow.js';

function picture(good) {
  return h(
    'span',
    { class: 'art' },
    h('img', { src: `/art/${good.art}.svg`, alt: '', width: '72', height: '72' }),
  );
}

/** One line's elements; `fresh` brings them up to date. */
function makeLine(session, good) {
  const { cart } = session;
  const { sku } = good;
  const name = h('h3', {});
  const price = h('p', { class: 'note' });
  const number = h('input', {
    class: 'quantity',
    id: `quantity-${sku}`,
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'off',
    maxlength: '5',
  });
  const less = h('button', { type: 'button', class: 'step' }, icon(ICONS.minus));
  const more = h('button', { type: 'button', class: 'step' }, icon(ICONS.plus));
  const remove = h('button', { type: 'button', class: 'remove plain' }, icon(ICONS.bin), h('span', {}));
  const total = h('p', { class: 'line-total' });
  const tells = h('ul', { class: 'tells' });
  const element = h(
    'li',
    { class: 'line' },
    picture(good),
    h('div', { class: 'line-name' }, name, price),
    h('div', { class: 'stepper' }, less, number, more),
    total,
    tells,
    remove,
  );

  const quantity = () => cart.lines.find((line) => line.sku === sku)?.quantity ?? 0;
  const set = (wanted) => {
    cart.setQuantity(sku, wanted);
    session.reckon();
  };
  less.addEventListener('click', () => set(quantity() - 1));
  more.addEventListener('click', () => set(quantity() + 1));
  number.addEventListener('input', () => {
    const isWhole = /^\d{1,5}$/.test(number.value.trim());
    if (isWhole) set(Number(number.value.trim()));
    else number.setAttribute('aria-invalid', 'true');
  });
  number.addEventListener('blur', () => {
    number.value = quantity();
    session.reckon();
  });
  remove.addEventListener('click', () => {
    const neighbour = element.nextElementSibling ?? element.previousElementSibling;
    cart.remove(sku);
    session.reckon();
    (neighbour?.querySelector('.remove') ?? byId('goods-fold').querySelector('summary')).focus();
  });

  function tell(quoted) {
    const { earn_points, basis_minor, offset_minor, offset_eligible, net_minor } = quoted;
    const paid = net_minor - offset_minor > 0;
    return [
      earn_points > 0 && h('li', { class: 'tell earn' }, t('line_earns', { points: signed(earn_points) })),
      offset_minor > 0 &&
        h('li', { class: 'tell off' }, t('line_offset', { amount: moneyOff(offset_minor) })),
      basis_minor === 0 && paid && h('li', { class: 'tell' }, t('line_earns_nothing')),
      !offset_eligible &&
        session.quote.offset.step_points > 0 &&
        h('li', { class: 'tell' }, t('line_no_offset')),
    ];
  }

  function fresh(line, quoted, isRefused) {
    const label = nameOf(good);
    say(name, label);
    say(price, t('unit_price', { price: money(good.unit_price_minor) }));
    if (document.activeElement !== number) number.value = line.quantity;
    number.setAttribute('aria-invalid', String(isRefused));
    less.disabled = line.quantity <= 1;
    less.setAttribute('aria-label', t('one_less', { name: label }));
    more.setAttribute('aria-label', t('one_more', { name: label }));
    number.setAttribute('aria-label', t('quantity_of', { name: label }));
    remove.setAttribute('aria-label', t('remove_named', { name: label }));
    say(remove.lastChild, t('remove'));
    say(total, quoted ? money(quoted.net_minor) : '—');
    fillWhenChanged(tells, [quoted ?? null, spoken()], () => (quoted ? tell(quoted) : []));
  }

  return { element, fresh };
}

/** Shows the cart's lines, to be edited. */
export function mountLines(session) {
  const list = byId('lines');
  const made = new Map();
  const { cart } = session;

  follow(session, () => {
    for (const [sku, line] of made) {
      if (cart.lines.some((kept) => kept.sku === sku)) continue;
      line.element.remove();
      made.delete(sku);
    }
    cart.lines.forEach((line, place) => {
      if (!made.has(line.sku)) {
        const added = makeLine(session, cart.good(line.sku));
        made.set(line.sku, added);
        list.append(added.element);
      }
      const isRefused = session.refusal?.facts.line === place;
      made.get(line.sku).fresh(line, session.quote?.lines[place], isRefused);
    });
    show(byId('cart-empty'), cart.isEmpty);
    say(
      byId('cart-count'),
      cart.isEmpty ? '' : t('goods_count', { count: cart.lines.length, shown: whole(cart.lines.length) }),
    );
  });
}
