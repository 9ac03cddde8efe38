import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AsyncBuffer, ColumnMetaData } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locatePages } from '../../../main/parquet/page-locations.ts';
import { openParquetFile, type ParquetFile } from '../../../main/parquet/parquet-file.ts';
import { writeParquet } from './write-trades-fixture.ts';

const ROWS = 70_000;
let directory: string;
let file: ParquetFile;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'page-locations-'));
  const path = join(directory, 'a.parquet');
  const rows = Array.from({ length: ROWS }, (_, i) => ({ number: i / 7, text: i % 3 === 0 ? null : `text ${i}` }));
  await writeParquet(path, { number: 'DOUBLE', text: 'UTF8' }, rows, { rowGroupSize: ROWS, statistics: true });
  file = await openParquetFile(path);
});

afterAll(async () => {
  await file.close();
  await rm(directory, { recursive: true, force: true });
});

const chunkOf = (name: string): ColumnMetaData => {
  const chunk = file.metadata.row_groups[0]?.columns.find((column) => column.meta_data?.path_in_schema[0] === name);
  if (chunk?.meta_data === undefined) throw new Error(`no column ${name}`);
  return chunk.meta_data;
};

async function bufferOf(path: string): Promise<AsyncBuffer> {
  const bytes = new Uint8Array(await readFile(path));
  return { byteLength: bytes.length, slice: async (start, end) => bytes.slice(start, end).buffer };
}

describe('locatePages', () => {
  it.each(['number', 'text'])('finds pages that cover the rows and bytes of column %s without a gap', async (name) => {
    const chunk = chunkOf(name);
    const pages = (await locatePages(await bufferOf(file.path), chunk, ROWS)) ?? [];
    expect(pages.length).toBeGreaterThan(3);
    expect(pages[0]?.first_row_index).toBe(0n);
    for (const [i, page] of pages.entries()) {
      const next = pages[i + 1];
      const end = page.offset + BigInt(page.compressed_page_size);
      expect(end).toBe(next?.offset ?? chunk.data_page_offset + chunk.total_compressed_size);
    }
  });

  it('finds nothing where the chunk is not as its metadata says', async () => {
    const buffer = await bufferOf(file.path);
    expect(await locatePages(buffer, chunkOf('number'), ROWS + 1)).toBeNull();
    expect(await locatePages(buffer, { ...chunkOf('number'), data_page_offset: 0n }, ROWS)).toBeNull();
  });

  it('lets any part of a long row group be read', async () => {
    for (const slice of [...file.slices].reverse()) {
      const numbers = Array.from(await file.readColumn('number', slice));
      expect(numbers).toEqual(Array.from({ length: slice.end - slice.start }, (_, i) => (slice.start + i) / 7));
      const texts = Array.from(await file.readColumn('text', slice), (value) => value ?? null);
      expect(texts[1]).toBe((slice.start + 1) % 3 === 0 ? null : `text ${slice.start + 1}`);
      expect(texts.at(-1)).toBe((slice.end - 1) % 3 === 0 ? null : `text ${slice.end - 1}`);
    }
  });
});
