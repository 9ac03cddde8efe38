import { extname } from 'node:path';
import type { BrowserWindow } from 'electron';
import type { ExportChoice, FILE_FORMATS, Outcome, WorkProgress } from '../../../preload/recordings-bridge.ts';
import { ExportCancelledError, ExportError, type ExportResult } from '../../export/export-request.ts';
import { progressText } from '../../export/progress-line.ts';
import { type RunningExport, startExport } from '../../export/start-export.ts';
import { askSavePath } from '../save-dialog.ts';

type Format = (typeof FILE_FORMATS)[number];

const FORMAT_NAMES: Readonly<Record<Format, string>> = { xlsx: 'Excel', csv: 'CSV', parquet: 'Parquet' };

export interface ExportTarget {
  readonly path: string;
  /** The user agreed in the dialog of the system; false where the name is not quite the one shown there. */
  readonly overwrite: boolean;
}

/** Asks for the name of the file; null = the dialog was cancelled. A name without a known extension gets one. */
export async function pickTarget(window: BrowserWindow, { table, format }: ExportChoice): Promise<ExportTarget | null> {
  const others = (Object.keys(FORMAT_NAMES) as Format[]).filter((name) => name !== format);
  const day = new Date().toISOString().slice(0, 10);
  const path = await askSavePath(window, {
    title: 'Export to',
    name: `${table}-${day}.${format}`,
    filters: [format, ...others].map((name) => ({ name: FORMAT_NAMES[name], extensions: [name] })),
  });
  if (path === null) return null;
  const isKnown = Object.keys(FORMAT_NAMES).includes(extname(path).slice(1).toLowerCase());
  return isKnown ? { path, overwrite: true } : { path: `${path}.${format}`, overwrite: false };
}

/** Starts to write a source's rows; `done` never rejects. */
export function exportRows(
  input: string,
  choice: ExportChoice,
  target: ExportTarget,
  onProgress: (progress: WorkProgress) => void,
): { readonly done: Promise<Outcome<ExportResult>>; cancel(): void } {
  const { format: _, ...rows } = choice;
  const running: RunningExport = startExport(
    { ...rows, input, to: target.path, overwrite: target.overwrite },
    {
      onProgress: (progress) =>
        onProgress({
          text: progressText(progress),
          share: progress.stage === 'finishing' ? 1 : progress.total ? progress.done / progress.total : null,
        }),
    },
  );
  return { done: running.done.then((result) => ({ kind: 'done', result }), failed), cancel: running.cancel };
}

function failed(error: unknown): Outcome<never> {
  if (error instanceof ExportCancelledError) return { kind: 'cancelled' };
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', message, isDamage: error instanceof ExportError && error.code === 'damaged' };
}
