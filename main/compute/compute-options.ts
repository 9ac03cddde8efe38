import { extname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Profile } from '../../engine/engine.ts';
import { parseTimeNs } from './parse-time.ts';

export interface ComputeOptions {
  readonly input: string;
  readonly output: string;
  readonly format: 'parquet' | 'ndjson';
  readonly profile: Profile;
  /** Unix nanoseconds; null = the whole second at or before the first trade. */
  readonly engineStartNs: bigint | null;
  /** Unix nanoseconds; null = the engine's first second at or after the arrival of the last trade. */
  readonly engineEndNs: bigint | null;
  /** null = the profile's own. */
  readonly publishIntervalS: number | null;
  readonly settingsFile: string | null;
}

/** A wrong argument, with one sentence for people. */
export class ComputeOptionError extends Error {}

export const COMPUTE_HELP = `Usage: npm start -- compute --input PATH --output FILE.parquet|.ndjson [options]

Recomputes statistics from recorded trades, at full speed. The same input makes the same bytes.

  --input PATH                a Parquet file of trades, or a dataset directory of them: our own recordings or
                              files with the columns of the original system
  --output FILE               .parquet or .ndjson; an existing file is replaced
  --profile standard|csp      corrected statistics in our columns (default), or those of the original system,
                              bit-compatible, under its column names and at its publication times
  --engine-start TIME         when the engine started: ISO-8601 (UTC unless it says otherwise) or Unix
                              nanoseconds (default: the whole second at or before the first trade)
  --engine-end TIME           when it stopped; rows due at that instant are the last ones
                              (default: the first second that has seen every trade)
  --publish-interval SECONDS  a row per pair every 1 to 60 seconds (default: 1, profile csp 60)
  --settings FILE             JSON file with windows, half-lives and intervals (docs/statistics.md)
  --help
`;

const OPTION_TYPES = {
  input: { type: 'string' },
  output: { type: 'string' },
  profile: { type: 'string' },
  'engine-start': { type: 'string' },
  'engine-end': { type: 'string' },
  'publish-interval': { type: 'string' },
  settings: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Parses the arguments after `compute`; null = help was asked for. Throws ComputeOptionError. */
export function parseComputeOptions(args: readonly string[]): ComputeOptions | null {
  const values = parseValues(args);
  if (values.help) return null;
  const input = path('--input', values.input);
  if (input === null) throw new ComputeOptionError('Say which trades: --input PATH. See compute --help.');
  const output = path('--output', values.output);
  if (output === null) throw new ComputeOptionError('Say where to: --output FILE.parquet or FILE.ndjson.');
  if (resolve(input) === resolve(output)) throw new ComputeOptionError('--output is the input itself.');
  const engineStartNs = time('--engine-start', values['engine-start']);
  const engineEndNs = time('--engine-end', values['engine-end']);
  if (engineStartNs !== null && engineEndNs !== null && engineEndNs <= engineStartNs) {
    throw new ComputeOptionError('--engine-end must be later than --engine-start.');
  }
  return {
    input,
    output,
    format: formatOf(output),
    profile: profile(values.profile ?? 'standard'),
    engineStartNs,
    engineEndNs,
    publishIntervalS: publishInterval(values['publish-interval']),
    settingsFile: path('--settings', values.settings),
  };
}

function parseValues(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTION_TYPES, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split(/\.\s/)[0] ?? '';
    throw new ComputeOptionError(`${reason.replace(/\.$/, '')}. See compute --help.`);
  }
}

function path(name: string, value: string | undefined): string | null {
  if (value === '') throw new ComputeOptionError(`${name} needs a path.`);
  return value ?? null;
}

function formatOf(output: string): ComputeOptions['format'] {
  const extension = extname(output).toLowerCase();
  if (extension === '.parquet') return 'parquet';
  if (extension === '.ndjson') return 'ndjson';
  throw new ComputeOptionError(`--output must end in .parquet or .ndjson; "${output}" does not.`);
}

function profile(value: string): Profile {
  if (value === 'standard' || value === 'csp') return value;
  throw new ComputeOptionError(`--profile takes standard or csp; "${value}" is neither.`);
}

function time(name: string, value: string | undefined): bigint | null {
  if (value === undefined) return null;
  const ns = parseTimeNs(value);
  if (ns !== null) return ns;
  throw new ComputeOptionError(
    `${name} takes a time such as 2025-09-30T19:20:38.5Z or Unix nanoseconds; "${value}" is neither.`,
  );
}

function publishInterval(value: string | undefined): number | null {
  if (value === undefined) return null;
  const seconds = Number(value);
  if (/^\d+$/.test(value) && seconds >= 1 && seconds <= 60) return seconds;
  throw new ComputeOptionError(
    `--publish-interval takes a whole number of seconds from 1 to 60; "${value}" is not one.`,
  );
}
