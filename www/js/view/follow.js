// When what is shown is shown anew.

/** Calls `render` now, whenever the session changes, and whenever another language is spoken. */
export function follow(session, render) {
  session.addEventListener('change', render);
  document.addEventListener('spoken', render);
  render();
}
