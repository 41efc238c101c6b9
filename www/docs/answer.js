// What came back: status, time, headers, and the body as people read it.

import { h } from '/js/dom.js';
import { whole } from '/js/format.js';
import { t } from '/js/texts.js';
import { Unreachable } from '/js/failures.js';
import { failureBox } from '/js/view/problem.js';

/** Bytes shown of a body that is no text. */
const SHOWN_BYTES = 256;

function dump(bytes) {
  const rows = [];
  for (let at = 0; at < Math.min(bytes.length, SHOWN_BYTES); at += 16) {
    const row = Array.from(bytes.subarray(at, at + 16), (byte) => byte.toString(16).padStart(2, '0'));
    rows.push(row.join(' '));
  }
  return rows.join('\n') + (bytes.length > SHOWN_BYTES ? '\n…' : '');
}

/** The body, and a problem's type where it is one. */
async function read(response) {
  const kind = (response.headers.get('content-type') ?? '').split(';')[0];
  const bytes = new Uint8Array(await response.arrayBuffer());
  const size = t('docs.bytes', { count: whole(bytes.length) });
  if (!/json|text|toml/.test(kind)) return { size, text: dump(bytes) };
  const text = new TextDecoder().decode(bytes);
  try {
    const value = JSON.parse(text);
    return { size, text: JSON.stringify(value, null, 2), type: kind.includes('problem') ? value.type : undefined };
  } catch {
    return { size, text };
  }
}

function headersOf(response) {
  return h(
    'details',
    { class: 'headers' },
    h('summary', {}, t('docs.headers')),
    h(
      'dl',
      {},
      [...response.headers].map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
    ),
  );
}

/** An answer; `since` is when it was asked for, by `performance.now()`. */
export async function answerBox(response, since) {
  const { size, text, type } = await read(response);
  const took = t('docs.took', { ms: whole(Math.trunc(performance.now() - since)) });
  return h(
    'div',
    {},
    h(
      'p',
      { class: 'status' },
      h('strong', { class: response.ok ? 'well' : 'heed' }, `${response.status} ${response.statusText}`),
      h('span', { class: 'note' }, `${size}${t('stop')}${took}`),
      type && h('a', { href: type }, t('docs.meaning')),
    ),
    headersOf(response),
    h('pre', { tabindex: '0', 'aria-label': t('docs.answer') }, h('code', {}, text)),
  );
}

/** No answer. */
export function failedBox() {
  return failureBox(new Unreachable(''));
}
