import { EXPORT_HELP, ExportOptionError, parseExportOptions } from './export-options.ts';
import {
  type DamagedFile,
  ExportCancelledError,
  ExportError,
  type ExportRequest,
  type ExportResult,
  formatOf,
  MANY_EXCEL_ROWS,
} from './export-request.ts';
import { count, createProgressLine, type TextStream } from './progress-line.ts';
import { type StartOptions, startExport } from './start-export.ts';

const CANCELLED = 130;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `export`: resolves to the exit code: 0 done, 1 failed or damaged files left out, 2 wrong arguments, 130 cancelled. */
export async function runExport(
  args: string[],
  io: { readonly stdout: NodeJS.WritableStream; readonly stderr: TextStream },
  options: Pick<StartOptions, 'worker'> = {},
): Promise<number> {
  try {
    const request = parseExportOptions(args);
    if (request !== null) return await exportFile(request, io, options);
    io.stdout.write(EXPORT_HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof ExportOptionError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 2;
  }
}

async function exportFile(
  request: ExportRequest,
  io: { readonly stdout: NodeJS.WritableStream; readonly stderr: TextStream },
  options: Pick<StartOptions, 'worker'>,
): Promise<number> {
  const line = createProgressLine(io.stderr);
  let warned = formatOf(request.to) !== 'xlsx';
  const running = startExport(request, {
    ...options,
    onProgress(progress) {
      if (!warned && progress.stage !== 'opening' && (progress.total ?? 0) > MANY_EXCEL_ROWS) {
        warned = true;
        io.stderr.write(
          `${count(progress.total ?? 0)} rows are more than Excel handles well; .csv or .parquet suit them.\n`,
        );
      }
      line.show(progress);
    },
  });
  for (const signal of SIGNALS) process.on(signal, running.cancel);
  try {
    const result = await running.done;
    line.clear();
    io.stdout.write(`${summary(result)}\n`);
    for (const note of result.notes) io.stderr.write(`${note}\n`);
    for (const file of result.damaged) io.stderr.write(`${damageText(file)}\n`);
    if (result.damaged.length === 0) return 0;
    io.stderr.write(`The export is incomplete: ${result.damaged.length} damaged files were left out.\n`);
    return 1;
  } catch (error) {
    line.clear();
    io.stderr.write(`${failureText(error)}\n`);
    return error instanceof ExportCancelledError ? CANCELLED : 1;
  } finally {
    for (const signal of SIGNALS) process.off(signal, running.cancel);
  }
}

function summary({ path, rows, bytes, sheets, elapsedMs }: ExportResult): string {
  const size = bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  const inSheets = sheets.length > 1 ? ` in ${count(sheets.length)} sheets` : '';
  return `Wrote ${count(rows)} rows${inSheets} (${size}) to ${path} in ${(elapsedMs / 1_000).toFixed(1)} s.`;
}

function damageText({ problem, rowsMissing }: DamagedFile): string {
  return `${problem} ${rowsMissing === null ? 'Its rows' : `${count(rowsMissing)} rows of the range`} are missing.`;
}

function failureText(error: unknown): string {
  if (error instanceof ExportCancelledError) return error.message;
  if (!(error instanceof ExportError)) throw error;
  switch (error.code) {
    case 'exists':
      return `${error.message} Add --force to replace it.`;
    case 'damaged':
      return `${error.message}\nNothing was written. --skip-damaged exports what can be read and names what is missing.`;
    case null:
      return error.message;
  }
}
