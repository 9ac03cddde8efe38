import { expect, test, vi } from 'vitest';
import { addCommands, pageCommands, runCommand } from '../../../renderer/commands/registry.ts';

test('commands run by id and come and go with their source', () => {
  const saved = ['a'];
  const run = vi.fn();
  addCommands(() => saved.map((name) => ({ id: `open:${name}`, title: name, run: () => run(name) })));
  expect(runCommand('open:b')).toBe(false);
  saved.push('b');
  expect(pageCommands().map(({ id }) => id)).toEqual(['open:a', 'open:b']);
  expect(runCommand('open:b')).toBe(true);
  expect(run).toHaveBeenCalledWith('b');
});

test('a command that fails does not break the one who asked', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  addCommands(() => [{ id: 'broken', title: 'Broken', run: () => Promise.reject(new Error('no')) }]);
  expect(runCommand('broken')).toBe(true);
  await vi.waitFor(() => expect(error).toHaveBeenCalledOnce());
  error.mockRestore();
});
