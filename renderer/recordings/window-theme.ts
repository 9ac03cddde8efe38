export type ShownTheme = 'light' | 'dark';

/** Keeps the page in the theme of the application, which Electron reports as that of the system. */
export function followWindowTheme(onChange: (theme: ShownTheme) => void = () => undefined): ShownTheme {
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  const shown = (): ShownTheme => (query.matches ? 'dark' : 'light');
  const apply = () => {
    document.documentElement.dataset.theme = shown();
  };
  apply();
  query.addEventListener('change', () => {
    apply();
    onChange(shown());
  });
  return shown();
}
