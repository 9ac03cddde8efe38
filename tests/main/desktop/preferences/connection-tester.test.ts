import { expect, test } from 'vitest';
import { ApiKey } from '../../../../main/desktop/api-key.ts';
import { ConnectionTester } from '../../../../main/desktop/preferences/connection-tester.ts';
import type { TestStep } from '../../../../main/feed/polygon/test-connection.ts';
import { SettingsStore } from '../../../../main/settings/settings-store.ts';

const vault = {
  protects: async () => false,
  encrypt: async () => Buffer.alloc(0),
  decrypt: async () => '',
};

function tester() {
  const apiKey = new ApiKey(new SettingsStore(null, {}, []), vault, () => null);
  return new ConnectionTester({ apiKey, running: () => null, address: () => 'http://127.0.0.1/' });
}

test('what was typed and cannot be a key fails at its step, and nothing is connected', async () => {
  const steps: TestStep[] = [];
  const result = await tester().run('Bearer a-key', false, (step) => steps.push(step));
  expect(result).toEqual({ outcome: 'failed', asks: false, isKeyless: false, failed: 'key' });
  expect(steps).toEqual([
    {
      id: 'key',
      state: 'failed',
      ms: null,
      detail: 'An API key is one word of at most 512 printable characters.',
      advice: expect.stringContaining('without "Bearer"'),
    },
  ]);
});

test('blanks about a key are none of it: the test goes on to the address', async () => {
  const result = await tester().run(' a-key\n', false, () => {});
  expect(result).toMatchObject({ outcome: 'failed', failed: 'address' });
});
