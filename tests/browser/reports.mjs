// The reports at /reports: in two languages, on a wide window and on a phone, light and dark.

import assert from 'node:assert/strict';
import { Watched, address, launch, step } from './house.mjs';

const browser = await launch();
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

async function open(options, language = 'en') {
  const watched = await Watched.open(browser, options);
  await watched.page.goto(`${address}/reports?lang=${language}`);
  await watched.page.locator('#reconciliation table').waitFor();
  return watched;
}

async function answer(name) {
  return (await fetch(`${address}/v1/reports/${name}`)).json();
}

await step('what is shown is what the server reckoned', async () => {
  const reports = await open();
  const { page } = reports;
  const { outstanding_points: points, months } = await answer('liability');
  const first = await page.locator('#liability .figure dd').first().innerText();
  assert.equal(first.replaceAll(',', ''), String(points));
  assert.equal(await page.locator('#liability svg rect').count(), months.length);
  const { months: told } = await answer('breakage');
  assert.equal(await page.locator('#breakage tbody tr').count(), told.length + 1);
  const { total } = await answer('reconciliation');
  assert.equal(await page.locator('#reconciliation tbody tr').count(), total.orders);
  assert.equal(await page.locator('progress').count(), 0);
  await reports.accessible('/reports');
  await reports.fits();
  await reports.picture('reports-en');
  await page.locator('#languages input[value="zh-CN"]').check();
  // Nothing is left in the other language, and no key of the texts is shown.
  const heads = await page.locator('th[scope="col"], caption, dt, h2').allInnerTexts();
  assert.deepEqual(heads.filter((text) => !/[\u4e00-\u9fff]/.test(text)), []);
  assert.doesNotMatch(await page.locator('main').innerText(), /reports_|undefined|\[object|NaN/);
  await reports.close();
});

await step('on a phone, in the dark, by keyboard', async () => {
  const reports = await open({ ...PHONE, colorScheme: 'dark' }, 'zh-CN');
  await reports.fits();
  await reports.accessible('/reports on a phone');
  await reports.picture('reports-phone-zh-CN');
  await reports.page.keyboard.press('Tab');
  assert.equal(await reports.page.evaluate(() => document.activeElement.className), 'skip');
  await reports.close();
});

await browser.close();
