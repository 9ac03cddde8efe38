import { expect, test } from 'vitest';
import { readCommandLine } from '../../main/cli.ts';

test('options run the application; wrong ones end it with one sentence', () => {
  expect(readCommandLine(['--headless'], '1.2.3')).toMatchObject({ kind: 'run', options: { headless: true } });
  expect(readCommandLine(['--version'], '1.2.3')).toMatchObject({ kind: 'exit', code: 0, stdout: '1.2.3\n' });
  expect(readCommandLine(['--wrong'], '1.2.3')).toMatchObject({ kind: 'exit', code: 2, stdout: '' });
});

test('help names every command', () => {
  const help = readCommandLine(['--help'], '1');
  for (const name of ['export', 'inspect', 'verify']) {
    expect(help).toMatchObject({ stdout: expect.stringContaining(`npm start -- ${name}`) });
    expect(readCommandLine([name], '1').kind).toBe('command');
  }
});

test('an unknown command names those that there are', () => {
  for (const name of ['record', 'toString', '__proto__']) {
    expect(readCommandLine([name], '1')).toMatchObject({
      kind: 'exit',
      code: 2,
      stderr: expect.stringMatching(/no command; there is alerts, compute, export, inspect, verify/),
    });
  }
});
