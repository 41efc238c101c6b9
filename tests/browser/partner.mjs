// <tiercel-preview> on a page of another origin: one script tag, that page's own strict policy.

import assert from 'node:assert/strict';
import { Watched, address, ask, launch, step } from './house.mjs';
import { serveRoastery } from './roastery.mjs';

const browser = await launch();
const { server, shop } = await serveRoastery(address);
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

async function enter(query, { page = '', ...options } = {}) {
  const roastery = await Watched.open(browser, options);
  await roastery.page.goto(`${shop}/${page}?${query}`);
  await roastery.page.locator('#full [part="panel"]').waitFor();
  await roastery.page.locator('#small [part="panel"]').waitFor();
  return roastery;
}

const quoteOf = ({ page }, id = 'full') => page.evaluate((id) => document.getElementById(id).quote, id);

/** What the operator's server says to the same cart. */
async function asked(member, cart) {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(`${address}/v1/quotes`, { method: 'POST', headers, body: JSON.stringify({ member, cart }) });
  assert.equal(answer.status, 200);
  return answer.json();
}

const cartOf = ({ page }) => page.evaluate(() => document.getElementById('full').cart);

await step('a newcomer is previewed, and two elements share one module', async () => {
  const roastery = await enter('lang=zh-CN');
  const { page } = roastery;
  const modules = roastery.requests.filter((url) => url.endsWith('.wasm'));
  assert.equal(modules.length, 1, modules.join(' '));
  assert.equal(roastery.requests.filter((url) => url.includes('/module/tiercel.js')).length, 1);
  const quote = await quoteOf(roastery);
  assert.deepEqual([quote.cash_minor, quote.tier.tier], [20_200, 'ordinary']);
  assert.deepEqual(await quoteOf(roastery, 'small'), quote);
  await roastery.withoutRequest(async () => {
    await page.locator('#mandheling-500').fill('7');
    assert.equal((await quoteOf(roastery)).tier.tier_after, 'silver');
    assert.match(await page.locator('#full [part~="next"]').innerText(), /^付款后升级为银卡会员$/);
  });
  assert.equal(await page.locator('#full [part~="price"] [part="amount"]').innerText(), '¥1,315.00');
  await roastery.accessible('the roastery');
  await roastery.picture('partner-newcomer-zh-CN');
  await roastery.close();
});

await step('a page without a script of its own, and one that was quicker than the element', async () => {
  const plain = await enter('', { page: 'plain.html' });
  assert.equal((await quoteOf(plain)).cash_minor, 12_300);
  assert.equal((await quoteOf(plain, 'small')).cash_minor, 10_000);
  assert.equal(await plain.page.locator('#small [part="heading"]').innerText(), '新会员');
  await plain.accessible('the plain page');
  await plain.picture('partner-plain');
  // Taken out and put in again it works as before.
  await plain.page.evaluate(() => document.querySelector('main').append(document.getElementById('full')));
  await plain.page.locator('#full [part="sums"]').waitFor();
  await plain.close();
});

await step('a member is previewed as the server would, and on without the server', async () => {
  const roastery = await enter('lang=en&member=m-58d2e6&points=3000');
  const { page } = roastery;
  const { earn_expires_at: _, ...expected } = await asked('m-58d2e6', await cartOf(roastery));
  const { earn_expires_at: __, ...found } = await quoteOf(roastery);
  assert.deepEqual(found, expected);
  await roastery.picture('partner-member-en');
  await page.evaluate(() => {
    window.told = [];
    for (const what of ['ready', 'quote', 'error']) {
      document.addEventListener(`tiercel-${what}`, ({ type, detail }) => window.told.push([type, detail]));
    }
  });
  await page.locator('#baoshan-250').fill('3');
  const { earn_expires_at: ___, ...then } = await asked('m-58d2e6', await cartOf(roastery));
  await ask('stop');
  await roastery.withoutRequest(async () => {
    await page.locator('#baoshan-250').fill('9');
    assert.equal((await quoteOf(roastery)).goods_minor, 88_000);
    await page.locator('#baoshan-250').fill('3');
    const { earn_expires_at: ____, ...now } = await quoteOf(roastery);
    assert.deepEqual(now, then);
    await page.evaluate(() => document.documentElement.setAttribute('lang', 'zh-CN'));
    await page.locator('#full [part="tier"]', { hasText: '金卡会员' }).waitFor();
    await page.locator('#yirgacheffe-250').fill('0');
    await page.locator('#baoshan-250').fill('0');
    assert.equal(await quoteOf(roastery), null);
    await page.locator('#full [part="note"]').waitFor();
    await roastery.picture('partner-empty-zh-CN');
    await page.locator('#baoshan-250').fill('1');
  });
  // Asked to learn what is new it says that it cannot, and goes on with what it has.
  await roastery.expecting([/ERR_CONNECTION_REFUSED/, /Failed to load/], async () => {
    await page.evaluate(() => document.getElementById('full').refresh());
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(300);
  });
  assert.equal((await quoteOf(roastery)).goods_minor, 7_600);
  const told = await page.evaluate(() => window.told);
  const quotes = told.filter(([type]) => type === 'tiercel-quote');
  assert.equal(quotes.length, 2 * 5);
  assert.deepEqual(told.filter(([type]) => type === 'tiercel-error').map(([, { kind }]) => kind), ['unreachable']);
  await ask('start');
  await page.evaluate(() => document.getElementById('full').refresh());
  assert.equal(await page.evaluate(() => window.told.at(-1)[0]), 'tiercel-quote');
  await roastery.close();
});

