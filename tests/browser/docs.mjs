// The API at /docs, and the types of problems: read in two languages, tried by hand.

import assert from 'node:assert/strict';
import { Watched, address, launch, step } from './house.mjs';

const browser = await launch();
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

async function open(path, options) {
  const watched = await Watched.open(browser, options);
  await watched.page.goto(`${address}${path}`);
  await watched.page.locator('main h1:not(:empty)').first().waitFor();
  return watched;
}

/** Opens a call and gives its part of the page. */
async function opened({ page }, id) {
  await page.locator(`#${id} > summary`).click();
  return page.locator(`#${id}`);
}

async function send(call, status) {
  await call.locator('button[type="submit"]').click();
  const said = call.locator('.answer .status strong');
  await said.filter({ hasText: String(status) }).waitFor();
  return JSON.parse(await call.locator('.answer pre code').innerText());
}

await step('every call is described in both languages', async () => {
  const docs = await open('/docs?lang=en');
  const { page } = docs;
  const described = await (await fetch(`${address}/openapi.json`)).json();
  const count = Object.values(described.paths).flatMap(Object.keys).length;
  await page.locator('.call').first().waitFor();
  assert.equal(await page.locator('.call').count(), count);
  await docs.accessible('/docs');
  await docs.picture('docs-en');
  await page.locator('#languages input[value="zh-CN"]').check();
  const untold = await page.locator('.does').evaluateAll((all) =>
    all.map(({ textContent }) => textContent).filter((text) => !/[\u4e00-\u9fff]/.test(text)),
  );
  assert.deepEqual(untold, []);
  for (const call of await page.locator('.call').all()) await call.locator('> summary').click();
  await docs.accessible('/docs, all opened');
  await docs.fits();
  // What a key of the texts looks like is never shown.
  assert.doesNotMatch(await page.locator('main').innerText(), /docs\.\w|undefined|\[object/);
  await docs.picture('docs-all-zh-CN');
  await docs.close();
});

await step('commands are tried, and a key is answered once', async () => {
  const docs = await open('/docs?lang=en');
  const { page } = docs;
  const call = await opened(docs, 'decide');
  const key = call.locator('#decide-Idempotency-Key');
  const first = await key.inputValue();
  assert.match(first, /^[0-9a-f-]{36}$/);
  await call.locator('select').selectOption('2 place_order');
  assert.notEqual(await key.inputValue(), first);
  await docs.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await call.locator('.copy button').click();
  await call.locator('.copy [role="status"]', { hasText: 'Copied' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await call.locator('.shell code').innerText());
  assert.match(await call.locator('.shell code').innerText(), /^curl http:.* -H 'Idempotency-Key: .*--data-binary '\{"place_order"/);
  const placed = await send(call, 200);
  assert.equal(placed.summary.placed.cash_minor, 40_400);
  await docs.accessible('/docs with an answer');
  await docs.picture('docs-answer-en');
  assert.deepEqual(await send(call, 200), placed);
  // Another key for the same order: the rules refuse, and the type leads to what it means.
  await call.locator('select').selectOption('3 pay_order');
  await call.locator('select').selectOption('2 place_order');
  await docs.expecting([/422/], () => send(call, 422));
  await call.locator('.answer .status a').click();
  await page.locator('h1', { hasText: 'This order number is taken' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/problems/order_id_taken');
  await docs.close();
});

await step('parameters are filled with what is there', async () => {
  const docs = await open('/docs?lang=en#policy');
  const { page } = docs;
  const policy = page.locator('#policy');
  await page.waitForFunction(() => document.querySelector('#policy-digest')?.value.length === 64);
  assert.equal((await send(policy, 200)).id, 'standard');
  const ledger = await opened(docs, 'ledger');
  await page.waitForFunction(() => document.querySelector('#ledger-member')?.value !== '');
  await ledger.locator('#ledger-before').fill('1');
  assert.match(await ledger.locator('.shell code').innerText(), /ledger\?before=1'?$/);
  assert.equal((await send(ledger, 200)).entries.length, 1);
  const snapshot = await opened(docs, 'newcomer');
  await snapshot.locator('button[type="submit"]').click();
  await snapshot.locator('.answer pre', { hasText: /^([0-9a-f]{2} ?)+/ }).waitFor();
  const check = await opened(docs, 'check');
  assert.deepEqual((await send(check, 200)).findings, []);
  await docs.close();
});

await step('by keyboard alone', async () => {
  const docs = await open('/docs?lang=zh-CN');
  const { page } = docs;
  const focused = (selector) => page.evaluate((wanted) => document.activeElement.matches(wanted), selector);
  // Keys are pressed at what is there: a call and its form are built while the page is read.
  await page.locator('.call > summary').first().waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.ok(await focused('#decide > summary'));
  await page.keyboard.press('Enter');
  await page.locator('#decide[open] button[type="submit"]').waitFor();
  for (let presses = 0; presses < 12 && !(await focused('#decide button[type="submit"]')); presses += 1) {
    await page.keyboard.press('Tab');
  }
  assert.ok(await focused('#decide button[type="submit"]'));
  await page.keyboard.press('Enter');
  await page.locator('#decide .answer .status').waitFor();
  await docs.close();
});

await step('the types of problems, as pages and as JSON', async () => {
  const types = (await (await fetch(`${address}/problems`)).json()).types;
  assert.ok(types.length > 40, String(types.length));
  for (const language of ['en', 'zh-CN']) {
    const all = await open(`/problems?lang=${language}`);
    assert.equal(await all.page.locator('.type').count(), types.length);
    await all.accessible('/problems');
    await all.fits();
    await all.picture(`problems-${language}`);
    await all.page.locator('a', { hasText: 'offset_over_cap' }).click();
    await all.page.locator('h1', { hasText: /points|积分/ }).waitFor();
    await all.accessible('a type of problem');
    await all.picture(`problem-${language}`);
    await all.close();
  }
  for (const { type, title, detail, remedy } of types) {
    const answer = await fetch(address + type, { headers: { 'Accept-Language': 'zh-CN' } });
    assert.equal(answer.status, 200, type);
    const told = await answer.json();
    for (const text of [told.title, told.detail, told.remedy]) assert.match(text, /[\u4e00-\u9fff]/, type);
    for (const text of [title, detail, remedy]) assert.ok(text.length > 2, type);
  }
  const page = await fetch(`${address}/problems/busy`, { headers: { Accept: 'text/html' } });
  assert.match(await page.text(), /<!doctype html>/);
  assert.equal((await fetch(`${address}/problems/none`)).status, 404);
});

await step('phones, dark and light', async () => {
  for (const [language, colorScheme] of [['zh-CN', 'dark'], ['en', 'light']]) {
    const docs = await open(`/docs?lang=${language}`, { ...PHONE, colorScheme });
    await opened(docs, 'quote');
    await docs.fits();
    const call = docs.page.locator('#quote');
    await send(call, 200);
    await docs.fits();
    await docs.accessible(`/docs on a phone, ${colorScheme}`);
    await docs.picture(`docs-phone-${colorScheme}-${language}`);
    await docs.page.goto(`${address}/problems?lang=${language}`);
    await docs.page.locator('.type').first().waitFor();
    await docs.fits();
    await docs.picture(`problems-phone-${colorScheme}-${language}`);
    await docs.close();
  }
});

await browser.close();
