import { h } from '../dashboard/dom.ts';
import { THEMES, type Theme, themeSetting } from '../settings/settings.ts';

export type ShownTheme = 'light' | 'dark';

const LABELS: Readonly<Record<Theme, string>> = { system: 'System', light: 'Light', dark: 'Dark' };
const darkQuery = () => window.matchMedia('(prefers-color-scheme: dark)');

/** The theme that is shown: the chosen one, or the system's. */
export function shownTheme(): ShownTheme {
  const theme = themeSetting.get();
  return theme === 'system' ? (darkQuery().matches ? 'dark' : 'light') : theme;
}

/** Applies the theme to the page now and on every change of the choice or the system; `onChange` hears of changes. */
export function followTheme(onChange: (theme: ShownTheme) => void): void {
  const apply = () => {
    const theme = shownTheme();
    const isChanged = document.documentElement.dataset.theme !== theme;
    document.documentElement.dataset.theme = theme;
    if (isChanged) onChange(theme);
  };
  document.documentElement.dataset.theme = shownTheme();
  darkQuery().addEventListener('change', apply);
  themeSetting.subscribe(apply);
}

/** A group of three radio buttons: system, light, dark. */
export function createThemeSwitch(): HTMLElement {
  const inputs = THEMES.map((theme) => {
    const input = h('input', { type: 'radio', name: 'theme', value: theme, 'data-testid': `theme-${theme}` });
    input.checked = theme === themeSetting.get();
    input.addEventListener('change', () => themeSetting.set(theme));
    themeSetting.subscribe((chosen) => {
      input.checked = theme === chosen;
    });
    return h('label', { class: 'segment' }, input, h('span', {}, LABELS[theme]));
  });
  return h('fieldset', { class: 'segments', 'data-testid': 'theme-switch' }, h('legend', {}, 'Theme'), ...inputs);
}
