// The checkout, as a shopper's hands and eyes know it.

import assert from 'node:assert/strict';
import { Watched, address } from './house.mjs';

/** A checkout that is open, as a member. */
export class Shop extends Watched {
  static async enter(browser, { member = 'm-3f97b1', language = 'en', ...options } = {}) {
    const shop = await Shop.open(browser, options);
    await shop.page.goto(`${address}/?member=${member}&lang=${language}`);
    await shop.page.locator('#shop').waitFor();
    return shop;
  }

  /** The text of the one element that a selector names. */
  async read(selector) {
    return (await this.page.locator(selector).innerText()).trim();
  }

  cash() {
    return this.read('#sums .cash dd');
  }

  async earn() {
    return this.page.locator('#sums .earn dd').first().innerText();
  }

  async balances() {
    const numbers = await this.page.locator('#balances dd:not(.note)').allInnerTexts();
    const [available, pending, held] = numbers.map((text) => Number(text.replaceAll(',', '')));
    return { available, pending, held };
  }

  /** Waits until balances are as expected. */
  async balancesAre(expected) {
    for (let tries = 0; tries < 50; tries += 1) {
      if (JSON.stringify(await this.balances()) === JSON.stringify(expected)) return;
      await this.page.waitForTimeout(100);
    }
    assert.deepEqual(await this.balances(), expected);
  }

  /** Presses the button that places the order, and waits for what comes of it. */
  async place() {
    await this.page.locator('#summary [data-act="place"]').click();
    await this.page.locator('#dialog[open]').waitFor();
    return this.read('#dialog-title');
  }

  async press(text) {
    await this.page.locator('#dialog button', { hasText: text }).click();
  }

  async tab(name) {
    await this.page.locator(`#tab-${name}`).click();
    await this.page.locator(`#panel-${name}`).waitFor();
  }
}

/** Another session of the same member: it asks the server by itself. */
export async function elsewhere(command) {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() };
  const answer = await fetch(`${address}/v1/commands`, { method: 'POST', headers, body: JSON.stringify(command) });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}
