import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  acquireLock,
  type DirectoryLock,
  describeHolder,
  type LockHolder,
} from '../../../main/recording/directory-lock.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
  path = join(directory, '.lock');
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const holder = (change: Partial<LockHolder>): LockHolder => ({
  pid: process.pid,
  host: hostname(),
  product: 'Other',
  startedAt: '2026-01-01T10:00:00.000Z',
  token: 'other',
  processStart: null,
  beat: 0,
  ...change,
});

/** The id of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid as number;
}

async function mustAcquire(silenceMs?: number): Promise<{ readonly lock: DirectoryLock }> {
  const result = await acquireLock(path, 'Test', silenceMs);
  if (!('lock' in result)) throw new Error(`held by ${result.holder.pid}`);
  return result;
}

describe('acquireLock', () => {
  it('gives the lock to one and names it to the next', async () => {
    const { lock } = await mustAcquire();
    const second = await acquireLock(path, 'Second');
    if (!('holder' in second)) throw new Error('two holders');
    expect(describeHolder(second.holder)).toMatch(
      new RegExp(`^Test \\(process ${process.pid}, running since 20.*Z\\)$`),
    );
    expect(await lock.beat()).toBe(true);
    await lock.release();
    await mustAcquire();
  });

  it('gives it to exactly one of many that ask at once, also over a dead lock', async () => {
    await writeFile(path, JSON.stringify(holder({ pid: await deadPid() })));
    const results = await Promise.all(Array.from({ length: 8 }, () => acquireLock(path, 'Test')));
    expect(results.filter((result) => 'lock' in result)).toHaveLength(1);
    expect(await readdir(directory)).toEqual(['.lock']);
  });

  it('takes over at once what a dead process left behind', async () => {
    await writeFile(path, JSON.stringify(holder({ pid: await deadPid() })));
    await mustAcquire(60_000);
  });

  it.runIf(process.platform === 'linux')('takes over when the process id belongs to another process now', async () => {
    await writeFile(path, JSON.stringify(holder({ processStart: '1' })));
    await mustAcquire();
  });

  it('waits for a beat of a lock from elsewhere and leaves it alone if there is one', async () => {
    const elsewhere = holder({ host: 'elsewhere', pid: 1 });
    await writeFile(path, JSON.stringify(elsewhere));
    const acquiring = acquireLock(path, 'Test');
    await new Promise((resolve) => setTimeout(resolve, 700));
    await writeFile(path, JSON.stringify({ ...elsewhere, beat: 1 }));
    const result = await acquiring;
    if (!('holder' in result)) throw new Error('taken although it lives');
    expect(describeHolder(result.holder)).toBe('Other (process 1 on elsewhere, running since 2026-01-01T10:00:00Z)');
  });

  it('takes over a lock that is silent or unreadable', async () => {
    await writeFile(path, '');
    await mustAcquire(600);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid, product: 'Test' });
  });

  it('tells a holder that its lock was taken, and makes it again where it was deleted', async () => {
    const { lock } = await mustAcquire();
    await rm(path);
    expect(await lock.beat()).toBe(true);
    await writeFile(path, JSON.stringify(holder({})));
    expect(await lock.beat()).toBe(false);
    await lock.release();
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ token: 'other' });
  });
});
