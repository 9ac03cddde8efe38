import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diagnosticsText, homeForms } from '../../../main/diagnostics/diagnostics-file.ts';
import { createRedactor } from '../../../main/diagnostics/redactor.ts';
import { appStatus } from '../publish/fixtures.ts';

test('the file is JSON with everything but secrets and the name of the user', () => {
  const redactor = createRedactor();
  redactor.hide('key-of-the-provider');
  const text = diagnosticsText(
    {
      createdAt: '2026-01-01T00:00:00.000Z',
      versions: { application: '1.0.0' },
      system: { platform: 'linux', hasApiKey: true, token: null },
      args: ['--feed-url', 'wss://host/crypto?apiKey=key-of-the-provider'],
      settings: { apiKeyEncrypted: 'AAAA', apiKeyPlain: null, dataDir: join(homedir(), 'data'), record: true },
      problems: [],
      status: appStatus(),
      diagnostics: null,
      processes: [{ pid: 1 }],
      log: ['{"time":"t","level":"info","message":"auth key-of-the-provider"}', 'torn {'],
    },
    redactor.redact,
  );
  expect(text).not.toContain('key-of-the-provider');
  expect(text).not.toContain('AAAA');
  expect(text).not.toContain(homedir());
  expect(JSON.parse(text)).toMatchObject({
    system: { platform: 'linux', hasApiKey: true, token: null },
    args: ['--feed-url', 'wss://host/crypto?apiKey=[hidden]'],
    settings: { apiKeyEncrypted: '[hidden]', apiKeyPlain: null, dataDir: join('~', 'data'), record: true },
    log: [{ message: 'auth [hidden]' }, 'torn {'],
  });
});

test('the home directory is known in every form that paths and addresses of files have', () => {
  expect(homeForms('C:\\Users\\Zoë B')).toEqual(['C:\\Users\\Zoë B', 'C:/Users/Zoë B', 'C:/Users/Zo%C3%AB%20B']);
  expect(homeForms('/home/zoe')).toEqual(['/home/zoe']);
  expect(homeForms('C:\\')).toEqual([]);
});
