// How the element looks, until the page around it says otherwise: by custom properties, or by parts.

export const LOOKS = `
:host {
  --ink: var(--tiercel-ink, light-dark(#15211c, #e7edea));
  --soft: var(--tiercel-soft, light-dark(#55645d, #9dada5));
  --ground: var(--tiercel-ground, light-dark(#ffffff, #161d1a));
  --line: var(--tiercel-line, light-dark(#dde4e0, #2a3530));
  --accent: var(--tiercel-accent, light-dark(#0d6b52, #4fc49f));
  --on-accent: var(--tiercel-on-accent, light-dark(#ffffff, #06231a));
  --heed: var(--tiercel-heed, light-dark(#96460c, #f0b27a));
  --heed-ground: var(--tiercel-heed-ground, light-dark(#fdf1e5, #33241a));
  display: block;
  position: relative;
  container-type: inline-size;
}
:host([hidden]) { display: none; }
* { box-sizing: border-box; margin: 0; padding: 0; }
.panel {
  display: grid;
  gap: 0.875rem;
  padding: var(--tiercel-padding, 1.125rem);
  border: 1px solid var(--line);
  border-radius: var(--tiercel-radius, 12px);
  background: var(--ground);
  color: var(--ink);
  font: var(--tiercel-font, inherit);
  font-variant-numeric: tabular-nums;
}
.head { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; align-items: baseline; justify-content: space-between; }
.heading { font-weight: 600; }
.tier {
  padding: 0.0625rem 0.625rem;
  border-radius: 999px;
  background: var(--accent);
  color: var(--on-accent);
  font-size: 0.8125em;
  font-weight: 600;
  white-space: nowrap;
}
.sums { display: grid; gap: 0.375rem; }
.row { display: flex; gap: 1rem; align-items: baseline; justify-content: space-between; }
.term { color: var(--soft); }
.amount { white-space: nowrap; }
.price { padding-top: 0.5rem; border-top: 1px solid var(--line); }
.row.price .term { color: var(--ink); font-weight: 600; }
.row.price .amount { font-size: 1.5em; font-weight: 650; line-height: 1.2; }
.row.offset .amount { color: var(--heed); }
.row.earned .amount { color: var(--accent); font-weight: 600; }
.way { display: grid; gap: 0.375rem; }
.next, .note { color: var(--soft); font-size: 0.875em; }
.next.lifts { color: var(--accent); font-weight: 600; }
.bar { height: 6px; border-radius: 3px; overflow: hidden; background: var(--line); }
.fill { display: block; height: 100%; background: var(--accent); }
.refusal { padding: 0.625rem 0.75rem; border-radius: 8px; background: var(--heed-ground); font-size: 0.875em; }
.refusal p:first-child { display: flex; gap: 0.75rem; align-items: baseline; justify-content: space-between; }
.refusal strong { color: var(--heed); }
.refusal code { margin-left: 0.5em; }
[role="status"] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.clause { color: var(--soft); font-size: 0.875em; }
`;
