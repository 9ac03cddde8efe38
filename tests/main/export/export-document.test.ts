import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EXPORT_HELP } from '../../../main/export/export-options.ts';
import { EXPORT_FORMATS } from '../../../main/export/export-request.ts';
import { runInspect } from '../../../main/inspect/inspect-command.ts';
import { runCommand } from '../inspect/commands.ts';

const document = readFileSync('docs/export.md', 'utf8');
const optionsIn = (text: string): string[] => [...new Set(text.match(/--[a-z][a-z-]+/g))].sort();
/** What the tables of options name. */
const documented = document
  .split('\n')
  .filter((line) => line.startsWith('| `--'))
  .flatMap((line) => optionsIn(line.split(' | ')[0] ?? ''));

it('documents every option of export and inspect, and none that there is not', async () => {
  const { stdout: inspectHelp } = await runCommand(runInspect, '--help');
  expect(optionsIn(EXPORT_HELP).length).toBeGreaterThan(8);
  expect([...new Set(documented)].sort()).toEqual(optionsIn(`${EXPORT_HELP} ${inspectHelp}`));
});

it.each(EXPORT_FORMATS)('says what becomes of a cell in .%s', (format) => {
  expect(document).toMatch(new RegExp(`^\\| recorded \\|.* \`\\.${format}\` \\|`, 'm'));
});

it('is found from the README', () => {
  expect(readFileSync('README.md', 'utf8')).toContain('(docs/export.md)');
});
