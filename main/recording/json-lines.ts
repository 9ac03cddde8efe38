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
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const records: Record<string, unknown>[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      const record: unknown = JSON.parse(line);
      if (typeof record === 'object' && record !== null) records.push(record as Record<string, unknown>);
    } catch {}
  }
  return records;
}
