// What a tier gives, in Chromium: its discount, its free shipping and how often, its rebate, and the
// list of it all on the tier card; the free shipping is kept for another order by mouse and by keyboard.

import assert from 'node:assert/strict';
import { address, launch, step } from './house.mjs';
import { Shop } from './shop.mjs';

const browser = await launch();
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const MEMBER = 'm-3f97b1';

async function decide(key, command) {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
  const answer = await fetch(`${address}/v1/commands`, { method: 'POST', headers, body: JSON.stringify(command) });
  assert.equal(answer.status, 200, await answer.text());
}

const set = { member: MEMBER, tier: 'diamond', until: '2027-12-31T16:00:00Z', reason: 'goodwill', by: 'clerk-1' };
await decide('benefits-1', { set_tier: set });
await decide('benefits-2', {
  use_entitlement: { member: MEMBER, entitlement: 'tasting', occurrence: 'visit-1' },
});

/** A row of the sums, by its name. */
const row = (shop, name) => shop.page.locator('#sums .sum', { hasText: name }).first().innerText();

await step('the summary says what the tier takes off, ships and gives back', async () => {
  const shop = await Shop.enter(browser);
  assert.match(await row(shop, 'Diamond discount'), /Diamond discount\s+−¥8.40\s+5% off tea[^]*already in the price/);
  assert.match(await row(shop, 'Shipping'), /Shipping\s+Free\s+Free for Diamond; after this 2 of 3 left this month/);
  // 159.60 + 459.00 + 137.00 in cash: two points for each yuan.
  assert.match(await row(shop, 'Points back'), /Points back\s+\+1,511\s+once the order is settled/);
  assert.equal(await shop.cash(), '¥755.60');
  await shop.accessible('the summary with benefits');
  await shop.picture('benefits-en');
  await shop.close();
});

await step('the free shipping is kept for another order', async () => {
  const shop = await Shop.enter(browser);
  await shop.withoutRequest(() => shop.page.locator('#keep-shipping').check());
  await shop.page.locator('#sums .sum', { hasText: 'Free shipping kept: 3 of 3 left this month' }).waitFor();
  assert.match(await row(shop, 'Shipping'), /¥8.00/);
  assert.equal(await shop.cash(), '¥763.60');
  await shop.page.locator('#keep-shipping').focus();
  await shop.page.keyboard.press('Space');
  await shop.page.locator('#sums .sum', { hasText: 'Free for Diamond; after this' }).waitFor();
  await shop.close();
});

await step('the tier card lists what the tier gives, and what is left of it', async () => {
  const shop = await Shop.enter(browser);
  const list = await shop.read('#tier .benefits');
  assert.match(list, /Free shipping, three times a month[^]*3 of 3 left this month/);
  assert.match(list, /Diamond rebate[^]*2 points back for every ¥1/);
  assert.match(list, /A team of your own[^]*priority 9/);
  assert.match(list, /Tasting[^]*1 of 2 left this month/);
  await shop.close();
});

await step('an order uses one of three', async () => {
  const shop = await Shop.enter(browser);
  await shop.place();
  await shop.page.keyboard.press('Escape');
  await shop.page.locator('#tier .benefits', { hasText: '2 of 3 left this month' }).waitFor();
  await shop.tab('orders');
  await shop.page.locator('#panel-orders', { hasText: 'then gives 1,511 points back' }).waitFor();
  await shop.close();
});

await step('on a phone, in the dark, in Chinese', async () => {
  const shop = await Shop.enter(browser, { ...PHONE, colorScheme: 'dark', language: 'zh-CN' });
  assert.match(await shop.read('#tier .benefits'), /每月三次包邮[^]*本月还剩 2\/3 次/);
  assert.match(await row(shop, '钻石会员折扣'), /−¥8.40/);
  await shop.fits();
  await shop.accessible('benefits on a phone');
  await shop.picture('benefits-phone-zh');
  await shop.close();
});

await browser.close();
