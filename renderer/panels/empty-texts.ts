import { numbers } from '../format/number.ts';
import { ALL_QUOTES } from '../settings/settings.ts';
import type { EmptyFacts } from './panel.ts';

/** Seconds of trades after which the first volatility exists (two 1-minute returns). */
const VOLATILITY_NEEDS_S = 61;

/** What every panel waits for first; null once trades flow. */
function awaited(facts: EmptyFacts): string | null {
  if (!facts.isStreamLive) return 'Waiting for the data stream.';
  return facts.hasTrades ? null : 'Waiting for the first trade.';
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
  return facts.quote === ALL_QUOTES
    ? 'No pair has traded in the last 60 s.'
    : `No pair quoted in ${facts.quote} has traded in the last 60 s. Choose another quote currency above.`;
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
