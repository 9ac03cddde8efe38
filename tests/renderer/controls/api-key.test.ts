import { expect, test } from 'vitest';
import { describeApiKey } from '../../../renderer/controls/api-key.ts';

test('without a keyring the reader is told that a key is not stored', () => {
  expect(describeApiKey({ source: 'session', canStore: false })).toContain('until the application ends');
  expect(describeApiKey({ source: 'none', canStore: false })).toContain('only until the application ends');
  expect(describeApiKey({ source: 'settings', canStore: true })).toContain('encrypted');
});
