import { type EngineSettings, engineConfig } from '../../engine/config.ts';
import { createEngine } from '../../engine/create-engine.ts';
import type { Engine, Profile } from '../../engine/engine.ts';
import { STATISTIC_NAMES, type StatisticName } from '../../engine/schema.ts';
import type { Trade } from '../../engine/trade.ts';
import { WaitingTrades } from '../../engine/waiting-trades.ts';

export const SECOND = 1e9;

/** One published row, copied out of its batch. */
export interface PublishedRow {
  readonly timeNs: number;
  readonly pair: string;
  readonly values: Readonly<Record<StatisticName, number>>;
  readonly lastTradeTimeMs: number;
  readonly partial: boolean;
  readonly partial5m: boolean;
  readonly afterReset: boolean;
}

export interface EngineRun {
  readonly engine: Engine;
  readonly rows: PublishedRow[];
}

/** An engine that keeps every row it publishes. */
export function runEngine(profile: Profile, settings: Partial<EngineSettings> = {}, originUnixS = 0): EngineRun {
  const rows: PublishedRow[] = [];
  const engine = createEngine(engineConfig(profile, originUnixS, settings), (batch) => {
    for (let i = 0; i < batch.length; i++) {
      const values = {} as Record<StatisticName, number>;
      for (const name of STATISTIC_NAMES) values[name] = batch.values[name][i] as number;
      rows.push({
        timeNs: batch.timeNs,
        pair: batch.pairs[i] as string,
        values,
        lastTradeTimeMs: batch.lastTradeTimeMs[i] as number,
        partial: batch.partial[i] === 1,
        partial5m: batch.partial5m[i] === 1,
        afterReset: batch.afterReset[i] === 1,
      });
    }
  });
  return { engine, rows };
}

/** A trade with everything that a test does not care about filled in. */
export function trade(fields: Partial<Trade> = {}): Trade {
  return {
    pair: 'AAA-USD',
    price: 100,
    size: 1,
    side: 'buy',
    exchange: 1,
    tradeId: null,
    tradeTimeMs: 0,
    vendorTimeMs: null,
    receivedTimeUs: 0,
    ...fields,
  };
}

/** Trades that arrived at an instant and that no window has taken yet. */
export function waitingTrades(trades: readonly Partial<Trade>[], atNs = 0): WaitingTrades {
  const waiting = new WaitingTrades();
  for (const fields of trades) waiting.add(new Float64Array([atNs]), trade(fields));
  return waiting;
}
