/**
 * The one column schema: Parquet columns, wire names, Perspective types and formats, Excel formats, the inspector
 * and the documentation are derived from these two tables.
 */

/** How a value is shown; every consumer maps these few kinds to its own format language. */
export type DisplayFormat =
  | 'text'
  | 'side'
  | 'exchange'
  | 'count'
  | 'price'
  | 'size'
  | 'quote-volume'
  | 'percent'
  | 'share'
  | 'datetime-ms'
  | 'flag';

/** `time` is Unix milliseconds in memory and on our wire, with microseconds after the point where they are known. */
export type ColumnType = 'string' | 'float' | 'integer' | 'boolean' | 'time';

export interface Column<Name extends string = string> {
  readonly name: Name;
  readonly type: ColumnType;
  readonly unit: string;
  /** Short heading for people. */
  readonly title: string;
  /** What the value is, one sentence. */
  readonly meaning: string;
  /** Name on port 7678 and in the original system's files; null where the original had no such column. */
  readonly originalName: string | null;
  readonly format: DisplayFormat;
}

function columns<const T extends readonly Column[]>(table: T): T {
  return table;
}

export const TRADE_COLUMNS = columns([
  {
    name: 'received_time',
    type: 'time',
    unit: 'UTC',
    title: 'Received',
    meaning: 'Arrival time at this machine; all windows run on it.',
    originalName: null,
    format: 'datetime-ms',
  },
  {
    name: 'trade_time',
    type: 'time',
    unit: 'UTC',
    title: 'Trade time',
    meaning: 'Time of the trade at the exchange.',
    originalName: 'trade_time',
    format: 'datetime-ms',
  },
  {
    name: 'pair',
    type: 'string',
    unit: 'BASE-QUOTE',
    title: 'Pair',
    meaning: 'Traded pair.',
    originalName: 'pair',
    format: 'text',
  },
  {
    name: 'price',
    type: 'float',
    unit: 'quote per base',
    title: 'Price',
    meaning: 'Trade price.',
    originalName: 'price',
    format: 'price',
  },
  {
    name: 'size',
    type: 'float',
    unit: 'base',
    title: 'Size',
    meaning: 'Traded amount in base currency.',
    originalName: 'size',
    format: 'size',
  },
  {
    name: 'volume',
    type: 'float',
    unit: 'quote',
    title: 'Volume',
    meaning: 'price x size, in the quote currency of the pair.',
    originalName: 'volume',
    format: 'quote-volume',
  },
  {
    name: 'side',
    type: 'string',
    unit: '',
    title: 'Side',
    meaning: 'Taker side: buy, sell or unknown.',
    originalName: 'sellorbuy',
    format: 'side',
  },
  {
    name: 'exchange',
    type: 'integer',
    unit: 'id',
    title: 'Exchange',
    meaning: 'Exchange id of the data provider.',
    originalName: 'exchange',
    format: 'exchange',
  },
  {
    name: 'trade_id',
    type: 'string',
    unit: '',
    title: 'Trade id',
    meaning: 'Id of the trade at its exchange; null where the source kept none.',
    originalName: null,
    format: 'text',
  },
]);

