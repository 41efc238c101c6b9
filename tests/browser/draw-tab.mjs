// The draws of a member in Chromium: entered, verified by the module in the page, a prize accepted.

import assert from 'node:assert/strict';
import { launch, step } from './house.mjs';
import { Shop } from './shop.mjs';

const browser = await launch();
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

await step('a draw says its prizes, and is entered', async () => {
  const shop = await Shop.enter(browser);
  const { page } = shop;
  const before = await shop.balances();
  await shop.tab('draws');
  await shop.accessible('the draws of a member');
  const text = await page.locator('#draw-lantern').innerText();
  assert.match(text, /Lantern draw[^]*100 points an entry[^]*0 of your 10[^]*A journey for two × 1/);
  await page.locator('#enter-lantern').focus();
  await page.keyboard.press('Enter');
  await page.locator('#toasts', { hasText: 'entered the draw' }).waitFor();
  await shop.balancesAre({ ...before, available: before.available - 100 });
  await page.locator('#draw-lantern .orders', { hasText: 'waits for the drawing' }).waitFor();
  // Fetched, and then checked by the module in the page.
  await page.locator('#draw-lantern button', { hasText: 'Verify' }).click();
  await page.locator('#dialog', { hasText: 'The proof stands' }).waitFor();
  await page.locator('#dialog', { hasText: 'takes part' }).waitFor();
  await shop.picture('draw-tab-verified-en');
  await shop.accessible('a verdict');
  await shop.press('Done');
  await shop.close();
});

/** The draw as it would stand once it is drawn, for the member's first entry: the page shows what the
 * server says of it. */
async function drawn(shop, fate) {
  await shop.page.route('**/v1/draws', async (route) => {
    const answer = await (await route.fetch()).json();
    const [{ state }] = answer.draws;
    const [root, seed] = ['00'.repeat(32), '11'.repeat(32)];
    state.step = { revealed: { root, seed, beacon: null } };
    const win = { prize: 'journey', claim_until: '2028-02-01T00:00:00Z', fate, again: null, round: null };
    state.wins = [{ ...win, index: 0 }];
    await route.fulfill({ json: answer });
  });
}

await step('a winner sees the prize by its name, and what can be done', async () => {
  const shop = await Shop.open(browser);
  await drawn(shop, null);
  await shop.page.goto(`${process.argv[2]}/?member=m-c61f08&lang=en`);
  await shop.page.locator('#shop').waitFor();
  await shop.tab('draws');
  const mine = shop.page.locator('#draw-lantern .orders');
  await mine.locator('.state', { hasText: 'won: A journey for two' }).waitFor();
  assert.match(await mine.innerText(), /Accept it before/);
  await shop.accessible('a win');
  await shop.picture('draw-tab-won-en');
  // The server knows that nothing is drawn yet, and says so.
  await shop.expecting([/422/], async () => {
    await mine.locator('button', { hasText: 'Accept' }).click();
    await shop.page.locator('#dialog[open]').waitFor();
  });
  await shop.press('Close');
  await shop.close();
});

await step('on a phone, in the dark, in Chinese', async () => {
  const shop = await Shop.open(browser, { ...PHONE, colorScheme: 'dark' });
  await drawn(shop, 'accepted');
  await shop.page.goto(`${process.argv[2]}/?member=m-c61f08&lang=zh-CN`);
  await shop.page.locator('#shop').waitFor();
  await shop.tab('draws');
  await shop.page.locator('#draw-lantern .state', { hasText: '已领取：江南双人游' }).waitFor();
  await shop.fits();
  await shop.accessible('the draws on a phone');
  await shop.picture('draw-tab-phone-zh');
  await shop.close();
});

await browser.close();
