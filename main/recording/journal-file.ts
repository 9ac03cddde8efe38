import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { type QueuedFrame, queuedFrame, setFirstRow } from './frame.ts';
import { encodeJournalHeader, type JournalInfo, scanJournal } from './journal-format.ts';

/** An open journal on the writing side. One write at a time; `sync` may run beside it. Every method rejects with the system's error. */
export interface JournalFile {
  readonly path: string;
  readonly number: number;
  readonly rows: number;
  readonly bytes: number;
  /** Appends whole frames, in one write. */
  append(frames: readonly QueuedFrame[]): Promise<void>;
  /** Makes everything appended so far survive a power failure. */
  sync(): Promise<void>;
  /** False once the file was deleted or moved, which writing to it does not reveal. */
  isInPlace(): Promise<boolean>;
  /** The frames that it holds, wherever the file is now. */
  readFrames(): Promise<QueuedFrame[]>;
  /** Forgets everything behind a position, as far as the disk still allows. */
  truncate(rows: number, bytes: number): Promise<void>;
  close(): Promise<void>;
}

export type CreateJournal = (path: string, number: number, info: JournalInfo) => Promise<JournalFile>;

/** Creates a journal that must not exist yet. */
export const createJournalFile: CreateJournal = async (path, number, info) => {
  const handle = await open(path, 'wx+');
  try {
    const header = encodeJournalHeader(info);
    await writeAt(handle, [header], 0);
    const { ino, dev } = await handle.stat();
    return journalFile(handle, path, number, header.length, { ino, dev });
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
};

function journalFile(
  handle: FileHandle,
  path: string,
  number: number,
  headerBytes: number,
  identity: { readonly ino: number; readonly dev: number },
): JournalFile {
  let bytes = headerBytes;
  let rows = 0;
  return {
    path,
    number,
    get rows() {
      return rows;
    },
    get bytes() {
      return bytes;
    },
    async append(frames) {
      let added = 0;
      let size = 0;
      for (const frame of frames) {
        setFirstRow(frame.bytes, rows + added);
        added += frame.rows;
        size += frame.bytes.length;
      }
      await writeAt(
        handle,
        frames.map((frame) => frame.bytes),
        bytes,
      );
      rows += added;
      bytes += size;
    },
    sync: () => handle.datasync(),
    async isInPlace() {
      const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
        throw error;
      });
      return found !== null && found.ino === identity.ino && found.dev === identity.dev;
    },
    async readFrames() {
      const content = Buffer.allocUnsafe((await handle.stat()).size);
      const { bytesRead } = await handle.read(content, 0, content.length, 0);
      const { frames } = scanJournal(content.subarray(0, bytesRead));
      return frames.map((frame) =>
        queuedFrame(Uint8Array.from(content.subarray(frame.offset, frame.offset + frame.bytes))),
      );
    },
    async truncate(toRows, toBytes) {
      await handle.truncate(toBytes);
      rows = toRows;
      bytes = toBytes;
    },
    close: () => handle.close(),
  };
}

/** Writes at a given position, so that what a failed write left behind is overwritten by the next. */
async function writeAt(handle: FileHandle, parts: readonly Uint8Array[], position: number): Promise<void> {
  const bytes = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Reads a journal for sealing. */
export async function readJournal(path: string): Promise<{ bytes: Buffer } & ReturnType<typeof scanJournal>> {
  const bytes = await readFile(path);
  return { bytes, ...scanJournal(bytes) };
}
