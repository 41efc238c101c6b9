// A browser to drive the pages with, and a witness to everything that it complains of.
// argv of every script: the site's address, the folder of the tools, the folder for screenshots.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

export const [, , address, tools, shots] = process.argv;
const require = createRequire(`${tools}/package.json`);
const { chromium } = require('playwright-core');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let answers = null;

/** Asks the test that started this script for something, and waits until it is done. */
export async function ask(what) {
  answers ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  // A script ends when it is done, though the test that started it would still listen.
  process.stdin.unref?.();
  console.log(what);
  const { value } = await answers.next();
  assert.equal(value, 'done', what);
}

/** Starts the browser; an empty profile, nothing of its own over the network. */
export async function launch() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const quiet = ['--disable-gpu', '--disable-background-networking', '--disable-component-update'];
  const args = [...quiet, '--disable-sync', '--no-first-run', '--disable-quic', '--no-sandbox'];
  return chromium.launch({ executablePath, args });
}

/** A page that is watched: what the console says, requests that fail, answers that are no 2xx. */
export class Watched {
  /** Whatever was complained of. */
  complaints = [];
  /** The addresses asked for. */
  requests = [];
  #expected = [];

  static async open(browser, { width = 1280, height = 900, ...options } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB', ...options });
    const watched = new this();
    watched.context = context;
    watched.page = await context.newPage();
    watched.page.setDefaultTimeout(30_000);
    watched.#watch();
    return watched;
  }

  #watch() {
    const { page } = this;
    const complain = (text) => this.#expected.some((pattern) => pattern.test(text)) || this.complaints.push(text);
    page.on('console', (message) => complain(`console: ${message.text()}`));
    page.on('pageerror', (error) => complain(`error: ${error.stack}`));
    page.on('request', (request) => this.requests.push(request.url()));
    page.on('requestfailed', (request) => complain(`failed: ${request.url()} ${request.failure()?.errorText}`));
    page.on('response', (response) => {
      if (response.status() >= 400) complain(`status ${response.status()}: ${response.url()}`);
    });
  }

  /** While something happens, complaints that match are no surprise. */
  async expecting(patterns, act) {
    this.#expected = patterns;
    try {
      return await act();
    } finally {
      this.#expected = [];
    }
  }

  /** Holds an act to make no request at all. */
  async withoutRequest(act) {
    const before = this.requests.length;
    await act();
    assert.deepEqual(this.requests.slice(before), [], 'requests were made');
  }

  /** Waits for what moves, so that the same page gives the same picture, and colours are those that stay. */
  async #still() {
    await this.page.waitForFunction(() =>
      document.getAnimations().every(({ playState, effect }) => playState !== 'running' || effect?.getTiming().iterations === Infinity),
    );
  }

  /** A picture for people, the whole page, kept as an artefact. */
  async picture(name, fullPage = true) {
    mkdirSync(shots, { recursive: true });
    await this.#still();
    await this.page.screenshot({ path: `${shots}/${name}.png`, fullPage });
  }

  /** No part of the page is wider than the window. */
  async fits() {
    const [wide, window, culprits] = await this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      const beyond = [...document.querySelectorAll('body *')].filter(
        (element) => element.getBoundingClientRect().right > clientWidth + 1,
      );
      return [scrollWidth, clientWidth, beyond.slice(0, 5).map(({ outerHTML }) => outerHTML.slice(0, 120))];
    });
    assert.ok(wide <= window, `the page is ${wide} wide in a window of ${window}: ${culprits.join('\n')}`);
  }

  /** Nothing that axe-core finds: WCAG 2.2 A and AA, and its best practices. */
  async accessible(what) {
    await this.#still();
    const cdp = await this.context.newCDPSession(this.page);
    await cdp.send('Runtime.evaluate', { expression: AXE });
    await cdp.detach();
    const violations = await this.page.evaluate(async () => {
      const { violations: found } = await window.axe.run(document, { resultTypes: ['violations'] });
      return found.map(({ id, nodes }) => [id, nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`)]);
    });
    assert.deepEqual(violations, [], `axe-core, ${what}`);
  }

  /** Closes the page, which nothing was complained of. */
  async close() {
    assert.deepEqual(this.complaints, []);
    await this.context.close();
  }
}

/** A step of a script, told as it begins, so that a failure says where it happened. */
export async function step(name, act) {
  console.error(`  ${name}`);
  await act();
}
