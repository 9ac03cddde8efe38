import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { FieldDefinition } from 'parquetjs-lite';
import type { BlockSource, ParquetColumn, ParquetType } from './column-values.ts';
import { renameDurably, temporaryPathOf } from './durable-file.ts';
import { declareNanoseconds } from './nanosecond-columns.ts';
import { parquet } from './parquetjs.ts';
import { createRowGroup } from './row-group.ts';

export type ParquetCodec = 'GZIP' | 'SNAPPY' | 'UNCOMPRESSED';

export interface WriteOptions {
  /** Texts for the file's key-value metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Default GZIP: the smallest of the three. */
  readonly codec?: ParquetCodec;
  /** Rows per row group, default and maximum 8,192: bounds the memory of writer and readers. */
  readonly rowGroupSize?: number;
}

export interface WrittenFile {
  readonly rows: number;
  readonly bytes: number;
  /** Of the whole file, hexadecimal. */
  readonly sha256: string;
}

/** Equal to the portions that parquet-file.ts reads, so that no page is decoded twice. */
const MAX_ROW_GROUP_ROWS = 8_192;

/** Unsigned 64-bit types are missing on purpose: the package loses digits. It has no nanoseconds, see declareNanoseconds. */
const PACKAGE_TYPES: Readonly<Record<ParquetType, FieldDefinition['type']>> = {
  string: 'UTF8',
  float: 'DOUBLE',
  integer: 'INT64',
  boolean: 'BOOLEAN',
  'time-ms': 'TIMESTAMP_MILLIS',
  'time-us': 'TIMESTAMP_MICROS',
  'time-ns': 'INT64',
};

/**
 * Writes a Parquet file with parquetjs-lite's encoder, in bounded memory: a temporary file beside `path`, fsynced, then renamed. Equal input
 * makes equal bytes. On any error (a refused value, a failing source, a full disk) nothing appears at `path`, the temporary
 * file is removed, and the promise rejects with the cause.
 */
export async function writeParquet(
  path: string,
  columns: readonly ParquetColumn[],
  source: BlockSource,
  options: WriteOptions = {},
): Promise<WrittenFile> {
  const temporary = temporaryPathOf(path);
  try {
    const written = await writeParquetFile(temporary, columns, source, options);
    await renameDurably(temporary, path);
    return written;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** As writeParquet, but under the given name at once: for callers that check the file before it gets its name. */
export async function writeParquetFile(
  path: string,
  columns: readonly ParquetColumn[],
  source: BlockSource,
  options: WriteOptions = {},
): Promise<WrittenFile> {
  checkColumns(columns);
  const file = await open(path, 'w');
  try {
    const written = await encode(file, columns, source, options);
    await file.sync();
    return written;
  } finally {
    await file.close();
  }
}

/**
 * The package is used below its stream layer: we write the bytes (it swallows stream errors and does not await all of its own
 * writes), and each row group goes through a ParquetWriter of its own, so that no failure leaves a buffer to be encoded again.
 */
async function encode(
  file: FileHandle,
  columns: readonly ParquetColumn[],
  source: BlockSource,
  options: WriteOptions,
): Promise<WrittenFile> {
  const rowGroupSize = Math.min(options.rowGroupSize ?? MAX_ROW_GROUP_ROWS, MAX_ROW_GROUP_ROWS);
  const schema = new parquet.ParquetSchema(fieldsOf(columns, options.codec ?? 'GZIP'));
  const hash = createHash('sha256');
  let bytes = 0;
  const write = async (part: Buffer): Promise<void> => {
    hash.update(part);
    bytes += part.length;
    await writeFully(file, part);
  };
  const inNanoseconds = columns.filter(({ type }) => type === 'time-ns').map(({ name }) => name);
  let isFooter = false;
  const settings = { pageIndex: false, pageSize: rowGroupSize, rowGroupSize } as const;
  const writePart = (part: Buffer): Promise<void> => write(isFooter ? declareNanoseconds(part, inNanoseconds) : part);
  const envelope = new parquet.ParquetEnvelopeWriter(schema, writePart, async () => undefined, 0, settings);
  await envelope.writeHeader();

  const group = createRowGroup(columns);
  let rows = 0;
  const flush = async (): Promise<void> => {
    const nothing = () => undefined;
    const groupEnvelope = {
      writeHeader: nothing,
      writeIndex: nothing,
      writeFooter: nothing,
      close: nothing,
      writeRowGroup: (buffer: Parameters<typeof envelope.writeRowGroup>[0]) => envelope.writeRowGroup(buffer),
      useDataPageV2: true,
      pageSize: rowGroupSize,
    };
    const writer = new parquet.ParquetWriter(schema, groupEnvelope, settings);
    writer.rowBuffer = group.take();
    await writer.close();
  };
  for await (const block of source) {
    for (let start = 0; start < block.length; ) {
      const end = Math.min(block.length, start + rowGroupSize - group.rows);
      group.append(block, start, end, rows);
      rows += end - start;
      start = end;
      if (group.rows === rowGroupSize) await flush();
    }
  }
  if (group.rows > 0) await flush();
  isFooter = true;
  await envelope.writeFooter({ ...options.metadata });
  return { rows, bytes, sha256: hash.digest('hex') };
}

async function writeFully(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done);
    done += bytesWritten;
  }
}

function fieldsOf(columns: readonly ParquetColumn[], compression: ParquetCodec): Record<string, FieldDefinition> {
  return Object.fromEntries(
    columns.map(({ name, type }) => [
      name,
      { type: PACKAGE_TYPES[type], optional: true, compression, statistics: false },
    ]),
  );
}

function checkColumns(columns: readonly ParquetColumn[]): void {
  const names = new Set(columns.map((column) => column.name));
  if (columns.length === 0 || names.size !== columns.length) throw new RangeError('Columns need different names.');
  for (const name of names) {
    // The package keeps columns in plain objects.
    if (name === '' || name === '__proto__') throw new RangeError(`"${name}" is no name for a Parquet column.`);
  }
}
