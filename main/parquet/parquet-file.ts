import { type FileHandle, open, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetScan,
  type SchemaElement,
} from 'hyparquet';
import { compressors as allCompressors } from 'hyparquet-compressors';
import { checkFooter } from './check-footer.ts';
import { locatePages, type PageLocation } from './page-locations.ts';
import { isSystemError, readProblem } from './read-problem.ts';
import { isUnmarkedBytes, textIfItIs } from './unmarked-text.ts';

/** Rows decoded at once: bounds memory and the time that one step blocks the event loop. */
const SLICE_ROWS = 8_192;
/** Every slice reads its row group's bytes again, so a long row group is cut into a few slices only. */
const MAX_SLICES_PER_GROUP = 8;
const FOOTER_FETCH_BYTES = 64 * 1024;
const MAGIC = Buffer.from('PAR1');
const MICROSECOND_NS = 1_000n;
const MILLISECOND_NS = 1_000_000n;

/** Every timestamp as a bigint of Unix nanoseconds, whatever its unit in the file. */
const parsers = {
  timestampFromMilliseconds: (ms: bigint) => ms * MILLISECOND_NS,
  timestampFromMicroseconds: (us: bigint) => us * MICROSECOND_NS,
  timestampFromNanoseconds: (ns: bigint) => ns,
};

/** zlib checks the checksum of gzip pages, which the JavaScript decoder does not: a flipped bit is found. */
const decompressors: Compressors = { ...allCompressors, GZIP: (input) => new Uint8Array(gunzipSync(input)) };

/** A page of nulls has no bytes, on which some decoders fail. */
const compressors: Compressors = Object.fromEntries(
  Object.entries(decompressors).map(([codec, decompress]): [string, typeof decompress] => [
    codec,
    (input, length) => (length === 0 ? new Uint8Array() : decompress(input, length)),
  ]),
);

/** A problem with a file, worded for people: the file, what is wrong, what to do. */
export class ParquetFileError extends Error {
  override readonly name = 'ParquetFileError';
}

/** Half-open range of rows of a file. */
export interface RowSlice {
  readonly start: number;
  readonly end: number;
}

