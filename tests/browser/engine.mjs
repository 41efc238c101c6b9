// Chromium as an engine: the raw door in a page, many calls at once.
// argv: the module's file, the folder of the tools.
// A line in: [{"export", "handles", "input": hex or null}, …]. A line out: [{"status", "output": hex}, …].

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { launch } from './house.mjs';

const WASM = readFileSync(process.argv[2]);
const DOOR = readFileSync(new URL('../node/door.mjs', import.meta.url), 'utf8');
const FILES = {
  '/': { contentType: 'text/html', body: '<!doctype html><title>engine</title>' },
  '/door.mjs': { contentType: 'text/javascript', body: DOOR },
  '/module.wasm': { contentType: 'application/wasm', body: WASM },
};

const browser = await launch();
const page = await browser.newPage();
// The page's own files come from here: nothing is asked of any network.
await page.route('**/*', (route) => route.fulfill(FILES[new URL(route.request().url()).pathname] ?? { status: 404 }));
await page.goto('http://localhost/');
await page.evaluate(async () => {
  const { open } = await import('/door.mjs');
  const bytes = new Uint8Array(await (await fetch('/module.wasm')).arrayBuffer());
  window.door = open(bytes);
});

/** Makes the calls in the page. */
function make(calls) {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const hex = (all) => Array.from(all, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return calls.map(({ export: name, handles, input }) => {
    const { status, output } = window.door.call(name, handles, input === null ? null : bytes(input));
    return { status, output: hex(output) };
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await page.evaluate(make, JSON.parse(line))));
}
await browser.close();
