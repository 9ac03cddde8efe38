import { numbers } from '../format/number.ts';
import { ALL_QUOTES } from '../settings/settings.ts';
import type { EmptyFacts } from './panel.ts';

/** Seconds of trades after which the first volatility exists (two 1-minute returns). */
const VOLATILITY_NEEDS_S = 61;
/** Seconds after the first trade of a pair until it has volumes. */
const VOLUME_NEEDS_S = 5;
/** Until the first trades and their statistics are there. */
const START_S = 2;

/** What every panel waits for first; null once trades flow and it shows what there is. */
function awaited(facts: EmptyFacts): string | null {
  if (!facts.isStreamLive) return 'Waiting for the data stream.';
  if (!facts.hasTrades) return 'Waiting for the first trade.';
  return facts.isDrawn ? null : 'Drawing for the first time.';
}

export function noTrades(facts: EmptyFacts): string {
  return awaited(facts) ?? 'Waiting for the first trade.';
}

export function noPairTrades(facts: EmptyFacts): string {
  return awaited(facts) ?? `Waiting for the next trade of ${facts.pair}.`;
}

export function noStatistics(facts: EmptyFacts): string {
  return awaited(facts) ?? 'Waiting for the first statistics, one second after the first trade.';
}

/** For panels that show one quote currency. */
export function noPairOfQuote(facts: EmptyFacts): string {
  const waiting = awaited(facts);
  if (waiting !== null) return waiting;
  if (!facts.hasStatistics) return noStatistics(facts);
  return facts.quote === ALL_QUOTES
    ? 'No pair has traded in the last 60 s.'
    : `No pair quoted in ${facts.quote} has traded in the last 60 s. Choose another quote currency above.`;
}

/** The same for panels that show volumes, which a pair has only some seconds after its first trade. */
export function noVolumeOfQuote(facts: EmptyFacts): string {
  const waiting = awaited(facts);
  if (waiting !== null) return waiting;
  if (facts.uptimeS < VOLUME_NEEDS_S + START_S) {
    return `Volumes come ${VOLUME_NEEDS_S} s after the first trade of a pair.`;
  }
  const first = `The first one comes ${VOLUME_NEEDS_S} s after the first trade of a pair.`;
  return facts.quote === ALL_QUOTES
    ? `No pair has a volume of the last 60 s. ${first}`
    : `No pair quoted in ${facts.quote} has a volume of the last 60 s. ${first} Other quote currencies can be chosen above.`;
}

export function noPairPasses(facts: EmptyFacts): string {
  const waiting = awaited(facts);
  if (waiting !== null) return waiting;
  if (facts.uptimeS < VOLATILITY_NEEDS_S) return volatilityProgress(facts.uptimeS, 'Volatility');
  const { minVolume, maxVolatility } = facts.limits;
  const quote = facts.quote === ALL_QUOTES ? 'pair' : `pair quoted in ${facts.quote}`;
  return `No ${quote} passes this filter: volume above ${numbers.magnitude(minVolume)}, volatility up to ${numbers.fixed(maxVolatility * 100, 2)}%. Change it above.`;
}

export function noPrice(facts: EmptyFacts): string {
  const waiting = awaited(facts) ?? (facts.isHistoryPending ? `Loading the history of ${facts.pair}.` : null);
  return waiting ?? `No statistics of ${facts.pair} yet: the first comes within a second of its next trade.`;
}

export function noVolatility(facts: EmptyFacts): string {
  if (facts.rows === 0) return noPrice(facts);
  return `${facts.pair}: ${volatilityProgress(facts.rows * facts.publishIntervalS, 'volatility')}`;
}

function volatilityProgress(seconds: number, subject: string): string {
  const text = `${subject} needs ${VOLATILITY_NEEDS_S} s of data`;
  return seconds < VOLATILITY_NEEDS_S ? `${text}, ${Math.floor(seconds)} s so far.` : `${text} without a gap.`;
}
