import { crc32 } from 'node:zlib';
import { type FoundFrame, readFrame } from './frame.ts';

/** Said once at the start of a journal; goes into the metadata of its segment. */
export interface JournalInfo {
  readonly productVersion: string;
  readonly profile: string;
  readonly statisticsIntervalS: number;
  /** Where the trades came from: real and simulated ones are not to be taken for each other. */
  readonly feed: string;
}

const MAGIC = 0x4a57_544d;
const PREAMBLE_BYTES = 16;
const ALIGNMENT = 8;

/** The start of a journal file: magic u32, reserved u32, length u32, CRC-32 u32, JSON; padded to a multiple of 8. */
export function encodeJournalHeader(info: JournalInfo): Buffer {
  const text = Buffer.from(JSON.stringify(info));
  const header = Buffer.alloc(Math.ceil((PREAMBLE_BYTES + text.length) / ALIGNMENT) * ALIGNMENT);
  header.writeUInt32LE(MAGIC, 0);
  header.writeUInt32LE(text.length, 8);
  header.writeUInt32LE(crc32(text), 12);
  text.copy(header, PREAMBLE_BYTES);
  return header;
}

function readJournalHeader(journal: Buffer): { info: JournalInfo; bytes: number } | null {
  if (journal.length < PREAMBLE_BYTES || journal.readUInt32LE(0) !== MAGIC) return null;
  const end = PREAMBLE_BYTES + journal.readUInt32LE(8);
  const text = journal.subarray(PREAMBLE_BYTES, end);
  if (end > journal.length || crc32(text) !== journal.readUInt32LE(12)) return null;
  return { info: JSON.parse(text.toString()) as JournalInfo, bytes: Math.ceil(end / ALIGNMENT) * ALIGNMENT };
}

/** What a journal's bytes hold. */
export interface ScannedJournal {
  /** null: the header is damaged; the frames do not depend on it. */
  readonly info: JournalInfo | null;
  /** Sound frames in order. */
  readonly frames: readonly FoundFrame[];
  readonly rows: number;
  /** Bytes of an unfinished write at the end, as a kill or a full disk leaves them. */
  readonly tornBytes: number;
  /** Rows of the unfinished write, where its header says so. */
  readonly tornRows: number;
  /** Bytes within the file that fail their checksums, and the rows they held as far as the sound frames around them tell. */
  readonly damagedBytes: number;
  readonly damagedRows: number;
}

/** Finds every sound frame: stops at a torn tail, and goes on behind damage in the middle. */
export function scanJournal(journal: Buffer): ScannedJournal {
  const header = readJournalHeader(journal);
  const frames: FoundFrame[] = [];
  let offset = header?.bytes ?? 0;
  let damagedBytes = header === null ? Math.min(journal.length, PREAMBLE_BYTES) : 0;
  let damagedRows = 0;
  let rows = 0;
  let nextRow = 0;
  let lastNumber = -1;
  while (offset < journal.length) {
    const frame = readFrame(journal, offset);
    if (frame?.sound === true) {
      if (frame.number > lastNumber) {
        damagedRows += Math.max(0, frame.firstRow - nextRow);
        frames.push(frame);
        rows += frame.rows;
        nextRow = frame.firstRow + frame.rows;
        lastNumber = frame.number;
      }
      offset += frame.bytes;
      continue;
    }
    const next = nextSoundFrame(journal, offset + ALIGNMENT);
    if (next === null)
      return { info: header?.info ?? null, frames, rows, damagedBytes, damagedRows, ...tail(journal, offset, frame) };
    damagedBytes += next - offset;
    offset = next;
  }
  return { info: header?.info ?? null, frames, rows, damagedBytes, damagedRows, tornBytes: 0, tornRows: 0 };
}

function tail(journal: Buffer, offset: number, frame: FoundFrame | null) {
  return { tornBytes: journal.length - offset, tornRows: frame?.rows ?? 0 };
}

/** The first frame of a journal, from its first bytes; null if it has none. Only the header of the frame need be there. */
export function firstFrameOf(start: Buffer): FoundFrame | null {
  for (let offset = readJournalHeader(start)?.bytes ?? 0; offset < start.length; offset += ALIGNMENT) {
    const frame = readFrame(start, offset);
    if (frame !== null) return frame;
  }
  return null;
}

function nextSoundFrame(journal: Buffer, start: number): number | null {
  for (let offset = start; offset < journal.length; offset += ALIGNMENT) {
    if (readFrame(journal, offset)?.sound === true) return offset;
  }
  return null;
}
