// What the element shows: tier, price, points, the way up. Every number is the module's.

import { Writer } from './writing.js';

function part(tag, name, ...children) {
  const element = document.createElement(tag);
  if (name) element.setAttribute('part', name);
  element.className = name;
  element.append(...children.flat().filter((child) => child !== null && child !== ''));
  return element;
}

/** While there is nothing to show: what the page has put inside the element. */
export function drawWaiting(root) {
  root.replaceChildren(document.createElement('slot'));
}

function panel(writer, children) {
  const element = part('div', 'panel', children);
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', writer.text('heading'));
  return element;
}

function heading(writer, { isNewcomer }, tier) {
  const title = part('p', 'heading', writer.text(isNewcomer ? 'newcomer' : 'heading'));
  return part('div', 'head', title, part('span', 'tier', writer.tier(tier)));
}

function row(name, term, amount) {
  return part('div', `row ${name}`, part('dt', 'term', term), part('dd', 'amount', amount));
}

function sums(writer, quote) {
  const { goods_minor, shipping_minor, offset, cash_minor, earn_points } = quote;
  const rows = [row('goods', writer.text('goods'), writer.money(goods_minor))];
  if (offset.points > 0) {
    const used = writer.text('points', { points: offset.points });
    rows.push(row('offset', `${writer.text('offset')} (${used})`, `−${writer.money(offset.value_minor)}`));
  }
  const shipping = shipping_minor === 0 ? writer.text('free') : writer.money(shipping_minor);
  rows.push(row('shipping', writer.text('shipping'), shipping));
  rows.push(row('price', writer.text('pay'), writer.money(cash_minor)));
  rows.push(row('earned', writer.text('earn'), `+${writer.whole(earn_points)}`));
  const list = part('dl', 'sums', rows);
  return list;
}

/** How much of the bar an amount fills; for drawing only. */
function filled(share, whole) {
  const bar = part('span', 'fill');
  bar.style.width = whole > 0 ? `${Math.min(100, (share / whole) * 100)}%` : '0';
  return bar;
}

/** The way up in what tiers go by: qualifying points, or money. */
function wayBy({ next, qualifying_points, adds_points, spend_minor, adds_minor }) {
  return next.enter_points !== null
    ? { enter: next.enter_points, reached: qualifying_points + adds_points, more: 'next_more_points' }
    : { enter: next.enter_minor, reached: spend_minor + adds_minor, more: 'next_more' };
}

function wayUp(writer, now) {
  const { tier, tier_after, next } = now;
  if (!next) return part('p', 'next', writer.text('highest'));
  const lifts = tier_after !== tier;
  const { enter, reached, more } = wayBy(now);
  const facts = {
    amount: next.missing_after_minor,
    points: next.missing_after_points,
    tier: writer.tier(lifts ? tier_after : next.tier),
  };
  const told = writer.text(lifts ? 'next_lifts' : more, facts);
  const bar = part('div', 'bar', filled(reached, enter));
  const states = {
    role: 'progressbar',
    'aria-label': writer.text('progress'),
    'aria-valuemin': 0,
    'aria-valuemax': enter,
    'aria-valuenow': Math.min(enter, reached),
    'aria-valuetext': told,
  };
  for (const [name, value] of Object.entries(states)) bar.setAttribute(name, value);
  return part('div', 'way', part('p', lifts ? 'next lifts' : 'next', told), bar);
}

function refusalOf(writer, refusal) {
  const { title, remedy, clause } = writer.refusal(refusal);
  const said = part('strong', '', title);
  return part('div', 'refusal', part('p', '', said, part('span', 'clause', clause)), part('p', '', remedy));
}

/** A quote in one sentence, to be read out. */
export function spokenOf(told, { policy_version, cash_minor, earn_points }) {
  const writer = new Writer(told, policy_version);
  return writer.text('spoken', { cash: cash_minor, points: earn_points });
}

/** A quote. */
export function draw(root, told, quote) {
  const writer = new Writer(told, quote.policy_version);
  root.replaceChildren(
    panel(writer, [
      heading(writer, told, quote.tier.tier),
      sums(writer, quote),
      quote.refusal ? refusalOf(writer, quote.refusal) : null,
      wayUp(writer, quote.tier),
    ]),
  );
}

/** The member, while the cart is empty. */
export function drawEmpty(root, told, view) {
  const writer = new Writer(told, view.policy_version);
  const { tier, spend_minor, qualifying_points, next } = view;
  const adds = { adds_minor: 0, adds_points: 0 };
  const now = { tier: tier.id, tier_after: tier.id, spend_minor, qualifying_points, ...adds, next };
  root.replaceChildren(
    panel(writer, [
      heading(writer, told, tier.id),
      part('p', 'note', writer.text('empty')),
      wayUp(writer, now),
    ]),
  );
}

/** The texts for when no texts could be loaded. */
const REASONS = {
  'zh-CN': {
    failed: '暂时算不出会员价',
    unreachable: '连不上会员服务，请稍后再试。',
    wrong_module: '规则模块与约定的指纹不符，不予使用。',
    bad_input: '购物车或会员快照的数据不完整。',
  },
  en: {
    failed: 'The preview is not available',
    unreachable: 'The membership service cannot be reached; try again later.',
    wrong_module: 'The rules module is not what its digest says; it is not used.',
    bad_input: 'The data of the cart or of the member is not complete.',
  },
};

/** What went wrong: a refusal by the rules, or else what the page can do about it. */
export function drawFailure(root, { operator, language }, { kind, refusal, path }) {
  if (refusal) {
    const writer = new Writer({ operator, language });
    root.replaceChildren(panel(writer, [refusalOf(writer, refusal)]));
    return;
  }
  const reasons = REASONS[language];
  const title = part('p', '', part('strong', '', reasons.failed));
  const why = part('p', '', reasons[kind] ?? reasons.bad_input, path ? part('code', '', path) : null);
  root.replaceChildren(part('div', 'panel', part('div', 'refusal', title, why)));
}
