import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installedBy } from '../../../main/desktop/installed-by.ts';

const executable = '/opt/app/multi-ticker-dashboard';
const path = process.env.PATH;
let tools: string;

beforeEach(() => {
  tools = mkdtempSync(join(tmpdir(), 'multi-ticker-tools-'));
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(tools, { recursive: true });
});

/** A package manager that knows only our executable. */
function manager(name: string): void {
  writeFileSync(join(tools, name), `#!/bin/sh\n[ "$2" = "${executable}" ]\n`);
  chmodSync(join(tools, name), 0o755);
  process.env.PATH = tools;
}

it('is an AppImage only where this very program runs from its mount', async () => {
  process.env.PATH = tools;
  const APPIMAGE = '/home/u/App.AppImage';
  expect(await installedBy('/tmp/.mount_x/app', 'linux', { APPIMAGE, APPDIR: '/tmp/.mount_x' })).toBe('AppImage');
  expect(await installedBy(executable, 'linux', { APPIMAGE, APPDIR: '/tmp/.mount_other' })).toBeNull();
  expect(await installedBy(executable, 'linux', { APPIMAGE })).toBeNull();
});

it.skipIf(process.platform === 'win32')(
  'is what the package manager owns, else nothing that can be replaced',
  async () => {
    manager('dpkg-query');
    expect(await installedBy(executable, 'linux', {})).toBe('deb');
    expect(await installedBy('/home/u/unpacked/app', 'linux', {})).toBeNull();
    rmSync(join(tools, 'dpkg-query'));
    manager('rpm');
    expect(await installedBy(executable, 'linux', {})).toBe('rpm');
    rmSync(join(tools, 'rpm'));
    expect(await installedBy(executable, 'linux', {})).toBeNull();
  },
);

it('comes from an installer on Windows and macOS', async () => {
  expect(await installedBy('C:\\app.exe', 'win32', {})).toBe('installer');
});
