// Proofs of draws in Chromium: fetched, pasted and opened from a file, checked by the module in the
// page; an altered one shows nothing.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Watched, address, launch, step } from './house.mjs';

const browser = await launch();
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
// The demonstration's seed is no secret.
const SEED = createHash('sha256').update('the seed of the demonstration').digest('hex');
const proof = await (await fetch(`${address}/v1/draws/lantern/proofs/demo-1`)).json();
const drawn = { ...proof, seed: SEED };

async function open(options = {}, query = '?lang=en') {
  const watched = await Watched.open(browser, options);
  await watched.page.goto(`${address}/draws/${query}`);
  await watched.page.locator('#published .shown').first().waitFor();
  return watched;
}

/** Pastes a proof, has it checked, and waits for what is said of it. */
async function checked({ page }, text, says) {
  await page.locator('#proof').fill(typeof text === 'string' ? text : JSON.stringify(text));
  await page.locator('#check button').click();
  await page.locator('#result .shown strong', { hasText: says }).waitFor();
  return page.locator('#result .shown').getAttribute('class');
}

await step('what is published is shown, and the proof of an entry is fetched', async () => {
  const draws = await open();
  const { page } = draws;
  assert.match(await page.locator('#published').innerText(), /Lantern draw open/);
  assert.match(await page.locator('#published').innerText(), new RegExp(proof.commitment));
  await draws.accessible('the draws');
  await page.locator('#draw').fill('lantern');
  await page.locator('#entry').fill('demo-1');
  await page.keyboard.press('Enter');
  await page.locator('#result .stands', { hasText: 'takes part' }).waitFor();
  await draws.expecting([/404/], async () => {
    await page.locator('#entry').fill('demo-2');
    await page.keyboard.press('Enter');
    await page.locator('#failure .box').waitFor();
  });
  await draws.close();
});

await step('a proof is checked without a request, and an altered one is refused', async () => {
  const draws = await open();
  await draws.withoutRequest(async () => {
    assert.match(await checked(draws, drawn, 'won: A journey for two (win number 0)'), /stands/);
    await draws.accessible('a proof that stands');
    await draws.picture('draws-won-en');
    const other = { ...drawn, member: 'm-other' };
    assert.match(await checked(draws, other, 'does not lead from the entry to the root'), /fails/);
    await draws.accessible('a proof that shows nothing');
    await draws.picture('draws-altered-en');
    const seed = SEED.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    assert.match(await checked(draws, { ...drawn, seed }, 'not the one that was committed to'), /fails/);
    assert.match(await checked(draws, { ...drawn, redrawn: [7] }, 'prizes disagree'), /fails/);
    assert.match(await checked(draws, '{', 'This is no proof'), /fails/);
    assert.match(await checked(draws, { ...drawn, index: 'first' }, 'This is no proof'), /fails/);
  });
  // A tree of its own is sound in itself; only what was published tells that it is another one.
  const commitment = createHash('sha256').update(Buffer.from('00'.repeat(32), 'hex')).digest('hex');
  const own = { ...drawn, seed: '00'.repeat(32), commitment };
  assert.match(await checked(draws, own, 'This entry won'), /stands/);
  await draws.page.locator('#result', { hasText: 'publishes something else' }).waitFor();
  const file = { name: 'proof.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(proof)) };
  await draws.page.locator('#file').setInputFiles(file);
  await draws.page.locator('#result .stands', { hasText: 'takes part' }).waitFor();
  await draws.close();
});

await step('on a phone, in the dark, in Chinese', async () => {
  const draws = await open({ ...PHONE, colorScheme: 'dark', locale: 'zh-CN' }, '?draw=lantern&entry=demo-1');
  await draws.page.locator('#result .stands', { hasText: '种子尚未公布' }).waitFor();
  await checked(draws, drawn, '该参与中奖');
  await draws.fits();
  await draws.accessible('the draws on a phone');
  await draws.picture('draws-phone-zh');
  await draws.close();
});

await browser.close();
