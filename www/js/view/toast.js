// A word in passing: that something was added, cancelled, settled.

import { byId, h } from '../dom.js';

/** Milliseconds for which it stays. */
const TOAST_MS = 4000;

/** Says it, in place of whatever was said before. */
export function toast(text) {
  const note = h('p', { class: 'toast' }, text);
  byId('toasts').replaceChildren(note);
  setTimeout(() => note.remove(), TOAST_MS);
}
