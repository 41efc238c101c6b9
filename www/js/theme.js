// Light or dark: as the system says, until the shopper says otherwise.

import { byId } from './dom.js';
import { t } from './texts.js';

const THEMES = ['system', 'light', 'dark'];

function remembered() {
  try {
    return localStorage.getItem('theme');
  } catch {
    return null;
  }
}

/** Mounts the button that turns through the themes. */
export function mountTheme() {
  const button = byId('theme');
  let theme = THEMES.includes(remembered()) ? remembered() : THEMES[0];

  function render() {
    const root = document.documentElement;
    if (theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme;
    button.dataset.theme = theme;
    const label = t('theme', { theme: t(`theme_${theme}`) });
    button.setAttribute('aria-label', label);
    button.title = label;
  }

  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    try {
      localStorage.setItem('theme', theme);
    } catch {
      // Without storage the theme lasts as long as the page.
    }
    render();
  });
  document.addEventListener('spoken', render);
  render();
}
