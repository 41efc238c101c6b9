// What a type of problem means, or all of them: in the words that answers are told in.

import { byId, h } from '/js/dom.js';
import { Unreachable } from '/js/failures.js';
import { mountLanguages } from '/js/languages.js';
import { LANGUAGES, loadTexts, preferredLanguage, speak, spoken, t } from '/js/texts.js';
import { mountTheme } from '/js/theme.js';
import { clauseMark, failureBox } from '/js/view/problem.js';

const told = new Map();

/** Loads what is told here in every language, so that switching needs no network. */
async function load() {
  const all = Object.keys(LANGUAGES).map(async (tag) => {
    const headers = { Accept: 'application/json', 'Accept-Language': tag };
    const response = await fetch(location.pathname, { headers }).catch(() => null);
    if (!response?.ok) throw new Unreachable(location.pathname);
    told.set(tag, await response.json());
  });
  await Promise.all(all);
}

/** A template: the facts that an answer fills in are set apart. */
function template(text) {
  const parts = text.split(/\{(\w+)(?::\w+)?\}/);
  return parts.map((part, place) => (place % 2 ? h('code', { class: 'fact' }, part) : part));
}

function number({ code, retry }) {
  return [code, t(`docs.retry_${retry}`)].filter(Boolean).join(t('stop'));
}

function one(problem) {
  const { title, detail, remedy, clause, code, type } = problem;
  return [
    h('h1', {}, template(title)),
    h('p', { class: 'note' }, h('code', {}, type)),
    h('p', { class: 'lead' }, template(detail)),
    h('h2', {}, t('docs.remedy')),
    h('p', {}, template(remedy)),
    h('h2', {}, t('docs.basis')),
    code
      ? h('p', {}, clauseMark(clause), ' ', t('docs.refusal', { number: number(problem) }))
      : h('p', {}, t('docs.machine')),
  ];
}

function row({ type, name, title, code, clause }) {
  return h(
    'li',
    { class: 'type' },
    h('span', { class: 'type-code' }, code ?? ''),
    h('a', { href: type }, h('code', {}, name)),
    h('span', {}, template(title)),
    clause && clauseMark(clause),
  );
}

function all({ types }) {
  const part = (title, kept) => [
    h('h2', {}, title),
    h('ul', { class: 'types' }, kept.map(row)),
  ];
  return [
    h('h1', {}, t('docs.problems')),
    h('p', { class: 'lead' }, t('docs.problems_lead')),
    ...part(t('docs.refusals'), types.filter(({ code }) => code)),
    ...part(t('docs.faults'), types.filter(({ code }) => !code)),
  ];
}

function render() {
  const shown = told.get(spoken());
  byId('problem').replaceChildren(...(shown.types ? all(shown) : one(shown)));
}

async function start() {
  speak(preferredLanguage());
  try {
    await Promise.all([loadTexts('/docs/texts'), load()]);
  } catch (failure) {
    byId('problem').replaceChildren(failureBox(failure));
    return;
  }
  mountLanguages(() => `${told.get(spoken()).name ?? t('docs.problems')} · Tiercel`);
  mountTheme();
  document.addEventListener('spoken', render);
  render();
}

start();
