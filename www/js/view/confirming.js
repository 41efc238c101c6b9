// Dialogs before what cannot be taken back, and the verdict on an entry into a draw.

import { isPublished, told } from '/draws/verdict.js';
import { h } from '../dom.js';
import { moment, whole } from '../format.js';
import { t } from '../texts.js';
import { button, closing, open } from './dialogs.js';

/** The lots that the receiver of a gift would get. */
function received({ events }) {
  const sent = events.find((event) => event.points_sent)?.points_sent;
  const lots = events.find((event) => event.points_received)?.points_received.lots ?? [];
  return { sent, lots };
}

/** A gift, with what it would come to; `give` sends it. */
export function showGift({ to, points, foreseen }, give) {
  const { lots } = received(foreseen);
  const line = (lot) =>
    h('li', {}, t(lot.expires_at ? 'gift_lot' : 'gift_lot_never', { points: whole(lot.points), at: lot.expires_at && moment(lot.expires_at) }));
  open({
    title: t('gift_confirm', { to, points: whole(points) }),
    mark: 'heed',
    children: [h('p', {}, t('gift_for_good')), lots.length > 0 && h('ul', { class: 'reasons' }, lots.map(line))],
    buttons: [button(t('gift_send', { points: whole(points) }), give, 'main'), closing(t('gift_keep'))],
  });
}

/** Leaving a household: what comes of it; `leave` does it. */
export function showLeaving({ terms, members }, isHead, leave) {
  const stays = !isHead && terms?.on_leaving === 'stay';
  const dissolves = isHead && t('home_dissolves', { count: members.length - 1, shown: whole(members.length - 1) });
  open({
    title: t(isHead ? 'home_dissolve' : 'home_leave'),
    mark: 'heed',
    children: [
      dissolves && h('p', {}, dissolves),
      h('p', {}, t(stays ? 'home_points_stay' : 'home_points_back')),
      terms?.wait_days > 0 && h('p', {}, t('home_waits', { count: terms.wait_days, shown: whole(terms.wait_days) })),
    ],
    buttons: [button(t(isHead ? 'home_dissolve' : 'home_leave'), leave, 'main'), closing(t('home_remain'))],
  });
}

/** Asks whether another member is to be the head. */
export function showHandingOver(member, handOver) {
  open({
    title: t('home_hand_over'),
    mark: 'heed',
    children: [h('p', {}, t('home_hands_over', { member }))],
    buttons: [button(t('home_hand_over'), handOver, 'main'), closing(t('home_keep_head'))],
  });
}

/** What the module says of an entry, by its proof. */
export function showVerdict(draws, proof, verdict) {
  const { stands, text } = told(draws, proof, verdict);
  const published = isPublished(draws, proof);
  const asked = new URLSearchParams({ draw: proof.draw, entry: proof.entry });
  open({
    title: t(stands ? 'verdict_stands' : 'verdict_fails'),
    mark: stands ? 'well' : 'heed',
    children: [
      h('p', {}, text),
      published === true && h('p', {}, t('draws.agrees')),
      published === false && h('p', {}, t('draws.differs')),
      h('p', { class: 'note' }, t('verdict_by_module'), ' ', h('a', { href: `/draws?${asked}` }, t('verdict_whole'))),
    ],
    buttons: [closing(t('done'), 'main')],
  });
}
