const MAC: Readonly<Record<string, string>> = { CmdOrCtrl: '⌘', Shift: '⇧', Alt: '⌥' };

/** An accelerator of Electron (`CmdOrCtrl+Shift+S`) as people of that platform know it: `Ctrl+Shift+S`, `⇧⌘S`. */
export function keysText(accelerator: string, platform: string): string {
  const parts = accelerator.split('+').map((part) => (part === '' ? '+' : part));
  if (platform !== 'darwin') return parts.map((part) => (part === 'CmdOrCtrl' ? 'Ctrl' : part)).join('+');
  const key = parts.at(-1) ?? '';
  // The order in which macOS writes them.
  const modifiers = ['Alt', 'Shift', 'CmdOrCtrl'].filter((name) => parts.includes(name));
  return modifiers.map((name) => MAC[name]).join('') + key;
}
