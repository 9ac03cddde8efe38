import type { Side, Trade } from '../../../engine/trade.ts';
import { createInstruments, type Instrument } from './instruments.ts';
import { Latency } from './latency.ts';
import { Prices } from './prices.ts';
import { Random, WeightedChoice } from './random.ts';

export interface MarketOptions {
  readonly seed: number;
  /** Unix microseconds: where simulated time begins. */
  readonly startUs: number;
  /** 1 to 2,000. */
  readonly pairs: number;
  /** Mean over a long time; single seconds vary as in a real market. */
  readonly tradesPerSecond: number;
}

export const DEMO_PAIRS = 250;
export const DEMO_TRADES_PER_SECOND = 50;

const STEP_US = 10_000;
const STEPS_PER_PRICE_MOVE = 10;
/** A taker's order fills one or more resting orders: trades of one instant and side at slightly worse prices. */
const NEXT_FILL_PROBABILITY = 0.35;
const MAX_FILLS = 20;
const MEAN_FILLS = (1 - NEXT_FILL_PROBABILITY ** MAX_FILLS) / (1 - NEXT_FILL_PROBABILITY);
/** Takers follow each other: the next order in a pair has the side of the last one this often. */
const SAME_SIDE_PROBABILITY = 0.68;
const SIDELESS_PROBABILITY = 0.003;
const TINY_SIZE_PROBABILITY = 0.004;
const HALF_SPREAD = 1.5e-4;
/** Log price change per trade at 50 trades/s; less where there are more trades, so that volatility stays the same. */
const TRADE_IMPACT = 1e-6;
/** Bursts: several hundred trades within a second, mostly in one of the busier pairs, mostly on one side. */
const BURST_EVERY_S = 40;
const BURST_SHARE = 0.15;
const MAX_BURST_TRADES = 450;
const BURST_DURATION_US = 700_000;
const BURST_PAIRS = 25;
/** Exchange ids and their shares, as recorded: Coinbase, Kraken, Bitstamp, Bitfinex. */
const EXCHANGES = [1, 23, 6, 2] as const;
const EXCHANGE_SHARES = [0.805, 0.12, 0.05, 0.025];

interface Burst {
  readonly instrument: number;
  readonly side: Side;
  readonly endUs: number;
  readonly ordersPerS: number;
}

/**
 * A believable crypto market without network: pairs of Zipf activity, correlated prices with changing volatility, bursts, both
 * taker sides, realistic latencies. Time in, trades out: the same options give the same trades, however time is sliced.
 */
export class Market {
  readonly #random: Random;
  readonly #instruments: readonly Instrument[];
  readonly #prices: Prices;
  readonly #latency: Latency;
  readonly #pairChoice: WeightedChoice;
  readonly #exchangeChoice = new WeightedChoice(EXCHANGE_SHARES);
  readonly #lastSideIsBuy: Uint8Array;
  readonly #priceScale: Float64Array;
  readonly #typicalQuoteUsd: Float64Array;
  readonly #ordersPerS: number;
  readonly #impact: number;
  readonly #burstTrades: number;
  readonly #idPrefix: string;
  #sequence = 0;
  #timeUs: number;
  #step = 0;
  #burst: Burst | null = null;

  constructor(options: MarketOptions) {
    const { coins, instruments } = createInstruments(options.pairs);
    this.#random = new Random(options.seed);
    this.#instruments = instruments;
    this.#prices = new Prices(coins, this.#random);
    this.#latency = new Latency(this.#random);
    this.#pairChoice = new WeightedChoice(instruments.map((_, rank) => 1 / (rank + 2.5) ** 1.3));
    this.#lastSideIsBuy = new Uint8Array(instruments.length);
    this.#priceScale = Float64Array.from(instruments, (instrument) => 10 ** instrument.decimals);
    this.#typicalQuoteUsd = Float64Array.from(instruments, (_, rank) => 40 + 400 / (rank + 2));
    this.#burstTrades = Math.min(MAX_BURST_TRADES, options.tradesPerSecond * BURST_EVERY_S * BURST_SHARE);
    this.#ordersPerS = (options.tradesPerSecond - this.#burstTrades / BURST_EVERY_S) / MEAN_FILLS;
    this.#impact =
      TRADE_IMPACT * Math.sqrt(DEMO_TRADES_PER_SECOND / Math.max(DEMO_TRADES_PER_SECOND, options.tradesPerSecond));
    this.#idPrefix = Math.floor(options.startUs / 1_000).toString(36);
    this.#timeUs = options.startUs;
  }

  /** All pairs that may trade, busiest first. */
  get pairs(): readonly string[] {
    return this.#instruments.map((instrument) => instrument.pair);
  }

