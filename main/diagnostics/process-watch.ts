import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

const WINDOW_MS = 10_000;
const NS_PER_MS = 1e6;
const RESOLUTION_MS = 10;
const US_PER_MS = 1_000;

/** What this process uses; of the window that ended last. */
export interface ProcessFigures {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  /** Buffers outside of the heap. */
  readonly externalBytes: number;
  /** Of one core; null = no window has ended yet. */
  readonly cpuPercent: number | null;
  readonly eventLoopDelay: EventLoopDelay | null;
}

/** How much later than asked for a timer ran. */
export interface EventLoopDelay {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface ProcessWatch {
  figures(): ProcessFigures;
  stop(): void;
}

/** Watches this process in windows of ten seconds. */
export function watchProcess(windowMs = WINDOW_MS): ProcessWatch {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let cpu = process.cpuUsage();
  let startMs = performance.now();
  let cpuPercent: number | null = null;
  let eventLoopDelay: EventLoopDelay | null = null;
  // The histogram holds whole intervals between ticks, of which one resolution is no delay.
  const late = (ns: number) => Math.max(0, ns / NS_PER_MS - RESOLUTION_MS);
  const timer = setInterval(() => {
    const nowMs = performance.now();
    const { user, system } = process.cpuUsage(cpu);
    cpuPercent = ((user + system) / US_PER_MS / (nowMs - startMs)) * 100;
    cpu = process.cpuUsage();
    startMs = nowMs;
    eventLoopDelay = {
      p50Ms: late(delay.percentile(50)),
      p99Ms: late(delay.percentile(99)),
      maxMs: late(delay.max),
    };
    delay.reset();
  }, windowMs);
  timer.unref();
  return {
    figures() {
      const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
      return {
        rssBytes: rss,
        heapUsedBytes: heapUsed,
        heapTotalBytes: heapTotal,
        externalBytes: external,
        cpuPercent,
        eventLoopDelay,
      };
    },
    stop() {
      clearInterval(timer);
      delay.disable();
    },
  };
}
