// What pays a part beside points and cash: a field for each that the policy names. The page reads an
// amount and passes it on; what it leaves to pay is the module's to say.

import { byId, fillWhenChanged, h, show } from '../dom.js';
import { minorOf, plainMoney } from '../format.js';
import { nameIn, spoken, t } from '../texts.js';
import { follow } from './follow.js';

/** A tender's name, or its id where the policy in force no longer has it. */
export function tenderName(session, id) {
  const tender = session.policy?.orders.tenders.find((tender) => tender.id === id);
  return tender ? nameIn(tender.name) : id;
}

/** Shows the fields. */
export function mountTenders(session) {
  const { cart } = session;

  function field({ id, name, counts }) {
    const known = cart.tenders.find(({ tender }) => tender === id);
    const input = h('input', {
      type: 'text',
      id: `tender-${id}`,
      inputmode: 'decimal',
      autocomplete: 'off',
      value: known ? plainMoney(known.amount_minor) : '',
      placeholder: plainMoney(0),
      'aria-describedby': counts ? null : `tender-note-${id}`,
      oninput: () => {
        const minor = minorOf(input.value);
        input.setAttribute('aria-invalid', String(minor === null));
        if (minor === null) return;
        cart.setTender(id, minor);
        session.reckon();
      },
    });
    return h(
      'div',
      { class: 'points-field tender' },
      h('label', { for: input.id }, t('tender_pays_part', { tender: nameIn(name) })),
      input,
      counts ? null : h('p', { class: 'note', id: `tender-note-${id}` }, t('tender_note')),
    );
  }

  follow(session, () => {
    if (!session.ready) return;
    const offered = session.policy?.orders.tenders ?? [];
    show(byId('tenders'), offered.length > 0);
    // A cart that is emptied by an order is one without tenders.
    fillWhenChanged(byId('tenders'), [offered, cart.tenders.length === 0 && cart.isEmpty, spoken()], () => offered.map(field));
  });
}
