/** Drills: `npm run drill -- NAME [arguments]`. Each breaks or checks the recorder on purpose and counts; exit code 1 on any loss. */
type Drill = (args: readonly string[]) => Promise<number>;

const DRILLS: Readonly<Record<string, () => Promise<Drill>>> = {
  kill: async () => (await import('./drill-kill.ts')).run,
  torn: async () => (await import('./drill-torn.ts')).run,
  hour: async () => (await import('./drill-hour.ts')).run,
  'live-equals-replay': async () => (await import('./drill-live-equals-replay.ts')).run,
  soak: async () => (await import('./drill-soak.ts')).run,
  'full-disk': async () => (await import('./drill-full-disk.ts')).run,
};

export {};

const [name = '', ...args] = process.argv.slice(2);
const load = Object.hasOwn(DRILLS, name) ? DRILLS[name] : undefined;
if (load === undefined) {
  console.error(`usage: npm run drill -- ${Object.keys(DRILLS).join('|')} [arguments]`);
  process.exitCode = 2;
} else {
  process.exitCode = await (await load())(args);
}
