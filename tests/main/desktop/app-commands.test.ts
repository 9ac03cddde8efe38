import { expect, test, vi } from 'vitest';
import { AppCommands } from '../../../main/desktop/app-commands.ts';

test('commands run by id, and only while they are enabled', () => {
  const commands = new AppCommands();
  const run = vi.fn();
  let isEnabled = false;
  commands.add([{ id: 'a', label: 'A', isEnabled: () => isEnabled, run }]);
  expect(commands.run('a')).toBe(false);
  isEnabled = true;
  expect(commands.run('a')).toBe(true);
  expect(commands.run('b')).toBe(false);
  expect(run).toHaveBeenCalledOnce();
});

test('two commands of one id are refused', () => {
  const commands = new AppCommands();
  const command = { id: 'a', label: 'A', run() {} };
  expect(() => commands.add([command, command])).toThrow('"a"');
});
