// Says what went wrong so that a person can act on it: what, why, by which clause, and what would
// change the answer.

import { h } from '../dom.js';
import { Unreachable, WrongModule } from '../failures.js';
import { t, tellProblem, tellRefusal } from '../texts.js';

/** A clause, set apart. */
export function clauseMark(clause) {
  return h('span', { class: 'clause', title: t('clause_of', { clause }) }, clause);
}

function box({ title, detail, remedy, clause }) {
  return h(
    'div',
    { class: 'box' },
    h('p', { class: 'box-title' }, h('strong', {}, title), clause && clauseMark(clause)),
    detail && h('p', {}, detail),
    remedy && h('p', { class: 'box-remedy' }, remedy),
  );
}

/** Whether a refusal is about the points asked for, and about nothing else. */
export function isAboutPoints(refusal) {
  return refusal?.name.startsWith('offset_') ?? false;
}

/** A refusal by the rules, in this page or by the server. */
export function refusalBox(refusal) {
  return box(tellRefusal(refusal));
}

/** Whatever else went wrong. */
export function failureBox(failure) {
  if (failure instanceof Unreachable)
    return box({ title: t('unreachable'), remedy: t('unreachable_remedy') });
  if (failure instanceof WrongModule) {
    return box({ title: t('wrong_module'), detail: failure.message, remedy: t('wrong_module_remedy') });
  }
  const { type, title, detail, remedy, clause, name, facts } = failure.body ?? {};
  if (name && facts) return refusalBox({ name, facts, clause });
  const told = tellProblem(type);
  return box(told ?? { title: title ?? t('failed'), detail: detail ?? failure.message, remedy, clause });
}
