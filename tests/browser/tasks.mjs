// Activities and tasks in Chromium: which activity acts on a cart and why not, what each task gives,
// completed by mouse and by keyboard, and why not again today.

import assert from 'node:assert/strict';
import { launch, step } from './house.mjs';
import { Shop } from './shop.mjs';

const browser = await launch();
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const task = (shop, id) => shop.page.locator(`#panel-tasks li:has(#task-${id})`);

await step('an activity says whether it acts on the cart', async () => {
  const shop = await Shop.enter(browser);
  const tea = shop.page.locator('#activities li', { hasText: 'Tea season' });
  assert.match(await tea.innerText(), /^Applied\s+Tea season points ×1.5 on 1 article$/);
  await shop.page.locator('#lines li', { hasText: 'Longjing' }).locator('button', { hasText: 'Remove' }).click();
  await tea.locator('.idle').waitFor();
  assert.match(await tea.innerText(), /^Not applied\s+Tea season none of its goods in the cart$/);
  await shop.close();
});

await step('a task gives its points at once, and says when it may be done again', async () => {
  const shop = await Shop.enter(browser);
  const { page } = shop;
  const before = await shop.balances();
  await shop.tab('tasks');
  await shop.accessible('the tasks');
  assert.match(await task(shop, 'review').innerText(), /Write a review[^]*\+20 points[^]*once a day/);
  await page.locator('#task-review').click();
  await page.locator('#toasts', { hasText: '20 points' }).waitFor();
  await shop.balancesAre({ ...before, available: before.available + 20 });
  await task(shop, 'review').locator('.state', { hasText: 'was done on that day' }).waitFor();
  assert.ok(await page.locator('#task-review').isDisabled());
  await page.locator('#task-check-in').focus();
  await page.keyboard.press('Enter');
  await task(shop, 'check-in').locator('.note', { hasText: '1 of 7 days in a row' }).waitFor();
  await shop.balancesAre({ ...before, available: before.available + 25 });
  await shop.picture('tasks-en');
  await shop.close();
});

await step('on a phone, in the dark, in Chinese', async () => {
  const shop = await Shop.enter(browser, { ...PHONE, colorScheme: 'dark', language: 'zh-CN' });
  await shop.tab('tasks');
  await task(shop, 'profile').locator('strong', { hasText: '完善资料' }).waitFor();
  await shop.fits();
  await shop.accessible('the tasks on a phone');
  await shop.picture('tasks-phone-zh');
  await shop.close();
});

await browser.close();
