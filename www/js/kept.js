// What a tab remembers of itself; without storage, nothing.

/** What was kept under a name; null where there is nothing. */
export function recall(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keeps a text under a name for as long as the tab lives. */
export function remember(name, text) {
  try {
    sessionStorage.setItem(name, text);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
