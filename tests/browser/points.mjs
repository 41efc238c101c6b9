// The way to the next tier where tiers go by qualifying points: the checkout and the element.

import assert from 'node:assert/strict';
import { Watched, address, launch, step } from './house.mjs';
import { serveRoastery } from './roastery.mjs';
import { Shop } from './shop.mjs';

const browser = await launch();
const { server, shop: roasters } = await serveRoastery(address);

await step('the checkout says the way up in points, and never in money', async () => {
  const shop = await Shop.enter(browser);
  const { page } = shop;
  const way = page.locator('#tier-way');
  assert.match(await way.innerText(), /^\d+ more qualifying points to /);
  assert.match(await page.locator('#tier .tier-legend').innerText(), /^0 of \d+ qualifying points/);
  assert.doesNotMatch(await page.locator('#tier').innerText(), /[¥$]/);
  await shop.accessible('the tier card in points');
  await shop.withoutRequest(async () => {
    await page.locator('#quantity-tea-longjing-50').fill('99');
    await page.locator('#tier-way.lifts').waitFor();
    assert.match(await page.locator('#tier .note').first().innerText(), /more qualifying points are needed/);
  });
  await shop.picture('checkout-points-en');
  await shop.close();
});

await step('the element says it too, in the language of its page', async () => {
  for (const [language, said] of [
    ['en', (points) => `${points} more qualifying points to Silver`],
    ['zh-CN', (points) => `再得 ${points} 成长值升级银卡会员`],
  ]) {
    const roastery = await Watched.open(browser);
    const { page } = roastery;
    await page.goto(`${roasters}/?lang=${language}`);
    const next = page.locator('#full [part~="next"]');
    await next.waitFor();
    const { tier } = await page.evaluate(() => document.getElementById('full').quote);
    assert.deepEqual([tier.qualifying_points, tier.next.missing_after_minor], [0, null]);
    assert.equal(tier.next.missing_after_points, 10 - tier.adds_points);
    assert.equal(await next.innerText(), said(tier.next.missing_after_points));
    await roastery.close();
  }
});

server.close();
await browser.close();
