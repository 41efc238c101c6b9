// Points shared in Chromium: a gift that is confirmed, and a household formed, joined, filled, drawn
// from, left and dissolved.

import assert from 'node:assert/strict';
import { launch, step } from './house.mjs';
import { Shop, elsewhere } from './shop.mjs';

const browser = await launch();
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const [giver, friend] = ['m-3f97b1', 'm-58d2e6'];

/** Fills a form's fields and sends it by the keyboard. */
async function fill({ page }, values) {
  for (const [field, value] of Object.entries(values)) await page.locator(`#${field}`).fill(value);
  await page.keyboard.press('Enter');
}

await step('a gift says what it comes to before it is given', async () => {
  const shop = await Shop.enter(browser, { member: giver });
  const { page } = shop;
  const before = await shop.balances();
  await shop.tab('sharing');
  await shop.accessible('gifts and households');
  assert.match(await page.locator('#panel-sharing').innerText(), /10 points at the least[^]*5,000 a day/);
  await fill(shop, { 'gift-to': friend, 'gift-points': '120' });
  await page.locator('#dialog-title', { hasText: `Give 120 points to ${friend}?` }).waitFor();
  await page.locator('#dialog li', { hasText: '120 points, valid until' }).waitFor();
  await shop.picture('sharing-gift-en');
  await shop.accessible('a gift to be confirmed');
  await shop.press('Keep them');
  await shop.balancesAre(before);
  await page.locator('#gift button').click();
  await shop.press('Give 120 points');
  await page.locator('#toasts', { hasText: `120 points given to ${friend}` }).waitFor();
  await shop.balancesAre({ ...before, available: before.available - 120 });
  // Refusals are told in words.
  await shop.expecting([/422/], async () => {
    await fill(shop, { 'gift-to': friend, 'gift-points': '9' });
    await page.locator('#dialog', { hasText: 'a gift is of 10 at least' }).waitFor();
  });
  await shop.press('Close');
  await shop.close();
});

await step('a household: formed, joined, points put in and taken, dissolved', async () => {
  const shop = await Shop.enter(browser, { member: giver });
  const { page } = shop;
  await shop.tab('sharing');
  await page.locator('#home-form').click();
  await page.locator('#pool-points', { hasText: '0' }).waitFor();
  const before = await shop.balances();
  await fill(shop, { 'put-points': '300' });
  await page.locator('#pool-points', { hasText: '300' }).waitFor();
  await shop.balancesAre({ ...before, available: before.available - 300 });
  await fill(shop, { invitee: friend });
  await page.locator('#panel-sharing', { hasText: `${friend} is invited, until` }).waitFor();
  const other = await Shop.enter(browser, { member: friend });
  await other.tab('sharing');
  await other.page.locator('#panel-sharing', { hasText: `${giver} invited you` }).waitFor();
  await other.page.locator('#home-join button').click();
  await other.page.locator('#pool-points', { hasText: '300' }).waitFor();
  const had = await other.balances();
  await fill(other, { 'take-points': '100' });
  await other.page.locator('#pool-points', { hasText: '200' }).waitFor();
  await other.balancesAre({ ...had, available: had.available + 100 });
  await other.expecting([/422/], async () => {
    await fill(other, { 'take-points': '201' });
    await other.page.locator('#dialog', { hasText: 'the pool of' }).waitFor();
  });
  await other.press('Close');
  await other.picture('household-member-en');
  await other.close();
  await shop.page.reload();
  await shop.page.locator('#shop').waitFor();
  await shop.tab('sharing');
  await page.locator('#pool-points', { hasText: '200' }).waitFor();
  await shop.accessible('a household');
  await shop.picture('household-head-en');
  // Handed over, and back again.
  const named = await page.locator('#panel-sharing').innerText();
  const [, household] = named.match(/Household (h-[\w-]+)/);
  await page.locator('#panel-sharing button', { hasText: 'Make head' }).click();
  await page.locator('#dialog', { hasText: `only ${friend} can hand it back` }).waitFor();
  await shop.picture('household-hand-over-en');
  await shop.accessible('a household to be handed over');
  await shop.press('Make head');
  await page.locator('#toasts', { hasText: 'The household has another head' }).waitFor();
  await page.locator('#home-leave', { hasText: 'Leave the household' }).waitFor();
  assert.equal(await page.locator('#home-invite').count(), 0);
  await elsewhere({ hand_over_household: { member: friend, household, to: giver } });
  await page.reload();
  await page.locator('#shop').waitFor();
  await shop.tab('sharing');
  await page.locator('#home-invite').waitFor();
  const kept = await shop.balances();
  await page.locator('#home-leave').click();
  await page.locator('#dialog', { hasText: '1 other member leaves with you' }).waitFor();
  await shop.picture('household-dissolve-en');
  await shop.accessible('a household to be dissolved');
  await shop.press('Dissolve the household');
  await page.locator('#home-form').waitFor();
  await shop.balancesAre({ ...kept, available: kept.available + 200 });
  await shop.expecting([/422/], async () => {
    await page.locator('#home-form').click();
    await page.locator('#dialog', { hasText: '30 days must pass' }).waitFor();
  });
  await shop.press('Close');
  await shop.close();
});

await step('on a phone, in the dark, in Chinese', async () => {
  const head = 'm-c61f08';
  const put = { member: head, household: 'h-demo', transfer: 'phone-1', points: 50 };
  await elsewhere({ put_points: put });
  const shop = await Shop.enter(browser, { ...PHONE, colorScheme: 'dark', language: 'zh-CN', member: head });
  await shop.tab('sharing');
  await shop.page.locator('#pool-points', { hasText: '50' }).waitFor();
  await shop.fits();
  await shop.accessible('a household on a phone');
  await shop.picture('household-phone-zh');
  await shop.close();
});

await browser.close();
