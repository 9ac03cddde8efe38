import { engineConfig } from '../engine/config.ts';
import { createEngine } from '../engine/create-engine.ts';
import { sideCode } from '../engine/trade.ts';
import { type FrameSink, parseFrame } from '../main/feed/polygon/parse-frame.ts';
import { collectGarbage, cpuUs, createRandom, syntheticTrades } from './engine-load.ts';
import { type Figure, quantile } from './report.ts';

const NS_PER_S = 1e9;
const PAIRS = 250;
/** The provider packs what comes within some milliseconds into one frame. */
const FRAMES_PER_S = 100;
const ROUNDS = 7;

interface Frame {
  readonly atNs: number;
  readonly text: string;
}

/** Frames of `seconds` at so many trades per second, in the provider's form. */
function framesOf(seconds: number, perSecond: number): Frame[] {
  const random = createRandom(7);
  const perFrame = Math.max(1, Math.round(perSecond / FRAMES_PER_S));
  const trades = syntheticTrades(seconds * perSecond, PAIRS);
  const frames: Frame[] = [];
  for (let i = 0; i < trades.length; i += perFrame) {
    const events = trades
      .slice(i, i + perFrame)
      .map(({ pair, price, size, side, exchange, tradeTimeMs, vendorTimeMs }) => ({
        ev: 'XT',
        pair,
        p: Number(price.toPrecision(7)),
        s: Number(size.toPrecision(8)),
        t: tradeTimeMs,
        c: [sideCode(side)],
        i: String(Math.floor(random() * 1e9)),
        x: exchange,
        r: vendorTimeMs,
      }));
    frames.push({ atNs: (i / perSecond) * NS_PER_S, text: JSON.stringify(events) });
  }
  return frames;
}

/**
 * CPU of the whole way from the text of frames to finished statistics, against JSON.parse of the same texts; both in
 * turns in one process, the medians compared.
 */
export function measureFrames(perSecond: number, seconds: number, limit?: number): Figure[] {
  const frames = framesOf(seconds, perSecond);
  const trades = frames.length * Math.max(1, Math.round(perSecond / FRAMES_PER_S));
  let lengths = 0;
  const parseAlone = (): void => {
    for (const frame of frames) lengths += (JSON.parse(frame.text) as unknown[]).length;
  };
  const engine = createEngine(engineConfig('standard', 0), () => undefined);
  const counters = { malformed: 0, ignored: 0, sideless: 0 };
  const options = { dropSideless: false };
  let startNs = 0;
  const wholeWay = (): void => {
    const sink: FrameSink = { trades: [], statuses: [] };
    for (const frame of frames) {
      sink.trades.length = 0;
      parseFrame(frame.text, 0, sink, counters, options);
      for (const trade of sink.trades) engine.addTrade(startNs + frame.atNs, trade);
    }
    startNs += seconds * NS_PER_S;
    engine.advance(startNs);
  };
  // Enough market time that windows are full and rows of all pairs are made.
  for (let warm = 0; warm < 2 || startNs < 700 * NS_PER_S; warm++) {
    parseAlone();
    wholeWay();
  }
  collectGarbage();
  const alone: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(cpuUs(parseAlone));
    whole.push(cpuUs(wholeWay));
  }
  if (lengths === 0 || counters.malformed > 0) throw new Error('The frames of the benchmark are not what it expects.');
  const name = `at ${perSecond} trades/s`;
  return [
    { bench: 'engine', figure: `JSON.parse alone, ${name}`, value: quantile(alone, 0.5) / trades, unit: 'us/trade' },
    {
      bench: 'engine',
      figure: `frames to statistics, ${name}`,
      value: quantile(whole, 0.5) / trades,
      unit: 'us/trade',
    },
    {
      bench: 'engine',
      figure: `frames to statistics / JSON.parse, ${name}`,
      value: quantile(whole, 0.5) / quantile(alone, 0.5),
      unit: 'x',
      ...(limit === undefined ? {} : { limit }),
    },
  ];
}
