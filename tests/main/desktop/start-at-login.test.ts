import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { autostartEntry, autostartPath, setAutostart } from '../../../main/desktop/start-at-login.ts';

test('the entry is written where desktops look, and removed again', () => {
  const home = mkdtempSync(join(tmpdir(), 'multi-ticker-login-'));
  const path = autostartPath({}, home);
  expect(path).toBe(join(home, '.config', 'autostart', 'multi-ticker-dashboard.desktop'));
  setAutostart(true, { executable: '/opt/app/multi-ticker-dashboard', args: [] }, path);
  expect(readFileSync(path, 'utf8')).toContain('\nExec=/opt/app/multi-ticker-dashboard\n');
  setAutostart(false, { executable: '', args: [] }, path);
  setAutostart(false, { executable: '', args: [] }, path);
  expect(existsSync(path)).toBe(false);
  rmSync(home, { recursive: true });
});

test('XDG_CONFIG_HOME counts where it is absolute', () => {
  expect(autostartPath({ XDG_CONFIG_HOME: '/conf' }, '/home/u')).toBe('/conf/autostart/multi-ticker-dashboard.desktop');
  expect(autostartPath({ XDG_CONFIG_HOME: 'conf' }, '/home/u')).toMatch(/^\/home\/u\/\.config\//);
});

test.each([
  ['/home/a b/app', 'Exec="/home/a b/app"'],
  ['/100%/app', 'Exec=/100%%/app'],
  ['/$HOME/"x"/app', 'Exec="/\\\\$HOME/\\\\"x\\\\"/app"'],
  ['/back\\slash app', 'Exec="/back\\\\\\\\slash app"'],
])('%s is quoted as desktop entries want it', (executable, line) => {
  expect(autostartEntry({ executable, args: [] })).toContain(`\n${line}\n`);
});
