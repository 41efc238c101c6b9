// The server's time, as the page knows it: the last moment it told, and what has passed since.
// The browser's own clock is never asked, because it may be wrong.

let told = null;

/** The server told its time; a text or milliseconds. The later reading wins. */
export function setClock(stamp) {
  const at = /^\d+$/.test(String(stamp)) ? Number(stamp) : Date.parse(stamp);
  if (Number.isFinite(at)) told = { at, since: performance.now() };
}

/** Now, in whole milliseconds since 1970. */
export function now() {
  if (told === null) throw new Error('the server has not told its time yet');
  return Math.trunc(told.at + (performance.now() - told.since));
}

/** A moment as the rules write it. */
export function momentText(ms) {
  return new Date(ms).toISOString();
}
