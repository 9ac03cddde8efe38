import { rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseSegmentFile } from './layout.ts';
import { type ManifestEntry, readManifest, removeFromManifest } from './manifest.ts';

/** What may be deleted; null = no limit. */
export interface Retention {
  readonly maxAgeDays: number | null;
  readonly maxBytes: number | null;
}

const DAY_MS = 86_400_000;

/**
 * Deletes the oldest segments beyond the limits and returns their files. Only files that we recorded and that still are what the manifest
 * says are touched.
 */
export async function applyRetention(root: string, retention: Retention, nowMs: number): Promise<string[]> {
  const entries = [...(await readManifest(root)).values()].sort((a, b) => timeOf(a) - timeOf(b));
  const maxAgeMs = (retention.maxAgeDays ?? Number.POSITIVE_INFINITY) * DAY_MS;
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const expired: string[] = [];
  for (const entry of entries) {
    const tooOld = nowMs - timeOf(entry) / 1_000 > maxAgeMs;
    if (!tooOld && bytes <= (retention.maxBytes ?? Number.POSITIVE_INFINITY)) continue;
    bytes -= entry.bytes;
    if (await isOurs(root, entry)) expired.push(entry.file);
  }
  if (expired.length === 0) return [];
  await removeFromManifest(root, expired);
  for (const file of expired) {
    await rm(join(root, file), { force: true });
    await rmdir(dirname(join(root, file))).catch(() => undefined);
  }
  return expired;
}

const timeOf = (entry: ManifestEntry): number => entry.lastUs ?? Date.parse(entry.sealedAt) * 1_000;

async function isOurs(root: string, entry: ManifestEntry): Promise<boolean> {
  if (parseSegmentFile(entry.file) === null) return false;
  const info = await stat(join(root, entry.file)).catch(() => null);
  return info !== null && info.size === entry.bytes;
}
