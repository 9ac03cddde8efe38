import type { PreferencesBridge } from '../../preload/preferences-bridge.ts';

/** What the preload script offers this page. */
export function preferencesBridge(): PreferencesBridge {
  const { preferences } = window as unknown as { readonly preferences?: PreferencesBridge };
  if (preferences === undefined) throw new Error('this page belongs to a window of the desktop application');
  return preferences;
}
