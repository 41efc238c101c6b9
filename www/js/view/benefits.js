// The benefits of the tier: what they are, by the policy, and what is left of them, by the module.

import { briefMoney, day, percent, whole } from '../format.js';
import { h } from '../dom.js';
import { nameIn, t } from '../texts.js';

/** A benefit as the policy describes it: of the tier held, or of any that has it. */
function described(session, id) {
  const steps = session.policy?.tiers.steps ?? [];
  return steps.flatMap((tier) => tier.grants).find((benefit) => benefit.id === id);
}

/** The name of a discount under its row. */
export function discountName(session, id) {
  const benefit = described(session, id);
  return benefit?.name ? nameIn(benefit.name) : id;
}

/** What the tier's free shipping does for a cart. */
export function shippingTerms(free, tier, pays) {
  const counted = (left) => ({ tier, left: whole(left), most: whole(free.most), period: t(`period_${free.period}`) });
  if (free.is_free) return free.most === null ? t('shipping_free', { tier }) : t('shipping_left', counted(free.left - 1));
  if (pays && free.most !== null) return t('shipping_kept', counted(free.left));
  if (free.missing_minor > 0) return t('shipping_missing', { amount: briefMoney(free.missing_minor) });
  return t('shipping_used_up', { day: free.again_at ? day(free.again_at) : '—' });
}

/** What a benefit is worth, as the policy says it. */
function worth(kind) {
  if (kind.discount) return t('benefit_discount', { percent: percent(kind.discount.share.num, kind.discount.share.den) });
  if (kind.free_shipping) {
    const { least_minor } = kind.free_shipping;
    return least_minor > 0 ? t('benefit_free_shipping_from', { amount: briefMoney(least_minor) }) : t('benefit_free_shipping');
  }
  if (kind.rebate) {
    const { points, per_minor } = kind.rebate;
    return t('benefit_rebate', { points: whole(points), amount: briefMoney(per_minor) });
  }
  return kind.priority === undefined ? '' : t('benefit_priority', { level: whole(kind.priority) });
}

/** The list of what a member's tier gives: what the policy names and says of each. */
export function benefitList(session, held) {
  const items = held.map(({ benefit: id, left, most, period }) => {
    const benefit = described(session, id);
    if (!benefit) return null;
    const name = benefit.name ? nameIn(benefit.name) : '';
    const what = worth(benefit.kind);
    const rest = most === null ? '' : t('benefit_left', { left: whole(left), most: whole(most), period: t(`period_${period}`) });
    const told = [what, rest].filter(Boolean).join(t('stop'));
    return h('li', {}, h('strong', {}, name || what || id), name || rest ? h('span', { class: 'note' }, name ? told : rest) : '');
  });
  const shown = items.filter(Boolean);
  if (shown.length === 0) return null;
  return h('div', { class: 'benefits' }, h('h3', {}, t('benefits_title')), h('ul', {}, shown));
}
