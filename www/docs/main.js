// The API, as its OpenAPI document describes it: every call, to be read and to be tried.

import { byId, fillWhenChanged, h, say } from '/js/dom.js';
import { mountLanguages } from '/js/languages.js';
import { LANGUAGES, loadTexts, preferredLanguage, speak, spoken, t } from '/js/texts.js';
import { mountTheme } from '/js/theme.js';
import { failureBox } from '/js/view/problem.js';
import { Unreachable } from '/js/failures.js';
import { makeCall } from './call.js';

const documents = new Map();

/** Loads the document in every language, so that switching needs no network. */
async function loadDocuments() {
  const all = Object.keys(LANGUAGES).map(async (tag) => {
    const headers = { 'Accept-Language': tag };
    const response = await fetch('/openapi.json', { headers }).catch(() => null);
    if (!response?.ok) throw new Unreachable('/openapi.json');
    documents.set(tag, await response.json());
  });
  await Promise.all(all);
}

/** Every operation with its method and path, by group, in the order of the groups. */
function grouped({ tags, paths }) {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
  );
  return tags.map(({ name, description }) => ({
    description,
    operations: operations.filter((operation) => operation.tags[0] === name),
  }));
}

/** Shows the call that the address names. */
function openNamed() {
  const named = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
  if (!(named instanceof HTMLDetailsElement)) return;
  named.open = true;
  named.scrollIntoView();
  named.querySelector('summary').focus();
}

function render() {
  const description = documents.get(spoken());
  say(byId('about'), description.info.description);
  const opened = [...document.querySelectorAll('.call[open]')].map(({ id }) => id);
  fillWhenChanged(byId('calls'), [spoken()], () =>
    grouped(description).map((group) =>
      h(
        'section',
        { class: 'group' },
        h('h2', {}, group.description),
        group.operations.map((operation) => makeCall(description, operation)),
      ),
    ),
  );
  for (const id of opened) byId(id).open = true;
}

async function start() {
  speak(preferredLanguage());
  try {
    await Promise.all([loadTexts('/docs/texts'), loadDocuments()]);
  } catch (failure) {
    byId('failure').replaceChildren(failureBox(failure));
    return;
  }
  mountLanguages(() => `${t('docs.title')} · Tiercel`);
  mountTheme();
  document.addEventListener('spoken', render);
  addEventListener('hashchange', openNamed);
  render();
  openNamed();
}

start();
