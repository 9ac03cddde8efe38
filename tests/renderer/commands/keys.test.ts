import { expect, test } from 'vitest';
import { keysText } from '../../../renderer/commands/keys.ts';

test('keys read as people of the platform know them', () => {
  expect(keysText('CmdOrCtrl+Shift+S', 'linux')).toBe('Ctrl+Shift+S');
  expect(keysText('CmdOrCtrl+Shift+S', 'darwin')).toBe('⇧⌘S');
  expect(keysText('CmdOrCtrl+/', 'win32')).toBe('Ctrl+/');
});
