import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** How this copy of the application is started. */
export interface Starter {
  readonly executable: string;
  readonly args: readonly string[];
}

/** Where desktops of Linux look for what to start at login. */
export function autostartPath(environment: NodeJS.ProcessEnv = process.env, home: string = homedir()): string {
  const config = environment.XDG_CONFIG_HOME?.startsWith('/') ? environment.XDG_CONFIG_HOME : join(home, '.config');
  return join(config, 'autostart', 'multi-ticker-dashboard.desktop');
}

/** Writes or removes the desktop entry that starts the application at login. Throws what the file system throws. */
export function setAutostart(isOn: boolean, starter: Starter, path: string = autostartPath()): void {
  if (!isOn) {
    rmSync(path, { force: true });
    return;
  }
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(path, autostartEntry(starter));
}

/** The desktop entry of the specification of freedesktop.org. */
export function autostartEntry({ executable, args }: Starter): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Multi-Ticker Dashboard',
    'Comment=Monitor of live crypto markets',
    `Exec=${[executable, ...args].map(quoted).join(' ')}`,
    'Icon=multi-ticker-dashboard',
    'Terminal=false',
    'StartupNotify=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** An argument of an Exec line: quoted, and escaped twice, once as a string of the file and once within the quotes. */
function quoted(argument: string): string {
  const plain = argument.replaceAll('%', '%%');
  if (/^[\w./+:=@%-]+$/.test(plain)) return plain;
  return `"${plain.replace(/["`$\\]/g, (mark) => (mark === '\\' ? '\\\\\\\\' : `\\\\${mark}`))}"`;
}
