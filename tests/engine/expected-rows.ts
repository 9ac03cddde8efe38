import { ExactOracle, type OracleTrade } from './exact-oracle.ts';
import type { Session } from './random-session.ts';
import { SECOND } from './run-engine.ts';

/** A row that profile standard must publish. */
export interface ExpectedRow {
  readonly secondS: number;
  readonly pair: string;
  readonly oracle: ExactOracle;
  readonly lastTradeTimeMs: number;
  readonly partial: boolean;
  readonly partial5m: boolean;
  readonly afterReset: boolean;
}

interface Life {
  readonly pair: string;
  readonly trades: (OracleTrade & { readonly tradeTimeMs: number })[];
  /** The second at which it is forgotten. */
  endS: number;
  oracle?: ExactOracle;
}

/** Lives of all pairs in order of appearance, from the raw events. */
function livesOf(session: Session): Life[] {
  const lives: Life[] = [];
  const current = new Map<string, Life>();
  let nowNs = 0;
  for (const event of session.events) {
    if (event.kind !== 'trade') continue;
    nowNs = Math.max(nowNs, event.atNs);
    const { pair, price, size, side, tradeTimeMs } = event.trade;
    let life = current.get(pair);
    if (life === undefined || nowNs > life.endS * SECOND) {
      life = { pair, trades: [], endS: 0 };
      lives.push(life);
      current.set(pair, life);
    }
    life.trades.push({ atNs: nowNs, price, size, side, tradeTimeMs });
    life.endS = Math.ceil((nowNs + session.idleEvictAfterS * SECOND) / SECOND);
  }
  return lives;
}

/** Every row in order of publication. */
export function expectedRows(session: Session): ExpectedRow[] {
  const resetBefore = (secondS: number): number => {
    const unixS = session.originUnixS + secondS;
    const resetS = Math.floor(unixS / session.resetIntervalS) * session.resetIntervalS - session.originUnixS;
    return resetS >= 0 ? resetS * SECOND : Number.NEGATIVE_INFINITY;
  };
  const lives = livesOf(session);
  for (const life of lives) life.oracle = new ExactOracle(life.trades, resetBefore);
  const knownGaps = gapsKnownAt(session);
  const rows: ExpectedRow[] = [];
  const previousS = new Map<Life, number>();
  for (let secondS = 0; secondS * SECOND < session.endNs; secondS++) {
    if ((session.originUnixS + secondS) % session.publishIntervalS !== 0) continue;
    const nowNs = secondS * SECOND;
    const gaps = knownGaps(nowNs);
    const touches = (lengthS: number) => gaps.some((gap) => gap.fromNs < nowNs && gap.toNs > nowNs - lengthS * SECOND);
    for (const life of lives) {
      const startNs = life.trades[0]?.atNs ?? 0;
      const last = life.trades.findLast((trade) => trade.atNs <= nowNs);
      if (last === undefined || secondS >= life.endS) continue;
      const sinceNs = previousS.has(life) ? (previousS.get(life) ?? 0) * SECOND : startNs;
      previousS.set(life, secondS);
      rows.push({
        secondS,
        pair: life.pair,
        oracle: life.oracle as ExactOracle,
        lastTradeTimeMs: last.tradeTimeMs,
        partial: touches(60),
        partial5m: touches(420),
        afterReset: resetBefore(secondS) > sinceNs,
      });
    }
  }
  return rows;
}

/** The gaps that the engine has been told of when it evaluates an instant: those before the first later event. */
function gapsKnownAt(session: Session): (nowNs: number) => { fromNs: number; toNs: number }[] {
  return (nowNs) => {
    const gaps: { fromNs: number; toNs: number }[] = [];
    for (const event of session.events) {
      if (event.kind === 'gap') gaps.push(event);
      else if (event.atNs > nowNs) break;
    }
    return gaps;
  };
}
