import { AlertEvaluator, type AlertFiring } from '../../engine/alerts/alert-evaluator.ts';
import type { AlertRule } from '../../engine/alerts/alert-rule.ts';
import { engineConfig } from '../../engine/config.ts';
import { createEngine } from '../../engine/create-engine.ts';
import type { Engine } from '../../engine/engine.ts';
import { NS_PER_S } from '../../engine/time.ts';
import { play, type RecomputeProgress, wholeSecond } from '../compute/recompute.ts';
import { tradeWarnings } from '../compute/trade-warnings.ts';
import { createReadCounters, describeTrades, readTrades } from '../parquet/read-trades.ts';
import { snapshotJournals } from '../recording/journal-snapshot.ts';
import { markRecordedGaps } from '../recording/recorded-gaps.ts';
import { tradesWithin } from '../recording/trades-within.ts';
import { type AlertEvent, eventOf } from './alert-event.ts';

const NS_PER_MS = 1_000_000n;
/** The longest list of alerts that is kept; all are counted. */
export const MAX_TEST_EVENTS = 5_000;

/** What a rule would have done. */
export interface AlertRuleTest {
  readonly id: string;
  readonly name: string;
  readonly fired: number;
  /** Not told, because of the cooldown. */
  readonly suppressed: number;
  /** Pairs for which it fired. */
  readonly pairs: number;
  /** Unix milliseconds; null = never. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
}

export interface AlertTest {
  readonly trades: number;
  /** Arrival of the first and last trade, Unix milliseconds. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly fired: number;
  /** Of the enabled rules, in their order. */
  readonly rules: readonly AlertRuleTest[];
  /** Oldest first; those after the first MAX_TEST_EVENTS are only counted. */
  readonly events: readonly AlertEvent[];
  readonly eventsTotal: number;
  readonly notes: readonly string[];
}

export class AlertTestError extends Error {}

/**
 * Plays the trades of a recording through an engine of the profile `standard` and tells what the enabled rules would have done. The feed
 * counts as silent wherever no trade arrived, also while nothing was recorded. Throws AlertTestError, ComputeError or ParquetFileError.
 */
export async function testRules(
  path: string,
  rules: readonly AlertRule[],
  onProgress: (done: number, total: number) => void = () => undefined,
  scratchFolder?: string,
): Promise<AlertTest> {
  const input = await tradesWithin(path);
  const newest = await snapshotJournals(input, scratchFolder);
  try {
    return await testOn(input, newest.files('trades'), newest.problem, rules, onProgress);
  } finally {
    await newest.remove();
  }
}

async function testOn(
  input: string,
  newest: readonly string[],
  problem: string | null,
  rules: readonly AlertRule[],
  onProgress: (done: number, total: number) => void,
): Promise<AlertTest> {
  const { rows: total, firstNs } = await describeTrades(input, newest);
  if (firstNs === null) throw new AlertTestError(`${input} holds no trades.`);
  const startNs = wholeSecond(firstNs);
  const pairs = new Map<string, Set<string | null>>();
  const first = new Map<string, number>();
  const events: AlertEvent[] = [];
  let eventsTotal = 0;
  const unixMs = (timeNs: number) => Number((startNs + BigInt(timeNs)) / NS_PER_MS);
  const tell = (firing: AlertFiring) => {
    const { id } = firing.rule;
    const timeMs = unixMs(firing.timeNs);
    eventsTotal += 1;
    if (events.length < MAX_TEST_EVENTS) events.push(eventOf(firing, timeMs, 'replay'));
    if (firing.phase === 'ended') return;
    if (!first.has(id)) first.set(id, timeMs);
    pairs.set(id, (pairs.get(id) ?? new Set()).add(firing.pair));
  };
  const evaluator = new AlertEvaluator(rules, tell);
  let lastTradeNs = 0;
  const config = engineConfig('standard', Number(startNs / BigInt(NS_PER_S)), {
    catchUpLimitS: Number.POSITIVE_INFINITY,
    // Rows are not wanted, only what is evaluated each second.
    publishIntervalS: 60,
  });
  const engine = createEngine(config, () => undefined, {
    begin(timeNs, isPartial) {
      evaluator.feed(timeNs, (timeNs - lastTradeNs) / NS_PER_S);
      evaluator.begin(timeNs, isPartial);
    },
    row: (pair, values) => evaluator.row(pair, values),
    forget: (pair) => evaluator.forget(pair),
  });
  await markRecordedGaps(engine, input, startNs);
  const read = createReadCounters();
  const progress: RecomputeProgress = { trades: 0, outside: 0, firstNs: null, lastNs: null };
  const observed: Pick<Engine, 'addTrade' | 'advance'> = {
    advance: (timeNs, maxPairSeconds) => engine.advance(timeNs, maxPairSeconds),
    addTrade(timeNs, trade) {
      lastTradeNs = Math.max(lastTradeNs, timeNs);
      engine.addTrade(timeNs, trade);
      onProgress(progress.trades, total);
    },
  };
  const life = { startNs, originNs: startNs, endNs: null };
  for await (const _ of play(readTrades(input, read, newest), observed, life, progress));
  const tested = evaluator.states().map(({ id, fired, suppressed, lastNs }) => ({
    id,
    name: rules.find((rule) => rule.id === id)?.name ?? id,
    fired,
    suppressed,
    pairs: pairs.get(id)?.size ?? 0,
    firstMs: first.get(id) ?? null,
    lastMs: lastNs === null ? null : unixMs(lastNs),
  }));
  return {
    trades: progress.trades,
    firstMs: Number((progress.firstNs as bigint) / NS_PER_MS),
    lastMs: Number((progress.lastNs as bigint) / NS_PER_MS),
    fired: tested.reduce((sum, { fired }) => sum + fired, 0),
    rules: tested,
    events,
    eventsTotal,
    notes: [...(problem === null ? [] : [problem]), ...tradeWarnings(read, engine.counters().clampedTimes)],
  };
}
