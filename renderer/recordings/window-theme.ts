export type ShownTheme = 'light' | 'dark';

const query = window.matchMedia('(prefers-color-scheme: dark)');

/** The theme of the application, which Electron reports as that of the system. */
export function shownTheme(): ShownTheme {
  return query.matches ? 'dark' : 'light';
}

/** Keeps the page in that theme, and calls back when it changes. */
export function followWindowTheme(onChange: (theme: ShownTheme) => void = () => undefined): void {
  const apply = () => {
    document.documentElement.dataset.theme = shownTheme();
  };
  apply();
  query.addEventListener('change', () => {
    apply();
    onChange(shownTheme());
  });
}
