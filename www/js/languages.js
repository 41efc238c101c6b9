// The languages to choose from, and the fixed texts of a page in the one chosen.

import { byId, h, say } from './dom.js';
import { LANGUAGES, speak, spoken, t } from './texts.js';

/** Mounts the choice of language; `title` gives the page's title. */
export function mountLanguages(title = () => t('title')) {
  const sayEverywhere = () => {
    for (const element of document.querySelectorAll('[data-text]')) say(element, t(element.dataset.text));
    document.title = title();
  };
  const choose = (tag) => {
    speak(tag, true);
    sayEverywhere();
    document.dispatchEvent(new Event('spoken'));
  };
  for (const [tag, name] of Object.entries(LANGUAGES)) {
    const input = h('input', {
      type: 'radio',
      name: 'language',
      value: tag,
      checked: tag === spoken(),
      onchange: () => choose(tag),
    });
    byId('languages').append(h('label', { lang: tag }, input, h('span', {}, name)));
  }
  sayEverywhere();
}
