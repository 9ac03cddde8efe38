import { parseArgs } from 'node:util';
import { FAULTS, type FaultName, isFaultName } from './faults.ts';
import { demoSource, type TradeSource, tapeSource } from './source.ts';

export interface Arguments {
  readonly port: number;
  readonly key: string | null;
  readonly restRequestsPerMinute: number;
  readonly faults: readonly FaultName[];
  readonly faultEveryMs: number;
  /** The tape's path; null = the demo market. */
  readonly tape: string | null;
  readonly source: TradeSource;
  readonly description: string;
}

/** A bad command line; the message is one sentence for people. */
export class UsageError extends Error {}

export const USAGE = `Serves trades in the Polygon/Massive crypto protocol on ws://127.0.0.1:PORT/crypto, and the same trades, also those that
no client was sent, as REST on http://127.0.0.1:PORT/v3/trades/X:BTCUSD.

usage: npm run polygon-server -- --tape FILE [options]
       npm run polygon-server -- --demo [options]

  --tape FILE        a Parquet file or dataset of trades
  --speed N|max      times the recorded pace (default 1)
  --once             play the tape once, then fall silent (default: again and again)
  --keep-times       send the recorded exchange times (default: moved to now)
  --no-ids           send no trade ids (default: made up)
  --demo             the simulated market instead of a tape
  --rate N           its trades per second (default 50)
  --pairs N          its pairs, 1 to 2000 (default 250)
  --seed N           its seed (default 1)
  --port P           default 9400; 0 = any free port
  --key K            the only accepted key (default: any)
  --rest-limit N     REST requests allowed within a minute (default: no limit)
  --fault NAME       start with a fault, repeatable
  --fault-every S    seconds between repeated faults (default 20)
  --help             this text

The tape waits for the first subscriber. Type the name of a fault and Enter to turn it on or off while running:

${Object.entries(FAULTS)
  .map(([name, meaning]) => `  ${name.padEnd(22)} ${meaning}`)
  .join('\n')}
`;

const OPTIONS = {
  tape: { type: 'string' },
  speed: { type: 'string', default: '1' },
  once: { type: 'boolean', default: false },
  'keep-times': { type: 'boolean', default: false },
  'no-ids': { type: 'boolean', default: false },
  demo: { type: 'boolean', default: false },
  rate: { type: 'string', default: '50' },
  pairs: { type: 'string', default: '250' },
  seed: { type: 'string', default: '1' },
  port: { type: 'string', default: '9400' },
  key: { type: 'string' },
  'rest-limit': { type: 'string' },
  fault: { type: 'string', multiple: true, default: [] as string[] },
  'fault-every': { type: 'string', default: '20' },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the command line; null = help is wanted. Throws UsageError. */
export function readArguments(argv: readonly string[]): Arguments | null {
  const values = parse(argv);
  if (values.help) return null;
  if ((values.tape === undefined) === !values.demo) throw new UsageError('Give either --tape FILE or --demo.');
  const unknown = values.fault.find((name) => !isFaultName(name));
  if (unknown !== undefined) throw new UsageError(`There is no fault "${unknown}"; --help lists them.`);
  const speed = values.speed === 'max' ? Number.POSITIVE_INFINITY : numberIn('--speed', values.speed, 0.001, 1e6);
  return {
    port: numberIn('--port', values.port, 0, 65_535),
    key: values.key ?? null,
    restRequestsPerMinute:
      values['rest-limit'] === undefined
        ? Number.POSITIVE_INFINITY
        : numberIn('--rest-limit', values['rest-limit'], 1, 1e6),
    faults: values.fault.filter(isFaultName),
    faultEveryMs: 1_000 * numberIn('--fault-every', values['fault-every'], 0.1, 1e6),
    tape: values.tape ?? null,
    source:
      values.tape === undefined
        ? demoSource({
            tradesPerSecond: numberIn('--rate', values.rate, 0.1, 1e6),
            pairs: numberIn('--pairs', values.pairs, 1, 2_000),
            seed: numberIn('--seed', values.seed, 0, 2 ** 32),
          })
        : tapeSource({
            path: values.tape,
            speed,
            once: values.once,
            keepTimes: values['keep-times'],
            ids: !values['no-ids'],
          }),
    description:
      values.tape === undefined
        ? `demo market, ${values.rate} trades/s`
        : `${values.tape} at ${values.speed === 'max' ? 'full speed' : `${values.speed}x`}`,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function numberIn(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new UsageError(`${name} must be a number from ${least} to ${most}, not "${text}".`);
}
