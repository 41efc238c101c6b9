// One call: what it takes and answers, a form to fill in, the line for a shell, and what came back.

import { h, say } from '/js/dom.js';
import { t } from '/js/texts.js';
import { answerBox, failedBox } from './answer.js';
import { curl, urlOf } from './request.js';
import { sampleOf } from './samples.js';
import { shapeOf } from './shape.js';

/** What a form sends: the path and query filled in, headers, body. */
function requestOf({ method, path }, { fields, text, kind }) {
  const values = new Map(fields.map(({ parameter, input }) => [parameter, input.value.trim()]));
  const headers = {};
  if (text) headers['Content-Type'] = kind;
  for (const [{ name, in: place }, value] of values) if (place === 'header' && value) headers[name] = value;
  return { method: method.toUpperCase(), url: urlOf(path, values), headers, body: text?.value };
}

function labelled(id, name, note, input) {
  return h(
    'div',
    { class: 'field' },
    h('label', { for: id }, name, note && h('span', { class: 'note' }, note)),
    input,
  );
}

function makeField(operation, parameter, changed) {
  const id = `${operation.operationId}-${parameter.name}`;
  const input = h('input', { type: 'text', id, autocomplete: 'off', spellcheck: 'false', oninput: changed });
  const note = t(parameter.required ? 'docs.required' : 'docs.optional');
  if (parameter['x-sample']) {
    sampleOf(parameter['x-sample']).then((sample) => {
      if (input.value === '' && sample !== undefined) {
        input.value = sample;
        changed();
      }
    });
  }
  return { parameter, input, element: labelled(id, h('code', {}, parameter.name), note, input) };
}

const written = (value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

/** The body to send, begun with an example; `edited` is called whenever it changes. */
function makeBody(operation, edited) {
  const [[kind, { examples }]] = Object.entries(operation.requestBody.content);
  const names = Object.keys(examples);
  const id = `${operation.operationId}-body`;
  const text = h('textarea', { id, rows: '12', spellcheck: 'false', autocomplete: 'off', oninput: edited });
  text.value = written(examples[names[0]].value);
  const choose = ({ target }) => {
    text.value = written(examples[target.value].value);
    edited();
  };
  const options = names.map((name) => h('option', { value: name }, name));
  const chooser =
    names.length > 1 &&
    labelled(`${id}-example`, t('docs.example'), '', h('select', { id: `${id}-example`, onchange: choose }, options));
  return { kind, text, element: h('div', {}, chooser, labelled(id, t('docs.body'), kind, text)) };
}

/** Milliseconds for which it is said that the line was copied. */
const SAID_MS = 2500;

function makeCopied(shell) {
  const said = h('span', { role: 'status' });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(shell.textContent);
      say(said, t('docs.copied'));
    } catch {
      // Where the browser does not let a page write there, the hand does.
      getSelection().selectAllChildren(shell);
      say(said, t('docs.selected'));
    }
    setTimeout(() => say(said, ''), SAID_MS);
  };
  return h('p', { class: 'copy' }, h('button', { type: 'button', class: 'quiet small', onclick: copy }, t('docs.copy')), said);
}

/** The form, the shell's line and the answer of a call. */
function makeTrial(operation) {
  const form = {};
  const shell = h('code', { tabindex: '0', 'aria-label': 'curl' });
  const answer = h('div', { class: 'answer', role: 'status' });
  const request = () => requestOf(operation, form);
  const changed = () => say(shell, curl(request(), location.origin));
  // The key is for one request: another body gets another key, and the same is sent under the same.
  const edited = () => {
    const key = form.fields.find(({ parameter }) => parameter.name === 'Idempotency-Key');
    if (key) key.input.value = crypto.randomUUID();
    changed();
  };
  form.fields = operation.parameters.map((parameter) => makeField(operation, parameter, changed));
  const body = operation.requestBody && makeBody(operation, edited);
  Object.assign(form, body);

  async function send(event) {
    event.preventDefault();
    const asked = request();
    const since = performance.now();
    form.button.disabled = true;
    try {
      const response = await fetch(asked.url, asked);
      answer.replaceChildren(await answerBox(response, since));
    } catch {
      answer.replaceChildren(failedBox());
    } finally {
      form.button.disabled = false;
    }
  }

  form.button = h('button', { type: 'submit', class: 'main' }, t('docs.send'));
  edited();
  return h(
    'form',
    { class: 'trial', onsubmit: send },
    h('h3', {}, t('docs.try')),
    form.fields.map(({ element }) => element),
    body?.element,
    h('pre', { class: 'shell' }, shell),
    h('div', { class: 'acts' }, form.button, makeCopied(shell)),
    answer,
  );
}

function makeShapes(document, { requestBody, responses }) {
  const parts = [];
  const part = (title, kind, schema) => {
    parts.push(h('h3', {}, title, h('span', { class: 'note' }, kind)));
    if (schema) parts.push(shapeOf(document, schema));
  };
  for (const [kind, { schema }] of Object.entries(requestBody?.content ?? {})) part(t('docs.takes'), kind, schema);
  for (const [kind, { schema }] of Object.entries(responses['200'].content)) part(t('docs.answers'), kind, schema);
  return h('div', { class: 'shapes' }, parts);
}

/** A call as it stands in the list; what is inside is made when it is opened. */
export function makeCall(document, operation) {
  const { operationId, method, path, summary, description } = operation;
  const inside = h('div', { class: 'inside' });
  const opened = () => {
    if (!call.open || inside.hasChildNodes()) return;
    inside.append(
      ...[description && h('p', {}, description)].filter(Boolean),
      h('div', { class: 'halves' }, makeTrial(operation), makeShapes(document, operation)),
    );
  };
  const call = h(
    'details',
    { class: 'call', id: operationId, ontoggle: opened },
    h(
      'summary',
      {},
      h('span', { class: `method ${method}` }, method.toUpperCase()),
      h('code', { class: 'path' }, path),
      h('span', { class: 'does' }, summary),
    ),
    inside,
  );
  return call;
}
