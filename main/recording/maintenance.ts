import { findMergeGroup, mergeSegments } from './merge-day.ts';
import { applyRetention, type Retention } from './retention.ts';

export interface MaintenanceRequest {
  readonly root: string;
  readonly product: string;
  readonly nowMs: number;
  readonly retention: Retention;
  /** Merge the segments of past days into larger files. */
  readonly merge: boolean;
}

export interface Maintenance {
  /** Segments deleted because of their age or the size of all. */
  readonly expired: readonly string[];
  /** The merged file and how many it replaced; null = nothing to merge. */
  readonly merged: { readonly file: string; readonly rows: number; readonly inputs: number } | null;
}

/** A day's last segment is sealed some minutes after midnight. */
const DAY_ENDS_AFTER_MS = 15 * 60_000;

/** One short round of housekeeping: applies the retention, then merges at most one group of segments. */
export async function maintain({ root, product, nowMs, retention, merge }: MaintenanceRequest): Promise<Maintenance> {
  const expired = await applyRetention(root, retention, nowMs);
  const today = new Date(nowMs - DAY_ENDS_AFTER_MS).toISOString().slice(0, 10);
  const group = merge ? await findMergeGroup(root, today) : null;
  if (group === null) return { expired, merged: null };
  const { file, rows } = await mergeSegments(root, group, product);
  return { expired, merged: { file, rows, inputs: group.segments.length } };
}
