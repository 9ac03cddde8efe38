import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTextDurably } from '../../parquet/durable-file.ts';
import type { RecordedGap } from '../gap-ledger.ts';
import { journalDirectory } from '../layout.ts';

/** How far the backfill of one gap is. */
export interface GapProgress {
  /** Pairs that are complete. */
  readonly pairs: readonly string[];
  /** The page to go on with, of the pair that is under way. */
  readonly next: { readonly pair: string; readonly url: string } | null;
  readonly recovered: number;
  readonly done: boolean;
}

export const NOT_STARTED: GapProgress = { pairs: [], next: null, recovered: 0, done: false };

/** Progress by gap, kept over restarts. */
export type BackfillState = Readonly<Record<string, GapProgress>>;

export const gapKey = (gap: RecordedGap): string => `${gap.fromUs}-${gap.toUs}`;

const statePath = (root: string): string => join(journalDirectory(root), 'backfill.json');

/** An absent or damaged state means that everything is asked for again; nothing is stored twice. */
export async function readState(root: string): Promise<BackfillState> {
  try {
    const state: unknown = JSON.parse(await readFile(statePath(root), 'utf8'));
    return Object.fromEntries(Object.entries(state ?? {}).filter(([, progress]) => isProgress(progress)));
  } catch {
    return {};
  }
}

function isProgress(value: unknown): value is GapProgress {
  if (typeof value !== 'object' || value === null) return false;
  const { pairs, next, recovered, done } = value as Record<string, unknown>;
  const isPage = (page: unknown) =>
    page === null ||
    (typeof page === 'object' &&
      ['pair', 'url'].every((key) => typeof (page as Record<string, unknown>)[key] === 'string'));
  return Array.isArray(pairs) && isPage(next) && Number.isFinite(recovered) && typeof done === 'boolean';
}

export async function writeState(root: string, state: BackfillState): Promise<void> {
  await writeTextDurably(statePath(root), JSON.stringify(state));
}
