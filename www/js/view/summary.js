// The sums, the button, and what speaks against pressing it.

import { byId, fillWhenChanged, h, say, show } from '../dom.js';
import { moment, money, moneyOff, ratio, shortDigest, signed, whole } from '../format.js';
import { spoken, t } from '../texts.js';
import { discountName, shippingTerms } from './benefits.js';
import { follow } from './follow.js';
import { isAboutPoints, refusalBox } from './problem.js';
import { tenderName } from './tenders.js';
import { nameOfTier } from './tier.js';

/** Milliseconds of quiet after which the totals are read out. */
const QUIET_MS = 700;

/** When the points of this order can be used, as the policy states it. */
function earnedWhen(policy) {
  const { pending } = policy.earning;
  if (pending === 'until_settled') return t('earn_until_settled');
  if (pending?.days) return t('earn_after_days', { count: pending.days });
  return '';
}

/** The part of a point that is carried on, where there is one. */
function carriedOn(remainder) {
  if (!remainder || remainder.after.num === 0) return '';
  const { num, den } = remainder.after;
  return t('earn_carried', { part: num < 0 ? `−${ratio(-num, den)}` : ratio(num, den) });
}

/** Shows the summary; `place()` is called when the shopper orders. */
export function mountSummary(session, desk, place, keep) {
  const buttons = document.querySelectorAll('[data-act="place"]');
  for (const button of buttons) button.addEventListener('click', place);
  let readOut = 0;

  function row(name, amount, kind = '', more = '') {
    return h(
      'div',
      { class: `sum ${kind}` },
      h('dt', {}, name),
      h('dd', {}, amount),
      more && h('dd', { class: 'more' }, more),
    );
  }

  /** What the tier's free shipping does here, and the choice to keep it for another order. */
  function shipping({ free_shipping: free, shipping_minor }) {
    const amount = shipping_minor === 0 ? t('free') : money(shipping_minor);
    if (!free) return row(t('shipping'), amount);
    const pays = session.cart.paysShipping;
    const choice = free.most !== null && (free.is_free || pays) && h(
      'label',
      { class: 'keep' },
      h('input', { type: 'checkbox', id: 'keep-shipping', checked: pays, onchange: (event) => keep(event.target.checked) }),
      ' ',
      t('shipping_keep'),
    );
    const tier = nameOfTier(session, session.quote.tier.tier);
    const told = [shippingTerms(free, tier, pays), choice].filter(Boolean);
    return row(t('shipping'), amount, free.is_free ? 'off' : '', told);
  }

  function sums(quote) {
    const { goods_minor, offset, cash_minor, earn_points, earn_expires_at } = quote;
    const used = offset.points > 0 ? t('points_used', { points: whole(offset.points) }) : '';
    const terms = [
      earnedWhen(session.policy),
      earn_expires_at && t('earn_expires', { at: moment(earn_expires_at) }),
    ];
    return [
      row(t('goods'), money(goods_minor)),
      ...quote.discounts.map(({ benefit, value_minor }) =>
        row(t('discount_row', { tier: nameOfTier(session, quote.tier.tier) }), moneyOff(value_minor), 'off', [discountName(session, benefit), t('voucher_taken')].join(t('stop'))),
      ),
      quote.voucher && row(t('voucher_row'), moneyOff(quote.voucher.value_minor), 'off', t('voucher_taken')),
      row(t('offset'), moneyOff(offset.value_minor), offset.points > 0 ? 'off' : '', used),
      shipping(quote),
      ...quote.tenders.map(({ tender, amount_minor, counts }) =>
        row(t('tender_pays_part', { tender: tenderName(session, tender) }), moneyOff(amount_minor), 'off', counts ? '' : t('tender_note')),
      ),
      row(t('cash'), money(cash_minor), 'cash'),
      row(
        t('earn'),
        signed(earn_points),
        'earn',
        [...(earn_points > 0 ? terms : []), carriedOn(quote.remainder)].filter(Boolean).join(t('stop')),
      ),
      quote.rebate && row(t('rebate_row'), signed(quote.rebate.points), 'earn', t('rebate_when')),
    ];
  }

  function unknownSums() {
    return [row(t('goods'), '—'), row(t('cash'), '—', 'cash')];
  }

  function bottom(quote) {
    if (!quote) return [h('strong', {}, '—')];
    return [
      h('strong', {}, money(quote.cash_minor)),
      h('span', {}, t('bottom_earn', { points: signed(quote.earn_points) })),
    ];
  }

  /** Why the button cannot be pressed, or what pressing it means. */
  function note() {
    if (!session.online) return t('place_offline');
    if (desk.hasUnanswered) return t('place_unanswered');
    if (session.cart.isEmpty) return t('place_empty');
    if (isAboutPoints(session.refusal)) return t('place_points');
    return session.refusal ? t('place_refused') : t('place_note');
  }

  function speakTotals({ quote }) {
    clearTimeout(readOut);
    if (!quote) return;
    const facts = {
      cash: money(quote.cash_minor),
      offset: money(quote.offset.value_minor),
      points: whole(quote.earn_points),
    };
    readOut = setTimeout(() => say(byId('spoken-totals'), t('spoken_totals', facts)), QUIET_MS);
  }

  follow(session, () => {
    if (!session.ready) return;
    const { quote, refusal, online, provenance, policy } = session;
    fillWhenChanged(byId('sums'), [quote, spoken()], () => (quote ? sums(quote) : unknownSums()));
    const shown = isAboutPoints(refusal) ? null : refusal;
    fillWhenChanged(byId('refusal'), [shown, spoken()], () => (shown ? refusalBox(shown) : []));
    fillWhenChanged(byId('bottom-sums'), [quote, spoken()], () => bottom(quote));
    for (const button of buttons) {
      button.disabled = !online || (!desk.hasUnanswered && (!quote || refusal !== null)) || session.choosing;
      say(button, desk.hasUnanswered ? t('place_again') : t('place'));
    }
    say(byId('place-note'), note());
    show(byId('bottom'), true);
    const facts = { module: shortDigest(provenance.module), version: policy.version };
    const mark = byId('provenance');
    say(mark, t('provenance', facts));
    mark.title = provenance.module;
    speakTotals(session);
  });
}
