import { DEFAULT_RANGE, HISTORY_RANGES, type HistoryRange } from '../../main/publish/stream-messages.ts';
import { createTimeFormats, isZone, systemZone, type TimeFormats } from '../format/time.ts';
import { currentZoneName } from '../format/zone-names.ts';
import { createSetting, oneOf } from './setting.ts';
import { readPair } from './ticker.ts';

export type Theme = 'system' | 'light' | 'dark';
export const THEMES = ['system', 'light', 'dark'] as const satisfies readonly Theme[];

/** What draws the charts: our own on canvas, or Perspective's d3fc. */
export type ChartEngine = 'canvas' | 'd3fc';
export const CHART_ENGINES = ['canvas', 'd3fc'] as const satisfies readonly ChartEngine[];

/** Limits of panel 5: pairs below the volume are quiet, pairs above the volatility are extreme. */
export interface ScatterLimits {
  /** Quote units traded in the last 60 s. */
  readonly minVolume: number;
  /** Fraction, e.g. 0.02 = 2 %. */
  readonly maxVolatility: number;
}

export const DEFAULT_LIMITS: ScatterLimits = { minVolume: 10_000, maxVolatility: 0.02 };
export const DEFAULT_PAIR = 'BTC-USD';
export const DEFAULT_QUICK_PAIRS: readonly string[] = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'XRP-USD', 'DOGE-USD'];
/** Stands for "every quote currency". */
export const ALL_QUOTES = '*';

export const themeSetting = createSetting<Theme>('theme', 'system', oneOf(THEMES));
export const chartEngineSetting = createSetting<ChartEngine>('chart-engine', 'canvas', oneOf(CHART_ENGINES));
/** `system`, or the name of an IANA zone. */
export const zoneSetting = createSetting<string>('zone', 'system', (stored) =>
  typeof stored === 'string' && (stored === 'system' || isZone(stored)) ? stored : null,
);
/** Pairs of the buttons in the page's head; the desktop's settings know better. */
export const quickPairsSetting = createSetting<readonly string[]>('quick-pairs', DEFAULT_QUICK_PAIRS, readPairs);
/** Whether the page plays the sounds of alerts. */
export const alertSoundSetting = createSetting<'on' | 'off'>('alert-sounds', 'on', oneOf(['on', 'off']));
/** Whether the overlay of diagnostics is shown. */
export const hudSetting = createSetting<'on' | 'off'>('hud', 'off', oneOf(['on', 'off']));
export const pairSetting = createSetting<string>('ticker', DEFAULT_PAIR, readPair);
export const quoteSetting = createSetting<string>('quote', 'USD', (stored) =>
  typeof stored === 'string' && /^(\*|[A-Z0-9.]{2,12})$/.test(stored) ? stored : null,
);
/** Length of time that the charts of one pair show. */
export const RANGES = Object.keys(HISTORY_RANGES) as HistoryRange[];
export const rangeSetting = createSetting<HistoryRange>('chart-range', DEFAULT_RANGE, oneOf(RANGES));
export const limitsSetting = createSetting<ScatterLimits>('scatter-limits', DEFAULT_LIMITS, readLimits);

function readPairs(stored: unknown): readonly string[] | null {
  if (!Array.isArray(stored)) return null;
  return stored.flatMap((entry) => readPair(entry) ?? []).slice(0, 12);
}

/** Usable limits, or null. */
export function readLimits(stored: unknown): ScatterLimits | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { minVolume, maxVolatility } = stored as Partial<Record<keyof ScatterLimits, unknown>>;
  if (typeof minVolume !== 'number' || !Number.isFinite(minVolume) || minVolume < 0) return null;
  if (typeof maxVolatility !== 'number' || !Number.isFinite(maxVolatility) || maxVolatility <= 0) return null;
  return { minVolume, maxVolatility };
}

/** The zone that times are shown in now. */
export function shownZone(): string {
  const zone = zoneSetting.get();
  return currentZoneName(zone === 'system' ? systemZone() : zone);
}

let cached: { zone: string; formats: TimeFormats } | null = null;

/** Time formats of the chosen zone. */
export function times(): TimeFormats {
  const zone = shownZone();
  if (cached === null || cached.zone !== zone) cached = { zone, formats: createTimeFormats(zone) };
  return cached.formats;
}
