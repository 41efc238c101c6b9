// The purchases that may still be given back, and the refunds of each that are under way.

import { byId, fillWhenChanged, h } from '../dom.js';
import { moment, money, whole } from '../format.js';
import { nameIn, nameOf, spoken, t } from '../texts.js';
import { follow } from './follow.js';
import { tenderName } from './tenders.js';
import { recordOf, shortOrder } from './orders.js';

/** The name of an article, as the shop sells it. */
export function nameOfLine(session, { sku }) {
  const good = session.cart.good(sku);
  return good ? nameOf(good) : sku;
}

/** Shows the purchases; the acts are called with a sale or a refund. */
export function mountSales(session, { giveBack, withdraw, review, payBack, invoice }) {
  const panel = byId('panel-sales');

  function button(id, text, act, style = 'quiet') {
    return h('button', { type: 'button', class: style, id, disabled: !session.online, onclick: act }, t(text));
  }

  function line({ line: sold, returned, asked }) {
    const facts = { name: nameOfLine(session, sold), count: whole(sold.quantity) };
    return h(
      'li',
      {},
      t('sold_line', facts),
      asked > 0 && h('span', { class: 'state waiting' }, t('sold_asked', { count: whole(asked) })),
      returned > 0 && h('span', { class: 'state paid' }, t('sold_returned', { count: whole(returned) })),
    );
  }

  /** What goes back to what paid a part beside cash. */
  function toTender({ tender, amount_minor }) {
    return t('refund_to_tender', { tender: tenderName(session, tender), amount: money(amount_minor) });
  }

  function refund(sale, open) {
    const review_by = open.step.under_review?.review_by;
    const approved = open.step.approved;
    const reason = session.reasons(sale.policy_version).find(({ id }) => id === open.reason);
    return h(
      'li',
      { class: 'refund' },
      h(
        'p',
        {},
        h('span', { class: `state ${approved ? 'paid' : 'waiting'}` }, t(approved ? 'refund_approved' : 'refund_waits')),
        ' ',
        [open.exchange.length > 0 && t('back_exchange'), reason ? nameIn(reason.name) : open.reason].filter(Boolean).join(t('stop')),
      ),
      h(
        'p',
        { class: 'note' },
        approved
          ? [t('refund_due', { amount: money(approved.cash_minor) }), ...approved.tenders.map(toTender)].join(t('stop'))
          : t('refund_review_by', { at: moment(review_by) }),
      ),
      h(
        'div',
        { class: 'order-acts' },
        approved
          ? button(`pay-back-${open.id}`, 'pay_back', () => payBack(open))
          : [
              button(`withdraw-${open.id}`, 'withdraw', () => withdraw(open)),
              button(`grant-${open.id}`, 'grant', () => review(open, 'approve')),
              button(`refuse-${open.id}`, 'refuse', () => review(open, 'refuse')),
            ],
      ),
    );
  }

  function tell(sale) {
    const rest = sale.sold.lines.some(({ line: sold, returned, asked }) => returned + asked < sold.quantity);
    const { cash_minor, points } = sale.back;
    const back = [cash_minor > 0 && money(cash_minor), points > 0 && t('so_many_points', { points: whole(points) })];
    return h(
      'li',
      { class: 'order' },
      h(
        'div',
        { class: 'order-face' },
        h('ul', { class: 'sold' }, sale.sold.lines.map(line)),
        h('p', { class: 'note' }, t('sale_named', { order: shortOrder(sale.order), at: moment(sale.paid_at) })),
        h('p', { class: 'note' }, sale.closes_at ? t('sale_until', { at: moment(sale.closes_at) }) : t('sale_before_receipt')),
        sale.till_receipt && h('p', { class: 'note' }, t('sale_till_receipt', { receipt: sale.till_receipt })),
        sale.invoice && h('p', { class: 'note' }, t('sale_invoice')),
        sale.charges.map((charge) =>
          h('p', { class: 'note' }, t('sale_charged', { amount: money(charge.amount_minor), at: moment(charge.at) })),
        ),
        back.some(Boolean) && h('p', { class: 'note' }, t('sale_back', { what: back.filter(Boolean).join(t('and')) })),
      ),
      h(
        'div',
        { class: 'order-acts' },
        rest && button(`return-${sale.order}`, 'give_back', () => giveBack(sale)),
        h('a', { class: 'quiet', href: recordOf(session.member, sale.order) }, t('record_title')),
        sale.invoice || button(`invoice-${sale.order}`, 'ask_invoice', () => invoice(sale)),
      ),
      sale.refunds.length > 0 && h('ul', { class: 'refunds' }, sale.refunds.map((open) => refund(sale, open))),
    );
  }

  follow(session, () => {
    const { sales, online } = session;
    fillWhenChanged(panel, [sales, online, spoken()], () =>
      sales.length
        ? h('ul', { class: 'orders' }, sales.toReversed().map(tell))
        : h('p', { class: 'empty' }, t('no_sales')),
    );
  });
}
