// The roastery's own server: another origin, with a strict policy of its own.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const FOLDER = new URL('./roastery/', import.meta.url);
const TYPES = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' };

/** What a partner's page must allow, beside what it allows itself. */
export const policyOf = (operator) =>
  [
    "default-src 'none'",
    `script-src 'self' ${operator} 'wasm-unsafe-eval'`,
    "style-src 'self'",
    'img-src data:',
    `connect-src 'self' ${operator}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Serves the shop; gives its address. The member's snapshot is fetched from server to server. */
export async function serveRoastery(operator) {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://roastery');
    if (pathname === '/snapshot') {
      const answer = await fetch(`${operator}/v1/members/${searchParams.get('member')}/snapshot`);
      response.writeHead(answer.status, { 'Content-Type': 'application/cbor', 'Cache-Control': 'no-store' });
      response.end(Buffer.from(await answer.arrayBuffer()));
      return;
    }
    const name = pathname === '/' ? 'index.html' : pathname.slice(1);
    const body = readFileSync(new URL(name, FOLDER), 'utf8').replaceAll('{operator}', operator);
    response.writeHead(200, {
      'Content-Type': TYPES[name.split('.').at(-1)],
      'Content-Security-Policy': policyOf(operator),
    });
    response.end(body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, shop: `http://localhost:${server.address().port}` };
}
