import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runExport } from '../../../main/export/export-command.ts';
import { ExportCancelledError } from '../../../main/export/export-request.ts';
import { startExport } from '../../../main/export/start-export.ts';
import { bundleForNode } from '../parquet/bundle.ts';
import { requestOf, tradeRow, writeTrades } from './fixtures.ts';

let directory: string;
let script: string;
const at = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'export-command-'));
  await bundleForNode('main/export/export-worker.ts', at('bundle'));
  await bundleForNode('main/export/export-command.ts', at('bundle'));
  script = at('bundle/run.js');
  await writeFile(
    script,
    `import { runExport } from './export-command.js';
    process.exitCode = await runExport(process.argv.slice(2), process);`,
  );
  const many = Array.from({ length: 150_000 }, (_, i) => tradeRow(i, { pair: `P${i % 50}-USD` }));
  await writeTrades(at('many/a.parquet'), many);
  await writeTrades(at('few/a.parquet'), [tradeRow(1), tradeRow(2)]);
}, 60_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

/** Runs the command in this process, from source. */
async function command(...args: string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await runExport(args, { stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}

/** Runs the bundled command in a process of its own. */
function start(...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [script, ...args], { cwd: directory });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const stdout = text(child.stdout ?? new PassThrough());
  const stderr = text(child.stderr ?? new PassThrough());
  return { child, finished: async () => ({ code: await ended, stdout: await stdout, stderr: await stderr }) };
}

const targets = async () => (await readdir(directory)).filter((name) => name.includes('out.')).sort();

describe('export', () => {
  it('says what it wrote, and nothing else when it was quick', async () => {
    const { code, stdout, stderr } = await command('--table', 'trades', '--input', at('few'), '--to', at('a.csv'));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Wrote 2 rows \(0\.\d kB\) to .*a\.csv in \d+\.\d s\.\n$/);
  });

  it('prints its help', async () => {
    const { code, stdout, stderr } = await command('--help');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: npm start -- export/);
  });

  it('ends with code 2 and one sentence on wrong arguments', async () => {
    expect(await command('--table', 'trades')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^Say where to.*\n$/),
    });
  });

  it('ends with code 1 where it cannot, and says what would help', async () => {
    await writeFile(at('b.csv'), 'mine');
    const args = ['--table', 'trades', '--input', at('few'), '--to', at('b.csv')];
    expect(await command(...args)).toEqual({
      code: 1,
      stdout: '',
      stderr: `${at('b.csv')} exists already. Add --force to replace it.\n`,
    });
    expect(await command(...args, '--force')).toMatchObject({ code: 0 });
  });

  it('ends with code 1 when damaged files were left out', async () => {
    await writeTrades(at('damaged/a.parquet'), [tradeRow(1)]);
    await writeFile(at('damaged/b.parquet'), '');
    const args = ['--table', 'trades', '--input', at('damaged'), '--to', at('c.csv')];
    const failed = await command(...args);
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toMatch(/b\.parquet is not a readable Parquet file.*\nNothing was written\. --skip-damaged/);
    const skipped = await command(...args, '--skip-damaged');
    expect(skipped).toMatchObject({ code: 1, stdout: expect.stringMatching(/^Wrote 1 rows/) });
    expect(skipped.stderr).toMatch(
      /Its rows are missing\.\nThe export is incomplete: 1 damaged files were left out\.\n$/,
    );
  });

  it('works from the bundle, in a worker thread, without a warning', async () => {
    const { finished } = start('--table', 'trades', '--input', 'few', '--to', 'd.xlsx');
    expect(await finished()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Wrote 2 rows/), stderr: '' });
    expect((await readFile(at('d.xlsx'))).subarray(0, 2).toString()).toBe('PK');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('is cancelled by %s and leaves no file', async (signal) => {
    const { child, finished } = start('--table', 'trades', '--input', 'many', '--to', 'out.xlsx', '--sheets', 'pair');
    while ((await targets()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill(signal);
    expect(await finished()).toMatchObject({
      code: 130,
      stdout: '',
      stderr: expect.stringMatching(/The export was cancelled; no file was written\.\n$/),
    });
    expect(await targets()).toEqual([]);
  });
});

describe('startExport', () => {
  const worker = () => pathToFileURL(at('bundle/export-worker.js'));

  it('keeps the calling thread free', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const stages = new Set<string>();
    const running = startExport(requestOf(at('many'), at('e.xlsx')), {
      worker: worker(),
      onProgress: ({ stage }) => stages.add(stage),
    });
    const result = await running.done;
    clearInterval(timer);
    expect(result).toMatchObject({ rows: 150_000, sheets: ['trades'] });
    // On a busy machine the files are seen too.
    expect([...stages].filter((stage) => stage !== 'opening')).toEqual(['writing', 'finishing']);
    expect(ticks).toBeGreaterThan(10);
  });

  it('hands errors over as they are', async () => {
    const { done } = startExport(requestOf(at('few'), at('b.csv')), { worker: worker() });
    await expect(done).rejects.toMatchObject({ name: 'ExportError', code: 'exists' });
  });

  it('fails, and leaves no file, when its thread dies', async () => {
    await writeFile(
      at('bundle/dying.js'),
      `import { writeFileSync } from 'node:fs';
      import { workerData } from 'node:worker_threads';
      writeFileSync(${JSON.stringify(at('.out.csv.'))} + workerData.id + '.tmp', '');
      throw new Error('out of memory');`,
    );
    const { done } = startExport(requestOf(at('few'), at('out.csv')), { worker: pathToFileURL(at('bundle/dying.js')) });
    await expect(done).rejects.toThrow(/^The export failed: out of memory\.$/);
    expect(await targets()).toEqual([]);
  });

  it('is cancelled also while its thread hears nothing, and leaves no file', async () => {
    await writeFile(
      at('bundle/deaf.js'),
      `import { writeFileSync } from 'node:fs';
      import { workerData } from 'node:worker_threads';
      writeFileSync(${JSON.stringify(at('.out.csv.'))} + workerData.id + '.tmp', '');
      for (;;);`,
    );
    const running = startExport(requestOf(at('few'), at('out.csv')), { worker: pathToFileURL(at('bundle/deaf.js')) });
    while ((await targets()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    running.cancel();
    await expect(running.done).rejects.toThrow(ExportCancelledError);
    expect(await targets()).toEqual([]);
  });
});
