import { expect, test } from 'vitest';
import type { ApiKeyStatus } from '../../../preload/preferences-bridge.ts';
import { describeApiKey, describeKeeping } from '../../../renderer/preferences/describe-key.ts';

const NONE: ApiKeyStatus = { source: 'none', hint: null, canStore: true, isUnreadable: false };

test('says where the key comes from and how it is kept', () => {
  expect(describeApiKey(NONE)).toContain('There is no key');
  expect(describeApiKey({ ...NONE, isUnreadable: true })).toContain('keyring');
  expect(describeApiKey({ ...NONE, source: 'environment', hint: '•••• 0815' })).toContain('•••• 0815');
  expect(describeApiKey({ ...NONE, source: 'environment' })).toContain('POLYGON_API_KEY');
  expect(describeApiKey({ ...NONE, source: 'session' })).toContain('until the application ends');
  expect(describeApiKey({ ...NONE, source: 'settings-encrypted' })).toContain('encrypted');
  expect(describeApiKey({ ...NONE, source: 'settings-plain' })).toContain('unprotected');
});

test('without a keyring the choice is explained', () => {
  expect(describeKeeping(NONE)).toBe('');
  expect(describeKeeping({ ...NONE, canStore: false })).toContain('no keyring');
});
