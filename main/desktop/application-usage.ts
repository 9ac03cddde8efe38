import type { ApplicationUsage } from '../diagnostics/diagnostics-report.ts';

/** What Electron tells of one process of the application. */
export interface ProcessMetric {
  readonly pid: number;
  /** Of its life so far, seconds of one core; not on every platform. */
  readonly cpu: { readonly cumulativeCPUUsage?: number };
  /** In kilobytes of 1,024. */
  readonly memory: { readonly workingSetSize: number };
}

const BYTES_PER_KB = 1_024;
/** Shorter times are too coarse for a share. */
const SHORTEST_MS = 5_000;

/** Measures all processes of the application, windows included, from one call to the next. `nowMs` never goes back. */
export function createApplicationUsage(
  metrics: () => readonly ProcessMetric[],
  nowMs: () => number,
): () => ApplicationUsage {
  let usedS = new Map<number, number>();
  let sinceMs = Number.NEGATIVE_INFINITY;
  let cpuPercent: number | null = null;
  return () => {
    const now = metrics();
    const atMs = nowMs();
    if (atMs - sinceMs >= SHORTEST_MS) {
      const next = new Map(
        now.flatMap(({ pid, cpu }) => (cpu.cumulativeCPUUsage === undefined ? [] : [[pid, cpu.cumulativeCPUUsage]])),
      );
      const isComparable = usedS.size > 0 && next.size > 0;
      // A process that is new has used all of it since then.
      const sumS = [...next].reduce((sum, [pid, used]) => sum + Math.max(0, used - (usedS.get(pid) ?? 0)), 0);
      cpuPercent = isComparable ? (sumS / ((atMs - sinceMs) / 1_000)) * 100 : null;
      usedS = next;
      sinceMs = atMs;
    }
    const memoryBytes = now.reduce((sum, { memory }) => sum + memory.workingSetSize * BYTES_PER_KB, 0);
    return { processes: now.length, memoryBytes, cpuPercent };
  };
}
