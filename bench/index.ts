/** Benchmarks: `npm run bench -- NAME [arguments]`. Each prints a table for people and one JSON line per figure. */
type Bench = (args: string[]) => Promise<void>;

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  engine: async () => (await import('./engine.ts')).run,
  parquet: async () => (await import('./parquet.ts')).run,
  latency: async () => (await import('./latency.ts')).run,
  bandwidth: async () => (await import('./bandwidth.ts')).run,
  alerts: async () => (await import('./alerts.ts')).run,
  excel: async () => (await import('./excel.ts')).run,
};

export {};

const [name = '', ...args] = process.argv.slice(2);
const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (load === undefined) {
  console.error(`usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [arguments]`);
  process.exitCode = 2;
} else {
  await (await load())(args);
}
