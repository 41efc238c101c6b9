// The checkout as it is seen and as it is worked by keyboard: phones, dark and light, two languages.

import assert from 'node:assert/strict';
import { launch, step } from './house.mjs';
import { Shop } from './shop.mjs';

const browser = await launch();
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** Presses Tab until something has the focus. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    const [reached, outlined] = await page.evaluate((wanted) => {
      const { activeElement: focused } = document;
      const told = [focused, focused.parentElement, focused.nextElementSibling].filter(Boolean);
      const outlined = told.some((element) => getComputedStyle(element).outlineStyle !== 'none');
      return [focused.matches(wanted), outlined];
    }, selector);
    if (!reached) continue;
    assert.ok(outlined, `the focus on ${selector} is not seen`);
    return;
  }
  assert.fail(`${selector} is not reached by Tab`);
}

await step('an order by keyboard alone', async () => {
  const shop = await Shop.enter(browser, { member: 'm-1a40c2', language: 'zh-CN' });
  const { page } = shop;
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await tabTo(page, '#members input');
  await page.keyboard.press('ArrowDown');
  await page.locator('#member-1:checked').waitFor();
  await page.waitForFunction(() => document.querySelector('#members').getAttribute('aria-busy') === 'false');
  const before = await shop.cash();
  await tabTo(page, '#quantity-scarf-cashmere');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('2');
  assert.notEqual(await shop.cash(), before);
  await tabTo(page, '#points-slider');
  for (let presses = 0; presses < 6; presses += 1) await page.keyboard.press('ArrowRight');
  await shop.picture('checkout-keyboard-zh-CN', false);
  const due = await shop.cash();
  await tabTo(page, '#summary [data-act="place"]');
  await page.keyboard.press('Enter');
  await page.locator('#dialog .mark.well').waitFor();
  assert.equal(await shop.read('.amount-due'), due);
  await page.keyboard.press('Enter');
  await page.locator('#dialog-title', { hasText: '付款成功' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('#dialog').waitFor({ state: 'hidden' });
  await tabTo(page, '#tab-orders');
  await page.keyboard.press('ArrowRight');
  await page.locator('#panel-sales').waitFor();
  await page.keyboard.press('End');
  await page.locator('#panel-notices').waitFor();
  await shop.close();
});

await step('phones and desks, dark and light, in both languages', async () => {
  for (const language of ['zh-CN', 'en']) {
    for (const colorScheme of ['light', 'dark']) {
      for (const [name, size] of [['phone', PHONE], ['desk', { width: 1280, height: 900 }]]) {
        const shop = await Shop.enter(browser, { member: 'm-58d2e6', language, colorScheme, ...size });
        const { page } = shop;
        const what = `${name}-${colorScheme}-${language}`;
        await shop.fits();
        await shop.accessible(what);
        await shop.picture(`checkout-${what}`);
        await page.locator('#points-number').fill('99999');
        await page.locator('#why > summary').click();
        await page.locator('#goods-fold > summary').click();
        for (const tab of ['sales', 'expiry', 'ledger', 'notices', 'orders']) {
          await shop.tab(tab);
          await shop.fits();
        }
        await shop.tab('expiry');
        await shop.accessible(`${what}, opened`);
        await shop.picture(`checkout-opened-${what}`);
        await shop.close();
      }
    }
  }
});

await step('a phone of 320 pixels, and text twice as large', async () => {
  const narrow = await Shop.enter(browser, { ...PHONE, width: 320, language: 'en' });
  await narrow.fits();
  await narrow.picture('checkout-320-en');
  await narrow.close();
  const large = await Shop.enter(browser, { width: 640, height: 450, deviceScaleFactor: 2 });
  await large.fits();
  await large.close();
});

await step('the language and the appearance are chosen by hand, and remembered', async () => {
  const shop = await Shop.enter(browser);
  const { page } = shop;
  await shop.withoutRequest(async () => {
    await page.locator('#languages input[value="zh-CN"]').check();
    assert.equal(await page.title(), '结账 · Tiercel');
    await page.locator('#theme').click();
    await page.locator('#theme').click();
  });
  await page.goto(page.url().replace(/[?].*/, ''));
  await page.locator('#shop').waitFor();
  const root = page.locator('html');
  assert.equal(await root.getAttribute('lang'), 'zh-CN');
  assert.equal(await root.getAttribute('data-theme'), 'dark');
  await shop.close();
});

await browser.close();
