import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pageCommands } from '../../../main/desktop/page-commands.ts';
import { keysText } from '../../../renderer/commands/keys.ts';

const SOURCES = 'main/desktop';
const rows = new Map(
  [...readFileSync('docs/desktop.md', 'utf8').matchAll(/^\| [^|]+ \| ([^|]+) \|([^|]*)\|([^|]*)\|$/gm)].map(
    ([, label = '', keys = '', macKeys = '']) => [label, { keys: keys.trim(), macKeys: macKeys.trim() }],
  ),
);

/** Commands as the sources write them: most of these modules need Electron to be loaded. */
function writtenCommands(): { label: string; accelerator: string | undefined }[] {
  const texts = readdirSync(SOURCES)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(SOURCES, name), 'utf8'));
  const pattern = /\bid: '[^']+',\s+label: (?:[^']+'darwin' \? '[^']+' : )?'([^']+)',(?:\s+accelerator: '([^']+)')?/g;
  return texts.flatMap((text) =>
    [...text.matchAll(pattern)].map(([, label = '', accelerator]) => ({ label, accelerator })),
  );
}

const commands = [
  ...pageCommands(() => {}).map(({ label, accelerator }) => ({ label, accelerator })),
  ...writtenCommands(),
];

it('finds the commands', () => {
  expect(commands.length).toBeGreaterThan(25);
});

it.each(commands)('documents "$label" with its keys', ({ label, accelerator }) => {
  const keys = accelerator === undefined ? '' : keysText(accelerator, 'linux');
  const macKeys = accelerator === undefined ? '' : keysText(accelerator, 'darwin');
  expect(rows.get(label)).toEqual({ keys, macKeys });
});
