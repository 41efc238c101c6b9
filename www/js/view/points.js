// How many points to use: a slider and a field that say the same. What may be used is the module's
// to say; the field may ask for anything.

import { byId, fillWhenChanged, say } from '../dom.js';
import { briefMoney, whole } from '../format.js';
import { spoken, t } from '../texts.js';
import { follow } from './follow.js';
import { isAboutPoints, refusalBox } from './problem.js';

/** Where the slider comes to rest: between none and the least that may be used there is nothing, so
 * a key goes across at once, and a hand to the nearer side. */
function reachable(wanted, { points, least_points, step_points }) {
  if (wanted === 0 || wanted >= least_points) return wanted;
  const goesUp = wanted - points === step_points;
  const goesDown = points - wanted === step_points;
  return goesUp || (!goesDown && 2 * wanted >= least_points) ? least_points : 0;
}

/** Shows the control for points. */
export function mountPoints(session) {
  const { cart } = session;
  const slider = byId('points-slider');
  const number = byId('points-number');
  const most = byId('points-most');
  const none = byId('points-none');

  const ask = (points) => {
    cart.setPoints(points);
    session.reckon();
  };
  slider.addEventListener('input', () => ask(reachable(Number(slider.value), session.quote.offset)));
  number.addEventListener('input', () => {
    const text = number.value.trim().replaceAll(',', '');
    const isWhole = /^\d{0,15}$/.test(text);
    number.setAttribute('aria-invalid', String(!isWhole));
    if (isWhole) ask(Number(text));
  });
  number.addEventListener('blur', () => {
    number.setAttribute('aria-invalid', 'false');
    number.value = cart.points;
  });
  most.addEventListener('click', () => ask(session.quote.offset.most_points));
  none.addEventListener('click', () => ask(0));

  /** What the shopper should know about the number: how far it goes, and what holds it. */
  function hint({ asked_points, points, value_minor, most_points, least_points, step_points, limited_by }) {
    if (step_points === 0) return t('points_nothing');
    if (most_points === 0) return t('points_too_few', { least: whole(least_points) });
    const said = [];
    if (points > 0) said.push(t('points_value', { points: whole(points), amount: briefMoney(value_minor) }));
    if (points > 0 && points < asked_points)
      said.push(t('points_less', { asked: whole(asked_points), points: whole(points) }));
    said.push(t(`points_most_${limited_by}`, { most: whole(most_points) }));
    said.push(t('points_step', { least: whole(least_points), step: whole(step_points) }));
    return said.join('');
  }

  follow(session, () => {
    if (!session.ready) return;
    const offset = session.quote?.offset;
    const usable = offset?.most_points ?? 0;
    slider.max = String(usable);
    slider.step = String(offset?.step_points || 1);
    slider.value = String(offset?.points ?? 0);
    slider.disabled = usable === 0;
    slider.setAttribute('aria-label', t('points_to_use'));
    slider.setAttribute('aria-valuetext', t('points_count', { points: whole(offset?.points ?? 0) }));
    slider.style.setProperty('--filled', usable ? String((offset.points / usable) * 100) : '0');
    if (document.activeElement !== number) number.value = cart.points;
    most.disabled = usable === 0 || offset.points === usable;
    none.disabled = cart.points === 0;
    say(byId('points-have'), t('points_have', { points: whole(session.view.available_points) }));
    say(byId('points-hint'), offset ? hint(offset) : cart.isEmpty ? t('points_wait') : '');
    const refusal = isAboutPoints(session.refusal) ? session.refusal : null;
    fillWhenChanged(byId('points-refusal'), [refusal, spoken()], () => (refusal ? refusalBox(refusal) : []));
  });
}