  /**
   * The trades that arrive until `toUs` (Unix microseconds), oldest first, in whole steps of 10 ms. Each is stamped with its
   * simulated arrival, or with `stampUs` where the caller knows better when it hands them over.
   */
  advance(toUs: number, stampUs?: number): Trade[] {
    const trades: Trade[] = [];
    while (this.#timeUs + STEP_US <= toUs) this.#runStep(trades, stampUs);
    return trades;
  }

  /** Goes on at a later instant, without the trades in between; prices move on. */
  skipTo(timeUs: number): void {
    if (timeUs <= this.#timeUs) return;
    this.#prices.advance((timeUs - this.#timeUs) / 1e6);
    this.#timeUs = timeUs;
    this.#burst = null;
  }

  #runStep(trades: Trade[], stampUs: number | undefined): void {
    const random = this.#random;
    const endUs = this.#timeUs + STEP_US;
    if (this.#step % STEPS_PER_PRICE_MOVE === 0) {
      this.#prices.advance((STEP_US * STEPS_PER_PRICE_MOVE) / 1e6);
      this.#latency.advance();
    }
    this.#step += 1;
    if (this.#burst !== null && this.#burst.endUs <= this.#timeUs) this.#burst = null;
    if (this.#burst === null && random.uniform() < STEP_US / 1e6 / BURST_EVERY_S) this.#burst = this.#newBurst();

    const base = this.#ordersPerS * this.#prices.activity();
    const extra = this.#burst?.ordersPerS ?? 0;
    const meanGapUs = 1e6 / (base + extra);
    let orderUs = this.#timeUs + random.exponential(meanGapUs);
    while (orderUs < endUs) {
      const inBurst = this.#burst !== null && random.uniform() * (base + extra) < extra;
      this.#order(trades, Math.floor(orderUs), stampUs, inBurst ? this.#burst : null);
      orderUs += random.exponential(meanGapUs);
    }
    this.#timeUs = endUs;
  }

  #newBurst(): Burst {
    const random = this.#random;
    const trades = this.#burstTrades * (0.5 + random.uniform());
    return {
      instrument: Math.min(Math.floor(random.exponential(BURST_PAIRS / 4)), this.#instruments.length - 1),
      side: random.uniform() < 0.5 ? 'buy' : 'sell',
      endUs: this.#timeUs + BURST_DURATION_US,
      ordersPerS: trades / MEAN_FILLS / (BURST_DURATION_US / 1e6),
    };
  }

  /** One taker's order and its fills. */
  #order(trades: Trade[], arrivalUs: number, stampUs: number | undefined, burst: Burst | null): void {
    const random = this.#random;
    const at = burst !== null && random.uniform() < 0.8 ? burst.instrument : this.#pairChoice.draw(random);
    const instrument = this.#instruments[at] as Instrument;
    const isBuy = this.#takerBuys(at, burst);
    const side: Side = random.uniform() < SIDELESS_PROBABILITY ? 'unknown' : isBuy ? 'buy' : 'sell';
    const exchange = EXCHANGES[this.#exchangeChoice.draw(random)] ?? 1;
    const tradeTimeMs = this.#latency.exchangeTimeMs(arrivalUs);
    const vendorTimeMs = Math.max(tradeTimeMs, Math.floor(arrivalUs / 1_000) - 8);
    const direction = isBuy ? 1 : -1;
    const logQuote = instrument.quote === -1 ? Math.log(instrument.quoteUsd) : this.#prices.logUsd(instrument.quote);
    const midUsdLog = this.#prices.logUsd(instrument.base);
    const mid = Math.exp(midUsdLog - logQuote);
    const usdPerBase = Math.exp(midUsdLog);
    const scale = this.#priceScale[at] as number;
    let offset = HALF_SPREAD * random.uniform();
    let fills = 0;
    do {
      const price = Math.max(1, Math.round(mid * (1 + direction * offset) * scale)) / scale;
      this.#sequence += 1;
      trades.push({
        pair: instrument.pair,
        price,
        size: this.#size(usdPerBase, at),
        side,
        exchange,
        tradeId: `${this.#idPrefix}-${this.#sequence}`,
        tradeTimeMs,
        vendorTimeMs,
        receivedTimeUs: stampUs ?? arrivalUs,
      });
      offset += HALF_SPREAD * random.uniform();
      fills += 1;
    } while (fills < MAX_FILLS && random.uniform() < NEXT_FILL_PROBABILITY);
    this.#prices.push(instrument.base, direction * this.#impact * fills);
  }

  #takerBuys(at: number, burst: Burst | null): boolean {
    const random = this.#random;
    const lastIsBuy = this.#lastSideIsBuy[at] === 1;
    const isBuy =
      burst !== null && random.uniform() < 0.9
        ? burst.side === 'buy'
        : random.uniform() < SAME_SIDE_PROBABILITY
          ? lastIsBuy
          : !lastIsBuy;
    this.#lastSideIsBuy[at] = isBuy ? 1 : 0;
    return isBuy;
  }

  /** Log-normal in quote value with a fat tail, larger in busier pairs; now and then dust. Eight decimals. */
  #size(usdPerBase: number, at: number): number {
    const random = this.#random;
    if (random.uniform() < TINY_SIZE_PROBABILITY) return (1 + Math.floor(random.uniform() * 50)) / 1e8;
    const usd = (this.#typicalQuoteUsd[at] as number) * Math.exp(1.7 * random.normal());
    return Math.max(1, Math.round((usd / usdPerBase) * 1e8)) / 1e8;
  }
}
