import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from './server-process.ts';

/** Whether this machine has what a Linux desktop keeps secrets with. */
export function hasKeyring(): boolean {
  return ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon'].every(
    (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined,
  );
}

export interface Keyring {
  /** For programs that are to use it. */
  readonly environment: NodeJS.ProcessEnv;
  stop(): void;
}

/** Starts a session bus with an unlocked keyring of its own. */
export async function startKeyring(): Promise<Keyring> {
  const home = mkdtempSync(join(tmpdir(), 'multi-ticker-keyring-'));
  const children: ChildProcess[] = [];
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(bus);
  const [address] = (await once(bus.stdout, 'data')) as [Buffer];
  const environment = {
    DBUS_SESSION_BUS_ADDRESS: address.toString().trim(),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_RUNTIME_DIR: home,
  };
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  children.push(daemon);
  daemon.stdin.end('e2e');
  const owner = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner'];
  const isUp = () => {
    const { stdout } = spawnSync('dbus-send', [...owner, 'string:org.freedesktop.secrets'], {
      env: { ...process.env, ...environment },
    });
    return stdout.includes('true');
  };
  await waitFor(() => (isUp() ? true : null));
  return {
    environment,
    stop() {
      for (const child of children) child.kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
