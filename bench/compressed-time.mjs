// Preload of a drill: node --import bench/compressed-time.mjs APPLICATION. Makes every clock and timer of the process and of its workers run
// COMPRESSED_TIME_FACTOR times as fast, from COMPRESSED_TIME_FROM_MS (market time) at COMPRESSED_TIME_SINCE_MS (real time), Unix milliseconds.
// What Node and the system time themselves (sockets, file times) stays real. Also reports the resources of the process to whoever started it.
import { readdirSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { isMainThread } from 'node:worker_threads';

const factor = Number(process.env.COMPRESSED_TIME_FACTOR);
const fromMs = Number(process.env.COMPRESSED_TIME_FROM_MS);
const sinceMs = Number(process.env.COMPRESSED_TIME_SINCE_MS);

const realNow = performance.now.bind(performance);
const startedMs = realNow();
// One monotonic source for both clocks, or they would seem to jump against each other.
const wallMs = () => fromMs + (performance.timeOrigin + realNow() - sinceMs) * factor;
performance.now = () => (realNow() - startedMs) * factor;
Date.now = () => Math.floor(wallMs());
globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [Date.now()] : args, newTarget),
  apply: () => new Date().toString(),
});

for (const name of ['setTimeout', 'setInterval']) {
  const real = timers[name];
  const scaled = (callback, ms = 1, ...args) => real(callback, ms / factor, ...args);
  const promised = timersPromises[name];
  timersPromises[name] = (ms = 1, ...args) => promised(ms / factor, ...args);
  if (name === 'setTimeout') scaled[promisify.custom] = timersPromises.setTimeout;
  timers[name] = globalThis[name] = scaled;
}
syncBuiltinESMExports();

if (isMainThread && process.send !== undefined) {
  process.on('message', (message) => {
    if (message === 'resources') process.send(resources());
  });
  // Being asked is no reason to stay alive.
  process.channel?.unref();
}

function resources() {
  const handles = {};
  for (const type of process.getActiveResourcesInfo()) handles[type] = (handles[type] ?? 0) + 1;
  const { rss, heapUsed, external } = process.memoryUsage();
  return { wallMs: wallMs(), rss, heapUsed, external, handles, files: openFiles() };
}

/** Open file descriptors of the process; null where the system does not list them. */
function openFiles() {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}