export const STATISTICS_COLUMNS = columns([
  {
    name: 'pair',
    type: 'string',
    unit: 'BASE-QUOTE',
    title: 'Pair',
    meaning: 'Traded pair.',
    originalName: 'pair',
    format: 'text',
  },
  {
    name: 'time',
    type: 'time',
    unit: 'UTC',
    title: 'Time',
    meaning: 'The instant that the row describes.',
    originalName: null,
    format: 'datetime-ms',
  },
  {
    name: 'trade_count_60s',
    type: 'float',
    unit: 'trades',
    title: 'Trades 60 s',
    meaning: 'Trades that arrived in the last 60 s.',
    originalName: 'trade_count',
    format: 'count',
  },
  {
    name: 'vwap',
    type: 'float',
    unit: 'quote per base',
    title: 'VWAP',
    meaning: 'Size-weighted mean price of the last 100 trades, whatever their age.',
    originalName: 'VWA',
    format: 'price',
  },
  {
    name: 'ema_60s',
    type: 'float',
    unit: 'quote per base',
    title: 'EMA 60 s',
    meaning: 'Time-decayed average of the VWAP with a half-life of 60 s.',
    originalName: 'EWA60s',
    format: 'price',
  },
  {
    name: 'ema_120s',
    type: 'float',
    unit: 'quote per base',
    title: 'EMA 120 s',
    meaning: 'Time-decayed average of the VWAP with a half-life of 120 s.',
    originalName: 'EWA120s',
    format: 'price',
  },
  {
    name: 'ema_180s',
    type: 'float',
    unit: 'quote per base',
    title: 'EMA 180 s',
    meaning: 'Time-decayed average of the VWAP with a half-life of 180 s.',
    originalName: 'EWA180s',
    format: 'price',
  },
  {
    name: 'return_1m',
    type: 'float',
    unit: 'fraction',
    title: 'Return 1 min',
    meaning: 'VWAP now against VWAP 60 s ago, minus 1 (profile csp: d / (VWAP + d)).',
    originalName: 'return_1min',
    format: 'percent',
  },
  {
    name: 'volatility_60s',
    type: 'float',
    unit: 'fraction',
    title: 'Volatility 60 s',
    meaning: 'Sample standard deviation of the per-second 1-minute returns of the last 60 s.',
    originalName: 'volitality_60s',
    format: 'percent',
  },
  {
    name: 'volatility_mean_5m',
    type: 'float',
    unit: 'fraction',
    title: 'Volatility mean 5 min',
    meaning: 'Mean of the volatility over 5 minutes (profile csp: 10 minutes).',
    originalName: 'volitality_MA5mins',
    format: 'percent',
  },
  {
    name: 'volatility_sd_5m',
    type: 'float',
    unit: 'fraction',
    title: 'Volatility sd 5 min',
    meaning: 'Sample standard deviation of the volatility over 5 minutes (profile csp: 10 minutes).',
    originalName: 'volitality_stddev',
    format: 'percent',
  },
  {
    name: 'volatility_upper',
    type: 'float',
    unit: 'fraction',
    title: 'Volatility upper band',
    meaning: 'Volatility mean plus two standard deviations.',
    originalName: null,
    format: 'percent',
  },
  {
    name: 'volatility_lower',
    type: 'float',
    unit: 'fraction',
    title: 'Volatility lower band',
    meaning: 'Volatility mean minus two standard deviations, not below 0.',
    originalName: null,
    format: 'percent',
  },
  {
    name: 'sell_volume_60s',
    type: 'float',
    unit: 'quote',
    title: 'Sell volume 60 s',
    meaning: 'Quote volume of trades with a selling taker in the last 60 s.',
    originalName: 'sell_count',
    format: 'quote-volume',
  },
  {
    name: 'buy_volume_60s',
    type: 'float',
    unit: 'quote',
    title: 'Buy volume 60 s',
    meaning: 'Quote volume of trades with a buying taker in the last 60 s.',
    originalName: 'buy_count',
    format: 'quote-volume',
  },
  {
    name: 'buy_pressure',
    type: 'float',
    unit: '0..1',
    title: 'Buy pressure',
    meaning: 'Buy volume / (buy + sell volume); null when both are 0.',
    originalName: 'buy_pressure',
    format: 'share',
  },
  {
    name: 'volume_60s',
    type: 'float',
    unit: 'quote',
    title: 'Volume 60 s',
    meaning: 'Quote volume of all trades in the last 60 s.',
    originalName: 'volumn_60s',
    format: 'quote-volume',
  },
  {
    name: 'last_trade_time',
    type: 'time',
    unit: 'UTC',
    title: 'Last trade',
    meaning: 'Exchange time of the trade of this pair that arrived last.',
    originalName: 'trade_time',
    format: 'datetime-ms',
  },
  {
    name: 'partial',
    type: 'boolean',
    unit: '',
    title: 'Partial',
    meaning: 'A feed gap touches the 60 s windows of this row.',
    originalName: null,
    format: 'flag',
  },
  {
    name: 'partial_5m',
    type: 'boolean',
    unit: '',
    title: 'Partial 5 min',
    meaning: 'A feed gap touches the data behind the volatility columns of this row.',
    originalName: null,
    format: 'flag',
  },
  {
    name: 'after_reset',
    type: 'boolean',
    unit: '',
    title: 'Reset',
    meaning: 'VWAP and EMAs were reset since the previous row.',
    originalName: null,
    format: 'flag',
  },
]);

export type TradeColumnName = (typeof TRADE_COLUMNS)[number]['name'];
export type StatisticsColumnName = (typeof STATISTICS_COLUMNS)[number]['name'];

type ColumnOfType<C extends Column, T extends ColumnType> = C extends { readonly type: T } ? C['name'] : never;

/** Statistics that are plain numbers (NaN in memory = undefined = null on every wire). */
export type StatisticName = ColumnOfType<(typeof STATISTICS_COLUMNS)[number], 'float'>;

export const STATISTIC_NAMES: readonly StatisticName[] = STATISTICS_COLUMNS.filter((c) => c.type === 'float').map(
  (c) => c.name,
);
