import { expect, test } from 'vitest';
import { defaultDataDir } from '../../main/data-directory.ts';

test.each([
  [{}, '/home/u/.local/share/multi-ticker-dashboard'],
  [{ XDG_DATA_HOME: '/data/my files' }, '/data/my files/multi-ticker-dashboard'],
  [{ XDG_DATA_HOME: '' }, '/home/u/.local/share/multi-ticker-dashboard'],
  [{ XDG_DATA_HOME: 'share' }, '/home/u/.local/share/multi-ticker-dashboard'],
])('Linux with %j', (environment, expected) => {
  expect(defaultDataDir('linux', environment, '/home/u')).toBe(expected);
});
