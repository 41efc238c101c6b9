// The points mall: what may be had for points, what waits for its cash, and the vouchers held.

import { byId, fillWhenChanged, h } from '../dom.js';
import { moment, money, ratio, whole } from '../format.js';
import { nameIn, spoken, t } from '../texts.js';
import { follow } from './follow.js';
import { row } from './row.js';

/** What a voucher takes off, and of what. */
function worth({ takes_off, least_minor }) {
  const { amount, share } = takes_off;
  const facts = { amount: money(amount ?? 0), least: money(least_minor), share: share && ratio(share.num, share.den) };
  return [
    share ? t('voucher_share', facts) : t('voucher_amount', facts),
    least_minor > 0 && t('voucher_least', facts),
  ].filter(Boolean);
}

/** What one unit costs. */
function price({ points, cash_minor }) {
  const facts = { points: whole(points), cash: money(cash_minor ?? 0) };
  return t(cash_minor === null ? 'offer_points' : 'offer_points_cash', facts);
}

/** Shows the mall; the acts are called with an offer, a redemption or a voucher. */
export function mountMall(session, { redeem, payRedemption, cancelRedemption, useVoucher }) {
  const panel = byId('panel-mall');
  const nameOf = (id) => {
    const offer = session.policy.mall?.offers.find((it) => it.id === id);
    return offer ? nameIn(offer.name) : id;
  };

  function button(id, text, act, style = 'quiet', about = '') {
    const label = about && `${text}: ${about}`;
    const off = !session.online;
    return h('button', { type: 'button', class: style, id, disabled: off, 'aria-label': label, onclick: act }, text);
  }

  const brief = (notes) => [notes.filter(Boolean).join(t('stop'))];

  function offer(it) {
    const { id, name, left, most, most_in, until, tiers, voucher } = it;
    const called = nameIn(name);
    const notes = [
      ...(voucher ? worth(voucher) : []),
      voucher && t('voucher_valid', { count: voucher.valid_days, shown: whole(voucher.valid_days) }),
      left !== null && t('offer_left', { left: whole(left) }),
      most !== null && t(`offer_most_${most_in}`, { most: whole(most) }),
      tiers.length > 0 && t('offer_tiers', { tiers: tiers.map((tier) => nameIn(session.tier(tier).name)).join(t('and')) }),
      until && t('task_until', { at: moment(until) }),
    ];
    const act = button(`redeem-${id}`, t('redeem'), () => redeem(it), 'quiet', called);
    return row([h('strong', {}, called), h('span', {}, price(it))], brief(notes), act);
  }

  function waiting(it) {
    const called = nameOf(it.offer);
    return row(
      [h('strong', {}, called), h('span', { class: 'state due' }, t('redemption_waits', { cash: money(it.cash_minor) }))],
      [t('redemption_lapses', { at: moment(it.lapses_at) })],
      [
        button(`pay-${it.id}`, t('pay'), () => payRedemption(it), 'main small', called),
        button(`cancel-${it.id}`, t('redemption_cancel'), () => cancelRedemption(it), 'quiet', called),
      ],
    );
  }

  function voucher(it) {
    const [off, ...least] = worth(it);
    const inCart = session.cart.voucher === it.id;
    const name = h('strong', {}, off);
    const state = it.held_for && h('span', { class: 'state waiting' }, t('voucher_held'));
    const notes = [...least, !it.with_points && t('voucher_no_points'), t('voucher_until', { at: moment(it.expires_at) })];
    const text = t(inCart ? 'voucher_leave' : 'voucher_use');
    const act = () => useVoucher(inCart ? null : it.id);
    return row([name, state], brief(notes), it.held_for === null && button(`voucher-${it.id}`, text, act, 'quiet', off));
  }

  function part(title, items) {
    return items.length > 0 && [h('h3', {}, t(title)), h('ul', { class: 'orders' }, items)];
  }

  follow(session, () => {
    if (!session.ready) return;
    const { offers, online } = session;
    const held = session.person.mall ?? { open: [], vouchers: [] };
    const data = [offers, held, online, session.cart.voucher, session.policy?.version, spoken()];
    fillWhenChanged(panel, data, () => [
      part('mall_waiting', held.open.map(waiting)),
      part('mall_vouchers', held.vouchers.map(voucher)),
      offers.length ? part('mall_offers', offers.map(offer)) : h('p', { class: 'empty' }, t('no_offers')),
    ]);
  });
}
