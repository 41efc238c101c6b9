// The record of a purchase at /record: in two languages, on a wide window and on a phone, printed.

import assert from 'node:assert/strict';
import { Watched, address, launch, step } from './house.mjs';

const browser = await launch();
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const MEMBER = 'm-7c05aa';

const { orders } = await (await fetch(`${address}/v1/members/${MEMBER}`)).json();
const order = orders[0].id;

async function open(options, language = 'en') {
  const watched = await Watched.open(browser, options);
  await watched.page.goto(`${address}/record/?member=${MEMBER}&order=${order}&lang=${language}`);
  await watched.page.locator('#record table').first().waitFor();
  return watched;
}

await step('what is shown is what the server made', async () => {
  const record = await open();
  const { page } = record;
  const told = await (await fetch(`${address}/v1/members/${MEMBER}/orders/${order}/record`)).json();
  const text = await page.locator('#record').innerText();
  for (const value of [told.order, told.module, told.policies, told.payment]) assert.ok(text.includes(value), `${value} is not in ${text}`);
  assert.equal(await page.locator('#record tbody tr').count(), told.lines.length);
  await record.accessible('/record');
  await record.fits();
  await record.picture('record-en');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('#print').isVisible(), false);
  await record.picture('record-print');
  await page.emulateMedia({ media: 'screen' });
  await page.locator('#languages input[value="zh-CN"]').check();
  const heads = await page.locator('th[scope="col"], caption, dt, h2').allInnerTexts();
  assert.deepEqual(heads.filter((head) => !/[\u4e00-\u9fff]/.test(head)), []);
  assert.doesNotMatch(await page.locator('main').innerText(), /record_|stage_|basis_|undefined|\[object|NaN/);
  await record.close();
});

await step('on a phone, in the dark, by keyboard', async () => {
  const record = await open({ ...PHONE, colorScheme: 'dark' }, 'zh-CN');
  await record.fits();
  await record.accessible('/record on a phone');
  await record.picture('record-phone-zh-CN');
  await record.page.keyboard.press('Tab');
  assert.equal(await record.page.evaluate(() => document.activeElement.className), 'skip');
  await record.close();
});

await browser.close();
