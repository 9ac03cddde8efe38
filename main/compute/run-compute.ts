import { performance } from 'node:perf_hooks';
import { type EngineConfig, type EngineSettings, engineConfig } from '../../engine/config.ts';
import { createEngine } from '../../engine/create-engine.ts';
import { counted } from '../counted.ts';
import { EngineSettingsError, readEngineSettings } from '../engine-config.ts';
import { ParquetFileError } from '../parquet/parquet-file.ts';
import { writeParquet } from '../parquet/parquet-writer.ts';
import { createReadCounters, describeTrades, type ReadCounters, readTrades } from '../parquet/read-trades.ts';
import { snapshotJournals } from '../recording/journal-snapshot.ts';
import { markRecordedGaps } from '../recording/recorded-gaps.ts';
import { tradesWithin } from '../recording/trades-within.ts';
import { ComputeError } from './compute-error.ts';
import { COMPUTE_HELP, ComputeOptionError, type ComputeOptions, parseComputeOptions } from './compute-options.ts';
import { isoTime } from './iso-time.ts';
import { outputColumns } from './output-columns.ts';
import { checkOutput, outputError } from './output-file.ts';
import { showProgress } from './progress.ts';
import { type EngineLife, type RecomputeProgress, recompute, wholeSecond } from './recompute.ts';
import { RowCollector } from './row-collector.ts';
import { tradeWarnings } from './trade-warnings.ts';
import { writeNdjson } from './write-ndjson.ts';

const NS_PER_S = 1_000_000_000n;
/** Engine times are exact for so long; the bound also catches a start that is not in nanoseconds. */
const MAX_LEAD_DAYS = 100n;
const MAX_LEAD_NS = MAX_LEAD_DAYS * 86_400n * NS_PER_S;

export interface ComputeIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** `compute`: resolves to the exit code: 0 done, 1 failed, 2 wrong arguments. */
export async function runCompute(args: string[], io: ComputeIo): Promise<number> {
  try {
    const options = parseComputeOptions(args);
    if (options === null) io.stdout.write(COMPUTE_HELP);
    else await compute(options, io);
    return 0;
  } catch (error) {
    if (error instanceof ComputeOptionError) {
      io.stderr.write(`${error.message}\n`);
      return 2;
    }
    const forPeople = [ComputeError, ParquetFileError, EngineSettingsError].some((type) => error instanceof type);
    if (!forPeople) throw error;
    io.stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}

async function compute(options: ComputeOptions, io: ComputeIo): Promise<void> {
  const startMs = performance.now();
  const input = await tradesWithin(options.input);
  await checkOutput(options.output);
  const settings = await settingsOf(options);
  const newest = await snapshotJournals(input);
  try {
    await computeFrom(input, newest.files('trades'), options, settings, startMs, io);
  } finally {
    await newest.remove();
  }
  if (newest.problem !== null) io.stderr.write(`${newest.problem}\n`);
}

async function computeFrom(
  input: string,
  newest: readonly string[],
  options: ComputeOptions,
  settings: Partial<EngineSettings>,
  startMs: number,
  io: ComputeIo,
): Promise<void> {
  const { rows: recordedRows, firstNs } = await describeTrades(input, newest);
  if (firstNs === null) throw new ComputeError(`${input} holds no trades.`);
  const life = engineLife(options, firstNs);
  const config = engineConfig(options.profile, Number(life.originNs / NS_PER_S), settings);
  const output = outputColumns(options.profile);
  const rows = new RowCollector(output, life.originNs);
  const engine = createEngine(config, (batch) => rows.append(batch));
  await markRecordedGaps(engine, input, life.originNs);
  const read = createReadCounters();
  const progress: RecomputeProgress = { trades: 0, outside: 0, firstNs: null, lastNs: null };
  const line = showProgress(io.stderr, recordedRows, () => progress.trades + progress.outside);
  try {
    const blocks = recompute(readTrades(input, read, newest), engine, life, rows, progress);
    if (options.format === 'ndjson') await writeNdjson(options.output, output.columns, blocks);
    else await writeParquet(options.output, output.columns, blocks, { metadata: metadataOf(config, life.startNs) });
  } catch (error) {
    throw outputError(error, options.output);
  } finally {
    line.end();
  }
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
  io.stdout.write(`${summary(options.output, rows, progress)} in ${seconds} s.\n`);
  for (const warning of warnings(rows, read, progress, engine.counters().clampedTimes)) io.stderr.write(`${warning}\n`);
}

/** A recording has no late evaluation to make up for: every second counts, however long nothing came. */
async function settingsOf(options: ComputeOptions): Promise<Partial<EngineSettings>> {
  const { settingsFile, profile, publishIntervalS } = options;
  return {
    ...(settingsFile === null ? {} : await readEngineSettings(settingsFile, profile)),
    ...(publishIntervalS === null ? {} : { publishIntervalS }),
    catchUpLimitS: Number.POSITIVE_INFINITY,
  };
}

/** csp counts its seconds from the start; standard from the whole second at or before it. */
function engineLife({ engineStartNs, engineEndNs, profile }: ComputeOptions, firstNs: bigint): EngineLife {
  const startNs = engineStartNs ?? wholeSecond(firstNs);
  if (startNs < firstNs - MAX_LEAD_NS) {
    const lead = `--engine-start ${isoTime(startNs)} is more than ${MAX_LEAD_DAYS} days before the first trade`;
    throw new ComputeError(`${lead} (${isoTime(firstNs)}); a number must be Unix nanoseconds.`);
  }
  return { startNs, originNs: profile === 'csp' ? startNs : wholeSecond(startNs), endNs: engineEndNs };
}

/** Only what the input and the arguments determine: equal runs make equal files. */
function metadataOf({ profile, originUnixS: _, ...settings }: EngineConfig, startNs: bigint): Record<string, string> {
  return { profile, engine_start: isoTime(startNs), engine_settings: JSON.stringify(settings) };
}

function summary(output: string, rows: RowCollector, { trades, firstNs, lastNs }: RecomputeProgress): string {
  const span = firstNs === null || lastNs === null ? '' : ` (${isoTime(firstNs)} to ${isoTime(lastNs)})`;
  const written = `${counted(rows.total.rows, 'row')} of ${counted(rows.total.pairs, 'pair')}`;
  return `Wrote ${written} to ${output} from ${counted(trades, 'trade')}${span}`;
}

function warnings(
  rows: RowCollector,
  read: ReadCounters,
  { outside }: RecomputeProgress,
  clampedTimes: number,
): string[] {
  const found = [...tradeWarnings(read, clampedTimes)];
  if (outside > 0) found.push(`Left out ${counted(outside, 'trade')} before --engine-start or after --engine-end.`);
  if (rows.total.rows === 0) {
    found.push(
      'No row was due: profile csp publishes a pair up to 120 s after its first trade; see --engine-end in compute --help.',
    );
  }
  return found;
}
