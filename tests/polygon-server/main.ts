import { createInterface } from 'node:readline';
import { describeTrades } from '../../main/parquet/read-trades.ts';
import { readArguments, USAGE } from './arguments.ts';
import { isFaultName } from './faults.ts';
import { type PolygonServer, startPolygonServer } from './server.ts';

const REPORT_EVERY_MS = 5_000;

async function run(): Promise<void> {
  const options = readArguments(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(USAGE);
    return;
  }
  if (options.tape !== null) {
    const { rows } = await describeTrades(options.tape);
    console.log(`${options.tape}: ${rows} trades`);
  }
  const server = await startPolygonServer(options).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw new Error(`Port ${options.port} is taken: choose another with --port.`);
    throw error;
  });
  console.log(`Serving ${options.description} on ${server.url}`);
  console.log(
    `Use it with: npm start -- --feed polygon --feed-url ${server.url} --rest-url ${server.restUrl}   (and any key in POLYGON_API_KEY)`,
  );
  const report = setInterval(() => console.log(summary(server)), REPORT_EVERY_MS);
  createInterface({ input: process.stdin }).on('line', (line) => toggle(server, line.trim()));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      clearInterval(report);
      console.log(summary(server));
      void server.stop().then(() => process.exit(0));
    });
  }
  await server.played;
  console.log(`The tape has ended. ${summary(server)}`);
}

function toggle(server: PolygonServer, name: string): void {
  if (name === '') return;
  if (!isFaultName(name)) {
    console.log(`There is no fault "${name}"; --help lists them.`);
    return;
  }
  const isOn = server.faults.has(name);
  if (isOn) server.disable(name);
  else server.enable(name);
  console.log(`${name} is ${isOn ? 'off' : 'on'}`);
}

function summary({ sent, counters, sessions }: PolygonServer): string {
  return (
    `clients ${sessions.size}, connections ${counters.connections}; sent ${sent.trades} trades in ${sent.frames} frames, ` +
    `${sent.duplicates} duplicates, ${sent.malformed} malformed; ${counters.restRequests} REST requests`
  );
}

run().catch((error: Error) => {
  console.error(error.message);
  process.exit(2);
});
