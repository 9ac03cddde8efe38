import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '../is-running.ts';

/** Who holds a lock; the text of the lock file. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly product: string;
  readonly startedAt: string;
  readonly token: string;
  /** Linux: when the process started, in the kernel's ticks, which tells a reused process id from the old process. */
  readonly processStart: string | null;
  /** Grows while the holder lives. */
  readonly beat: number;
}

export interface DirectoryLock {
  /** Shows that we live. Resolves to false if someone else has taken the lock. Rejects if the file cannot be written. */
  beat(): Promise<boolean>;
  release(): Promise<void>;
}

export type LockResult = { readonly lock: DirectoryLock } | { readonly holder: LockHolder };

/** How often a holder must call beat(). */
export const LOCK_BEAT_MS = 2_000;
const SILENCE_MS = 3 * LOCK_BEAT_MS + 500;
const POLL_MS = 200;
const SETTLE_MS = 50;

/**
 * Takes the lock of a directory, or says who holds it. A lock that a dead process left behind is taken over: a dead process id on
 * this host at once, one that cannot be asked (on another host or system) after `silenceMs` without a beat. Rejects with the
 * system's error if the file cannot be written.
 */
export async function acquireLock(path: string, product: string, silenceMs = SILENCE_MS): Promise<LockResult> {
  const own: LockHolder = {
    pid: process.pid,
    host: hostname(),
    product,
    startedAt: new Date().toISOString(),
    token: randomUUID(),
    processStart: await processStart(process.pid),
    beat: 0,
  };
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await create(path, own)) {
      await delay(SETTLE_MS);
      const winner = await readHolder(path);
      if (winner?.token === own.token) return { lock: heldLock(path, own) };
    }
    const holder = await readHolder(path);
    if (holder === null) continue;
    if (await isAlive(path, holder, silenceMs)) return { holder: (await readHolder(path)) ?? holder };
    await removeStale(path, holder);
  }
  const holder = await readHolder(path);
  return { holder: holder ?? { ...own, pid: 0, product: 'another process', token: '' } };
}

/** Names a holder for people. */
export function describeHolder(holder: LockHolder): string {
  const where = holder.host === hostname() ? '' : ` on ${holder.host}`;
  return `${holder.product} (process ${holder.pid}${where}, running since ${holder.startedAt.slice(0, 19)}Z)`;
}

function heldLock(path: string, own: LockHolder): DirectoryLock {
  let beats = 0;
  return {
    async beat() {
      const holder = await readHolder(path);
      if (holder === null) return create(path, own);
      if (holder.token !== own.token) return false;
      beats += 1;
      await overwrite(path, { ...own, beat: beats });
      return true;
    },
    async release() {
      if ((await readHolder(path))?.token === own.token) await rm(path, { force: true });
    },
  };
}

/** False if the file exists already. */
async function create(path: string, holder: LockHolder): Promise<boolean> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return null;
    throw error;
  });
  if (file === null) return false;
  try {
    await file.writeFile(JSON.stringify(holder));
  } finally {
    await file.close();
  }
  return true;
}

/** In one write of nearly constant length, so that readers see the old or the new text. */
async function overwrite(path: string, holder: LockHolder): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(JSON.stringify(holder).padEnd(400), 0);
  } finally {
    await file.close();
  }
}

/** null if there is no lock; a lock that is being written or is unreadable counts as held by an unknown process. */
async function readHolder(path: string): Promise<LockHolder | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return JSON.parse(text) as LockHolder;
  } catch {
    return { pid: 0, host: '', product: 'an unknown process', startedAt: '', token: text, processStart: null, beat: 0 };
  }
}

async function isAlive(path: string, holder: LockHolder, silenceMs: number): Promise<boolean> {
  if (holder.host === hostname()) {
    if (!processExists(holder.pid)) return false;
    const start = await processStart(holder.pid);
    if (start !== null && holder.processStart !== null) return start === holder.processStart;
  }
  const until = Date.now() + silenceMs;
  while (Date.now() < until) {
    await delay(POLL_MS);
    const now = await readHolder(path);
    if (now === null) return false;
    if (now.token !== holder.token || now.beat !== holder.beat) return true;
  }
  return false;
}

const processExists = (pid: number): boolean => Number.isInteger(pid) && pid > 0 && isRunning(pid);

/** The start time of a process; null where the system does not say. */
async function processStart(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The second field is the name in parentheses and may contain anything; the start time is field 22.
  return text === null ? null : (text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

/** Moves the stale lock aside and makes sure that it was still the stale one, in case two processes do this at once. */
async function removeStale(path: string, stale: LockHolder): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  const found = await readHolder(aside);
  if (found !== null && found.token !== stale.token) await rename(aside, path);
  else await rm(aside, { force: true });
}
