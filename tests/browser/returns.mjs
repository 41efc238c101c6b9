// Goods given back in Chromium: a part at once, the rest after a review, by keyboard and on a phone.

import assert from 'node:assert/strict';
import { launch, step } from './house.mjs';
import { Shop } from './shop.mjs';

const browser = await launch();
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const sold = (shop) => shop.page.locator('#panel-sales .order').first();

/** Places the cart as it stands, with points, pays it and confirms receipt. */
async function buy(shop, points) {
  await shop.page.locator('#points-number').fill(points);
  const due = await shop.cash();
  await shop.place();
  await shop.press(`Pay ${due}`);
  await shop.page.locator('#dialog-title', { hasText: /Paid|Payment|welcome|tier/i }).waitFor();
  await shop.press('Done');
  await shop.page.locator('#panel-orders button', { hasText: 'Confirm receipt' }).click();
  await shop.page.locator('#panel-orders .empty').waitFor();
  return due;
}

await step('a part goes back at once: what it comes to is known before', async () => {
  const shop = await Shop.enter(browser);
  const { page } = shop;
  const before = await shop.balances();
  await buy(shop, '1000');
  const bought = await shop.balances();
  await shop.tab('sales');
  await shop.accessible('the purchases');
  await sold(shop).locator('button', { hasText: 'Return' }).click();
  await page.locator('#return-reason').selectOption('changed-mind');
  await page.locator('.foreseen .sums').waitFor();
  const lines = await page.locator('.field select[id^="return-"]:not(#return-reason, #return-for)').all();
  for (const line of lines.slice(1)) await line.selectOption('0');
  await lines[0].selectOption('1');
  await page.waitForTimeout(400);
  await page.locator('.foreseen .sums').waitFor();
  const foreseen = await page.locator('.foreseen dd').allInnerTexts();
  assert.equal(foreseen.length, 3, foreseen.join(' '));
  await shop.accessible('the dialog of a return');
  await shop.picture('return-dialog-en', false);
  await shop.press('Ask for the refund');
  await page.locator('#dialog-title', { hasText: 'The refund is granted' }).waitFor();
  assert.deepEqual(await page.locator('#dialog .sums dd').allInnerTexts(), foreseen);
  await shop.picture('return-granted-en', false);
  await shop.press('Done');
  const number = (text) => Number(text.replaceAll(/[+,]/g, '').replace('−', '-'));
  const [, back, clawed] = foreseen.map(number);
  await shop.balancesAre({ ...bought, available: bought.available + back + clawed });
  await sold(shop).locator('button', { hasText: 'Pay back' }).click();
  await page.locator('.toast, #toasts', { hasText: 'complete' }).first().waitFor();

  // The rest, by review: refused, asked for again, granted.
  for (const verdict of ['Refuse', 'Grant']) {
    await sold(shop).locator('button', { hasText: 'Return' }).click();
    await page.locator('#return-reason').selectOption('faulty');
    await page.locator('.foreseen .note').waitFor();
    await shop.press('Ask for the refund');
    await page.locator('#dialog-title', { hasText: 'under review' }).waitFor();
    await shop.press('Done');
    await sold(shop).locator('.refund').waitFor();
    if (verdict === 'Refuse') await shop.picture('returns-waiting-en');
    await sold(shop).locator('button', { hasText: `${verdict} (as the shop)` }).click();
    await sold(shop).locator('button', { hasText: `${verdict} (as the shop)` }).waitFor({ state: 'detached' });
  }
  await sold(shop).locator('button', { hasText: 'Pay back' }).click();
  // All of it is back: so are the points, and the purchase is over.
  await shop.balancesAre({ available: before.available, pending: before.pending, held: 0 });
  await shop.tab('ledger');
  await page.locator('.event-text', { hasText: 'can no longer be given back' }).first().waitFor();
  await shop.picture('returns-ledger-en');
  await shop.close();
});

await step('exchanged for the same again: nothing moves, and the shop looks at it first', async () => {
  const shop = await Shop.enter(browser);
  const { page } = shop;
  await buy(shop, '0');
  const bought = await shop.balances();
  await shop.tab('sales');
  for (const reason of ['changed-mind', 'faulty']) {
    await sold(shop).locator('button', { hasText: 'Return' }).click();
    await page.locator('#return-for').selectOption('same');
    await page.locator('#return-reason').selectOption(reason);
    const lines = await page.locator('.field select[id^="return-"]:not(#return-reason, #return-for)').all();
    for (const line of lines) await line.selectOption('0');
    await lines[0].selectOption('1');
    const note = reason === 'faulty' ? 'reviews this request' : 'no points move';
    await page.locator('.foreseen .note', { hasText: note }).waitFor();
    await shop.accessible('the dialog of an exchange');
    if (reason === 'faulty') await shop.picture('exchange-dialog-en', false);
    await shop.press('Ask for the exchange');
    const title = reason === 'faulty' ? 'The exchange is under review' : 'The exchange is granted';
    await page.locator('#dialog-title', { hasText: title }).waitFor();
    await shop.press('Done');
  }
  await sold(shop).locator('.refund', { hasText: 'Exchange' }).waitFor();
  await shop.picture('exchange-waiting-en');
  await sold(shop).locator('button', { hasText: 'Grant (as the shop)' }).click();
  await sold(shop).locator('.refund').waitFor({ state: 'detached' });
  await shop.balancesAre(bought);
  await shop.tab('ledger');
  await page.locator('.event-text', { hasText: 'exchanged' }).first().waitFor();
  await shop.close();
});

await step('on a phone, in the dark, in Chinese; by keyboard', async () => {
  const shop = await Shop.enter(browser, { ...PHONE, colorScheme: 'dark', language: 'en' });
  const { page } = shop;
  await page.locator('#goods-fold > summary').click();
  await page.locator('#good-tea-longjing-50').click();
  await buy(shop, '0');
  await page.locator('#languages input[value="zh-CN"]').check();
  await shop.tab('sales');
  await shop.fits();
  await shop.accessible('the purchases on a phone');
  const give = sold(shop).locator('button').first();
  await give.focus();
  await page.keyboard.press('Enter');
  await page.locator('#dialog[open]').waitFor();
  await page.locator('.foreseen .sums').waitFor();
  await shop.fits();
  await shop.picture('return-dialog-phone-zh', false);
  await page.keyboard.press('Escape');
  await page.locator('#dialog[open]').waitFor({ state: 'detached' });
  await shop.picture('returns-phone-zh');
  await shop.close();
});

await browser.close();
