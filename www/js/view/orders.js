// The open orders, and what can be done with each.

import { byId, fillWhenChanged, h } from '../dom.js';
import { fromNow, moment, money, whole } from '../format.js';
import { spoken, t } from '../texts.js';
import { follow } from './follow.js';
import { row } from './row.js';

/** An order's number, short enough to say. */
export function shortOrder(id) {
  return id.length > 18 ? `${id.slice(0, 14)}…` : id;
}

/** Where the record of an order is read and printed. */
export function recordOf(member, order) {
  return `/record/?${new URLSearchParams({ member, order })}`;
}

/** Shows the open orders; the acts are called with the order. */
export function mountOrders(session, { pay, cancel, settle }) {
  const panel = byId('panel-orders');

  function acts(order) {
    const button = (name, act, style) =>
      h(
        'button',
        {
          type: 'button',
          class: style,
          id: `${name}-${order.id}`,
          disabled: !session.online,
          onclick: () => act(order),
        },
        t(name),
      );
    if (order.progress.claimed) return [button('cancel', cancel, 'quiet')];
    return order.progress.placed
      ? [button('pay', pay, 'main small'), button('cancel', cancel, 'quiet')]
      : [button('settle', settle, 'quiet')];
  }

  function state({ progress }) {
    if (progress.claimed) return t('refund_review_by', { at: moment(progress.claimed.review_by) });
    const at = progress.placed?.lapses_at ?? progress.paid.settles_at;
    const facts = { at: moment(at), rough: fromNow(at, session.quotedAt) };
    return t(progress.placed ? 'order_lapses' : 'order_settles', facts);
  }

  function tell(order) {
    const held = order.hold.length > 0;
    const { placed, claimed } = order.progress;
    const badge = `state ${placed ? 'due' : claimed ? 'waiting' : 'paid'}`;
    const top = [
      h('strong', {}, money(order.cash_minor)),
      h('span', { class: badge }, t(placed ? 'order_placed' : claimed ? 'refund_waits' : 'order_paid')),
    ];
    const facts = { order: shortOrder(order.id), at: moment(order.placed_at) };
    const named = claimed
      ? t('order_bought_outside', { ...facts, receipt: claimed.till_receipt })
      : t('order_named', facts);
    const ahead = [
      state(order),
      order.earn_points > 0 && t('stop') + t('order_earns', { points: whole(order.earn_points) }),
      order.benefits?.rebate && t('stop') + t('order_gives_back', { points: whole(order.benefits.rebate.points) }),
      held && t('stop') + t('order_holds'),
    ];
    const record = h('a', { class: 'quiet', href: recordOf(session.member, order.id) }, t('record_title'));
    return row(top, [named, ahead], [...acts(order), record]);
  }

  follow(session, () => {
    const { orders, online } = session;
    const minute = Math.trunc(session.quotedAt / 60_000);
    fillWhenChanged(panel, [orders, online, spoken(), orders.length ? minute : 0], () =>
      orders.length
        ? h('ul', { class: 'orders' }, orders.map(tell))
        : h('p', { class: 'empty' }, t('no_orders')),
    );
  });
}
