import { expect, test, vi } from 'vitest';

const opened: string[] = [];
// Electron itself is not there outside of it; the end-to-end tests use the real one.
vi.mock('electron', () => ({ shell: { openExternal: async (url: string) => void opened.push(url) } }));

const { isSafeAddress, openExternal } = await import('../../../main/desktop/open-external.ts');

test.each([
  'http://example.com/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://host/share',
  'ms-msdt:/id',
  'https://user:pass@example.com/',
  'https://user@example.com/',
  'https://',
  'not an address',
  '',
])('%s is never handed to the system', async (address) => {
  expect(isSafeAddress(address)).toBe(false);
  expect(await openExternal(address)).toBe(false);
  expect(opened).toEqual([]);
});

test('an https address is opened as it is', async () => {
  expect(await openExternal('https://example.com/releases?x=1')).toBe(true);
  expect(opened).toEqual(['https://example.com/releases?x=1']);
});
