// The goods to choose from, and how they reach the shopper.

import { ICONS, byId, fillWhenChanged, h, icon } from '../dom.js';
import { money } from '../format.js';
import { nameOf, spoken, t } from '../texts.js';
import { follow } from './follow.js';

/** Shows the catalogue and the deliveries. */
export function mountShelf(session, announce) {
  const { cart } = session;
  const fold = byId('goods-fold');
  let wasEmpty = false;

  function add(good) {
    cart.add(good.sku);
    session.reckon();
    announce(t('added', { name: nameOf(good) }));
  }

  function offer(good) {
    const name = nameOf(good);
    return h(
      'li',
      {},
      h(
        'button',
        {
          type: 'button',
          class: 'good',
          id: `good-${good.sku}`,
          onclick: () => add(good),
        },
        h(
          'span',
          { class: 'art' },
          h('img', { src: `/art/${good.art}.svg`, alt: '', width: '56', height: '56' }),
        ),
        h('span', { class: 'good-name' }, name),
        h('span', { class: 'good-price' }, money(good.unit_price_minor)),
        h('span', { class: 'good-add' }, icon(ICONS.plus), h('span', { class: 'unseen' }, t('add_to_cart'))),
      ),
    );
  }

  function way({ id, name, shipping_minor }) {
    const choose = () => {
      cart.setDelivery(id);
      session.reckon();
    };
    return h(
      'label',
      { class: 'way' },
      h('input', {
        type: 'radio',
        name: 'delivery',
        id: `delivery-${id}`,
        value: id,
        checked: id === cart.delivery,
        onchange: choose,
      }),
      h('span', {}, name[spoken()] ?? name.en),
      h('span', { class: 'note' }, shipping_minor === 0 ? t('free') : money(shipping_minor)),
    );
  }

  follow(session, () => {
    // An empty cart shows what there is to choose from.
    if (cart.isEmpty && !wasEmpty) fold.open = true;
    wasEmpty = cart.isEmpty;
    const looks = [spoken(), session.policy?.currency ?? null];
    fillWhenChanged(byId('goods'), looks, () => cart.goods.map(offer));
    byId('delivery').setAttribute('aria-label', t('delivery'));
    fillWhenChanged(byId('delivery'), looks, () => cart.deliveries.map(way));
  });
}
