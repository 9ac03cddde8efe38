import { open, readFile } from 'node:fs/promises';

/** Appends records to a file of one JSON object per line, and makes them durable. */
export async function appendLines(path: string, records: readonly object[]): Promise<void> {
  if (records.length === 0) return;
  const file = await open(path, 'a+');
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    // A line that a crash cut off must not swallow the next one.
    const torn = size > 0 && (await file.read(last, 0, 1, size - 1)).bytesRead === 1 && last[0] !== 0x0a;
    await file.appendFile(`${torn ? '\n' : ''}${records.map((record) => `${JSON.stringify(record)}\n`).join('')}`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** The records of such a file in order; lines that are no JSON objects (a crash can cut one) are skipped. An absent file is empty. */
export async function readLines(path: string): Promise<Record<string, unknown>[]> {
  return (await readAllLines(path)).lines.filter((line) => line !== null);
}

/** The same with null for each line that is skipped; the last line is `unfinished` where it has no end. */
export async function readAllLines(
  path: string,
): Promise<{ lines: (Record<string, unknown> | null)[]; unfinished: boolean }> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n').filter((line) => line !== '');
  return { lines: lines.map(recordOf), unfinished: text !== '' && !text.endsWith('\n') };
}

function recordOf(line: string): Record<string, unknown> | null {
  try {
    const record: unknown = JSON.parse(line);
    return typeof record === 'object' && record !== null ? (record as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
