import { expect, test } from 'vitest';
import { ownArguments } from '../../../main/desktop/own-arguments.ts';

test('from source: everything after the application path', () => {
  const argv = ['/x/electron', '--log-level=3', '--no-sandbox', '/app', '--feed', 'demo', '--log-level', 'debug'];
  expect(ownArguments(argv, true)).toEqual(['--feed', 'demo', '--log-level', 'debug']);
});

test('packaged: switches of Chromium and of test drivers are not ours', () => {
  const argv = [
    '/opt/app',
    '--remote-debugging-port=0',
    '--no-sandbox',
    '--disable-gpu',
    '--ws-port',
    '0',
    '--headless',
  ];
  expect(ownArguments(argv, false)).toEqual(['--ws-port', '0', '--headless']);
});

test('an option that nobody knows stays, so that it is reported', () => {
  expect(ownArguments(['/opt/app', '--ws-prot', '1'], false)).toEqual(['--ws-prot', '1']);
});
