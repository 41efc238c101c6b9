// An activity with a budget in the checkout: what is left is shown before ordering, and who was
// faster is told.

import assert from 'node:assert/strict';
import { launch, step } from './house.mjs';
import { Shop, elsewhere } from './shop.mjs';

const browser = await launch();
const consents = ['user-agreement', 'privacy-policy'].map((document) => ({ document, version: 1 }));
const MANY = 99;

const fillMany = (page) => page.locator('#quantity-tea-longjing-50').fill(String(MANY));

await step('what the budget has left is shown, without a request', async () => {
  const shop = await Shop.enter(browser);
  const { page } = shop;
  await shop.withoutRequest(async () => {
    await fillMany(page);
    await page.locator('#activities', { hasText: 'The budget of the activity has 100 points left' }).waitFor();
  });
  assert.match(await page.locator('#activities li').first().innerText(), /^Applied/);
  await shop.accessible('an activity with a budget');
  await shop.picture('checkout-budget-en');
  await shop.close();
});

await step('on a phone, in Chinese', async () => {
  const shop = await Shop.enter(browser, { language: 'zh-CN', viewport: { width: 390, height: 844 } });
  await fillMany(shop.page);
  await shop.page.locator('#activities', { hasText: '活动预算只剩 100' }).waitFor();
  await shop.picture('checkout-budget-zh-phone');
  await shop.close();
});

await step('who was faster is told, and what is left now', async () => {
  // Whatever falls due for the member is on record before the page is opened.
  await elsewhere({ tick: { member: 'm-3f97b1' } });
  const shop = await Shop.enter(browser);
  const { page } = shop;
  await fillMany(page);
  await page.locator('#activities', { hasText: 'has 100 points left' }).waitFor();
  await elsewhere({ register_member: { member: 'm-faster', consents } });
  const lines = [{ sku: 'b-1', category: 'books', quantity: 1, unit_price_minor: 4000 }];
  const { summary } = await elsewhere({ place_order: { member: 'm-faster', order: 'o-faster', cart: { lines } } });
  assert.equal(summary.placed.earn_points, 80);
  await shop.expecting([/409/], () => shop.place());
  assert.match(await page.locator('#dialog').innerText(), /The budget of an activity moved on/);
  await shop.picture('checkout-budget-moved-en');
  await page.keyboard.press('Escape');
  await page.locator('#activities', { hasText: 'has 60 points left' }).waitFor();
  await shop.close();
});

await browser.close();
