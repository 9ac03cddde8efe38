/** The tags of `languages` that Intl accepts: with LANG=C Chromium lists "c", on which every Intl constructor throws. */
export function validLocales(languages: readonly string[]): string[] {
  return languages.filter((tag) => {
    try {
      return Intl.getCanonicalLocales(tag).length > 0;
    } catch {
      return false;
    }
  });
}

/** Makes `navigator.languages` safe for Intl; Perspective's grid hands it over unchecked. Call before anything formats. */
export function repairNavigatorLanguages(): void {
  const valid = validLocales(navigator.languages);
  if (valid.length === navigator.languages.length) return;
  Object.defineProperty(Navigator.prototype, 'languages', { get: () => valid, configurable: true });
}

/** Locales of this page, most wanted first; empty = the default of the runtime. */
export function pageLocales(): string[] {
  return typeof navigator === 'undefined' ? [] : validLocales(navigator.languages ?? []);
}
