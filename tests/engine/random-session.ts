import fc from 'fast-check';
import type { Side, Trade } from '../../engine/trade.ts';
import { SECOND, trade } from './run-engine.ts';

/** What happens to an engine in one random session, in order. `atNs` of a trade may lie in the past: it must be clamped. */
export type SessionEvent =
  | { readonly kind: 'trade'; readonly atNs: number; readonly trade: Trade }
  | { readonly kind: 'gap'; readonly fromNs: number; readonly toNs: number };

export interface Session {
  readonly originUnixS: number;
  readonly publishIntervalS: number;
  readonly resetIntervalS: number;
  readonly idleEvictAfterS: number;
  readonly events: readonly SessionEvent[];
  readonly endNs: number;
}

/** How much time passes before a trade. */
type Wait =
  | { readonly kind: 'ns'; readonly ns: number }
  | { readonly kind: 'next second' }
  | { readonly kind: 'exactly one window' };

interface Step {
  readonly wait: Wait;
  readonly pair: number;
  readonly price: number;
  readonly size: number;
  readonly side: Side;
  /** Trades of the same pair, so many ns apart. */
  readonly burst: { readonly count: number; readonly gapNs: number };
  readonly outage: { readonly beforeS: number; readonly lengthS: number } | null;
}

const wait: fc.Arbitrary<Wait> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Wait>({ kind: 'ns', ns: 0 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: SECOND }).map((ns): Wait => ({ kind: 'ns', ns })) },
  {
    weight: 6,
    arbitrary: fc.integer({ min: 1, max: 20 }).map((s): Wait => ({ kind: 'ns', ns: s * SECOND + 123_456_789 })),
  },
  { weight: 4, arbitrary: fc.constant<Wait>({ kind: 'next second' }) },
  { weight: 2, arbitrary: fc.constant<Wait>({ kind: 'exactly one window' }) },
  { weight: 1, arbitrary: fc.integer({ min: 55, max: 300 }).map((s): Wait => ({ kind: 'ns', ns: s * SECOND })) },
  { weight: 1, arbitrary: fc.integer({ min: -3 * SECOND, max: -1 }).map((ns): Wait => ({ kind: 'ns', ns })) },
);

const logUniform = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log10(min), max: Math.log10(max), noNaN: true }).map((exponent) => 10 ** exponent);

const side = fc.constantFrom<Side[]>('buy', 'sell', 'unknown');

const size = fc.oneof(
  { weight: 8, arbitrary: logUniform(1e-8, 1e4) },
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(1e-12, 1e-9, 2e-9, 1e-8) },
);

const burst = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ count: 1, gapNs: 0 }) },
  {
    weight: 1,
    arbitrary: fc.record({ count: fc.integer({ min: 2, max: 150 }), gapNs: fc.constantFrom(0, 1, 1_000_000) }),
  },
);

const outage = fc.option(
  fc.record({ beforeS: fc.integer({ min: 0, max: 30 }), lengthS: fc.integer({ min: 0, max: 40 }) }),
  {
    freq: 15,
  },
);

const steps = (price: fc.Arbitrary<number>): fc.Arbitrary<Step[]> =>
  fc.array(fc.record({ wait, pair: fc.integer({ min: 0, max: 2 }), price, size, side, burst, outage }), {
    minLength: 1,
    maxLength: 60,
    size: 'max',
  });

/** Calm markets around one price, and wild ones where every price is anywhere between 1e-9 and 1e9. */
const market: fc.Arbitrary<Step[]> = fc.oneof(
  logUniform(1e-6, 1e6).chain((level) => steps(fc.double({ min: 0.99, max: 1.01, noNaN: true }).map((x) => level * x))),
  steps(fc.constantFrom(1, 1, 2, 100)),
  steps(logUniform(1e-9, 1e9)),
);

export const session: fc.Arbitrary<Session> = fc
  .record({
    market,
    originUnixS: fc.constantFrom(0, 1_759_262_638, 1_759_276_790),
    publishIntervalS: fc.constantFrom(1, 1, 1, 5, 60),
    resetIntervalS: fc.constantFrom(30, 97, 300, 86_400, 86_400),
    idleEvictAfterS: fc.constantFrom(60, 120, 86_400),
  })
  .map(({ market: marketSteps, ...settings }) => ({ ...settings, ...play(marketSteps) }));

function play(marketSteps: readonly Step[]): { events: SessionEvent[]; endNs: number } {
  const events: SessionEvent[] = [];
  let nowNs = 0;
  for (const step of marketSteps) {
    if (step.outage !== null) {
      const toNs = nowNs - step.outage.beforeS * SECOND;
      events.push({ kind: 'gap', fromNs: toNs - step.outage.lengthS * SECOND, toNs });
    }
    let atNs = nowNs + waitNs(step.wait, nowNs);
    for (let i = 0; i < step.burst.count; i++) {
      const { price, size: tradeSize, side: tradeSide } = step;
      events.push({
        kind: 'trade',
        atNs,
        trade: trade({
          pair: `P${step.pair}-USD`,
          price,
          size: tradeSize,
          side: tradeSide,
          tradeTimeMs: 1e12 - events.length,
        }),
      });
      nowNs = Math.max(nowNs, atNs);
      atNs += step.burst.gapNs;
    }
  }
  return { events, endNs: nowNs + 5 * SECOND };
}

function waitNs(kind: Wait, nowNs: number): number {
  switch (kind.kind) {
    case 'ns':
      return kind.ns;
    case 'next second':
      return SECOND - (nowNs % SECOND);
    case 'exactly one window':
      return 60 * SECOND;
  }
}
