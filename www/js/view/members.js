// Whom to shop as.

import { byId, fillWhenChanged, h } from '../dom.js';
import { t } from '../texts.js';
import { follow } from './follow.js';
import { nameOfMember, tierBadge } from './tier.js';

/** Shows the members to choose from; `choose(id)` is called with the one chosen. */
export function mountMembers(session, choose) {
  const list = byId('members');
  let shown = null;

  function choice({ id, tier }, index) {
    const name = nameOfMember(session, id);
    return h(
      'label',
      { class: 'member' },
      h('input', {
        type: 'radio',
        name: 'member',
        id: `member-${index}`,
        value: id,
        checked: id === session.member,
        onchange: () => choose(id),
      }),
      h('span', { class: 'face', 'aria-hidden': 'true', 'data-tier': tierOf(id, tier) }, [...name][0]),
      h('span', { class: 'member-name' }, name),
      tierBadge(session, tierOf(id, tier)),
    );
  }

  // The chosen one's tier is the module's, so that it follows every order.
  function tierOf(id, listed) {
    return id === session.member && !session.choosing ? (session.view?.tier.id ?? listed) : listed;
  }

  follow(session, () => {
    const looks = session.members.map(({ id, tier }) => [id, tierOf(id, tier), nameOfMember(session, id)]);
    fillWhenChanged(list, [looks, document.documentElement.lang], () =>
      session.members.length ? session.members.map(choice) : h('p', { class: 'empty' }, t('no_members')),
    );
    for (const input of list.querySelectorAll('input')) {
      input.checked = input.value === session.member;
      input.disabled = !session.online && !input.checked;
    }
    list.setAttribute('aria-busy', String(session.choosing));
    bringIntoView();
  });

  // On a phone the list is a row that scrolls by itself: the one chosen stands in its middle.
  function bringIntoView() {
    const chosen = list.querySelector(':checked')?.parentElement;
    if (!chosen || chosen === shown || list.clientWidth === 0) return;
    shown = chosen;
    list.scrollLeft = chosen.offsetLeft - list.offsetLeft - (list.clientWidth - chosen.offsetWidth) / 2;
  }
}
