import { crc32 } from 'node:zlib';
import type { ParquetType } from '../parquet/column-values.ts';
import { DATASETS, RECORDED_TABLES, type RecordedTable, SCHEMA_VERSION } from './datasets.ts';

/**
 * A frame holds some rows of one table in columns and proves itself: two checksums, one over the header and one over the rows.
 *
 *  0 magic u32          4 schema version u8   5 table u8          6 run u16
 *  8 number f64         frames of this table before it in this run
 * 16 first row f64      rows before it in this journal, so that a damaged frame's rows can be counted
 * 24 rows u32          28 payload bytes u32 (multiple of 8)      32 CRC-32 of the payload   36 CRC-32 of bytes 0 to 35
 *
 * Payload: numbers and times of each column as little-endian doubles (NaN = null), then booleans as bytes (2 = null), then
 * per text column the UTF-8 lengths as u16 (65535 = null), then all texts.
 */
export const FRAME_HEADER_BYTES = 40;
export const FRAME_MAGIC = 0x4657_544d;
const MAX_PAYLOAD_BYTES = 256 * 1024 * 1024;
const NULL_BOOLEAN = 2;
const NULL_LENGTH = 0xffff;

export type Cell = string | number | boolean | null;

export interface FrameHeader {
  readonly table: RecordedTable;
  /** Random per process, so that numbers of different runs are not mixed up. */
  readonly run: number;
  readonly number: number;
  readonly firstRow: number;
  readonly rows: number;
}

export interface EncodedFrame {
  readonly bytes: Uint8Array;
  /** Values that their column cannot hold (a time before 1970, half an integer) and that became null. */
  readonly unstorable: number;
}

const storageOf = (type: ParquetType): 'double' | 'byte' | 'text' =>
  type === 'string' ? 'text' : type === 'boolean' ? 'byte' : 'double';

/** Packs rows into a frame; `cell(column, row)` gives the values. */
export function encodeFrame(header: FrameHeader, cell: (column: number, row: number) => Cell): EncodedFrame {
  const { columns } = DATASETS[header.table];
  const { rows } = header;
  let unstorable = 0;
  let fixedBytes = 0;
  let textBytes = 0;
  const texts: (string | null)[][] = [];
  for (const [c, { type }] of columns.entries()) {
    const storage = storageOf(type);
    fixedBytes += rows * (storage === 'double' ? 8 : storage === 'byte' ? 1 : 2);
    if (storage !== 'text') continue;
    const column: (string | null)[] = [];
    for (let row = 0; row < rows; row++) {
      const value = cell(c, row);
      const bytes = typeof value === 'string' ? Buffer.byteLength(value) : 0;
      const usable = typeof value === 'string' && bytes < NULL_LENGTH;
      if (!usable && value !== null) unstorable += 1;
      textBytes += usable ? bytes : 0;
      column.push(usable ? value : null);
    }
    texts.push(column);
  }
  const payloadBytes = Math.ceil((fixedBytes + textBytes) / 8) * 8;
  const memory = new ArrayBuffer(FRAME_HEADER_BYTES + payloadBytes);
  const buffer = Buffer.from(memory);
  let offset = FRAME_HEADER_BYTES;
  for (const [c, { type }] of columns.entries()) {
    if (storageOf(type) !== 'double') continue;
    const view = new Float64Array(memory, offset, rows);
    for (let row = 0; row < rows; row++) {
      const value = cell(c, row);
      const usable = typeof value === 'number' && isStorable(type, value);
      if (!usable && value !== null && !Number.isNaN(value)) unstorable += 1;
      view[row] = usable ? value : Number.NaN;
    }
    offset += rows * 8;
  }
  for (const [c, { type }] of columns.entries()) {
    if (storageOf(type) !== 'byte') continue;
    for (let row = 0; row < rows; row++) {
      const value = cell(c, row);
      buffer[offset++] = value === true ? 1 : value === false ? 0 : NULL_BOOLEAN;
    }
  }
  for (const column of texts) {
    let lengths = offset;
    offset += rows * 2;
    for (const text of column) {
      const written = text === null ? NULL_LENGTH : buffer.write(text, offset);
      buffer.writeUInt16LE(written, lengths);
      lengths += 2;
      if (text !== null) offset += written;
    }
  }
  writeHeader(buffer, header, payloadBytes);
  return { bytes: buffer, unstorable };
}

function isStorable(type: ParquetType, value: number): boolean {
  if (type === 'float') return !Number.isNaN(value);
  return Number.isSafeInteger(value) && (type === 'integer' || value >= 0);
}