/** An open Parquet file, read slice by slice; never whole. */
export interface ParquetFile {
  readonly path: string;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, SchemaElement>;
  /** The footer as it is. */
  readonly metadata: FileMetaData;
  /** The whole file in slices: row group by row group, long row groups in parts. */
  readonly slices: readonly RowSlice[];
  /**
   * Values of a column in a slice; timestamps are bigint nanoseconds, nulls are null or undefined. Bytes that the writer did not declare as text
   * are a string nevertheless if they are one, as older writers leave it.
   */
  readColumn(name: string, slice: RowSlice): Promise<ArrayLike<unknown>>;
  /**
   * Least and greatest value of a column, or of the row group that holds the slice, from the row groups' statistics; null where the
   * writer kept none.
   */
  statisticsOf(name: string, slice?: RowSlice): { readonly min: unknown; readonly max: unknown } | null;
  /** Whether its first bytes are those of a Parquet file; all others can be read nevertheless. */
  beginsAsParquet(): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens a file and reads its footer. Throws ParquetFileError if it is absent or no readable Parquet file. */
export async function openParquetFile(path: string): Promise<ParquetFile> {
  const handle = await openForReading(path);
  try {
    const buffer = await asyncBuffer(handle);
    if (buffer.byteLength < 12) throw new Error(buffer.byteLength === 0 ? 'it is empty' : 'it is too short');
    const metadata = await parquetMetadataAsync(buffer, { parsers, initialFetchSize: FOOTER_FETCH_BYTES });
    checkFooter(metadata);
    return await parquetFile(path, handle, buffer, metadata);
  } catch (error) {
    await handle.close();
    const problem = isSystemError(error)
      ? `cannot be read: ${readProblem(error)}`
      : `is not a readable Parquet file (${footerProblem(error)})`;
    throw new ParquetFileError(`${path} ${problem}.`, { cause: error });
  }
}

/** What the reader of footers says, for people. */
function footerProblem(error: unknown): string {
  const words = readProblem(error);
  if (words.includes('footer != PAR1')) return 'it does not end as one does: cut off, encrypted, or of another kind';
  return words.startsWith('it is ') ? words : `its footer is damaged: ${words}`;
}

async function parquetFile(
  path: string,
  handle: FileHandle,
  file: AsyncBuffer,
  metadata: FileMetaData,
): Promise<ParquetFile> {
  const pages = createPageIndex(file, metadata);
  // Not in the package's types: what it otherwise builds itself from the indexes that few writers store.
  const own = { useOffsetIndex: false, pageLocationsByGroup: pages.byGroup };
  const options = { file, metadata, parsers, compressors, utf8: false, ...own };
  const scan = await parquetScan(options);
  const unmarked = new Set(metadata.schema.filter(isUnmarkedBytes).map((element) => element.name));
  return {
    path,
    rows: Number(metadata.num_rows),
    columns: new Map(metadata.schema.slice(1).map((element) => [element.name, element])),
    metadata,
    slices: slicesOf(metadata),
    async readColumn(name, slice) {
      const length = slice.end - slice.start;
      try {
        await pages.locate(name, slice);
        const values = await scan.readColumn({ column: name, rowStart: slice.start, rowEnd: slice.end });
        if (values.length !== length) throw new Error(`${values.length} values where ${length} were announced`);
        return unmarked.has(name) ? Array.from(values, textIfItIs) : values;
      } catch (error) {
        throw new ParquetFileError(
          `${path} is damaged: column ${name}, rows ${slice.start} to ${slice.end - 1}: ${readProblem(error)}.`,
          { cause: error },
        );
      }
    },
    statisticsOf: (name, slice) => columnStatistics(metadata, name, slice),
    beginsAsParquet: async () => Buffer.from(await file.slice(0, MAGIC.length)).equals(MAGIC),
    close: () => handle.close(),
  };
}

/** Where the pages of a column lie, for row groups that are read in parts; found when they are first needed. */
function createPageIndex(file: AsyncBuffer, metadata: FileMetaData) {
  // Without a prototype: a column may be named constructor.
  const byGroup: Record<string, PageLocation[]>[] = metadata.row_groups.map(() => Object.create(null));
  const located = new Set<string>();
  return {
    byGroup,
    async locate(name: string, slice: RowSlice): Promise<void> {
      let groupEnd = 0;
      const index = metadata.row_groups.findIndex((group) => {
        groupEnd += Number(group.num_rows);
        return slice.start < groupEnd;
      });
      const group = metadata.row_groups[index];
      if (group === undefined || Number(group.num_rows) <= SLICE_ROWS) return;
      const key = `${index} ${name}`;
      if (located.has(key)) return;
      located.add(key);
      const chunk = group.columns.find((column) => column.meta_data?.path_in_schema[0] === name)?.meta_data;
      if (chunk === undefined || chunk.path_in_schema.length > 1) return;
      const locations = await locatePages(file, chunk, Number(group.num_rows));
      const target = byGroup[index];
      if (locations !== null && target !== undefined) target[name] = locations;
    },
  };
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    const info = await stat(path);
    // To open a pipe would wait for a writer, perhaps for ever.
    if (!info.isFile() && !info.isDirectory()) throw new Error('it is no file');
    return await open(path, 'r');
  } catch (error) {
    throw new ParquetFileError(`${path} cannot be opened: ${readProblem(error)}.`, { cause: error });
  }
}

async function asyncBuffer(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start: number, end = size) {
      const bytes = new Uint8Array(end - start);
      for (let filled = 0; filled < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) throw new Error('the file ends too early');
        filled += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

function slicesOf(metadata: FileMetaData): RowSlice[] {
  const slices: RowSlice[] = [];
  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const groupRows = Number(group.num_rows);
    const groupEnd = groupStart + groupRows;
    const rows = Math.max(SLICE_ROWS, Math.ceil(groupRows / MAX_SLICES_PER_GROUP));
    for (let start = groupStart; start < groupEnd; start += rows) {
      slices.push({ start, end: Math.min(start + rows, groupEnd) });
    }
    groupStart = groupEnd;
  }
  return slices;
}

function columnStatistics(
  metadata: FileMetaData,
  name: string,
  slice?: RowSlice,
): { min: unknown; max: unknown } | null {
  let min: bigint | number | undefined;
  let max: bigint | number | undefined;
  let groupEnd = 0;
  for (const group of metadata.row_groups) {
    const groupStart = groupEnd;
    groupEnd += Number(group.num_rows);
    if (slice !== undefined && (slice.start < groupStart || slice.start >= groupEnd)) continue;
    const column = group.columns.find((chunk) => chunk.meta_data?.path_in_schema[0] === name);
    const low = column?.meta_data?.statistics?.min_value;
    const high = column?.meta_data?.statistics?.max_value;
    if (!isOrdered(low) || !isOrdered(high)) return null;
    if (min === undefined || low < min) min = low;
    if (max === undefined || high > max) max = high;
  }
  return min === undefined || max === undefined ? null : { min, max };
}

const isOrdered = (value: unknown): value is bigint | number => typeof value === 'bigint' || typeof value === 'number';
