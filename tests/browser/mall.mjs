// The points mall in Chromium: redeemed at once, kept until its cash is paid, and a voucher in a cart.

import assert from 'node:assert/strict';
import { launch, step } from './house.mjs';
import { Shop } from './shop.mjs';

const browser = await launch();
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const offer = (shop, id) => shop.page.locator(`#panel-mall li:has(#redeem-${id})`);

await step('points alone, points and cash, and a voucher used in the cart', async () => {
  const shop = await Shop.enter(browser);
  const { page } = shop;
  const before = await shop.balances();
  await shop.tab('mall');
  await shop.accessible('the mall');
  assert.match(await offer(shop, 'mug').innerText(), /Mug[^]*200 points[^]*1,000 left[^]*5 for each member in a year/);
  await page.locator('#redeem-mug').click();
  await page.locator('#toasts', { hasText: '200 points' }).waitFor();
  await shop.balancesAre({ ...before, available: before.available - 200 });
  await offer(shop, 'mug').locator('.note', { hasText: '999 left' }).waitFor();

  // Kept until its cash is paid: its points are on hold.
  await page.locator('#redeem-teapot').focus();
  await page.keyboard.press('Enter');
  const pay = page.locator('#panel-mall button', { hasText: 'Pay' });
  await pay.waitFor();
  await shop.balancesAre({ ...before, available: before.available - 500, held: 300 });
  await shop.picture('mall-waiting-en');
  await pay.click();
  await pay.waitFor({ state: 'detached' });
  await shop.balancesAre({ ...before, available: before.available - 500 });

  await page.locator('#redeem-ten-off').click();
  const use = page.locator('#panel-mall button[id^="voucher-"]');
  await use.waitFor();
  const cash = await shop.cash();
  await use.click();
  await page.locator('#sums', { hasText: 'Voucher' }).waitFor();
  const number = (text) => Number(text.replaceAll(/[^0-9.]/g, ''));
  assert.equal(number(cash) - number(await shop.cash()), 10);
  await shop.picture('mall-voucher-en');
  await shop.place();
  await shop.press(`Pay ${await shop.read('.amount-due')}`);
  await page.locator('#dialog-title', { hasText: /Paid|Payment|welcome|tier/i }).waitFor();
  await shop.press('Done');
  await use.waitFor({ state: 'detached' });
  await shop.close();
});

await step('what is refused says why; on a phone, in the dark, in Chinese', async () => {
  const shop = await Shop.enter(browser, { ...PHONE, colorScheme: 'dark', language: 'zh-CN', member: 'm-1a40c2' });
  const { page } = shop;
  await shop.tab('mall');
  await shop.fits();
  await shop.accessible('the mall on a phone');
  await shop.picture('mall-phone-zh');
  await shop.close();
});

await browser.close();
