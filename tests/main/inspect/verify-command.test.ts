import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runVerify } from '../../../main/inspect/verify-command.ts';
import { listSegments, manifestPath } from '../../../main/recording/layout.ts';
import { recoverJournals } from '../../../main/recording/recover-journals.ts';
import { createFixture, type Fixture, leaveJournal, makeTrades } from '../recording/fixture.ts';
import { runCommand } from './commands.ts';

let fixture: Fixture;
let first: string;
let second: string;

beforeEach(async () => {
  fixture = await createFixture();
  await leaveJournal(fixture.root, 1, [makeTrades(100)]);
  await leaveJournal(fixture.root, 2, [makeTrades(50, 100)]);
  await recoverJournals(fixture.root, 'test', Number.POSITIVE_INFINITY);
  [first = '', second = ''] = (await listSegments(fixture.root, 'trades')).map(({ file }) => join(fixture.root, file));
});

afterEach(() => fixture.close());

const verify = (path: string) => runCommand(runVerify, path);

async function flipBit(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(path, bytes);
}

describe('verify', () => {
  it('compares every checksum of a recording, from the folder, the dataset, or the folder above', async () => {
    for (const path of [fixture.root, dirname(dirname(first)), dirname(fixture.root), first]) {
      const { code, stdout } = await verify(path);
      expect({ path, code }).toEqual({ path, code: 0 });
      const files = path === first ? 1 : 2;
      expect(stdout).toMatch(
        new RegExp(`^${files} files, .* rows, .* bytes; ${files} checksums compared; no problem found\n$`),
      );
    }
  });

  it('names every file that is not what was written', async () => {
    await flipBit(first, 150);
    await writeFile(second, (await readFile(second)).subarray(0, 200));
    const { code, stdout } = await verify(fixture.root);
    expect(code).toBe(1);
    expect(stdout).toContain(`${first}: its checksum is not that of the file that was written.`);
    expect(stdout).toContain(`${second}: it has 200 bytes;`);
    expect(stdout).toContain('2 problems');
  });

  it('names a file that is missing', async () => {
    await rm(second);
    const { code, stdout } = await verify(fixture.root);
    expect(code).toBe(1);
    expect(stdout).toContain(`${second} is missing (50 rows); the manifest lists it.`);
    await rm(first);
    expect((await verify(dirname(dirname(first)))).stdout).toContain('2 problems');
  });

  it('says what is wrong with the manifest itself, and which files it does not list', async () => {
    const manifest = manifestPath(fixture.root);
    const [line = ''] = (await readFile(manifest, 'utf8')).split('\n');
    await writeFile(manifest, `${line}\n{"file": \n[]\n{"file":"x","sha2`);
    const damaged = await verify(fixture.root);
    expect(damaged.code).toBe(1);
    expect(damaged.stdout).toContain(`${manifest}: 2 of 3 lines are damaged; what they say`);
    expect(damaged.stdout).toContain(`The last line of ${manifest} is unfinished.`);
    await writeFile(manifest, `${line}\n`);
    const short = await verify(fixture.root);
    expect(short.code).toBe(0);
    expect(short.stdout).toMatch(
      /^1 of the files are not in the manifest: they were decoded from end to end instead\.$/m,
    );
    expect(short.stdout).toContain('1 checksums compared; no problem found');
  });

  it('decodes files without a checksum from end to end', async () => {
    const folder = join(dirname(fixture.root), 'elsewhere');
    await mkdir(folder);
    await rename(first, join(folder, 'a.parquet'));
    await rename(second, join(folder, 'b.parquet'));
    expect(await verify(folder)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('There is no manifest here'),
    });
    await flipBit(join(folder, 'b.parquet'), 150);
    const { code, stdout } = await verify(folder);
    expect(code).toBe(1);
    expect(stdout).toMatch(/b\.parquet is damaged: column \w+, rows 0 to 49/);
  });

  it('checks journals too', async () => {
    const journal = await leaveJournal(fixture.root, 3, [makeTrades(10), makeTrades(10), makeTrades(10)]);
    expect(await verify(fixture.root)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/1 journals in .* hold 30 newer rows/),
    });
    const { length } = await readFile(journal);
    await flipBit(journal, Math.floor(length / 2));
    expect(await verify(fixture.root)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/-000003\.wal: \d+ bytes are damaged; 10 rows/),
    });
  });

  it('refuses what it does not understand', async () => {
    expect(await verify('/no/such/folder')).toMatchObject({ code: 1, stderr: '/no/such/folder does not exist.\n' });
    expect(await runCommand(runVerify)).toMatchObject({ code: 2, stderr: expect.stringContaining('needs one DIR') });
    expect(await runCommand(runVerify, '--help')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('verify DIR'),
    });
  });
});
