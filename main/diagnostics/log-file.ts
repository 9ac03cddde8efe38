import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import electronLog from 'electron-log/node.js';
import type { LogEntry } from '../log.ts';

const FILE_NAME = 'multi-ticker-dashboard.log';
const MAX_BYTES = 5_000_000;
const KEPT = 5;

/** The log on disk: one JSON object per line, in files of bounded size. */
export interface LogFile {
  readonly directory: string;
  write(entry: LogEntry): void;
  /** The newest so many lines, oldest first. */
  tail(lines: number): readonly string[];
}

export interface LogFileOptions {
  /** A file that has become larger is put aside; so many of them are kept. */
  readonly maxBytes?: number;
  readonly kept?: number;
  /** Takes secrets out. */
  readonly redact: (text: string) => string;
}

/** Opens the log in a directory, which is made. A file that cannot be written loses lines, never more than that. */
export function openLogFile(directory: string, options: LogFileOptions): LogFile {
  const { maxBytes = MAX_BYTES, kept = KEPT, redact } = options;
  const path = join(directory, FILE_NAME);
  const aside = (age: number) => join(directory, FILE_NAME.replace('.log', `.${age}.log`));
  try {
    mkdirSync(directory, { recursive: true });
  } catch {
    // Said by the first line that is not written.
  }
  const logger = electronLog.create({ logId: path });
  logger.transports.console.level = false;
  const { file } = logger.transports;
  file.resolvePathFn = () => path;
  file.maxSize = maxBytes;
  file.writeOptions = { ...file.writeOptions, mode: 0o600 };
  file.transforms = [({ data }) => data[0]];
  file.archiveLogFn = () => {
    try {
      rmSync(aside(kept), { force: true });
      for (let age = kept - 1; age >= 1; age -= 1) if (existsSync(aside(age))) renameSync(aside(age), aside(age + 1));
      renameSync(path, aside(1));
    } catch {
      // Another program holds it: the file grows until it lets go.
    }
  };
  return {
    directory,
    write: (entry) => logger.info(JSON.stringify({ ...entry, message: redact(entry.message) })),
    tail(lines) {
      const found: string[] = [];
      for (const each of [path, aside(1)]) {
        if (found.length >= lines || !existsSync(each)) continue;
        const own = readFileSync(each, 'utf8')
          .split(/\r?\n/)
          .filter((line) => line !== '');
        found.unshift(...own.slice(Math.max(0, own.length - (lines - found.length))));
      }
      return found;
    },
  };
}
