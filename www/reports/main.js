// Reports for whoever runs the programme: what is owed in points, what breaks, what does not agree.

import * as api from '/js/api.js';
import { byId, h } from '/js/dom.js';
import { formatFor, moment, money, month, whole } from '/js/format.js';
import { mountLanguages } from '/js/languages.js';
import { loadTexts, nameIn, nameTiersBy, preferredLanguage, speak, t } from '/js/texts.js';
import { mountTheme } from '/js/theme.js';
import { failureBox } from '/js/view/problem.js';
import { picture } from './picture.js';
import { figures, sheet } from './tables.js';

/** Rows of a reconciliation that the page shows; the program writes all. */
const MOST_ROWS = 200;

let tiers = [];
const told = { liability: null, breakage: null, reconciliation: null };

/** The name of a month, in the middle of which it is that month in every zone. */
function monthName(text) {
  return text === null ? t('reports_never') : month(`${text}-15T00:00:00Z`);
}

const worth = (minor) => (minor === null ? '—' : money(minor));
const number = (head, of) => ({ head, isNumber: true, text: (row) => whole(row[of]) });

function tierName(id) {
  const tier = tiers.find((known) => known.id === id);
  return tier ? nameIn(tier.name) : id;
}

function liability(report) {
  const value = { head: t('reports_value'), isNumber: true, text: (row) => worth(row.value_minor) };
  return [
    figures([
      [t('reports_outstanding'), whole(report.outstanding_points)],
      [t('reports_value'), worth(report.value_minor)],
      [t('reports_available'), whole(report.available_points)],
      [t('reports_pending'), whole(report.pending_points)],
      [t('reports_held'), whole(report.held_points)],
      [t('reports_pooled'), whole(report.pooled_points)],
      [t('reports_debt'), whole(report.debt_points)],
    ]),
    report.months.length > 0 && picture(report.months, t('reports_picture'), monthName),
    report.months.length > 0 &&
      sheet(
        t('reports_by_month'),
        [
          { head: t('reports_month'), text: (row) => monthName(row.month) },
          number(t('reports_points'), 'points'),
          value,
        ],
        report.months,
      ),
    sheet(
      t('reports_by_tier'),
      [
        { head: t('reports_tier'), text: (row) => tierName(row.tier) },
        number(t('reports_members'), 'members'),
        number(t('reports_points'), 'points'),
        number(t('reports_debt'), 'debt_points'),
        value,
      ],
      report.tiers,
    ),
  ];
}

/** Thousandths as a percentage of one decimal: a way of writing. */
function percent(permille) {
  if (permille === null) return '—';
  return `${Math.trunc(permille / 10)}.${permille % 10} %`;
}

function breakage({ months, total }) {
  if (months.length === 0) return h('p', {}, t('reports_nothing'));
  const rows = [...months, { ...total, isTotal: true }];
  return sheet(
    t('reports_breakage_caption'),
    [
      { head: t('reports_month'), text: (row) => (row.isTotal ? t('reports_total') : monthName(row.month)) },
      number(t('reports_earned'), 'earned_points'),
      number(t('reports_granted'), 'granted_points'),
      number(t('reports_imported'), 'imported_points'),
      number(t('reports_used'), 'used_points'),
      number(t('reports_reinstated'), 'reinstated_points'),
      number(t('reports_clawed'), 'clawed_points'),
      number(t('reports_deducted'), 'deducted_points'),
      number(t('reports_expired'), 'expired_points'),
      { head: t('reports_rate'), isNumber: true, text: (row) => percent(row.expired_permille) },
    ],
    rows,
    (row) => row.isTotal,
  );
}

function mismatches({ order }) {
  if (order.mismatches.length === 0) return t('reports_agrees');
  return order.mismatches.map((mismatch) => t(`reports_mismatch_${mismatch}`)).join(' · ');
}

function reconciliation({ rows, differing, members, orders, isDone }) {
  if (rows.length === 0) return h('p', {}, t('reports_nothing'));
  const of = (head, name, shown) => ({ head, isNumber: true, text: ({ order }) => shown(order[name]) });
  return [
    h('p', { class: differing === 0 && 'agrees' }, t('reports_checked', { orders: whole(orders), members: whole(members), differing: whole(differing) })),
    !isDone && h('p', { class: 'note' }, t('reports_more')),
    sheet(
      t('reports_reconciliation_caption'),
      [
        { head: t('reports_order'), text: ({ order }) => order.order },
        { head: t('reports_member'), text: ({ member }) => member },
        { head: t('reports_paid_at'), text: ({ order }) => (order.paid_at ? moment(order.paid_at) : '—') },
        of(t('reports_due'), 'due_minor', money),
        of(t('reports_paid'), 'paid_minor', money),
        of(t('reports_refunded'), 'refunded_minor', money),
        of(t('reports_used'), 'captured_points', whole),
        of(t('reports_reinstated'), 'reinstated_points', whole),
        of(t('reports_earned'), 'earned_points', whole),
        of(t('reports_clawed'), 'clawed_points', whole),
        of(t('reports_rebate'), 'rebate_points', whole),
        of(t('reports_rebate_taken'), 'rebate_taken_points', whole),
        {
          head: t('reports_result'),
          text: mismatches,
          kind: ({ order }) => order.mismatches.length > 0 && 'differs',
        },
      ],
      rows,
    ),
  ];
}

const SHOWN = { liability, breakage, reconciliation };

function render() {
  for (const [name, shown] of Object.entries(SHOWN)) {
    if (told[name]) byId(name).replaceChildren(...[shown(told[name])].flat().filter(Boolean));
  }
}

function waiting(name, reported) {
  const label = t('reports_waiting', { members: whole(reported) });
  byId(name).replaceChildren(h('p', {}, label), h('progress', { 'aria-label': label }));
}

/** Reads a reconciliation page by page, and says how far it has come. */
async function reconcile() {
  const all = { rows: [], differing: 0, members: 0, orders: 0, isDone: false };
  let after;
  do {
    const page = await api.reconciliation(after);
    all.orders += page.total.orders;
    all.differing += page.total.mismatched_orders;
    all.members += page.members;
    // What does not agree is shown before what does.
    const rows = [...all.rows, ...page.rows];
    const differs = ({ order }) => order.mismatches.length > 0;
    all.rows = [...rows.filter(differs), ...rows.filter((row) => !differs(row))].slice(0, MOST_ROWS);
    after = page.after;
    waiting('reconciliation', all.members);
  } while (after);
  all.isDone = all.orders <= MOST_ROWS;
  return all;
}

async function learnPolicy() {
  const { versions } = await api.policies();
  const newest = versions.at(-1);
  if (!newest) return;
  const policy = await api.policy(newest.digest);
  tiers = policy.tiers.steps;
  nameTiersBy(tierName);
  formatFor({ code: policy.currency.code, digits: policy.currency.minor_digits, zone: policy.zone.name });
}

async function start() {
  speak(preferredLanguage());
  try {
    await loadTexts();
    mountLanguages(() => `${t('reports_title')} · Tiercel`);
    mountTheme();
    document.addEventListener('spoken', render);
    for (const name of Object.keys(SHOWN)) waiting(name, 0);
    await learnPolicy();
    told.liability = await api.liability();
    render();
    told.breakage = await api.breakage();
    render();
    told.reconciliation = await reconcile();
    render();
  } catch (failure) {
    for (const name of Object.keys(SHOWN)) if (!told[name]) byId(name).replaceChildren();
    byId('failure').replaceChildren(failureBox(failure));
  }
}

start();