await step('a member comes and goes, by address and by bytes', async () => {
  const roastery = await enter('lang=en&member=m-58d2e6');
  const { page } = roastery;
  const tier = page.locator('#full [part="tier"]');
  assert.equal(await tier.innerText(), 'Gold');
  await page.evaluate(() => document.getElementById('full').removeAttribute('member'));
  await tier.filter({ hasText: 'Ordinary' }).waitFor();
  await page.evaluate(async () => {
    const answer = await fetch('/snapshot?member=m-7c05aa');
    document.getElementById('full').snapshot = await answer.arrayBuffer();
  });
  assert.equal(await tier.innerText(), 'Diamond');
  const kind = await page.evaluate(() => {
    const full = document.getElementById('full');
    let kind = '';
    full.addEventListener('tiercel-error', ({ detail }) => (kind = detail.kind), { once: true });
    full.snapshot = new Uint8Array([1, 2, 3]);
    return kind;
  });
  assert.equal(kind, 'bad_input');
  await page.evaluate(() => (document.getElementById('full').snapshot = null));
  assert.equal(await tier.innerText(), 'Ordinary');
  await roastery.close();
});

await step('what is wrong is told, by events and in words', async () => {
  const roastery = await enter('lang=en');
  const { page } = roastery;
  await page.evaluate(() => {
    window.failures = [];
    document.addEventListener('tiercel-error', ({ detail }) => window.failures.push([detail.kind, detail.path ?? detail.refusal?.name ?? '']));
    const full = document.getElementById('full');
    const line = { sku: 'a', category: 'tea', quantity: 1, unit_price_minor: 100 };
    full.cart = { lines: [{ ...line, quantity: 0 }] };
    full.cart = { lines: [{ ...line, colour: 'red' }] };
    full.setAttribute('cart', '{');
    full.setAttribute('cart', JSON.stringify({ lines: [line] }));
  });
  assert.deepEqual(await page.evaluate(() => window.failures), [
    ['refused', 'quantity_out_of_range'],
    ['bad_input', '/lines/0/colour'],
    ['bad_input', ''],
  ]);
  assert.equal((await quoteOf(roastery)).cash_minor, 100);
  assert.equal(await page.locator('#full [role="status"]').innerText(), '¥1 to pay, 3 points earned.');
  // A page may hold the operator to a module that it knows: another one is not used.
  await page.evaluate(() => document.getElementById('full').setAttribute('module', '0'.repeat(64)));
  await page.locator('#full [part="refusal"]', { hasText: 'not what its digest says' }).waitFor();
  await roastery.accessible('the roastery with a failure');
  await roastery.picture('partner-wrong-module-en');
  const digest = (await (await fetch(`${address}/v1/module`)).json()).digest;
  await page.evaluate((digest) => document.getElementById('full').setAttribute('module', digest), digest);
  await page.locator('#full [part="sums"]').waitFor();
  await roastery.close();
});

await step('nothing of a member may be read from another origin', async () => {
  const roastery = await enter('lang=en');
  const outcome = (path) =>
    roastery.page.evaluate((url) => fetch(url).then(({ status }) => String(status), () => 'refused'), address + path);
  await roastery.expecting([/CORS/, /ERR_FAILED/, /403/], async () => {
    for (const path of ['/v1/members', '/v1/members/m-58d2e6', '/v1/members/m-58d2e6/snapshot', '/v1/version']) {
      assert.equal(await outcome(path), 'refused', path);
    }
  });
  for (const path of ['/v1/policies', '/v1/newcomer/snapshot']) assert.equal(await outcome(path), '200', path);
  await roastery.close();
});

await step('phones, dark and light', async () => {
  for (const [language, colorScheme] of [['zh-CN', 'dark'], ['en', 'light']]) {
    const roastery = await enter(`lang=${language}&member=m-58d2e6&points=99900`, { ...PHONE, colorScheme });
    await roastery.page.locator('#mandheling-500').fill('2');
    await roastery.fits();
    await roastery.accessible(`the roastery on a phone, ${colorScheme}`);
    await roastery.picture(`partner-phone-${colorScheme}-${language}`);
    await roastery.close();
  }
});

await browser.close();
server.close();