function writeHeader(buffer: Buffer, header: FrameHeader, payloadBytes: number): void {
  buffer.writeUInt32LE(FRAME_MAGIC, 0);
  buffer.writeUInt8(SCHEMA_VERSION, 4);
  buffer.writeUInt8(RECORDED_TABLES.indexOf(header.table), 5);
  buffer.writeUInt16LE(header.run, 6);
  buffer.writeDoubleLE(header.number, 8);
  buffer.writeUInt32LE(header.rows, 24);
  buffer.writeUInt32LE(payloadBytes, 28);
  buffer.writeUInt32LE(crc32(buffer.subarray(FRAME_HEADER_BYTES)), 32);
  setFirstRow(buffer, header.firstRow);
}

/** Says where in its journal the frame goes, which is known only when it is written. */
export function setFirstRow(frame: Uint8Array, firstRow: number): void {
  const buffer = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  buffer.writeDoubleLE(firstRow, 16);
  buffer.writeUInt32LE(crc32(buffer.subarray(0, 36)), 36);
}

/** A frame found in a journal. */
export interface FoundFrame extends FrameHeader {
  readonly offset: number;
  readonly bytes: number;
  /** False: the header is sound, the rows are damaged or cut off. */
  readonly sound: boolean;
}

/** Reads the header at an offset; null if there is none that proves itself. */
export function readFrame(journal: Buffer, offset: number): FoundFrame | null {
  if (offset + FRAME_HEADER_BYTES > journal.length || journal.readUInt32LE(offset) !== FRAME_MAGIC) return null;
  if (journal.readUInt32LE(offset + 36) !== crc32(journal.subarray(offset, offset + 36))) return null;
  const table = RECORDED_TABLES[journal.readUInt8(offset + 5)];
  const payloadBytes = journal.readUInt32LE(offset + 28);
  if (table === undefined || journal.readUInt8(offset + 4) !== SCHEMA_VERSION || payloadBytes > MAX_PAYLOAD_BYTES)
    return null;
  const payload = journal.subarray(offset + FRAME_HEADER_BYTES, offset + FRAME_HEADER_BYTES + payloadBytes);
  return {
    table,
    run: journal.readUInt16LE(offset + 6),
    number: journal.readDoubleLE(offset + 8),
    firstRow: journal.readDoubleLE(offset + 16),
    rows: journal.readUInt32LE(offset + 24),
    offset,
    bytes: FRAME_HEADER_BYTES + payloadBytes,
    sound: payload.length === payloadBytes && journal.readUInt32LE(offset + 32) === crc32(payload),
  };
}

/** Appends the rows of a sound frame to the columns of its table. */
export function decodeFrame(journal: Buffer, frame: FoundFrame, into: readonly Cell[][]): void {
  const { columns } = DATASETS[frame.table];
  const { rows } = frame;
  let offset = frame.offset + FRAME_HEADER_BYTES;
  for (const [c, { type }] of columns.entries()) {
    if (storageOf(type) !== 'double') continue;
    for (let row = 0; row < rows; row++) {
      const value = journal.readDoubleLE(offset + row * 8);
      into[c]?.push(Number.isNaN(value) ? null : value);
    }
    offset += rows * 8;
  }
  for (const [c, { type }] of columns.entries()) {
    if (storageOf(type) !== 'byte') continue;
    for (let row = 0; row < rows; row++) {
      const value = journal[offset++];
      into[c]?.push(value === NULL_BOOLEAN ? null : value === 1);
    }
  }
  for (const [c, { type }] of columns.entries()) {
    if (storageOf(type) !== 'text') continue;
    let text = offset + rows * 2;
    for (let row = 0; row < rows; row++) {
      const length = journal.readUInt16LE(offset + row * 2);
      into[c]?.push(length === NULL_LENGTH ? null : journal.toString('utf8', text, text + length));
      if (length !== NULL_LENGTH) text += length;
    }
    offset = text;
  }
}

/** A frame on its way to a journal. */
export interface QueuedFrame {
  readonly bytes: Uint8Array;
  readonly number: number;
  readonly rows: number;
  /** Earliest and latest time of its rows, Unix microseconds; null where no row has a time. */
  readonly firstUs: number | null;
  readonly lastUs: number | null;
}

/** Wraps the bytes of a sound frame. */
export function queuedFrame(bytes: Uint8Array): QueuedFrame {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frame = readFrame(buffer, 0);
  if (frame === null) throw new RangeError('These bytes are not a frame.');
  const { columns, timeColumn } = DATASETS[frame.table];
  const doublesBefore = columns.slice(0, timeColumn).filter((column) => storageOf(column.type) === 'double').length;
  const start = FRAME_HEADER_BYTES + doublesBefore * frame.rows * 8;
  let firstUs = Number.POSITIVE_INFINITY;
  let lastUs = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < frame.rows; row++) {
    const time = buffer.readDoubleLE(start + row * 8);
    if (time < firstUs) firstUs = time;
    if (time > lastUs) lastUs = time;
  }
  const timed = firstUs <= lastUs;
  return {
    bytes,
    number: frame.number,
    rows: frame.rows,
    firstUs: timed ? firstUs : null,
    lastUs: timed ? lastUs : null,
  };
}
