// The member's account: balances, and what stands behind them, in tabs.

import { byId, fillWhenChanged, h, say, show } from '../dom.js';
import { whole } from '../format.js';
import { spoken, t } from '../texts.js';
import { follow } from './follow.js';

const TABS = ['orders', 'sales', 'expiry', 'mall', 'draws', 'sharing', 'tasks', 'ledger', 'notices'];

/** Shows balances and tabs. */
export function mountAccount(session) {
  let chosen = TABS[0];

  function choose(tab, focus) {
    chosen = tab;
    render();
    if (focus) byId(`tab-${tab}`).focus();
  }

  function byArrow(event) {
    const turn = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const place = TABS.indexOf(chosen);
    const target =
      { Home: 0, End: TABS.length - 1 }[event.key] ?? (turn && (place + turn + TABS.length) % TABS.length);
    if (target === undefined) return;
    event.preventDefault();
    choose(TABS[target], true);
  }

  const tabs = TABS.map((tab) =>
    h('button', {
      type: 'button',
      role: 'tab',
      id: `tab-${tab}`,
      'aria-controls': `panel-${tab}`,
      onclick: () => choose(tab),
      onkeydown: byArrow,
    }),
  );
  byId('tabs').append(...tabs);

  function balance(name, points, note) {
    return h(
      'div',
      { class: 'balance' },
      h('dt', {}, t(name)),
      h('dd', {}, whole(points)),
      h('dd', { class: 'note' }, t(note)),
    );
  }

  function render() {
    tabs.forEach((button, place) => {
      const tab = TABS[place];
      const isChosen = tab === chosen;
      button.setAttribute('aria-selected', String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
      const count = { orders: session.orders, sales: session.sales }[tab]?.length ?? 0;
      say(button, count ? `${t(`tab_${tab}`)} (${whole(count)})` : t(`tab_${tab}`));
      show(byId(`panel-${tab}`), isChosen);
    });
    if (!session.ready) return;
    const { available_points, pending_points, held_points, debt_points } = session.view;
    fillWhenChanged(byId('balances'), [available_points, pending_points, held_points, debt_points, spoken()], () => [
      balance('available', available_points, 'available_note'),
      balance('pending', pending_points, 'pending_note'),
      balance('held', held_points, 'held_note'),
      debt_points !== null && balance('debt', debt_points, 'debt_note'),
    ]);
  }

  follow(session, render);
}
