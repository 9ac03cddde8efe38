import { parseArgs } from 'node:util';
import { ParquetFileError } from '../parquet/parquet-file.ts';
import type { CommandIo } from './inspect-command.ts';
import { createProgressLine } from './progress-line.ts';
import { verifyRecording } from './verify-recording.ts';

const HELP = `Usage: npm start -- verify DIR

Checks every file of a recording (the folder parquet_data or one of its datasets) against the manifest: size, checksum, rows and footer,
and that none is missing. Files that the manifest does not know are decoded from end to end instead.
Each damaged file is named with what is wrong. Reads only; a recorder may be running.

Exit code 0, or 1 if anything is damaged or missing, or 2 for wrong use.
`;

/** The command `verify`; returns the exit code. */
export async function runVerify(args: readonly string[], io: CommandIo): Promise<number> {
  const path = parse(args);
  if (path === null) {
    io.stdout.write(HELP);
    return 0;
  }
  if (path instanceof Error) {
    io.stderr.write(`${path.message} See verify --help.\n`);
    return 2;
  }
  const progress = createProgressLine(io.stderr, 'bytes');
  try {
    const result = await verifyRecording(path, ({ bytesDone, bytesTotal }) => progress.update(bytesDone, bytesTotal));
    progress.clear();
    for (const problem of result.problems) io.stdout.write(`${problem}\n`);
    for (const note of result.notes) io.stdout.write(`${note}\n`);
    const count = (value: number) => value.toLocaleString('en-US');
    io.stdout.write(
      `${count(result.files)} files, ${count(result.rows)} rows, ${count(result.bytes)} bytes; ${count(result.checksums)} checksums compared; ` +
        `${result.problems.length === 0 ? 'no problem found' : `${count(result.problems.length)} problems`}\n`,
    );
    return result.problems.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ParquetFileError)) throw error;
    progress.clear();
    io.stderr.write(`${error.message}\n`);
    return 1;
  }
}

/** The path; null if help is wanted; an Error for wrong use. */
function parse(args: readonly string[]): string | null | Error {
  try {
    const options = { help: { type: 'boolean', default: false, short: 'h' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    if (values.help) return null;
    const [path = ''] = positionals;
    return positionals.length === 1 && path !== '' ? path : new Error('verify needs one DIR.');
  } catch (error) {
    return new Error(
      `${(error instanceof Error ? error.message : String(error)).split(/\.\s/)[0]?.replace(/\.$/, '')}.`,
    );
  }
}
