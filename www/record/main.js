// The record of one purchase, to be read and printed: what was bought, how it was paid, what came
// back, what an invoice is made out for. All numbers are the module's.

import * as api from '/js/api.js';
import { byId, h } from '/js/dom.js';
import { formatFor, moment, money, whole } from '/js/format.js';
import { mountLanguages } from '/js/languages.js';
import { loadTexts, preferredLanguage, speak, t } from '/js/texts.js';
import { mountTheme } from '/js/theme.js';
import { failureBox } from '/js/view/problem.js';
import { sheet } from '/reports/tables.js';

const asked = new URLSearchParams(location.search);
let record = null;

const amount = (head, of) => ({ head, isNumber: true, text: (row) => money(of(row)) });

function facts(pairs) {
  const said = pairs.filter(([, value]) => value !== null && value !== undefined);
  return h('dl', { class: 'record-facts' }, said.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

function about() {
  return facts([
    [t('record_order'), record.order],
    [t('record_member'), asked.get('member')],
    [t('record_stage'), t(`stage_${record.stage}`)],
    [t('record_bought_at'), moment(record.bought_at)],
    [t('record_paid_at'), record.paid_at && moment(record.paid_at)],
    [t('record_receipt'), record.till_receipt],
    [t('record_channel'), record.channel],
  ]);
}

function lines() {
  return sheet(
    t('record_lines'),
    [
      { head: t('record_article'), text: (row) => row.line.sku },
      { head: t('record_units'), isNumber: true, text: (row) => whole(row.line.quantity) },
      amount(t('record_price'), (row) => row.line.unit_price_minor),
      amount(t('record_discount'), (row) => row.line.discount_minor ?? 0),
      amount(t('record_by_points'), (row) => row.offset_minor),
      amount(t('record_tax'), (row) => row.tax_minor),
      { head: t('record_left_out'), isNumber: true, text: (row) => whole(row.left_out ?? 0) },
      { head: t('record_returned'), isNumber: true, text: (row) => whole(row.returned) },
    ],
    record.lines,
  );
}

function paid() {
  return facts([
    [t('record_goods'), money(record.goods_minor)],
    [t('record_shipping'), money(record.shipping_minor)],
    [t('record_voucher'), record.voucher && `${money(record.voucher_minor)} · ${record.voucher}`],
    [
      t('record_by_points'),
      record.offset_points > 0
        ? `${money(record.offset_minor)} · ${t('so_many_points', { points: whole(record.offset_points) })}`
        : null,
    ],
    [t('record_cash'), record.payment ? `${money(record.cash_minor)} · ${record.payment}` : money(record.cash_minor)],
    [t('record_earns'), t('so_many_points', { points: whole(record.earn_points) })],
  ]);
}

function backs() {
  if (record.backs.length === 0) return false;
  return sheet(
    t('record_backs'),
    [
      { head: t('record_back'), text: (row) => `${t(`back_${row.kind}`)} ${row.id}` },
      { head: t('record_stage'), text: (row) => t(`back_${row.step}`) },
      amount(t('record_cash'), (row) => row.cash_minor),
      { head: t('record_points'), isNumber: true, text: (row) => whole(row.points) },
      { head: t('record_at'), text: (row) => moment(row.at) },
    ],
    record.backs,
  );
}

function invoice() {
  const { basis, amount_minor, tax_minor, left_minor, left_tax_minor, asked_at } = record.invoice;
  return [
    h('h2', {}, t('record_invoice')),
    facts([
      [t('record_basis'), t(`basis_${basis}`)],
      [t('record_amount'), money(amount_minor)],
      [t('record_tax'), money(tax_minor)],
      [t('record_left'), money(left_minor)],
      [t('record_left_tax'), money(left_tax_minor)],
      [t('record_asked_at'), asked_at && moment(asked_at)],
    ]),
  ];
}

function proof() {
  return facts([
    [t('record_version'), whole(record.policy_version)],
    [t('record_policies'), record.policies],
    [t('record_module'), record.module],
  ]);
}

function render() {
  if (!record) return;
  const parts = [about(), lines(), paid(), backs(), invoice(), proof()];
  byId('record').replaceChildren(...parts.flat().filter(Boolean));
}

async function learnMoney() {
  const { versions } = await api.policies();
  const newest = versions.at(-1);
  if (!newest) return;
  const { currency, zone } = await api.policy(newest.digest);
  formatFor({ code: currency.code, digits: currency.minor_digits, zone: zone.name });
}

async function start() {
  speak(preferredLanguage());
  try {
    await loadTexts();
    mountLanguages(() => `${t('record_title')} · Tiercel`);
    mountTheme();
    document.addEventListener('spoken', render);
    byId('print').addEventListener('click', () => window.print());
    await learnMoney();
    record = await api.record(asked.get('member') ?? '', asked.get('order') ?? '');
    render();
  } catch (failure) {
    byId('failure').replaceChildren(failureBox(failure));
  }
}

start();
