// What a proof of a draw shows, in words: what the module says of it, and whether the server
// publishes all that it goes by.

import { nameIn, t } from '/js/texts.js';

/** A prize by its published name; its id where no such prize is published. */
export function nameOfPrize(draws, draw, prize) {
  const { terms } = draws.find(({ id }) => id === draw) ?? {};
  const named = terms?.prizes.find(({ id }) => id === prize);
  return named ? nameIn(named.name) : prize;
}

/** What a verdict says, and whether the proof stands. */
export function told(draws, proof, verdict) {
  if (verdict === 'lost') return { stands: true, text: t('draws.lost') };
  if (verdict === 'takes_part') return { stands: true, text: t('draws.takes_part') };
  if (verdict.won) {
    const { prize, number } = verdict.won;
    return { stands: true, text: t('draws.won', { prize: nameOfPrize(draws, proof.draw, prize), number }) };
  }
  return { stands: false, text: t(`draws.failed_${verdict.failed}`) };
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Whether the server publishes all that the proof goes by; none where it publishes no such draw, or
 * its root is not fixed yet. Prizes that were drawn again since the proof was made add to it. */
export function isPublished(draws, proof) {
  const { terms, state } = draws.find(({ id }) => id === proof.draw) ?? {};
  const end = state?.step.closed ?? state?.step.revealed;
  if (state && proof.commitment !== state.commitment) return false;
  if (!end) return undefined;
  const prizes = terms.prizes.map(({ id, quantity }) => [id, quantity]);
  const again = state.wins.flatMap((win) => win.again ?? []);
  const redrawn = proof.redrawn ?? [];
  return (
    proof.root === end.root &&
    proof.count === state.tree.count &&
    (proof.seed ?? null) === (end.seed ?? null) &&
    (proof.beacon ?? null) === (end.beacon ?? null) &&
    same(proof.prizes.map(({ prize, quantity }) => [prize, quantity]), prizes) &&
    same(redrawn, again.slice(0, redrawn.length))
  );
}

/** How far a draw has come. */
export function stepOf({ state }) {
  return typeof state?.step === 'string' ? state.step : Object.keys(state?.step ?? { unopened: 0 })[0];
}
