// Makes elements. Text always goes in as text, never as markup.

const SVG = 'http://www.w3.org/2000/svg';

function dress(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...shown(children));
  return element;
}

/** Children without those that a condition left out. */
function shown(children) {
  return children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false && child !== '');
}

/** An element: `h('p', { class: 'note' }, 'text', child)`; a property `onclick` is a listener. */
export function h(tag, properties = {}, ...children) {
  return dress(document.createElement(tag), properties, children);
}

/** The same for a shape of a picture. */
export function shape(tag, properties = {}, ...children) {
  return dress(document.createElementNS(SVG, tag), properties, children);
}

/** The one element with this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Sets a text only where it differs, so that nothing is announced twice. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Shows or hides. */
export function show(element, visible) {
  element.hidden = !visible;
}

/**
 * Fills an element anew only when what it shows has changed, so that focus and selection survive.
 * `data` is anything that JSON can hold; `make` gives the children.
 */
export function fillWhenChanged(element, data, make) {
  const seen = JSON.stringify(data);
  if (element.shown === seen) return;
  element.shown = seen;
  const focused = element.contains(document.activeElement) ? document.activeElement.id : '';
  element.replaceChildren(...shown([make()].flat()));
  if (focused) byId(focused)?.focus();
}

/** An icon drawn with the text's colour; it says nothing to a screen reader. */
export function icon(path) {
  return shape(
    'svg',
    { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false' },
    shape('path', { d: path }),
  );
}

/** The icons in use: strokes on a field of 20 by 20. */
export const ICONS = {
  minus: 'M5 10h10',
  plus: 'M10 5v10M5 10h10',
  bin: 'M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6M8.5 9v4.5M11.5 9v4.5',
  check: 'M4.5 10.5l3.5 3.5 7.5-8',
  chevron: 'M6 8l4 4 4-4',
};
