import type { EngineConfig } from './config.ts';
import { IncrementalMoments } from './csp/incremental-moments.ts';
import { IncrementalVwap } from './csp/incremental-vwap.ts';
import { PlainSums } from './csp/plain-sums.ts';
import type { Profile } from './engine.ts';
import type { MomentsColumns, MomentsWindow } from './moments-window.ts';
import { ExactMoments } from './standard/exact-moments.ts';
import { ExactSums } from './standard/exact-sums.ts';
import { ExactVwap } from './standard/exact-vwap.ts';
import { NS_PER_S } from './time.ts';
import type { TradeWindow } from './trade-window.ts';
import type { VwapWindow } from './vwap-window.ts';

/** What the profiles compute differently inside one ticker; everything else is one code path. */
export interface ProfileArithmetic {
  tradeWindow(config: EngineConfig): TradeWindow;
  vwapWindow(config: EngineConfig): VwapWindow;
  /** `phase` is any number, different from pair to pair. */
  momentsWindow(lengthTicks: number, columns: MomentsColumns, phase: number): MomentsWindow;
  /** d / (V + d) instead of d / V0. */
  readonly originalReturn: boolean;
  /** An undefined VWAP is left out of the EMAs instead of making them undefined until the next reset. */
  readonly emaSkipsUndefined: boolean;
}

export const PROFILES: Readonly<Record<Profile, ProfileArithmetic>> = {
  standard: {
    tradeWindow: (config) => new ExactSums(config.tradeWindowS * NS_PER_S),
    vwapWindow: (config) => new ExactVwap(config.vwapTrades),
    momentsWindow: (lengthTicks, columns, phase) => new ExactMoments(lengthTicks, columns, phase),
    originalReturn: false,
    emaSkipsUndefined: true,
  },
  csp: {
    tradeWindow: (config) => new PlainSums(config.tradeWindowS * NS_PER_S),
    vwapWindow: (config) => new IncrementalVwap(config.vwapTrades),
    momentsWindow: (lengthTicks, columns) => new IncrementalMoments(lengthTicks, columns),
    originalReturn: true,
    emaSkipsUndefined: false,
  },
};
