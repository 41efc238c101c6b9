// Proofs of draws, checked in the page: the module says what an entry came to, and needs nothing
// but the proof.

import * as api from '/js/api.js';
import { byId, fillWhenChanged, h } from '/js/dom.js';
import { mountLanguages } from '/js/languages.js';
import { loadModule } from '/js/rules.js';
import { loadTexts, nameIn, preferredLanguage, speak, spoken, t } from '/js/texts.js';
import { mountTheme } from '/js/theme.js';
import { failureBox } from '/js/view/problem.js';
import { isPublished, nameOfPrize, stepOf, told } from './verdict.js';

/** The proof that was checked last, with what it shows or what is wrong with it. */
let checked = null;
let draws = [];
let verifyDraw = null;

function fail(failure) {
  byId('failure').replaceChildren(failureBox(failure));
}

function fact(name, value) {
  return [h('dt', {}, t(`draws.${name}`)), h('dd', {}, h('code', {}, String(value)))];
}

function facts(proof) {
  const named = ({ prize, quantity }) => `${nameOfPrize(draws, proof.draw, prize)} × ${quantity}`;
  const prizes = proof.prizes.map(named).join(', ');
  return h(
    'dl',
    { class: 'facts' },
    fact('draw', proof.draw),
    fact('entry', proof.entry),
    fact('member', proof.member),
    fact('index', `${proof.index} / ${proof.count}`),
    fact('prizes', prizes),
    fact('commitment', proof.commitment),
    fact('root', proof.root),
    proof.seed && fact('seed', proof.seed),
    proof.beacon && fact('beacon', proof.beacon),
  );
}

function result() {
  if (!checked) return [];
  if (checked.wrong) {
    const { path } = checked.wrong;
    const where = path ? t('draws.wrong_at', { path }) : '';
    return h('div', { class: 'shown fails' }, h('strong', {}, t('draws.no_proof')), where && h('p', {}, where));
  }
  const { stands, text } = told(draws, checked.proof, checked.verdict);
  const published = isPublished(draws, checked.proof);
  return h(
    'div',
    { class: `shown ${stands ? 'stands' : 'fails'}` },
    h('strong', {}, text),
    published === true && h('p', {}, t('draws.agrees')),
    published === false && h('p', {}, t('draws.differs')),
    published === undefined && h('p', { class: 'note' }, t('draws.compare')),
    facts(checked.proof),
  );
}

function published({ id, terms, state }) {
  const root = (state?.step.closed ?? state?.step.revealed)?.root;
  return h(
    'section',
    { class: 'shown' },
    h('strong', {}, nameIn(terms.name)),
    h('span', { class: 'note' }, ` ${t(`draws.step_${stepOf({ state })}`)}`),
    h(
      'dl',
      { class: 'facts' },
      fact('draw', id),
      fact('prizes', terms.prizes.map(({ name, quantity }) => `${nameIn(name)} × ${quantity}`).join(', ')),
      terms.beacon && fact('beacon', terms.beacon),
      state && fact('commitment', state.commitment),
      state && fact('entries', state.tree.count),
      root && fact('root', root),
    ),
  );
}

function render() {
  fillWhenChanged(byId('result'), [spoken(), checked, draws], result);
  fillWhenChanged(byId('published'), [spoken(), draws], () =>
    draws.length ? draws.map(published) : h('p', { class: 'note' }, t('draws.none')),
  );
}

function check(text) {
  let proof;
  try {
    proof = JSON.parse(text);
    checked = { proof, verdict: verifyDraw(proof) };
  } catch (error) {
    checked = { wrong: { path: error.path ?? '' } };
  }
  render();
}

async function find(draw, entry) {
  byId('failure').replaceChildren();
  try {
    const proof = await api.drawProof(draw, entry);
    byId('proof').value = JSON.stringify(proof, null, 1);
    check(byId('proof').value);
  } catch (failure) {
    fail(failure);
  }
}

function listen() {
  byId('check').addEventListener('submit', (event) => {
    event.preventDefault();
    check(byId('proof').value);
  });
  byId('find').addEventListener('submit', (event) => {
    event.preventDefault();
    const [draw, entry] = [byId('draw').value.trim(), byId('entry').value.trim()];
    if (draw && entry) find(draw, entry);
  });
  byId('file').addEventListener('change', async ({ target }) => {
    if (!target.files[0]) return;
    byId('proof').value = await target.files[0].text();
    check(byId('proof').value);
  });
}

async function start() {
  speak(preferredLanguage());
  try {
    const [{ digest }, found] = await Promise.all([
      api.moduleInfo(),
      api.draws(),
      loadTexts('/draws/texts'),
    ]);
    draws = found.draws;
    ({ verifyDraw } = await loadModule(digest));
  } catch (failure) {
    fail(failure);
    return;
  }
  mountLanguages(() => `${t('draws.title')} · Tiercel`);
  mountTheme();
  document.addEventListener('spoken', render);
  listen();
  render();
  const asked = new URLSearchParams(location.search);
  const [draw, entry] = [asked.get('draw'), asked.get('entry')];
  if (!draw || !entry) return;
  byId('draw').value = draw;
  byId('entry').value = entry;
  find(draw, entry);
}

start();
