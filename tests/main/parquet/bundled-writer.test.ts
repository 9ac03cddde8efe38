import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { openParquetFile } from '../../../main/parquet/parquet-file.ts';
import { bundleForNode } from './bundle.ts';

it('writes the same file from a bundle, where the package runs in strict mode, and without a warning', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'bundled-writer-'));
  try {
    const bundle = await bundleForNode('main/parquet/parquet-writer.ts', directory);
    const script = join(directory, 'run.js');
    await writeFile(
      script,
      `import { writeParquet } from ${JSON.stringify(`./${bundle.slice(directory.length + 1)}`)};
      const columns = [{ name: 'time', type: 'time-us' }, { name: 'pair', type: 'string' }];
      await writeParquet(process.argv[2], columns, [{ length: 2, values: [[1767225600123456, null], ['A-B', 'ß']] }]);`,
    );
    const path = join(directory, 'out.parquet');
    const { stderr } = await promisify(execFile)(process.execPath, ['--pending-deprecation', script, path]);
    expect(stderr).toBe('');
    const file = await openParquetFile(path);
    const slice = { start: 0, end: 2 };
    expect(Array.from(await file.readColumn('time', slice), (v) => v ?? null)).toEqual([
      1_767_225_600_123_456_000n,
      null,
    ]);
    expect(Array.from(await file.readColumn('pair', slice))).toEqual(['A-B', 'ß']);
    await file.close();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
