// From navigation to the first preview, and to a page that can be used: printed as figures.

import { address, launch } from './house.mjs';

const ROUNDS = 9;
const browser = await launch();
const marks = { 'first-paint': [], 'first-preview': [] };
for (let round = 0; round < ROUNDS; round += 1) {
  // Nothing is in its cache.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  await page.locator('#shop:not([hidden])').waitFor();
  for (const name of Object.keys(marks)) {
    marks[name].push(await page.evaluate((it) => performance.getEntriesByName(it)[0].startTime, name));
  }
  await context.close();
}
await browser.close();
const told = Object.entries(marks).map(([name, all]) => {
  const sorted = all.map(Math.round).sort((a, b) => a - b);
  return [`Chromium, from navigation to ${name}: least, middle, most`, `${sorted[0]}, ${sorted[ROUNDS >> 1]}, ${sorted.at(-1)} ms`];
});
console.log(JSON.stringify(Object.fromEntries(told)));
